// RUN: tilium-opt --tt-split-device-kernel --tt-configure-tensor-accessor --tt-lower-cb-intrinsics "--tt-verify=partial" %s | FileCheck %s

// The bytes around an element, as many as memory gives at least, come into a page of which the reader is both ends.

// CHECK-LABEL: func.func @reader
// CHECK: scf.for %[[I:.*]] = %c0 to %c8
// CHECK: metalium.cb_reserve_back %[[PAGE:[0-9]+]], 1
// CHECK: %[[INTO:.*]] = metalium.get_write_ptr %[[PAGE]]
// CHECK: %[[FROM:.*]] = metalium.get_page_noc_addr %{{.*}} of %{{.*}} + %{{.*}}
// CHECK: metalium.noc_async_read %[[FROM]] to %[[INTO]], %c32
// CHECK-NEXT: metalium.noc_async_read_barrier
// CHECK-NEXT: metalium.cb_push_back %[[PAGE]], 1
// CHECK-NEXT: metalium.cb_wait_front %[[PAGE]], 1
// CHECK-NEXT: metalium.invalidate_l1_cache
// CHECK: metalium.load_l1
// CHECK: metalium.cb_pop_front %[[PAGE]], 1

// The number that it shares is a page of its own.

// CHECK: metalium.cb_reserve_back %[[CB:[0-9]+]], 1
// CHECK: %[[AT:.*]] = metalium.get_write_ptr %[[CB]]
// CHECK: metalium.store_l1 %{{.*}} to %[[AT]]
// CHECK: metalium.cb_push_back %[[CB]], 1

// CHECK-LABEL: func.func @compute
// CHECK: metalium.cb_wait_front %[[CB:[0-9]+]], 1
// CHECK-NEXT: %[[N:.*]] = metalium.read_tile_value %[[CB]][0] [0]
// CHECK-NEXT: metalium.cb_pop_front %[[CB]], 1
// CHECK: scf.for %{{.*}} = %c0 to %[[N]]

// A tile that is a whole one of the tensor is written at once, rows of others one by one, in halves: those before the last
// row, and inside of the tensor.

// CHECK-LABEL: func.func @writer
// CHECK: scf.for {{.*}} iter_args(%[[ROWS:.*]] =
// CHECK: %[[START:.*]] = arith.muli %[[ROWS]], %c32
// CHECK: %[[LIMIT:.*]] = arith.minsi %[[ROWS]], %c32
// CHECK: %[[WHOLE:.*]] = arith.andi
// CHECK: scf.if
// CHECK:   metalium.noc_async_write_page
// CHECK: } else {
// CHECK:   scf.for %[[LINE:.*]] = %c0 to %c32
// CHECK:     %[[ROW:.*]] = arith.addi %[[START]], %[[LINE]]
// CHECK:     arith.cmpi slt, %[[LINE]], %[[LIMIT]]
// CHECK:     arith.cmpi ult, %[[ROW]], %c320
// CHECK:     scf.for %{{.*}} = %c0 to %c2
// CHECK:       metalium.noc_async_write %{{.*}} to %{{.*}}, %c64
// CHECK: metalium.noc_async_writes_flushed
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
!a = memref<320x32xf32, #tile.scope<global>>
!t = memref<8xi32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
!N = !tt.cb<1, 1, UInt8>
module attributes {tt.target = "wormhole_b0"} {
  func.func @program(%A: !a {tile.name = "A", tt.layout_desc = #tt.layout<shape = [320, 32], format = Float32, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>, tt.tensor_accessor = #tt.tensor_accessor<page_size = 4096, memory = dram, interleaved>},
                     %T: !t {tile.name = "T", tt.layout_desc = #tt.layout<shape = [8], format = Int32, memory = dram, interleaved, row_dim = -1, col_dim = 0, row_block = 32, col_block = 32>, tt.tensor_accessor = #tt.tensor_accessor<page_size = 4096, memory = dram, interleaved>},
                     %O: !a {tile.name = "O", tt.layout_desc = #tt.layout<shape = [320, 32], format = Float32, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>, tt.tensor_accessor = #tt.tensor_accessor<page_size = 4096, memory = dram, interleaved>}) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
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
      tt.write %y to %O[%row, %c0] [32, 32] rows %at : !c, !a
      %next = tt.load_scalar %T[%at] reader %reader : !N writer %writer : !N : !t
      scf.yield %next : index
    }
    return
  }
}
