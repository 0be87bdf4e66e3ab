// RUN: tilium-opt --tile-stage-atomic-updates %s -split-input-file -verify-diagnostics

!t = memref<64x64xf32, #tile.scope<global>>
func.func @serialised(%B: !t {tile.name = "B"}, %value: f32) {
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  tile.launch (%x) in (%c4) {
    tile.parallel (%i, %j) in (%c64, %c64) {
      // expected-remark @+1 {{blocks that update the same elements of 'B' run one after the other on one core: 4 by 4 of 4 blocks, so that at most 1 cores work; a workspace for each block that a second T.Kernel adds up uses more}}
      %0 = memref.atomic_rmw addf %value, %B[%i, %j] : (f32, !t) -> f32
    }
  }
  return
}

// -----

!t = memref<64x64xf32, #tile.scope<global>>
func.func @strided(%B: !t {tile.name = "B"}, %value: f32) {
  %c4 = arith.constant 4 : index
  %c2 = arith.constant 2 : index
  %c32 = arith.constant 32 : index
  tile.launch (%x) in (%c4) {
    tile.parallel (%i, %j) in (%c32, %c32) {
      %row = arith.muli %i, %c2 : index
      // expected-error @+1 {{an atomic update of 'B' reaches elements along dimension 0 that are no block: an index has to be a variable of T.Parallel plus an offset, each variable in one dimension}}
      %0 = memref.atomic_rmw addf %value, %B[%row, %j] : (f32, !t) -> f32
    }
  }
  return
}

// -----

!t = memref<64x64xf32, #tile.scope<global>>
!r = memref<4xi32, #tile.scope<global>>
func.func @data(%B: !t {tile.name = "B"}, %rows: !r {tile.name = "rows"}, %value: f32) {
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  tile.launch (%x) in (%c4) {
    %0 = memref.load %rows[%x] : !r
    %row = arith.index_cast %0 : i32 to index
    tile.parallel (%j) in (%c64) {
      // expected-error @+1 {{an atomic update of 'B' reaches elements that data decides: blocks on other cores may update the same ones, and no core can do that in one step; reduce on chip, or store to a workspace that a second T.Kernel adds up}}
      %1 = memref.atomic_rmw addf %value, %B[%row, %j] : (f32, !t) -> f32
    }
  }
  return
}

// -----

!t = memref<64x64xf32, #tile.scope<global>>
func.func @unbounded(%B: !t {tile.name = "B"}, %value: f32, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  tile.launch (%x) in (%c4) {
    scf.for %k = %c0 to %n step %c1 {
      tile.parallel (%j) in (%c64) {
        // expected-error @+1 {{an atomic update of 'B' reaches elements that cannot be bounded}}
        %0 = memref.atomic_rmw addf %value, %B[%k, %j] : (f32, !t) -> f32
      }
    }
  }
  return
}

// -----

!t = memref<64x64xf32, #tile.scope<global>>
func.func @extent(%B: !t {tile.name = "B"}, %value: f32, %n: index) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  tile.launch (%x) in (%c4) {
    tile.parallel (%j) in (%n) {
      // expected-error @+1 {{an atomic update of 'B' reaches elements over an extent that is known only at run time}}
      %0 = memref.atomic_rmw addf %value, %B[%c0, %j] : (f32, !t) -> f32
    }
  }
  return
}

// -----

!v = memref<64xf32, #tile.scope<fragment>>
func.func @extent_on_chip(%value: f32, %n: index) {
  %V = tile.alloc "V" : !v
  tile.parallel (%j) in (%n) {
    // expected-error @+1 {{an atomic update over an extent that is known only at run time; use a constant extent and a condition}}
    %0 = memref.atomic_rmw addf %value, %V[%j] : (f32, !v) -> f32
  }
  return
}

// -----

!t = memref<64x64xf32, #tile.scope<global>>
func.func @two_parts(%B: !t {tile.name = "B"}, %value: f32) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c32 = arith.constant 32 : index
  tile.launch (%x) in (%c2) {
    %row0 = arith.muli %x, %c32 : index
    tile.parallel (%i, %j) in (%c32, %c32) {
      %row = arith.addi %row0, %i : index
      // expected-note @+1 {{the other one}}
      %0 = memref.atomic_rmw addf %value, %B[%row, %j] : (f32, !t) -> f32
      // expected-error @+1 {{two atomic updates of 'B' reach different parts of it; update one tensor from one part of a block}}
      %1 = memref.atomic_rmw addf %value, %B[%i, %j] : (f32, !t) -> f32
    }
  }
  return
}

// -----

!t = memref<64x64xf32, #tile.scope<global>>
func.func @used_otherwise(%B: !t {tile.name = "B"}, %value: f32) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  tile.launch (%x) in (%c2) {
    tile.parallel (%i, %j) in (%c64, %c64) {
      // expected-error @+1 {{'B' is updated atomically and used otherwise in one T.Kernel, whose blocks run in any order; use a second T.Kernel}}
      %0 = memref.atomic_rmw addf %value, %B[%i, %j] : (f32, !t) -> f32
    }
    tile.parallel (%i, %j) in (%c64, %c64) {
      // expected-note @+1 {{used here}}
      memref.store %value, %B[%i, %j] : !t
    }
  }
  return
}

// -----

!t = memref<64x64xf32, #tile.scope<global>>
func.func @grid_at_run_time(%B: !t {tile.name = "B"}, %value: f32, %n: index) {
  %c64 = arith.constant 64 : index
  // expected-error @+1 {{T.Kernel's grid is known only at run time; compile the kernel for constant shapes}}
  tile.launch (%x) in (%n) {
    tile.parallel (%i, %j) in (%c64, %c64) {
      %0 = memref.atomic_rmw addf %value, %B[%i, %j] : (f32, !t) -> f32
    }
  }
  return
}

// -----

!v = memref<64xf32, #tile.scope<fragment>>
func.func @used_in_parallel(%value: f32) {
  %c64 = arith.constant 64 : index
  %V = tile.alloc "V" : !v
  tile.parallel (%i, %j) in (%c64, %c64) {
    %0 = memref.atomic_rmw addf %value, %V[%j] : (f32, !v) -> f32
    // expected-error @+1 {{'V' is updated by several points of this T.Parallel and used in it otherwise; use a T.Parallel of its own}}
    memref.store %value, %V[%j] : !v
  }
  return
}
