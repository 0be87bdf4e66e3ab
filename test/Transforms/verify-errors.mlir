// RUN: tilium-opt --tt-verify %s -split-input-file -verify-diagnostics

// More pages than there are.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    // expected-note @+1 {{declared here}}
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{asks for 3 pages of 'A', which has 2}}
    metalium.cb_reserve_back %A, 3 : !A
    return
  }
}

// -----

// Push without reserve.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{pushes 1 pages of 'A' with 0 reserved}}
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Pop without wait.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{pops 1 pages of 'A' with 0 waited for}}
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Reserved and never pushed.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{reserves pages of 'A' that are never pushed}}
    metalium.cb_reserve_back %A, 1 : !A
    // expected-note @+1 {{the kernel ends here}}
    return
  }
}

// -----

// Waited for and never popped.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    // expected-note @+1 {{nothing pops them}}
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    // expected-error @+1 {{as many pages of 'A' have to be pushed as popped, and the counts differ}}
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{waits for pages of 'A' that are never popped}}
    metalium.cb_wait_front %A, 1 : !A
    // expected-note @+1 {{the kernel ends here}}
    return
  }
}

// -----

// An iteration leaves a page behind.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{an iteration of the loop leaves another number of reserved pages behind}}
    scf.for %i = %c0 to %c4 step %c1 {
      // expected-note @+1 {{reserved here}}
      metalium.cb_reserve_back %A, 1 : !A
    }
    return
  }
}

// -----

// One side of a branch leaves a page behind.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%p: i1) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{one side of the branch leaves another number of reserved pages behind}}
    scf.if %p {
      // expected-note @+1 {{reserved here}}
      metalium.cb_reserve_back %A, 1 : !A
    }
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Published before the barrier.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%T: memref<32x32xf16, #tile.scope<global>> {tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [#tt.runtime_arg<"A_address", tensor_address, source = 0>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    %address = metalium.get_arg_val 0 "A_address"
    %t = metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %address
    metalium.cb_reserve_back %A, 1 : !A
    %l1 = metalium.get_write_ptr %A : !A
    // expected-note @+1 {{the read is here}}
    metalium.noc_async_read_page %c0 of %t to %l1
    // expected-error @+1 {{publishes 'A' before the barrier of a read into it}}
    metalium.cb_push_back %A, 1 : !A
    metalium.noc_async_read_barrier
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Read into pages that were not reserved.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%T: memref<32x32xf16, #tile.scope<global>> {tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [#tt.runtime_arg<"A_address", tensor_address, source = 0>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    %address = metalium.get_arg_val 0 "A_address"
    %t = metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %address
    // expected-note @+1 {{the address is from here}}
    %l1 = metalium.get_write_ptr %A : !A
    // expected-error @+1 {{reads into 'A' without reserving its pages}}
    metalium.noc_async_read_page %c0 of %t to %l1
    metalium.noc_async_read_barrier
    return
  }
}

// -----

// Given back before the flush.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @writer(%T: memref<32x32xf16, #tile.scope<global>> {tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}) attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = [#tt.runtime_arg<"A_address", tensor_address, source = 0>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    %address = metalium.get_arg_val 0 "A_address"
    %t = metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %address
    metalium.cb_wait_front %A, 1 : !A
    %l1 = metalium.get_read_ptr %A : !A
    // expected-note @+1 {{the write is here}}
    metalium.noc_async_write_page %c0 of %t from %l1
    // expected-error @+1 {{gives 'A' back before a write from it has left L1}}
    metalium.cb_pop_front %A, 1 : !A
    metalium.noc_async_write_barrier
    return
  }
}

// -----

