// RUN: tilium-opt %s --tt-lower-cb-intrinsics --split-input-file | FileCheck %s

// Both operands of a product are read before one barrier, then pushed.

#layout = #tt.layout<shape = [256, 256], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
!tensor = memref<256x256xf16, #tile.scope<global>>

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @reader
// CHECK: %[[ADDRESS_A:.*]] = metalium.get_arg_val 0 "A_address"
// CHECK-NEXT: %[[A:.*]] = metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %[[ADDRESS_A]]
// CHECK: %[[B:.*]] = metalium.tensor_accessor "B" argument 1 compile_time_offset 2
// CHECK: scf.for %[[BLOCK:.*]] =
// CHECK: %[[BY:.*]] = arith.divui %[[BLOCK]]
// CHECK: scf.for %[[KO:.*]] =
// CHECK-NOT: scf.if
// CHECK: metalium.cb_reserve_back %[[CB_A:[0-9]+]], 2
// CHECK: %[[L1:.*]] = metalium.get_write_ptr %[[CB_A]]
// CHECK: %[[FIRST_ROW:.*]] = arith.muli %[[BY]], %c2
// CHECK: scf.for %[[R:.*]] = %{{.*}} to %c2
// CHECK: %[[ROW:.*]] = arith.addi %[[FIRST_ROW]], %[[R]]
// CHECK: %[[ROW_PAGE:.*]] = arith.muli %[[ROW]], %c8
// CHECK: %[[PAGE:.*]] = arith.addi %[[ROW_PAGE]], %[[KO]]
// CHECK: %[[OFFSET:.*]] = arith.muli %[[R]], %c2048
// CHECK: %[[TO:.*]] = arith.addi %[[L1]], %[[OFFSET]]
// CHECK: metalium.noc_async_read_page %[[PAGE]] of %[[A]] to %[[TO]]
// CHECK: metalium.cb_reserve_back %[[CB_B:[0-9]+]], 2
// CHECK: metalium.noc_async_read_page %{{.*}} of %[[B]]
// CHECK: metalium.noc_async_read_barrier
// CHECK-NEXT: metalium.cb_push_back %[[CB_A]], 2
// CHECK-NEXT: metalium.cb_push_back %[[CB_B]], 2
// CHECK-NOT: tt.push
func.func @reader(%A: !tensor {tile.name = "A", tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>},
                  %B: !tensor {tile.name = "B", tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 2, address_arg = 1>})
    attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.grid_tiles = array<i64: 4, 4>} {
  %A_shared = tt.cb "A_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>, id = 0 : i32} : !tt.cb<2, 1, Float16>
  %B_shared = tt.cb "B_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>, id = 1 : i32} : !tt.cb<1, 2, Float16>
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
    scf.for %ko = %c0 to %c8 step %c1 {
      %k = arith.muli %ko, %c32 : index
      %a = tt.read %A[%m, %k] [64, 32] into %A_shared : !tensor, !tt.cb<2, 1, Float16> -> !tt.block<2, 1, Float16>
      tt.push %a in %A_shared : !tt.block<2, 1, Float16>, !tt.cb<2, 1, Float16>
      %b = tt.read %B[%k, %n] [32, 64] into %B_shared : !tensor, !tt.cb<1, 2, Float16> -> !tt.block<1, 2, Float16>
      tt.push %b in %B_shared : !tt.block<1, 2, Float16>, !tt.cb<1, 2, Float16>
    }
  }
  return
}

