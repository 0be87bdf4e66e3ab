// RUN: tilium-opt --tt-infer-layout --tt-propagate-layout --tt-lower-shared-to-cb --tt-lower-to-sfpu %s -split-input-file -verify-diagnostics


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

