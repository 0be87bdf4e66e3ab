// RUN: tilium-opt --tt-infer-layout --tt-propagate-layout --tt-lower-shared-to-cb %s -split-input-file | FileCheck %s

// A read, a conversion on chip, and a write that converts through a staging buffer.
// CHECK-LABEL: func.func @copies
// CHECK-DAG: %[[SHARED:.*]] = tt.cb "A_shared" {{.*}} : <2, 1, Float16>
// CHECK-DAG: %[[LOCAL:.*]] = tt.cb "A_local" {{.*}} : <2, 1, Float32>
// CHECK-DAG: %[[OUT:.*]] = tt.cb "A_local_out" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 2, depth = 1>} : <2, 1, Float16_b>
// CHECK: tt.read %arg0[%{{.*}}, %{{.*}}] [64, 32] into %[[SHARED]]
// CHECK: tt.move %[[SHARED]] into %[[LOCAL]]
// CHECK: tt.move %[[LOCAL]] into %[[OUT]]
// CHECK: tt.write %[[OUT]] to %arg1[%{{.*}}, %{{.*}}] [64, 32]
// CHECK-NOT: tile.copy
!in = memref<64x32xf16, #tile.scope<global>>
!out = memref<64x32xbf16, #tile.scope<global>>
!shared = memref<64x32xf16, #tile.scope<shared>>
!local = memref<64x32xf32, #tile.scope<fragment>>
func.func @copies(%A: !in {tile.name = "A"}, %B: !out {tile.name = "B"}) {
  %c0 = arith.constant 0 : index
  %shared = tile.alloc "A_shared" : !shared
  %local = tile.alloc "A_local" : !local
  %a = tile.region %A[%c0, %c0] [64, 32] : !in -> !tile.region<64x32xf16>
  %s = tile.region %shared[%c0, %c0] [64, 32] : !shared -> !tile.region<64x32xf16>
  %l = tile.region %local[%c0, %c0] [64, 32] : !local -> !tile.region<64x32xf32>
  %b = tile.region %B[%c0, %c0] [64, 32] : !out -> !tile.region<64x32xbf16>
  tile.copy %a to %s : !tile.region<64x32xf16> to !tile.region<64x32xf16>
  tile.copy %s to %l : !tile.region<64x32xf16> to !tile.region<64x32xf32>
  tile.copy %l to %b : !tile.region<64x32xf32> to !tile.region<64x32xbf16>
  return
}

// -----

// A read that converts, and a copy from tensor to tensor that converts.
// CHECK-LABEL: func.func @staged
// CHECK-DAG: %[[LOCAL:.*]] = tt.cb "A_local"
// CHECK-DAG: %[[LOCAL_IN:.*]] = tt.cb "A_local_in" {{.*}} : <1, 1, Float16>
// CHECK-DAG: %[[A_IN:.*]] = tt.cb "A_in" {{.*}} depth = 2>{{.*}} : <1, 1, Float16>
// CHECK-DAG: %[[B_OUT:.*]] = tt.cb "B_out" {{.*}} depth = 2>{{.*}} : <1, 1, Float32>
// CHECK: tt.read %arg0[{{.*}}] [32, 32] into %[[LOCAL_IN]]
// CHECK: tt.move %[[LOCAL_IN]] into %[[LOCAL]]
// CHECK: tt.read %arg0[{{.*}}] [32, 32] into %[[A_IN]]
// CHECK: tt.move %[[A_IN]] into %[[B_OUT]]
// CHECK: tt.write %[[B_OUT]] to %arg1
!in = memref<32x32xf16, #tile.scope<global>>
!out = memref<32x32xf32, #tile.scope<global>>
!local = memref<32x32xf32, #tile.scope<fragment>>
func.func @staged(%A: !in {tile.name = "A"}, %B: !out {tile.name = "B"}) {
  %c0 = arith.constant 0 : index
  %local = tile.alloc "A_local" : !local
  %a = tile.region %A[%c0, %c0] [32, 32] : !in -> !tile.region<32x32xf16>
  %l = tile.region %local[%c0, %c0] [32, 32] : !local -> !tile.region<32x32xf32>
  %b = tile.region %B[%c0, %c0] [32, 32] : !out -> !tile.region<32x32xf32>
  tile.copy %a to %l : !tile.region<32x32xf16> to !tile.region<32x32xf32>
  tile.copy %a to %b : !tile.region<32x32xf16> to !tile.region<32x32xf32>
  return
}
