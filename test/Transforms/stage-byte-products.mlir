// RUN: tilium-opt --tile-stage-byte-products %s | FileCheck %s

!a = memref<32x64xi8, #tile.scope<shared>>
!b = memref<64x32xui8, #tile.scope<shared>>
!c = memref<32x32xi32, #tile.scope<fragment>>
!f = memref<32x32xf32, #tile.scope<fragment>>

// The operands become floats, B in halves of four bits; both products are added to the result.
// CHECK-LABEL: func.func @accumulate
// CHECK: %[[A:.*]] = tile.alloc "A_float" : memref<32x64xbf16
// CHECK: tile.parallel
// CHECK:   %[[BYTE:.*]] = memref.load
// CHECK:   %[[FLOAT:.*]] = arith.sitofp %[[BYTE]] : i8 to bf16
// CHECK:   memref.store %[[FLOAT]], %[[A]]
// CHECK: tile.alloc "B_low" : memref<64x32xbf16
// CHECK:   arith.extui
// CHECK:   arith.andi %{{.*}}, %c15_i32
// CHECK: %[[LOW:.*]] = tile.alloc "product_low" : memref<32x32xf32
// CHECK: tile.gemm {{.*}} clear(%true)
// CHECK: tile.alloc "B_high" : memref<64x32xbf16
// CHECK:   arith.shrsi %{{.*}}, %c4_i32
// CHECK: %[[HIGH:.*]] = tile.alloc "product_high" : memref<32x32xf32
// CHECK: tile.gemm {{.*}} clear(%true
// CHECK: tile.parallel
// CHECK-DAG: memref.load %[[LOW]]
// CHECK-DAG: %[[NEW:.*]] = memref.load %[[HIGH]]
// CHECK-DAG: %[[INT:.*]] = arith.fptosi %[[NEW]] : f32 to i32
// CHECK-DAG: %[[SHIFTED:.*]] = arith.shli %[[INT]], %c4_i32
// CHECK:   %[[SUM:.*]] = arith.addi %{{.*}}, %[[SHIFTED]]
// CHECK:   %[[OLD:.*]] = memref.load
// CHECK:   %[[KEPT:.*]] = arith.select %arg0, %{{.*}}, %[[OLD]]
// CHECK:   arith.addi %[[KEPT]], %[[SUM]]
func.func @accumulate(%first: i1) {
  %c0 = arith.constant 0 : index
  %A = tile.alloc "A" : !a
  %B = tile.alloc "B" : !b
  %C = tile.alloc "C" : !c
  %a = tile.region %A[%c0, %c0] [32, 64] : !a -> !tile.region<32x64xi8>
  %b = tile.region %B[%c0, %c0] [64, 32] : !b -> !tile.region<64x32xui8>
  %c = tile.region %C[%c0, %c0] [32, 32] : !c -> !tile.region<32x32xi32>
  tile.gemm %a, %b, %c clear(%first) : !tile.region<32x64xi8>, !tile.region<64x32xui8>, !tile.region<32x32xi32>
  return
}

// fp8 numbers become bfloat16 and accumulate as floats do.
// CHECK-LABEL: func.func @fp8
// CHECK: tile.parallel
// CHECK: arith.extf %{{.*}} : f8E4M3FN to bf16
// CHECK: tile.gemm %{{.*}} : <32x32xbf16>, <32x32xbf16>, <32x32xf32>
func.func @fp8() {
  %c0 = arith.constant 0 : index
  %A = tile.alloc "A" : memref<32x32xf8E4M3FN, #tile.scope<shared>>
  %C = tile.alloc "C" : !f
  %a = tile.region %A[%c0, %c0] [32, 32] : memref<32x32xf8E4M3FN, #tile.scope<shared>> -> !tile.region<32x32xf8E4M3FN>
  %c = tile.region %C[%c0, %c0] [32, 32] : !f -> !tile.region<32x32xf32>
  tile.gemm %a, %a, %c : !tile.region<32x32xf8E4M3FN>, !tile.region<32x32xf8E4M3FN>, !tile.region<32x32xf32>
  return
}

// Products of floats stay.
// CHECK-LABEL: func.func @floats
// CHECK-NOT: tile.parallel
// CHECK: tile.gemm
func.func @floats() {
  %c0 = arith.constant 0 : index
  %A = tile.alloc "A" : !f
  %C = tile.alloc "C" : !f
  %a = tile.region %A[%c0, %c0] [32, 32] : !f -> !tile.region<32x32xf32>
  %c = tile.region %C[%c0, %c0] [32, 32] : !f -> !tile.region<32x32xf32>
  tile.gemm %a, %a, %c : !tile.region<32x32xf32>, !tile.region<32x32xf32>, !tile.region<32x32xf32>
  return
}