// The accumulator's room is found where it starts; it is not carried by the loop any more.
// CHECK-LABEL: func.func @compute
// CHECK: scf.for
// CHECK-NEXT: metalium.cb_reserve_back %[[ACC:[0-9]+]], 4
// CHECK-NEXT: scf.for %{{[a-z0-9]+}} = %{{[a-z0-9]+}} to %{{[a-z0-9]+}} step %{{[a-z0-9]+}} {
// CHECK-NEXT: metalium.cb_wait_front %[[IN_A:[0-9]+]], 2
// CHECK-NEXT: metalium.cb_wait_front %[[IN_B:[0-9]+]], 2
// CHECK: tt.matmul %[[IN_A]], %[[IN_B]] clear(%{{.*}}) into %[[ACC]] : !tt.cb<2, 1, Float16>, !tt.cb<1, 2, Float16>, <2, 2, Float32>
// CHECK-NEXT: metalium.cb_pop_front %[[IN_A]], 2
// CHECK-NEXT: metalium.cb_pop_front %[[IN_B]], 2
// CHECK-NEXT: }
// CHECK-NEXT: metalium.cb_push_back %[[ACC]], 4
// CHECK-NEXT: metalium.cb_wait_front %[[ACC]], 4
// CHECK-NEXT: metalium.cb_reserve_back %[[OUT:[0-9]+]], 4
// CHECK-NEXT: tt.move %[[ACC]] into %[[OUT]] : !tt.cb<2, 2, Float32>, <2, 2, Float16>
// CHECK-NEXT: metalium.cb_pop_front %[[ACC]], 4
// CHECK-NEXT: metalium.cb_push_back %[[OUT]], 4
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %A_shared = tt.cb "A_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>, id = 0 : i32} : !tt.cb<2, 1, Float16>
  %B_shared = tt.cb "B_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>, id = 1 : i32} : !tt.cb<1, 2, Float16>
  %C_local = tt.cb "C_local" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>, id = 2 : i32} : !tt.cb<2, 2, Float32>
  %C_out = tt.cb "C_out" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 4, depth = 1>, id = 3 : i32} : !tt.cb<2, 2, Float16>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %count = tt.work_count
  scf.for %block = %c0 to %count step %c1 {
    %init = tt.empty into %C_local : !tt.cb<2, 2, Float32> -> !tt.block<2, 2, Float32>
    %c = scf.for %ko = %c0 to %c8 step %c1 iter_args(%acc = %init) -> (!tt.block<2, 2, Float32>) {
      %a = tt.wait %A_shared : !tt.cb<2, 1, Float16> -> !tt.block<2, 1, Float16>
      %b = tt.wait %B_shared : !tt.cb<1, 2, Float16> -> !tt.block<1, 2, Float16>
      %first = arith.cmpi eq, %ko, %c0 : index
      %sum = tt.matmul %a, %b acc(%acc) clear(%first) into %C_local : !tt.block<2, 1, Float16>, !tt.block<1, 2, Float16>, !tt.cb<2, 2, Float32> -> !tt.block<2, 2, Float32> acc_type !tt.block<2, 2, Float32>
      tt.pop %a in %A_shared : !tt.block<2, 1, Float16>, !tt.cb<2, 1, Float16>
      tt.pop %b in %B_shared : !tt.block<1, 2, Float16>, !tt.cb<1, 2, Float16>
      scf.yield %sum : !tt.block<2, 2, Float32>
    }
    tt.push %c in %C_local : !tt.block<2, 2, Float32>, !tt.cb<2, 2, Float32>
    %closed = tt.wait %C_local : !tt.cb<2, 2, Float32> -> !tt.block<2, 2, Float32>
    %out = tt.move %closed into %C_out : !tt.block<2, 2, Float32>, !tt.cb<2, 2, Float16> -> !tt.block<2, 2, Float16>
    tt.pop %closed in %C_local : !tt.block<2, 2, Float32>, !tt.cb<2, 2, Float32>
    tt.push %out in %C_out : !tt.block<2, 2, Float16>, !tt.cb<2, 2, Float16>
  }
  return
}

