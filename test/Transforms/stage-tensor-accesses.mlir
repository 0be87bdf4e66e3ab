// RUN: tilium-opt --tile-stage-tensor-accesses %s | FileCheck %s

!t = memref<64x64xf32, #tile.scope<global>>
!s = memref<32x64xf32, #tile.scope<shared>>

// A block that is loaded is copied in, one that is stored is copied out.
// CHECK-LABEL: func.func @load_and_store
// CHECK: %[[IN:.*]] = tile.alloc "A_block" : memref<32x64xf32, #tile.scope<fragment>>
// CHECK: %[[FROM:.*]] = tile.region %arg0[%{{.*}}, %{{.*}}] [32, 64]
// CHECK: tile.copy %[[FROM]] to
// CHECK: %[[OUT:.*]] = tile.alloc "B_block" : memref<32x64xf32, #tile.scope<fragment>>
// CHECK: tile.parallel (%[[I:.*]], %[[J:.*]]) in
// CHECK: memref.load %[[IN]][%[[I]], %[[J]]]
// CHECK: memref.store %{{.*}}, %[[OUT]][%[[I]], %[[J]]]
// CHECK: %[[TO:.*]] = tile.region %arg1[%{{.*}}, %{{.*}}] [32, 64]
// CHECK: tile.copy %{{.*}} to %[[TO]]
func.func @load_and_store(%A: !t {tile.name = "A"}, %B: !t {tile.name = "B"}, %block: index) {
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  tile.parallel (%i, %j) in (%c32, %c64) {
    %start = arith.muli %block, %c32 : index
    %row = arith.addi %start, %i : index
    %x = memref.load %A[%row, %j] : !t
    %y = arith.addf %x, %x : f32
    memref.store %y, %B[%row, %j] : !t
  }
  return
}

// Elements that a condition leaves out keep what the tensor holds: it is read first.
// CHECK-LABEL: func.func @conditional
// CHECK: %[[OUT:.*]] = tile.alloc "B_block"
// CHECK: %[[OLD:.*]] = tile.region %arg0
// CHECK: tile.copy %[[OLD]] to
// CHECK: tile.parallel
func.func @conditional(%B: !t {tile.name = "B"}) {
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  tile.parallel (%i, %j) in (%c64, %c64) {
    %upper = arith.cmpi slt, %i, %j : index
    scf.if %upper {
      memref.store %zero, %B[%i, %j] : !t
    }
  }
  return
}

// Scalar code with floats is engine work over a single point.
// CHECK-LABEL: func.func @scalar
// CHECK: tile.parallel (%{{.*}}) in (%c1
// CHECK-NEXT: %[[F:.*]] = arith.sitofp
// CHECK-NEXT: %[[P:.*]] = math.exp2 %[[F]]
// CHECK-NEXT: memref.store %[[P]]
func.func @scalar(%n: i32) {
  %c0 = arith.constant 0 : index
  %v = tile.alloc "factor" : memref<1xf32, #tile.scope<local>>
  %f = arith.sitofp %n : i32 to f32
  %p = math.exp2 %f : f32
  memref.store %p, %v[%c0] : memref<1xf32, #tile.scope<local>>
  return
}

// An element of a buffer that changes before it is used is kept in a buffer of its own.
// CHECK-LABEL: func.func @changed_between
// CHECK: %[[V:.*]] = tile.alloc "v"
// CHECK: %[[W:.*]] = tile.alloc "w"
// CHECK: %[[KEPT:.*]] = tile.alloc "v_element" : memref<1xf32, #tile.scope<local>>
// CHECK: tile.parallel
// CHECK: %[[OLD:.*]] = memref.load %[[V]]
// CHECK: memref.store %[[OLD]], %[[KEPT]]
// CHECK: tile.parallel
// CHECK: memref.store %{{.*}}, %[[V]]
// CHECK: tile.parallel
// CHECK: %[[ELEMENT:.*]] = memref.load %[[KEPT]]
// CHECK: memref.store %[[ELEMENT]], %[[W]]
func.func @changed_between() {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  %v = tile.alloc "v" : memref<1xf32, #tile.scope<local>>
  %w = tile.alloc "w" : memref<1xf32, #tile.scope<local>>
  %old = memref.load %v[%c0] : memref<1xf32, #tile.scope<local>>
  memref.store %one, %v[%c0] : memref<1xf32, #tile.scope<local>>
  memref.store %old, %w[%c0] : memref<1xf32, #tile.scope<local>>
  return
}

