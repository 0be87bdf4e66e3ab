// RUN: tilium-opt --tile-stage-tensor-windows %s -split-input-file -verify-diagnostics | FileCheck %s

// A window at an offset known now: the two rows of tiles around it.

!t = memref<64x32xf32, #tile.scope<global>>
!s = memref<32x32xf32, #tile.scope<shared>>
// CHECK-LABEL: @constant_offset
// CHECK: %[[W:.*]] = tile.alloc "A_window" : memref<64x32xf32, #tile.scope<fragment>>
// CHECK: tile.region %{{.*}}[%c0{{.*}}, %c0{{.*}}] [64, 32] : memref<64x32xf32, #tile.scope<global>>
// CHECK: tile.copy
// CHECK: tile.parallel (%[[I:.*]], %[[J:.*]]) in
// CHECK: %[[ROW:.*]] = arith.addi %[[I]], %c7
// CHECK: memref.load %[[W]][%[[ROW]], %[[J]]]
// CHECK: memref.store
func.func @constant_offset(%A: !t {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c7 = arith.constant 7 : index
  %S = tile.alloc "S" : !s
  %from = tile.region %A[%c7, %c0] [32, 32] : !t -> !tile.region<32x32xf32>
  %to = tile.region %S[%c0, %c0] [32, 32] : !s -> !tile.region<32x32xf32>
  // expected-remark @+1 {{reads a part of 'A' that takes no whole tiles: the tiles around it come on chip, 2048 elements for 1024, and it is taken from there}}
  tile.copy %from to %to : !tile.region<32x32xf32> to !tile.region<32x32xf32>
  return
}

// -----

// One at an offset known at run time, a multiple of 16 that may be negative.

!t = memref<64xf32, #tile.scope<global>>
!s = memref<32xf32, #tile.scope<shared>>
// CHECK-LABEL: @run_time_offset
// CHECK-SAME: %{{.*}}: memref{{.*}}, %[[B:.*]]: index
// CHECK: %[[AT:.*]] = arith.muli %[[B]], %c16
// CHECK: %[[TILE:.*]] = arith.shrsi %[[AT]], %c5
// CHECK: %[[START:.*]] = arith.muli %[[TILE]], %c32
// CHECK: %[[SHIFT:.*]] = arith.andi %[[AT]], %c31
// CHECK: tile.alloc "A_window" : memref<64xf32, #tile.scope<fragment>>
// CHECK: tile.region %{{.*}}[%[[START]]] [64]
// CHECK: arith.addi %{{.*}}, %[[SHIFT]]
func.func @run_time_offset(%A: !t {tile.name = "A"}, %b: index) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %at = arith.muli %b, %c16 : index
  %S = tile.alloc "S" : !s
  %from = tile.region %A[%at] [32] : !t -> !tile.region<32xf32>
  %to = tile.region %S[%c0] [32] : !s -> !tile.region<32xf32>
  // expected-remark @+1 {{64 elements for 32}}
  tile.copy %from to %to : !tile.region<32xf32> to !tile.region<32xf32>
  return
}

// -----

// Accesses that agree stay: tiles start at their blocks. So does everything where a write takes a part of a tile.

!t = memref<96x32xf32, #tile.scope<global>>
!s = memref<48x32xf32, #tile.scope<shared>>
// CHECK-LABEL: @blocks_and_writes
// CHECK-NOT: A_window
// CHECK-NOT: B_window
func.func @blocks_and_writes(%A: !t {tile.name = "A"}, %B: !t {tile.name = "B"}, %b: index) {
  %c0 = arith.constant 0 : index
  %c7 = arith.constant 7 : index
  %c48 = arith.constant 48 : index
  %at = arith.muli %b, %c48 : index
  %S = tile.alloc "S" : !s
  %to = tile.region %S[%c0, %c0] [48, 32] : !s -> !tile.region<48x32xf32>
  %block = tile.region %A[%at, %c0] [48, 32] : !t -> !tile.region<48x32xf32>
  tile.copy %block to %to : !tile.region<48x32xf32> to !tile.region<48x32xf32>
  %part = tile.region %B[%c7, %c0] [48, 32] : !t -> !tile.region<48x32xf32>
  tile.copy %part to %to : !tile.region<48x32xf32> to !tile.region<48x32xf32>
  %written = tile.region %B[%c7, %c0] [48, 32] : !t -> !tile.region<48x32xf32>
  tile.copy %to to %written : !tile.region<48x32xf32> to !tile.region<48x32xf32>
  return
}

// -----

// A write at any row: of all its rows, or of as many as it says.

!t = memref<96x32xf32, #tile.scope<global>>
!s = memref<32x32xf32, #tile.scope<shared>>
// CHECK-LABEL: @rows
// CHECK: %[[ALL:.*]] = arith.constant 32 : index
// CHECK: tile.copy %{{.*}} to %{{.*}} rows %[[ALL]]
// CHECK: tile.copy %{{.*}} to %{{.*}} rows %arg2
func.func @rows(%B: !t {tile.name = "B"}, %start: index, %count: index) {
  %c0 = arith.constant 0 : index
  %S = tile.alloc "S" : !s
  %from = tile.region %S[%c0, %c0] [32, 32] : !s -> !tile.region<32x32xf32>
  %to = tile.region %B[%start, %c0] [32, 32] : !t -> !tile.region<32x32xf32>
  // expected-remark @+1 {{writes a part of 'B' that need not take whole tiles: where it does not, its rows are written one by one, two transfers for each row of a tile}}
  tile.copy %from to %to : !tile.region<32x32xf32> to !tile.region<32x32xf32>
  %again = tile.region %B[%start, %c0] [32, 32] : !t -> !tile.region<32x32xf32>
  // expected-remark @+1 {{writes a part of 'B'}}
  tile.copy %from to %again rows %count : !tile.region<32x32xf32> to !tile.region<32x32xf32>
  return
}

// -----

// Not of a tensor that is read as well, and not of a part of its columns: InferTTLayout refuses those.

!t = memref<96x64xf32, #tile.scope<global>>
!s = memref<32x32xf32, #tile.scope<shared>>
// CHECK-LABEL: @no_rows
// CHECK-NOT: rows
func.func @no_rows(%A: !t {tile.name = "A"}, %B: !t {tile.name = "B"}, %start: index) {
  %c0 = arith.constant 0 : index
  %S = tile.alloc "S" : !s
  %whole = tile.region %S[%c0, %c0] [32, 32] : !s -> !tile.region<32x32xf32>
  %from = tile.region %A[%c0, %c0] [32, 32] : !t -> !tile.region<32x32xf32>
  tile.copy %from to %whole : !tile.region<32x32xf32> to !tile.region<32x32xf32>
  %to = tile.region %A[%start, %c0] [32, 32] : !t -> !tile.region<32x32xf32>
  tile.copy %whole to %to : !tile.region<32x32xf32> to !tile.region<32x32xf32>
  %part = tile.region %B[%start, %start] [32, 32] : !t -> !tile.region<32x32xf32>
  tile.copy %whole to %part : !tile.region<32x32xf32> to !tile.region<32x32xf32>
  return
}