// The pages may be used again once the writes have left; the kernel ends when they have arrived.
// CHECK-LABEL: func.func @writer
// CHECK: %[[C:.*]] = metalium.tensor_accessor "C"
// CHECK: metalium.cb_wait_front %[[CB:[0-9]+]], 4
// CHECK: %[[FROM:.*]] = metalium.get_read_ptr %[[CB]]
// CHECK: metalium.noc_async_write_page %{{.*}} of %[[C]] from
// CHECK: metalium.noc_async_writes_flushed
// CHECK-NEXT: metalium.cb_pop_front %[[CB]], 4
// CHECK: metalium.noc_async_write_barrier
// CHECK-NEXT: return
func.func @writer(%C: !tensor {tile.name = "C", tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>})
    attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.grid_tiles = array<i64: 4, 4>} {
  %C_out = tt.cb "C_out" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 4, depth = 1>, id = 3 : i32} : !tt.cb<2, 2, Float16>
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  scf.for %block = %start to %end step %c1 {
    %bx = arith.remui %block, %c4 : index
    %by = arith.divui %block, %c4 : index
    %m = arith.muli %by, %c64 : index
    %n = arith.muli %bx, %c64 : index
    %out = tt.wait %C_out : !tt.cb<2, 2, Float16> -> !tt.block<2, 2, Float16>
    tt.write %out to %C[%m, %n] [64, 64] : !tt.block<2, 2, Float16>, !tensor
    tt.pop %out in %C_out : !tt.block<2, 2, Float16>, !tt.cb<2, 2, Float16>
  }
  return
}
}

// -----

// 100 rows in blocks of 64 are 4 tiles: the second block ends at the tensor's end. 40 columns in
// blocks of 64 are 2 tiles. In blocks of 64 rows and 96 columns the third column of tiles is outside.

#layout = #tt.layout<shape = [100, 40], format = Float32, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
!tensor = memref<100x40xf32, #tile.scope<global>>

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @reader
// CHECK: %[[A:.*]] = metalium.tensor_accessor "A"
// CHECK: scf.for %[[R:.*]] = %{{.*}} to %c2
// CHECK: scf.for %[[C:.*]] = %{{.*}} to %c3
// CHECK: %[[INSIDE:.*]] = arith.cmpi ult, %[[C]], %c2
// CHECK: scf.if %[[INSIDE]] {
// CHECK: metalium.noc_async_read_page %{{.*}} of %[[A]]
// CHECK: } else {
// CHECK: %[[BASE:.*]] = metalium.mem_zeros_base
// CHECK: %[[ZEROS:.*]] = metalium.get_noc_addr %[[BASE]]
// CHECK: scf.for %{{.*}} = %{{.*}} to %c8
// CHECK: metalium.noc_async_read %[[ZEROS]] to %{{.*}}, %c512
// CHECK: metalium.noc_async_read_barrier
// CHECK-NEXT: metalium.cb_push_back
func.func @reader(%A: !tensor {tile.name = "A", tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 4096, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>})
    attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.grid_tiles = array<i64: 2>} {
  %cb = tt.cb "A_shared" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 6, depth = 1>, id = 0 : i32} : !tt.cb<2, 3, Float32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  scf.for %block = %start to %end step %c1 {
    %m = arith.muli %block, %c64 : index
    %a = tt.read %A[%m, %c0] [64, 96] into %cb : !tensor, !tt.cb<2, 3, Float32> -> !tt.block<2, 3, Float32>
    tt.push %a in %cb : !tt.block<2, 3, Float32>, !tt.cb<2, 3, Float32>
  }
  return
}

// The writer skips what is outside.
// CHECK-LABEL: func.func @writer
// CHECK: %[[INSIDE:.*]] = arith.cmpi ult
// CHECK: scf.if %[[INSIDE]] {
// CHECK: metalium.noc_async_write_page
// CHECK-NEXT: }
// CHECK-NOT: else
// CHECK: return
func.func @writer(%A: !tensor {tile.name = "A", tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 4096, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>})
    attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.grid_tiles = array<i64: 2>} {
  %cb = tt.cb "A_shared" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 6, depth = 1>, id = 0 : i32} : !tt.cb<2, 3, Float32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  scf.for %block = %start to %end step %c1 {
    %m = arith.muli %block, %c64 : index
    %a = tt.wait %cb : !tt.cb<2, 3, Float32> -> !tt.block<2, 3, Float32>
    tt.write %a to %A[%m, %c0] [64, 96] : !tt.block<2, 3, Float32>, !tensor
    tt.pop %a in %cb : !tt.block<2, 3, Float32>, !tt.cb<2, 3, Float32>
  }
  return
}
}

// -----

