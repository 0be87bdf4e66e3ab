// RUN: tilium-opt --tt-verify %s -split-input-file -verify-diagnostics

// The reader makes two pages of A before one of B, and A has room for one; the writer takes B first.
#one = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    // expected-note @+1 {{the circular buffer is declared here}}
    %A = tt.cb "A" {cb_desc = #one, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #one, id = 1 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    scf.for %i = %c0 to %c2 step %c1 {
      // expected-error @+1 {{'reader' waits for room in 'A' here for ever: no kernel can go on}}
      metalium.cb_reserve_back %A, 1 : !A
      %a = metalium.get_write_ptr %A : !A
      metalium.noc_async_read %noc to %a, %c512
      metalium.noc_async_read_barrier
      metalium.cb_push_back %A, 1 : !A
    }
    metalium.cb_reserve_back %B, 1 : !A
    %b = metalium.get_write_ptr %B : !A
    metalium.noc_async_read %noc to %b, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %B, 1 : !A
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #one, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #one, id = 1 : i32} : !A
    %C = tt.cb "C" {cb_desc = #one, id = 2 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c512 = arith.constant 512 : index
    // expected-note @+1 {{'writer' waits for pages of 'B' here}}
    metalium.cb_wait_front %B, 1 : !A
    metalium.cb_reserve_back %C, 1 : !A
    %c = metalium.get_write_ptr %C : !A
    %b = metalium.get_read_ptr %B : !A
    %from_b = metalium.get_noc_addr %b
    metalium.noc_async_read %from_b to %c, %c512
    metalium.noc_async_read_barrier
    metalium.cb_pop_front %B, 1 : !A
    scf.for %i = %c0 to %c2 step %c1 {
      metalium.cb_wait_front %A, 1 : !A
      %a = metalium.get_read_ptr %A : !A
      %from_a = metalium.get_noc_addr %a
      metalium.noc_async_read %from_a to %c, %c512
      metalium.noc_async_read_barrier
      metalium.cb_pop_front %A, 1 : !A
    }
    metalium.cb_push_back %C, 1 : !A
    metalium.cb_wait_front %C, 1 : !A
    %done = metalium.get_read_ptr %C : !A
    metalium.cb_pop_front %C, 1 {discards} : !A
    return
  }
}

// -----

// The same with room for both pages comes to its end.
#one = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#two = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #two, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #one, id = 1 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    scf.for %i = %c0 to %c2 step %c1 {
      metalium.cb_reserve_back %A, 1 : !A
      %a = metalium.get_write_ptr %A : !A
      metalium.noc_async_read %noc to %a, %c512
      metalium.noc_async_read_barrier
      metalium.cb_push_back %A, 1 : !A
    }
    metalium.cb_reserve_back %B, 1 : !A
    %b = metalium.get_write_ptr %B : !A
    metalium.noc_async_read %noc to %b, %c512
    metalium.noc_async_read_barrier
    metalium.cb_push_back %B, 1 : !A
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    %A = tt.cb "A" {cb_desc = #two, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #one, id = 1 : i32} : !A
    %C = tt.cb "C" {cb_desc = #one, id = 2 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c512 = arith.constant 512 : index
    metalium.cb_wait_front %B, 1 : !A
    metalium.cb_reserve_back %C, 1 : !A
    %c = metalium.get_write_ptr %C : !A
    %b = metalium.get_read_ptr %B : !A
    %from_b = metalium.get_noc_addr %b
    metalium.noc_async_read %from_b to %c, %c512
    metalium.noc_async_read_barrier
    metalium.cb_pop_front %B, 1 : !A
    scf.for %i = %c0 to %c2 step %c1 {
      metalium.cb_wait_front %A, 1 : !A
      %a = metalium.get_read_ptr %A : !A
      %from_a = metalium.get_noc_addr %a
      metalium.noc_async_read %from_a to %c, %c512
      metalium.noc_async_read_barrier
      metalium.cb_pop_front %A, 1 : !A
    }
    metalium.cb_push_back %C, 1 : !A
    metalium.cb_wait_front %C, 1 : !A
    %done = metalium.get_read_ptr %C : !A
    metalium.cb_pop_front %C, 1 {discards} : !A
    return
  }
}

// -----

// Only some blocks of work take as many rounds as A has no room for.
#two = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#args = [#tt.runtime_arg<"start_id", work_start>, #tt.runtime_arg<"num_blocks", work_count>]
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.grid_tiles = array<i64: 4>, tt.runtime_args = #args} {
    // expected-note @+1 {{the circular buffer is declared here}}
    %A = tt.cb "A" {cb_desc = #two, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #two, id = 1 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    %start = metalium.get_arg_val 0 "start_id"
    %count = metalium.get_arg_val 1 "num_blocks"
    %end = arith.addi %start, %count : index
    scf.for %block = %start to %end step %c1 {
      scf.for %i = %c0 to %block step %c1 {
        // expected-error @+1 {{'reader' waits for room in 'A' here for ever: no kernel can go on}}
        metalium.cb_reserve_back %A, 1 : !A
        %a = metalium.get_write_ptr %A : !A
        metalium.noc_async_read %noc to %a, %c512
        metalium.noc_async_read_barrier
        metalium.cb_push_back %A, 1 : !A
      }
      metalium.cb_reserve_back %B, 1 : !A
      %b = metalium.get_write_ptr %B : !A
      metalium.noc_async_read %noc to %b, %c512
      metalium.noc_async_read_barrier
      metalium.cb_push_back %B, 1 : !A
    }
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.grid_tiles = array<i64: 4>, tt.runtime_args = #args} {
    %A = tt.cb "A" {cb_desc = #two, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #two, id = 1 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %start = metalium.get_arg_val 0 "start_id"
    %count = metalium.get_arg_val 1 "num_blocks"
    %end = arith.addi %start, %count : index
    scf.for %block = %start to %end step %c1 {
      // expected-note @+1 {{'writer' waits for pages of 'B' here}}
      metalium.cb_wait_front %B, 1 : !A
      metalium.cb_pop_front %B, 1 {discards} : !A
      scf.for %i = %c0 to %block step %c1 {
        metalium.cb_wait_front %A, 1 : !A
        metalium.cb_pop_front %A, 1 {discards} : !A
      }
    }
    return
  }
}