// Writes without waiting, and without a barrier at the end.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @writer(%T: memref<32x32xf16, #tile.scope<global>> {tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}) attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = [#tt.runtime_arg<"A_address", tensor_address, source = 0>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    %address = metalium.get_arg_val 0 "A_address"
    %t = metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %address
    // expected-note @+1 {{the address is from here}}
    %l1 = metalium.get_read_ptr %A : !A
    // expected-error @+1 {{writes from 'A' without waiting for its pages}}
    metalium.noc_async_write_page %c0 of %t from %l1
    metalium.noc_async_write_barrier
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// No barrier at the end.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @writer(%T: memref<32x32xf16, #tile.scope<global>> {tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}) attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = [#tt.runtime_arg<"A_address", tensor_address, source = 0>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    %address = metalium.get_arg_val 0 "A_address"
    %t = metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %address
    metalium.cb_wait_front %A, 1 : !A
    %l1 = metalium.get_read_ptr %A : !A
    // expected-error @+1 {{writes to a tensor, and the kernel ends without a write barrier}}
    metalium.noc_async_write_page %c0 of %t from %l1
    metalium.noc_async_writes_flushed
    metalium.cb_pop_front %A, 1 : !A
    // expected-note @+1 {{the kernel ends here}}
    return
  }
}

// -----

// A transfer to nowhere.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%T: memref<32x32xf16, #tile.scope<global>> {tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [#tt.runtime_arg<"A_address", tensor_address, source = 0>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    // expected-note @+1 {{the address is from here}}
    %c4 = arith.constant 4 : index
    %address = metalium.get_arg_val 0 "A_address"
    %t = metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %address
    // expected-error @+1 {{transfers between the network and an address that is in no circular buffer}}
    metalium.noc_async_read_page %c0 of %t to %c4
    metalium.noc_async_read_barrier
    return
  }
}

// -----

// DST out of turn.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{commits DST that was not acquired}}
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    return
  }
}

// -----

// DST out of turn.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-note @+1 {{the last call on DST is here}}
    metalium.dst.acquire
    // expected-error @+1 {{acquires DST that was not released}}
    metalium.dst.acquire
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    return
  }
}

// -----

// DST out of turn.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-note @+1 {{the last call on DST is here}}
    metalium.dst.acquire
    // expected-error @+1 {{waits for DST that was not committed}}
    metalium.dst.wait
    metalium.dst.release
    return
  }
}

// -----

// DST out of turn.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{releases DST that the packer does not have}}
    metalium.dst.release
    return
  }
}

// -----

// DST kept at the end.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{the kernel ends without releasing DST}}
    metalium.dst.acquire
    // expected-note @+1 {{the kernel ends here}}
    return
  }
}

// -----

// A loop that keeps DST.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{an iteration of the loop leaves DST in another state}}
    scf.for %i = %c0 to %c4 step %c1 {
      // expected-note @+1 {{the last call on DST is here}}
      metalium.dst.acquire
    }
    return
  }
}

// -----

// A tile that was not waited for.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.copy_init %A : !A
    metalium.dst.acquire
    // expected-error @+1 {{reads tiles of 'A' beyond the 0 that were waited for}}
    metalium.copy_tile %A[%c0] to %c0 : !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Beyond DST: half of it holds 4 tiles of 32 bits.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.copy_init %A : !A
    // expected-note @+1 {{the last call on DST is here}}
    metalium.dst.acquire
    // expected-error @+1 {{uses tiles of DST beyond the 4 that it holds}}
    metalium.copy_tile %A[%c0] to %c4 : !A
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Without initialisation.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.dst.acquire
    // expected-error @+1 {{runs without its initialisation}}
    metalium.copy_tile %A[%c0] to %c0 : !A
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// With another operation's initialisation.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    // expected-note @+1 {{the engines were last initialised here}}
    metalium.transpose_init %A : !A
    metalium.dst.acquire
    // expected-error @+1 {{runs without its initialisation}}
    metalium.copy_tile %A[%c0] to %c0 : !A
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Without DST.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.copy_init %A : !A
    // expected-error @+1 {{uses DST that was not acquired}}
    metalium.copy_tile %A[%c0] to %c0 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Packs to a page that is not reserved.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.dst.acquire
    metalium.dst.commit
    metalium.dst.wait
    // expected-error @+1 {{packs to pages of 'A' beyond the 0 reserved}}
    metalium.pack_tile %c0 to %A : !A
    metalium.dst.release
    return
  }
}

