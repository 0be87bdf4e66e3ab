// RUN: tilium-opt --tt-infer-layout --tt-propagate-layout %s | FileCheck %s

// The depth is the number of stages of the loop that fills a buffer from a tensor; others hold one block.
// CHECK: tile.alloc "A_shared" {tt.cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>
// CHECK: tile.alloc "A_local" {tt.cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>
// CHECK: tile.alloc "odd" {tt.cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>
!tensor = memref<64x256xf16, #tile.scope<global>>
!shared = memref<64x32xf16, #tile.scope<shared>>
!local = memref<64x32xf32, #tile.scope<fragment>>
func.func @depth(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c32 = arith.constant 32 : index
  tile.launch (%bx) in (%c1) {
    %shared = tile.alloc "A_shared" : !shared
    %local = tile.alloc "A_local" : !local
    %odd = tile.alloc "odd" : memref<33x40xf32, #tile.scope<fragment>>
    scf.for %ko = %c0 to %c8 step %c1 {
      %k = arith.muli %ko, %c32 : index
      %from = tile.region %A[%c0, %k] [64, 32] : !tensor -> !tile.region<64x32xf16>
      %to = tile.region %shared[%c0, %c0] [64, 32] : !shared -> !tile.region<64x32xf16>
      tile.copy %from to %to : !tile.region<64x32xf16> to !tile.region<64x32xf16>
      %converted = tile.region %local[%c0, %c0] [64, 32] : !local -> !tile.region<64x32xf32>
      tile.copy %to to %converted : !tile.region<64x32xf16> to !tile.region<64x32xf32>
    } {tile.pipeline = #tile.pipeline<num_stages = 3>}
  }
  return
}
