// RUN: tilium-opt --tile-promote-scalars %s -split-input-file | FileCheck %s

// A variable that a loop sums up and that is an address becomes a value that the loop carries, and
// the elements of the tensor it comes from numbers.

!t = memref<8xi32, #tile.scope<global>>
!a = memref<256x64xf32, #tile.scope<global>>
!s = memref<64x64xf32, #tile.scope<shared>>
!v = memref<1xi32, #tile.scope<local>>
// CHECK-LABEL: @carried
// CHECK-NOT: "at"
// CHECK: %[[LAST:.*]] = scf.for %[[I:.*]] = %c0 to %c8 step %c1 iter_args(%[[AT:.*]] = %c0_i32) -> (i32)
// CHECK:   %[[START:.*]] = tt.load_scalar %{{.*}}[%[[I]]] : memref<8xi32
// CHECK:   %[[NARROW:.*]] = arith.index_cast %[[START]] : index to i32
// CHECK:   %[[SUM:.*]] = arith.addi %[[AT]], %[[NARROW]]
// CHECK:   scf.yield %[[SUM]]
// CHECK: %[[ROW:.*]] = arith.index_cast %[[LAST]]
// CHECK: tile.region %{{.*}}[%[[ROW]], %c0]
func.func @carried(%A: !a {tile.name = "A"}, %starts: !t {tile.name = "starts"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0 : i32
  %S = tile.alloc "S" : !s
  %at = tile.alloc "at" : !v
  memref.store %zero, %at[%c0] : !v
  scf.for %i = %c0 to %c8 step %c1 {
    %start = memref.load %starts[%i] : !t
    %before = memref.load %at[%c0] : !v
    %sum = arith.addi %before, %start : i32
    memref.store %sum, %at[%c0] : !v
  }
  %last = memref.load %at[%c0] : !v
  %row = arith.index_cast %last : i32 to index
  %from = tile.region %A[%row, %c0] [64, 64] : !a -> !tile.region<64x64xf32>
  %to = tile.region %S[%c0, %c0] [64, 64] : !s -> !tile.region<64x64xf32>
  tile.copy %from to %to : !tile.region<64x64xf32> to !tile.region<64x64xf32>
  return
}

// -----

// One that a branch changes: what it was before is the other side's. A bound of a loop and a
// condition steer as well. Equal elements are loaded once.

!t = memref<8xi32, #tile.scope<global>>
!s = memref<64x64xf32, #tile.scope<shared>>
!v = memref<1xi32, #tile.scope<local>>
// CHECK-LABEL: @branch
// CHECK: %[[E:.*]] = tt.load_scalar
// CHECK: %[[N:.*]] = scf.if %{{.*}} -> (i32) {
// CHECK-NOT: tt.load_scalar
// CHECK:   scf.yield %c2_i32
// CHECK: } else {
// CHECK:   scf.yield %c1_i32
// CHECK: %[[TIMES:.*]] = arith.index_cast %[[N]]
// CHECK: scf.for %{{.*}} = %c0 to %[[TIMES]]
func.func @branch(%kinds: !t, %b: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %zero = arith.constant 0.0 : f32
  %S = tile.alloc "S" : !s
  %n = tile.alloc "n" : !v
  memref.store %one, %n[%c0] : !v
  %kind = memref.load %kinds[%b] : !t
  %is = arith.cmpi eq, %kind, %two : i32
  scf.if %is {
    %again = memref.load %kinds[%b] : !t
    %row = arith.index_cast %again : i32 to index
    %part = tile.region %S[%row, %c0] [1, 64] : !s -> !tile.region<1x64xf32>
    tile.fill %part, %zero : !tile.region<1x64xf32>, f32
    memref.store %two, %n[%c0] : !v
  }
  %times = memref.load %n[%c0] : !v
  %upper = arith.index_cast %times : i32 to index
  scf.for %i = %c0 to %upper step %c1 {
    %all = tile.region %S[%c0, %c0] [64, 64] : !s -> !tile.region<64x64xf32>
    tile.fill %all, %zero : !tile.region<64x64xf32>, f32
  }
  return
}

// -----

// Through a shared buffer that a copy of a part of the tensor fills, and which nothing needs then; unsigned numbers.
// What is outside of the tensor, where its row is not known, is zero in the copy.

!t = memref<4x8xui16, #tile.scope<global>>
!r = memref<8xui16, #tile.scope<shared>>
!a = memref<16x32x32xf32, #tile.scope<global>>
!s = memref<32x32xf32, #tile.scope<shared>>
// CHECK-LABEL: @through_a_buffer
// CHECK-SAME: %[[TABLE:.*]]: memref<4x8xui16, #tile.scope<global>>, %{{.*}}: memref<16x32x32xf32, {{.*}}>, %[[B:.*]]: index
// CHECK-NOT: tile.alloc "row"
// CHECK-NOT: tile.copy
// CHECK: scf.for %[[K:.*]] =
// CHECK: %[[E:.*]] = tt.load_scalar %[[TABLE]][%[[B]], %[[K]]] : memref<4x8xui16
// CHECK: arith.cmpi sge, %[[B]]
// CHECK: arith.cmpi slt, %[[B]]
// CHECK-NOT: arith.cmpi
// CHECK: %[[N:.*]] = arith.select %{{.*}}, %[[E]], %c0{{.*}} : index
// CHECK: arith.index_cast %[[N]] : index to i16
// CHECK: unrealized_conversion_cast %{{.*}} : i16 to ui16
func.func @through_a_buffer(%table: !t, %A: !a, %b: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %row = tile.alloc "row" : !r
  %S = tile.alloc "S" : !s
  %from = tile.region %table[%b, %c0] [1, 8] : !t -> !tile.region<1x8xui16>
  %to = tile.region %row[%c0] [8] : !r -> !tile.region<8xui16>
  tile.copy %from to %to : !tile.region<1x8xui16> to !tile.region<8xui16>
  scf.for %k = %c0 to %c8 step %c1 {
    %e = memref.load %row[%k] : !r
    %bits = builtin.unrealized_conversion_cast %e : ui16 to i16
    %wide = arith.extui %bits : i16 to i32
    %at = arith.index_cast %wide : i32 to index
    %block = tile.region %A[%at, %c0, %c0] [1, 32, 32] : !a -> !tile.region<1x32x32xf32>
    %all = tile.region %S[%c0, %c0] [32, 32] : !s -> !tile.region<32x32xf32>
    tile.copy %block to %all : !tile.region<1x32x32xf32> to !tile.region<32x32xf32>
  }
  return
}

// -----

// The index of a tensor in elementwise code: before it, where it is the same for all points, and
// left alone where it is not.

!t = memref<64xi32, #tile.scope<global>>
!a = memref<256x64xf32, #tile.scope<global>>
!s = memref<64x64xf32, #tile.scope<shared>>
// CHECK-LABEL: @elementwise
// CHECK: %[[E:.*]] = tt.load_scalar %{{.*}}[%{{.*}}]
// CHECK: tile.parallel (%[[I:.*]], %[[J:.*]]) in
// CHECK-NOT: tt.load_scalar
// CHECK: memref.load %{{.*}}[%[[I]]] : memref<64xi32
func.func @elementwise(%order: !t, %A: !a, %b: index) {
  %c64 = arith.constant 64 : index
  %S = tile.alloc "S" : !s
  tile.parallel (%i, %j) in (%c64, %c64) {
    %start = memref.load %order[%b] : !t
    %first = arith.index_cast %start : i32 to index
    %near = arith.addi %first, %i : index
    %x = memref.load %A[%near, %j] : !a
    %other = memref.load %order[%i] : !t
    %far = arith.index_cast %other : i32 to index
    %y = memref.load %A[%far, %j] : !a
    %sum = arith.addf %x, %y : f32
    memref.store %sum, %S[%i, %j] : !s
  }
  return
}

// -----

// What steers nothing stays with the engines: a variable that is only computed with, and one that
// comes from what they compute.

!t = memref<8xi32, #tile.scope<global>>
!s = memref<32xi32, #tile.scope<fragment>>
!v = memref<1xi32, #tile.scope<local>>
// CHECK-LABEL: @left_alone
// CHECK-NOT: tt.load_scalar
// CHECK: tile.alloc "value"
// CHECK: tile.alloc "count"
// CHECK: memref.store %{{.*}}, %{{.*}} : memref<1xi32
// CHECK: memref.load %{{.*}} : memref<8xi32
func.func @left_alone(%T: !t) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %three = arith.constant 3 : i32
  %S = tile.alloc "S" : !s
  %value = tile.alloc "value" : !v
  %count = tile.alloc "count" : !v
  memref.store %three, %value[%c0] : !v
  tile.parallel (%i) in (%c32) {
    %x = memref.load %value[%c0] : !v
    %y = memref.load %T[%c1] : !t
    %sum = arith.addi %x, %y : i32
    memref.store %sum, %S[%i] : !s
  }
  %e = memref.load %S[%c0] : !s
  memref.store %e, %count[%c0] : !v
  %n = memref.load %count[%c0] : !v
  %upper = arith.index_cast %n : i32 to index
  scf.for %i = %c0 to %upper step %c1 {
    memref.store %three, %value[%c0] : !v
  }
  return
}

