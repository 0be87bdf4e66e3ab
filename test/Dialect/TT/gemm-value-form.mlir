// RUN: tilium-opt %s | tilium-opt | FileCheck %s
// A whole program in value form, as BuildTileDFGTT leaves it.

// CHECK: tt.matmul {{.*}} acc({{.*}}) clear({{.*}}) into
module attributes {tt.target = "wormhole_b0"} {
func.func @matmul(
    %A: memref<256x256xf16, #tile.scope<global>> {tile.name = "A", tt.layout_desc = #tt.layout<shape = [256, 256], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved>},
    %B: memref<256x256xf16, #tile.scope<global>> {tile.name = "B", tt.layout_desc = #tt.layout<shape = [256, 256], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved>},
    %C: memref<256x256xf16, #tile.scope<global>> {tile.name = "C", tt.layout_desc = #tt.layout<shape = [256, 256], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved>})
    attributes {
      tt.grid_tiles = array<i64: 4, 4>,
      tt.core_grid = #tt.core_grid<cols = 8, rows = 8>,
      tt.core_ranges = #tt.core_ranges<[<(0, 0) to (7, 0)>, <(0, 1) to (7, 1)>]>,
      tt.partition_mode = #tt.partition_mode<global>,
      tt.work_partition = #tt.work_partition<[<(0, 0) start = 0, count = 1>, <(1, 0) start = 1, count = 1>]>} {
  %A_shared = tt.cb "A_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>, id = 0 : i32} : !tt.cb<2, 1, Float16>
  %B_shared = tt.cb "B_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>, id = 1 : i32} : !tt.cb<1, 2, Float16>
  %C_local = tt.cb "C_local" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>, id = 2 : i32} : !tt.cb<2, 2, Float32>
  %C_local_out = tt.cb "C_local_out" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 4, depth = 1>, id = 3 : i32} : !tt.cb<2, 2, Float16>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  scf.for %block = %start to %end step %c1 {
    %bx = arith.remui %block, %c4 : index
    %by = arith.divui %block, %c4 : index
    %m = arith.muli %by, %c64 : index
    %n = arith.muli %bx, %c64 : index
    %init = tt.empty into %C_local : !tt.cb<2, 2, Float32> -> !tt.block<2, 2, Float32>
    %c = scf.for %ko = %c0 to %c8 step %c1 iter_args(%acc = %init) -> (!tt.block<2, 2, Float32>) {
      %k = arith.muli %ko, %c32 : index
      %a = tt.read %A[%m, %k] [64, 32] into %A_shared : memref<256x256xf16, #tile.scope<global>>, !tt.cb<2, 1, Float16> -> !tt.block<2, 1, Float16>
      %b = tt.read %B[%k, %n] [32, 64] into %B_shared : memref<256x256xf16, #tile.scope<global>>, !tt.cb<1, 2, Float16> -> !tt.block<1, 2, Float16>
      %first = arith.cmpi eq, %ko, %c0 : index
      %sum = tt.matmul %a, %b acc(%acc) clear(%first) into %C_local : !tt.block<2, 1, Float16>, !tt.block<1, 2, Float16>, !tt.cb<2, 2, Float32> -> !tt.block<2, 2, Float32> acc_type !tt.block<2, 2, Float32>
      scf.yield %sum : !tt.block<2, 2, Float32>
    }
    %out = tt.move %c into %C_local_out : !tt.block<2, 2, Float32>, !tt.cb<2, 2, Float16> -> !tt.block<2, 2, Float16>
    tt.write %out to %C[%m, %n] [64, 64] : !tt.block<2, 2, Float16>, memref<256x256xf16, #tile.scope<global>>
  }
  return
}
}
