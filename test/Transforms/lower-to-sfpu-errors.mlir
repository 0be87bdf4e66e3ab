// RUN: tilium-opt --tt-infer-layout --tt-propagate-layout --tt-lower-shared-to-cb --tt-lower-to-sfpu %s -split-input-file -verify-diagnostics

!a = memref<32x32xi32, #tile.scope<shared>>
func.func @integer() {
  %c0 = arith.constant 0 : index
  %value = arith.constant 1 : i32
  %A = tile.alloc "A" : !a
  %a = tile.region %A[%c0, %c0] [32, 32] : !a -> !tile.region<32x32xi32>
  // expected-error @+1 {{T.fill of 'A' in Int32; the vector engine fills float32, float16 and bfloat16 buffers}}
  tile.fill %a, %value : !tile.region<32x32xi32>, i32
  return
}

// -----

!a = memref<32x32xf32, #tile.scope<shared>>
func.func @runtime_value(%value: f32) {
  %c0 = arith.constant 0 : index
  %A = tile.alloc "A" : !a
  %a = tile.region %A[%c0, %c0] [32, 32] : !a -> !tile.region<32x32xf32>
  // expected-error @+1 {{T.fill of 'A' with a value known only at run time; use a constant}}
  tile.fill %a, %value : !tile.region<32x32xf32>, f32
  return
}

// -----

!tensor = memref<32x32xf32, #tile.scope<global>>
func.func @tensor(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %value = arith.constant 1.0 : f32
  %a = tile.region %A[%c0, %c0] [32, 32] : !tensor -> !tile.region<32x32xf32>
  // expected-error @+1 {{T.fill works on on-chip buffers; fill one and copy it to the tensor}}
  tile.fill %a, %value : !tile.region<32x32xf32>, f32
  return
}

// -----

func.func @parallel() {
  %c32 = arith.constant 32 : index
  // expected-error @+1 {{T.Parallel is not supported: elementwise code has no lowering to the vector engine; compute it outside the kernel}}
  tile.parallel (%i) in (%c32) {
  }
  return
}

// -----

!a = memref<32x32xf32, #tile.scope<fragment>>
!r = memref<32xf32, #tile.scope<fragment>>
func.func @reduce() {
  %c0 = arith.constant 0 : index
  %A = tile.alloc "A" : !a
  %R = tile.alloc "R" : !r
  %a = tile.region %A[%c0, %c0] [32, 32] : !a -> !tile.region<32x32xf32>
  %r = tile.region %R[%c0] [32] : !r -> !tile.region<32xf32>
  // expected-error @+1 {{T.reduce is not supported: reductions have no lowering to the engines; reduce outside the kernel}}
  tile.reduce sum %a to %r dim 1 clear : !tile.region<32x32xf32> to !tile.region<32xf32>
  return
}
