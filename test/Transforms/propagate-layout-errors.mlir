// RUN: tilium-opt --tt-propagate-layout %s -split-input-file -verify-diagnostics

module attributes {tt.target = "wormhole_b0"} {
  func.func @no_layout() {
    // expected-error @+1 {{'A_shared' has no 'tt.layout_desc'; InferTTLayout gives it}}
    %shared = tile.alloc "A_shared" : memref<64x32xf16, #tile.scope<shared>>
    return
  }
}

// -----

// A table says who takes what; the largest comes first.
#big = #tt.layout<shape = [512, 512], format = Float32, memory = l1, core_local, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#small = #tt.layout<shape = [512, 512], format = Float16, memory = l1, core_local, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
module attributes {tt.target = "wormhole_b0"} {
  // expected-error @+1 {{the kernel's buffers take 1572864 bytes of L1, a core has}}
  func.func @overflow() {
    // expected-note @+1 {{'A_shared' takes 524288 bytes}}
    %a = tile.alloc "A_shared" {tt.layout_desc = #small} : memref<512x512xf16, #tile.scope<shared>>
    // expected-note @+1 {{'C_local' takes 1048576 bytes}}
    %c = tile.alloc "C_local" {tt.layout_desc = #big} : memref<512x512xf32, #tile.scope<fragment>>
    return
  }
}

// -----

// expected-error @+1 {{the module has no 'tt.target' attribute; InferTTLayout (--tt-infer-layout) sets it}}
module {
}
