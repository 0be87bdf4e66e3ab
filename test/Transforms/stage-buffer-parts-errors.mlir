// A part of a buffer is copied by elementwise code wherever it lies; in rows or columns of other tiles one by one, which a
// remark says at the operation that uses it.
// RUN: tilium-opt --tile-stage-buffer-parts --tt-infer-layout --tt-propagate-layout --tt-lower-shared-to-cb --tt-lower-to-sfpu %s -verify-diagnostics

!s = memref<64x64xf32, #tile.scope<shared>>
func.func @rows_inside_a_tile(%A: memref<32x64xf32, #tile.scope<global>> {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %S = tile.alloc "S" : !s
  %whole = tile.region %S[%c0, %c0] [64, 64] : !s -> !tile.region<64x64xf32>
  %zero = arith.constant 0.0 : f32
  tile.fill %whole, %zero : !tile.region<64x64xf32>, f32
  %from = tile.region %S[%c5, %c0] [32, 64] : !s -> !tile.region<32x64xf32>
  %to = tile.region %A[%c0, %c0] [32, 64] : memref<32x64xf32, #tile.scope<global>> -> !tile.region<32x64xf32>
  // expected-remark @+1 {{'S_gathered' is filled by the writer's processor, as no engine does it: 2048 elements of each block one by one, with 1 load each, where an engine does 1024 at once}}
  tile.copy %from to %to : !tile.region<32x64xf32> to !tile.region<32x64xf32>
  return
}
