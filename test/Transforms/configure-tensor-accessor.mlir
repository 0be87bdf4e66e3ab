// RUN: tilium-opt %s --tt-configure-tensor-accessor | FileCheck %s

// Each kernel numbers the tensors that it uses, in the order of the signature: two compile-time
// arguments for an accessor, one runtime argument for an address, the range of blocks last.

#layout = #tt.layout<shape = [64, 64], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
#accessor = #tt.tensor_accessor<page_size = 2048, memory = dram, interleaved>
!tensor = memref<64x64xf16, #tile.scope<global>>
!cb = !tt.cb<1, 1, Float16>
!block = !tt.block<1, 1, Float16>

module attributes {tt.target = "wormhole_b0"} {
// CHECK-LABEL: func.func @reader
// CHECK-SAME: tile.name = "A"{{.*}}interleaved>}, %{{.*}}tile.name = "B"{{.*}}compile_time_offset = 0, address_arg = 0>}, %{{.*}}tile.name = "C"{{.*}}compile_time_offset = 2, address_arg = 1>}
// CHECK-SAME: tt.runtime_args = [#tt.runtime_arg<"B_address", tensor_address, source = 1>, #tt.runtime_arg<"C_address", tensor_address, source = 2>, #tt.runtime_arg<"start_id", work_start>, #tt.runtime_arg<"num_blocks", work_count>]
func.func @reader(%A: !tensor {tile.name = "A", tt.layout_desc = #layout, tt.tensor_accessor = #accessor},
                  %B: !tensor {tile.name = "B", tt.layout_desc = #layout, tt.tensor_accessor = #accessor},
                  %C: !tensor {tile.name = "C", tt.layout_desc = #layout, tt.tensor_accessor = #accessor})
    attributes {tt.kernel_role = #tt.kernel_role<reader>} {
  %cb = tt.cb "B_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>, id = 0 : i32} : !cb
  %c1 = arith.constant 1 : index
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  scf.for %block = %start to %end step %c1 {
    %c = tt.read %C[%block, %block] [32, 32] into %cb : !tensor, !cb -> !block
    tt.push %c in %cb : !block, !cb
    %b = tt.read %B[%block, %block] [32, 32] into %cb : !tensor, !cb -> !block
    tt.push %b in %cb : !block, !cb
  }
  return
}

// A kernel without tensors has no accessor; one without work has no range.
// CHECK-LABEL: func.func @compute
// CHECK-NOT: compile_time_offset
// CHECK-SAME: tt.runtime_args = []
func.func @compute(%A: !tensor {tt.tensor_accessor = #accessor}) attributes {tt.kernel_role = #tt.kernel_role<compute>} {
  return
}

// A tensor without a name is called by its number.
// CHECK-LABEL: func.func @writer
// CHECK-SAME: compile_time_offset = 0, address_arg = 0
// CHECK-SAME: tt.runtime_args = [#tt.runtime_arg<"tensor0_address", tensor_address, source = 0>]
func.func @writer(%A: !tensor {tt.tensor_accessor = #accessor}) attributes {tt.kernel_role = #tt.kernel_role<writer>} {
  %cb = tt.cb "A_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 2>, id = 0 : i32} : !cb
  %c0 = arith.constant 0 : index
  %a = tt.wait %cb : !cb -> !block
  tt.write %a to %A[%c0, %c0] [32, 32] : !block, !tensor
  tt.pop %a in %cb : !block, !cb
  return
}
}
