// RUN: tilium-opt --tt-verify %s -split-input-file -verify-diagnostics

// A function of two tiles, one of which nothing has filled.
#f = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#h = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!F = !tt.cb<1, 1, Float32>
!H = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !F
    %p = metalium.get_write_ptr %A : !F
    metalium.noc_async_read %noc to %p, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !F
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %B = tt.cb "B" {cb_desc = #f, id = 1 : i32} : !F
    %H = tt.cb "H" {cb_desc = #h, id = 2 : i32} : !H
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    metalium.compute_kernel_hw_startup %A to %B : !F to !F
    metalium.cb_wait_front %A, 1 : !F
    metalium.cb_reserve_back %B, 1 : !F
    metalium.copy_init %A : !F
    metalium.vector_init "add"
    // expected-note @+1 {{the last call on DST is here}}
    metalium.dst.acquire
    metalium.copy_tile %A[%c0] to %c0 : !F
    // expected-error @+1 {{takes tile 1 of DST, which nothing has filled}}
    metalium.vector "add"(%c0, %c1, %c0)
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !F
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !F
    metalium.cb_push_back %B, 1 : !F
    metalium.cb_wait_front %B, 1 : !F
    metalium.cb_pop_front %B, 1 : !F
    return
  }
}

// -----

// The result goes to another tile than the packer takes.
#f = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#h = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!F = !tt.cb<1, 1, Float32>
!H = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !F
    %p = metalium.get_write_ptr %A : !F
    metalium.noc_async_read %noc to %p, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !F
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %B = tt.cb "B" {cb_desc = #f, id = 1 : i32} : !F
    %H = tt.cb "H" {cb_desc = #h, id = 2 : i32} : !H
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    metalium.compute_kernel_hw_startup %A to %B : !F to !F
    metalium.cb_wait_front %A, 1 : !F
    metalium.cb_reserve_back %B, 1 : !F
    metalium.copy_init %A : !F
    metalium.vector_init "add"
    metalium.dst.acquire
    metalium.copy_tile %A[%c0] to %c0 : !F
    // expected-error @+1 {{leaves a tile in DST, and nothing takes it}}
    metalium.vector "add"(%c0, %c0, %c1)
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !F
    // expected-note @+1 {{it is replaced here}}
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !F
    metalium.cb_push_back %B, 1 : !F
    metalium.cb_wait_front %B, 1 : !F
    metalium.cb_pop_front %B, 1 : !F
    return
  }
}

// -----

// The tiles of a loop are not those that the next one takes.
#f = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#h = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!F = !tt.cb<1, 1, Float32>
!H = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !F
    %p = metalium.get_write_ptr %A : !F
    metalium.noc_async_read %noc to %p, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !F
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %B = tt.cb "B" {cb_desc = #f, id = 1 : i32} : !F
    %H = tt.cb "H" {cb_desc = #h, id = 2 : i32} : !H
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    metalium.compute_kernel_hw_startup %A to %B : !F to !F
    metalium.cb_wait_front %A, 1 : !F
    metalium.cb_reserve_back %B, 1 : !F
    metalium.copy_init %A : !F
    metalium.vector_init "exp"
    // expected-note @+1 {{the last call on DST is here}}
    metalium.dst.acquire
    scf.for %i = %c0 to %c2 step %c1 {
      %twice = arith.muli %i, %c2 : index
      metalium.copy_tile %A[%c0] to %twice : !F
    }
    scf.for %i = %c0 to %c2 step %c1 {
      // expected-error @+1 {{takes tile 1 of DST, which nothing has filled}}
      metalium.vector "exp"(%i)
    }
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !F
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !F
    metalium.cb_push_back %B, 1 : !F
    metalium.cb_wait_front %B, 1 : !F
    metalium.cb_pop_front %B, 1 : !F
    return
  }
}

// -----

