// RUN: tilium-opt --tt-verify %s -split-input-file -verify-diagnostics

// Nothing is read into what is published.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    // expected-note @+1 {{the last reserve is here}}
    metalium.cb_reserve_back %A, 1 : !A
    // expected-error @+1 {{publishes pages of 'A' that nothing has filled}}
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 {discards} : !A
    return
  }
}

// -----

// What was waited for is given back unread.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
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
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    // expected-note @+1 {{the last wait is here}}
    metalium.cb_wait_front %A, 1 : !A
    // expected-error @+1 {{gives pages of 'A' back that nothing has used}}
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// A value that the program overwrites unseen is given back unread, and says so.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
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
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 {discards} : !A
    return
  }
}

// -----

// DST is packed as it was acquired.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %one = arith.constant 1.0 : f32
    metalium.compute_kernel_hw_startup %B to %B : !B to !B
    metalium.cb_reserve_back %B, 1 : !B
    metalium.dst.acquire
    metalium.dst.commit
    // expected-note @+1 {{the last call on DST is here}}
    metalium.dst.wait
    // expected-error @+1 {{takes tile 0 of DST, which nothing has filled}}
    metalium.pack_tile %c0 to %B : !B
    metalium.dst.release
    metalium.cb_push_back %B, 1 : !B
    metalium.cb_wait_front %B, 1 : !B
    metalium.cb_pop_front %B, 1 : !B
    return
  }
}

// -----

// The packer adds to pages that are new.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %one = arith.constant 1.0 : f32
    metalium.compute_kernel_hw_startup %B to %B : !B to !B
    metalium.fill_tile_init
    metalium.cb_reserve_back %B, 1 : !B
    // expected-note @+1 {{the packer is set to add here}}
    metalium.pack_reconfig_l1_acc %c1
    metalium.dst.acquire
    metalium.fill_tile %c0, %one
    metalium.dst.commit
    metalium.dst.wait
    // expected-error @+1 {{adds to pages of 'B' that nothing has filled}}
    metalium.pack_tile %c0 to %B[%c0] : !B
    metalium.dst.release
    metalium.cb_push_back %B, 1 : !B
    metalium.cb_wait_front %B, 1 : !B
    metalium.cb_pop_front %B, 1 : !B
    return
  }
}

// -----

// One path sets the packer to add, the other does not.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %one = arith.constant 1.0 : f32
    metalium.compute_kernel_hw_startup %B to %B : !B to !B
    metalium.fill_tile_init
    %many = arith.cmpi ult, %c0, %c4 : index
    scf.if %many {
      // expected-note @+1 {{it was last set here}}
      metalium.pack_reconfig_l1_acc %c1
    }
    metalium.cb_reserve_back %B, 1 : !B
    metalium.dst.acquire
    metalium.fill_tile %c0, %one
    metalium.dst.commit
    metalium.dst.wait
    // expected-error @+1 {{packs, and whether the packer adds depends on the path}}
    metalium.pack_tile %c0 to %B[%c0] : !B
    metalium.dst.release
    metalium.cb_push_back %B, 1 : !B
    metalium.cb_wait_front %B, 1 : !B
    metalium.cb_pop_front %B, 1 : !B
    return
  }
}

// -----

// What a loop set for its rounds is still set behind it.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %one = arith.constant 1.0 : f32
    metalium.compute_kernel_hw_startup %B to %B : !B to !B
    metalium.fill_tile_init
    metalium.cb_reserve_back %B, 1 : !B
    scf.for %i = %c0 to %c4 step %c1 {
      %later = arith.cmpi ne, %i, %c0 : index
      %add = arith.index_castui %later : i1 to index
      // expected-note @+1 {{it was last set here}}
      metalium.pack_reconfig_l1_acc %add
      metalium.dst.acquire
      metalium.fill_tile %c0, %one
      metalium.dst.commit
      metalium.dst.wait
      metalium.pack_tile %c0 to %B[%c0] : !B
      metalium.dst.release
    }
    metalium.cb_push_back %B, 1 : !B
    metalium.cb_wait_front %B, 1 : !B
    metalium.cb_pop_front %B, 1 : !B
    metalium.cb_reserve_back %B, 1 : !B
    metalium.dst.acquire
    metalium.fill_tile %c0, %one
    metalium.dst.commit
    metalium.dst.wait
    // expected-error @+1 {{packs with whether to add as an earlier loop left it behind}}
    metalium.pack_tile %c0 to %B[%c0] : !B
    metalium.dst.release
    metalium.cb_push_back %B, 1 : !B
    metalium.cb_wait_front %B, 1 : !B
    metalium.cb_pop_front %B, 1 : !B
    return
  }
}

