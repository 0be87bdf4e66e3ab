// RUN: tilium-opt %s --tt-insert-compute-init --tt-insert-dst-management --split-input-file | FileCheck %s

// A norm: loads that follow one another alike share their preparation, here the two columns in
// Float32 and the two rows in Float16_b. What the last load of a part leaves is what the first one
// of the next takes, so it is prepared in front of all parts, as is SrcB, which columns alone use.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @norm
// CHECK: %[[X:.*]] = tt.cb "x"
// CHECK: %[[MEAN:.*]] = tt.cb "mean"
// CHECK: %[[SCALE:.*]] = tt.cb "scale"
// CHECK: %[[G:.*]] = tt.cb "gamma"
// CHECK: %[[B:.*]] = tt.cb "beta"
// CHECK: metalium.reconfig_data_format %[[X]], %[[SCALE]]
// CHECK-NEXT: metalium.copy_init %[[X]]
// CHECK: scf.for
// CHECK-NEXT: metalium.dst.acquire
// CHECK-NEXT: metalium.copy_tile %[[X]]
// CHECK: metalium.reconfig_data_format_srca %[[MEAN]]
// CHECK-NEXT: metalium.unary_bcast_init <column> %[[MEAN]]
// CHECK-NEXT: metalium.unary_bcast <column> %[[MEAN]]
// CHECK-NEXT: metalium.vector_init "sub"
// CHECK-NEXT: metalium.vector "sub"
// CHECK-NEXT: metalium.unary_bcast <column> %[[SCALE]]
// CHECK-NEXT: metalium.unary_bcast_uninit <column> %[[SCALE]]
// CHECK-NEXT: metalium.vector_init "mul"
// CHECK-NEXT: metalium.vector "mul"
// CHECK-NEXT: metalium.reconfig_data_format_srca %[[G]]
// CHECK-NEXT: metalium.copy_init %[[G]]
// CHECK-NEXT: metalium.copy_tile %[[G]]
// CHECK: metalium.vector "mul_row"
// CHECK-NEXT: metalium.copy_tile %[[B]]
// CHECK-NEXT: metalium.vector "add_row"
// CHECK-NOT: reconfig
// CHECK: metalium.pack_tile
func.func @norm() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %x = tt.cb "x" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 3, depth = 1>, id = 0 : i32} : !tt.cb<1, 3, Float16_b>
  %mean = tt.cb "mean" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float32>
  %scale = tt.cb "scale" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 2 : i32} : !tt.cb<1, 1, Float32>
  %gamma = tt.cb "gamma" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 3, depth = 1>, id = 3 : i32} : !tt.cb<1, 3, Float16_b>
  %beta = tt.cb "beta" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 3, depth = 1>, id = 4 : i32} : !tt.cb<1, 3, Float16_b>
  %y = tt.cb "y" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 3, depth = 1>, id = 5 : i32} : !tt.cb<1, 3, Float16_b>
  tt.eltwise (%x, %mean, %scale, %gamma, %beta)
      maps [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (0)>, affine_map<(d0, d1) -> (0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d1)>]
      broadcasts [#tt.broadcast<none>, #tt.broadcast<column>, #tt.broadcast<column>, #tt.broadcast<row>, #tt.broadcast<row>] into %y {
  ^bb0(%e: f32, %m: f32, %s: f32, %g: f32, %b: f32):
    %centred = arith.subf %e, %m : f32
    %scaled = arith.mulf %centred, %s : f32
    %weighted = arith.mulf %scaled, %g : f32
    %sum = arith.addf %weighted, %b : f32
    tt.yield %sum : f32
  } : (!tt.cb<1, 3, Float16_b>, !tt.cb<1, 1, Float32>, !tt.cb<1, 1, Float32>, !tt.cb<1, 3, Float16_b>, !tt.cb<1, 3, Float16_b>), !tt.cb<1, 3, Float16_b>
  return
}
}

// -----

// Columns in two formats: SrcB changes with them, and each part begins as it does not end.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @columns
// CHECK: %[[P:.*]] = tt.cb "p"
// CHECK: %[[Q:.*]] = tt.cb "q"
// CHECK: scf.for
// CHECK-NEXT: metalium.dst.acquire
// CHECK-NEXT: metalium.reconfig_data_format %[[P]], %[[P]]
// CHECK-NEXT: metalium.unary_bcast_init <column> %[[P]]
// CHECK: metalium.unary_bcast_uninit <column> %[[P]]
// CHECK: metalium.reconfig_data_format %[[Q]], %[[Q]]
// CHECK-NEXT: metalium.unary_bcast_init <column> %[[Q]]
// CHECK: metalium.unary_bcast_uninit <column> %[[Q]]
func.func @columns() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %p = tt.cb "p" {cb_desc = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float16_b>
  %q = tt.cb "q" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float32>
  %y = tt.cb "y" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 3, depth = 1>, id = 2 : i32} : !tt.cb<1, 3, Float32>
  tt.eltwise (%p, %q) maps [affine_map<(d0, d1) -> (0)>, affine_map<(d0, d1) -> (0)>]
      broadcasts [#tt.broadcast<column>, #tt.broadcast<column>] into %y {
  ^bb0(%a: f32, %b: f32):
    %d = arith.subf %a, %b : f32
    tt.yield %d : f32
  } : (!tt.cb<1, 1, Float16_b>, !tt.cb<1, 1, Float32>), !tt.cb<1, 3, Float32>
  return
}
}

