// RUN: tilium-opt --tt-split-device-kernel %s -split-input-file | FileCheck %s

#a = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>
#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<64x64xf16, #tile.scope<global>>
!out = memref<64x64xf32, #tile.scope<global>>
!A = !tt.cb<1, 1, Float16>
!C = !tt.cb<1, 1, Float32>
!a = !tt.block<1, 1, Float16>
!c = !tt.block<1, 1, Float32>

// Reader first. An open accumulator is carried by compute's loop and pushed after it.
// CHECK-LABEL: func.func @reader
// CHECK-SAME: tt.kernel_role = #tt.kernel_role<reader>, tt.program = "gemm"
// CHECK: scf.for
// CHECK:   %[[A:.*]] = tt.read
// CHECK:   tt.push %[[A]]
// CHECK-LABEL: func.func @compute
// CHECK: %[[INIT:.*]] = tt.empty
// CHECK: %[[R:.*]] = scf.for {{.*}} iter_args(%[[ACC:.*]] = %[[INIT]])
// CHECK:   %[[A:.*]] = tt.wait
// CHECK:   %[[SUM:.*]] = tt.matmul %[[A]], %[[A]] acc(%[[ACC]])
// CHECK:   tt.pop %[[A]]
// CHECK:   scf.yield %[[SUM]]
// CHECK: tt.push %[[R]]
// CHECK-LABEL: func.func @writer
// CHECK-NOT: scf.for
// CHECK: %[[C:.*]] = tt.wait
// CHECK: tt.write %[[C]]
// CHECK: tt.pop %[[C]]
module attributes {tt.target = "wormhole_b0"} {
  func.func @gemm(%t: !tensor, %o: !out) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %A = tt.cb "A" {cb_desc = #a, id = 0 : i32} : !A
    %C = tt.cb "C" {cb_desc = #c, id = 1 : i32} : !C
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c32 = arith.constant 32 : index
    %init = tt.empty into %C : !C -> !c
    %r = scf.for %ko = %c0 to %c2 step %c1 iter_args(%acc = %init) -> (!c) {
      %k = arith.muli %ko, %c32 : index
      %a = tt.read %t[%c0, %k] [32, 32] into %A : !tensor, !A -> !a
      %first = arith.cmpi eq, %ko, %c0 : index
      %sum = tt.matmul %a, %a acc(%acc) clear(%first) into %C : !a, !a, !C -> !c acc_type !c
      scf.yield %sum : !c
    }
    tt.write %r to %o[%c0, %c0] [32, 32] : !c, !out
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 2>
!tensor = memref<64x64xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>

// A block that is carried closed: its circular buffer carries it, the loop does not. Each iteration takes the
// one before and pushes the next; the last one is taken after the loop.
// CHECK-LABEL: func.func @compute
// CHECK: %[[IN:.*]] = tt.wait
// CHECK: %[[FIRST:.*]] = tt.move %[[IN]]
// CHECK: tt.push %[[FIRST]]
// CHECK: scf.for
// CHECK-NOT: iter_args
// CHECK:   %[[OLD:.*]] = tt.wait
// CHECK:   %[[NEW:.*]] = tt.move %[[OLD]]
// CHECK-DAG:   tt.push %[[NEW]]
// CHECK-DAG:   tt.pop %[[OLD]]
// CHECK: %[[LAST:.*]] = tt.wait
// CHECK: tt.move %[[LAST]]
// CHECK: tt.pop %[[LAST]]
module attributes {tt.target = "wormhole_b0"} {
  func.func @carried(%t: !tensor, %o: !tensor) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %A = tt.cb "A" {cb_desc = #c, id = 0 : i32} : !C
    %S = tt.cb "S" {cb_desc = #c, id = 1 : i32} : !C
    %O = tt.cb "O" {cb_desc = #c, id = 2 : i32} : !C
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %a = tt.read %t[%c0, %c0] [32, 32] into %A : !tensor, !C -> !c
    %init = tt.move %a into %S : !c, !C -> !c
    %r = scf.for %k = %c0 to %c4 step %c1 iter_args(%s = %init) -> (!c) {
      %next = tt.move %s into %S : !c, !C -> !c
      scf.yield %next : !c
    }
    %out = tt.move %r into %O : !c, !C -> !c
    tt.write %out to %o[%c0, %c0] [32, 32] : !c, !tensor
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 2>
!tensor = memref<64x64xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>

// A block that nobody reads is discarded by the kernel that reads the others of its buffer.
// CHECK-LABEL: func.func @writer({{.*}}tt.program = "overwritten"
// CHECK: tt.wait
// CHECK-NEXT: tt.pop %{{.*}} {discards}
// CHECK: %[[READ:.*]] = tt.wait
// CHECK: tt.write %[[READ]]
// CHECK: tt.pop %[[READ]] in
// CHECK-NOT: discards
module attributes {tt.target = "wormhole_b0"} {
  func.func @overwritten(%t: !tensor, %o: !tensor) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %A = tt.cb "A" {cb_desc = #c, id = 0 : i32} : !C
    %c0 = arith.constant 0 : index
    %c32 = arith.constant 32 : index
    %first = tt.read %t[%c0, %c0] [32, 32] into %A : !tensor, !C -> !c
    %second = tt.read %t[%c0, %c32] [32, 32] into %A : !tensor, !C -> !c
    tt.write %second to %o[%c0, %c0] [32, 32] : !c, !tensor
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 2>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>

// A block that one side of a branch carries on, here into a loop, ends in the other side: after its last
// reader there, or unread where that side does not read it.
// CHECK-LABEL: func.func @compute({{.*}}tt.program = "one_side"
// CHECK: %[[A:.*]] = tt.cb "A"
// CHECK: %[[WAITED:.*]] = tt.wait %[[A]]
// CHECK: scf.if
// CHECK: scf.for
// CHECK: } else {
// CHECK-NEXT: tt.move %[[WAITED]]
// CHECK-NEXT: tt.pop %[[WAITED]] in %[[A]]
// CHECK-NEXT: scf.yield
// CHECK: scf.if
// CHECK: scf.for
// CHECK: } else {
// CHECK: %[[UNREAD:.*]] = tt.wait
// CHECK-NEXT: tt.pop %[[UNREAD]] in %{{.*}} {discards}
module attributes {tt.target = "wormhole_b0"} {
  func.func @one_side(%o: !tensor, %p: i1) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %A = tt.cb "A" {cb_desc = #c, id = 0 : i32} : !C
    %B = tt.cb "B" {cb_desc = #c, id = 1 : i32} : !C
    %D = tt.cb "D" {cb_desc = #c, id = 2 : i32} : !C
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %zero = arith.constant 0.0 : f32
    %a = tt.fill %zero into %A : f32, !C -> !c
    %out = scf.if %p -> (!c) {
      %last = scf.for %i = %c0 to %c2 step %c1 iter_args(%each = %a) -> (!c) {
        %next = tt.move %each into %A : !c, !C -> !c
        scf.yield %next : !c
      }
      %moved = tt.move %last into %B : !c, !C -> !c
      scf.yield %moved : !c
    } else {
      %moved = tt.move %a into %B : !c, !C -> !c
      scf.yield %moved : !c
    }
    tt.write %out to %o[%c0, %c0] [32, 32] : !c, !tensor
    %d = tt.fill %zero into %D : f32, !C -> !c
    scf.if %p {
      %last = scf.for %i = %c0 to %c2 step %c1 iter_args(%each = %d) -> (!c) {
        %next = tt.move %each into %D : !c, !C -> !c
        scf.yield %next : !c
      }
      %moved = tt.move %last into %B : !c, !C -> !c
      tt.write %moved to %o[%c0, %c0] [32, 32] : !c, !tensor
    }
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 2>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>

// Where only one side of a branch starts a block, both sides close theirs: the other block is pushed before
// the branch, and discarded in the side that starts another one.
// CHECK-LABEL: func.func @compute({{.*}}tt.program = "overwritten_in_branch"
// CHECK: %[[FIRST:.*]] = tt.fill
// CHECK-NEXT: tt.push %[[FIRST]]
// CHECK: scf.if
// CHECK-NEXT: %[[UNSEEN:.*]] = tt.wait
// CHECK-NEXT: tt.pop %[[UNSEEN]] in %{{.*}} {discards}
// CHECK-NEXT: %[[SECOND:.*]] = tt.fill
// CHECK-NEXT: tt.push %[[SECOND]]
// CHECK: }
// CHECK-NOT: tt.push
// CHECK: tt.wait
module attributes {tt.target = "wormhole_b0"} {
  func.func @overwritten_in_branch(%o: !tensor, %p: i1) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %A = tt.cb "A" {cb_desc = #c, id = 0 : i32} : !C
    %B = tt.cb "B" {cb_desc = #c, id = 1 : i32} : !C
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %one = arith.constant 1.0 : f32
    %first = tt.fill %zero into %A : f32, !C -> !c
    %chosen = scf.if %p -> (!c) {
      %second = tt.fill %one into %A : f32, !C -> !c
      scf.yield %second : !c
    } else {
      scf.yield %first : !c
    }
    %moved = tt.move %chosen into %B : !c, !C -> !c
    tt.write %moved to %o[%c0, %c0] [32, 32] : !c, !tensor
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 2>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>

// What a loop in a loop carries is waited for at the end of both, since it was before them.
// CHECK-LABEL: func.func @compute({{.*}}tt.program = "loop_in_loop"
// CHECK: tt.wait
// CHECK: scf.for
// CHECK: scf.for
// CHECK: tt.move
// CHECK: tt.push
// CHECK-NEXT: tt.wait
// CHECK-NEXT: }
// CHECK: tt.move
// CHECK: tt.push
// CHECK-NEXT: tt.wait
// CHECK-NEXT: }
module attributes {tt.target = "wormhole_b0"} {
  func.func @loop_in_loop(%o: !tensor) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %A = tt.cb "A" {cb_desc = #c, id = 0 : i32} : !C
    %B = tt.cb "B" {cb_desc = #c, id = 1 : i32} : !C
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %zero = arith.constant 0.0 : f32
    %a = tt.fill %zero into %A : f32, !C -> !c
    %before = tt.move %a into %B : !c, !C -> !c
    tt.write %before to %o[%c0, %c0] [32, 32] : !c, !tensor
    %last = scf.for %i = %c0 to %c2 step %c1 iter_args(%outer = %a) -> (!c) {
      %inner = scf.for %j = %c0 to %c2 step %c1 iter_args(%each = %outer) -> (!c) {
        %next = tt.move %each into %A : !c, !C -> !c
        scf.yield %next : !c
      }
      %next = tt.move %inner into %A : !c, !C -> !c
      scf.yield %next : !c
    }
    %after = tt.move %last into %B : !c, !C -> !c
    tt.write %after to %o[%c0, %c0] [32, 32] : !c, !tensor
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 2>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>

// What the inner loop's iterations end waited for has to begin so in the outer loop too, before it
// as well as at its iterations' ends.
// CHECK-LABEL: func.func @compute({{.*}}tt.program = "inner_loop_reads_what_it_carries"
// CHECK: tt.fill
// CHECK-NEXT: tt.push
// CHECK-NEXT: tt.wait
// CHECK: scf.for
// CHECK: scf.for
// CHECK: tt.wait
// CHECK: tt.move
// CHECK: tt.pop
// CHECK: tt.push
// CHECK-NEXT: tt.wait
// CHECK: }
// CHECK: tt.wait
// CHECK: tt.move
// CHECK: tt.push
// CHECK-NEXT: tt.wait
// CHECK-NEXT: }
module attributes {tt.target = "wormhole_b0"} {
  func.func @inner_loop_reads_what_it_carries(%o: !tensor) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %A = tt.cb "A" {cb_desc = #c, id = 0 : i32} : !C
    %B = tt.cb "B" {cb_desc = #c, id = 1 : i32} : !C
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %zero = arith.constant 0.0 : f32
    %a = tt.fill %zero into %A : f32, !C -> !c
    %last = scf.for %i = %c0 to %c2 step %c1 iter_args(%outer = %a) -> (!c) {
      %inner = scf.for %j = %c0 to %c2 step %c1 iter_args(%each = %outer) -> (!c) {
        %next = tt.move %each into %A : !c, !C -> !c
        %seen = tt.move %next into %B : !c, !C -> !c
        tt.write %seen to %o[%j, %c0] [32, 32] : !c, !tensor
        scf.yield %next : !c
      }
      %next = tt.move %inner into %A : !c, !C -> !c
      scf.yield %next : !c
    }
    %after = tt.move %last into %B : !c, !C -> !c
    tt.write %after to %o[%c0, %c0] [32, 32] : !c, !tensor
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 2>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>

// A side that fills the buffer of an earlier block anew gives that block back before; the other one gives it back unread, here
// as the branch in it does. The sides of the inner branch are ends of the block alike.
// CHECK-LABEL: func.func @compute({{.*}}tt.program = "filled_anew"
// CHECK: %[[EARLIER:.*]] = tt.wait
// CHECK: scf.if
// CHECK-NEXT: tt.move %[[EARLIER]]
// CHECK-NEXT: tt.pop %[[EARLIER]]
// CHECK: scf.for
// CHECK: %[[EACH:.*]] = tt.wait
// CHECK: tt.move %[[EACH]]
// CHECK-NEXT: tt.pop %[[EACH]]
// CHECK: } else {
// CHECK-NEXT: scf.if
// CHECK-NEXT: tt.move %[[EARLIER]]
// CHECK-NEXT: tt.pop %[[EARLIER]]
// CHECK: tt.wait
// CHECK: } else {
// CHECK-NEXT: tt.pop %[[EARLIER]] in %{{.*}} {discards}
// CHECK-NOT: tt.pop %[[EARLIER]]
// CHECK: return
module attributes {tt.target = "wormhole_b0"} {
  func.func @filled_anew(%i: !tensor, %o: !tensor, %n: index, %k: index) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %A = tt.cb "A" {cb_desc = #c, id = 0 : i32} : !C
    %B = tt.cb "B" {cb_desc = #c, id = 1 : i32} : !C
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c3 = arith.constant 3 : index
    %earlier = tt.read %i[%c0, %c0] [32, 32] into %A : !tensor, !C -> !c
    %first = arith.cmpi eq, %n, %c0 : index
    %second = arith.cmpi eq, %k, %c0 : index
    scf.if %first {
      %moved = tt.move %earlier into %B : !c, !C -> !c
      tt.write %moved to %o[%c0, %c0] [32, 32] : !c, !tensor
      scf.for %j = %c0 to %c3 step %c1 {
        %each = tt.read %i[%c0, %c0] [32, 32] into %A : !tensor, !C -> !c
        %next = tt.move %each into %B : !c, !C -> !c
        tt.write %next to %o[%c0, %c0] [32, 32] : !c, !tensor
      }
    } else {
      scf.if %second {
        %moved = tt.move %earlier into %B : !c, !C -> !c
        tt.write %moved to %o[%c0, %c0] [32, 32] : !c, !tensor
        %anew = tt.read %i[%c0, %c0] [32, 32] into %A : !tensor, !C -> !c
        %next = tt.move %anew into %B : !c, !C -> !c
        tt.write %next to %o[%c0, %c0] [32, 32] : !c, !tensor
      }
    }
    return
  }
}
