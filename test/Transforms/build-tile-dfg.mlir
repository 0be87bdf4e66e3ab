// RUN: tilium-opt --tt-build-tile-dfg %s -split-input-file | FileCheck %s

#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<64x64xf16, #tile.scope<global>>
!out = memref<64x64xf32, #tile.scope<global>>
!A = !tt.cb<1, 1, Float16>
!C = !tt.cb<1, 1, Float32>

// The accumulator is carried by the loop and added to where it lies.
// CHECK-LABEL: func.func @accumulate
// CHECK-SAME: tt.tile_dfg = #tt.tile_dfg<nodes = [<"read", reader>, <"matmul", compute>, <"write", writer>]
// CHECK-DAG: %[[CA:.*]] = tt.cb "A" {{.*}}id = 0 : i32
// CHECK-DAG: %[[CC:.*]] = tt.cb "C" {{.*}}depth = 1>, id = 1 : i32
// CHECK: %[[INIT:.*]] = tt.empty into %[[CC]]
// CHECK: %[[R:.*]] = scf.for {{.*}} iter_args(%[[ACC:.*]] = %[[INIT]])
// CHECK:   %[[A:.*]] = tt.read {{.*}} into %[[CA]]
// CHECK:   %[[SUM:.*]] = tt.matmul %[[A]], %[[A]] acc(%[[ACC]]) clear(%{{.*}}) into %[[CC]]
// CHECK:   scf.yield %[[SUM]]
// CHECK: tt.write %[[R]] to
module attributes {tt.target = "wormhole_b0"} {
  func.func @accumulate(%t: !tensor, %o: !out) {
    %A = tt.cb "A" {cb_desc = #a} : !A
    %C = tt.cb "C" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    scf.for %k = %c0 to %c2 step %c1 {
      tt.read %t[%c0, %k] [32, 32] into %A : !tensor, !A
      %first = arith.cmpi eq, %k, %c0 : index
      tt.matmul %A, %A clear(%first) into %C : !A, !A, !C
    }
    tt.write %C to %o[%c0, %c0] [32, 32] : !C, !out
    return
  }
}

// -----

#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<64x64xf16, #tile.scope<global>>
!out = memref<64x64xf32, #tile.scope<global>>
!A = !tt.cb<1, 1, Float16>
!C = !tt.cb<1, 1, Float32>

// An accumulator that was read is added to as a copy. What the writer takes is in a buffer of its own.
// CHECK-LABEL: func.func @read_then_accumulate
// CHECK-DAG: %[[CC:.*]] = tt.cb "C" {{.*}}depth = 1>
// CHECK: %[[FIRST:.*]] = tt.matmul %{{.*}}, %{{.*}} into %[[CC]]
// CHECK: %[[OUT:.*]] = tt.move %[[FIRST]]
// CHECK: tt.write %[[OUT]]
// CHECK: %[[COPY:.*]] = tt.move %[[FIRST]] into %[[SUM_CB:[0-9]+]]
// CHECK: %[[SUM:.*]] = tt.matmul %{{.*}}, %{{.*}} acc(%[[COPY]]) into %[[SUM_CB]]
// CHECK: tt.write %[[SUM]]
module attributes {tt.target = "wormhole_b0"} {
  func.func @read_then_accumulate(%t: !tensor, %o: !out) {
    %A = tt.cb "A" {cb_desc = #a} : !A
    %C = tt.cb "C" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    %c32 = arith.constant 32 : index
    %true = arith.constant true
    tt.read %t[%c0, %c0] [32, 32] into %A : !tensor, !A
    tt.matmul %A, %A clear(%true) into %C : !A, !A, !C
    tt.write %C to %o[%c0, %c0] [32, 32] : !C, !out
    tt.matmul %A, %A into %C : !A, !A, !C
    tt.write %C to %o[%c32, %c0] [32, 32] : !C, !out
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<64x64xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>

// A block that the reader brings and the writer and compute both take: one buffer for each pair of kernels.
// CHECK-LABEL: func.func @fan_out
// CHECK-DAG: tt.cb "C" {{.*}}id = 0
// CHECK-DAG: tt.cb "C_out" {{.*}}id =
// CHECK: %[[IN:.*]] = tt.read
// CHECK: %[[DUP:.*]] = tt.move %[[IN]]
// CHECK: tt.write %[[DUP]]
// CHECK: tt.transpose %[[IN]]
module attributes {tt.target = "wormhole_b0"} {
  func.func @fan_out(%t: !tensor, %o: !tensor) {
    %C = tt.cb "C" {cb_desc = #c} : !C
    %T = tt.cb "T" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    %c32 = arith.constant 32 : index
    tt.read %t[%c0, %c0] [32, 32] into %C : !tensor, !C
    tt.write %C to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.transpose %C into %T : !C, !C
    tt.write %T to %o[%c32, %c0] [32, 32] : !C, !tensor
    return
  }
}

// -----

#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<64x64xf16, #tile.scope<global>>
!out = memref<64x64xf32, #tile.scope<global>>
!A = !tt.cb<1, 1, Float16>
!C = !tt.cb<1, 1, Float32>

// An accumulator that the reader brings is copied into compute's own storage.
// CHECK-LABEL: func.func @reader_accumulator
// CHECK: %[[IN:.*]] = tt.read %arg1
// CHECK: %[[OWN:.*]] = tt.move %[[IN]]
// CHECK: tt.matmul {{.*}} acc(%[[OWN]])
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader_accumulator(%t: !tensor, %o: !out) {
    %A = tt.cb "A" {cb_desc = #a} : !A
    %C = tt.cb "C" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    tt.read %t[%c0, %c0] [32, 32] into %A : !tensor, !A
    tt.read %o[%c0, %c0] [32, 32] into %C : !out, !C
    tt.matmul %A, %A into %C : !A, !A, !C
    tt.write %C to %o[%c0, %c0] [32, 32] : !C, !out
    return
  }
}

// -----

#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<64x64xf32, #tile.scope<global>>
!B = !tt.cb<1, 1, Float32>

// What no turn of the loop changes is read once; blocks that go from kernel to kernel turn by turn get room for two.
// CHECK-LABEL: func.func @shared_by_turns
// CHECK-DAG: %[[W:.*]] = tt.cb "w" {{.*}}depth = 1>
// CHECK-DAG: %[[X:.*]] = tt.cb "x" {{.*}}depth = 2>
// CHECK-DAG: %[[Y:.*]] = tt.cb "y" {{.*}}depth = 2>
// CHECK: %[[WEIGHT:.*]] = tt.read %arg1{{.*}} into %[[W]]
// CHECK: scf.for
// CHECK:   %[[BLOCK:.*]] = tt.read %arg0{{.*}} into %[[X]]
// CHECK-NOT: tt.read
// CHECK:   %[[RESULT:.*]] = tt.matmul %[[BLOCK]], %[[WEIGHT]] {{.*}}into %[[Y]]
// CHECK:   tt.write %[[RESULT]] to %arg2
module attributes {tt.target = "wormhole_b0"} {
  func.func @shared_by_turns(%t: !tensor, %weights: !tensor, %o: !tensor) {
    %x = tt.cb "x" {cb_desc = #b} : !B
    %w = tt.cb "w" {cb_desc = #b} : !B
    %y = tt.cb "y" {cb_desc = #b} : !B
    %c0 = arith.constant 0 : index
    %true = arith.constant true
    %start = tt.work_start
    %count = tt.work_count
    %c1 = arith.constant 1 : index
    %end = arith.addi %start, %count : index
    scf.for %k = %start to %end step %c1 {
      tt.read %t[%c0, %k] [32, 32] into %x : !tensor, !B
      tt.read %weights[%c0, %c0] [32, 32] into %w : !tensor, !B
      tt.matmul %x, %w clear(%true) into %y : !B, !B, !B
      tt.write %y to %o[%c0, %k] [32, 32] : !B, !tensor
    }
    return
  }
}

// -----

#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<64x64xf32, #tile.scope<global>>
!B = !tt.cb<1, 1, Float32>

// A tensor that the program writes is read in each turn. With one block of work on each core one block of room is enough.
// CHECK-LABEL: func.func @written_by_turns
// CHECK-DAG: tt.cb "x" {{.*}}depth = 1>
// CHECK-DAG: tt.cb "y" {{.*}}depth = 1>
// CHECK: scf.for
// CHECK:   tt.read %arg0
// CHECK:   tt.write {{.*}} to %arg0
module attributes {tt.target = "wormhole_b0"} {
  func.func @written_by_turns(%t: !tensor) attributes {tt.work_partition = #tt.work_partition<[<(0, 0) start = 0, count = 1>]>} {
    %x = tt.cb "x" {cb_desc = #b} : !B
    %y = tt.cb "y" {cb_desc = #b} : !B
    %c0 = arith.constant 0 : index
    %true = arith.constant true
    %start = tt.work_start
    %count = tt.work_count
    %c1 = arith.constant 1 : index
    %end = arith.addi %start, %count : index
    scf.for %k = %start to %end step %c1 {
      tt.read %t[%c0, %c0] [32, 32] into %x : !tensor, !B
      tt.matmul %x, %x clear(%true) into %y : !B, !B, !B
      tt.write %y to %t[%c0, %c0] [32, 32] : !B, !tensor
    }
    return
  }
}

// -----

#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>
#v = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<32x128xf32, #tile.scope<global>>
!vector = memref<32x32xf32, #tile.scope<global>>
!B = !tt.cb<1, 4, Float32>
!V = !tt.cb<1, 1, Float32>

// rsqrt(v + 0.5) is the same along rows: it is computed on the vector, not for every tile. The product by v costs less than the way
// through L1, and stays.
// CHECK-LABEL: func.func @vector_part
// CHECK: %[[ROWS:.*]] = tt.cb "y_rows" {{.*}} : <1, 1, Float32>
// CHECK: %[[X:.*]] = tt.read %arg0
// CHECK: %[[V:.*]] = tt.read %arg1
// CHECK: %[[SCALE:.*]] = tt.eltwise(%[[V]]) maps [{{.*}}] broadcasts [#tt.broadcast<none>] into %[[ROWS]] {
// CHECK:   arith.addf
// CHECK:   math.rsqrt
// CHECK: tt.eltwise(%[[X]], %[[V]], %[[SCALE]]) maps [{{.*}}] broadcasts [#tt.broadcast<none>, #tt.broadcast<column>, #tt.broadcast<column>]
// CHECK-NEXT: ^bb0(%[[E:.*]]: f32, %[[FACTOR:.*]]: f32, %[[S:.*]]: f32):
// CHECK-NEXT:   %[[FIRST:.*]] = arith.mulf %[[E]], %[[S]]
// CHECK-NEXT:   arith.mulf %[[FIRST]], %[[FACTOR]]
module attributes {tt.target = "wormhole_b0"} {
  func.func @vector_part(%t: !tensor, %w: !vector, %o: !tensor) {
    %x = tt.cb "x" {cb_desc = #b} : !B
    %v = tt.cb "v" {cb_desc = #v} : !V
    %y = tt.cb "y" {cb_desc = #b} : !B
    %c0 = arith.constant 0 : index
    tt.read %t[%c0, %c0] [32, 128] into %x : !tensor, !B
    tt.read %w[%c0, %c0] [32, 32] into %v : !vector, !V
    tt.eltwise (%x, %v) maps [affine_map<(d0, d1) -> (d0 * 4 + d1)>, affine_map<(d0, d1) -> (d0)>]
        broadcasts [#tt.broadcast<none>, #tt.broadcast<column>] into %y {
    ^bb0(%e: f32, %m: f32):
      %eps = arith.constant 0.5 : f32
      %sum = arith.addf %m, %eps : f32
      %scale = math.rsqrt %sum : f32
      %first = arith.mulf %e, %scale : f32
      %second = arith.mulf %first, %m : f32
      tt.yield %second : f32
    } : (!B, !V), !B
    tt.write %y to %o[%c0, %c0] [32, 128] : !B, !tensor
    return
  }
}

// -----

#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!in = memref<64x64xf16, #tile.scope<global>>
!out = memref<64x64xf16, #tile.scope<global>>
!A = !tt.cb<1, 1, Float16>
!B = !tt.cb<1, 1, Float32>

// One side of a branch reads the block it makes and leaves; the other one leaves a copy of what the reader brought, in the same
// pages. What the branch leaves is open, so the first side leaves a copy too.
// CHECK-LABEL: func.func @read_and_left_by_one_side
// CHECK: scf.if
// CHECK: %[[MADE:.*]] = tt.fill %{{.*}} into %[[LOCAL:[0-9a-z]+]]
// CHECK: tt.move %[[MADE]] into
// CHECK: %[[COPY:.*]] = tt.move %[[MADE]] into %[[LOCAL]]
// CHECK-NEXT: scf.yield %[[COPY]]
// CHECK: } else {
// CHECK-NEXT: %[[BROUGHT:.*]] = tt.move %{{.*}} into %[[LOCAL]]
// CHECK-NEXT: scf.yield %[[BROUGHT]]
module attributes {tt.target = "wormhole_b0"} {
  func.func @read_and_left_by_one_side(%t: !in, %o: !out, %n: index) {
    %a = tt.cb "a" {cb_desc = #a} : !A
    %out = tt.cb "a_out" {cb_desc = #a} : !A
    %b = tt.cb "b" {cb_desc = #b} : !B
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %two = arith.constant 2.0 : f16
    tt.read %t[%c0, %c0] [32, 32] into %a : !in, !A
    %first = arith.cmpi eq, %n, %c0 : index
    scf.if %first {
      tt.fill %two into %a : f16, !A
      scf.for %k = %c0 to %c3 step %c1 {
        tt.write %a to %o[%k, %c0] [32, 32] : !A, !out
      }
    }
    tt.move %a into %b : !A, !B
    tt.move %b into %out : !B, !A
    tt.write %out to %o[%c0, %c0] [32, 32] : !A, !out
    return
  }
}

// -----

#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<64x64xf16, #tile.scope<global>>
!out = memref<64x64xf32, #tile.scope<global>>
!A = !tt.cb<1, 1, Float16>
!C = !tt.cb<1, 1, Float32>

// What one side alone adds to starts there: the other side has nothing to push, or to leave open.
// CHECK-LABEL: func.func @sum_of_one_side
// CHECK-NOT: tt.fill
// CHECK: scf.if
// CHECK-NEXT: %[[ZERO:.*]] = tt.fill
// CHECK: scf.for {{.*}} iter_args(%{{.*}} = %[[ZERO]])
module attributes {tt.target = "wormhole_b0"} {
  func.func @sum_of_one_side(%t: !tensor, %o: !out, %n: index) {
    %A = tt.cb "A" {cb_desc = #a} : !A
    %C = tt.cb "C" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %zero = arith.constant 0.0 : f32
    tt.fill %zero into %C : f32, !C
    %first = arith.cmpi eq, %n, %c0 : index
    scf.if %first {
      scf.for %k = %c0 to %c3 step %c1 {
        tt.read %t[%c0, %k] [32, 32] into %A : !tensor, !A
        tt.matmul %A, %A into %C : !A, !A, !C
      }
      tt.write %C to %o[%c0, %c0] [32, 32] : !C, !out
    }
    return
  }
}
