// RUN: tilium-opt --tile-stage-tensor-accesses %s -split-input-file -verify-diagnostics

!t = memref<64x64xf32, #tile.scope<global>>
!s = memref<32x64xf32, #tile.scope<shared>>
func.func @strided(%A: !t {tile.name = "A"}) {
  %c32 = arith.constant 32 : index
  %c2 = arith.constant 2 : index
  %S = tile.alloc "S" : !s
  tile.parallel (%i, %j) in (%c32, %c32) {
    %row = arith.muli %i, %c2 : index
    %x = memref.load %S[%i, %j] : !s
    // expected-error @+1 {{T.Parallel stores to 'A' at elements that are no block: an index has to be a loop variable plus an offset, each variable in one dimension; store them in a buffer on chip, and copy its block with T.copy}}
    memref.store %x, %A[%row, %j] : !t
  }
  return
}

// -----

!t = memref<64x64xf32, #tile.scope<global>>
func.func @reads_what_it_stores(%A: !t {tile.name = "A"}) {
  %c32 = arith.constant 32 : index
  tile.parallel (%i, %j) in (%c32, %c32) {
    %at = arith.addi %i, %j : index
    // expected-error @+1 {{T.Parallel reads 'A', which it stores to, at elements that are no block; store to a buffer on chip first}}
    %x = memref.load %A[%at, %j] : !t
    memref.store %x, %A[%i, %j] : !t
  }
  return
}

// -----

!t = memref<64x64xf32, #tile.scope<global>>
!s = memref<64x64xf32, #tile.scope<shared>>
func.func @extent_at_run_time(%A: !t {tile.name = "A"}, %n: index) {
  %S = tile.alloc "S" : !s
  tile.parallel (%i, %j) in (%n, %n) {
    // expected-error @+1 {{T.Parallel over an extent that is known only at run time reaches a tensor; blocks need constant sizes: use a constant extent, and a condition for what is beyond the tensor}}
    %x = memref.load %A[%i, %j] : !t
    memref.store %x, %S[%i, %j] : !s
  }
  return
}

// -----

// Two conditions on the rows of one block.

!t = memref<64x64xf32, #tile.scope<global>>
func.func @two_bounds(%B: !t {tile.name = "B"}, %start: index, %few: index, %many: index) {
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  tile.parallel (%i, %j) in (%c64, %c64) {
    %row = arith.addi %start, %i : index
    %is = arith.cmpi slt, %i, %few : index
    scf.if %is {
      memref.store %zero, %B[%row, %j] : !t
    }
    %are = arith.cmpi slt, %i, %many : index
    scf.if %are {
      // expected-error @+1 {{T.Parallel stores to 'B' more than once, with different conditions on its rows; store each in a T.Parallel of its own}}
      memref.store %zero, %B[%row, %j] : !t
    }
  }
  return
}
