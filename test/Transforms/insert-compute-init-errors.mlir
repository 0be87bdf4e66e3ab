// RUN: tilium-opt %s --tt-insert-compute-init --split-input-file --verify-diagnostics

// expected-error @below {{has no compute kernel; SplitDeviceKernel (--tt-split-device-kernel) makes it}}
module attributes {tt.target = "wormhole_b0"} {
func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>} {
  return
}
}

// -----

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float32>
  // expected-error @below {{is still in value form; LowerCBIntrinsics (--tt-lower-cb-intrinsics) brings it into buffer form}}
  %x = tt.empty into %a : !tt.cb<1, 1, Float32> -> !tt.block<1, 1, Float32>
  return
}
}

// -----

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %value = arith.constant 1.0 : f32
  // expected-error @below {{has no id; BuildTileDFGTT (--tt-build-tile-dfg) numbers circular buffers}}
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>} : !tt.cb<1, 1, Float32>
  tt.fill %value into %a : f32, !tt.cb<1, 1, Float32>
  return
}
}

// -----

module attributes {tt.target = "wormhole_b0"} {
func.func @compute(%p: i1) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %value = arith.constant 1.0 : f32
  scf.if %p {
    %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float32>
    // expected-error @below {{uses a circular buffer that is not declared at the start of the kernel}}
    tt.fill %value into %a : f32, !tt.cb<1, 1, Float32>
  }
  return
}
}

// -----

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Int8, page_size = 1024, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Int8>
  %c = tt.cb "c" {cb_desc = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Int32>
  // expected-error @below {{the matrix engine multiplies Float16, Float16_b and Float32, not Int8}}
  tt.matmul %a, %a into %c : !tt.cb<1, 1, Int8>, !tt.cb<1, 1, Int8>, !tt.cb<1, 1, Int32>
  return
}
}

// -----

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %value = arith.constant 1 : i32
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Int32>
  // expected-error @below {{the vector engine fills Float16, Float16_b and Float32, not Int32}}
  tt.fill %value into %a : i32, !tt.cb<1, 1, Int32>
  return
}
}

// -----

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %value = arith.constant 1.0 : f16
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  // expected-error @below {{the vector engine takes the value to fill with as f32, not 'f16'}}
  tt.fill %value into %a : f16, !tt.cb<1, 1, Float16>
  return
}
}

// -----

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Int32>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float32>
  // expected-error @below {{the packer converts between floating-point formats only, not from Int32 to Float32; cast the elements in T.Parallel}}
  tt.move %a into %b : !tt.cb<1, 1, Int32>, !tt.cb<1, 1, Float32>
  return
}
}

// -----

// expected-error @below {{the module has no 'tt.target' attribute; InferTTLayout (--tt-infer-layout) sets it}}
module {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  return
}
}

// -----

// Products read through the source registers; a circular buffer goes one way or the other.

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %a = tt.cb "scores" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float32>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float32>
  %c = tt.cb "c" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 2 : i32} : !tt.cb<1, 1, Float32>
  // expected-warning @below {{'scores' is an operand of a product as well, so the vector engine gets it in 19 bits (TF32); copy it to a buffer of its own for all 32}}
  tt.eltwise (%a) maps [affine_map<(d0, d1) -> (0)>] broadcasts [#tt.broadcast<none>] into %b {
  ^bb0(%x: f32):
    %y = math.exp %x : f32
    tt.yield %y : f32
  } : (!tt.cb<1, 1, Float32>), !tt.cb<1, 1, Float32>
  %clear = arith.constant true
  tt.matmul %a, %a clear(%clear) into %c : !tt.cb<1, 1, Float32>, !tt.cb<1, 1, Float32>, !tt.cb<1, 1, Float32>
  return
}
}
