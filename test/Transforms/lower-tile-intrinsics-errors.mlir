// RUN: tilium-opt --tt-infer-layout --tt-propagate-layout --tt-lower-shared-to-cb --tt-lower-tile-intrinsics %s -split-input-file -verify-diagnostics

!a = memref<32x32xf16, #tile.scope<shared>>
!b = memref<32x32xbf16, #tile.scope<shared>>
!c = memref<32x32xf32, #tile.scope<fragment>>
func.func @mixed() {
  %c0 = arith.constant 0 : index
  %A = tile.alloc "A" : !a
  %B = tile.alloc "B" : !b
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 32] : !a -> !tile.region<32x32xf16>
  %b = tile.region %B[%c0, %c0] [32, 32] : !b -> !tile.region<32x32xbf16>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xf32>
  // expected-error @+1 {{T.gemm of Float16 ('A') and Float16_b ('B'): the matrix engine takes two operands of one format out of Float32, Float16 and Float16_b; convert with T.copy}}
  tile.gemm %a, %b, %c : !tile.region<32x32xf16>, !tile.region<32x32xbf16>, !tile.region<32x32xf32>
  return
}

// -----

!a = memref<32x32xf16, #tile.scope<shared>>
!c = memref<32x32xi32, #tile.scope<fragment>>
func.func @integer_accumulator() {
  %c0 = arith.constant 0 : index
  %A = tile.alloc "A" : !a
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 32] : !a -> !tile.region<32x32xf16>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xi32>
  // expected-error @+1 {{T.gemm accumulates in Int32 ('C'); use a float32, float16 or bfloat16 accumulator}}
  tile.gemm %a, %a, %c : !tile.region<32x32xf16>, !tile.region<32x32xf16>, !tile.region<32x32xi32>
  return
}

// -----

!tensor = memref<32x32xf16, #tile.scope<global>>
!c = memref<32x32xf32, #tile.scope<fragment>>
func.func @tensor_operand(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 32] : !tensor -> !tile.region<32x32xf16>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xf32>
  // expected-error @+1 {{T.gemm works on on-chip buffers; copy 'A' to a shared buffer first}}
  tile.gemm %a, %a, %c : !tile.region<32x32xf16>, !tile.region<32x32xf16>, !tile.region<32x32xf32>
  return
}

// -----

!a = memref<64x32xf16, #tile.scope<shared>>
!c = memref<32x32xf32, #tile.scope<fragment>>
func.func @part() {
  %c0 = arith.constant 0 : index
  // expected-note @+1 {{'A' is allocated here as}}
  %A = tile.alloc "A" : !a
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 32] : !a -> !tile.region<32x32xf16>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xf32>
  // expected-error @+1 {{T.gemm uses a part of 'A'; on-chip buffers are only used whole}}
  tile.gemm %a, %a, %c : !tile.region<32x32xf16>, !tile.region<32x32xf16>, !tile.region<32x32xf32>
  return
}

// -----

!c = memref<32x32xf32, #tile.scope<fragment>>
func.func @own_operand() {
  %c0 = arith.constant 0 : index
  %C = tile.alloc "C" : !c
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xf32>
  // expected-error @+1 {{T.gemm writes 'C' while it reads it; accumulate in another buffer}}
  tile.gemm %c, %c, %c : !tile.region<32x32xf32>, !tile.region<32x32xf32>, !tile.region<32x32xf32>
  return
}

// -----

!a = memref<32x40xf16, #tile.scope<shared>>
!b = memref<40x32xf16, #tile.scope<shared>>
!c = memref<32x32xf32, #tile.scope<fragment>>
func.func @filled_padding() {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f16
  %A = tile.alloc "A" : !a
  %B = tile.alloc "B" : !b
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 40] : !a -> !tile.region<32x40xf16>
  %b = tile.region %B[%c0, %c0] [40, 32] : !b -> !tile.region<40x32xf16>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xf32>
  // expected-note @+1 {{filled here}}
  tile.fill %a, %one : !tile.region<32x40xf16>, f16
  // expected-error @+1 {{T.gemm sums over 40 elements of 'A', no multiple of 32, after a fill that also sets the padding; make the dimension a multiple of 32}}
  tile.gemm %a, %b, %c : !tile.region<32x40xf16>, !tile.region<40x32xf16>, !tile.region<32x32xf32>
  return
}

// -----

!tensor = memref<32x32xf16, #tile.scope<global>>
func.func @transpose_tensor(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %a = tile.region %A[%c0, %c0] [32, 32] : !tensor -> !tile.region<32x32xf16>
  // expected-error @+1 {{T.transpose works on on-chip buffers; copy to one first}}
  tile.transpose %a to %a : !tile.region<32x32xf16> to !tile.region<32x32xf16>
  return
}
