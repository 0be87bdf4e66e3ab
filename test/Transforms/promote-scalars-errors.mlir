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

// -----

// Numbers that are others for processors of 32 bits with a sign.

!t = memref<8xui32, #tile.scope<global>>
func.func @unsigned(%T: !t {tile.name = "T"}) {
  %c0 = arith.constant 0 : index
  %five = arith.constant 5 : index
  // expected-error @+1 {{'T' holds 'ui32' numbers, and one decides about an address, a bound or a branch: processors compute with 32 bits and a sign; cast the element to int32}}
  %e = memref.load %T[%c0] : !t
  %bits = builtin.unrealized_conversion_cast %e : ui32 to i32
  %wide = arith.extui %bits : i32 to i64
  %at = arith.index_cast %wide : i64 to index
  %is = arith.cmpi sgt, %at, %five : index
  scf.if %is {
  }
  return
}

// -----

!v = memref<1xi8, #tile.scope<local>>
func.func @narrow_variable(%b: i8) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %count = tile.alloc "count" : !v
  memref.store %b, %count[%c0] : !v
  // expected-error @+1 {{'count' holds 'i8' numbers, and one decides about an address, a bound or a branch: processors compute with 32 bits and a sign; use a variable of int32}}
  %n = memref.load %count[%c0] : !v
  %upper = arith.index_cast %n : i8 to index
  scf.for %i = %c0 to %upper step %c1 {
  }
  return
}

// -----

!t = memref<8xi32, #tile.scope<global>>
func.func @narrow_cast(%T: !t) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %e = memref.load %T[%c0] : !t
  // expected-error @+1 {{a number cast to 'i8' decides about an address, a bound or a branch}}
  %n = arith.trunci %e : i32 to i8
  %upper = arith.index_cast %n : i8 to index
  scf.for %i = %c0 to %upper step %c1 {
  }
  return
}
