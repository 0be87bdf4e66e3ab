// RUN: tilium-opt --tt-attach-tensor-accessor %s | FileCheck %s

// Every tensor gets an accessor of its pages, not bound to arguments yet; scalars get none.
// CHECK-LABEL: func.func @tensors
// CHECK-SAME: tt.tensor_accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved>}
// CHECK-SAME: i32 {tile.name = "n"}
#layout = #tt.layout<shape = [64, 64], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
func.func @tensors(%A: memref<64x64xf16, #tile.scope<global>> {tile.name = "A", tt.layout_desc = #layout},
                   %n: i32 {tile.name = "n"}) {
  return
}
