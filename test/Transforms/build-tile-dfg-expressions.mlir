// RUN: tilium-opt --tt-build-tile-dfg %s -split-input-file | FileCheck %s

#x = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>
#v = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>
!tensor = memref<64x64xf32, #tile.scope<global>>
!vector = memref<64x1xf32, #tile.scope<global>>
!X = !tt.cb<2, 2, Float32>
!V = !tt.cb<2, 1, Float32>

// With `tt.reciprocal_division`, a quotient is a product with the reciprocal. That of a column vector
// is the same along rows, so that it is computed once for each row of tiles. A constant divisor's is a
// constant.
// CHECK-LABEL: func.func @divide
// CHECK: %[[ROWS:.*]] = tt.cb "Y_rows" {{.*}}: <2, 1, Float32>
// CHECK: %[[RECIPROCALS:.*]] = tt.eltwise
// CHECK-SAME: broadcasts [#tt.broadcast<none>] into %[[ROWS]]
// CHECK: %[[ONE:.*]] = arith.constant 1.000000e+00
// CHECK: arith.divf %[[ONE]], %{{.*}} : f32
// CHECK: tt.eltwise(%{{.*}}, %[[RECIPROCALS]])
// CHECK-SAME: #tt.broadcast<column>
// CHECK: ^bb0(%[[E:.*]]: f32, %[[R:.*]]: f32):
// CHECK: %[[Q:.*]] = arith.mulf %[[E]], %[[R]] : f32
// CHECK: %[[THIRD:.*]] = arith.divf %{{.*}}, %{{.*}} : f32
// CHECK: arith.mulf %[[Q]], %[[THIRD]] : f32
// CHECK-NOT: arith.divf
// CHECK: return
module attributes {tt.target = "wormhole_b0", tt.reciprocal_division} {
  func.func @divide(%t: !tensor, %u: !vector, %o: !tensor) {
    %X = tt.cb "X" {cb_desc = #x} : !X
    %S = tt.cb "S" {cb_desc = #v} : !V
    %Y = tt.cb "Y" {cb_desc = #x} : !X
    %c0 = arith.constant 0 : index
    tt.read %t[%c0, %c0] [64, 64] into %X : !tensor, !X
    tt.read %u[%c0, %c0] [64, 1] into %S : !vector, !V
    tt.eltwise (%X, %S) maps [affine_map<(d0, d1) -> (d0 * 2 + d1)>, affine_map<(d0, d1) -> (d0)>]
        broadcasts [#tt.broadcast<none>, #tt.broadcast<column>] into %Y {
    ^bb0(%e: f32, %s: f32):
      %three = arith.constant 3.0 : f32
      %q = arith.divf %e, %s : f32
      %r = arith.divf %q, %three : f32
      tt.yield %r : f32
    } : (!X, !V), !X
    tt.write %Y to %o[%c0, %c0] [64, 64] : !X, !tensor
    return
  }
}

// -----

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
