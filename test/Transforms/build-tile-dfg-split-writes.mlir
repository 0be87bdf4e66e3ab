// RUN: tilium-opt --tt-build-tile-dfg %s -split-input-file | FileCheck %s

// A result of 16 tiles is computed and written in four parts of 4. The circular buffer keeps its 16
// pages, as blocks of 4; positions of the tiles follow, in the expression and in the tensor.

#x = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 16, depth = 1>
#i = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>
#layout = #tt.layout<shape = [32, 1000], format = Float32, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
!tensor = memref<32x1000xf32, #tile.scope<global>>
!X = !tt.cb<1, 16, Float32>

// CHECK: #[[OWN:.*]] = affine_map<(d0, d1)[s0, s1] -> (d0 * 16 + d1 + s1)>
// CHECK: #[[FIRST:.*]] = affine_map<(d0, d1)[s0, s1] -> (0)>
// CHECK: #[[POSITION:.*]] = affine_map<(d0, d1)[s0, s1] -> ((d1 + s1) * 32 + s0)>
// CHECK-LABEL: func.func @columns
// CHECK-SAME: %[[START:[^:]*]]: index
// CHECK: %[[Y:.*]] = tt.cb "Y" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 4>{{.*}} : <1, 4, Float32>
// CHECK: %[[X:.*]] = tt.read
// CHECK: %[[I:.*]] = tt.iota
// CHECK: scf.for %[[TILE:.*]] = %c0{{.*}} to %c16{{.*}} step %c4
// CHECK-NEXT: %[[PART:.*]] = tt.eltwise(%[[X]], %[[I]]) maps [#[[OWN]], #[[FIRST]]]
// CHECK-SAME: symbols(%[[START]], %[[TILE]]) into %[[Y]]
// CHECK: tt.tile_offset #[[POSITION]][%[[START]], %[[TILE]]]
// CHECK: !tt.block<1, 4, Float32>
// CHECK-NEXT: %[[ELEMENTS:.*]] = arith.muli %[[TILE]], %c32
// CHECK-NEXT: %[[COLUMN:.*]] = arith.addi %[[ELEMENTS]], %[[START]]
// CHECK-NEXT: tt.write %[[PART]] to %{{.*}}[%c0{{.*}}, %[[COLUMN]]] [32, 128]
// CHECK-NEXT: }
// CHECK-NOT: tt.write
module attributes {tt.target = "wormhole_b0"} {
  func.func @columns(%t: !tensor {tt.layout_desc = #layout}, %o: !tensor {tt.layout_desc = #layout}, %start: index) {
    %X = tt.cb "X" {cb_desc = #x} : !X
    %I = tt.cb "I" {cb_desc = #i} : !tt.cb<1, 1, Int32>
    %Y = tt.cb "Y" {cb_desc = #x} : !X
    %c0 = arith.constant 0 : index
    tt.read %t[%c0, %start] [32, 500] into %X : !tensor, !X
    tt.iota row 0 column 1 into %I : !tt.cb<1, 1, Int32>
    tt.eltwise (%X, %I) maps [affine_map<(d0, d1)[s0] -> (d0 * 16 + d1)>, affine_map<(d0, d1)[s0] -> (0)>]
        broadcasts [#tt.broadcast<none>, #tt.broadcast<none>] symbols(%start) into %Y {
    ^bb0(%e: f32, %i: i32):
      %zero = arith.constant 0.0 : f32
      %last = arith.constant 400 : i32
      %offset = tt.tile_offset affine_map<(d0, d1)[s0] -> (d1 * 32 + s0)>[%start]
      %position = arith.addi %i, %offset : i32
      %inside = arith.cmpi slt, %position, %last : i32
      %r = arith.select %inside, %e, %zero : f32
      tt.yield %r : f32
    } : (!X, !tt.cb<1, 1, Int32>), !X
    tt.write %Y to %o[%c0, %start] [32, 500] : !X, !tensor
    return
  }
}

// -----

// Where a column of tiles is more than half a part, the parts are whole rows, in their order.

#x = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 16, depth = 1>
#v = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 8, depth = 1>
#layout = #tt.layout<shape = [256, 64], format = Float32, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
!tensor = memref<256x64xf32, #tile.scope<global>>
!vector = memref<256x1xf32, #tile.scope<global>>
!X = !tt.cb<8, 2, Float32>
!V = !tt.cb<8, 1, Float32>

// CHECK: #[[OWN:.*]] = affine_map<(d0, d1)[s0] -> ((d0 + s0) * 2 + d1)>
// CHECK: #[[ROW:.*]] = affine_map<(d0, d1)[s0] -> (d0 + s0)>
// CHECK-LABEL: func.func @rows
// CHECK: tt.cb "Y" {{.*}}block_pages = 4, depth = 4>{{.*}} : <2, 2, Float32>
// CHECK: scf.for %[[TILE:.*]] = %c0{{.*}} to %c8{{.*}} step %c2
// CHECK-NEXT: tt.eltwise{{.*}} maps [#[[OWN]], #[[ROW]]]
// CHECK: %[[FIRST:.*]] = arith.muli %[[TILE]], %c32
// CHECK-NEXT: tt.write %{{.*}}[%[[FIRST]], %c0{{.*}}] [64, 64]
module attributes {tt.target = "wormhole_b0"} {
  func.func @rows(%t: !tensor {tt.layout_desc = #layout}, %u: !vector, %o: !tensor {tt.layout_desc = #layout}) {
    %X = tt.cb "X" {cb_desc = #x} : !X
    %S = tt.cb "S" {cb_desc = #v} : !V
    %Y = tt.cb "Y" {cb_desc = #x} : !X
    %c0 = arith.constant 0 : index
    tt.read %t[%c0, %c0] [256, 64] into %X : !tensor, !X
    tt.read %u[%c0, %c0] [256, 1] into %S : !vector, !V
    tt.eltwise (%X, %S) maps [affine_map<(d0, d1) -> (d0 * 2 + d1)>, affine_map<(d0, d1) -> (d0)>]
        broadcasts [#tt.broadcast<none>, #tt.broadcast<column>] into %Y {
    ^bb0(%e: f32, %s: f32):
      %q = arith.mulf %e, %s : f32
      tt.yield %q : f32
    } : (!X, !V), !X
    tt.write %Y to %o[%c0, %c0] [256, 64] : !X, !tensor
    return
  }
}

// -----

// One piece: 13 tiles, which no part divides; rows of two matrices, which are not next to each
// other in the tensor; columns in blocks of 48, which are padded one by one; a result that is used
// again.

#x = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 13, depth = 1>
#m = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 16, depth = 1>
#wide = #tt.layout<shape = [32, 416], format = Float32, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#two = #tt.layout<shape = [2, 256, 32], format = Float32, memory = dram, interleaved, row_dim = 1, col_dim = 2, row_block = 32, col_block = 32>
#padded = #tt.layout<shape = [32, 384], format = Float32, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 48>
#plain = #tt.layout<shape = [32, 512], format = Float32, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
!wide = memref<32x416xf32, #tile.scope<global>>
!two = memref<2x256x32xf32, #tile.scope<global>>
!padded = memref<32x384xf32, #tile.scope<global>>
!plain = memref<32x512xf32, #tile.scope<global>>
!X = !tt.cb<1, 13, Float32>
!M = !tt.cb<16, 1, Float32>
!P = !tt.cb<1, 16, Float32>
!S = !tt.cb<1, 1, Float32>

// CHECK-LABEL: func.func @whole
// CHECK-NOT: scf.for
// CHECK: return
module attributes {tt.target = "wormhole_b0"} {
  func.func @whole(%t: !wide {tt.layout_desc = #wide}, %u: !two {tt.layout_desc = #two}, %v: !padded {tt.layout_desc = #padded},
                   %w: !plain {tt.layout_desc = #plain}, %s: !plain {tt.layout_desc = #plain}) {
    %X = tt.cb "X" {cb_desc = #x} : !X
    %M = tt.cb "M" {cb_desc = #m} : !M
    %P = tt.cb "P" {cb_desc = #m} : !P
    %W = tt.cb "W" {cb_desc = #m} : !P
    %S = tt.cb "S" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>} : !S
    %c0 = arith.constant 0 : index
    tt.eltwise () maps [] broadcasts [] into %X {
      %one = arith.constant 1.0 : f32
      tt.yield %one : f32
    } : !X
    tt.write %X to %t[%c0, %c0] [32, 416] : !X, !wide
    tt.eltwise () maps [] broadcasts [] into %M {
      %one = arith.constant 1.0 : f32
      tt.yield %one : f32
    } : !M
    tt.write %M to %u[%c0, %c0, %c0] [2, 256, 32] : !M, !two
    tt.eltwise () maps [] broadcasts [] into %P {
      %one = arith.constant 1.0 : f32
      tt.yield %one : f32
    } : !P
    tt.write %P to %v[%c0, %c0] [32, 384] : !P, !padded
    tt.eltwise () maps [] broadcasts [] into %W {
      %one = arith.constant 1.0 : f32
      tt.yield %one : f32
    } : !P
    tt.reduce sum row %W into %S : !P, !S
    tt.write %W to %w[%c0, %c0] [32, 512] : !P, !plain
    tt.write %S to %s[%c0, %c0] [32, 32] : !S, !plain
    return
  }
}

// -----

// Blackhole's links carry twice as much, 8 tiles of 16 bits; 16 of them are two parts: one piece.

#x = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 16, depth = 1>
#z = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 32, depth = 1>
#layout = #tt.layout<shape = [32, 512], format = Float16_b, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#wide = #tt.layout<shape = [32, 1024], format = Float16_b, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
!tensor = memref<32x512xbf16, #tile.scope<global>>
!wide = memref<32x1024xbf16, #tile.scope<global>>
!X = !tt.cb<1, 16, Float16_b>
!Z = !tt.cb<1, 32, Float16_b>

// CHECK-LABEL: func.func @blackhole
// CHECK: tt.cb "X" {{.*}} : <1, 16, Float16_b>
// CHECK: tt.cb "Z" {{.*}} : <1, 8, Float16_b>
module attributes {tt.target = "blackhole"} {
  func.func @blackhole(%o: !tensor {tt.layout_desc = #layout}, %p: !wide {tt.layout_desc = #wide}) {
    %X = tt.cb "X" {cb_desc = #x} : !X
    %Z = tt.cb "Z" {cb_desc = #z} : !Z
    %c0 = arith.constant 0 : index
    tt.eltwise () maps [] broadcasts [] into %X {
      %one = arith.constant 1.0 : f32
      tt.yield %one : f32
    } : !X
    tt.write %X to %o[%c0, %c0] [32, 512] : !X, !tensor
    tt.eltwise () maps [] broadcasts [] into %Z {
      %one = arith.constant 1.0 : f32
      tt.yield %one : f32
    } : !Z
    tt.write %Z to %p[%c0, %c0] [32, 1024] : !Z, !wide
    return
  }
}
