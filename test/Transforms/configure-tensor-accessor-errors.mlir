// RUN: tilium-opt %s --tt-configure-tensor-accessor --split-input-file --verify-diagnostics

// expected-error @below {{is no kernel; SplitDeviceKernel}}
func.func @program() {
  return
}

// -----

// expected-error @below {{tensor 'A' has no 'tt.tensor_accessor'; AttachTensorAccessorTT}}
func.func @reader(%A: memref<32x32xf16, #tile.scope<global>> {tile.name = "A"}) attributes {tt.kernel_role = #tt.kernel_role<reader>} {
  %cb = tt.cb "A_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %c0 = arith.constant 0 : index
  %a = tt.read %A[%c0, %c0] [32, 32] into %cb : memref<32x32xf16, #tile.scope<global>>, !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  tt.push %a in %cb : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}

// -----

// expected-error @below {{tensor 'A' is not interleaved; only interleaved accessors can be bound}}
func.func @reader(%A: memref<32x32xf16, #tile.scope<global>> {tile.name = "A", tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = l1, sharded>}) attributes {tt.kernel_role = #tt.kernel_role<reader>} {
  %cb = tt.cb "A_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %c0 = arith.constant 0 : index
  %a = tt.read %A[%c0, %c0] [32, 32] into %cb : memref<32x32xf16, #tile.scope<global>>, !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float16>
  tt.push %a in %cb : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}
