// A bound that may be negative is compared as a signed number: then the loop has no iterations. T.min of numbers that may be negative compares signed ones.
// RUN: tilium-opt --tt-pipeline %s | tilium-translate --emit-metalium --metalium-file=reader.cpp | FileCheck %s

// CHECK: #include <algorithm>
// CHECK: const uint32_t offset = get_arg_val<uint32_t>(
// CHECK: for (int32_t [[I:.*]] = 0; [[I]] < static_cast<int32_t>(std::min<int32_t>(index, std::max<int32_t>(index - 3, 2)));
!tensor = memref<256x32xf32, #tile.scope<global>>
!block = memref<32x32xf32, #tile.scope<shared>>
!part = !tile.region<32x32xf32>
func.func @bounds(%t: !tensor {tile.name = "t"}, %o: !tensor {tile.name = "o"}, %offset: i32 {tile.name = "offset"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c32 = arith.constant 32 : index
  tile.launch (%block) in (%c1) threads [128, 1, 1] {
    %b = tile.alloc "b" : !block
    %n = arith.index_cast %offset : i32 to index
    %less = arith.subi %n, %c3 : index
    %more = arith.maxsi %less, %c2 : index
    %count = arith.minsi %n, %more : index
    scf.for %i = %c0 to %count step %c1 {
      %row = arith.muli %i, %c32 : index
      %from = tile.region %t[%row, %c0] [32, 32] : !tensor -> !part
      %chip = tile.region %b[%c0, %c0] [32, 32] : !block -> !part
      tile.copy %from to %chip : !part to !part
      %to = tile.region %o[%row, %c0] [32, 32] : !tensor -> !part
      tile.copy %chip to %to : !part to !part
    }
  }
  return
}
