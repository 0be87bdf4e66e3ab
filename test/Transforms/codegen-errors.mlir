// RUN: tilium-opt --tt-codegen %s -split-input-file -verify-diagnostics

// expected-error @+1 {{has 0 kernels; a program has a reader, a compute and a writer kernel}}
module attributes {tt.target = "wormhole_b0"} {
}

// -----

// expected-error @+1 {{has no 'tt.target'}}
module {
}

// -----

module attributes {tt.target = "wormhole_b0"} {
  // expected-error @+1 {{has no 'tt.kernel_role'; run the passes before CodegenTT}}
  func.func @reader() {
    return
  }
}
