// RUN: tilium-opt --tt-split-device-kernel %s | FileCheck %s
// RUN: tilium-opt --tt-split-device-kernel "--tt-verify=partial" %s -o /dev/null

// Reader and writer each find the number; the compute kernel gets it. What is carried for addresses alone is nothing of
// the compute kernel's. All three loops run as often: --tt-verify sees that.

// CHECK-LABEL: func.func @reader
// CHECK: %[[FOUND:.*]] = scf.for {{.*}} iter_args
// CHECK:   tt.load_scalar %{{.*}} reader %{{[0-9]+}} : !tt.cb<1, 1, UInt8> : memref
// CHECK: tt.send_scalar %[[FOUND]] in
// CHECK: scf.for %{{.*}} to %[[FOUND]] step %c1 iter_args
// CHECK:   tt.read
// CHECK:   tt.load_scalar
// CHECK-LABEL: func.func @compute
// CHECK-NOT: tt.load_scalar
// CHECK: %[[COUNT:.*]] = tt.receive_scalar
// CHECK-NEXT: scf.for %{{.*}} = %c0 to %[[COUNT]] step %c1 {
// CHECK:   tt.move
// CHECK-LABEL: func.func @writer
// CHECK-NOT: tt.send_scalar
// CHECK: %[[FOUND:.*]] = scf.for {{.*}} iter_args
// CHECK:   tt.load_scalar %{{.*}} writer %{{[0-9]+}} : !tt.cb<1, 1, UInt8> : memref
// CHECK: scf.for %{{.*}} to %[[FOUND]] step %c1 iter_args
// CHECK:   tt.write
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
!a = memref<320x32xf32, #tile.scope<global>>
!t = memref<8xi32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
!N = !tt.cb<1, 1, UInt8>
module attributes {tt.target = "wormhole_b0"} {
  func.func @program(%A: !a, %T: !t, %O: !a) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %Y = tt.cb "Y" {cb_desc = #b, id = 1 : i32} : !C
    %number = tt.cb "number" {cb_desc = #n, id = 2 : i32} : !N
    %reader = tt.cb "reader_number" {cb_desc = #n, id = 3 : i32} : !N
    %writer = tt.cb "writer_number" {cb_desc = #n, id = 4 : i32} : !N
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c8 = arith.constant 8 : index
    %c32 = arith.constant 32 : index
    // A number that a loop finds, which the compute kernel gets.
    %found = scf.for %i = %c0 to %c8 step %c1 iter_args(%best = %c0) -> (index) {
      %e = tt.load_scalar %T[%i] reader %reader : !N writer %writer : !N : !t
      %next = arith.addi %best, %e : index
      scf.yield %next : index
    }
    %count = tt.share_scalar %found into %number : index, !N
    // One that only reader and writer need, carried by a loop with work of all kernels.
    %last = scf.for %i = %c0 to %count step %c1 iter_args(%at = %c0) -> (index) {
      %row = arith.muli %at, %c32 : index
      %x = tt.read %A[%row, %c0] [32, 32] into %X : !a, !C -> !c
      %y = tt.move %x into %Y : !c, !C -> !c
      tt.write %y to %O[%row, %c0] [32, 32] : !c, !a
      %next = tt.load_scalar %T[%at] reader %reader : !N writer %writer : !N : !t
      scf.yield %next : index
    }
    return
  }
}
