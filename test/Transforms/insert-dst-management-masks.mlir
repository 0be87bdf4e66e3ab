// RUN: tilium-opt %s --tt-insert-compute-init --tt-insert-dst-management --split-input-file | FileCheck %s

// A causal mask: row - column + start >= 0. The tile of differences holds -31 to 31, so the processor
// tells from a tile's offset whether all of its elements are visible, or none; only the tiles on the
// diagonal compute the mask.

#p = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>
#d = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @causal
// CHECK-SAME: (%[[START:.*]]: index)
// CHECK-DAG: %[[LEAST:.*]] = arith.constant -31 : i32
// CHECK-DAG: %[[MOST:.*]] = arith.constant 31 : i32
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : i32
// CHECK: %[[S:.*]] = tt.cb "S"
// CHECK: %[[P:.*]] = tt.cb "P"
// CHECK: scf.for %[[ROW:.*]] = %c0 to %c2
// CHECK-NEXT: scf.for %[[COLUMN:.*]] = %c0 to %c2
// CHECK: %[[OFFSET:.*]] = arith.index_cast %{{.*}} : index to i32
// CHECK-NEXT: %[[SMALL:.*]] = arith.addi %[[OFFSET]], %[[LEAST]]
// CHECK-NEXT: %[[LARGE:.*]] = arith.addi %[[OFFSET]], %[[MOST]]
// CHECK-NEXT: %[[ALL:.*]] = arith.cmpi sge, %[[SMALL]], %[[ZERO]]
// CHECK-NEXT: %[[NONE:.*]] = arith.cmpi slt, %[[LARGE]], %[[ZERO]]
// CHECK-NEXT: scf.if %[[ALL]] {
// CHECK-NEXT: metalium.dst.acquire
// CHECK-NEXT: metalium.reconfig_data_format_srca %[[S]]
// CHECK-NEXT: metalium.copy_init %[[S]]
// CHECK-NOT: metalium.vector
// CHECK: metalium.pack_tile %c0 to %[[P]]
// CHECK: } else {
// CHECK-NEXT: scf.if %[[NONE]] {
// CHECK-NEXT: metalium.dst.acquire
// CHECK-NEXT: metalium.vector_init "fill"
// CHECK-NEXT: metalium.vector "fill"(%c0) value -1.000000e+30 : f32
// CHECK-NEXT: metalium.dst.commit
// CHECK: metalium.pack_tile %c0 to %[[P]]
// CHECK: } else {
// CHECK-NEXT: metalium.dst.acquire
// CHECK: metalium.vector "where"
// CHECK: metalium.pack_tile
func.func @causal(%start: index) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %S = tt.cb "S" {cb_desc = #p, id = 0 : i32} : !tt.cb<2, 2, Float32>
  %D = tt.cb "D" {cb_desc = #d, id = 1 : i32, tt.positions = array<i64: 1, -1>} : !tt.cb<1, 1, Int32>
  %P = tt.cb "P" {cb_desc = #p, id = 2 : i32} : !tt.cb<2, 2, Float32>
  tt.eltwise (%S, %D) maps [affine_map<(d0, d1)[s0] -> (d0 * 2 + d1)>, affine_map<(d0, d1)[s0] -> (0)>]
      broadcasts [#tt.broadcast<none>, #tt.broadcast<none>] symbols(%start) into %P {
  ^bb0(%e: f32, %d: i32):
    %hidden = arith.constant -1.0e+30 : f32
    %zero = arith.constant 0 : i32
    %offset = tt.tile_offset affine_map<(d0, d1)[s0] -> (d0 * 32 - d1 * 32 + s0)>[%start]
    %position = arith.addi %d, %offset : i32
    %visible = arith.cmpi sge, %position, %zero : i32
    %masked = arith.select %visible, %e, %hidden : f32
    tt.yield %masked : f32
  } : (!tt.cb<2, 2, Float32>, !tt.cb<1, 1, Int32>), !tt.cb<2, 2, Float32>
  return
}
}

// -----

// What data decide has no sides: the condition is computed for all tiles. Of a conjunction with such a
// condition, positions still tell where none holds.

#p = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>
#d = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @half_known
// CHECK: scf.for
// CHECK-NEXT: scf.for
// CHECK: %[[NONE:.*]] = arith.cmpi sge
// CHECK-NEXT: scf.if %[[NONE]] {
// CHECK: metalium.vector "fill"
// CHECK: } else {
// CHECK-NOT: scf.if
// CHECK: metalium.vector "where"
func.func @half_known(%end: index) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %S = tt.cb "S" {cb_desc = #p, id = 0 : i32} : !tt.cb<2, 2, Float32>
  %C = tt.cb "C" {cb_desc = #d, id = 1 : i32, tt.positions = array<i64: 0, 1>} : !tt.cb<1, 1, Int32>
  %P = tt.cb "P" {cb_desc = #p, id = 2 : i32} : !tt.cb<2, 2, Float32>
  tt.eltwise (%S, %C) maps [affine_map<(d0, d1)[s0] -> (d0 * 2 + d1)>, affine_map<(d0, d1)[s0] -> (0)>]
      broadcasts [#tt.broadcast<none>, #tt.broadcast<none>] symbols(%end) into %P {
  ^bb0(%e: f32, %c: i32):
    %none = arith.constant 0.0 : f32
    %offset = tt.tile_offset affine_map<(d0, d1)[s0] -> (d1 * 32)>[%end]
    %length = tt.tile_offset affine_map<(d0, d1)[s0] -> (s0)>[%end]
    %column = arith.addi %c, %offset : i32
    %inside = arith.cmpi slt, %column, %length : i32
    %positive = arith.cmpf ogt, %e, %none : f32
    %kept = arith.andi %inside, %positive : i1
    %masked = arith.select %kept, %e, %none : f32
    tt.yield %masked : f32
  } : (!tt.cb<2, 2, Float32>, !tt.cb<1, 1, Int32>), !tt.cb<2, 2, Float32>
  return
}
}
