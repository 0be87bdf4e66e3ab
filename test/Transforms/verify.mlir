// RUN: tilium-opt --tt-pipeline %S/../Dialect/Tile/gemm.mlir -o /dev/null
// RUN: tilium-opt --tt-verify %s | FileCheck %s

// Verification changes nothing.
// CHECK-LABEL: func.func @reader
// CHECK: metalium.cb_push_back
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}
