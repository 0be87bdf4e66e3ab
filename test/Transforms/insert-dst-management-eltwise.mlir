// RUN: tilium-opt %s --tt-insert-compute-init --tt-insert-dst-management --split-input-file | FileCheck %s

// A maximum of each row, then exp2(S - M) with M spread over the columns. The reduction combines the
// tiles of a row in DST, and then the columns of one tile. The expression keeps two tiles for each
// result tile, so a part of the 4 tiles of DST is 2 result tiles; each call runs over a whole part
// after one preparation.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @row_of_scores
// CHECK-SAME: fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = [0, 1]
// CHECK: %[[S:.*]] = tt.cb "S"
// CHECK: %[[M:.*]] = tt.cb "M"
// CHECK: %[[P:.*]] = tt.cb "P"
// CHECK: metalium.compute_kernel_hw_startup %[[S]] to %[[M]]
// CHECK-NEXT: metalium.copy_init %[[S]]
// CHECK-NEXT: scf.for %[[ROW:.*]] = %c0 to %c2
// CHECK-NEXT: metalium.dst.acquire
// CHECK-NEXT: %[[FIRST:.*]] = arith.muli %[[ROW]], %c4
// CHECK-NEXT: metalium.copy_tile %[[S]][%[[FIRST]]] to %c0
// CHECK-NEXT: metalium.vector_init "max"
// CHECK-NEXT: scf.for %{{.*}} = %c0 to %c3
// CHECK: metalium.copy_tile %[[S]][%{{.*}}] to %c1
// CHECK-NEXT: metalium.vector "max"(%c0, %c1, %c0)
// CHECK: metalium.vector_init "reduce_max_row"
// CHECK-NEXT: metalium.vector "reduce_max_row"(%c0)
// CHECK-NEXT: metalium.dst.commit
// CHECK-NEXT: metalium.dst.wait
// CHECK-NEXT: metalium.pack_tile %c0 to %[[M]]
// CHECK: metalium.pack_reconfig_data_format %[[P]]
// CHECK: scf.for %[[ROW:.*]] = %c0 to %c2
// CHECK-NEXT: scf.for %[[PART:.*]] = %c0 to %c2
// CHECK: metalium.copy_init %[[S]]
// CHECK-NEXT: scf.for %[[TILE:.*]] = %c0 to %c2
// CHECK: metalium.copy_tile %[[S]][%{{.*}}] to %[[TILE]]
// CHECK: metalium.unary_bcast_init <column> %[[M]]
// CHECK-NEXT: scf.for %[[TILE:.*]] = %c0 to %c2
// CHECK-NEXT: %[[SECOND:.*]] = arith.addi %[[TILE]], %c2
// CHECK-NEXT: metalium.unary_bcast <column> %[[M]][%[[ROW]]] to %[[SECOND]]
// CHECK: metalium.unary_bcast_uninit <column> %[[M]]
// CHECK-NEXT: metalium.vector_init "sub"
// CHECK: metalium.vector "sub"(%[[TILE:.*]], %{{.*}}, %[[TILE]])
// CHECK: metalium.vector_init "exp2"
// CHECK: metalium.vector "exp2"(%[[TILE:.*]])
// CHECK: metalium.dst.commit
// CHECK: metalium.pack_tile %{{.*}} to %[[P]]
// CHECK-NOT: tt.eltwise
// CHECK: return
func.func @row_of_scores() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %S = tt.cb "S" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 8, depth = 1>, id = 0 : i32} : !tt.cb<2, 4, Float32>
  %M = tt.cb "M" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>, id = 1 : i32} : !tt.cb<2, 1, Float32>
  %P = tt.cb "P" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 8, depth = 1>, id = 2 : i32} : !tt.cb<2, 4, Float16>
  tt.reduce max row %S into %M : !tt.cb<2, 4, Float32>, !tt.cb<2, 1, Float32>
  tt.eltwise (%S, %M) maps [affine_map<(d0, d1) -> (d0 * 4 + d1)>, affine_map<(d0, d1) -> (d0)>]
      broadcasts [#tt.broadcast<none>, #tt.broadcast<column>] into %P {
  ^bb0(%e: f32, %m: f32):
    %difference = arith.subf %e, %m : f32
    %power = math.exp2 %difference : f32
    tt.yield %power : f32
  } : (!tt.cb<2, 4, Float32>, !tt.cb<2, 1, Float32>), !tt.cb<2, 4, Float16>
  return
}
}

// -----

