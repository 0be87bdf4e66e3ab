// RUN: tilium-opt --tt-verify %s | FileCheck %s
// RUN: tilium-opt --tt-verify=partial %s -o /dev/null
// RUN: tilium-opt --tt-verify --tt-codegen %s | FileCheck %s --check-prefix=CODE

// A product of one row of tiles of A with B, on each row of four cores: the first core reads A and
// multicasts it to the others, which signal that they have room for it and wait until it is there.
// unittests/Runtime runs this program.

// CHECK: %[[READY:.*]] = tt.semaphore "ready" {id = 0 : i32}
// CHECK: metalium.noc_semaphore_wait %{{.*}} for %{{.*}}
// CHECK: metalium.noc_async_write_multicast %{{.*}} to %{{.*}}, %{{.*}} receivers %{{.*}}
// CHECK: metalium.noc_semaphore_set_multicast
// CHECK: metalium.noc_semaphore_inc
#half = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 1, depth = 2>
#out = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 1, depth = 1>
#sum = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = [2]>
#layoutA = #tt.layout<shape = [64, 64], format = Float16_b, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#layoutB = #tt.layout<shape = [64, 128], format = Float16_b, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#first = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
#second = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 2, address_arg = 1>
#unbound = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved>
#grid = #tt.core_grid<cols = 8, rows = 8>
#ranges = #tt.core_ranges<[<(0, 0) to (3, 1)>]>
#work = #tt.work_partition<[<(0, 0) start = 0, count = 1>, <(1, 0) start = 1, count = 1>, <(2, 0) start = 2, count = 1>, <(3, 0) start = 3, count = 1>,
                            <(0, 1) start = 4, count = 1>, <(1, 1) start = 5, count = 1>, <(2, 1) start = 6, count = 1>, <(3, 1) start = 7, count = 1>]>
!Tile = !tt.cb<1, 1, Float16_b>
!Sum = !tt.cb<1, 1, Float32>
!A = memref<64x64xbf16, #tile.scope<global>>
!B = memref<64x128xbf16, #tile.scope<global>>

