// RUN: tilium-opt --tile-stage-buffer-parts %s | FileCheck %s

!t = memref<2x64x64xf16, #tile.scope<global>>
!s = memref<2x64x32xf16, #tile.scope<shared>>

// A copy to one slice of a buffer goes to a buffer of that slice, whose elements then go to the whole. A
// buffer that is written in parts starts as zeros.
// CHECK-LABEL: func.func @slice
// CHECK: %[[WHOLE:.*]] = tile.alloc "S"
// CHECK: tile.fill
// CHECK: %[[PART:.*]] = tile.alloc "S_part" : memref<1x64x32xf16, #tile.scope<shared>>
// CHECK: %[[REGION:.*]] = tile.region %[[PART]]
// CHECK: tile.copy %{{.*}} to %[[REGION]]
// CHECK: tile.parallel (%[[I:.*]], %[[J:.*]]) in
// CHECK: %[[X:.*]] = memref.load %[[PART]][%{{.*}}, %[[I]], %[[J]]]
// CHECK: memref.store %[[X]], %[[WHOLE]][%arg1, %{{.*}}, %{{.*}}]
func.func @slice(%A: !t {tile.name = "A"}, %b: index) {
  %c0 = arith.constant 0 : index
  %S = tile.alloc "S" : !s
  %from = tile.region %A[%b, %c0, %c0] [1, 64, 32] : !t -> !tile.region<1x64x32xf16>
  %to = tile.region %S[%b, %c0, %c0] [1, 64, 32] : !s -> !tile.region<1x64x32xf16>
  tile.copy %from to %to : !tile.region<1x64x32xf16> to !tile.region<1x64x32xf16>
  return
}

// Whole buffers stay as they are.
// CHECK-LABEL: func.func @whole
// CHECK-NOT: tile.parallel
// CHECK: return
func.func @whole(%A: !t {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %S = tile.alloc "S" : !s
  %from = tile.region %A[%c0, %c0, %c0] [2, 64, 32] : !t -> !tile.region<2x64x32xf16>
  %to = tile.region %S[%c0, %c0, %c0] [2, 64, 32] : !s -> !tile.region<2x64x32xf16>
  tile.copy %from to %to : !tile.region<2x64x32xf16> to !tile.region<2x64x32xf16>
  return
}