// -----

// Packs before the packer has DST.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_reserve_back %A, 1 : !A
    // expected-note @+1 {{the last call on DST is here}}
    metalium.dst.acquire
    // expected-error @+1 {{packs DST that the packer does not have}}
    metalium.pack_tile %c0 to %A : !A
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Two producers.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    // expected-note @+1 {{the first one is here}}
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    // expected-error @+1 {{'A' has a second producing kernel}}
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Two consumers.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    // expected-note @+1 {{the first one is here}}
    metalium.cb_pop_front %A, 1 : !A
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    // expected-error @+1 {{'A' has a second consuming kernel}}
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Pushed four times, popped twice.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    scf.for %i = %c0 to %c4 step %c1 {
      metalium.cb_reserve_back %A, 1 : !A
      // expected-error @+1 {{as many pages of 'A' have to be pushed as popped, and the counts differ}}
      metalium.cb_push_back %A, 1 : !A
    }
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    scf.for %i = %c0 to %c2 step %c1 {
      metalium.cb_wait_front %A, 1 : !A
      // expected-note @+1 {{popped here}}
      metalium.cb_pop_front %A, 1 : !A
    }
    return
  }
}

// -----

// Arguments.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  // expected-note @+1 {{the kernel is here}}
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{reads runtime argument 0, but the kernel has 0}}
    %x = metalium.get_arg_val 0 "x"
    return
  }
}

// -----

// Arguments.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  // expected-note @+1 {{the kernel is here}}
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [#tt.runtime_arg<"y", work_start>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{reads 'x' from slot 0, which holds another argument}}
    %x = metalium.get_arg_val 0 "x"
    return
  }
}

// -----

// Arguments.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  // expected-note @+1 {{the kernel is here}}
  func.func @reader(%T: memref<32x32xf16, #tile.scope<global>> {tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [#tt.runtime_arg<"A_address", tensor_address, source = 0>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c4 = arith.constant 4 : index
    %address = metalium.get_arg_val 0 "A_address"
    // expected-error @+1 {{the accessor of 'A' is bound to other compile-time arguments than it uses}}
    %t = metalium.tensor_accessor "A" argument 0 compile_time_offset 2 at %address
    return
  }
}

// -----

// Arguments.
module attributes {tt.target = "wormhole_b0"} {
  // expected-error @+1 {{has no 'tt.runtime_args'; ConfigureTensorAccessorTT lists them}}
  func.func @reader() {
    return
  }
}

// -----

// Memory.
#big = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 400, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
  // expected-error @+1 {{the program's circular buffers take 1638400 bytes of L1, a core has}}
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    // expected-note @+1 {{'A' takes 1638400 bytes}}
    %A = tt.cb "A" {cb_desc = #big, id = 0 : i32} : !tt.cb<20, 20, Float32>
    return
  }
}

// -----

// Ids.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    // expected-error @+1 {{has the id 32; the target has circular buffers 0 to 31}}
    %A = tt.cb "A" {cb_desc = #a, id = 32 : i32} : !tt.cb<1, 1, Float16>
    return
  }
}

// -----

