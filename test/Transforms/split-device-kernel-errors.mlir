// RUN: tilium-opt --tt-split-device-kernel %s -split-input-file -verify-diagnostics

// expected-error @+1 {{has no 'tt.tile_dfg'; BuildTileDFGTT builds it}}
func.func @no_graph() {
  return
}

// -----

func.func @first() attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
  return
}
// expected-error @+1 {{is a second kernel; a program has one}}
func.func @second() attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
  return
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<64x64xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
func.func @backwards(%t: !tensor, %o: !tensor) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
  %A = tt.cb "A" {cb_desc = #c, id = 0 : i32} : !C
  %B = tt.cb "B" {cb_desc = #c, id = 1 : i32} : !C
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %a = tt.read %t[%c0, %c0] [32, 32] into %A : !tensor, !C -> !c
  // expected-note @+1 {{written here}}
  tt.write %a to %o[%c0, %c0] [32, 32] : !c, !tensor
  // expected-error @+1 {{reads a tensor that the same kernel writes: the reader kernel runs ahead of the writer, so the value would have to flow backwards; keep it in a shared or fragment buffer, or use two kernels}}
  %b = tt.read %o[%c0, %c0] [32, 32] into %B : !tensor, !C -> !c
  tt.write %b to %o[%c32, %c0] [32, 32] : !c, !tensor
  return
}
