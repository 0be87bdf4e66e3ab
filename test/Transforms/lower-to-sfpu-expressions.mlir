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

// What is said twice is computed once.
// CHECK-LABEL: func.func @said_twice
// CHECK: ^bb0(%[[X:.*]]: f32, %[[V:.*]]: f32):
// CHECK-NEXT: %[[D:.*]] = arith.subf %[[X]], %[[V]] : f32
// CHECK-NEXT: %[[S:.*]] = arith.mulf %[[D]], %[[D]] : f32
// CHECK-NEXT: tt.yield %[[S]] : f32
func.func @said_twice() {
  %c64 = arith.constant 64 : index
  %c96 = arith.constant 96 : index
  %x = tile.alloc "x" : !m
  %v = tile.alloc "v" : !v
  %y = tile.alloc "y" : !m
  tile.parallel (%i, %j) in (%c64, %c96) {
    %a = memref.load %x[%i, %j] : !m
    %b = memref.load %v[%i] : !v
    %c = arith.subf %a, %b : f32
    %d = memref.load %x[%i, %j] : !m
    %e = memref.load %v[%i] : !v
    %f = arith.subf %d, %e : f32
    %g = arith.mulf %c, %f : f32
    memref.store %g, %y[%i, %j] : !m
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
  tile.scan sum %xr to %xr dim 1 reverse : !tile.region<64x96xf32> to !tile.region<64x96xf32>
  return
}

// Running maxima double their reach: the writer moves rows to where they are compared. What has nothing above it
// meets itself, so that no identity is needed.
// CHECK-LABEL: func.func @cummax
// CHECK: %[[X:.*]] = tt.cb "x"
// CHECK: tt.shift_rows %[[X]] by 1 groups 1
// CHECK-NEXT: tt.eltwise
// CHECK: arith.maximumf
// CHECK-NEXT: tt.yield
// CHECK: tt.shift_rows %[[X]] by 2 groups 1
// CHECK: tt.shift_rows %[[X]] by 32 groups 1
// CHECK-NOT: tt.shift_rows
func.func @cummax() {
  %c0 = arith.constant 0 : index
  %x = tile.alloc "x" : !m
  %xr = tile.region %x[%c0, %c0] [64, 96] : !m -> !tile.region<64x96xf32>
  tile.scan max %xr to %xr dim 0 : !tile.region<64x96xf32> to !tile.region<64x96xf32>
  return
}

// Sums over matrices move whole ones; what has none after it takes a zero.
// CHECK-LABEL: func.func @cumsum_of_matrices
// CHECK: tt.shift_rows %{{.*}} by 64 up groups 1
// CHECK-NEXT: tt.eltwise
// CHECK: %[[LAST:.*]] = arith.constant 2 : i32
// CHECK: arith.cmpi slt, %{{.*}}, %[[LAST]]
// CHECK: arith.select
// CHECK: arith.addf
// CHECK: tt.shift_rows %{{.*}} by 128 up groups 1
// CHECK-NOT: tt.shift_rows
func.func @cumsum_of_matrices() {
  %c0 = arith.constant 0 : index
  %x = tile.alloc "x" : memref<3x64x32xf32, #tile.scope<fragment>>
  %xr = tile.region %x[%c0, %c0, %c0] [3, 64, 32] : memref<3x64x32xf32, #tile.scope<fragment>> -> !tile.region<3x64x32xf32>
  tile.scan sum %xr to %xr dim 0 reverse : !tile.region<3x64x32xf32> to !tile.region<3x64x32xf32>
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

// The rows of each matrix give one row of the destination: the column of results is laid along a row, and each row
// takes its line of tiles.
// CHECK-LABEL: func.func @reduce_rows_of_matrices
// CHECK: tt.reduce {{ *}}max row %{{.*}} into %[[COLUMNS:.*]] :
// CHECK: tt.transpose %[[COLUMNS]] into %[[LINES:.*]] :
// CHECK: tt.eltwise(%[[LINES]], %[[LINES]], %{{.*}}, %[[LINES]])
// CHECK-COUNT-2: arith.cmpi sge
// CHECK-NOT: arith.cmpi
// CHECK: tt.yield
func.func @reduce_rows_of_matrices() {
  %c0 = arith.constant 0 : index
  %x = tile.alloc "x" : memref<3x64x32xf32, #tile.scope<fragment>>
  %y = tile.alloc "y" : memref<3x64xf32, #tile.scope<fragment>>
  %xr = tile.region %x[%c0, %c0, %c0] [3, 64, 32] : memref<3x64x32xf32, #tile.scope<fragment>> -> !tile.region<3x64x32xf32>
  %yr = tile.region %y[%c0, %c0] [3, 64] : memref<3x64xf32, #tile.scope<fragment>> -> !tile.region<3x64xf32>
  tile.reduce max %xr to %yr dim 2 clear : !tile.region<3x64x32xf32> to !tile.region<3x64xf32>
  return
}

// Narrow integers are scanned as int32, and narrowed once.
// CHECK-LABEL: func.func @scan_bytes
// CHECK: %[[X:.*]] = tt.cb "x"
// CHECK: tt.eltwise(%[[X]])
// CHECK: tt.shift_rows %{{.*}} by 1 groups 1 into %{{.*}} : !tt.cb<1, 1, Int32>
// CHECK: arith.addi
// CHECK: tt.shift_rows %{{.*}} by 16 groups 1
// CHECK: tt.eltwise
// CHECK: tt.eltwise(%{{.*}}) {{.*}} into %[[X]]
func.func @scan_bytes() {
  %c0 = arith.constant 0 : index
  %x = tile.alloc "x" : memref<32x32xui8, #tile.scope<fragment>>
  %xr = tile.region %x[%c0, %c0] [32, 32] : memref<32x32xui8, #tile.scope<fragment>> -> !tile.region<32x32xui8>
  tile.scan sum %xr to %xr dim 0 : !tile.region<32x32xui8> to !tile.region<32x32xui8>
  return
}