// -----

// Each round overwrites what the one before has packed.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %one = arith.constant 1.0 : f32
    metalium.compute_kernel_hw_startup %B to %B : !B to !B
    metalium.fill_tile_init
    metalium.cb_reserve_back %B, 1 : !B
    // expected-note @+1 {{the loop is here}}
    scf.for %i = %c0 to %c4 step %c1 {
      metalium.dst.acquire
      metalium.fill_tile %c0, %one
      metalium.dst.commit
      metalium.dst.wait
      // expected-error @+1 {{overwrites pages of 'B' that an earlier round has packed}}
      metalium.pack_tile %c0 to %B[%c0] : !B
      metalium.dst.release
    }
    metalium.cb_push_back %B, 1 : !B
    metalium.cb_wait_front %B, 1 : !B
    metalium.cb_pop_front %B, 1 : !B
    return
  }
}

// -----

// An empty block is taken for a value.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %B to %B : !B to !B
    metalium.copy_init %B : !B
    metalium.cb_reserve_back %B, 1 : !B
    metalium.cb_push_back %B, 1 : !B
    // expected-note @+1 {{the last wait is here}}
    metalium.cb_wait_front %B, 1 : !B
    metalium.dst.acquire
    // expected-error @+1 {{takes tiles of 'B' that nothing has filled}}
    metalium.copy_tile %B[%c0] to %c0 : !B
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %B, 1 : !B
    return
  }
}

// -----

// A kernel waits for what it pushes afterwards.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    // expected-note @+1 {{declared here}}
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %one = arith.constant 1.0 : f32
    metalium.compute_kernel_hw_startup %B to %B : !B to !B
    metalium.fill_tile_init
    metalium.cb_reserve_back %B, 1 : !B
    metalium.dst.acquire
    metalium.fill_tile %c0, %one
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !B
    metalium.dst.release
    // expected-error @+1 {{waits for 1 pages of 'B', which only this kernel pushes, and it has pushed 0}}
    metalium.cb_wait_front %B, 1 : !B
    metalium.cb_push_back %B, 1 : !B
    metalium.cb_pop_front %B, 1 : !B
    return
  }
}

// -----

// A kernel reserves what it frees afterwards.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    // expected-note @+1 {{declared here}}
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %one = arith.constant 1.0 : f32
    metalium.compute_kernel_hw_startup %B to %B : !B to !B
    metalium.fill_tile_init
    metalium.cb_reserve_back %B, 1 : !B
    metalium.dst.acquire
    metalium.fill_tile %c0, %one
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !B
    metalium.dst.release
    metalium.cb_push_back %B, 1 : !B
    // expected-error @+1 {{reserves 1 pages of 'B', which only this kernel pops, and 0 are free}}
    metalium.cb_reserve_back %B, 1 : !B
    metalium.cb_wait_front %B, 1 : !B
    metalium.cb_pop_front %B, 1 : !B
    metalium.dst.acquire
    metalium.fill_tile %c0, %one
    metalium.dst.commit
    metalium.dst.wait
    metalium.pack_tile %c0 to %B : !B
    metalium.dst.release
    metalium.cb_push_back %B, 1 : !B
    metalium.cb_wait_front %B, 1 : !B
    metalium.cb_pop_front %B, 1 : !B
    return
  }
}

// -----

// A read within L1 takes from a circular buffer: it has arrived before the pages are given back.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #a, id = 1 : i32} : !A
    %c512 = arith.constant 512 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_reserve_back %B, 1 : !A
    %from = metalium.get_read_ptr %A : !A
    %to = metalium.get_write_ptr %B : !A
    %noc = metalium.get_noc_addr %from
    // expected-note @+1 {{the read is here}}
    metalium.noc_async_read %noc to %to, %c512
    // expected-error @+1 {{gives 'A' back before the barrier of a read from it}}
    metalium.cb_pop_front %A, 1 : !A
    metalium.noc_async_read_barrier
    metalium.cb_push_back %B, 1 : !A
    metalium.cb_wait_front %B, 1 : !A
    metalium.cb_pop_front %B, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = []} {
    return
  }
}