// Blocks that do not divide the circular buffer.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 3>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    // expected-note @+1 {{declared here}}
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{moves 2 pages of 'A' at a time, which do not divide its 3; one of the blocks would straddle the end}}
    metalium.cb_reserve_back %A, 2 : !A
    // expected-error @+1 {{moves 2 pages of 'A' at a time, which do not divide its 3; one of the blocks would straddle the end}}
    metalium.cb_push_back %A, 2 : !A
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// An address from before the push.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%T: !T {tt.tensor_accessor = #accessor}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [#tt.runtime_arg<"T_address", tensor_address, source = 0>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %address = metalium.get_arg_val 0 "T_address"
    %t = metalium.tensor_accessor "T" argument 0 compile_time_offset 0 at %address
    // expected-note @+1 {{the address is from here}}
    %l1 = metalium.get_write_ptr %A : !A
    scf.for %i = %c0 to %c4 step %c1 {
      metalium.cb_reserve_back %A, 1 : !A
      // expected-error @+1 {{transfers with an address of 'A' from before its pages were pushed, or of its other end}}
      metalium.noc_async_read_page %c0 of %t to %l1
      metalium.noc_async_read_barrier
      metalium.cb_push_back %A, 1 : !A
    }
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    scf.for %i = %c0 to %c4 step %c1 {
      metalium.cb_wait_front %A, 1 : !A
      metalium.cb_pop_front %A, 1 : !A
    }
    return
  }
}

// -----

// Pages of another size.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%T: !T {tt.tensor_accessor = #accessor}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [#tt.runtime_arg<"T_address", tensor_address, source = 0>]} {
    // expected-note @+1 {{declared here}}
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %address = metalium.get_arg_val 0 "T_address"
    %t = metalium.tensor_accessor "T" argument 0 compile_time_offset 0 at %address
    metalium.cb_reserve_back %B, 1 : !B
    %l1 = metalium.get_write_ptr %B : !B
    // expected-error @+1 {{transfers pages of 2048 bytes, and those of 'B' have 4096}}
    metalium.noc_async_read_page %c0 of %t to %l1
    metalium.noc_async_read_barrier
    metalium.cb_push_back %B, 1 : !B
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %B, 1 : !B
    metalium.cb_pop_front %B, 1 : !B
    return
  }
}

// -----

// Beyond the pages that were reserved.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%T: !T {tt.tensor_accessor = #accessor}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [#tt.runtime_arg<"T_address", tensor_address, source = 0>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %address = metalium.get_arg_val 0 "T_address"
    %t = metalium.tensor_accessor "T" argument 0 compile_time_offset 0 at %address
    %c2048 = arith.constant 2048 : index
    // expected-note @+1 {{the last reserve is here}}
    metalium.cb_reserve_back %A, 1 : !A
    %l1 = metalium.get_write_ptr %A : !A
    %next = arith.addi %l1, %c2048 : index
    // expected-error @+1 {{transfers beyond the 1 pages of 'A' that were reserved}}
    metalium.noc_async_read_page %c0 of %t to %next
    metalium.noc_async_read_barrier
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Fewer pages packed than published.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_reserve_back %A, 2 : !A
    metalium.dst.acquire
    metalium.fill_tile_init
    %x = arith.constant 1.0 : f32
    metalium.fill_tile %c0, %x
    metalium.dst.commit
    metalium.dst.wait
    // expected-note @+1 {{the last pack is here}}
    metalium.pack_tile %c0 to %A : !A
    metalium.dst.release
    // expected-error @+1 {{publishes 2 pages of 'A' with 1 packed}}
    metalium.cb_push_back %A, 2 : !A
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 2 : !A
    metalium.cb_pop_front %A, 2 : !A
    return
  }
}

// -----

// More pages packed in order, all rounds of a loop together, than reserved.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    // expected-note @+1 {{the last reserve is here}}
    metalium.cb_reserve_back %A, 2 : !A
    metalium.fill_tile_init
    %x = arith.constant 1.0 : f32
    metalium.dst.acquire
    metalium.fill_tile %c0, %x
    metalium.dst.commit
    metalium.dst.wait
    scf.for %i = %c0 to %c4 step %c1 {
      // expected-error @+1 {{packs to pages of 'A' beyond the 2 reserved}}
      metalium.pack_tile %c0 to %A : !A
    }
    metalium.dst.release
    metalium.cb_push_back %A, 2 : !A
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 2 : !A
    metalium.cb_pop_front %A, 2 : !A
    return
  }
}

