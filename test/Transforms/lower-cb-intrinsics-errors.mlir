// RUN: tilium-opt %s --tt-lower-cb-intrinsics --split-input-file --verify-diagnostics

module attributes {tt.target = "wormhole_b0"} {
// expected-error @below {{is no kernel; SplitDeviceKernel (--tt-split-device-kernel) makes kernels}}
func.func @program() {
  return
}
}

// -----

#layout = #tt.layout<shape = [32, 32], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
module attributes {tt.target = "wormhole_b0"} {
// expected-error @below {{the accessor of argument 0 is not bound; ConfigureTensorAccessorTT (--tt-configure-tensor-accessor) binds it}}
func.func @reader(%A: memref<32x32xf16, #tile.scope<global>> {tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved>}) attributes {tt.kernel_role = #tt.kernel_role<reader>} {
  %cb = tt.cb "cb" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %c0 = arith.constant 0 : index
  %a = tt.read %A[%c0, %c0] [32, 32] into %cb : memref<32x32xf16, #tile.scope<global>>, !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  tt.push %a in %cb : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}
}

// -----

module attributes {tt.target = "wormhole_b0"} {
// expected-error @below {{argument 0 has no 'tt.layout_desc'; InferTTLayout (--tt-infer-layout) gives it}}
func.func @reader(%A: memref<32x32xf16, #tile.scope<global>> {tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}) attributes {tt.kernel_role = #tt.kernel_role<reader>} {
  %cb = tt.cb "cb" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %c0 = arith.constant 0 : index
  %a = tt.read %A[%c0, %c0] [32, 32] into %cb : memref<32x32xf16, #tile.scope<global>>, !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  tt.push %a in %cb : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}
}

// -----

#layout = #tt.layout<shape = [32, 32], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
module attributes {tt.target = "wormhole_b0"} {
func.func @reader(%A: memref<32x32xf16, #tile.scope<global>> {tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}) attributes {tt.kernel_role = #tt.kernel_role<reader>} {
  %cb = tt.cb "cb" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float32>
  %c0 = arith.constant 0 : index
  // expected-error @below {{moves tiles between a tensor in Float16 and a circular buffer in Float32; a transfer does not convert, a tt.move in the compute kernel does}}
  %a = tt.read %A[%c0, %c0] [32, 32] into %cb : memref<32x32xf16, #tile.scope<global>>, !tt.cb<1, 1, Float32> -> !tt.block<1, 1, Float32>
  tt.push %a in %cb : !tt.block<1, 1, Float32>, !tt.cb<1, 1, Float32>
  return
}
}

// -----

#layout = #tt.layout<shape = [32, 64], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
module attributes {tt.target = "wormhole_b0"} {
func.func @writer(%A: memref<32x64xf16, #tile.scope<global>> {tt.layout_desc = #layout, tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved, compile_time_offset = 0, address_arg = 0>}) attributes {tt.kernel_role = #tt.kernel_role<writer>} {
  %cb = tt.cb "cb" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %c0 = arith.constant 0 : index
  %a = tt.wait %cb : !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  // expected-error @below {{the region covers 2 tiles, a block of '!tt.cb<1, 1, Float16>' has 1}}
  tt.write %a to %A[%c0, %c0] [32, 64] : !tt.block<1, 1, Float16>, memref<32x64xf16, #tile.scope<global>>
  tt.pop %a in %cb : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}
}