// A causal mask. What is the same for a tile is computed by the processor, as arguments of the calls;
// truth is 1.0 and 0.0. Operands of different formats change the source registers before each load.
// Three tiles for each result tile: one result tile a part.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @positions
// CHECK-SAME: (%[[START:.*]]: index)
// CHECK-SAME: unpack_to_dest_fp32 = [1]
// CHECK: %[[S:.*]] = tt.cb "S"
// CHECK: %[[D:.*]] = tt.cb "D"
// CHECK: scf.for %[[ROW:.*]] = %c0 to %c2
// CHECK-NEXT: scf.for %[[COLUMN:.*]] = %c0 to %c2
// CHECK: metalium.reconfig_data_format_srca %[[D]]
// CHECK-NEXT: metalium.copy_init %[[D]]
// CHECK-NEXT: metalium.copy_tile %[[D]][%c0] to %c0
// CHECK-NEXT: metalium.vector_init "add_scalar_int32"
// CHECK-NEXT: %[[ROWS:.*]] = arith.muli %[[ROW]], %c32
// CHECK-NEXT: %[[COLUMNS:.*]] = arith.muli %[[COLUMN]], %c32
// CHECK-NEXT: %[[DIFFERENCE:.*]] = arith.subi %[[ROWS]], %[[COLUMNS]]
// CHECK-NEXT: %[[OFFSET:.*]] = arith.addi %[[DIFFERENCE]], %[[START]]
// CHECK-NEXT: metalium.vector "add_scalar_int32"(%c0) bits %[[OFFSET]]
// CHECK: metalium.vector "ge_scalar_int32"(%c0) value 0 : i32
// CHECK: metalium.vector "int32_to_float32"(%c0)
// CHECK: metalium.reconfig_data_format_srca %[[S]]
// CHECK-NEXT: metalium.copy_init %[[S]]
// CHECK: metalium.copy_tile %[[S]][%{{.*}}] to %c1
// CHECK: metalium.vector "fill"(%c2) value 0.000000e+00 : f32
// CHECK: metalium.vector "where"(%c0, %c1, %c2, %c0)
// CHECK: metalium.pack_tile %c0
func.func @positions(%start: index) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %S = tt.cb "S" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 4, depth = 1>, id = 0 : i32} : !tt.cb<2, 2, Float16>
  %D = tt.cb "D" {cb_desc = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Int32>
  %P = tt.cb "P" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 4, depth = 1>, id = 2 : i32} : !tt.cb<2, 2, Float16>
  tt.eltwise (%S, %D) maps [affine_map<(d0, d1)[s0] -> (d0 * 2 + d1)>, affine_map<(d0, d1)[s0] -> (0)>]
      broadcasts [#tt.broadcast<none>, #tt.broadcast<none>] symbols(%start) into %P {
  ^bb0(%e: f32, %d: i32):
    %hidden = arith.constant 0.0 : f32
    %zero = arith.constant 0 : i32
    %offset = tt.tile_offset affine_map<(d0, d1)[s0] -> (d0 * 32 - d1 * 32 + s0)>[%start]
    %position = arith.addi %d, %offset : i32
    %visible = arith.cmpi sge, %position, %zero : i32
    %masked = arith.select %visible, %e, %hidden : f32
    tt.yield %masked : f32
  } : (!tt.cb<2, 2, Float16>, !tt.cb<1, 1, Int32>), !tt.cb<2, 2, Float16>
  return
}
}

// -----

// Integers have calls of their own. A block of one column is cut along it; operand tiles may lie in
// another order than the result's.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @integers
// CHECK: %[[A:.*]] = tt.cb "A"
// CHECK: %[[B:.*]] = tt.cb "B"
// CHECK: %[[SUM:.*]] = tt.cb "sum"
// CHECK: scf.for %{{.*}} = %c0 to %c2
// CHECK: metalium.copy_tile %[[A]]
// CHECK: %[[MIRRORED:.*]] = arith.addi %{{.*}}, %c3
// CHECK: metalium.copy_tile %[[A]][%[[MIRRORED]]]
// CHECK: metalium.vector_init "mul_int32"
// CHECK: metalium.vector "mul_int32"
// CHECK: metalium.vector_init "max_int32"
// CHECK: metalium.vector "max_int32"
// CHECK: metalium.pack_tile %{{.*}} to %[[B]]
// CHECK: metalium.copy_tile %[[B]][%c0] to %c0
// CHECK: metalium.vector_init "add_int32"
// CHECK: scf.for %{{.*}} = %c0 to %c3
// CHECK: metalium.vector "add_int32"(%c0, %c1, %c0)
// CHECK: metalium.vector "reduce_sum_column_int32"(%c0)
// CHECK: metalium.pack_tile %c0 to %[[SUM]]
func.func @integers() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %A = tt.cb "A" {cb_desc = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 4, depth = 1>, id = 0 : i32} : !tt.cb<4, 1, Int32>
  %B = tt.cb "B" {cb_desc = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 4, depth = 1>, id = 1 : i32} : !tt.cb<4, 1, Int32>
  %sum = tt.cb "sum" {cb_desc = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>, id = 2 : i32} : !tt.cb<1, 1, Int32>
  tt.eltwise (%A, %A) maps [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (3 - d0)>]
      broadcasts [#tt.broadcast<none>, #tt.broadcast<none>] into %B {
  ^bb0(%a: i32, %b: i32):
    %p = arith.muli %a, %b : i32
    %m = arith.maxsi %p, %a : i32
    tt.yield %m : i32
  } : (!tt.cb<4, 1, Int32>, !tt.cb<4, 1, Int32>), !tt.cb<4, 1, Int32>
  tt.reduce sum column %B into %sum : !tt.cb<4, 1, Int32>, !tt.cb<1, 1, Int32>
  return
}
}
