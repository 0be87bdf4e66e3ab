// RUN: tilium-opt --tt-split-device-kernel --split-input-file %s | FileCheck %s
// RUN: tilium-opt --tt-split-device-kernel "--tt-verify=partial" --split-input-file %s -o /dev/null

// Who takes a block gives it back also where another one replaces it unread, so its kernel needs what steers that place,
// though it does nothing else there.

// One side of a branch that an element steers replaces the block: the writer discards the first one there.

// CHECK-LABEL: func.func @reader
// CHECK-NOT: scf.if
// CHECK-LABEL: func.func @compute
// CHECK: %[[NUMBER:.*]] = tt.receive_scalar
// CHECK: %[[HIT:.*]] = arith.cmpi sgt, %[[NUMBER]]
// CHECK: scf.if %[[HIT]]
// CHECK-LABEL: func.func @writer
// CHECK: %[[NUMBER:.*]] = tt.load_scalar %{{.*}} writer
// CHECK: %[[HIT:.*]] = arith.cmpi sgt, %[[NUMBER]]
// CHECK: scf.if %[[HIT]] {
// CHECK:   %[[FIRST:.*]] = tt.wait
// CHECK:   tt.pop %[[FIRST]]
// CHECK: %[[LAST:.*]] = tt.wait
// CHECK: tt.write %[[LAST]]
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 2>
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
!o = memref<32x32xf32, #tile.scope<global>>
!t = memref<8xi32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
!N = !tt.cb<1, 1, UInt8>
module attributes {tt.target = "wormhole_b0"} {
  func.func @one_side(%T: !t, %O: !o) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %number = tt.cb "number" {cb_desc = #n, id = 1 : i32} : !N
    %reader = tt.cb "reader_number" {cb_desc = #n, id = 2 : i32} : !N
    %writer = tt.cb "writer_number" {cb_desc = #n, id = 3 : i32} : !N
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %one = arith.constant 1.0 : f32
    %first = tt.fill %zero into %X : f32, !C -> !c
    %e = tt.load_scalar %T[%c0] reader %reader : !N writer %writer : !N : !t
    %count = tt.share_scalar %e into %number : index, !N
    %hit = arith.cmpi sgt, %count, %c0 : index
    %x = scf.if %hit -> (!c) {
      %second = tt.fill %one into %X : f32, !C -> !c
      scf.yield %second : !c
    } else {
      scf.yield %first : !c
    }
    tt.write %x to %O[%c0, %c0] [32, 32] : !c, !o
    return
  }
}

// -----

// A loop that an element bounds replaces the block in each round.
// CHECK-LABEL: func.func @compute({{.*}}tt.program = "each_round"
// CHECK: %[[COUNT:.*]] = tt.receive_scalar
// CHECK: scf.for %{{.*}} to %[[COUNT]]
// CHECK-LABEL: func.func @writer({{.*}}tt.program = "each_round"
// CHECK: %[[COUNT:.*]] = tt.load_scalar %{{.*}} writer
// CHECK: scf.for %{{.*}} to %[[COUNT]]
// CHECK:   %[[BEFORE:.*]] = tt.wait
// CHECK:   tt.pop %[[BEFORE]] in %{{.*}} {discards}
// CHECK: tt.write
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 2>
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
!o = memref<32x32xf32, #tile.scope<global>>
!t = memref<8xi32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
!N = !tt.cb<1, 1, UInt8>
module attributes {tt.target = "wormhole_b0"} {
  func.func @each_round(%T: !t, %O: !o) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %number = tt.cb "number" {cb_desc = #n, id = 1 : i32} : !N
    %reader = tt.cb "reader_number" {cb_desc = #n, id = 2 : i32} : !N
    %writer = tt.cb "writer_number" {cb_desc = #n, id = 3 : i32} : !N
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %zero = arith.constant 0.0 : f32
    %one = arith.constant 1.0 : f32
    %first = tt.fill %zero into %X : f32, !C -> !c
    %e = tt.load_scalar %T[%c0] reader %reader : !N writer %writer : !N : !t
    %count = tt.share_scalar %e into %number : index, !N
    %x = scf.for %i = %c0 to %count step %c1 iter_args(%before = %first) -> (!c) {
      %next = tt.fill %one into %X : f32, !C -> !c
      scf.yield %next : !c
    }
    tt.write %x to %O[%c0, %c0] [32, 32] : !c, !o
    return
  }
}

// -----

// Where both sides make a block, the kernel that takes it does not ask which one did.
// CHECK-LABEL: func.func @writer({{.*}}tt.program = "both_sides"
// CHECK-NOT: tt.load_scalar
// CHECK-NOT: scf.if
// CHECK: tt.write
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 2>
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
!o = memref<32x32xf32, #tile.scope<global>>
!t = memref<8xi32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
!N = !tt.cb<1, 1, UInt8>
module attributes {tt.target = "wormhole_b0"} {
  func.func @both_sides(%T: !t, %A: !o, %O: !o) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %reader = tt.cb "reader_number" {cb_desc = #n, id = 1 : i32} : !N
    %c0 = arith.constant 0 : index
    %e = tt.load_scalar %T[%c0] reader %reader : !N : !t
    %hit = arith.cmpi sgt, %e, %c0 : index
    %x = scf.if %hit -> (!c) {
      %a = tt.read %A[%c0, %c0] [32, 32] into %X : !o, !C -> !c
      scf.yield %a : !c
    } else {
      %b = tt.read %A[%c0, %c0] [32, 32] into %X : !o, !C -> !c
      scf.yield %b : !c
    }
    tt.write %x to %O[%c0, %c0] [32, 32] : !c, !o
    return
  }
}
