// RUN: tilium-opt --tt-work-partition %s -split-input-file -verify-diagnostics

module attributes {tt.target = "wormhole_b0"} {
  // expected-error @+1 {{has no T.Kernel, or only one whose grid has no blocks; a program needs one}}
  func.func @none() {
    return
  }
}

// -----

module attributes {tt.target = "wormhole_b0"} {
  func.func @two() {
    %c1 = arith.constant 1 : index
    // expected-note @+1 {{the first one is here}}
    tile.launch (%bx) in (%c1) {
    }
    // expected-error @+1 {{is a second T.Kernel of the function; a program runs one, so split the function}}
    tile.launch (%bx) in (%c1) {
    }
    return
  }
}

// -----

module attributes {tt.target = "wormhole_b0"} {
  func.func @dynamic(%n: index) {
    // expected-error @+1 {{T.Kernel's grid is known only at run time; compile the kernel for constant shapes}}
    tile.launch (%bx) in (%n) {
    }
    return
  }
}

// -----

module attributes {tt.target = "wormhole_b0"} {
  func.func @empty() {
    %c0 = arith.constant 0 : index
    // expected-error @+1 {{T.Kernel's grid has 0 blocks along an axis; it needs at least one}}
    tile.launch (%bx) in (%c0) {
    }
    return
  }
}

// -----

module attributes {tt.target = "wormhole_b0"} {
  func.func @many() {
    %c65536 = arith.constant 65536 : index
    // expected-error @+1 {{T.Kernel's grid has more than 4294967295 blocks, the most that a kernel can number; use larger blocks}}
    tile.launch (%bx, %by, %bz) in (%c65536, %c65536, %c65536) {
    }
    return
  }
}
