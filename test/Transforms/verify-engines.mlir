// RUN: tilium-opt --tt-pipeline %s -o /dev/null
// RUN: tilium-opt --pass-pipeline='builtin.module(tt-infer-layout,tt-propagate-layout,tt-attach-tensor-accessor,tt-work-partition,tt-grid-to-core-grid,tt-lower-shared-to-cb,tt-lower-tile-intrinsics,tt-lower-to-sfpu,tt-build-tile-dfg,tt-split-device-kernel,tt-configure-tensor-accessor,tt-lower-cb-intrinsics,tt-insert-compute-init,tt-insert-dst-management,tt-finalize-signature,tt-verify)' %s | FileCheck %s

// A product adds to a block that a fill starts. The vector engine is prepared on its own, once in
// front of the loop, and stays so while unpack and math are prepared for other operations.
// CHECK-LABEL: func.func @compute
// CHECK: metalium.fill_tile_init
// CHECK: scf.for
// CHECK-NOT: metalium.fill_tile_init
// CHECK: metalium.fill_tile
// CHECK: metalium.matmul_block
!tensor = memref<32x32xf32, #tile.scope<global>>
!buffer = memref<32x32xf32, #tile.scope<shared>>
!block = !tile.region<32x32xf32>
func.func @fill_and_product(%A: !tensor {tile.name = "A"}, %C: !tensor {tile.name = "C"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %one = arith.constant 1.0 : f32
  tile.launch (%bx) in (%c1) {
    %A_shared = tile.alloc "A_shared" : !buffer
    %C_local = tile.alloc "C_local" : !buffer
    %from = tile.region %A[%c0, %c0] [32, 32] : !tensor -> !block
    %a = tile.region %A_shared[%c0, %c0] [32, 32] : !buffer -> !block
    %c = tile.region %C_local[%c0, %c0] [32, 32] : !buffer -> !block
    %to = tile.region %C[%c0, %c0] [32, 32] : !tensor -> !block
    scf.for %i = %c0 to %c2 step %c1 {
      tile.copy %from to %a : !block to !block
      tile.fill %c, %one : !block, f32
      tile.gemm %a, %a, %c : !block, !block, !block
      tile.copy %c to %to : !block to !block
    }
  }
  return
}
