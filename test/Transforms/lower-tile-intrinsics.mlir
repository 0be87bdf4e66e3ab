// RUN: tilium-opt --tt-infer-layout --tt-propagate-layout --tt-lower-shared-to-cb --tt-lower-tile-intrinsics %s -split-input-file | FileCheck %s

!a = memref<32x64xf16, #tile.scope<shared>>
!b = memref<64x32xf16, #tile.scope<shared>>
!c = memref<32x32xf32, #tile.scope<fragment>>

// The clear is folded: the product overwrites in the first iteration of the loop.
// CHECK-LABEL: func.func @clear_before_loop
// CHECK-NOT: tile.fill
// CHECK: scf.for %[[K:.*]] = %[[ZERO:.*]] to
// CHECK:   %[[FIRST:.*]] = arith.cmpi eq, %[[K]], %[[ZERO]]
// CHECK:   tt.matmul %{{.*}}, %{{.*}} clear(%[[FIRST]]) into
func.func @clear_before_loop() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %A = tile.alloc "A" : !a
  %B = tile.alloc "B" : !b
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 64] : !a -> !tile.region<32x64xf16>
  %b = tile.region %B[%c0, %c0] [64, 32] : !b -> !tile.region<64x32xf16>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xf32>
  tile.fill %c, %zero : !tile.region<32x32xf32>, f32
  scf.for %k = %c0 to %c4 step %c1 {
    tile.gemm %a, %b, %c : !tile.region<32x64xf16>, !tile.region<64x32xf16>, !tile.region<32x32xf32>
  }
  return
}

// -----

!a = memref<32x64xf16, #tile.scope<shared>>
!b = memref<64x32xf16, #tile.scope<shared>>
!c = memref<32x32xf32, #tile.scope<fragment>>

// Two loops: both must be in their first iteration. A condition of the user's stays.
// CHECK-LABEL: func.func @nested
// CHECK: scf.for %[[I:.*]] =
// CHECK:   scf.for %[[J:.*]] =
// CHECK:     %[[FIRST_I:.*]] = arith.cmpi eq, %[[I]]
// CHECK:     %[[FIRST_J:.*]] = arith.cmpi eq, %[[J]]
// CHECK:     %[[BOTH:.*]] = arith.andi %[[FIRST_I]], %[[FIRST_J]]
// CHECK:     %[[CLEAR:.*]] = arith.ori %[[BOTH]], %arg0
// CHECK:     tt.matmul {{.*}} clear(%[[CLEAR]])
func.func @nested(%user: i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %A = tile.alloc "A" : !a
  %B = tile.alloc "B" : !b
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 64] : !a -> !tile.region<32x64xf16>
  %b = tile.region %B[%c0, %c0] [64, 32] : !b -> !tile.region<64x32xf16>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xf32>
  tile.fill %c, %zero : !tile.region<32x32xf32>, f32
  scf.for %i = %c0 to %c4 step %c1 {
    scf.for %j = %c0 to %c4 step %c1 {
      tile.gemm %a, %b, %c clear(%user) : !tile.region<32x64xf16>, !tile.region<64x32xf16>, !tile.region<32x32xf32>
    }
  }
  return
}

// -----

!a = memref<32x64xf16, #tile.scope<shared>>
!b = memref<64x32xf16, #tile.scope<shared>>
!c = memref<32x32xf32, #tile.scope<fragment>>

// The fill stays where the loop may not run, and where it is not zero.
// CHECK-LABEL: func.func @kept
// CHECK: tile.fill
// CHECK: scf.for
// CHECK:   tt.matmul %{{[0-9]+}}, %{{[0-9]+}} into
// CHECK: tile.fill
// CHECK: tt.matmul %{{[0-9]+}}, %{{[0-9]+}} into
func.func @kept(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  %A = tile.alloc "A" : !a
  %B = tile.alloc "B" : !b
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 64] : !a -> !tile.region<32x64xf16>
  %b = tile.region %B[%c0, %c0] [64, 32] : !b -> !tile.region<64x32xf16>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xf32>
  tile.fill %c, %zero : !tile.region<32x32xf32>, f32
  scf.for %k = %c0 to %n step %c1 {
    tile.gemm %a, %b, %c : !tile.region<32x64xf16>, !tile.region<64x32xf16>, !tile.region<32x32xf32>
  }
  tile.fill %c, %one : !tile.region<32x32xf32>, f32
  tile.gemm %a, %b, %c : !tile.region<32x64xf16>, !tile.region<64x32xf16>, !tile.region<32x32xf32>
  return
}

// -----

!a = memref<64x32xf16, #tile.scope<shared>>
!b = memref<32x64xf16, #tile.scope<shared>>
!c = memref<32x32xf32, #tile.scope<fragment>>
!t = memref<32x64xf16, #tile.scope<shared>>

// A is transposed into a staging buffer, B by the engine.
// CHECK-LABEL: func.func @transposed
// CHECK: %[[STAGING:.*]] = tt.cb "A_transposed" {{.*}} : <1, 2, Float16>
// CHECK: tt.transpose %{{.*}} into %[[STAGING]]
// CHECK: tt.matmul %[[STAGING]], %{{.*}} transpose_b clear(
// CHECK: tt.transpose
func.func @transposed() {
  %c0 = arith.constant 0 : index
  %true = arith.constant true
  %A = tile.alloc "A" : !a
  %B = tile.alloc "B" : !b
  %C = tile.alloc "C" : !c
  %T = tile.alloc "T" : !t
  %a = tile.region %A[%c0, %c0] [64, 32] : !a -> !tile.region<64x32xf16>
  %b = tile.region %B[%c0, %c0] [32, 64] : !b -> !tile.region<32x64xf16>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xf32>
  %t = tile.region %T[%c0, %c0] [32, 64] : !t -> !tile.region<32x64xf16>
  tile.gemm %a, %b, %c transpose_a transpose_b clear(%true) : !tile.region<64x32xf16>, !tile.region<32x64xf16>, !tile.region<32x32xf32>
  tile.transpose %a to %t : !tile.region<64x32xf16> to !tile.region<32x64xf16>
  return
}
