// RUN: tilium-opt %s --tt-insert-dst-management --split-input-file | FileCheck %s

// 4x4 tiles in 32-bit DST, which holds 4: parts of 2x2. Each call accumulates over its tiles along K
// in DST; over calls the packer adds, except where the product clears.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @parts
// CHECK: scf.for %[[K:.*]] = %c0
// CHECK: %[[ADD:.*]] = arith.cmpi ne, %[[K]], %c0
// CHECK: %[[ENABLE:.*]] = arith.index_castui %[[ADD]] : i1 to index
// CHECK: metalium.pack_reconfig_l1_acc %[[ENABLE]]
// CHECK: scf.for %[[ROW:.*]] = %{{.*}} to %c2{{.*}}
// CHECK: scf.for %[[COL:.*]] = %{{.*}} to %c2{{.*}}
// CHECK-NEXT: metalium.dst.acquire
// CHECK: scf.for %[[INNER:.*]] = %{{.*}} to %c3
// CHECK: %[[ROWS:.*]] = arith.muli %[[ROW]], %c6
// CHECK: %[[TILE_A:.*]] = arith.addi %[[ROWS]], %[[INNER]]
// CHECK: %[[FIRST_COL:.*]] = arith.muli %[[COL]], %c2
// CHECK: %[[ROW_B:.*]] = arith.muli %[[INNER]], %c4
// CHECK: %[[TILE_B:.*]] = arith.addi %[[ROW_B]], %[[FIRST_COL]]
// CHECK: metalium.matmul_block %{{.*}}[%[[TILE_A]]], %{{.*}}[%[[TILE_B]]] to %c0{{.*}} transpose 0 ct 2 rt 2 kt 3
// CHECK: metalium.dst.commit
// CHECK-NEXT: metalium.dst.wait
// CHECK: metalium.pack_tile %{{.*}} to %{{.*}}[%{{.*}}]
// CHECK: metalium.dst.release
// CHECK-NOT: tt.matmul
// CHECK: return
func.func @parts(%count: index) attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 12, depth = 1>, id = 0 : i32} : !tt.cb<4, 3, Float16>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 12, depth = 1>, id = 1 : i32} : !tt.cb<3, 4, Float16>
  %c = tt.cb "c" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 16, depth = 1>, id = 2 : i32} : !tt.cb<4, 4, Float32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %k = %c0 to %count step %c1 {
    %first = arith.cmpi eq, %k, %c0 : index
    tt.matmul %a, %b clear(%first) into %c : !tt.cb<4, 3, Float16>, !tt.cb<3, 4, Float16>, !tt.cb<4, 4, Float32>
  }
  return
}
}

// -----

// 16-bit DST holds 8 tiles: 2x4 is one part, whose rows are whole rows of the block.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @whole
// CHECK-NOT: pack_reconfig_l1_acc
// CHECK: metalium.dst.acquire
// CHECK: metalium.matmul_block %{{.*}}[%c0{{.*}}], %{{.*}}[%c0{{.*}}] to %c0{{.*}} transpose 0 ct 4 rt 2 kt 1
// CHECK-NEXT: metalium.dst.commit
// CHECK-NEXT: metalium.dst.wait
// CHECK: scf.for %[[TILE:.*]] = %{{.*}} to %c8
// CHECK-NEXT: metalium.pack_tile %[[TILE]] to %{{.*}}[%[[TILE]]]
// CHECK-NEXT: }
// CHECK-NEXT: metalium.dst.release
// CHECK-NEXT: return
func.func @whole() attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = false, dst_full_sync_en = false, unpack_to_dest_fp32 = []>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 2, depth = 1>, id = 0 : i32} : !tt.cb<2, 1, Float16_b>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 4, depth = 1>, id = 1 : i32} : !tt.cb<1, 4, Float16_b>
  %c = tt.cb "c" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 8, depth = 1>, id = 2 : i32} : !tt.cb<2, 4, Float16_b>
  %true = arith.constant true
  tt.matmul %a, %b clear(%true) into %c : !tt.cb<2, 1, Float16_b>, !tt.cb<1, 4, Float16_b>, !tt.cb<2, 4, Float16_b>
  return
}
}

// -----

