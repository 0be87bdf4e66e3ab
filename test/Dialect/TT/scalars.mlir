// Numbers of tensors and rows of blocks print and parse.
// RUN: tilium-opt %s | tilium-opt | FileCheck %s

!N = !tt.cb<1, 1, UInt8>
!X = !tt.cb<2, 1, Float32>

// CHECK-LABEL: func.func @numbers
func.func @numbers(%t: memref<4x8xi32, #tile.scope<global>>, %a: memref<96x32xf32, #tile.scope<global>>, %i: index) {
  %page = tt.cb "page" {cb_desc = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>} : !N
  %X = tt.cb "X" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>} : !X
  // CHECK: %[[A:.*]] = tt.load_scalar %{{.*}}[%{{.*}}, %{{.*}}] : memref<4x8xi32
  %first = tt.load_scalar %t[%i, %i] : memref<4x8xi32, #tile.scope<global>>
  // CHECK: tt.load_scalar %{{.*}}[%{{.*}}, %[[A]]] reader %{{.*}} : !tt.cb<1, 1, UInt8> writer %{{.*}} : !tt.cb<1, 1, UInt8> : memref<4x8xi32
  %second = tt.load_scalar %t[%i, %first] reader %page : !N writer %page : !N : memref<4x8xi32, #tile.scope<global>>
  // CHECK: tt.load_scalar %{{.*}}[%{{.*}}, %{{.*}}] writer %{{.*}} : !tt.cb<1, 1, UInt8> : memref<4x8xi32
  %third = tt.load_scalar %t[%i, %second] writer %page : !N : memref<4x8xi32, #tile.scope<global>>
  // CHECK: tt.share_scalar %{{.*}} into %{{.*}} : index, <1, 1, UInt8>
  %shared = tt.share_scalar %third into %page : index, !N
  // CHECK: tt.send_scalar %{{.*}} in %{{.*}} : index, <1, 1, UInt8>
  tt.send_scalar %shared in %page : index, !N
  // CHECK: tt.receive_scalar %{{.*}} : <1, 1, UInt8> -> i32
  %received = tt.receive_scalar %page : !N -> i32
  // CHECK: tt.write %{{.*}} to %{{.*}}[%{{.*}}, %{{.*}}] [64, 32] rows %{{.*}} :
  tt.write %X to %a[%first, %i] [64, 32] rows %shared : !X, memref<96x32xf32, #tile.scope<global>>
  return
}
