// RUN: tilium-opt --tt-pipeline=verify-each %S/../Dialect/Tile/gemm.mlir --mlir-timing -o /dev/null 2>&1 | FileCheck %s --check-prefix=EACH
// RUN: tilium-opt "--tt-verify=partial" %s -split-input-file -verify-diagnostics

// Each pass is checked, and what the checks cost shows.
// EACH-COUNT-2: VerifyTTIRPass

// Before LowerCBIntrinsics a kernel hands over blocks.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %0 = tt.empty into %A : !A -> !tt.block<1, 1, Float16>
    // expected-error @+1 {{as many pages of 'A' have to be pushed as popped, and the counts differ}}
    tt.push %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
    return
  }
  func.func @writer() attributes {tt.kernel_role = #tt.kernel_role<writer>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    scf.for %i = %c0 to %c2 step %c1 {
      %0 = tt.wait %A : !A -> !tt.block<1, 1, Float16>
      // expected-note @+1 {{popped here}}
      tt.pop %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
    }
    return
  }
}

// -----

// After it the protocol of circular buffers and the network holds, whatever the engines still lack.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c512 = arith.constant 512 : index
    %zeros = metalium.mem_zeros_base
    %noc = metalium.get_noc_addr %zeros
    metalium.cb_reserve_back %A, 1 : !A
    %p = metalium.get_write_ptr %A : !A
    // expected-note @+1 {{the read is here}}
    metalium.noc_async_read %noc to %p, %c512
    // expected-error @+1 {{publishes 'A' before the barrier of a read into it}}
    metalium.cb_push_back %A, 1 : !A
    return
  }
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %B = tt.cb "B" {cb_desc = #a, id = 1 : i32} : !A
    metalium.cb_wait_front %A, 1 : !A
    metalium.cb_reserve_back %B, 1 : !A
    tt.move %A into %B : !A, <1, 1, Float16>
    metalium.cb_pop_front %A, 1 : !A
    metalium.cb_push_back %B, 1 : !A
    metalium.cb_wait_front %B, 1 : !A
    metalium.cb_pop_front %B, 1 : !A
    return
  }
}

// -----

// Programs that are not split have no protocol yet; their circular buffers have to fit all the same.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 512, depth = 2>
!A = !tt.cb<16, 32, Float16>
module attributes {tt.target = "wormhole_b0"} {
  // expected-error @+1 {{the program's circular buffers take 2097152 bytes of L1}}
  func.func @main() {
    // expected-note @+1 {{'A' takes 2097152 bytes}}
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    return
  }
}

// -----

// A loop that runs as often as another number says than the one that compute receives.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
!A = !tt.cb<1, 1, Float16>
!N = !tt.cb<1, 1, UInt8>
!t = memref<8xi32, #tile.scope<global>>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%T: !t) attributes {tt.kernel_role = #tt.kernel_role<reader>} {
    %n = tt.cb "n" {cb_desc = #n, id = 1 : i32} : !N
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %e = tt.load_scalar %T[%c0] : !t
    tt.send_scalar %e in %n : index, !N
    return
  }
  func.func @compute(%T: !t) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %n = tt.cb "n" {cb_desc = #n, id = 1 : i32} : !N
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %count = tt.receive_scalar %n : !N -> index
    scf.for %i = %c0 to %count step %c1 {
      %0 = tt.empty into %A : !A -> !tt.block<1, 1, Float16>
      // expected-error @+1 {{as many pages of 'A' have to be pushed as popped, and the counts differ}}
      tt.push %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
    }
    return
  }
  func.func @writer(%T: !t) attributes {tt.kernel_role = #tt.kernel_role<writer>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %e = tt.load_scalar %T[%c1] : !t
    scf.for %i = %c0 to %e step %c1 {
      %0 = tt.wait %A : !A -> !tt.block<1, 1, Float16>
      // expected-note @+1 {{popped here}}
      tt.pop %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
    }
    return
  }
}

// -----

// Numbers that loops find in different ways.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute(%n: index) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %found = scf.for %i = %c0 to %n step %c1 iter_args(%at = %c0) -> (index) {
      %next = arith.addi %at, %i : index
      scf.yield %next : index
    }
    scf.for %i = %c0 to %found step %c1 {
      %0 = tt.empty into %A : !A -> !tt.block<1, 1, Float16>
      // expected-error @+1 {{as many pages of 'A' have to be pushed as popped, and the counts differ}}
      tt.push %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
    }
    return
  }
  func.func @writer(%n: index) attributes {tt.kernel_role = #tt.kernel_role<writer>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %found = scf.for %i = %c0 to %n step %c1 iter_args(%at = %c0) -> (index) {
      %next = arith.addi %at, %c1 : index
      scf.yield %next : index
    }
    scf.for %i = %c0 to %found step %c1 {
      %0 = tt.wait %A : !A -> !tt.block<1, 1, Float16>
      // expected-note @+1 {{popped here}}
      tt.pop %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
    }
    return
  }
}

// -----

// Numbers that take turns, and differ from the second round on.
#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
!A = !tt.cb<1, 1, Float16>
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute(%n: index) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %found:2 = scf.for %i = %c0 to %n step %c1 iter_args(%this = %c0, %next = %c0) -> (index, index) {
      %sum = arith.addi %this, %c1 : index
      scf.yield %next, %sum : index, index
    }
    scf.for %i = %c0 to %found#0 step %c1 {
      %0 = tt.empty into %A : !A -> !tt.block<1, 1, Float16>
      // expected-error @+1 {{as many pages of 'A' have to be pushed as popped, and the counts differ}}
      tt.push %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
    }
    return
  }
  func.func @writer(%n: index) attributes {tt.kernel_role = #tt.kernel_role<writer>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %found:2 = scf.for %i = %c0 to %n step %c1 iter_args(%this = %c0, %next = %c0) -> (index, index) {
      %sum = arith.addi %this, %c2 : index
      scf.yield %next, %sum : index, index
    }
    scf.for %i = %c0 to %found#0 step %c1 {
      %0 = tt.wait %A : !A -> !tt.block<1, 1, Float16>
      // expected-note @+1 {{popped here}}
      tt.pop %0 in %A : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
    }
    return
  }
}
