// RUN: tilium-opt %s --tt-insert-compute-init --split-input-file | FileCheck %s

// A product, then a conversion of its result, for each block of work: start-up once, the product's
// state in front of the loop along K, the conversion's after it.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @product
// CHECK-SAME: tt.compute_config = #tt.compute_config<math_fidelity = HiFi4, fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = [2]>
// CHECK: metalium.compute_kernel_hw_startup %[[A:.*]], %[[B:.*]] to %[[ACC:.*]] reverse
// CHECK: scf.for
// CHECK-NEXT: metalium.reconfig_data_format_srca %[[B]]
// CHECK-NEXT: metalium.pack_reconfig_data_format %[[ACC]]
// CHECK-NEXT: metalium.matmul_block_init %[[A]], %[[B]] transpose 0 ct 2 rt 2 kt 1
// CHECK-NEXT: scf.for
// CHECK-NOT: metalium
// CHECK: }
// CHECK-NEXT: metalium.reconfig_data_format_srca %[[ACC]]
// CHECK-NEXT: metalium.pack_reconfig_data_format %[[OUT:.*]] :
// CHECK-NEXT: metalium.copy_init %[[ACC]]
// CHECK-NEXT: tt.move
func.func @product(%count: index) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 2>, id = 0 : i32} : !tt.cb<2, 1, Float16>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 2>, id = 1 : i32} : !tt.cb<1, 2, Float16>
  %acc = tt.cb "acc" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>, id = 2 : i32} : !tt.cb<2, 2, Float32>
  %out = tt.cb "out" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 4, depth = 1>, id = 3 : i32} : !tt.cb<2, 2, Float16>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %block = %c0 to %count step %c1 {
    scf.for %k = %c0 to %count step %c1 {
      %first = arith.cmpi eq, %k, %c0 : index
      tt.matmul %a, %b clear(%first) into %acc : !tt.cb<2, 1, Float16>, !tt.cb<1, 2, Float16>, !tt.cb<2, 2, Float32>
    }
    tt.move %acc into %out : !tt.cb<2, 2, Float32>, !tt.cb<2, 2, Float16>
  }
  return
}
}

// -----

// With nothing but products of one kind, all state is set before the loop over blocks.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @only_products
// CHECK-SAME: fp32_dest_acc_en = false
// CHECK-SAME: unpack_to_dest_fp32 = []
// CHECK: metalium.compute_kernel_hw_startup
// CHECK: metalium.matmul_block_init {{.*}} transpose 1 ct 1 rt 4 kt 2
// CHECK-NEXT: scf.for
// CHECK-NOT: metalium
// CHECK: return
func.func @only_products(%count: index) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 8, depth = 2>, id = 0 : i32} : !tt.cb<4, 2, Float16_b>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 8, depth = 2>, id = 1 : i32} : !tt.cb<4, 2, Float16_b>
  %out = tt.cb "out" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 16, depth = 1>, id = 2 : i32} : !tt.cb<4, 4, Float16_b>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %block = %c0 to %count step %c1 {
    tt.matmul %a, %b transpose_b into %out : !tt.cb<4, 2, Float16_b>, !tt.cb<4, 2, Float16_b>, !tt.cb<4, 4, Float16_b>
  }
  return
}
}

// -----

// Two products with the same formats differ in their blocks alone: only their preparation changes.
// Where only SrcB's format differs, only SrcB is reconfigured.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @two_products
// CHECK: metalium.compute_kernel_hw_startup %[[A:[0-9]+]], %[[B:[0-9]+]] to
// CHECK: metalium.matmul_block_init %[[A]], %[[B]] transpose 0 ct 2 rt 1 kt 1
// CHECK-NEXT: tt.matmul
// CHECK-NEXT: metalium.matmul_block_init %[[D:[0-9]+]], %[[E:[0-9]+]] transpose 0 ct 1 rt 1 kt 2
// CHECK-NEXT: tt.matmul
// CHECK-NEXT: metalium.reconfig_data_format_srcb %[[F:[0-9]+]]
// CHECK-NEXT: metalium.matmul_block_init %[[F]], %[[E]] transpose 0 ct 1 rt 1 kt 2
// CHECK-NEXT: tt.matmul
func.func @two_products() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 1>, id = 1 : i32} : !tt.cb<1, 2, Float16>
  %c = tt.cb "c" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>, id = 2 : i32} : !tt.cb<1, 2, Float32>
  %d = tt.cb "d" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 1>, id = 3 : i32} : !tt.cb<1, 2, Float16>
  %e = tt.cb "e" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 1>, id = 4 : i32} : !tt.cb<2, 1, Float16>
  %f = tt.cb "f" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>, id = 5 : i32} : !tt.cb<1, 2, Float32>
  %g = tt.cb "g" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 6 : i32} : !tt.cb<1, 1, Float32>
  tt.matmul %a, %b into %c : !tt.cb<1, 1, Float16>, !tt.cb<1, 2, Float16>, !tt.cb<1, 2, Float32>
  tt.matmul %d, %e into %g : !tt.cb<1, 2, Float16>, !tt.cb<2, 1, Float16>, !tt.cb<1, 1, Float32>
  tt.matmul %f, %e into %g : !tt.cb<1, 2, Float32>, !tt.cb<2, 1, Float16>, !tt.cb<1, 1, Float32>
  return
}
}