module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%arg0: !A {tile.name = "A", tt.layout_desc = #layoutA, tt.tensor_accessor = #first},
                    %arg1: !B {tile.name = "B", tt.layout_desc = #layoutB, tt.tensor_accessor = #second},
                    %arg2: !B {tile.name = "C", tt.layout_desc = #layoutB, tt.tensor_accessor = #unbound})
      attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.program = "row_product", tt.core_grid = #grid, tt.core_ranges = #ranges,
                  tt.work_partition = #work, tt.partition_mode = #tt.partition_mode<global>, tt.grid_tiles = array<i64: 4, 2>,
                  tt.runtime_args = [#tt.runtime_arg<"A_address", tensor_address, source = 0>, #tt.runtime_arg<"B_address", tensor_address, source = 1>,
                                     #tt.runtime_arg<"start_id", work_start>, #tt.runtime_arg<"num_blocks", work_count>,
                                     #tt.runtime_arg<"column", core_x>, #tt.runtime_arg<"row_y", noc_y>, #tt.runtime_arg<"sender_x", noc_x, source = 0>,
                                     #tt.runtime_arg<"first_x", noc_x, source = 1>, #tt.runtime_arg<"last_x", noc_x, source = 3>]} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c3 = arith.constant 3 : index
    %c4 = arith.constant 4 : index
    %bytes = arith.constant 2048 : index
    %A_address = metalium.get_arg_val 0 "A_address"
    %A = metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %A_address
    %B_address = metalium.get_arg_val 1 "B_address"
    %B = metalium.tensor_accessor "B" argument 1 compile_time_offset 2 at %B_address
    %A_shared = tt.cb "A_shared" {cb_desc = #half, id = 0 : i32} : !Tile
    %B_shared = tt.cb "B_shared" {cb_desc = #half, id = 1 : i32} : !Tile
    %ready = tt.semaphore "ready" {id = 0 : i32}
    %valid = tt.semaphore "valid" {id = 1 : i32}
    %start = metalium.get_arg_val 2 "start_id"
    %count = metalium.get_arg_val 3 "num_blocks"
    %column = metalium.get_arg_val 4 "column"
    %row_y = metalium.get_arg_val 5 "row_y"
    %sender_x = metalium.get_arg_val 6 "sender_x"
    %first_x = metalium.get_arg_val 7 "first_x"
    %last_x = metalium.get_arg_val 8 "last_x"
    %ready_l1 = metalium.get_semaphore %ready
    %valid_l1 = metalium.get_semaphore %valid
    %is_sender = arith.cmpi eq, %column, %c0 : index
    %end = arith.addi %start, %count : index
    // CODE: constexpr uint32_t semaphore_ready = 0;
    // CODE: const uint32_t last_x = get_arg_val<uint32_t>(8);
    // CODE: const uint32_t ready = get_semaphore(semaphore_ready);
    // CODE: noc_semaphore_set(reinterpret_cast<volatile tt_l1_ptr uint32_t *>(valid), 1);
    scf.if %is_sender {
      metalium.noc_semaphore_set %valid_l1 to %c1
    }
    scf.for %block = %start to %end step %c1 {
      %m = arith.divui %block, %c4 : index
      %n = arith.remui %block, %c4 : index
      %row = arith.muli %m, %c2 : index
      scf.for %k = %c0 to %c2 step %c1 {
        metalium.cb_reserve_back %A_shared, 1 : !Tile
        %a = metalium.get_write_ptr %A_shared : !Tile
        // CODE: noc_semaphore_wait(reinterpret_cast<volatile tt_l1_ptr uint32_t *>(ready), 3);
        // CODE: const uint64_t receivers =
        // CODE-SAME: get_noc_multicast_addr(first_x, row_y, last_x, row_y, A_shared_l1);
        // CODE-SAME: noc_async_write_multicast(A_shared_l1, receivers, 2048, 3);
        // CODE: noc_semaphore_set_multicast(valid, receivers_1, 3);
        scf.if %is_sender {
          %page = arith.addi %row, %k : index
          metalium.noc_async_read_page %page of %A to %a
          metalium.noc_async_read_barrier
          metalium.noc_semaphore_wait %ready_l1 for %c3
          metalium.noc_semaphore_set %ready_l1 to %c0
          %others = metalium.get_noc_multicast_addr(%first_x, %row_y) to (%last_x, %row_y) + %a
          metalium.noc_async_write_multicast %a to %others, %bytes receivers %c3
          %flags = metalium.get_noc_multicast_addr(%first_x, %row_y) to (%last_x, %row_y) + %valid_l1
          metalium.noc_semaphore_set_multicast %valid_l1 to %flags receivers %c3
          metalium.noc_async_writes_flushed
        } else {
          // CODE: const uint64_t core = get_noc_addr(sender_x, row_y, ready);
          // CODE: noc_semaphore_inc(core, 1);
          metalium.noc_semaphore_set %valid_l1 to %c0
          %sender = metalium.get_core_noc_addr(%sender_x, %row_y) + %ready_l1
          metalium.noc_semaphore_inc %sender by %c1
          metalium.noc_semaphore_wait %valid_l1 for %c1
        }
        metalium.cb_push_back %A_shared, 1 : !Tile
        metalium.cb_reserve_back %B_shared, 1 : !Tile
        %b = metalium.get_write_ptr %B_shared : !Tile
        %line = arith.muli %k, %c4 : index
        %b_page = arith.addi %line, %n : index
        metalium.noc_async_read_page %b_page of %B to %b
        metalium.noc_async_read_barrier
        metalium.cb_push_back %B_shared, 1 : !Tile
      }
    }
    metalium.noc_async_write_barrier
    metalium.noc_async_atomic_barrier
    return
  }

  func.func @compute(%arg0: !A {tile.name = "A", tt.layout_desc = #layoutA, tt.tensor_accessor = #unbound},
                     %arg1: !B {tile.name = "B", tt.layout_desc = #layoutB, tt.tensor_accessor = #unbound},
                     %arg2: !B {tile.name = "C", tt.layout_desc = #layoutB, tt.tensor_accessor = #unbound})
      attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.program = "row_product", tt.core_grid = #grid, tt.core_ranges = #ranges,
                  tt.work_partition = #work, tt.partition_mode = #tt.partition_mode<global>, tt.grid_tiles = array<i64: 4, 2>,
                  tt.compute_config = #config, tt.runtime_args = [#tt.runtime_arg<"num_blocks", work_count>]} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %A_shared = tt.cb "A_shared" {cb_desc = #half, id = 0 : i32} : !Tile
    %B_shared = tt.cb "B_shared" {cb_desc = #half, id = 1 : i32} : !Tile
    %C_local = tt.cb "C_local" {cb_desc = #sum, id = 2 : i32} : !Sum
    %C_out = tt.cb "C_out" {cb_desc = #out, id = 3 : i32} : !Tile
    metalium.compute_kernel_hw_startup %A_shared, %B_shared to %C_local reverse : !Tile, !Tile to !Sum
    %count = metalium.get_arg_val 0 "num_blocks"
    scf.for %block = %c0 to %count step %c1 {
      metalium.cb_reserve_back %C_local, 1 : !Sum
      metalium.reconfig_data_format_srca %B_shared : !Tile
      metalium.pack_reconfig_data_format %C_local : !Sum
      metalium.matmul_block_init %A_shared, %B_shared transpose 0 ct 1 rt 1 kt 1 : !Tile, !Tile
      scf.for %k = %c0 to %c2 step %c1 {
        metalium.cb_wait_front %A_shared, 1 : !Tile
        metalium.cb_wait_front %B_shared, 1 : !Tile
        %later = arith.cmpi ne, %k, %c0 : index
        %adds = arith.index_castui %later : i1 to index
        metalium.pack_reconfig_l1_acc %adds
        metalium.dst.acquire
        metalium.matmul_block %A_shared[%c0], %B_shared[%c0] to %c0 transpose 0 ct 1 rt 1 kt 1 : !Tile, !Tile
        metalium.dst.commit
        metalium.dst.wait
        metalium.pack_tile %c0 to %C_local[%c0] : !Sum
        metalium.dst.release
        metalium.cb_pop_front %A_shared, 1 : !Tile
        metalium.cb_pop_front %B_shared, 1 : !Tile
      }
      metalium.cb_push_back %C_local, 1 : !Sum
      metalium.cb_wait_front %C_local, 1 : !Sum
      metalium.cb_reserve_back %C_out, 1 : !Tile
      metalium.reconfig_data_format_srca %C_local : !Sum
      metalium.pack_reconfig_data_format %C_out : !Tile
      metalium.copy_init %C_local : !Sum
      metalium.pack_reconfig_l1_acc %c0
      metalium.dst.acquire
      metalium.copy_tile %C_local[%c0] to %c0 : !Sum
      metalium.dst.commit
      metalium.dst.wait
      metalium.pack_tile %c0 to %C_out : !Tile
      metalium.dst.release
      metalium.cb_pop_front %C_local, 1 : !Sum
      metalium.cb_push_back %C_out, 1 : !Tile
    }
    return
  }

  func.func @writer(%arg0: !A {tile.name = "A", tt.layout_desc = #layoutA, tt.tensor_accessor = #unbound},
                    %arg1: !B {tile.name = "B", tt.layout_desc = #layoutB, tt.tensor_accessor = #unbound},
                    %arg2: !B {tile.name = "C", tt.layout_desc = #layoutB, tt.tensor_accessor = #first})
      attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.program = "row_product", tt.core_grid = #grid, tt.core_ranges = #ranges,
                  tt.work_partition = #work, tt.partition_mode = #tt.partition_mode<global>, tt.grid_tiles = array<i64: 4, 2>,
                  tt.runtime_args = [#tt.runtime_arg<"C_address", tensor_address, source = 2>, #tt.runtime_arg<"start_id", work_start>,
                                     #tt.runtime_arg<"num_blocks", work_count>]} {
    %c1 = arith.constant 1 : index
    %C_address = metalium.get_arg_val 0 "C_address"
    %C = metalium.tensor_accessor "C" argument 2 compile_time_offset 0 at %C_address
    %C_out = tt.cb "C_out" {cb_desc = #out, id = 3 : i32} : !Tile
    %start = metalium.get_arg_val 1 "start_id"
    %count = metalium.get_arg_val 2 "num_blocks"
    %end = arith.addi %start, %count : index
    scf.for %block = %start to %end step %c1 {
      metalium.cb_wait_front %C_out, 1 : !Tile
      %c = metalium.get_read_ptr %C_out : !Tile
      metalium.noc_async_write_page %block of %C from %c
      metalium.noc_async_writes_flushed
      metalium.cb_pop_front %C_out, 1 : !Tile
    }
    metalium.noc_async_write_barrier
    return
  }
}