// The same where a later round of a loop changes it, and not where nothing does.
// CHECK-LABEL: func.func @changed_in_loop
// CHECK-NOT: tile.alloc "w_element"
// CHECK: tile.alloc "v_element"
// CHECK-NOT: tile.alloc "w_element"
// CHECK: return
func.func @changed_in_loop(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %v = tile.alloc "v" : memref<1xf32, #tile.scope<local>>
  %w = tile.alloc "w" : memref<1xf32, #tile.scope<local>>
  %x = tile.alloc "x" : memref<1xf32, #tile.scope<local>>
  %old = memref.load %v[%c0] : memref<1xf32, #tile.scope<local>>
  %same = memref.load %w[%c0] : memref<1xf32, #tile.scope<local>>
  scf.for %i = %c0 to %n step %c1 {
    %sum = arith.addf %old, %same : f32
    memref.store %sum, %x[%c0] : memref<1xf32, #tile.scope<local>>
    memref.store %same, %v[%c0] : memref<1xf32, #tile.scope<local>>
  }
  return
}

// A fill with what is known at run time only is elementwise code.
// CHECK-LABEL: func.func @fill
// CHECK-NOT: tile.fill
// CHECK: tile.parallel (%[[I:.*]], %[[J:.*]]) in
// CHECK: memref.store %arg0, %{{.*}}[%[[I]], %[[J]]]
func.func @fill(%value: f32) {
  %c0 = arith.constant 0 : index
  %a = tile.alloc "a" : !s
  %r = tile.region %a[%c0, %c0] [32, 64] : !s -> !tile.region<32x64xf32>
  tile.fill %r, %value : !tile.region<32x64xf32>, f32
  return
}

// A copy with a conversion that packer and unpacker do not know is elementwise code.
// CHECK-LABEL: func.func @converting_copy
// CHECK-NOT: tile.copy
// CHECK: tile.parallel (%[[I:.*]], %[[J:.*]]) in
// CHECK: %[[X:.*]] = memref.load %{{.*}}[%[[I]], %[[J]]] : memref<32x64xi32
// CHECK: %[[Y:.*]] = arith.sitofp %[[X]] : i32 to f32
// CHECK: memref.store %[[Y]]
func.func @converting_copy() {
  %c0 = arith.constant 0 : index
  %a = tile.alloc "a" : memref<32x64xi32, #tile.scope<shared>>
  %b = tile.alloc "b" : !s
  %from = tile.region %a[%c0, %c0] [32, 64] : memref<32x64xi32, #tile.scope<shared>> -> !tile.region<32x64xi32>
  %to = tile.region %b[%c0, %c0] [32, 64] : !s -> !tile.region<32x64xf32>
  tile.copy %from to %to : !tile.region<32x64xi32> to !tile.region<32x64xf32>
  return
}

