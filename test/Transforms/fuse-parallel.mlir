// RUN: tilium-opt --tile-fuse-parallel --split-input-file %s | FileCheck %s

!f = memref<64x32xf32, #tile.scope<fragment>>
!h = memref<64x32xf16, #tile.scope<fragment>>
!v = memref<32xf32, #tile.scope<fragment>>

// A buffer between two statements is not needed; nor is what fills it.
// CHECK-LABEL: func.func @chain
// CHECK-NOT: tile.alloc "t"
// CHECK-NOT: tile.fill
// CHECK: tile.parallel (%[[I:.*]], %[[J:.*]]) in
// CHECK-NEXT: %[[X:.*]] = memref.load %[[XS:.*]][%[[I]], %[[J]]]
// CHECK-NEXT: %[[E:.*]] = math.exp %[[X]]
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[E]], %[[E]]
// CHECK-NEXT: %[[H:.*]] = arith.truncf %[[S]]
// CHECK-NEXT: memref.store %[[H]], %{{.*}}[%[[I]], %[[J]]]
// CHECK-NOT: tile.parallel
func.func @chain() {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  %zero = arith.constant 0.0 : f32
  %x = tile.alloc "x" : !f
  %t = tile.alloc "t" : !f
  %y = tile.alloc "y" : !h
  %all = tile.region %t[%c0, %c0] [64, 32] : !f -> !tile.region<64x32xf32>
  tile.fill %all, %zero : !tile.region<64x32xf32>, f32
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.exp %0 : f32
    memref.store %1, %t[%i, %j] : !f
  }
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %t[%i, %j] : !f
    %1 = memref.load %t[%i, %j] : !f
    %2 = arith.addf %0, %1 : f32
    %3 = arith.truncf %2 : f32 to f16
    memref.store %3, %y[%i, %j] : !h
  }
  return
}

// -----

!f = memref<64x32xf32, #tile.scope<fragment>>

// What is overwritten after its last use, here in place, is computed in one go, as often as that happens.
// Variables go by the dimensions that they are at.
// CHECK-LABEL: func.func @in_place
// CHECK: tile.parallel (%[[J:.*]], %[[I:.*]]) in
// CHECK-NEXT: %[[X:.*]] = memref.load %[[XS:.*]][%[[I]], %[[J]]]
// CHECK-NEXT: %[[E:.*]] = math.exp %[[X]]
// CHECK-NEXT: %[[A:.*]] = math.absf %[[E]]
// CHECK-NEXT: %[[S:.*]] = math.sqrt %[[A]]
// CHECK-NEXT: memref.store %[[S]], %[[XS]][%[[I]], %[[J]]]
// CHECK-NOT: tile.parallel
// CHECK: tile.copy
func.func @in_place(%A: memref<64x32xf32, #tile.scope<global>> {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  %x = tile.alloc "x" : !f
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.exp %0 : f32
    memref.store %1, %x[%i, %j] : !f
  }
  tile.parallel (%j, %i) in (%c32, %c64) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.absf %0 : f32
    memref.store %1, %x[%i, %j] : !f
    %2 = memref.load %x[%i, %j] : !f
    %3 = math.sqrt %2 : f32
    memref.store %3, %x[%i, %j] : !f
  }
  %from = tile.region %x[%c0, %c0] [64, 32] : !f -> !tile.region<64x32xf32>
  %to = tile.region %A[%c0, %c0] [64, 32] : memref<64x32xf32, #tile.scope<global>> -> !tile.region<64x32xf32>
  tile.copy %from to %to : !tile.region<64x32xf32> to !tile.region<64x32xf32>
  return
}

// -----

!f = memref<64x32xf32, #tile.scope<fragment>>
!h = memref<64x32xf16, #tile.scope<fragment>>

