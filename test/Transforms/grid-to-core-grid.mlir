// RUN: tilium-opt --tt-grid-to-core-grid %s -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @two_axes
// CHECK: %[[START:.*]] = tt.work_start
// CHECK: %[[COUNT:.*]] = tt.work_count
// CHECK: %[[END:.*]] = arith.addi %[[START]], %[[COUNT]]
// CHECK: scf.for %[[BLOCK:.*]] = %[[START]] to %[[END]]
// CHECK:   %[[BX:.*]] = arith.remui %[[BLOCK]], %c4
// CHECK:   %[[BY:.*]] = arith.divui %[[BLOCK]], %c4
// CHECK:   arith.addi %[[BX]], %[[BY]]
// CHECK-NOT: tile.launch
func.func @two_axes() attributes {tt.grid_tiles = array<i64: 4, 3>} {
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  tile.launch (%bx, %by) in (%c4, %c3) {
    %sum = arith.addi %bx, %by : index
  }
  return
}

// -----

// Axes of one block cost nothing.
// CHECK-LABEL: func.func @three_axes
// CHECK: scf.for %[[BLOCK:.*]] =
// CHECK-DAG: %[[BX:.*]] = arith.remui %[[BLOCK]], %c4
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[BZ:.*]] = arith.divui %[[BLOCK]], %c4
// CHECK: arith.addi %[[BX]], %[[ZERO]]
// CHECK: arith.addi %{{.*}}, %[[BZ]]
func.func @three_axes() attributes {tt.grid_tiles = array<i64: 4, 1, 3>} {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  tile.launch (%bx, %by, %bz) in (%c4, %c1, %c3) {
    %sum = arith.addi %bx, %by : index
    %all = arith.addi %sum, %bz : index
  }
  return
}
