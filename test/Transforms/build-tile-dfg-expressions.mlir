// RUN: tilium-opt --tt-build-tile-dfg %s -split-input-file | FileCheck %s

// Nine tiles at once do not fit the eight of DST. The largest part that fits is computed first, into a
// buffer of 32 bits; the rest takes it from there.

#x = #tt.cb_desc<format = Float16_b, page_size = 2048, block_pages = 1, depth = 1>
!tensor = memref<32x32xbf16, #tile.scope<global>>
!X = !tt.cb<1, 1, Float16_b>

// CHECK-LABEL: func.func @nine
// CHECK: %[[PART:.*]] = tt.cb "Y_part" {{.*}}format = Float32{{.*}} : <1, 1, Float32>
// CHECK: %[[FIRST:.*]] = tt.eltwise
// CHECK-SAME: into %[[PART]]
// CHECK-NOT: arith.mulf
// CHECK: tt.eltwise
// CHECK-SAME: %[[FIRST]]
// CHECK: arith.mulf
// CHECK-NOT: tt.eltwise
// CHECK: return
module attributes {tt.target = "wormhole_b0"} {
  func.func @nine(%t: !tensor, %o: !tensor) {
    %X = tt.cb "X" {cb_desc = #x} : !X
    %Y = tt.cb "Y" {cb_desc = #x} : !X
    %c0 = arith.constant 0 : index
    tt.read %t[%c0, %c0] [32, 32] into %X : !tensor, !X
    tt.eltwise (%X) maps [affine_map<(d0, d1) -> (0)>] broadcasts [#tt.broadcast<none>] into %Y {
    ^bb0(%e: f32):
      %a = math.sin %e : f32
      %b = math.cos %e : f32
      %c = math.tan %e : f32
      %d = math.exp %e : f32
      %f = math.tanh %e : f32
      %g = math.erf %e : f32
      %h = math.floor %e : f32
      %i = math.ceil %e : f32
      %j = math.absf %e : f32
      %1 = arith.addf %a, %b : f32
      %2 = arith.addf %1, %c : f32
      %3 = arith.addf %2, %d : f32
      %4 = arith.addf %3, %f : f32
      %5 = arith.addf %4, %g : f32
      %6 = arith.addf %5, %h : f32
      %7 = arith.addf %6, %i : f32
      %8 = arith.addf %7, %j : f32
      %9 = arith.mulf %a, %b : f32
      %10 = arith.mulf %9, %c : f32
      %11 = arith.mulf %10, %d : f32
      %12 = arith.mulf %11, %f : f32
      %13 = arith.mulf %12, %g : f32
      %14 = arith.mulf %13, %h : f32
      %15 = arith.mulf %14, %i : f32
      %16 = arith.mulf %15, %j : f32
      %17 = arith.subf %8, %16 : f32
      tt.yield %17 : f32
    } : (!X), !X
    tt.write %Y to %o[%c0, %c0] [32, 32] : !X, !tensor
    return
  }
}
