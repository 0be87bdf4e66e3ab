// RUN: tilium-opt %s | tilium-opt | FileCheck %s
// A whole program as the importer gives it.

// CHECK: tile.launch (%{{.*}}, %{{.*}}) in (%{{.*}}, %{{.*}}) threads [128]
// CHECK: tile.gemm
func.func @matmul(%A: memref<256x256xf16, #tile.scope<global>> {tile.name = "A"},
                  %B: memref<256x256xf16, #tile.scope<global>> {tile.name = "B"},
                  %C: memref<256x256xf16, #tile.scope<global>> {tile.name = "C"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  tile.launch (%bx, %by) in (%c4, %c4) threads [128] {
    %A_shared = tile.alloc "A_shared" : memref<64x32xf16, #tile.scope<shared>>
    %B_shared = tile.alloc "B_shared" : memref<32x64xf16, #tile.scope<shared>>
    %C_local = tile.alloc "C_local" : memref<64x64xf32, #tile.scope<fragment>>
    %c = tile.region %C_local[%c0, %c0] [64, 64] : memref<64x64xf32, #tile.scope<fragment>> -> !tile.region<64x64xf32>
    tile.fill %c, %zero : !tile.region<64x64xf32>, f32
    %m = arith.muli %by, %c64 : index
    %n = arith.muli %bx, %c64 : index
    scf.for %ko = %c0 to %c8 step %c1 {
      %k = arith.muli %ko, %c32 : index
      %a_in = tile.region %A[%m, %k] [64, 32] : memref<256x256xf16, #tile.scope<global>> -> !tile.region<64x32xf16>
      %a = tile.region %A_shared[%c0, %c0] [64, 32] : memref<64x32xf16, #tile.scope<shared>> -> !tile.region<64x32xf16>
      tile.copy %a_in to %a : !tile.region<64x32xf16> to !tile.region<64x32xf16>
      %b_in = tile.region %B[%k, %n] [32, 64] : memref<256x256xf16, #tile.scope<global>> -> !tile.region<32x64xf16>
      %b = tile.region %B_shared[%c0, %c0] [32, 64] : memref<32x64xf16, #tile.scope<shared>> -> !tile.region<32x64xf16>
      tile.copy %b_in to %b : !tile.region<32x64xf16> to !tile.region<32x64xf16>
      tile.gemm %a, %b, %c : !tile.region<64x32xf16>, !tile.region<32x64xf16>, !tile.region<64x64xf32>
    } {tile.pipeline = #tile.pipeline<num_stages = 3>}
    %c_out = tile.region %C[%m, %n] [64, 64] : memref<256x256xf16, #tile.scope<global>> -> !tile.region<64x64xf16>
    tile.copy %c to %c_out : !tile.region<64x64xf32> to !tile.region<64x64xf16>
  }
  return
}