// A transposed B has its columns 2 tiles apart: one column a part, tile n * 2 + k.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @transposed_b
// CHECK: metalium.pack_reconfig_l1_acc %c1
// CHECK: scf.for %[[COL:.*]] = %{{.*}} to %c3
// CHECK: scf.for %[[INNER:.*]] = %{{.*}} to %c2
// CHECK: %[[ROW_B:.*]] = arith.muli %[[COL]], %c2
// CHECK: %[[TILE_B:.*]] = arith.addi %[[ROW_B]], %[[INNER]]
// CHECK: metalium.matmul_block %{{.*}}[%[[INNER]]], %{{.*}}[%[[TILE_B]]] to %c0{{.*}} transpose 1 ct 1 rt 2 kt 2
// CHECK: return
func.func @transposed_b() attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = false, dst_full_sync_en = false, unpack_to_dest_fp32 = []>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 4, depth = 1>, id = 0 : i32} : !tt.cb<2, 2, Float16_b>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 6, depth = 1>, id = 1 : i32} : !tt.cb<3, 2, Float16_b>
  %c = tt.cb "c" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 6, depth = 1>, id = 2 : i32} : !tt.cb<2, 3, Float16_b>
  tt.matmul %a, %b transpose_b into %c : !tt.cb<2, 2, Float16_b>, !tt.cb<3, 2, Float16_b>, !tt.cb<2, 3, Float16_b>
  return
}
}

// -----

// Copies, fills and transpositions. 6 tiles and room for 4: parts of 3.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @others
// CHECK: scf.for %[[PART:.*]] = %{{.*}} to %c2
// CHECK-NEXT: metalium.dst.acquire
// CHECK: scf.for %[[I:.*]] = %{{.*}} to %c3
// CHECK: %[[FIRST:.*]] = arith.muli %[[PART]], %c3
// CHECK: %[[TILE:.*]] = arith.addi %[[FIRST]], %[[I]]
// CHECK: metalium.copy_tile %[[A:[0-9]+]][%[[TILE]]] to %[[I]]
// CHECK: metalium.pack_tile %{{.*}} to %[[B:[0-9]+]] :

// A fill makes its tile once.
// CHECK: metalium.dst.acquire
// CHECK: metalium.fill_tile %[[ZERO:.*]], %cst
// CHECK: scf.for {{.*}} to %c6
// CHECK-NEXT: metalium.pack_tile %[[ZERO]] to %[[B]] :

// Row by row of the result: tile (c, r) comes from (r, c).
// CHECK: scf.for %[[ROW:.*]] = %{{.*}} to %c3
// CHECK: metalium.dst.acquire
// CHECK: scf.for %[[COL:.*]] = %{{.*}} to %c2
// CHECK: %[[SOURCE_ROW:.*]] = arith.muli %[[COL]], %c3
// CHECK: %[[SOURCE:.*]] = arith.addi %[[SOURCE_ROW]], %[[ROW]]
// CHECK: metalium.transpose_tile %[[B]][%[[SOURCE]]] to %[[COL]]
// CHECK: return
func.func @others() attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 6, depth = 1>, id = 0 : i32} : !tt.cb<2, 3, Float16>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 6, depth = 1>, id = 1 : i32} : !tt.cb<2, 3, Float32>
  %c = tt.cb "c" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 6, depth = 1>, id = 2 : i32} : !tt.cb<3, 2, Float32>
  %half = arith.constant 0.5 : f32
  tt.move %a into %b : !tt.cb<2, 3, Float16>, !tt.cb<2, 3, Float32>
  tt.fill %half into %b : f32, !tt.cb<2, 3, Float32>
  tt.transpose %b into %c : !tt.cb<2, 3, Float32>, !tt.cb<3, 2, Float32>
  return
}
}

// -----

// A copy at the start of an iteration may follow a product that left the packer accumulating: only
// one of the branches turns it off. A loop of products that all add is switched on in front of it.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @accumulation
// CHECK: scf.for
// CHECK: metalium.pack_reconfig_l1_acc %c0
// CHECK: metalium.copy_tile
// CHECK: metalium.pack_reconfig_l1_acc %c1
// CHECK-NEXT: scf.for
// CHECK-NOT: pack_reconfig_l1_acc
// CHECK: metalium.matmul_block
// CHECK: scf.if
// CHECK-NOT: metalium.dst
// CHECK: metalium.pack_reconfig_l1_acc %c0
// CHECK: metalium.copy_tile
// CHECK: return
func.func @accumulation(%count: index, %p: i1) attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = []>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %count step %c1 {
    tt.move %a into %b : !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float32>
    scf.for %k = %c0 to %count step %c1 {
      tt.matmul %a, %a into %b : !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float32>
    }
    scf.if %p {
      tt.move %a into %b : !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float32>
    }
  }
  return
}
}
