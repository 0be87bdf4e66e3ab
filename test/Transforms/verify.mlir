// RUN: tilium-opt --tt-pipeline %S/../Dialect/Tile/gemm.mlir -o /dev/null
// RUN: tilium-opt --tt-verify --split-input-file %s | FileCheck %s

// Verification changes nothing.
// CHECK-LABEL: func.func @reader
// CHECK: metalium.cb_push_back
// CHECK-LABEL: func.func @compute
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = false, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !A
    %ap = metalium.get_write_ptr %A : !A
    metalium.noc_async_read %noc to %ap, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %C = tt.cb "C" {cb_desc = #a, id = 2 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.copy_init %A : !A
    metalium.dst.acquire
    metalium.copy_tile %A[%c0] to %c0 : !A
    metalium.dst.commit
    metalium.dst.wait
    metalium.cb_reserve_back %C, 1 : !A
    metalium.pack_tile %c0 to %C : !A
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    metalium.cb_push_back %C, 1 : !A
    metalium.cb_wait_front %C, 1 : !A
    metalium.cb_pop_front %C, 1 : !A
    return
  }
}

// -----

// An initialisation for one circular buffer serves another of the same format, and filling leaves
// that of the copies as it is.
// CHECK-LABEL: func.func @compute
// CHECK: metalium.copy_init
// CHECK-NOT: metalium.copy_init
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = false, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #a, id = 1 : i32} : !A
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !A
    %ap = metalium.get_write_ptr %A : !A
    metalium.noc_async_read %noc to %ap, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !A
    metalium.cb_reserve_back %B, 1 : !A
    %bp = metalium.get_write_ptr %B : !A
    metalium.noc_async_read %noc to %bp, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %B, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #a, id = 1 : i32} : !A
    %C = tt.cb "C" {cb_desc = #a, id = 2 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_wait_front %B, 1 : !A
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.copy_init %A : !A
    metalium.fill_tile_init
    metalium.dst.acquire
    metalium.copy_tile %A[%c0] to %c0 : !A
    metalium.copy_tile %B[%c0] to %c1 : !A
    %one = arith.constant 1.0 : f32
    metalium.fill_tile %c2, %one
    metalium.dst.commit
    metalium.dst.wait
    metalium.cb_reserve_back %C, 1 : !A
    metalium.pack_tile %c0 to %C[%c0] : !A
    metalium.pack_tile %c1 to %C[%c0] : !A
    metalium.pack_tile %c2 to %C[%c0] : !A
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    metalium.cb_pop_front %B, 1 : !A
    metalium.cb_push_back %C, 1 : !A
    metalium.cb_wait_front %C, 1 : !A
    metalium.cb_pop_front %C, 1 : !A
    return
  }
}