// Blocks of 48 rows take 2 tiles each; the batch is an outer dimension: matrices of 5 x 2 tiles.

#layout = #tt.layout<shape = [3, 100, 64], format = Float16, memory = dram, interleaved, row_dim = 1, col_dim = 2, row_block = 48, col_block = 32>
!tensor = memref<3x100x64xf16, #tile.scope<global>>

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @reader
// CHECK: scf.for %[[BLOCK:.*]] =
// CHECK: %[[BATCH:.*]] = arith.divui %[[BLOCK]], %c3
// CHECK: %[[BY:.*]] = arith.remui %[[BLOCK]], %c3
// CHECK: %[[FIRST:.*]] = arith.muli %[[BY]], %c2
// CHECK: scf.for %[[R:.*]] =
// CHECK: %[[ROW:.*]] = arith.addi %[[FIRST]], %[[R]]
// CHECK: scf.for %[[C:.*]] =
// CHECK: %[[BATCH_ROWS:.*]] = arith.muli %[[BATCH]], %c5
// CHECK: %[[TENSOR_ROW:.*]] = arith.addi %[[BATCH_ROWS]], %[[ROW]]
// CHECK: %[[ROW_PAGE:.*]] = arith.muli %[[TENSOR_ROW]], %c2
// CHECK: %[[PAGE:.*]] = arith.addi %[[ROW_PAGE]], %[[C]]
// CHECK: %[[INSIDE:.*]] = arith.cmpi ult, %[[ROW]], %c5
// CHECK: scf.if %[[INSIDE]]
// CHECK: metalium.noc_async_read_page %[[PAGE]]
func.func @reader(%A: !tensor {tile.name = "A", tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>})
    attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.grid_tiles = array<i64: 1, 3, 3>} {
  %cb = tt.cb "A_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 4, depth = 1>, id = 0 : i32} : !tt.cb<2, 2, Float16>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c48 = arith.constant 48 : index
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  scf.for %block = %start to %end step %c1 {
    %batch = arith.divui %block, %c3 : index
    %by = arith.remui %block, %c3 : index
    %m = arith.muli %by, %c48 : index
    %a = tt.read %A[%batch, %m, %c0] [1, 48, 64] into %cb : !tensor, !tt.cb<2, 2, Float16> -> !tt.block<2, 2, Float16>
    tt.push %a in %cb : !tt.block<2, 2, Float16>, !tt.cb<2, 2, Float16>
  }
  return
}
}

// -----

// The consumer takes the second block of B only after the first one of A is back, with other work in
// between: the reader must not wait for B's room before A is pushed. A branch may leave writes
// under way, so the pop after it flushes.

#layout = #tt.layout<shape = [32, 32], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
!tensor = memref<32x32xf16, #tile.scope<global>>

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @reader
// CHECK: metalium.cb_reserve_back %[[A:[0-9]+]], 1
// CHECK: metalium.noc_async_read_barrier
// CHECK-NEXT: metalium.cb_push_back %[[A]], 1
// CHECK: metalium.cb_reserve_back %[[B:[0-9]+]], 1
// CHECK: metalium.noc_async_read_barrier
// CHECK-NEXT: metalium.cb_push_back %[[B]], 1
func.func @reader(%T: !tensor {tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>})
    attributes {tt.kernel_role = #tt.kernel_role<reader>} {
  %A = tt.cb "A" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %B = tt.cb "B" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float16>
  %c0 = arith.constant 0 : index
  %a = tt.read %T[%c0, %c0] [32, 32] into %A : !tensor, !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  tt.push %a in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  %b = tt.read %T[%c0, %c0] [32, 32] into %B : !tensor, !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  tt.push %b in %B : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %A = tt.cb "A" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %B = tt.cb "B" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float16>
  %a = tt.wait %A : !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  tt.pop %a in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  %b = tt.wait %B : !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  tt.pop %b in %B : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}
