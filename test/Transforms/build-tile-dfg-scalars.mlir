// RUN: tilium-opt --tt-build-tile-dfg %s -split-input-file -verify-diagnostics | FileCheck %s

// A number that reader and compute kernel need: the reader gets a page to load through, and the compute kernel a channel.
// Nothing of it is the writer's.

#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!C = !tt.cb<1, 1, Float32>
!a = memref<320x32xf32, #tile.scope<global>>
!t = memref<8xi32, #tile.scope<global>>
// CHECK-LABEL: @compute_needs_it
// CHECK-DAG: %[[PAGE:.*]] = tt.cb "reader_number" {cb_desc = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
// CHECK-DAG: %[[CHANNEL:.*]] = tt.cb "number" {cb_desc = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 2>
// CHECK: %[[E:.*]] = tt.load_scalar %{{.*}}[%c0] reader %[[PAGE]] : !tt.cb<1, 1, UInt8> : memref<8xi32
// CHECK: %[[N:.*]] = tt.share_scalar %[[E]] into %[[CHANNEL]]
// CHECK: scf.if
// CHECK: tt.eltwise
// CHECK-SAME: symbols(%[[N]])
module attributes {tt.target = "wormhole_b0"} {
  func.func @compute_needs_it(%A: !a, %T: !t, %O: !a) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %X = tt.cb "X" {cb_desc = #b} : !C
    %Y = tt.cb "Y" {cb_desc = #b} : !C
    // expected-remark @+1 {{a number of a tensor decides about an address, a bound or a branch: each kernel that needs it waits for memory}}
    %e = tt.load_scalar %T[%c0] : !t
    %is = arith.cmpi sgt, %c1, %c0 : index
    scf.if %is {
      tt.read %A[%e, %c0] [32, 32] into %X : !a, !C
      tt.eltwise (%X) maps [affine_map<(d0, d1)[s0] -> (s0)>] broadcasts [#tt.broadcast<none>] symbols(%e) into %Y {
      ^bb0(%x: f32):
        tt.yield %x : f32
      } : (!C), !C
      tt.write %Y to %O[%c0, %c0] [32, 32] : !C, !a
    }
    return
  }
}

// -----

// One that reader and writer need: each loads it by itself.

#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!C = !tt.cb<1, 1, Float32>
!a = memref<320x32xf32, #tile.scope<global>>
!t = memref<8xi32, #tile.scope<global>>
// CHECK-LABEL: @only_addresses
// CHECK: tt.load_scalar %{{.*}}[%c0] reader %{{[0-9]+}} : !tt.cb<1, 1, UInt8> writer %{{[0-9]+}} : !tt.cb<1, 1, UInt8> :
// CHECK-NOT: tt.share_scalar
module attributes {tt.target = "wormhole_b0"} {
  func.func @only_addresses(%A: !a, %T: !t, %O: !a) {
    %c0 = arith.constant 0 : index
    %X = tt.cb "X" {cb_desc = #b} : !C
    // expected-remark @+1 {{a number of a tensor decides}}
    %e = tt.load_scalar %T[%c0] : !t
    tt.read %A[%e, %c0] [32, 32] into %X : !a, !C
    tt.write %X to %O[%e, %c0] [32, 32] : !C, !a
    return
  }
}
