// RUN: tilium-opt --tile-promote-scalars %s -split-input-file -verify-diagnostics

!s = memref<32xf32, #tile.scope<shared>>
!v = memref<1xi32, #tile.scope<local>>
func.func @never_stored(%b: i32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note @+1 {{'count' is allocated here}}
  %count = tile.alloc "count" : !v
  // expected-error @+1 {{'count' is read here before anything is written to it}}
  %n = memref.load %count[%c0] : !v
  memref.store %b, %count[%c0] : !v
  %upper = arith.index_cast %n : i32 to index
  scf.for %i = %c0 to %upper step %c1 {
  }
  return
}

// -----

// Stored on one side of a branch alone, or in a loop that may not run.

!v = memref<1xi32, #tile.scope<local>>
func.func @stored_on_one_side(%b: i32, %is: i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note @+1 {{'count' is allocated here}}
  %count = tile.alloc "count" : !v
  scf.if %is {
    memref.store %b, %count[%c0] : !v
  }
  // expected-error @+1 {{'count' is read here before anything is written to it}}
  %n = memref.load %count[%c0] : !v
  %upper = arith.index_cast %n : i32 to index
  scf.for %i = %c0 to %upper step %c1 {
  }
  return
}

// -----

!v = memref<1xi32, #tile.scope<local>>
func.func @stored_in_a_loop(%b: i32, %times: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note @+1 {{'count' is allocated here}}
  %count = tile.alloc "count" : !v
  scf.for %i = %c0 to %times step %c1 {
    memref.store %b, %count[%c0] : !v
  }
  // expected-error @+1 {{'count' is read here before anything is written to it}}
  %n = memref.load %count[%c0] : !v
  %upper = arith.index_cast %n : i32 to index
  scf.for %i = %c0 to %upper step %c1 {
  }
  return
}
