// RUN: tilium-opt --tt-infer-layout --tt-propagate-layout --tt-lower-shared-to-cb --tt-lower-to-sfpu %s | FileCheck %s

!m = memref<64x96xf32, #tile.scope<fragment>>
!h = memref<64x96xf16, #tile.scope<fragment>>
!v = memref<64xf32, #tile.scope<fragment>>
!w = memref<96xf32, #tile.scope<fragment>>

// A vector along rows lives in a column of tiles and is spread over columns; one along columns the
// other way. Widths of floats do not matter in registers.
// CHECK-DAG: #[[SAME:.*]] = affine_map<(d0, d1) -> (d0 * 3 + d1)>
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-DAG: #[[COLUMN:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-LABEL: func.func @broadcasts
// CHECK: tt.eltwise(%{{.*}}, %{{.*}}, %{{.*}}) maps [#[[SAME]], #[[ROW]], #[[COLUMN]]] broadcasts [#tt.broadcast<none>, #tt.broadcast<column>, #tt.broadcast<row>]
// CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %[[V:.*]]: f32, %[[W:.*]]: f32):
// CHECK-NEXT: %[[P:.*]] = arith.mulf %[[X]], %[[V]] : f32
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[P]], %[[W]] : f32
// CHECK-NEXT: tt.yield %[[S]] : f32
func.func @broadcasts() {
  %c64 = arith.constant 64 : index
  %c96 = arith.constant 96 : index
  %x = tile.alloc "x" : !h
  %v = tile.alloc "v" : !v
  %w = tile.alloc "w" : !w
  %y = tile.alloc "y" : !h
  tile.parallel (%i, %j) in (%c64, %c96) {
    %a = memref.load %x[%i, %j] : !h
    %b = arith.extf %a : f16 to f32
    %c = memref.load %v[%i] : !v
    %d = memref.load %w[%j] : !w
    %e = arith.mulf %b, %c : f32
    %f = arith.addf %e, %d : f32
    %g = arith.truncf %f : f32 to f16
    memref.store %g, %y[%i, %j] : !h
  }
  return
}

// Positions are a tile of numbers and an offset that is the same over a tile; two are compared by their
// difference.
// CHECK-LABEL: func.func @mask
// CHECK: tt.iota row 1 column -1
// CHECK: tt.eltwise
// CHECK: %[[OFFSET:.*]] = tt.tile_offset
// CHECK: %[[AT:.*]] = arith.addi %{{.*}}, %[[OFFSET]] : i32
// CHECK: %[[BELOW:.*]] = arith.cmpi sge, %[[AT]], %c0_i32
// CHECK: arith.select %[[BELOW]]
func.func @mask(%start: index) {
  %c64 = arith.constant 64 : index
  %c96 = arith.constant 96 : index
  %zero = arith.constant 0.0 : f32
  %x = tile.alloc "x" : !m
  tile.parallel (%i, %j) in (%c64, %c96) {
    %row = arith.addi %start, %i : index
    %visible = arith.cmpi sge, %row, %j : index
    %a = memref.load %x[%i, %j] : !m
    %b = arith.select %visible, %a, %zero : f32
    memref.store %b, %x[%i, %j] : !m
  }
  return
}

// A value from before a store to its buffer comes from a copy.
// CHECK-LABEL: func.func @swap
// CHECK: tt.move %[[A:.*]] into %[[BEFORE:.*]] :
// CHECK: tt.eltwise(%{{.*}}) {{.*}} into %[[A]]
// CHECK: tt.eltwise(%[[BEFORE]])
func.func @swap() {
  %c64 = arith.constant 64 : index
  %c96 = arith.constant 96 : index
  %x = tile.alloc "x" : !m
  %y = tile.alloc "y" : !m
  tile.parallel (%i, %j) in (%c64, %c96) {
    %a = memref.load %x[%i, %j] : !m
    %b = memref.load %y[%i, %j] : !m
    memref.store %b, %x[%i, %j] : !m
    memref.store %a, %y[%i, %j] : !m
  }
  return
}

// Rows to a column of tiles; a reduction that continues combines with what is there.
// CHECK-LABEL: func.func @reduce
// CHECK: tt.reduce {{ *}}sum row %{{.*}} into
// CHECK: tt.reduce {{ *}}max row %{{.*}} into %[[NEW:.*]] :
// CHECK: tt.eltwise
// CHECK: arith.maximumf
func.func @reduce() {
  %c0 = arith.constant 0 : index
  %x = tile.alloc "x" : !m
  %s = tile.alloc "s" : !v
  %l = tile.alloc "l" : !v
  %xr = tile.region %x[%c0, %c0] [64, 96] : !m -> !tile.region<64x96xf32>
  %sr = tile.region %s[%c0] [64] : !v -> !tile.region<64xf32>
  %lr = tile.region %l[%c0] [64] : !v -> !tile.region<64xf32>
  tile.reduce sum %xr to %sr dim 1 clear : !tile.region<64x96xf32> to !tile.region<64xf32>
  tile.reduce max %xr to %lr dim 1 : !tile.region<64x96xf32> to !tile.region<64xf32>
  return
}

// Padding along the reduced dimension is the identity; absolute values come first.
// CHECK-LABEL: func.func @padded
// CHECK: tt.eltwise
// CHECK: math.absf
// CHECK: arith.cmpi slt, %{{.*}}, %c70_i32
// CHECK: arith.select
// CHECK: tt.reduce {{ *}}max row
func.func @padded() {
  %c0 = arith.constant 0 : index
  %x = tile.alloc "x" : memref<64x70xf32, #tile.scope<fragment>>
  %l = tile.alloc "l" : !v
  %xr = tile.region %x[%c0, %c0] [64, 70] : memref<64x70xf32, #tile.scope<fragment>> -> !tile.region<64x70xf32>
  %lr = tile.region %l[%c0] [64] : !v -> !tile.region<64xf32>
  tile.reduce absmax %xr to %lr dim 1 clear : !tile.region<64x70xf32> to !tile.region<64xf32>
  return
}

// Sums along rows go down columns of the transposed block; sums from the end need the total.
// CHECK-LABEL: func.func @cumsum
// CHECK: tt.transpose
// CHECK: tt.cumsum %{{.*}} groups 1
// CHECK: tt.reduce {{ *}}sum column
// CHECK: tt.eltwise
// CHECK: tt.transpose
func.func @cumsum() {
  %c0 = arith.constant 0 : index
  %x = tile.alloc "x" : !m
  %xr = tile.region %x[%c0, %c0] [64, 96] : !m -> !tile.region<64x96xf32>
  tile.cumsum %xr to %xr dim 1 reverse : !tile.region<64x96xf32> to !tile.region<64x96xf32>
  return
}

// Formats that fill_tile does not take are filled by an expression.
// CHECK-LABEL: func.func @fill_integers
// CHECK: tt.eltwise() maps [] broadcasts [] into
// CHECK: arith.constant -1 : i32
// CHECK-NEXT: tt.yield
func.func @fill_integers() {
  %c0 = arith.constant 0 : index
  %value = arith.constant -1 : i32
  %x = tile.alloc "x" : memref<32x32xi32, #tile.scope<fragment>>
  %xr = tile.region %x[%c0, %c0] [32, 32] : memref<32x32xi32, #tile.scope<fragment>> -> !tile.region<32x32xi32>
  tile.fill %xr, %value : !tile.region<32x32xi32>, i32
  return
}
