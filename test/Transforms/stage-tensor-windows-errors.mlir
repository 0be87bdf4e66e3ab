// RUN: tilium-opt --tile-stage-tensor-windows %s -split-input-file -verify-diagnostics

// A conversion that elementwise code does not know.

!t = memref<64x32xf32, #tile.scope<global>>
!s = memref<32x32xcomplex<f32>, #tile.scope<shared>>
func.func @to_an_unknown_type(%A: !t {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c7 = arith.constant 7 : index
  %S = tile.alloc "S" : !s
  %from = tile.region %A[%c7, %c0] [32, 32] : !t -> !tile.region<32x32xf32>
  %to = tile.region %S[%c0, %c0] [32, 32] : !s -> !tile.region<32x32xcomplex<f32>>
  // expected-remark @+2 {{reads a part of 'A'}}
  // expected-error @+1 {{T.copy from 'f32' to 'complex<f32>' is not supported}}
  tile.copy %from to %to : !tile.region<32x32xf32> to !tile.region<32x32xcomplex<f32>>
  return
}
