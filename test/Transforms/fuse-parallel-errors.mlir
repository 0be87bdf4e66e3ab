// What is moved to another statement is refused at its own place, once.
// RUN: tilium-opt --tile-fuse-parallel --tt-infer-layout --tt-propagate-layout --tt-lower-shared-to-cb --tt-lower-to-sfpu %s -verify-diagnostics

!f = memref<64x64xf32, #tile.scope<fragment>>
func.func @bits(%A: memref<64x64xf32, #tile.scope<global>> {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %x = tile.alloc "x" : !f
  %t = tile.alloc "t" : !f
  %y = tile.alloc "y" : !f
  %tensor = tile.region %A[%c0, %c0] [64, 64] : memref<64x64xf32, #tile.scope<global>> -> !tile.region<64x64xf32>
  %to = tile.region %x[%c0, %c0] [64, 64] : !f -> !tile.region<64x64xf32>
  tile.copy %tensor to %to : !tile.region<64x64xf32> to !tile.region<64x64xf32>
  tile.parallel (%i, %j) in (%c64, %c64) {
    %0 = memref.load %x[%i, %j] : !f
    %half = arith.truncf %0 : f32 to f16
    // expected-error @+1 {{reinterpreting elements of other widths than 32 bits is not supported in T.Parallel}}
    %1 = arith.bitcast %half : f16 to i16
    %2 = arith.sitofp %1 : i16 to f32
    memref.store %2, %t[%i, %j] : !f
  }
  tile.parallel (%i, %j) in (%c64, %c64) {
    %0 = memref.load %t[%i, %j] : !f
    %1 = math.exp %0 : f32
    memref.store %1, %y[%i, %j] : !f
  }
  return
}