// -----

// Nobody knows how many pages.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [#tt.runtime_arg<"num_blocks", work_count>], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %n = metalium.get_arg_val 0 "num_blocks"
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_reserve_back %A, 2 : !A
    metalium.fill_tile_init
    %x = arith.constant 1.0 : f32
    metalium.dst.acquire
    metalium.fill_tile %c0, %x
    metalium.dst.commit
    metalium.dst.wait
    // expected-note @+1 {{the loop is here}}
    scf.for %i = %c0 to %n step %c1 {
      // expected-error @+1 {{packs pages in order, in a loop that runs a number of times which is known only at run time}}
      metalium.pack_tile %c0 to %A : !A
    }
    metalium.dst.release
    metalium.cb_push_back %A, 2 : !A
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 2 : !A
    metalium.cb_pop_front %A, 2 : !A
    return
  }
}

// -----

// Engines that were not started.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  // expected-note @+1 {{the kernel begins here}}
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    // expected-error @+1 {{comes before compute_kernel_hw_startup, which has to be first}}
    metalium.copy_init %A : !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Engines that were started twice.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    // expected-note @+1 {{they were started here}}
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    // expected-error @+1 {{starts the engines a second time}}
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// Engines that a loop starts.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    // expected-note @+1 {{the loop or branch is here}}
    scf.for %i = %c0 to %c4 step %c1 {
      // expected-error @+1 {{starts the engines in a loop or branch; they are started once, first of all}}
      metalium.compute_kernel_hw_startup %A to %A : !A to !A
    }
    return
  }
}

// -----

// A source register in another format.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    // expected-note @+1 {{the format was last set here}}
    metalium.reconfig_data_format_srca %B : !B
    metalium.copy_init %A : !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.dst.acquire
    // expected-error @+1 {{'A' holds Float16, and SrcA is set to Float32}}
    metalium.copy_tile %A[%c0] to %c0 : !A
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// A source register whose format depends on the path.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_reserve_back %A, 1 : !A
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [#tt.runtime_arg<"num_blocks", work_count>], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.compute_kernel_hw_startup %A to %A : !A to !A
    %p = metalium.get_arg_val 0 "num_blocks"
    %q = arith.cmpi eq, %p, %c4 : index
    scf.if %q {
      // expected-note @+1 {{the format was last set here}}
      metalium.reconfig_data_format_srca %B : !B
    }
    metalium.copy_init %A : !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.dst.acquire
    // expected-error @+1 {{'A' holds Float16, and SrcA is in a format that depends on the path}}
    metalium.copy_tile %A[%c0] to %c0 : !A
    metalium.dst.commit
    metalium.dst.wait
    metalium.dst.release
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// The packer in another format.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [], tt.compute_config = #config} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #b, id = 1 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    // expected-note @+1 {{the format was last set here}}
    metalium.compute_kernel_hw_startup %A to %B : !A to !B
    metalium.cb_reserve_back %A, 1 : !A
    metalium.dst.acquire
    metalium.dst.commit
    metalium.dst.wait
    // expected-error @+1 {{'A' holds Float16, and the packer is set to Float32}}
    metalium.pack_tile %c0 to %A : !A
    metalium.dst.release
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_pop_front %A, 1 : !A
    return
  }
}

// -----

// The address of another tensor.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%T: !T {tt.tensor_accessor = #accessor}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [#tt.runtime_arg<"T_address", tensor_address, source = 0>, #tt.runtime_arg<"U_address", tensor_address, source = 1>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    // expected-note @+1 {{the address is from here}}
    %address = metalium.get_arg_val 1 "U_address"
    // expected-error @+1 {{the accessor of 'T' is given another address than that of its tensor}}
    %t = metalium.tensor_accessor "T" argument 0 compile_time_offset 0 at %address
    return
  }
}