// A buffer of 16 bits rounds what is stored.
// CHECK-LABEL: func.func @rounds
// CHECK-COUNT-2: tile.parallel
func.func @rounds() {
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  %x = tile.alloc "x" : !h
  %t = tile.alloc "t" : !h
  %y = tile.alloc "y" : !h
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %x[%i, %j] : !h
    %1 = math.exp %0 : f16
    memref.store %1, %t[%i, %j] : !h
  }
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %t[%i, %j] : !h
    %1 = math.sqrt %0 : f16
    memref.store %1, %y[%i, %j] : !h
  }
  return
}

// -----

!f = memref<64x32xf32, #tile.scope<fragment>>

// What the value is computed from changes in between.
// CHECK-LABEL: func.func @operand_changes
// CHECK: math.exp
// CHECK-NEXT: memref.store
// CHECK: tile.fill
// CHECK: math.sqrt
func.func @operand_changes() {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  %zero = arith.constant 0.0 : f32
  %x = tile.alloc "x" : !f
  %t = tile.alloc "t" : !f
  %y = tile.alloc "y" : !f
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.exp %0 : f32
    memref.store %1, %t[%i, %j] : !f
  }
  %all = tile.region %x[%c0, %c0] [64, 32] : !f -> !tile.region<64x32xf32>
  tile.fill %all, %zero : !tile.region<64x32xf32>, f32
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %t[%i, %j] : !f
    %1 = math.sqrt %0 : f32
    memref.store %1, %y[%i, %j] : !f
  }
  return
}

// -----

!f = memref<64x32xf32, #tile.scope<fragment>>

// The statement itself changes what the value is computed from, after it.
// CHECK-LABEL: func.func @statement_changes_operand
// CHECK: math.exp
// CHECK-NEXT: memref.store
// CHECK: math.sqrt
func.func @statement_changes_operand() {
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  %zero = arith.constant 0.0 : f32
  %x = tile.alloc "x" : !f
  %t = tile.alloc "t" : !f
  %y = tile.alloc "y" : !f
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.exp %0 : f32
    memref.store %1, %t[%i, %j] : !f
    memref.store %zero, %x[%i, %j] : !f
  }
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %t[%i, %j] : !f
    %1 = math.sqrt %0 : f32
    memref.store %1, %y[%i, %j] : !f
  }
  return
}

// -----

!f = memref<64x32xf32, #tile.scope<fragment>>

// The elements are read again: by a reduction, by the next turn of the loop, by another store.
// CHECK-LABEL: func.func @read_again
// CHECK: math.exp
// CHECK-NEXT: memref.store
// CHECK: math.sqrt
// CHECK: scf.for
// CHECK: math.floor
// CHECK-NEXT: memref.store
// CHECK: math.ceil
// CHECK: math.sin
// CHECK-NEXT: memref.store
// CHECK: math.cos
func.func @read_again() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  %x = tile.alloc "x" : !f
  %t = tile.alloc "t" : !f
  %u = tile.alloc "u" : !f
  %w = tile.alloc "w" : !f
  %y = tile.alloc "y" : !f
  %z = tile.alloc "z" : !f
  %m = tile.alloc "m" : memref<64xf32, #tile.scope<fragment>>
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.exp %0 : f32
    memref.store %1, %t[%i, %j] : !f
  }
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %t[%i, %j] : !f
    %1 = math.sqrt %0 : f32
    memref.store %1, %y[%i, %j] : !f
  }
  %from = tile.region %t[%c0, %c0] [64, 32] : !f -> !tile.region<64x32xf32>
  %to = tile.region %m[%c0] [64] : memref<64xf32, #tile.scope<fragment>> -> !tile.region<64xf32>
  tile.reduce max %from to %to dim 1 clear : !tile.region<64x32xf32> to !tile.region<64xf32>
  scf.for %k = %c0 to %c4 step %c1 {
    tile.parallel (%i, %j) in (%c64, %c32) {
      %0 = memref.load %u[%i, %j] : !f
      %1 = math.floor %0 : f32
      memref.store %1, %u[%i, %j] : !f
    }
    tile.parallel (%i, %j) in (%c64, %c32) {
      %0 = memref.load %u[%i, %j] : !f
      %1 = math.ceil %0 : f32
      memref.store %1, %y[%i, %j] : !f
    }
  }
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.sin %0 : f32
    memref.store %1, %w[%i, %j] : !f
  }
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %w[%i, %j] : !f
    %1 = math.cos %0 : f32
    memref.store %1, %y[%i, %j] : !f
    memref.store %0, %z[%i, %j] : !f
  }
  return
}

