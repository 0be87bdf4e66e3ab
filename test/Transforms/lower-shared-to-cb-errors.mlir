// RUN: tilium-opt --tt-lower-shared-to-cb %s -split-input-file -verify-diagnostics

func.func @no_descriptor() {
  // expected-error @+1 {{'A_shared' has no tt.layout_desc and tt.cb_desc; InferTTLayout and PropagateTTLayout give them}}
  %shared = tile.alloc "A_shared" : memref<32x32xf16, #tile.scope<shared>>
  return
}

// -----

#l1 = #tt.layout<shape = [64, 32], format = Float16, memory = l1, core_local, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#dram = #tt.layout<shape = [64, 32], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#cb = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 1>
!tensor = memref<64x32xf16, #tile.scope<global>>
!shared = memref<64x32xf16, #tile.scope<shared>>
func.func @part(%A: !tensor {tile.name = "A", tt.layout_desc = #dram}) {
  %c0 = arith.constant 0 : index
  // expected-note @+1 {{'A_shared' is allocated here as}}
  %shared = tile.alloc "A_shared" {tt.layout_desc = #l1, tt.cb_desc = #cb} : !shared
  %a = tile.region %A[%c0, %c0] [32, 32] : !tensor -> !tile.region<32x32xf16>
  %s = tile.region %shared[%c0, %c0] [32, 32] : !shared -> !tile.region<32x32xf16>
  // expected-error @+1 {{T.copy uses a part of 'A_shared'; on-chip buffers are only used whole: give the part a buffer of its own}}
  tile.copy %a to %s : !tile.region<32x32xf16> to !tile.region<32x32xf16>
  return
}

// -----

#l1 = #tt.layout<shape = [64, 32], format = Float16, memory = l1, core_local, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#cb = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 1>
!tensor = memref<64x32xf16, #tile.scope<global>>
!shared = memref<64x32xf16, #tile.scope<shared>>
func.func @no_layout(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %shared = tile.alloc "A_shared" {tt.layout_desc = #l1, tt.cb_desc = #cb} : !shared
  %a = tile.region %A[%c0, %c0] [64, 32] : !tensor -> !tile.region<64x32xf16>
  %s = tile.region %shared[%c0, %c0] [64, 32] : !shared -> !tile.region<64x32xf16>
  // expected-error @+1 {{tensor 'A' has no tt.layout_desc; InferTTLayout gives it}}
  tile.copy %a to %s : !tile.region<64x32xf16> to !tile.region<64x32xf16>
  return
}

// -----

#l1 = #tt.layout<shape = [64, 32], format = Float16, memory = l1, core_local, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#dram = #tt.layout<shape = [64, 32], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#cb = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 1>
!tensor = memref<64x32xf16, #tile.scope<global>>
!shared = memref<64x32xf16, #tile.scope<shared>>
func.func @dynamic(%A: !tensor {tile.name = "A", tt.layout_desc = #dram}, %n: index) {
  %c0 = arith.constant 0 : index
  %shared = tile.alloc "A_shared" {tt.layout_desc = #l1, tt.cb_desc = #cb} : !shared
  %a = tile.region %A[%c0, %c0] [%n, 32] : !tensor -> !tile.region<?x32xf16>
  %s = tile.region %shared[%c0, %c0] [%n, 32] : !shared -> !tile.region<?x32xf16>
  // expected-error @+1 {{copies a part of 'A' whose size is known only at run time; blocks need constant sizes}}
  tile.copy %a to %s : !tile.region<?x32xf16> to !tile.region<?x32xf16>
  return
}

// -----

// The same extents, but the rows of one are the matrices of the other.
#l1 = #tt.layout<shape = [64, 32], format = Float16, memory = l1, core_local, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#dram = #tt.layout<shape = [64, 32], format = Float16, memory = dram, interleaved, row_dim = -1, col_dim = 1, row_block = 32, col_block = 32>
#cb = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 1>
!tensor = memref<64x32xf16, #tile.scope<global>>
!shared = memref<64x32xf16, #tile.scope<shared>>
func.func @different_tiles(%A: !tensor {tile.name = "A", tt.layout_desc = #dram}) {
  %c0 = arith.constant 0 : index
  %shared = tile.alloc "A_shared" {tt.layout_desc = #l1, tt.cb_desc = #cb} : !shared
  %a = tile.region %A[%c0, %c0] [64, 32] : !tensor -> !tile.region<64x32xf16>
  %s = tile.region %shared[%c0, %c0] [64, 32] : !shared -> !tile.region<64x32xf16>
  // expected-error @+1 {{copies 64x1 tiles to 2x1 tiles: source and destination are laid out differently; copy between buffers whose rows and columns match}}
  tile.copy %a to %s : !tile.region<64x32xf16> to !tile.region<64x32xf16>
  return
}

// -----

func.func @unknown_region(%a: !tile.region<32x32xf16>) {
  // expected-error @+1 {{operands must be results of tile.region}}
  tile.copy %a to %a : !tile.region<32x32xf16> to !tile.region<32x32xf16>
  return
}

// -----

// Conversions that StageTensorAccesses left, because the size is known only at run time.
#l1 = #tt.layout<shape = [64, 32], format = Int32, memory = l1, core_local, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#dram = #tt.layout<shape = [64, 32], format = Float32, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#cb = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 2, depth = 1>
!tensor = memref<64x32xf32, #tile.scope<global>>
!shared = memref<64x32xi32, #tile.scope<shared>>
func.func @conversion(%A: !tensor {tile.name = "A", tt.layout_desc = #dram}) {
  %c0 = arith.constant 0 : index
  %shared = tile.alloc "A_shared" {tt.layout_desc = #l1, tt.cb_desc = #cb} : !shared
  %a = tile.region %A[%c0, %c0] [64, 32] : !tensor -> !tile.region<64x32xf32>
  %s = tile.region %shared[%c0, %c0] [64, 32] : !shared -> !tile.region<64x32xi32>
  // expected-error @+1 {{T.copy from 'f32' to 'i32' is not supported; cast the elements in T.Parallel}}
  tile.copy %a to %s : !tile.region<64x32xf32> to !tile.region<64x32xi32>
  return
}
