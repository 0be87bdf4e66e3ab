// Elementwise expressions, reductions and running sums as calls on DST tiles (D4 and D5).
// RUN: tilium-opt --tt-insert-compute-init --tt-insert-dst-management %s -split-input-file | FileCheck %s

#m = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>
#h = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 4, depth = 1>
#v = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
  // Arithmetic is in float32, so DST is; 32-bit operands go there past the source registers. Two tiles fit
  // a part, each with two registers.
  // CHECK-LABEL: func.func @compute
  // CHECK-SAME: fp32_dest_acc_en = true, dst_full_sync_en = false, unpack_to_dest_fp32 = [0, 1]
  // CHECK: scf.for %[[ROW:.*]] = %c0 to %c2
  // CHECK: metalium.dst.acquire
  // CHECK: metalium.copy_init %[[X:.*]] :
  // CHECK: metalium.copy_tile %[[X]]
  // CHECK: metalium.unary_bcast_init <column> %[[M:.*]] :
  // CHECK: metalium.unary_bcast <column> %[[M]][%[[ROW]]]
  // CHECK: metalium.unary_bcast_uninit <column> %[[M]]
  // CHECK: metalium.vector_init "sub"
  // CHECK: metalium.vector "sub"(%{{.*}}, %{{.*}}, %{{.*}})
  // CHECK: metalium.vector_init "exp2"
  // CHECK: metalium.vector "exp2"(
  // CHECK: metalium.dst.commit
  // CHECK: metalium.pack_tile %{{.*}} to %{{.*}} : <2, 2, Float16>
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %x = tt.cb "x" {cb_desc = #m, id = 0 : i32} : !tt.cb<2, 2, Float32>
    %m = tt.cb "m" {cb_desc = #v, id = 1 : i32} : !tt.cb<2, 1, Float32>
    %p = tt.cb "p" {cb_desc = #h, id = 2 : i32} : !tt.cb<2, 2, Float16>
    tt.eltwise (%x, %m) maps [affine_map<(d0, d1) -> (d0 * 2 + d1)>, affine_map<(d0, d1) -> (d0)>]
        broadcasts [#tt.broadcast<none>, #tt.broadcast<column>] into %p {
    ^bb0(%e: f32, %l: f32):
      %d = arith.subf %e, %l : f32
      %r = math.exp2 %d : f32
      tt.yield %r : f32
    } : (!tt.cb<2, 2, Float32>, !tt.cb<2, 1, Float32>), !tt.cb<2, 2, Float16>
    return
  }
}

// -----

#m = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>
#v = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
  // One function and one load are prepared once, before the loops.
  // CHECK-LABEL: func.func @compute
  // CHECK: metalium.copy_init
  // CHECK: metalium.vector_init "mul_scalar"
  // CHECK: scf.for
  // CHECK-NOT: _init
  // CHECK: metalium.vector "mul_scalar"(%{{.*}}) value 2.000000e+00
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %x = tt.cb "x" {cb_desc = #m, id = 0 : i32} : !tt.cb<2, 2, Float32>
    %y = tt.cb "y" {cb_desc = #m, id = 1 : i32} : !tt.cb<2, 2, Float32>
    tt.eltwise (%x) maps [affine_map<(d0, d1) -> (d0 * 2 + d1)>] broadcasts [#tt.broadcast<none>] into %y {
    ^bb0(%e: f32):
      %two = arith.constant 2.0 : f32
      %r = arith.mulf %e, %two : f32
      tt.yield %r : f32
    } : (!tt.cb<2, 2, Float32>), !tt.cb<2, 2, Float32>
    return
  }
}

// -----

#m = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>
#v = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
  // Tiles of a row are combined, then the rows of the one that is left.
  // CHECK-LABEL: func.func @compute
  // CHECK: metalium.vector_init "max"
  // CHECK: metalium.vector "max"(%c0, %c1, %c0)
  // CHECK: metalium.vector_init "reduce_max_row"
  // CHECK: metalium.vector "reduce_max_row"(%c0)
  // CHECK: metalium.pack_tile %c0
  // Running sums start anew in the first row of tiles.
  // CHECK: metalium.vector_init "cumsum"
  // CHECK: %[[FIRST:.*]] = arith.cmpi eq
  // CHECK: %[[BIT:.*]] = arith.index_castui %[[FIRST]]
  // CHECK: metalium.vector "cumsum"(%c0) bits %[[BIT]]
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %x = tt.cb "x" {cb_desc = #m, id = 0 : i32} : !tt.cb<2, 2, Float32>
    %l = tt.cb "l" {cb_desc = #v, id = 1 : i32} : !tt.cb<2, 1, Float32>
    %s = tt.cb "s" {cb_desc = #m, id = 2 : i32} : !tt.cb<2, 2, Float32>
    tt.reduce max row %x into %l : !tt.cb<2, 2, Float32>, !tt.cb<2, 1, Float32>
    tt.cumsum %x groups 1 into %s : !tt.cb<2, 2, Float32>, !tt.cb<2, 2, Float32>
    return
  }
}

// -----

#m = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 4, depth = 1>
#v = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 2, depth = 1>
module attributes {tt.target = "wormhole_b0"} {
  // A row is spread by the call that needs it where there is one; else over zeroes. It is loaded as it is.
  // CHECK-LABEL: func.func @compute
  // CHECK-NOT: unary_bcast
  // CHECK: metalium.copy_tile %[[X:.*]][{{.*}}] to %[[DATA:.*]] :
  // CHECK: metalium.copy_tile %[[R:.*]][%[[COLUMN:.*]]] to %[[ROW:.*]] :
  // CHECK: metalium.vector_init "mul_row"
  // CHECK: metalium.vector "mul_row"(%[[DATA]], %[[ROW]])
  // CHECK: metalium.vector_init "fill"
  // CHECK: metalium.vector "fill"(%[[ZERO:.*]]) value 0.000000e+00
  // CHECK: metalium.copy_tile %[[R]][%[[COLUMN]]] to %[[AGAIN:.*]] :
  // CHECK: metalium.vector_init "add_row"
  // CHECK: metalium.vector "add_row"(%[[ZERO]], %[[AGAIN]])
  // CHECK: metalium.vector_init "max"
  // CHECK: metalium.vector "max"(%[[DATA]], %[[ZERO]], %{{.*}})
  // CHECK-NOT: unary_bcast
  func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>} {
    %x = tt.cb "x" {cb_desc = #m, id = 0 : i32} : !tt.cb<2, 2, Float16_b>
    %r = tt.cb "r" {cb_desc = #v, id = 1 : i32} : !tt.cb<1, 2, Float16_b>
    %y = tt.cb "y" {cb_desc = #m, id = 2 : i32} : !tt.cb<2, 2, Float16_b>
    tt.eltwise (%x, %r) maps [affine_map<(d0, d1) -> (d0 * 2 + d1)>, affine_map<(d0, d1) -> (d1)>]
        broadcasts [#tt.broadcast<none>, #tt.broadcast<row>] into %y {
    ^bb0(%e: f32, %l: f32):
      %p = arith.mulf %l, %e : f32
      %m = arith.maximumf %p, %l : f32
      tt.yield %m : f32
    } : (!tt.cb<2, 2, Float16_b>, !tt.cb<1, 2, Float16_b>), !tt.cb<2, 2, Float16_b>
    return
  }
}