// A fill of a tensor fills a fragment, which is copied there.
// CHECK-LABEL: func.func @fill_of_tensor
// CHECK: %[[BLOCK:.*]] = tile.alloc "A_block" : memref<32x64xf32, #tile.scope<fragment>>
// CHECK: %[[WHOLE:.*]] = tile.region %[[BLOCK]]
// CHECK: tile.fill %[[WHOLE]]
// CHECK: tile.copy %[[WHOLE]] to %{{.*}} : <32x64xf32> to <32x64xf32>
func.func @fill_of_tensor(%A: !t {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %r = tile.region %A[%c0, %c0] [32, 64] : !t -> !tile.region<32x64xf32>
  tile.fill %r, %zero : !tile.region<32x64xf32>, f32
  return
}

// Elements that are no block come with those around them: the rows that the index reaches, all columns for an index that is
// not known. Outside of the tensor an element is zero.
// CHECK-LABEL: func.func @no_block
// CHECK: tile.region %arg0[%c0{{[_0-9]*}}, %c0{{[_0-9]*}}] [33, 64]
// CHECK: tile.copy
// CHECK: tile.parallel (%[[I:.*]], %[[J:.*]]) in
// CHECK:   arith.cmpi sge, %[[COLUMN:.*]], %c0
// CHECK:   arith.cmpi slt, %[[COLUMN]], %c64
// CHECK:   %[[E:.*]] = memref.load %{{.*}} : memref<33x64xf32, #tile.scope<fragment>>
// CHECK:   arith.select %{{.*}}, %[[E]], %{{.*}} : f32
func.func @no_block(%A: !t {tile.name = "A"}, %order: memref<64xi32, #tile.scope<shared>>,
                    %S: memref<32x64xf32, #tile.scope<shared>>) {
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  %c2 = arith.constant 2 : index
  tile.parallel (%i, %j) in (%c32, %c64) {
    %half = arith.divui %i, %c2 : index
    %row = arith.addi %i, %half : index
    %least = arith.minsi %row, %c32 : index
    %number = memref.load %order[%j] : memref<64xi32, #tile.scope<shared>>
    %column = arith.index_cast %number : i32 to index
    %x = memref.load %A[%least, %column] : !t
    memref.store %x, %S[%i, %j] : memref<32x64xf32, #tile.scope<shared>>
  }
  return
}

// A condition that bounds a variable by a number makes the block smaller; nothing of the tensor is read.
// CHECK-LABEL: func.func @narrowed
// CHECK: tile.alloc "B_block" : memref<40x64xf32
// CHECK-NOT: tile.copy
// CHECK: tile.parallel
// CHECK: tile.region %arg0[%{{.*}}, %{{.*}}] [40, 64]
// CHECK: tile.copy
func.func @narrowed(%B: !t {tile.name = "B"}) {
  %c64 = arith.constant 64 : index
  %c40 = arith.constant 40 : index
  %zero = arith.constant 0.0 : f32
  tile.parallel (%i, %j) in (%c64, %c64) {
    %is = arith.cmpi slt, %i, %c40 : index
    scf.if %is {
      memref.store %zero, %B[%i, %j] : !t
    }
  }
  return
}

// One that bounds rows by a number known at run time: so many of them are written, wherever they start, and no others. The
// engines need not choose then.
// CHECK-LABEL: func.func @rows
// CHECK-NOT: tile.copy
// CHECK: tile.parallel
// CHECK-NOT: scf.if
// CHECK: memref.store
// CHECK: tile.region %arg0[%arg1, %{{.*}}] [64, 64]
// CHECK: tile.copy %{{.*}} to %{{.*}} rows %arg2
func.func @rows(%B: !t {tile.name = "B"}, %start: index, %count: index) {
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  tile.parallel (%i, %j) in (%c64, %c64) {
    %is = arith.cmpi slt, %i, %count : index
    scf.if %is {
      %row = arith.addi %start, %i : index
      memref.store %zero, %B[%row, %j] : !t
    }
  }
  return
}

// At multiples of the block, which are other blocks' elements nowhere, the tensor is read as for any condition.
// CHECK-LABEL: func.func @aligned_rows
// CHECK: tile.copy
// CHECK: tile.parallel
// CHECK: tile.copy
// CHECK-NOT: rows
func.func @aligned_rows(%B: !t {tile.name = "B"}, %b: index, %count: index) {
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  %start = arith.muli %b, %c64 : index
  tile.parallel (%i, %j) in (%c64, %c64) {
    %is = arith.cmpi slt, %i, %count : index
    scf.if %is {
      %row = arith.addi %start, %i : index
      memref.store %zero, %B[%row, %j] : !t
    }
  }
  return
}
