// RUN: tilium-opt --tile-stage-byte-products %s -split-input-file -verify-diagnostics

!a = memref<32x32xi8, #tile.scope<shared>>
!c = memref<32x32xf32, #tile.scope<fragment>>

func.func @float_result() {
  %c0 = arith.constant 0 : index
  %A = tile.alloc "A" : !a
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 32] : !a -> !tile.region<32x32xi8>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xf32>
  // expected-error @+1 {{T.gemm of 8-bit integers accumulates in int32, not in 'f32'}}
  tile.gemm %a, %a, %c : !tile.region<32x32xi8>, !tile.region<32x32xi8>, !tile.region<32x32xf32>
  return
}

// -----

!a = memref<32x2048xi8, #tile.scope<shared>>
!c = memref<32x32xi32, #tile.scope<fragment>>

func.func @deep() {
  %c0 = arith.constant 0 : index
  %A = tile.alloc "A" : !a
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 2048] : !a -> !tile.region<32x2048xi8>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xi32>
  // expected-error @+1 {{T.gemm of 8-bit integers over 2048 elements may exceed what float32 adds exactly; use blocks of up to 1024 along K}}
  tile.gemm %a, %a, %c transpose_b : !tile.region<32x2048xi8>, !tile.region<32x2048xi8>, !tile.region<32x32xi32>
  return
}

// -----

!a = memref<32x32xi8, #tile.scope<global>>
!c = memref<32x32xi32, #tile.scope<fragment>>

func.func @tensor(%A: !a) {
  %c0 = arith.constant 0 : index
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 32] : !a -> !tile.region<32x32xi8>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xi32>
  // expected-error @+1 {{T.gemm of 8-bit numbers works on on-chip buffers; copy tensors first}}
  tile.gemm %a, %a, %c : !tile.region<32x32xi8>, !tile.region<32x32xi8>, !tile.region<32x32xi32>
  return
}