// CHECK-LABEL: func.func @writer
// CHECK: scf.if
// CHECK: metalium.noc_async_writes_flushed
// CHECK-NEXT: metalium.cb_pop_front %[[D:[0-9]+]], 1
// CHECK-NEXT: }
// CHECK-NEXT: metalium.noc_async_writes_flushed
// CHECK-NEXT: metalium.cb_pop_front %[[C:[0-9]+]], 1
func.func @writer(%T: !tensor {tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}, %p: i1)
    attributes {tt.kernel_role = #tt.kernel_role<writer>} {
  %C = tt.cb "C" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 2 : i32} : !tt.cb<1, 1, Float16>
  %D = tt.cb "D" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 3 : i32} : !tt.cb<1, 1, Float16>
  %c0 = arith.constant 0 : index
  %c = tt.wait %C : !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  tt.write %c to %T[%c0, %c0] [32, 32] : !tt.block<1, 1, Float16>, !tensor
  scf.if %p {
    %d = tt.wait %D : !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
    tt.write %d to %T[%c0, %c0] [32, 32] : !tt.block<1, 1, Float16>, !tensor
    tt.pop %d in %D : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  }
  tt.pop %c in %C : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}
}

// -----

// A block that one branch or another starts; a product without accumulator overwrites.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @compute
// CHECK: %[[TRUE:.*]] = arith.constant true
// CHECK: scf.if %{{[a-z0-9]+}} {
// CHECK-NEXT: metalium.cb_reserve_back %[[C:[0-9]+]], 1
// CHECK-NEXT: tt.matmul %[[A:[0-9]+]], %[[A]] clear(%[[TRUE]]) into %[[C]]
// CHECK-NEXT: } else {
// CHECK-NEXT: metalium.cb_reserve_back %[[C]], 1
// CHECK-NEXT: tt.fill %{{.*}} into %[[C]] : f32, <1, 1, Float32>
// CHECK-NEXT: }
// CHECK-NEXT: tt.matmul %[[A]], %[[A]] into %[[C]]
// CHECK-NEXT: metalium.cb_push_back %[[C]], 1
func.func @compute(%p: i1) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %A = tt.cb "A" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %C = tt.cb "C" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float32>
  %one = arith.constant 1.0 : f32
  %a = tt.wait %A : !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  %c = scf.if %p -> (!tt.block<1, 1, Float32>) {
    %x = tt.matmul %a, %a into %C : !tt.block<1, 1, Float16>, !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float32> -> !tt.block<1, 1, Float32>
    scf.yield %x : !tt.block<1, 1, Float32>
  } else {
    %y = tt.fill %one into %C : f32, !tt.cb<1, 1, Float32> -> !tt.block<1, 1, Float32>
    scf.yield %y : !tt.block<1, 1, Float32>
  }
  %sum = tt.matmul %a, %a acc(%c) into %C : !tt.block<1, 1, Float16>, !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float32> -> !tt.block<1, 1, Float32> acc_type !tt.block<1, 1, Float32>
  tt.push %sum in %C : !tt.block<1, 1, Float32>, !tt.cb<1, 1, Float32>
  tt.pop %a in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}
}

// -----

// A block that nothing fills is handed on as one that nothing reads.
#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!C = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  // CHECK-LABEL: func.func @compute_empty
  // CHECK: metalium.cb_reserve_back %[[C:[0-9]+]], 1
  // CHECK-NEXT: metalium.cb_push_back %[[C]], 1 {unfilled}
  func.func @compute_empty() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %c = tt.cb "C" {cb_desc = #c, id = 0 : i32} : !C
    %empty = tt.empty into %c : !C -> !tt.block<1, 1, Float32>
    tt.push %empty in %c : !tt.block<1, 1, Float32>, !C
    return
  }
}

// -----

// Where more than half of the cores work, a reader waits after every 6 KiB of a large block, what a link of Wormhole carries in
// 192 cycles, and does not put two reads of more than that before one barrier.

