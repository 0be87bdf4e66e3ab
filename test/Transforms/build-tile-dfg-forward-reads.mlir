// RUN: tilium-opt --tt-build-tile-dfg %s -split-input-file | FileCheck %s

// What was read in 16 bits and copied to 32 is taken as it was read: a reduction and an expression
// compute in 32 bits anyway. The wider buffer is not needed.

#narrow = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 2, depth = 1>
#wide = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>
#one = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<32x64xbf16, #tile.scope<global>>
!wide_tensor = memref<32x64xf32, #tile.scope<global>>
!N = !tt.cb<1, 2, Float16_b>
!W = !tt.cb<1, 2, Float32>
!V = !tt.cb<1, 1, Float32>

// CHECK-LABEL: func.func @forward
// CHECK: %[[IN:.*]] = tt.cb "X_in"
// CHECK-NOT: tt.cb "X"
// CHECK: %[[X:.*]] = tt.read %{{.*}} into %[[IN]]
// CHECK-NOT: tt.move
// CHECK: %[[M:.*]] = tt.reduce max row %[[X]]
// CHECK: tt.eltwise(%[[X]], %[[M]])
// CHECK-NOT: tt.move
// CHECK: return
module attributes {tt.target = "wormhole_b0"} {
  func.func @forward(%t: !tensor, %o: !wide_tensor) {
    %in = tt.cb "X_in" {cb_desc = #narrow} : !N
    %X = tt.cb "X" {cb_desc = #wide} : !W
    %M = tt.cb "M" {cb_desc = #one} : !V
    %Y = tt.cb "Y" {cb_desc = #wide} : !W
    %c0 = arith.constant 0 : index
    tt.read %t[%c0, %c0] [32, 64] into %in : !tensor, !N
    tt.move %in into %X : !N, !W
    tt.reduce max row %X into %M : !W, !V
    tt.eltwise (%X, %M) maps [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0)>]
        broadcasts [#tt.broadcast<none>, #tt.broadcast<column>] into %Y {
    ^bb0(%e: f32, %m: f32):
      %d = arith.subf %e, %m : f32
      tt.yield %d : f32
    } : (!W, !V), !W
    tt.write %Y to %o[%c0, %c0] [32, 64] : !W, !wide_tensor
    return
  }
}

// -----

// Two expressions that mix it with other blocks in 32 bits: the move stays, as setting the source
// registers anew in both would cost more.

#narrow = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 2, depth = 1>
#wide = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>
#one = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<32x64xbf16, #tile.scope<global>>
!wide_tensor = memref<32x64xf32, #tile.scope<global>>
!N = !tt.cb<1, 2, Float16_b>
!W = !tt.cb<1, 2, Float32>
!V = !tt.cb<1, 1, Float32>

// CHECK-LABEL: func.func @mixed_twice
// CHECK: %[[READ:.*]] = tt.read
// CHECK: %[[X:.*]] = tt.move %[[READ]]
// CHECK: %[[M:.*]] = tt.reduce max row %[[X]]
// CHECK: %[[Y:.*]] = tt.eltwise(%[[X]], %[[M]])
// CHECK: tt.eltwise(%[[X]], %[[Y]])
module attributes {tt.target = "wormhole_b0"} {
  func.func @mixed_twice(%t: !tensor, %o: !wide_tensor) {
    %in = tt.cb "X_in" {cb_desc = #narrow} : !N
    %X = tt.cb "X" {cb_desc = #wide} : !W
    %M = tt.cb "M" {cb_desc = #one} : !V
    %Y = tt.cb "Y" {cb_desc = #wide} : !W
    %Z = tt.cb "Z" {cb_desc = #wide} : !W
    %c0 = arith.constant 0 : index
    tt.read %t[%c0, %c0] [32, 64] into %in : !tensor, !N
    tt.move %in into %X : !N, !W
    tt.reduce max row %X into %M : !W, !V
    tt.eltwise (%X, %M) maps [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0)>]
        broadcasts [#tt.broadcast<none>, #tt.broadcast<column>] into %Y {
    ^bb0(%e: f32, %m: f32):
      %d = arith.subf %e, %m : f32
      tt.yield %d : f32
    } : (!W, !V), !W
    tt.eltwise (%X, %Y) maps [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d1)>]
        broadcasts [#tt.broadcast<none>, #tt.broadcast<none>] into %Z {
    ^bb0(%e: f32, %y: f32):
      %d = arith.mulf %e, %y : f32
      tt.yield %d : f32
    } : (!W, !W), !W
    tt.write %Z to %o[%c0, %c0] [32, 64] : !W, !wide_tensor
    return
  }
}

// -----

// A buffer that is read into again while the copy is in use, and a copy that is written: moves stay.

#narrow = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 2, depth = 1>
#wide = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>
!tensor = memref<32x128xbf16, #tile.scope<global>>
!wide_tensor = memref<32x64xf32, #tile.scope<global>>
!N = !tt.cb<1, 2, Float16_b>
!W = !tt.cb<1, 2, Float32>

// CHECK-LABEL: func.func @kept
// CHECK: %[[A:.*]] = tt.read
// CHECK: tt.move %[[A]]
// CHECK: %[[B:.*]] = tt.read
// CHECK: tt.move %[[B]]
// CHECK: tt.eltwise
module attributes {tt.target = "wormhole_b0"} {
  func.func @kept(%t: !tensor, %o: !wide_tensor, %p: !wide_tensor) {
    %in = tt.cb "X_in" {cb_desc = #narrow} : !N
    %A = tt.cb "A" {cb_desc = #wide} : !W
    %B = tt.cb "B" {cb_desc = #wide} : !W
    %Z = tt.cb "Z" {cb_desc = #wide} : !W
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    tt.read %t[%c0, %c0] [32, 64] into %in : !tensor, !N
    tt.move %in into %A : !N, !W
    tt.read %t[%c0, %c64] [32, 64] into %in : !tensor, !N
    tt.move %in into %B : !N, !W
    tt.eltwise (%A, %B) maps [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d1)>]
        broadcasts [#tt.broadcast<none>, #tt.broadcast<none>] into %Z {
    ^bb0(%a: f32, %b: f32):
      %d = arith.subf %a, %b : f32
      tt.yield %d : f32
    } : (!W, !W), !W
    tt.write %Z to %o[%c0, %c0] [32, 64] : !W, !wide_tensor
    tt.write %B to %p[%c0, %c0] [32, 64] : !W, !wide_tensor
    return
  }
}