// A preparation whose operation is missing.
#f = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#h = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!F = !tt.cb<1, 1, Float32>
!H = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !F
    %p = metalium.get_write_ptr %A : !F
    metalium.noc_async_read %noc to %p, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !F
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %B = tt.cb "B" {cb_desc = #f, id = 1 : i32} : !F
    %H = tt.cb "H" {cb_desc = #h, id = 2 : i32} : !H
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    metalium.compute_kernel_hw_startup %A to %B : !F to !F
    metalium.cb_wait_front %A, 1 : !F
    metalium.cb_reserve_back %B, 1 : !F
    metalium.copy_init %A : !F
    // expected-error @+1 {{sets the vector engine, and nothing relies on it}}
    metalium.vector_init "exp"
    metalium.dst.acquire
    metalium.copy_tile %A[%c0] to %c0 : !F
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !F
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !F
    metalium.cb_push_back %B, 1 : !F
    metalium.cb_wait_front %B, 1 : !F
    metalium.cb_pop_front %B, 1 : !F
    // expected-note @+1 {{the kernel ends here}}
    return
  }
}

// -----

// A format that is set for nothing.
#f = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#h = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!F = !tt.cb<1, 1, Float32>
!H = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !F
    %p = metalium.get_write_ptr %A : !F
    metalium.noc_async_read %noc to %p, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !F
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %B = tt.cb "B" {cb_desc = #f, id = 1 : i32} : !F
    %H = tt.cb "H" {cb_desc = #h, id = 2 : i32} : !H
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    metalium.compute_kernel_hw_startup %A to %B : !F to !F
    metalium.cb_wait_front %A, 1 : !F
    metalium.cb_reserve_back %B, 1 : !F
    // expected-error @+1 {{sets the format of SrcA, and nothing relies on it}}
    metalium.reconfig_data_format_srca %H : !H
    // expected-note @+1 {{it is replaced here}}
    metalium.reconfig_data_format_srca %A : !F
    metalium.copy_init %A : !F
    metalium.dst.acquire
    metalium.copy_tile %A[%c0] to %c0 : !F
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !F
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !F
    metalium.cb_push_back %B, 1 : !F
    metalium.cb_wait_front %B, 1 : !F
    metalium.cb_pop_front %B, 1 : !F
    return
  }
}

// -----

// The engines are started for another operation than the first one.
#f = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#h = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!F = !tt.cb<1, 1, Float32>
!H = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !F
    %p = metalium.get_write_ptr %A : !F
    metalium.noc_async_read %noc to %p, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !F
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %B = tt.cb "B" {cb_desc = #f, id = 1 : i32} : !F
    %H = tt.cb "H" {cb_desc = #h, id = 2 : i32} : !H
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    // expected-error @+1 {{starts SrcA with the format of 'H', and the first operation takes that of 'A'}}
    metalium.compute_kernel_hw_startup %H to %B : !H to !F
    metalium.cb_wait_front %A, 1 : !F
    metalium.cb_reserve_back %B, 1 : !F
    metalium.reconfig_data_format_srca %A : !F
    metalium.copy_init %A : !F
    metalium.dst.acquire
    // expected-note @+1 {{the first operation is here}}
    metalium.copy_tile %A[%c0] to %c0 : !F
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !F
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !F
    metalium.cb_push_back %B, 1 : !F
    metalium.cb_wait_front %B, 1 : !F
    metalium.cb_pop_front %B, 1 : !F
    return
  }
}

// -----

// The packer is started for another operation than the first one.
#f = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#h = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!F = !tt.cb<1, 1, Float32>
!H = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !F
    %p = metalium.get_write_ptr %A : !F
    metalium.noc_async_read %noc to %p, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !F
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %B = tt.cb "B" {cb_desc = #f, id = 1 : i32} : !F
    %H = tt.cb "H" {cb_desc = #h, id = 2 : i32} : !H
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    // expected-error @+1 {{starts the packer with the format of 'H', and the first operation takes that of 'B'}}
    metalium.compute_kernel_hw_startup %A to %H : !F to !H
    metalium.cb_wait_front %A, 1 : !F
    metalium.cb_reserve_back %B, 1 : !F
    metalium.pack_reconfig_data_format %B : !F
    metalium.copy_init %A : !F
    metalium.dst.acquire
    metalium.copy_tile %A[%c0] to %c0 : !F
    metalium.dst.commit
    metalium.dst.wait
    // expected-note @+1 {{the first operation is here}}
    metalium.pack_tile %c0 to %B : !F
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !F
    metalium.cb_push_back %B, 1 : !F
    metalium.cb_wait_front %B, 1 : !F
    metalium.cb_pop_front %B, 1 : !F
    return
  }
}

