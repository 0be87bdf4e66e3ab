// RUN: tilium-opt --tt-work-partition %s -split-input-file | FileCheck %s

// Fewer blocks than cores: one each, on the first cores row by row.
// CHECK-LABEL: func.func @small
// CHECK-SAME: tt.core_grid = #tt.core_grid<cols = 8, rows = 8>
// CHECK-SAME: tt.core_ranges = #tt.core_ranges<[<(0, 0) to (7, 0)>, <(0, 1) to (1, 1)>]>
// CHECK-SAME: tt.grid_tiles = array<i64: 5, 2>
// CHECK-SAME: tt.partition_mode = #tt.partition_mode<global>
// CHECK-SAME: <(1, 1) start = 9, count = 1>]>
module attributes {tt.target = "wormhole_b0"} {
  func.func @small() {
    %c2 = arith.constant 2 : index
    %c5 = arith.constant 5 : index
    tile.launch (%bx, %by) in (%c5, %c2) {
    }
    return
  }
}

// -----

// More blocks than cores: contiguous runs, the first cores take one more.
// CHECK-LABEL: func.func @large
// CHECK-SAME: tt.core_ranges = #tt.core_ranges<[<(0, 0) to (7, 7)>]>
// CHECK-SAME: <(0, 0) start = 0, count = 2>, <(1, 0) start = 2, count = 2>, <(2, 0) start = 4, count = 1>
// CHECK-SAME: <(7, 7) start = 65, count = 1>]>
module attributes {tt.target = "wormhole_b0"} {
  func.func @large() {
    %c2 = arith.constant 2 : index
    %c3 = arith.constant 3 : index
    %c11 = arith.constant 11 : index
    tile.launch (%bx, %by, %bz) in (%c11, %c3, %c2) {
    }
    return
  }
}

// -----

// CHECK-LABEL: func.func @blackhole
// CHECK-SAME: tt.core_grid = #tt.core_grid<cols = {{1[0-9]}}, rows = 10>
module attributes {tt.target = "blackhole"} {
  func.func @blackhole() {
    %c1 = arith.constant 1 : index
    tile.launch (%bx) in (%c1) {
    }
    return
  }
}
