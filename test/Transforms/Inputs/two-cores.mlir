// Two cores, two rounds: the first one multicasts a page to the other, which asks for it and waits.
// What verify-semaphores-errors.test plants its faults into.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#grid = #tt.core_grid<cols = 8, rows = 8>
#work = #tt.work_partition<[<(0, 0) start = 0, count = 1>, <(1, 0) start = 1, count = 1>]>
#column = #tt.runtime_arg<"column", core_x>
#y = #tt.runtime_arg<"y", noc_y>
#x0 = #tt.runtime_arg<"x0", noc_x, source = 0>
#x1 = #tt.runtime_arg<"x1", noc_x, source = 1>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.core_grid = #grid, tt.work_partition = #work, tt.runtime_args = [#column, #y, #x0, #x1]} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %bytes = arith.constant 2048 : index
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %ready = tt.semaphore "ready" {id = 0 : i32}
    %valid = tt.semaphore "valid" {id = 1 : i32}
    %column = metalium.get_arg_val 0 "column"
    %y = metalium.get_arg_val 1 "y"
    %x0 = metalium.get_arg_val 2 "x0"
    %x1 = metalium.get_arg_val 3 "x1"
    %ready_l1 = metalium.get_semaphore %ready
    %valid_l1 = metalium.get_semaphore %valid
    %is_sender = arith.cmpi eq, %column, %c0 : index
    scf.for %round = %c0 to %c2 step %c1 {
      metalium.cb_reserve_back %A, 1 : !A
      %a = metalium.get_write_ptr %A : !A
      scf.if %is_sender {
        metalium.store_l1 %round to %a
        metalium.noc_semaphore_set %valid_l1 to %c1
        metalium.noc_semaphore_wait %ready_l1 for %c1
        metalium.noc_semaphore_set %ready_l1 to %c0
        %others = metalium.get_noc_multicast_addr(%x1, %y) to (%x1, %y) + %a
        metalium.noc_async_write_multicast %a to %others, %bytes receivers %c1
        %flags = metalium.get_noc_multicast_addr(%x1, %y) to (%x1, %y) + %valid_l1
        metalium.noc_semaphore_set_multicast %valid_l1 to %flags receivers %c1
        metalium.noc_async_writes_flushed
      } else {
        %sender = metalium.get_core_noc_addr(%x0, %y) + %ready_l1
        metalium.noc_semaphore_inc %sender by %c1
        metalium.noc_semaphore_wait %valid_l1 for %c1
        metalium.noc_semaphore_set %valid_l1 to %c0
      }
      metalium.cb_push_back %A, 1 : !A
    }
    metalium.noc_async_write_barrier
    metalium.noc_async_atomic_barrier
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.core_grid = #grid, tt.work_partition = #work, tt.runtime_args = [#column]} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    scf.for %round = %c0 to %c2 step %c1 {
      metalium.cb_wait_front %A, 1 : !A
      %a = metalium.get_read_ptr %A : !A
      %word = metalium.load_l1 %a
      metalium.cb_pop_front %A, 1 : !A
    }
    return
  }
}
