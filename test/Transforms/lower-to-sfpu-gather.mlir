// RUN: tilium-opt --tt-infer-layout --tt-propagate-layout --tt-lower-shared-to-cb --tt-lower-to-sfpu %s -split-input-file -verify-diagnostics | FileCheck %s

// Elements of other tiles come from the writer's processor; the loops go over what the indices depend on. An index that
// stays inside needs no limit.

!m = memref<64x64xf32, #tile.scope<fragment>>
// CHECK-LABEL: @strided_rows
// CHECK: %[[G:.*]] = tt.cb "x_gathered" {{.*}} : <1, 1, Float32>
// CHECK: tt.gather(%{{.*}}) over [32, 32] into %[[G]]
// CHECK-NEXT: ^bb0(%[[I:.*]]: index, %[[J:.*]]: index):
// CHECK: %[[ROW:.*]] = arith.muli %[[I]], %c2
// CHECK: %[[E:.*]] = tt.element 0[%[[ROW]], %[[J]]]
// CHECK: tt.place %[[E]] at[%[[I]], %[[J]]]
// CHECK: tt.eltwise(%[[G]])
func.func @strided_rows() {
  %c32 = arith.constant 32 : index
  %c2 = arith.constant 2 : index
  %x = tile.alloc "x" : !m
  %y = tile.alloc "y" : memref<32x32xf32, #tile.scope<fragment>>
  tile.parallel (%i, %j) in (%c32, %c32) {
    %k = arith.muli %i, %c2 : index
    // expected-remark @+1 {{'x_gathered' is filled by the writer's processor, as no engine does it: 1024 elements of each block one by one, with 1 load each, where an engine does 1024 at once}}
    %a = memref.load %x[%k, %j] : !m
    memref.store %a, %y[%i, %j] : memref<32x32xf32, #tile.scope<fragment>>
  }
  return
}

// -----

// What an index depends on alone is brought, and then spread. An index from a buffer is limited to the elements there are.

!m = memref<64x64xf32, #tile.scope<fragment>>
!v = memref<64xf32, #tile.scope<fragment>>
!o = memref<64xi32, #tile.scope<fragment>>
// CHECK-LABEL: @index_from_a_buffer
// CHECK: tt.gather(%{{.*}}, %{{.*}}) over [64] into
// CHECK-NEXT: ^bb0(%[[I:.*]]: index):
// CHECK: %[[O:.*]] = tt.element 0[%[[I]], %{{.*}}]
// CHECK: %[[N:.*]] = arith.index_cast %[[O]] : index to i32
// CHECK: %[[AT:.*]] = arith.index_cast %[[N]] : i32 to index
// CHECK: %[[INSIDE:.*]] = arith.minui %[[AT]], %c63
// CHECK: tt.element 1[%{{.*}}, %[[INSIDE]]]
// CHECK: tt.eltwise{{.*}}#tt.broadcast<column>
func.func @index_from_a_buffer() {
  %c64 = arith.constant 64 : index
  %x = tile.alloc "x" : !m
  %v = tile.alloc "v" : !v
  %o = tile.alloc "o" : !o
  tile.parallel (%i, %j) in (%c64, %c64) {
    %n = memref.load %o[%i] : !o
    %at = arith.index_cast %n : i32 to index
    // expected-remark @+1 {{'v_gathered' is filled by the writer's processor, as no engine does it: 64 elements of each block one by one, with 2 loads each, where an engine does 1024 at once}}
    %a = memref.load %v[%at] : !v
    memref.store %a, %x[%i, %j] : !m
  }
  return
}

// -----

// Reads beyond a buffer, which a condition leaves out.

!m = memref<64xf32, #tile.scope<fragment>>
!s = memref<32xf32, #tile.scope<fragment>>
// CHECK-LABEL: @beyond_a_buffer
// CHECK: arith.minui %{{.*}}, %c31
func.func @beyond_a_buffer() {
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  %x = tile.alloc "x" : !m
  %s = tile.alloc "s" : !s
  tile.parallel (%i) in (%c64) {
    %inside = arith.cmpi slt, %i, %c32 : index
    // expected-remark @+1 {{'s_gathered' is filled}}
    %v = memref.load %s[%i] : !s
    %chosen = arith.select %inside, %v, %zero : f32
    memref.store %chosen, %x[%i] : !m
  }
  return
}

// -----

// A quotient that the engine does not compute exactly.

!m = memref<64x64xf32, #tile.scope<fragment>>
// CHECK-LABEL: @quotient
// CHECK: tt.gather() over [64] into
// CHECK: %[[Q:.*]] = arith.divsi
// CHECK: tt.place %[[Q]] at
func.func @quotient(%n: index) {
  %c64 = arith.constant 64 : index
  %x = tile.alloc "x" : !m
  tile.parallel (%i, %j) in (%c64, %c64) {
    // expected-remark @+1 {{'numbers' is filled by the writer's processor}}
    %q = arith.divsi %i, %n : index
    %k = arith.index_cast %q : index to i32
    %a = arith.sitofp %k : i32 to f32
    memref.store %a, %x[%i, %j] : !m
  }
  return
}

// -----

// A store at indices that share a variable: engines give the values, the processor puts them where they go in a block
// that is otherwise what it was.

!m = memref<64x64xf32, #tile.scope<fragment>>
// CHECK-LABEL: @diagonal
// CHECK: tt.eltwise() {{.*}} into %[[VALUES:.*]] {
// CHECK: tt.gather(%[[X:.*]], %[[VALUES]]) over [64] updates into %[[S:.*]] {
// CHECK-NEXT: ^bb0(%[[I:.*]]: index):
// CHECK: %[[E:.*]] = tt.element 1[%{{.*}}, %[[I]]]
// CHECK: tt.place %[[E]] at[%[[I]], %[[I]]]
// CHECK: tt.move %[[S]] into %[[X]]
func.func @diagonal() {
  %c64 = arith.constant 64 : index
  %one = arith.constant 1.0 : f32
  %x = tile.alloc "x" : !m
  tile.parallel (%i) in (%c64) {
    // expected-remark @+1 {{'x' is filled by the writer's processor, as no engine does it: 64 elements of each block one by one, with 1 load each, where an engine does 1024 at once}}
    memref.store %one, %x[%i, %i] : !m
  }
  return
}