// -----

!f = memref<32x32xf32, #tile.scope<fragment>>

// Elements of other places, and stores under conditions.
// CHECK-LABEL: func.func @elsewhere
// CHECK: math.exp
// CHECK-NEXT: memref.store
// CHECK: math.sqrt
// CHECK: math.sin
// CHECK-NEXT: memref.store
// CHECK: math.cos
func.func @elsewhere(%known: i1) {
  %c32 = arith.constant 32 : index
  %x = tile.alloc "x" : !f
  %t = tile.alloc "t" : !f
  %u = tile.alloc "u" : !f
  %y = tile.alloc "y" : !f
  tile.parallel (%i, %j) in (%c32, %c32) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.exp %0 : f32
    memref.store %1, %t[%i, %j] : !f
  }
  tile.parallel (%i, %j) in (%c32, %c32) {
    %0 = memref.load %t[%i, %j] : !f
    %1 = memref.load %t[%j, %i] : !f
    %2 = arith.addf %0, %1 : f32
    %3 = math.sqrt %2 : f32
    memref.store %3, %y[%i, %j] : !f
  }
  tile.parallel (%i, %j) in (%c32, %c32) {
    scf.if %known {
      %0 = memref.load %x[%i, %j] : !f
      %1 = math.sin %0 : f32
      memref.store %1, %u[%i, %j] : !f
    }
  }
  tile.parallel (%i, %j) in (%c32, %c32) {
    %0 = memref.load %u[%i, %j] : !f
    %1 = math.cos %0 : f32
    memref.store %1, %y[%i, %j] : !f
  }
  return
}

// -----

!f = memref<64x32xf32, #tile.scope<fragment>>

// Both expressions take four tiles of DST: half of it. Together they would take five.
// CHECK-LABEL: func.func @too_many_registers
// CHECK-COUNT-2: tile.parallel
func.func @too_many_registers() {
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  %x = tile.alloc "x" : !f
  %t = tile.alloc "t" : !f
  %y = tile.alloc "y" : !f
  tile.parallel (%i, %j) in (%c64, %c32) {
    %l0 = memref.load %x[%i, %j] : !f
    %l1 = memref.load %x[%i, %j] : !f
    %l2 = memref.load %x[%i, %j] : !f
    %l3 = memref.load %x[%i, %j] : !f
    %l4 = memref.load %x[%i, %j] : !f
    %l5 = memref.load %x[%i, %j] : !f
    %l6 = memref.load %x[%i, %j] : !f
    %l7 = memref.load %x[%i, %j] : !f
    %a0 = arith.addf %l0, %l1 : f32
    %a1 = arith.addf %l2, %l3 : f32
    %a2 = arith.addf %l4, %l5 : f32
    %a3 = arith.addf %l6, %l7 : f32
    %m0 = arith.mulf %a0, %a1 : f32
    %m1 = arith.mulf %a2, %a3 : f32
    %s = arith.subf %m0, %m1 : f32
    memref.store %s, %t[%i, %j] : !f
  }
  tile.parallel (%i, %j) in (%c64, %c32) {
    %l0 = memref.load %x[%i, %j] : !f
    %l1 = memref.load %x[%i, %j] : !f
    %l2 = memref.load %x[%i, %j] : !f
    %l3 = memref.load %x[%i, %j] : !f
    %l4 = memref.load %x[%i, %j] : !f
    %l5 = memref.load %x[%i, %j] : !f
    %l6 = memref.load %x[%i, %j] : !f
    %l7 = memref.load %x[%i, %j] : !f
    %a0 = arith.addf %l0, %l1 : f32
    %a1 = arith.addf %l2, %l3 : f32
    %a2 = arith.addf %l4, %l5 : f32
    %a3 = arith.addf %l6, %l7 : f32
    %m0 = arith.mulf %a0, %a1 : f32
    %m1 = arith.mulf %a2, %a3 : f32
    %s = arith.subf %m0, %m1 : f32
    %e = memref.load %t[%i, %j] : !f
    %d = arith.divf %s, %e : f32
    memref.store %d, %y[%i, %j] : !f
  }
  return
}

