// RUN: tilium-opt %s --tt-insert-dst-management --split-input-file --verify-diagnostics

module attributes {tt.target = "wormhole_b0"} {
// expected-error @below {{has no 'tt.compute_config'; InsertComputeInitTT (--tt-insert-compute-init) chooses it}}
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  return
}
}

// -----

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float32>
  %value = arith.constant 1.0 : f32
  // expected-error @below {{is still in value form; LowerCBIntrinsics (--tt-lower-cb-intrinsics) brings it into buffer form}}
  %x = tt.fill %value into %a : f32, !tt.cb<1, 1, Float32> -> !tt.block<1, 1, Float32>
  return
}
}

// -----

// expected-error @below {{unknown target 'grayskull'; known are wormhole_b0 and blackhole}}
module attributes {tt.target = "grayskull"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  return
}
}
