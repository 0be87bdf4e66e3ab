// RUN: tilium-opt %s --tt-lower-cb-intrinsics | FileCheck %s

// The processor walks the points, loads each element where the faces of its tile have it, and stores it. What depends on
// the row alone is computed once a row. The block is full in the end, so nothing clears it.

// CHECK-LABEL: func.func @writer
// CHECK: metalium.cb_wait_front %[[X:[0-9]+]], 2
// CHECK: metalium.cb_wait_front %[[O:[0-9]+]], 1
// CHECK: metalium.cb_reserve_back %[[G:[0-9]+]], 1
// CHECK: %[[FROM:.*]] = metalium.get_read_ptr %[[X]]
// CHECK: %[[INDEX:.*]] = metalium.get_read_ptr %[[O]]
// CHECK: %[[TO:.*]] = metalium.get_write_ptr %[[G]]
// CHECK-NOT: mem_zeros_base
// CHECK: metalium.invalidate_l1_cache
// CHECK: scf.for
// CHECK: %[[ROW:.*]] = metalium.load_l1
// CHECK: %[[IN:.*]] = arith.minui %[[ROW]], %c63
// CHECK: scf.for
// CHECK: %[[E:.*]] = metalium.load_l1 %{{.*}} {bytes = 2 : i32}
// CHECK: metalium.store_l1 %[[E]] to %{{.*}} {bytes = 2 : i32}
// CHECK: metalium.cb_push_back %[[G]], 1

// Places that the points do not reach are zero, or what the updated block has there.

// CHECK: metalium.cb_reserve_back %[[P:[0-9]+]], 2
// CHECK: metalium.mem_zeros_base
// CHECK: metalium.noc_async_read_barrier
// CHECK-NEXT: metalium.invalidate_l1_cache
// CHECK: metalium.cb_push_back %[[P]], 2
// CHECK: metalium.cb_reserve_back %[[U:[0-9]+]], 2
// CHECK: %[[ALL:.*]] = metalium.get_noc_addr
// CHECK: metalium.noc_async_read %[[ALL]] to %{{.*}}, %c4096
// CHECK-NEXT: metalium.noc_async_read_barrier
// CHECK: scf.if
// CHECK: metalium.store_l1
// CHECK: metalium.cb_push_back %[[U]], 2
#two = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 1>
#one = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#index = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>
!X = !tt.cb<2, 1, Float16>
!x = !tt.block<2, 1, Float16>
!G = !tt.cb<1, 1, Float16>
!g = !tt.block<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>} {
    %X = tt.cb "X" {cb_desc = #two, id = 0 : i32} : !X
    %O = tt.cb "O" {cb_desc = #index, id = 1 : i32} : !tt.cb<1, 1, Int32>
    %G = tt.cb "G" {cb_desc = #one, id = 2 : i32} : !G
    %P = tt.cb "P" {cb_desc = #two, id = 3 : i32} : !X
    %U = tt.cb "U" {cb_desc = #two, id = 4 : i32} : !X
    %c0 = arith.constant 0 : index
    %c5 = arith.constant 5 : index
    %c63 = arith.constant 63 : index
    %x = tt.wait %X : !X -> !x
    %o = tt.wait %O : !tt.cb<1, 1, Int32> -> !tt.block<1, 1, Int32>
    %g = tt.gather (%x, %o) over [32, 32] into %G {
    ^bb0(%i: index, %j: index):
      %row = tt.element 1 [%c0, %i]
      %in = arith.minui %row, %c63 : index
      %e = tt.element 0 [%in, %j]
      tt.place %e at [%i, %j]
    } : (!x, !tt.block<1, 1, Int32>), !G -> !g
    tt.push %g in %G : !g, !G
    %p = tt.gather (%x) over [40] into %P {
    ^bb0(%i: index):
      %e = tt.element 0 [%i, %c5]
      tt.place %e at [%i, %c0]
    } : (!x), !X -> !x
    tt.push %p in %P : !x, !X
    %u = tt.gather (%x) over [40] updates into %U {
    ^bb0(%i: index):
      %e = tt.element 0 [%i, %c5]
      %small = arith.cmpi ult, %e, %c63 : index
      tt.place %e at [%i, %c0] if %small
    } : (!x), !X -> !x
    tt.push %u in %U : !x, !X
    tt.pop %o in %O : !tt.block<1, 1, Int32>, !tt.cb<1, 1, Int32>
    tt.pop %x in %X : !x, !X
    return
  }
}