#row = #tt.layout<shape = [32, 512], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
!row = memref<32x512xf16, #tile.scope<global>>

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @crowded_reader
// CHECK: scf.for %[[COL:.*]] = %{{.*}} to %c16
// CHECK: metalium.noc_async_read_page
// CHECK: %[[REST:.*]] = arith.remui %[[COL]], %c3
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[REST]], %c2
// CHECK: scf.if %[[LAST]] {
// CHECK-NEXT: metalium.noc_async_read_barrier
// CHECK: metalium.noc_async_read_barrier
// CHECK-NEXT: metalium.cb_push_back %[[FIRST:[0-9]+]], 16
// CHECK: metalium.cb_reserve_back
// CHECK: metalium.noc_async_read_barrier
  func.func @crowded_reader(%a: !row {tile.name = "A", tt.layout_desc = #row, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.work_partition = #tt.work_partition<[<(0, 0) start = 0, count = 1>, <(1, 0) start = 1, count = 1>, <(2, 0) start = 2, count = 1>, <(3, 0) start = 3, count = 1>, <(4, 0) start = 4, count = 1>, <(5, 0) start = 5, count = 1>, <(6, 0) start = 6, count = 1>, <(7, 0) start = 7, count = 1>, <(0, 1) start = 8, count = 1>, <(1, 1) start = 9, count = 1>, <(2, 1) start = 10, count = 1>, <(3, 1) start = 11, count = 1>, <(4, 1) start = 12, count = 1>, <(5, 1) start = 13, count = 1>, <(6, 1) start = 14, count = 1>, <(7, 1) start = 15, count = 1>, <(0, 2) start = 16, count = 1>, <(1, 2) start = 17, count = 1>, <(2, 2) start = 18, count = 1>, <(3, 2) start = 19, count = 1>, <(4, 2) start = 20, count = 1>, <(5, 2) start = 21, count = 1>, <(6, 2) start = 22, count = 1>, <(7, 2) start = 23, count = 1>, <(0, 3) start = 24, count = 1>, <(1, 3) start = 25, count = 1>, <(2, 3) start = 26, count = 1>, <(3, 3) start = 27, count = 1>, <(4, 3) start = 28, count = 1>, <(5, 3) start = 29, count = 1>, <(6, 3) start = 30, count = 1>, <(7, 3) start = 31, count = 1>, <(0, 4) start = 32, count = 1>]>} {
    %0 = tt.cb "x" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 16, depth = 1>, id = 0 : i32} : <1, 16, Float16>
    %1 = tt.cb "y" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 16, depth = 1>, id = 1 : i32} : <1, 16, Float16>
    %c0 = arith.constant 0 : index
    %x = tt.read %a[%c0, %c0] [32, 512] into %0 : !row, !tt.cb<1, 16, Float16> -> !tt.block<1, 16, Float16>
    tt.push %x in %0 : !tt.block<1, 16, Float16>, !tt.cb<1, 16, Float16>
    %y = tt.read %a[%c0, %c0] [32, 512] into %1 : !row, !tt.cb<1, 16, Float16> -> !tt.block<1, 16, Float16>
    tt.push %y in %1 : !tt.block<1, 16, Float16>, !tt.cb<1, 16, Float16>
    return
  }
}

// -----

// What an iteration leaves under way is flushed before the next one gives its block back.

#layout = #tt.layout<shape = [32, 32], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
!tensor = memref<32x32xf16, #tile.scope<global>>

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @carried_writer
// CHECK: metalium.cb_wait_front
// CHECK: scf.for
// CHECK-NEXT: metalium.noc_async_writes_flushed
// CHECK-NEXT: metalium.cb_pop_front
// CHECK-NEXT: metalium.cb_wait_front
// CHECK: metalium.noc_async_write_page
// CHECK: metalium.noc_async_writes_flushed
// CHECK-NEXT: metalium.cb_pop_front
func.func @carried_writer(%T: !tensor {tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>})
    attributes {tt.kernel_role = #tt.kernel_role<writer>} {
  %C = tt.cb "C" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %first = tt.wait %C : !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  scf.for %i = %c0 to %c4 step %c1 {
    tt.pop %first in %C : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
    %next = tt.wait %C : !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
    tt.write %next to %T[%c0, %c0] [32, 32] : !tt.block<1, 1, Float16>, !tensor
  }
  %last = tt.wait %C : !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  tt.pop %last in %C : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}
}
