// RUN: tilium-opt %s --tt-lower-cb-intrinsics --split-input-file | FileCheck %s

// Of a vector that is spread down columns the reader takes the row that is used: 16 elements in
// each of two faces, 512 bytes apart.

#layout = #tt.layout<shape = [64], format = Float16_b, memory = dram, interleaved, row_dim = -1, col_dim = 0, row_block = 32, col_block = 32>
#bound = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
#vector = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 2, depth = 1>
!tensor = memref<64xbf16, #tile.scope<global>>

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @reader
// CHECK: %[[W:.*]] = metalium.tensor_accessor "weight"
// CHECK: %[[L1:.*]] = metalium.get_write_ptr
// CHECK: scf.for %[[TILE:.*]] =
// CHECK: %[[OFFSET:.*]] = arith.muli %[[TILE]], %c2048
// CHECK: %[[TO:.*]] = arith.addi %[[L1]], %[[OFFSET]]
// CHECK: %[[FIRST:.*]] = metalium.get_page_noc_addr %[[TILE]] of %[[W]] + %c0
// CHECK: metalium.noc_async_read %[[FIRST]] to %[[TO]], %c32
// CHECK: %[[SECOND:.*]] = metalium.get_page_noc_addr %[[TILE]] of %[[W]] + %c512
// CHECK: %[[FACE:.*]] = arith.addi %[[TO]], %c512
// CHECK: metalium.noc_async_read %[[SECOND]] to %[[FACE]], %c32
// CHECK-NOT: metalium.noc_async_read_page
// CHECK: metalium.noc_async_read_barrier
// CHECK-LABEL: func.func @compute
func.func @reader(%weight: !tensor {tile.name = "weight", tt.layout_desc = #layout, tt.tensor_accessor = #bound})
    attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.grid_tiles = array<i64: 1>} {
  %in = tt.cb "w" {cb_desc = #vector, id = 0 : i32} : !tt.cb<1, 2, Float16_b>
  %c0 = arith.constant 0 : index
  %w = tt.read %weight[%c0] [64] into %in : !tensor, !tt.cb<1, 2, Float16_b> -> !tt.block<1, 2, Float16_b>
  tt.push %w in %in : !tt.block<1, 2, Float16_b>, !tt.cb<1, 2, Float16_b>
  return
}
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %in = tt.cb "w" {cb_desc = #vector, id = 0 : i32} : !tt.cb<1, 2, Float16_b>
  %out = tt.cb "y" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>, id = 1 : i32} : !tt.cb<2, 2, Float32>
  %w = tt.wait %in : !tt.cb<1, 2, Float16_b> -> !tt.block<1, 2, Float16_b>
  %y = tt.eltwise (%w) maps [affine_map<(d0, d1) -> (d1)>] broadcasts [#tt.broadcast<row>] into %out {
  ^bb0(%e: f32):
    tt.yield %e : f32
  } : (!tt.block<1, 2, Float16_b>), !tt.cb<2, 2, Float32> -> !tt.block<2, 2, Float32>
  tt.pop %w in %in : !tt.block<1, 2, Float16_b>, !tt.cb<1, 2, Float16_b>
  tt.push %y in %out : !tt.block<2, 2, Float32>, !tt.cb<2, 2, Float32>
  return
}
}

// -----

// Blackhole's banks take a request every 16 cycles, in which they would give more than what lies
// between the two faces: one transfer has both. It reads whole words of 64 bytes. The vector may
// be computed with before it is spread.

#layout = #tt.layout<shape = [64], format = Float16_b, memory = dram, interleaved, row_dim = -1, col_dim = 0, row_block = 32, col_block = 32>
#bound = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
#vector = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 2, depth = 1>
#wide = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>
!tensor = memref<64xbf16, #tile.scope<global>>