// -----

// A tensor that the program writes may hold another number by the time that a kernel looks.

!t = memref<32xi32, #tile.scope<global>>
!s = memref<32xi32, #tile.scope<shared>>
// CHECK-LABEL: @written
// CHECK-NOT: tt.load_scalar
func.func @written(%T: !t) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : i32
  %S = tile.alloc "S" : !s
  %from = tile.region %S[%c0] [32] : !s -> !tile.region<32xi32>
  %to = tile.region %T[%c0] [32] : !t -> !tile.region<32xi32>
  tile.fill %from, %zero : !tile.region<32xi32>, i32
  tile.copy %from to %to : !tile.region<32xi32> to !tile.region<32xi32>
  %n = memref.load %T[%c0] : !t
  %upper = arith.index_cast %n : i32 to index
  scf.for %i = %c0 to %upper step %c1 {
    tile.fill %from, %zero : !tile.region<32xi32>, i32
  }
  return
}

// -----

// A loop that surely runs stores to the variable.

!t = memref<8xi32, #tile.scope<global>>
!v = memref<1xi32, #tile.scope<local>>
// CHECK-LABEL: @surely_stored
// CHECK: %[[LAST:.*]] = scf.for {{.*}} iter_args
// CHECK: %[[TIMES:.*]] = arith.index_cast %[[LAST]]
// CHECK: scf.for %{{.*}} = %c0 to %[[TIMES]]
func.func @surely_stored(%T: !t) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %last = tile.alloc "last" : !v
  scf.for %i = %c0 to %c8 step %c1 {
    %e = memref.load %T[%i] : !t
    memref.store %e, %last[%c0] : !v
  }
  %n = memref.load %last[%c0] : !v
  %times = arith.index_cast %n : i32 to index
  scf.for %i = %c0 to %times step %c1 {
  }
  return
}
