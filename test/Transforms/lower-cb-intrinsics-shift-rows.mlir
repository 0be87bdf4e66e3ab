// RUN: tilium-opt %s --tt-lower-cb-intrinsics | FileCheck %s

// Rows move within L1 in runs: of a face, 12 rows come from the face itself and 4 from the one above it. The
// first face of a group keeps its own first rows. The source is given back after the barrier.

// CHECK-LABEL: func.func @writer
// CHECK: metalium.cb_wait_front %[[X:[0-9]+]], 2
// CHECK: metalium.cb_reserve_back %[[S:[0-9]+]], 2
// CHECK: %[[FROM:.*]] = metalium.get_read_ptr %[[X]]
// CHECK: %[[TO:.*]] = metalium.get_write_ptr %[[S]]
// CHECK: scf.for %[[FACE:.*]] = %{{.*}} to %c4
// CHECK: scf.for %[[HALF:.*]] = %{{.*}} to %c2
// CHECK: %[[INSIDE:.*]] = arith.cmpi uge, %[[FACE]], %c1
// CHECK: %[[ABOVE:.*]] = arith.subi
// CHECK: arith.select %[[INSIDE]], %[[ABOVE]], %[[FACE]]
// CHECK: %[[ROW:.*]] = arith.select %[[INSIDE]], %c12{{.*}}, %c0
// CHECK: metalium.get_noc_addr
// CHECK: metalium.noc_async_read %{{.*}} to %{{.*}}, %c256
// CHECK: metalium.get_noc_addr
// CHECK: metalium.noc_async_read %{{.*}} to %{{.*}}, %c768
// CHECK: metalium.noc_async_read_barrier
// CHECK: metalium.cb_push_back %[[S]], 2
// CHECK: metalium.cb_pop_front %[[X]], 2
#desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>} {
    %X = tt.cb "X" {cb_desc = #desc, id = 0 : i32} : !tt.cb<2, 1, Float32>
    %S = tt.cb "S" {cb_desc = #desc, id = 1 : i32} : !tt.cb<2, 1, Float32>
    %x = tt.wait %X : !tt.cb<2, 1, Float32> -> !tt.block<2, 1, Float32>
    %s = tt.shift_rows %x by 4 groups 1 into %S : !tt.block<2, 1, Float32>, !tt.cb<2, 1, Float32> -> !tt.block<2, 1, Float32>
    tt.push %s in %S : !tt.block<2, 1, Float32>, !tt.cb<2, 1, Float32>
    tt.pop %x in %X : !tt.block<2, 1, Float32>, !tt.cb<2, 1, Float32>
    return
  }
}
