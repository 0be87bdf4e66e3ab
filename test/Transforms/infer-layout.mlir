// RUN: tilium-opt --tt-infer-layout %s -split-input-file | FileCheck %s
// RUN: tilium-opt --tt-infer-layout=target=blackhole %s -split-input-file | FileCheck %s --check-prefix=BLACKHOLE

// Blocks of multiples of 32 are plain tiles. The target is noted on the module.
// BLACKHOLE: module attributes {tt.target = "blackhole"}
// CHECK: module attributes {tt.target = "wormhole_b0"}
// CHECK-LABEL: func.func @plain
// CHECK-SAME: tt.layout_desc = #tt.layout<shape = [100, 256], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
// CHECK: tile.alloc "A_shared" {tt.layout_desc = #tt.layout<shape = [64, 32], format = Float16, memory = l1, core_local, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>}
!tensor = memref<100x256xf16, #tile.scope<global>>
!shared = memref<64x32xf16, #tile.scope<shared>>
func.func @plain(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  tile.launch (%bx, %by) in (%c8, %c2) {
    %shared = tile.alloc "A_shared" : !shared
    %m = arith.muli %by, %c64 : index
    %k = arith.muli %bx, %c32 : index
    %from = tile.region %A[%m, %k] [64, 32] : !tensor -> !tile.region<64x32xf16>
    %to = tile.region %shared[%c0, %c0] [64, 32] : !shared -> !tile.region<64x32xf16>
    tile.copy %from to %to : !tile.region<64x32xf16> to !tile.region<64x32xf16>
  }
  return
}

// -----

// A tensor walked in blocks of 48 starts a tile at each block; the buffer is one block.
// CHECK-LABEL: func.func @blocks_of_48
// CHECK-SAME: row_dim = 0, col_dim = 1, row_block = 48, col_block = 32>
// CHECK: tile.alloc "A_shared" {{.*}}row_block = 32, col_block = 32>
!tensor = memref<192x32xf32, #tile.scope<global>>
!shared = memref<48x32xf32, #tile.scope<shared>>
func.func @blocks_of_48(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c48 = arith.constant 48 : index
  tile.launch (%bx) in (%c4) {
    %shared = tile.alloc "A_shared" : !shared
    %m = arith.muli %bx, %c48 : index
    %from = tile.region %A[%m, %c0] [48, 32] : !tensor -> !tile.region<48x32xf32>
    %to = tile.region %shared[%c0, %c0] [48, 32] : !shared -> !tile.region<48x32xf32>
    tile.copy %from to %to : !tile.region<48x32xf32> to !tile.region<48x32xf32>
  }
  return
}

// -----

// One block of 48 that covers the tensor needs no tiling of its own.
// CHECK-LABEL: func.func @one_block
// CHECK-SAME: row_block = 32, col_block = 32>
!tensor = memref<40x32xf32, #tile.scope<global>>
!shared = memref<48x32xf32, #tile.scope<shared>>
func.func @one_block(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c48 = arith.constant 48 : index
  tile.launch (%bx) in (%c1) {
    %shared = tile.alloc "A_shared" : !shared
    %m = arith.muli %bx, %c48 : index
    %from = tile.region %A[%m, %c0] [48, 32] : !tensor -> !tile.region<48x32xf32>
    %to = tile.region %shared[%c0, %c0] [48, 32] : !shared -> !tile.region<48x32xf32>
    tile.copy %from to %to : !tile.region<48x32xf32> to !tile.region<48x32xf32>
  }
  return
}

// -----

// Rows and columns are the dimensions that accesses span, wherever they stand; others are outer.
// CHECK-LABEL: func.func @batch_sequence_heads_dim
// CHECK-SAME: row_dim = 1, col_dim = 3, row_block = 32, col_block = 32>
// CHECK-LABEL: func.func @vector
// CHECK-SAME: row_dim = -1, col_dim = 0
!tensor = memref<2x128x4x64xbf16, #tile.scope<global>>
!shared = memref<64x64xbf16, #tile.scope<shared>>
func.func @batch_sequence_heads_dim(%Q: !tensor {tile.name = "Q"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  tile.launch (%bx) in (%c2) {
    %shared = tile.alloc "Q_shared" : !shared
    %s = arith.muli %bx, %c64 : index
    %from = tile.region %Q[%c1, %s, %c2, %c0] [1, 64, 1, 64] : !tensor -> !tile.region<1x64x1x64xbf16>
    %to = tile.region %shared[%c0, %c0] [64, 64] : !shared -> !tile.region<64x64xbf16>
    tile.copy %from to %to : !tile.region<1x64x1x64xbf16> to !tile.region<64x64xbf16>
  }
  return
}
!vector = memref<100xf32, #tile.scope<global>>
!row = memref<64xf32, #tile.scope<shared>>
func.func @vector(%x: !vector {tile.name = "x"}) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  tile.launch (%bx) in (%c2) {
    %shared = tile.alloc "x_shared" : !row
    %i = arith.muli %bx, %c64 : index
    %from = tile.region %x[%i] [64] : !vector -> !tile.region<64xf32>
    %to = tile.region %shared[%c0] [64] : !row -> !tile.region<64xf32>
    tile.copy %from to %to : !tile.region<64xf32> to !tile.region<64xf32>
  }
  return
}

// -----

// A part from the start that ends inside a tile gets tiles of its own: the rows after it stay out of
// what is read, and are not overwritten.
// CHECK-LABEL: func.func @first_rows
// CHECK-SAME: row_dim = 0, col_dim = 1, row_block = 48, col_block = 32>
!tensor = memref<64x32xf32, #tile.scope<global>>
func.func @first_rows(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  tile.launch (%bx) in (%c1) {
    %part = tile.region %A[%c0, %c0] [48, 32] : !tensor -> !tile.region<48x32xf32>
  }
  return
}

// -----

// The last tile of a dimension may be cut off where the dimension ends.
// CHECK-LABEL: func.func @last_rows
// CHECK-SAME: row_block = 32, col_block = 32>
!tensor = memref<72x32xf32, #tile.scope<global>>
func.func @last_rows(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  tile.launch (%bx) in (%c1) {
    %part = tile.region %A[%c32, %c0] [40, 32] : !tensor -> !tile.region<40x32xf32>
    %all = tile.region %A[%c0, %c0] [72, 32] : !tensor -> !tile.region<72x32xf32>
  }
  return
}

// -----

// A window that starts a tile early: its tile number is a sum, right before the start as well.
// CHECK-LABEL: func.func @window
// CHECK-SAME: row_block = 32, col_block = 32>
!tensor = memref<128x32xf32, #tile.scope<global>>
func.func @window(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c32 = arith.constant 32 : index
  tile.launch (%bx) in (%c4) {
    %m = arith.muli %bx, %c32 : index
    %before = arith.subi %m, %c32 : index
    %part = tile.region %A[%before, %c0] [64, 32] : !tensor -> !tile.region<64x32xf32>
  }
  return
}
