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

// -----

// Two kernels' semaphores with one id are one semaphore.
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [], tt.program = "p",
      tt.core_grid = #tt.core_grid<cols = 8, rows = 8>, tt.core_ranges = #tt.core_ranges<[<(0, 0) to (0, 0)>]>,
      tt.work_partition = #tt.work_partition<[<(0, 0) start = 0, count = 1>]>, tt.partition_mode = #tt.partition_mode<global>,
      tt.grid_tiles = array<i64: 1>} {
    %ready = tt.semaphore "ready" {id = 0 : i32}
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    // expected-error @+1 {{semaphore 0 is declared in two ways}}
    %ready = tt.semaphore "ready" {id = 0 : i32, initial_value = 1 : i32}
    return
  }
}

// -----

// The host cannot leave a number out.
// expected-error @+1 {{has a semaphore 1 and none 0; the host numbers semaphores from 0 on}}
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = [], tt.program = "p",
      tt.core_grid = #tt.core_grid<cols = 8, rows = 8>, tt.core_ranges = #tt.core_ranges<[<(0, 0) to (0, 0)>]>,
      tt.work_partition = #tt.work_partition<[<(0, 0) start = 0, count = 1>]>, tt.partition_mode = #tt.partition_mode<global>,
      tt.grid_tiles = array<i64: 1>} {
    %late = tt.semaphore "late" {id = 1 : i32}
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = [],
      tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>} {
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.runtime_args = []} {
    return
  }
}