module attributes {tt.target = "blackhole"} {
// CHECK-LABEL: func.func @reader
// CHECK: scf.for
// CHECK: %[[FROM:.*]] = metalium.get_page_noc_addr %{{.*}} + %c0
// CHECK-NEXT: metalium.noc_async_read %[[FROM]] to %{{.*}}, %c576
// CHECK-NOT: metalium.noc_async_read
// CHECK: metalium.noc_async_read_barrier
func.func @reader(%weight: !tensor {tile.name = "weight", tt.layout_desc = #layout, tt.tensor_accessor = #bound})
    attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.grid_tiles = array<i64: 1>} {
  %in = tt.cb "w" {cb_desc = #vector, id = 0 : i32} : !tt.cb<1, 2, Float16_b>
  %c0 = arith.constant 0 : index
  %w = tt.read %weight[%c0] [64] into %in : !tensor, !tt.cb<1, 2, Float16_b> -> !tt.block<1, 2, Float16_b>
  tt.push %w in %in : !tt.block<1, 2, Float16_b>, !tt.cb<1, 2, Float16_b>
  return
}
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %in = tt.cb "w" {cb_desc = #vector, id = 0 : i32} : !tt.cb<1, 2, Float16_b>
  %wide = tt.cb "wide" {cb_desc = #wide, id = 1 : i32} : !tt.cb<1, 2, Float32>
  %twice = tt.cb "twice" {cb_desc = #wide, id = 2 : i32} : !tt.cb<1, 2, Float32>
  %out = tt.cb "y" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>, id = 3 : i32} : !tt.cb<2, 2, Float32>
  %w = tt.wait %in : !tt.cb<1, 2, Float16_b> -> !tt.block<1, 2, Float16_b>
  %m = tt.move %w into %wide : !tt.block<1, 2, Float16_b>, !tt.cb<1, 2, Float32> -> !tt.block<1, 2, Float32>
  tt.pop %w in %in : !tt.block<1, 2, Float16_b>, !tt.cb<1, 2, Float16_b>
  tt.push %m in %wide : !tt.block<1, 2, Float32>, !tt.cb<1, 2, Float32>
  %n = tt.wait %wide : !tt.cb<1, 2, Float32> -> !tt.block<1, 2, Float32>
  %t = tt.eltwise (%n) maps [affine_map<(d0, d1) -> (d1)>] broadcasts [#tt.broadcast<none>] into %twice {
  ^bb0(%e: f32):
    %sum = arith.addf %e, %e : f32
    tt.yield %sum : f32
  } : (!tt.block<1, 2, Float32>), !tt.cb<1, 2, Float32> -> !tt.block<1, 2, Float32>
  tt.pop %n in %wide : !tt.block<1, 2, Float32>, !tt.cb<1, 2, Float32>
  tt.push %t in %twice : !tt.block<1, 2, Float32>, !tt.cb<1, 2, Float32>
  %u = tt.wait %twice : !tt.cb<1, 2, Float32> -> !tt.block<1, 2, Float32>
  %y = tt.eltwise (%u) maps [affine_map<(d0, d1) -> (d1)>] broadcasts [#tt.broadcast<row>] into %out {
  ^bb0(%e: f32):
    tt.yield %e : f32
  } : (!tt.block<1, 2, Float32>), !tt.cb<2, 2, Float32> -> !tt.block<2, 2, Float32>
  tt.pop %u in %twice : !tt.block<1, 2, Float32>, !tt.cb<1, 2, Float32>
  tt.push %y in %out : !tt.block<2, 2, Float32>, !tt.cb<2, 2, Float32>
  return
}
}

// -----

// What is computed from the vector goes to a tensor as whole tiles: all of it is read, though
// another expression spreads it.

#layout = #tt.layout<shape = [64], format = Float16_b, memory = dram, interleaved, row_dim = -1, col_dim = 0, row_block = 32, col_block = 32>
#bound = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
#vector = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 2, depth = 1>
!tensor = memref<64xbf16, #tile.scope<global>>

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @reader
// CHECK-NOT: metalium.get_page_noc_addr
// CHECK: metalium.noc_async_read_page
// CHECK-LABEL: func.func @compute
func.func @reader(%weight: !tensor {tile.name = "weight", tt.layout_desc = #layout, tt.tensor_accessor = #bound})
    attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.grid_tiles = array<i64: 1>} {
  %in = tt.cb "w" {cb_desc = #vector, id = 0 : i32} : !tt.cb<1, 2, Float16_b>
  %c0 = arith.constant 0 : index
  %w = tt.read %weight[%c0] [64] into %in : !tensor, !tt.cb<1, 2, Float16_b> -> !tt.block<1, 2, Float16_b>
  tt.push %w in %in : !tt.block<1, 2, Float16_b>, !tt.cb<1, 2, Float16_b>
  return
}
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %in = tt.cb "w" {cb_desc = #vector, id = 0 : i32} : !tt.cb<1, 2, Float16_b>
  %copy = tt.cb "copy" {cb_desc = #vector, id = 1 : i32} : !tt.cb<1, 2, Float16_b>
  %out = tt.cb "y" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>, id = 2 : i32} : !tt.cb<2, 2, Float32>
  %w = tt.wait %in : !tt.cb<1, 2, Float16_b> -> !tt.block<1, 2, Float16_b>
  %y = tt.eltwise (%w) maps [affine_map<(d0, d1) -> (d1)>] broadcasts [#tt.broadcast<row>] into %out {
  ^bb0(%e: f32):
    tt.yield %e : f32
  } : (!tt.block<1, 2, Float16_b>), !tt.cb<2, 2, Float32> -> !tt.block<2, 2, Float32>
  tt.push %y in %out : !tt.block<2, 2, Float32>, !tt.cb<2, 2, Float32>
  %m = tt.move %w into %copy : !tt.block<1, 2, Float16_b>, !tt.cb<1, 2, Float16_b> -> !tt.block<1, 2, Float16_b>
  tt.pop %w in %in : !tt.block<1, 2, Float16_b>, !tt.cb<1, 2, Float16_b>
  tt.push %m in %copy : !tt.block<1, 2, Float16_b>, !tt.cb<1, 2, Float16_b>
  return
}
func.func @writer(%copied: !tensor {tile.name = "copied", tt.layout_desc = #layout, tt.tensor_accessor = #bound})
    attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.grid_tiles = array<i64: 1>} {
  %copy = tt.cb "copy" {cb_desc = #vector, id = 1 : i32} : !tt.cb<1, 2, Float16_b>
  %c0 = arith.constant 0 : index
  %m = tt.wait %copy : !tt.cb<1, 2, Float16_b> -> !tt.block<1, 2, Float16_b>
  tt.write %m to %copied[%c0] [64] : !tt.block<1, 2, Float16_b>, !tensor
  tt.pop %m in %copy : !tt.block<1, 2, Float16_b>, !tt.cb<1, 2, Float16_b>
  return
}
}

// -----

// A reduction takes all rows of a tile.

#layout = #tt.layout<shape = [64], format = Float32, memory = dram, interleaved, row_dim = -1, col_dim = 0, row_block = 32, col_block = 32>
#bound = #tt.tensor_accessor<page_size = 4096, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>
#vector = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>
!tensor = memref<64xf32, #tile.scope<global>>

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @reader
// CHECK-NOT: metalium.get_page_noc_addr
// CHECK: metalium.noc_async_read_page
// CHECK-LABEL: func.func @compute
func.func @reader(%weight: !tensor {tile.name = "weight", tt.layout_desc = #layout, tt.tensor_accessor = #bound})
    attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.grid_tiles = array<i64: 1>} {
  %in = tt.cb "w" {cb_desc = #vector, id = 0 : i32} : !tt.cb<1, 2, Float32>
  %c0 = arith.constant 0 : index
  %w = tt.read %weight[%c0] [64] into %in : !tensor, !tt.cb<1, 2, Float32> -> !tt.block<1, 2, Float32>
  tt.push %w in %in : !tt.block<1, 2, Float32>, !tt.cb<1, 2, Float32>
  return
}
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %in = tt.cb "w" {cb_desc = #vector, id = 0 : i32} : !tt.cb<1, 2, Float32>
  %out = tt.cb "total" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float32>
  %w = tt.wait %in : !tt.cb<1, 2, Float32> -> !tt.block<1, 2, Float32>
  %y = tt.reduce sum row %w into %out : !tt.block<1, 2, Float32>, !tt.cb<1, 1, Float32> -> !tt.block<1, 1, Float32>
  tt.pop %w in %in : !tt.block<1, 2, Float32>, !tt.cb<1, 2, Float32>
  tt.push %y in %out : !tt.block<1, 1, Float32>, !tt.cb<1, 1, Float32>
  return
}
}
