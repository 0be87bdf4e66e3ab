// Elementwise expressions, reductions and positions print and parse.
// RUN: tilium-opt %s | tilium-opt | FileCheck %s

// CHECK-LABEL: func.func @softmax_step
func.func @softmax_step(%start: index) {
  %S = tt.cb "S" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 8, depth = 1>} : !tt.cb<2, 4, Float32>
  %M = tt.cb "M" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>} : !tt.cb<2, 1, Float32>
  %P = tt.cb "P" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 8, depth = 1>} : !tt.cb<2, 4, Float16>
  %D = tt.cb "D" {cb_desc = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>} : !tt.cb<1, 1, Int32>
  // CHECK: tt.iota row 1 column -1 into %{{.*}} : <1, 1, Int32>
  tt.iota row 1 column -1 into %D : !tt.cb<1, 1, Int32>
  // CHECK: tt.reduce {{ *}}max  row %{{.*}} into %{{.*}} : !tt.cb<2, 4, Float32>, <2, 1, Float32>
  tt.reduce max row %S into %M : !tt.cb<2, 4, Float32>, !tt.cb<2, 1, Float32>
  // CHECK: tt.eltwise(%{{.*}}, %{{.*}}, %{{.*}}) maps [#map, #map1, #map2] broadcasts [#tt.broadcast<none>, #tt.broadcast<column>, #tt.broadcast<none>] symbols(%{{.*}}) into
  // CHECK: tt.tile_offset #map{{.*}}[%{{.*}}]
  // CHECK: tt.yield %{{.*}} : f32
  tt.eltwise (%S, %M, %D) maps [affine_map<(d0, d1)[s0] -> (d0 * 4 + d1)>, affine_map<(d0, d1)[s0] -> (d0)>, affine_map<(d0, d1)[s0] -> (0)>]
      broadcasts [#tt.broadcast<none>, #tt.broadcast<column>, #tt.broadcast<none>] symbols(%start) into %P {
  ^bb0(%e: f32, %m: f32, %d: i32):
    %hidden = arith.constant 0.0 : f32
    %zero = arith.constant 0 : i32
    %offset = tt.tile_offset affine_map<(d0, d1)[s0] -> (d0 * 32 - d1 * 32 + s0)>[%start]
    %position = arith.addi %d, %offset : i32
    %visible = arith.cmpi sge, %position, %zero : i32
    %difference = arith.subf %e, %m : f32
    %power = math.exp2 %difference : f32
    %masked = arith.select %visible, %power, %hidden : f32
    tt.yield %masked : f32
  } : (!tt.cb<2, 4, Float32>, !tt.cb<2, 1, Float32>, !tt.cb<1, 1, Int32>), !tt.cb<2, 4, Float16>
  return
}

// What takes no block has no types of blocks either.
// CHECK-LABEL: func.func @without_sources
func.func @without_sources() {
  %P = tt.cb "P" {cb_desc = #tt.cb_desc<format = Int32, page_size = 4096, block_pages = 1, depth = 1>} : !tt.cb<1, 1, Int32>
  // CHECK: tt.eltwise() maps [] broadcasts [] into
  // CHECK: } : <1, 1, Int32>
  tt.eltwise () maps [] broadcasts [] into %P {
    %seven = arith.constant 7 : i32
    tt.yield %seven : i32
  } : !tt.cb<1, 1, Int32>
  // CHECK: tt.gather() over [32] into
  // CHECK: } : <1, 1, Int32>
  tt.gather () over [32] into %P {
  ^bb0(%i: index):
    tt.place %i at [%i, %i]
  } : !tt.cb<1, 1, Int32>
  return
}
