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

// -----

// Tiles come in reverse order: the last results would read what the first ones have overwritten.

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = [0]>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 8, depth = 1>, id = 0 : i32} : !tt.cb<8, 1, Float32>
  // expected-error @below {{operand 0 is the block that the result overwrites, and its tiles are read after that; write the result to another circular buffer}}
  tt.eltwise (%a) maps [affine_map<(d0, d1) -> (7 - d0)>] broadcasts [#tt.broadcast<none>] into %a {
  ^bb0(%x: f32):
    %y = math.exp %x : f32
    tt.yield %y : f32
  } : (!tt.cb<8, 1, Float32>), !tt.cb<8, 1, Float32>
  return
}
}

// -----

// In place and tile by tile there is nothing to report.

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = [0]>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 8, depth = 1>, id = 0 : i32} : !tt.cb<8, 1, Float32>
  tt.eltwise (%a) maps [affine_map<(d0, d1) -> (d0)>] broadcasts [#tt.broadcast<none>] into %a {
  ^bb0(%x: f32):
    %y = math.exp %x : f32
    tt.yield %y : f32
  } : (!tt.cb<8, 1, Float32>), !tt.cb<8, 1, Float32>
  return
}
}

// -----

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = [0]>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float32>
  tt.eltwise (%a) maps [affine_map<(d0, d1) -> (0)>] broadcasts [#tt.broadcast<none>] into %a {
  ^bb0(%x: f32):
    // expected-error @below {{the vector engine has no call for 'math.atan2'; compute it from functions that it has}}
    %y = math.atan2 %x, %x : f32
    tt.yield %y : f32
  } : (!tt.cb<1, 1, Float32>), !tt.cb<1, 1, Float32>
  return
}
}

// -----

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = [0]>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Int32>
  tt.eltwise (%a, %a) maps [affine_map<(d0, d1) -> (0)>, affine_map<(d0, d1) -> (0)>]
      broadcasts [#tt.broadcast<none>, #tt.broadcast<row>] into %a {
  ^bb0(%x: i32, %y: i32):
    // expected-error @below {{the vector engine compares signed integers only; cast to int32}}
    %less = arith.cmpi ult, %x, %y : i32
    %z = arith.select %less, %x, %y : i32
    tt.yield %z : i32
  } : (!tt.cb<1, 1, Int32>, !tt.cb<1, 1, Int32>), !tt.cb<1, 1, Int32>
  return
}
}

// -----

// Each exponential is needed again at the end: five tiles at once, where half of DST holds four.

module attributes {tt.target = "wormhole_b0"} {
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = [0]>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float32>
  // expected-error @below {{tiles at once does not fit DST, which holds 4, and L1 has no room for a part of it; use smaller blocks}}
  tt.eltwise (%a) maps [affine_map<(d0, d1) -> (0)>] broadcasts [#tt.broadcast<none>] into %a {
  ^bb0(%x: f32):
    %e1 = math.exp %x : f32
    %e2 = math.exp %e1 : f32
    %e3 = math.exp %e2 : f32
    %e4 = math.exp %e3 : f32
    %e5 = math.exp %e4 : f32
    %s1 = arith.addf %e5, %e4 : f32
    %s2 = arith.addf %s1, %e3 : f32
    %s3 = arith.addf %s2, %e2 : f32
    %s4 = arith.addf %s3, %e1 : f32
    tt.yield %s4 : f32
  } : (!tt.cb<1, 1, Float32>), !tt.cb<1, 1, Float32>
  return
}
}
