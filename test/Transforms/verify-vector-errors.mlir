// RUN: tilium-opt --tt-verify %s -split-input-file -verify-diagnostics

// A vector function on a tile that DST does not have.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.vector_init "add"
    // expected-note @+1 {{the last call on DST is here}}
    metalium.dst.acquire
    // expected-error @+1 {{uses tiles of DST beyond the 4 that it holds}}
    metalium.vector "add"(%c0, %c1, %c4)
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// A vector function after the preparation of another one.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    // expected-note @+1 {{the engines were last initialised here}}
    metalium.vector_init "exp"
    metalium.dst.acquire
    // expected-error @+1 {{runs without its initialisation}}
    metalium.vector "log"(%c0)
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Functions that are prepared alike share one preparation.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !A
    %p = metalium.get_write_ptr %A : !A
    metalium.noc_async_read %noc to %p, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #a, id = 1 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.dst.acquire
    metalium.copy_init %A : !A
    metalium.copy_tile %A[%c0] to %c0 : !A
    metalium.vector_init "add_scalar"
    metalium.vector "mul_scalar"(%c0) value 2.000000e+00 : f32
    metalium.dst.commit
    metalium.dst.wait
    metalium.cb_reserve_back %B, 1 : !A
    metalium.pack_tile %c0 to %B : !A
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    metalium.cb_push_back %B, 1 : !A
    metalium.cb_wait_front %B, 1 : !A
    metalium.cb_pop_front %B, 1 : !A
    return
  }
}

// -----

// A spread tile after the preparation for another direction.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    // expected-note @+1 {{the engines were last initialised here}}
    metalium.unary_bcast_init <scalar> %A : !A
    metalium.dst.acquire
    // expected-error @+1 {{runs without its initialisation}}
    metalium.unary_bcast <column> %A[%c0] to %c0 : !A
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.unary_bcast_uninit <scalar> %A : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// A copy after tiles were spread, whose end undoes the preparation.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.copy_init %A : !A
    metalium.dst.acquire
    metalium.unary_bcast_init <column> %A : !A
    metalium.unary_bcast <column> %A[%c0] to %c0 : !A
    metalium.unary_bcast_uninit <column> %A : !A
    // expected-error @+1 {{runs without its initialisation}}
    metalium.copy_tile %A[%c0] to %c1 : !A
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// A store beyond the pages that were reserved.
#a = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Int32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c4096 = arith.constant 4096 : index
    // expected-note @+1 {{the last reserve is here}}
    metalium.cb_reserve_back %A, 1 : !A
    %l1 = metalium.get_write_ptr %A : !A
    %next = arith.addi %l1, %c4096 : index
    // expected-error @+1 {{stores beyond the 1 pages of 'A' that were reserved}}
    metalium.store_l1 %c4096 to %next
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.dst.acquire
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// A store to an address of pages that were pushed.
#a = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Int32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c1 = arith.constant 1 : index
    metalium.cb_reserve_back %A, 1 : !A
    // expected-note @+1 {{the address is from here}}
    %l1 = metalium.get_write_ptr %A : !A
    metalium.cb_push_back %A, 1 : !A
    metalium.cb_reserve_back %A, 1 : !A
    // expected-error @+1 {{stores with an address of 'A' from before its pages were pushed, or of its other end}}
    metalium.store_l1 %c1 to %l1
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 2 : !A
    metalium.dst.acquire
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 2 : !A
    return
  }
}
// -----

// A store to no circular buffer.
#a = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Int32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    // expected-note @+1 {{the address is from here}}
    %c4096 = arith.constant 4096 : index
    metalium.cb_reserve_back %A, 1 : !A
    // expected-error @+1 {{stores to an address that is in no circular buffer}}
    metalium.store_l1 %c4096 to %c4096
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.dst.acquire
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// A row of 16-bit elements over DST of 32 bits.
#a = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16_b>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    // expected-note @+1 {{declared here}}
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.unary_bcast_init <row> %A : !A
    metalium.dst.acquire
    // expected-error @+1 {{spreads a row of 'A' (Float16_b) over DST of 32 bits, where the rows land in other places}}
    metalium.unary_bcast <row> %A[%c0] to %c0 : !A
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.unary_bcast_uninit <row> %A : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}