// -----

!f = memref<64x32xf32, #tile.scope<fragment>>

// Each turn of the loop begins with other elements, so that nothing reads those of the turn before.
// CHECK-LABEL: func.func @written_anew
// CHECK: scf.for
// CHECK: tile.copy
// CHECK: math.floor
// CHECK-NEXT: math.ceil
// CHECK-NEXT: memref.store
func.func @written_anew(%A: memref<64x32xf32, #tile.scope<global>> {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  %u = tile.alloc "u" : !f
  %y = tile.alloc "y" : !f
  scf.for %k = %c0 to %c4 step %c1 {
    %from = tile.region %A[%c0, %c0] [64, 32] : memref<64x32xf32, #tile.scope<global>> -> !tile.region<64x32xf32>
    %to = tile.region %u[%c0, %c0] [64, 32] : !f -> !tile.region<64x32xf32>
    tile.copy %from to %to : !tile.region<64x32xf32> to !tile.region<64x32xf32>
    tile.parallel (%i, %j) in (%c64, %c32) {
      %0 = memref.load %u[%i, %j] : !f
      %1 = math.floor %0 : f32
      memref.store %1, %u[%i, %j] : !f
    }
    tile.parallel (%i, %j) in (%c64, %c32) {
      %0 = memref.load %u[%i, %j] : !f
      %1 = math.ceil %0 : f32
      memref.store %1, %y[%i, %j] : !f
    }
  }
  return
}

// -----

!f = memref<64x32xf32, #tile.scope<fragment>>
!h = memref<64x32xf16, #tile.scope<shared>>
!t = memref<64x32xf16, #tile.scope<global>>

// A copy that rounds is such a statement as well: to a buffer, and to a tensor by way of one. What was no
// statement's, or is read again, is copied as it was.
// CHECK-LABEL: func.func @copies
// CHECK: %[[S:.*]] = tile.alloc "s"
// CHECK: %[[E:.*]] = math.exp
// CHECK-NEXT: %[[H:.*]] = arith.truncf %[[E]] : f32 to f16
// CHECK-NEXT: memref.store %[[H]], %[[S]]
// CHECK: %[[OUT:.*]] = tile.alloc "u_out" : memref<64x32xf16, #tile.scope<fragment>>
// CHECK: %[[Q:.*]] = math.sqrt
// CHECK-NEXT: %[[H:.*]] = arith.truncf %[[Q]] : f32 to f16
// CHECK-NEXT: memref.store %[[H]], %[[OUT]]
// CHECK: %[[FROM:.*]] = tile.region %[[OUT]][%{{.*}}, %{{.*}}] [64, 32]
// CHECK: tile.copy %[[FROM]] to %{{.*}} : <64x32xf16> to <64x32xf16>
// CHECK-NOT: tile.parallel
// CHECK: tile.copy %{{.*}} to %{{.*}} : <64x32xf32> to <64x32xf16>
// CHECK: math.floor
// CHECK-NEXT: memref.store
// CHECK: tile.copy %{{.*}} to %{{.*}} : <64x32xf32> to <64x32xf16>
func.func @copies(%A: !t {tile.name = "A"}, %B: !t {tile.name = "B"}, %C: !t {tile.name = "C"}, %D: !t {tile.name = "D"}) {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  %x = tile.alloc "x" : !f
  %s = tile.alloc "s" : !h
  %t = tile.alloc "t" : !f
  %u = tile.alloc "u" : !f
  %w = tile.alloc "w" : !f
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.exp %0 : f32
    memref.store %1, %t[%i, %j] : !f
  }
  %from_t = tile.region %t[%c0, %c0] [64, 32] : !f -> !tile.region<64x32xf32>
  %to_s = tile.region %s[%c0, %c0] [64, 32] : !h -> !tile.region<64x32xf16>
  tile.copy %from_t to %to_s : !tile.region<64x32xf32> to !tile.region<64x32xf16>
  %from_s = tile.region %s[%c0, %c0] [64, 32] : !h -> !tile.region<64x32xf16>
  %to_A = tile.region %A[%c0, %c0] [64, 32] : !t -> !tile.region<64x32xf16>
  tile.copy %from_s to %to_A : !tile.region<64x32xf16> to !tile.region<64x32xf16>
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.sqrt %0 : f32
    memref.store %1, %u[%i, %j] : !f
  }
  %from_u = tile.region %u[%c0, %c0] [64, 32] : !f -> !tile.region<64x32xf32>
  %to_B = tile.region %B[%c0, %c0] [64, 32] : !t -> !tile.region<64x32xf16>
  tile.copy %from_u to %to_B : !tile.region<64x32xf32> to !tile.region<64x32xf16>
  %from_x = tile.region %x[%c0, %c0] [64, 32] : !f -> !tile.region<64x32xf32>
  %to_C = tile.region %C[%c0, %c0] [64, 32] : !t -> !tile.region<64x32xf16>
  tile.copy %from_x to %to_C : !tile.region<64x32xf32> to !tile.region<64x32xf16>
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.floor %0 : f32
    memref.store %1, %w[%i, %j] : !f
  }
  %from_w = tile.region %w[%c0, %c0] [64, 32] : !f -> !tile.region<64x32xf32>
  %to_D = tile.region %D[%c0, %c0] [64, 32] : !t -> !tile.region<64x32xf16>
  tile.copy %from_w to %to_D : !tile.region<64x32xf32> to !tile.region<64x32xf16>
  tile.copy %from_w to %to_s : !tile.region<64x32xf32> to !tile.region<64x32xf16>
  return
}

