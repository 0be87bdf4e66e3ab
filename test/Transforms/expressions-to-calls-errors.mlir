// RUN: tilium-opt --tt-insert-compute-init --tt-insert-dst-management %s -split-input-file -verify-diagnostics

#m = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %x = tt.cb "x" {cb_desc = #m, id = 0 : i32} : !tt.cb<1, 1, Float32>
    tt.eltwise (%x) maps [affine_map<(d0, d1) -> (0)>] broadcasts [#tt.broadcast<none>] into %x {
    ^bb0(%e: f32):
      // expected-error @+1 {{the vector engine has no call for 'math.atan'; compute it from functions that it has (docs/language.md lists them)}}
      %r = math.atan %e : f32
      tt.yield %r : f32
    } : (!tt.cb<1, 1, Float32>), !tt.cb<1, 1, Float32>
    return
  }
}

// -----

#m = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %x = tt.cb "x" {cb_desc = #m, id = 0 : i32} : !tt.cb<1, 1, Float32>
    tt.eltwise (%x) maps [affine_map<(d0, d1) -> (0)>] broadcasts [#tt.broadcast<none>] into %x {
    ^bb0(%e: f32):
      // expected-error @+1 {{the vector engine compares floats by ==, !=, <, <=, > and >=}}
      %c = arith.cmpf ord, %e, %e : f32
      %r = arith.select %c, %e, %e : f32
      tt.yield %r : f32
    } : (!tt.cb<1, 1, Float32>), !tt.cb<1, 1, Float32>
    return
  }
}

// -----

#i = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %x = tt.cb "x" {cb_desc = #i, id = 0 : i32} : !tt.cb<1, 1, Int32>
    tt.eltwise (%x) maps [affine_map<(d0, d1) -> (0)>] broadcasts [#tt.broadcast<none>] into %x {
    ^bb0(%e: i32):
      %two = arith.constant 2 : i32
      // expected-error @+1 {{the vector engine compares signed integers only; cast to int32}}
      %c = arith.cmpi ult, %e, %two : i32
      %r = arith.select %c, %e, %two : i32
      tt.yield %r : i32
    } : (!tt.cb<1, 1, Int32>), !tt.cb<1, 1, Int32>
    return
  }
}
