// RUN: tilium-opt %s --tt-lower-cb-intrinsics | FileCheck %s

// The reader writes a tile of positions word by word in the order of the faces: element (row, column)
// of face f is row 16 * (f / 2) + row and column 16 * (f % 2) + column of the tile.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @reader
// CHECK: %[[D:.*]] = tt.cb "D"
// CHECK: metalium.cb_reserve_back %[[D]], 1
// CHECK-NEXT: %[[L1:.*]] = metalium.get_write_ptr %[[D]]
// CHECK-NEXT: scf.for %[[FACE:.*]] = %c0 to %c4
// CHECK-NEXT: scf.for %[[ROW:.*]] = %c0 to %c16
// CHECK-NEXT: scf.for %[[COLUMN:.*]] = %c0 to %c16
// CHECK-NEXT: %[[FACE_ROW:.*]] = arith.divui %[[FACE]], %c2
// CHECK-NEXT: %[[FIRST_ROW:.*]] = arith.muli %[[FACE_ROW]], %c16
// CHECK-NEXT: %[[TILE_ROW:.*]] = arith.addi %[[FIRST_ROW]], %[[ROW]]
// CHECK-NEXT: %[[FACE_COLUMN:.*]] = arith.remui %[[FACE]], %c2
// CHECK-NEXT: %[[FIRST_COLUMN:.*]] = arith.muli %[[FACE_COLUMN]], %c16
// CHECK-NEXT: %[[TILE_COLUMN:.*]] = arith.addi %[[FIRST_COLUMN]], %[[COLUMN]]
// CHECK-NEXT: %[[NEGATED:.*]] = arith.muli %[[TILE_COLUMN]], %c-1
// CHECK-NEXT: %[[POSITION:.*]] = arith.addi %[[TILE_ROW]], %[[NEGATED]]
// CHECK-NEXT: %[[FACE_ROWS:.*]] = arith.muli %[[FACE]], %c16
// CHECK-NEXT: %[[ROWS:.*]] = arith.addi %[[FACE_ROWS]], %[[ROW]]
// CHECK-NEXT: %[[WORDS:.*]] = arith.muli %[[ROWS]], %c16
// CHECK-NEXT: %[[WORD:.*]] = arith.addi %[[WORDS]], %[[COLUMN]]
// CHECK-NEXT: %[[BYTES:.*]] = arith.muli %[[WORD]], %c4
// CHECK-NEXT: %[[ADDRESS:.*]] = arith.addi %[[L1]], %[[BYTES]]
// CHECK-NEXT: metalium.store_l1 %[[POSITION]] to %[[ADDRESS]]
// CHECK: metalium.cb_push_back %[[D]], 1
// CHECK-NEXT: return
func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.grid_tiles = array<i64: 1>} {
  %D = tt.cb "D" {cb_desc = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Int32>
  %d = tt.iota row 1 column -1 into %D : !tt.cb<1, 1, Int32> -> !tt.block<1, 1, Int32>
  tt.push %d in %D : !tt.block<1, 1, Int32>, !tt.cb<1, 1, Int32>
  return
}
}