// -----

// Computed where they are used, all operands would be transposed instead of the one buffer.

!f = memref<32x32xf32, #tile.scope<fragment>>
// CHECK-LABEL: func.func @transposed
// CHECK: math.exp
// CHECK-NEXT: memref.store
// CHECK: math.sqrt
func.func @transposed() {
  %c32 = arith.constant 32 : index
  %x = tile.alloc "x" : !f
  %t = tile.alloc "t" : !f
  %y = tile.alloc "y" : !f
  tile.parallel (%i, %j) in (%c32, %c32) {
    %0 = memref.load %x[%i, %j] : !f
    %1 = math.exp %0 : f32
    memref.store %1, %t[%i, %j] : !f
  }
  tile.parallel (%i, %j) in (%c32, %c32) {
    %0 = memref.load %t[%j, %i] : !f
    %1 = math.sqrt %0 : f32
    memref.store %1, %y[%i, %j] : !f
  }
  return
}

// -----

!f = memref<64x32xf32, #tile.scope<fragment>>

// A store that another one of its statement overwrites is not what the next statement reads.
// CHECK-LABEL: func.func @overwritten_at_once
// CHECK: tile.parallel
// CHECK: memref.store %{{.*}}, %[[T:.*]][
// CHECK: memref.store %{{.*}}, %[[T]][
// CHECK: tile.parallel
// CHECK: %[[LAST:.*]] = memref.load %[[T]][
// CHECK: memref.store %[[LAST]]
func.func @overwritten_at_once() {
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  %one = arith.constant 1.0 : f32
  %x = tile.alloc "x" : !f
  %t = tile.alloc "t" : !f
  %y = tile.alloc "y" : !f
  tile.parallel (%i, %j) in (%c64, %c32) {
    memref.store %one, %t[%i, %j] : !f
    %0 = memref.load %x[%j, %i] : !f
    memref.store %0, %t[%i, %j] : !f
  }
  tile.parallel (%i, %j) in (%c64, %c32) {
    %0 = memref.load %t[%i, %j] : !f
    memref.store %0, %y[%i, %j] : !f
  }
  return
}
