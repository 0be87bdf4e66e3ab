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

// -----

module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %large = arith.constant 4294967296 : index
    // expected-error @+1 {{needs the number 4294967296; kernels compute with 32 bits: use smaller sizes, or loops in loops}}
    scf.for %i = %c0 to %large step %c1 {
    }
    return
  }
}
