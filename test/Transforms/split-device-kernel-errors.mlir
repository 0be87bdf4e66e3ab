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

// -----

#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
!N = !tt.cb<1, 1, UInt8>
module attributes {tt.target = "wormhole_b0"} {
  func.func @unknown_bound(%t: !tensor, %o: !tensor) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %number = tt.cb "number" {cb_desc = #n, id = 1 : i32} : !N
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %count = tt.receive_scalar %number : !N -> index
    // expected-error @below {{is steered by a number that the reader kernel does not have}}
    scf.for %i = %c0 to %count step %c1 {
      %x = tt.read %t[%c0, %c0] [32, 32] into %X : !tensor, !C -> !c
      tt.write %x to %o[%c0, %c0] [32, 32] : !c, !tensor
    }
    return
  }
}

// -----

#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
!N = !tt.cb<1, 1, UInt8>
module attributes {tt.target = "wormhole_b0"} {
  func.func @unknown_condition(%o: !tensor) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %number = tt.cb "number" {cb_desc = #n, id = 1 : i32} : !N
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f32
    %e = tt.receive_scalar %number : !N -> index
    %hit = arith.cmpi sgt, %e, %c0 : index
    // expected-error @below {{is steered by a number that the writer kernel does not have}}
    scf.if %hit {
      %x = tt.fill %zero into %X : f32, !C -> !c
      tt.write %x to %o[%c0, %c0] [32, 32] : !c, !tensor
    }
    return
  }
}

// -----

// The writer and compute read one block; BuildTileDFGTT puts a copy in between.
#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @two_readers(%o: !tensor) attributes {tt.tile_dfg = #tt.tile_dfg<nodes = [], edges = []>} {
    %A = tt.cb "A" {cb_desc = #c, id = 0 : i32} : !C
    %B = tt.cb "B" {cb_desc = #c, id = 1 : i32} : !C
    %c0 = arith.constant 0 : index
    %one = arith.constant 1.0 : f32
    %block = tt.fill %one into %A : f32, !C -> !c
    // expected-error @+1 {{takes a value that the writer kernel does not have}}
    tt.write %block to %o[%c0, %c0] [32, 32] : !c, !tensor
    %copy = tt.move %block into %B : !c, !C -> !c
    tt.write %copy to %o[%c0, %c0] [32, 32] : !c, !tensor
    return
  }
}