// -----

// One format, but A is an operand of a product as well and goes through SrcA, while D goes to DST
// in all 32 bits: each is prepared on its own.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @through_the_source
// CHECK-SAME: unpack_to_dest_fp32 = [2]
// CHECK: %[[A:.*]] = tt.cb "A"
// CHECK: %[[D:.*]] = tt.cb "D"
// CHECK: metalium.matmul_block
// CHECK: metalium.copy_init %[[D]]
// CHECK: metalium.copy_tile %[[D]]
// CHECK: metalium.copy_init %[[A]]
// CHECK: metalium.copy_tile %[[A]]
func.func @through_the_source() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %A = tt.cb "A" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 0 : i32} : !tt.cb<1, 1, Float32>
  %C = tt.cb "C" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float32>
  %D = tt.cb "D" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 2 : i32} : !tt.cb<1, 1, Float32>
  %true = arith.constant true
  tt.matmul %A, %A clear(%true) into %C : !tt.cb<1, 1, Float32>, !tt.cb<1, 1, Float32>, !tt.cb<1, 1, Float32>
  tt.eltwise (%D, %A) maps [affine_map<(d0, d1) -> (0)>, affine_map<(d0, d1) -> (0)>]
      broadcasts [#tt.broadcast<none>, #tt.broadcast<none>] into %C {
  ^bb0(%a: f32, %b: f32):
    %d = arith.subf %a, %b : f32
    tt.yield %d : f32
  } : (!tt.cb<1, 1, Float32>, !tt.cb<1, 1, Float32>), !tt.cb<1, 1, Float32>
  return
}
}

// -----

// A loop in which nothing else is done by the engines: what the parts prepare alike is prepared in
// front of it. The loop around both has another operation.

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @alone
// CHECK: %[[X:.*]] = tt.cb "x"
// CHECK: %[[V:.*]] = tt.cb "v"
// CHECK: scf.for
// CHECK: metalium.copy_init %[[V]]
// CHECK: metalium.pack_tile %{{.*}} to %[[V]]
// CHECK: metalium.copy_init %[[X]]
// CHECK-NEXT: metalium.vector_init "add_scalar"
// CHECK-NEXT: scf.for
// CHECK-NEXT: metalium.cb_wait_front %[[X]], 2
// CHECK-NOT: init
// CHECK: metalium.copy_tile %[[X]]
// CHECK-NOT: init
// CHECK: metalium.vector "add_scalar"
// CHECK-NOT: init
// CHECK: return
func.func @alone(%rounds: index) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  %x = tt.cb "x" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 2>, id = 0 : i32} : !tt.cb<1, 2, Float32>
  %v = tt.cb "v" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>, id = 1 : i32} : !tt.cb<1, 1, Float32>
  %y = tt.cb "y" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 2>, id = 2 : i32} : !tt.cb<1, 2, Float32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %round = %c0 to %rounds step %c1 {
    tt.eltwise (%v) maps [affine_map<(d0, d1) -> (0)>] broadcasts [#tt.broadcast<none>] into %v {
    ^bb0(%e: f32):
      %twice = arith.addf %e, %e : f32
      tt.yield %twice : f32
    } : (!tt.cb<1, 1, Float32>), !tt.cb<1, 1, Float32>
    scf.for %i = %c0 to %c4 step %c1 {
      metalium.cb_wait_front %x, 2 : !tt.cb<1, 2, Float32>
      metalium.cb_reserve_back %y, 2 : !tt.cb<1, 2, Float32>
      tt.eltwise (%x) maps [affine_map<(d0, d1) -> (d1)>] broadcasts [#tt.broadcast<none>] into %y {
      ^bb0(%e: f32):
        %one = arith.constant 1.0 : f32
        %sum = arith.addf %e, %one : f32
        tt.yield %sum : f32
      } : (!tt.cb<1, 2, Float32>), !tt.cb<1, 2, Float32>
      metalium.cb_pop_front %x, 2 : !tt.cb<1, 2, Float32>
      metalium.cb_push_back %y, 2 : !tt.cb<1, 2, Float32>
    }
  }
  return
}
}
