// C++ rounds divisions towards zero, and kernels' numbers have no sign: a division of what may be negative
// says both.
// RUN: tilium-opt --tt-pipeline %s | tilium-translate --emit-metalium --metalium-file=reader.cpp | FileCheck %s

// CHECK: const uint32_t offset = get_arg_val<uint32_t>(
// CHECK: < static_cast<int32_t>(static_cast<int32_t>(index) < 0 ? (static_cast<int32_t>(index) + 1) / 7 - 1 : static_cast<int32_t>(index) / 7)
// CHECK: < static_cast<int32_t>(static_cast<int32_t>(index) % 5)
// CHECK: < static_cast<int32_t>(static_cast<int32_t>(7) / static_cast<int32_t>(index) - (static_cast<int32_t>(7) % static_cast<int32_t>(index) != 0 && (static_cast<int32_t>(7) ^ static_cast<int32_t>(index)) < 0 ? 1 : 0))
!tensor = memref<256x32xf32, #tile.scope<global>>
!block = memref<32x32xf32, #tile.scope<shared>>
!part = !tile.region<32x32xf32>
func.func @bounds(%t: !tensor {tile.name = "t"}, %o: !tensor {tile.name = "o"}, %offset: i32 {tile.name = "offset"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %c7 = arith.constant 7 : index
  %c32 = arith.constant 32 : index
  tile.launch (%block) in (%c1) threads [128, 1, 1] {
    %b = tile.alloc "b" : !block
    %n = arith.index_cast %offset : i32 to index
    %down = arith.floordivsi %n, %c7 : index
    scf.for %i = %c0 to %down step %c1 {
      %row = arith.muli %i, %c32 : index
      %from = tile.region %t[%row, %c0] [32, 32] : !tensor -> !part
      %chip = tile.region %b[%c0, %c0] [32, 32] : !block -> !part
      tile.copy %from to %chip : !part to !part
      %to = tile.region %o[%row, %c0] [32, 32] : !tensor -> !part
      tile.copy %chip to %to : !part to !part
    }
    %rest = arith.remsi %n, %c5 : index
    scf.for %i = %c0 to %rest step %c1 {
      %row = arith.muli %i, %c32 : index
      %from = tile.region %t[%row, %c0] [32, 32] : !tensor -> !part
      %chip = tile.region %b[%c0, %c0] [32, 32] : !block -> !part
      tile.copy %from to %chip : !part to !part
      %to = tile.region %o[%row, %c0] [32, 32] : !tensor -> !part
      tile.copy %chip to %to : !part to !part
    }
    %by = arith.floordivsi %c7, %n : index
    scf.for %i = %c0 to %by step %c1 {
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
