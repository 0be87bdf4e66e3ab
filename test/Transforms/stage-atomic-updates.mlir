// RUN: tilium-opt --tile-stage-atomic-updates %s | FileCheck %s

!t = memref<64x64xf32, #tile.scope<global>>
!s = memref<32x64xf32, #tile.scope<shared>>

// Blocks along y update the same rows: y becomes a loop in the block, x stays the grid.
// CHECK-LABEL: func.func @split
// CHECK: tile.launch (%[[X:.*]]) in (%c2) threads [128]
// CHECK: %[[S:.*]] = tile.alloc "S"
// CHECK: %[[FROM:.*]] = tile.region %arg0[%{{.*}}, %{{.*}}] [32, 64]
// CHECK: tile.copy %[[FROM]] to
// CHECK: scf.for %{{.*}} = %{{.*}} to %c4 step
// CHECK: tile.parallel (%[[I:.*]], %[[J:.*]]) in
// CHECK: %[[VALUE:.*]] = memref.load %[[S]][%[[I]], %[[J]]]
// CHECK: %[[BEFORE:.*]] = memref.load %[[SUM:.*]][%[[I]], %[[J]]] : memref<32x64xf32, #tile.scope<fragment>>
// CHECK: %[[AFTER:.*]] = arith.addf %[[BEFORE]], %[[VALUE]]
// CHECK: memref.store %[[AFTER]], %[[SUM]][%[[I]], %[[J]]]
// CHECK: %[[TO:.*]] = tile.region %arg0[%{{.*}}, %{{.*}}] [32, 64]
// CHECK: tile.copy %{{.*}} to %[[TO]]
func.func @split(%B: !t {tile.name = "B"}) {
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  tile.launch (%x, %y) in (%c2, %c4) threads [128] {
    %S = tile.alloc "S" : !s
    %start = arith.muli %x, %c32 : index
    tile.parallel (%i, %j) in (%c32, %c64) {
      %row = arith.addi %start, %i : index
      %value = memref.load %S[%i, %j] : !s
      %0 = memref.atomic_rmw addf %value, %B[%row, %j] : (f32, !t) -> f32
    }
  }
  return
}

// Blocks that are disjoint along all axes stay as they are.
// CHECK-LABEL: func.func @apart
// CHECK: tile.launch (%{{.*}}, %{{.*}}) in (%c2, %c2)
// CHECK-NOT: scf.for
// CHECK: return
func.func @apart(%B: !t {tile.name = "B"}, %value: f32) {
  %c2 = arith.constant 2 : index
  %c32 = arith.constant 32 : index
  tile.launch (%x, %y) in (%c2, %c2) {
    %row0 = arith.muli %x, %c32 : index
    %column0 = arith.muli %y, %c32 : index
    tile.parallel (%i, %j) in (%c32, %c32) {
      %row = arith.addi %row0, %i : index
      %column = arith.addi %column0, %j : index
      %0 = memref.atomic_rmw maximumf %value, %B[%row, %column] : (f32, !t) -> f32
    }
  }
  return
}

// Windows of 32 rows every 16 overlap: the axis becomes a loop, and the fragment holds all of them.
// CHECK-LABEL: func.func @overlap
// CHECK: tile.launch (%{{.*}}) in (%{{.*}})
// CHECK: tile.alloc "B_sum" : memref<48x64xf32, #tile.scope<fragment>>
// CHECK: scf.for %[[X:.*]] =
// CHECK: arith.muli %[[X]], %{{.*}}
// CHECK: %[[AT:.*]] = arith.muli %[[X]], %{{.*}}
// CHECK: %[[ROW:.*]] = arith.addi %{{.*}}, %[[AT]]
// CHECK: memref.store %{{.*}}, %{{.*}}[%[[ROW]], %{{.*}}] : memref<48x64xf32
func.func @overlap(%B: !t {tile.name = "B"}, %value: f32) {
  %c2 = arith.constant 2 : index
  %c16 = arith.constant 16 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  tile.launch (%x) in (%c2) {
    %row0 = arith.muli %x, %c16 : index
    tile.parallel (%i, %j) in (%c32, %c64) {
      %row = arith.addi %row0, %i : index
      %0 = memref.atomic_rmw addf %value, %B[%row, %j] : (f32, !t) -> f32
    }
  }
  return
}

// Rows that update one element of an on-chip buffer are reduced first.
// CHECK-LABEL: func.func @reduced
// CHECK: %[[V:.*]] = tile.alloc "V"
// CHECK: %[[ALL:.*]] = tile.alloc "contributions" : memref<64x32xf32, #tile.scope<fragment>>
// CHECK: tile.fill
// CHECK: tile.parallel (%[[I:.*]], %[[J:.*]]) in
// CHECK: memref.store %{{.*}}, %[[ALL]][%[[J]], %[[I]]]
// CHECK: tile.reduce min %{{.*}} to %{{.*}} dim 1 clear
// CHECK: tile.parallel (%[[K:.*]]) in
// CHECK: arith.minimumf
// CHECK: memref.store %{{.*}}, %[[V]][%[[K]]]
func.func @reduced(%value: f32) {
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %V = tile.alloc "V" : memref<64xf32, #tile.scope<fragment>>
  tile.parallel (%i, %j) in (%c32, %c64) {
    %0 = memref.atomic_rmw minimumf %value, %V[%j] : (f32, memref<64xf32, #tile.scope<fragment>>) -> f32
  }
  return
}
