// RUN: tilium-opt --tt-infer-layout --tt-propagate-layout --tt-lower-shared-to-cb --tt-lower-to-sfpu %s | FileCheck %s

// The vector engine takes the value as float32; the packer rounds it to the buffer's format.
// CHECK-LABEL: func.func @fill
// CHECK: %[[CB:.*]] = tt.cb "A"
// CHECK: %[[VALUE:.*]] = arith.constant 1.500000e+00 : f32
// CHECK: tt.fill %[[VALUE]] into %[[CB]] : f32, <1, 1, Float16>
// CHECK-NOT: tile.
!a = memref<32x32xf16, #tile.scope<shared>>
func.func @fill() {
  %c0 = arith.constant 0 : index
  %value = arith.constant 1.5 : f16
  %A = tile.alloc "A" : !a
  %a = tile.region %A[%c0, %c0] [32, 32] : !a -> !tile.region<32x32xf16>
  tile.fill %a, %value : !tile.region<32x32xf16>, f16
  return
}