// -----

// The state of unary_bcast is left to the next operation.
#f = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#h = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!F = !tt.cb<1, 1, Float32>
!H = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !F
    %p = metalium.get_write_ptr %A : !F
    metalium.noc_async_read %noc to %p, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !F
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %B = tt.cb "B" {cb_desc = #f, id = 1 : i32} : !F
    %H = tt.cb "H" {cb_desc = #h, id = 2 : i32} : !H
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    metalium.compute_kernel_hw_startup %A to %B : !F to !F
    metalium.cb_wait_front %A, 1 : !F
    metalium.cb_reserve_back %B, 1 : !F
    // expected-note @+1 {{unary_bcast was prepared here}}
    metalium.unary_bcast_init #tt.broadcast<column> %A : !F
    metalium.dst.acquire
    metalium.unary_bcast #tt.broadcast<column> %A[%c0] to %c1 : !F
    // expected-error @+1 {{prepares the engines while they keep the state of unary_bcast; unary_bcast_uninit has to come first}}
    metalium.copy_init %A : !F
    metalium.copy_tile %A[%c0] to %c0 : !F
    metalium.vector_init "add"
    metalium.vector "add"(%c0, %c1, %c0)
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !F
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !F
    metalium.cb_push_back %B, 1 : !F
    metalium.cb_wait_front %B, 1 : !F
    metalium.cb_pop_front %B, 1 : !F
    return
  }
}

// -----

// The state of unary_bcast is left to the next kernel.
#f = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#h = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!F = !tt.cb<1, 1, Float32>
!H = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !F
    %p = metalium.get_write_ptr %A : !F
    metalium.noc_async_read %noc to %p, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !F
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %B = tt.cb "B" {cb_desc = #f, id = 1 : i32} : !F
    %H = tt.cb "H" {cb_desc = #h, id = 2 : i32} : !H
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    metalium.compute_kernel_hw_startup %A to %B : !F to !F
    metalium.cb_wait_front %A, 1 : !F
    metalium.cb_reserve_back %B, 1 : !F
    // expected-error @+1 {{the kernel ends with the state of unary_bcast; unary_bcast_uninit is missing}}
    metalium.unary_bcast_init #tt.broadcast<column> %A : !F
    metalium.dst.acquire
    metalium.unary_bcast #tt.broadcast<column> %A[%c0] to %c0 : !F
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !F
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !F
    metalium.cb_push_back %B, 1 : !F
    metalium.cb_wait_front %B, 1 : !F
    metalium.cb_pop_front %B, 1 : !F
    // expected-note @+1 {{the kernel ends here}}
    return
  }
}

// -----

// It is left for another circular buffer than it was prepared for.
#f = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#h = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!F = !tt.cb<1, 1, Float32>
!H = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !F
    %p = metalium.get_write_ptr %A : !F
    metalium.noc_async_read %noc to %p, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !F
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #f, id = 0 : i32} : !F
    %B = tt.cb "B" {cb_desc = #f, id = 1 : i32} : !F
    %H = tt.cb "H" {cb_desc = #h, id = 2 : i32} : !H
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    metalium.compute_kernel_hw_startup %A to %B : !F to !F
    metalium.cb_wait_front %A, 1 : !F
    metalium.cb_reserve_back %B, 1 : !F
    // expected-note @+1 {{the engines were last initialised here}}
    metalium.unary_bcast_init #tt.broadcast<column> %A : !F
    metalium.dst.acquire
    metalium.unary_bcast #tt.broadcast<column> %A[%c0] to %c0 : !F
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !F
    metalium.dst.release
    // expected-error @+1 {{runs without its initialisation}}
    metalium.unary_bcast_uninit #tt.broadcast<column> %H : !H
    metalium.cb_pop_front %A, 1 : !F
    metalium.cb_push_back %B, 1 : !F
    metalium.cb_wait_front %B, 1 : !F
    metalium.cb_pop_front %B, 1 : !F
    return
  }
}