// -----

// Compile-time arguments with a gap.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
#gap = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 4, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  // expected-note @+1 {{the kernel is here}}
  func.func @reader(// expected-error @+1 {{the accessor of argument 0 starts at compile-time argument 4, and the host passes it at 0}}
      %T: !T {tt.tensor_accessor = #gap}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [#tt.runtime_arg<"T_address", tensor_address, source = 0>]} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    return
  }
}

// -----

// An argument read in a loop.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  // expected-note @+1 {{the kernel is here}}
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    scf.for %i = %c0 to %c4 step %c1 {
      // expected-error @+1 {{reads runtime argument 7, but the kernel has 0}}
      %x = metalium.get_arg_val 7 "x"
    }
    return
  }
}

// -----

// One id for two sizes.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>
!T = memref<32x32xf16, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    // expected-note @+1 {{'A' is declared here}}
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    // expected-error @+1 {{has the id of 'A', and another size or format; what shares an id shares its pages}}
    %B = tt.cb "B" {cb_desc = #b, id = 0 : i32} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    return
  }
}

// -----

// A number beyond the pages that were waited for.
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 2>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %n = tt.cb "n" {cb_desc = #n, id = 0 : i32} : !tt.cb<1, 1, UInt8>
    %c7 = arith.constant 7 : index
    metalium.cb_reserve_back %n, 1 : !tt.cb<1, 1, UInt8>
    %at = metalium.get_write_ptr %n : !tt.cb<1, 1, UInt8>
    metalium.store_l1 %c7 to %at
    metalium.cb_push_back %n, 1 : !tt.cb<1, 1, UInt8>
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = []} {
    %n = tt.cb "n" {cb_desc = #n, id = 0 : i32} : !tt.cb<1, 1, UInt8>
    // expected-note @+1 {{the last wait is here}}
    metalium.cb_wait_front %n, 1 : !tt.cb<1, 1, UInt8>
    // expected-error @+1 {{reads a number beyond the 1 pages of 'n' that were waited for}}
    %0 = metalium.read_tile_value %n[1] [0] : !tt.cb<1, 1, UInt8>
    // expected-error @+1 {{reads a number beyond the 1 pages of 'n' that were waited for}}
    %1 = metalium.read_tile_value %n[0] [256] : !tt.cb<1, 1, UInt8>
    %2 = metalium.read_tile_value %n[0] [255] : !tt.cb<1, 1, UInt8>
    metalium.cb_pop_front %n, 1 : !tt.cb<1, 1, UInt8>
    return
  }
}

// -----

// Bytes that are written beyond the page, and one that is given back before they have left.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !tt.cb<1, 1, Float16>
    metalium.cb_reserve_back %A, 1 : !tt.cb<1, 1, Float16>
    metalium.cb_push_back %A, 1 {unfilled} : !tt.cb<1, 1, Float16>
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !tt.cb<1, 1, Float16>
    %c32 = arith.constant 32 : index
    %c2032 = arith.constant 2032 : index
    // expected-note @+1 {{the last wait is here}}
    metalium.cb_wait_front %A, 1 : !tt.cb<1, 1, Float16>
    %at = metalium.get_read_ptr %A : !tt.cb<1, 1, Float16>
    %to = metalium.get_noc_addr %c32
    %late = arith.addi %at, %c2032 : index
    // expected-error @+1 {{transfers beyond the 1 pages of 'A' that were waited for}}
    metalium.noc_async_write %late to %to, %c32
    // expected-note @+1 {{the write is here}}
    metalium.noc_async_write %at to %to, %c32
    // expected-error @+1 {{gives 'A' back before a write from it has left L1}}
    metalium.cb_pop_front %A, 1 : !tt.cb<1, 1, Float16>
    metalium.noc_async_write_barrier
    return
  }
}