// -----

// After branches that may or may not run, nothing is taken for granted: the last product may find the
// copy's state, in this iteration or from the one before.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @branches
// CHECK: metalium.matmul_block_init
// CHECK-NEXT: tt.matmul
// CHECK-NEXT: scf.for
// CHECK: scf.if
// CHECK-NEXT: metalium.matmul_block_init
// CHECK-NEXT: tt.matmul
// CHECK: scf.if
// CHECK-NEXT: metalium.copy_init
// CHECK-NEXT: tt.move
// CHECK: scf.if
// CHECK-NEXT: metalium.matmul_block_init
// CHECK-NEXT: tt.matmul
func.func @branches(%count: index, %p: i1, %q: i1, %r: i1) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float16>
  %c = tt.cb "c" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 2 : i32} : !tt.cb<1, 1, Float16>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  tt.matmul %a, %b into %c : !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float16>
  scf.for %i = %c0 to %count step %c1 {
    scf.if %p {
      tt.matmul %a, %b into %c : !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float16>
    }
    scf.if %q {
      tt.move %a into %c : !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float16>
    }
    scf.if %r {
      tt.matmul %a, %b into %c : !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float16>
    }
  }
  return
}
}

// -----

// The vector engine's preparation does not disturb the matrix engine's. DST of 16 bits takes its
// exponent range from SrcA, so a fill asks for its own format there.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @fills
// CHECK-SAME: fp32_dest_acc_en = false
// CHECK: metalium.compute_kernel_hw_startup %[[A:[0-9]+]] to %[[C:[0-9]+]]
// CHECK: metalium.copy_init %[[A]]
// CHECK-NEXT: tt.move
// CHECK-NEXT: metalium.reconfig_data_format_srca %[[D:[0-9]+]]
// CHECK-NEXT: metalium.pack_reconfig_data_format %[[D]]
// CHECK-NEXT: metalium.fill_tile_init
// CHECK-NEXT: tt.fill
// CHECK-NEXT: metalium.reconfig_data_format_srca %[[A]]
// CHECK-NEXT: metalium.pack_reconfig_data_format %[[C]]
// CHECK-NEXT: tt.move
func.func @fills() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16_b>
  %c = tt.cb "c" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float16_b>
  %d = tt.cb "d" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>, id = 2 : i32} : !tt.cb<1, 1, Float16>
  %third = arith.constant 0.333333 : f32
  tt.move %a into %c : !tt.cb<1, 1, Float16_b>, !tt.cb<1, 1, Float16_b>
  tt.fill %third into %d : f32, !tt.cb<1, 1, Float16>
  tt.move %a into %c : !tt.cb<1, 1, Float16_b>, !tt.cb<1, 1, Float16_b>
  return
}
}

// -----

// Float32 goes past the source registers where only copies and transpositions read it, not where a
// product reads it too.

module attributes {tt.target = "blackhole"} {
// CHECK-LABEL: func.func @whole_floats
// CHECK-SAME: fp32_dest_acc_en = true
// CHECK-SAME: unpack_to_dest_fp32 = [0]
// CHECK: metalium.compute_kernel_hw_startup %[[A:[0-9]+]] to %[[B:[0-9]+]] :
// CHECK: metalium.transpose_init %[[A]]
// CHECK-NEXT: tt.transpose
// CHECK-NEXT: metalium.matmul_block_init %[[B]], %[[B]]
// CHECK-NEXT: tt.matmul
// CHECK-NEXT: metalium.copy_init %[[B]]
// CHECK-NEXT: tt.move
func.func @whole_floats() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %a = tt.cb "a" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float32>
  %b = tt.cb "b" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float32>
  %c = tt.cb "c" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 2 : i32} : !tt.cb<1, 1, Float32>
  tt.transpose %a into %b : !tt.cb<1, 1, Float32>, !tt.cb<1, 1, Float32>
  tt.matmul %b, %b into %c : !tt.cb<1, 1, Float32>, !tt.cb<1, 1, Float32>, !tt.cb<1, 1, Float32>
  tt.move %b into %c : !tt.cb<1, 1, Float32>, !tt.cb<1, 1, Float32>
  return
}

// A kernel without operations is not started, and the other kernels stay as they are.
// CHECK-LABEL: func.func @nothing
// CHECK-SAME: tt.compute_config
// CHECK-NEXT: return
func.func @nothing() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  return
}
// CHECK-LABEL: func.func @reader
// CHECK-NOT: tt.compute_config
// CHECK: return
func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>} {
  return
}
}
