// RUN: tilium-opt --tt-build-tile-dfg %s -split-input-file -verify-diagnostics

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @uninitialized(%o: !tensor) {
    // expected-note @+1 {{'C' is allocated here}}
    %C = tt.cb "C" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    // expected-error @+1 {{'C' is read here before anything is written to it}}
    tt.write %C to %o[%c0, %c0] [32, 32] : !C, !tensor
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @accumulates(%t: !tensor) {
    %A = tt.cb "A" {cb_desc = #c} : !C
    // expected-note @+1 {{'C' is allocated here}}
    %C = tt.cb "C" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    tt.read %t[%c0, %c0] [32, 32] into %A : !tensor, !C
    // expected-error @+1 {{'C' is read here before anything is written to it; clear it first with T.clear, or pass clear_accum=True}}
    tt.matmul %A, %A into %C : !C, !C, !C
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @loop_may_not_run(%t: !tensor, %o: !tensor, %n: index) {
    // expected-note @+1 {{'C' is allocated here}}
    %C = tt.cb "C" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    // expected-error @+1 {{'C' is read after this loop, which may never write it; write it before the loop}}
    scf.for %i = %c0 to %n step %c1 {
      tt.read %t[%c0, %c0] [32, 32] into %C : !tensor, !C
    }
    tt.write %C to %o[%c0, %c0] [32, 32] : !C, !tensor
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @branch_may_not_write(%t: !tensor, %o: !tensor, %p: i1) {
    %C = tt.cb "C" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    // expected-error @+1 {{'C' is read after this branch, which may not write it; write it before the branch}}
    scf.if %p {
      tt.read %t[%c0, %c0] [32, 32] into %C : !tensor, !C
    }
    tt.write %C to %o[%c0, %c0] [32, 32] : !C, !tensor
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @unused(%t: !tensor) {
    %C = tt.cb "C" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    // expected-warning @+1 {{'C' is written here but not read afterwards; the operation is dropped}}
    tt.read %t[%c0, %c0] [32, 32] into %C : !tensor, !C
    return
  }
}

// -----

module attributes {tt.target = "wormhole_b0"} {
  func.func @not_lowered() {
    %c1 = arith.constant 1 : index
    // expected-error @+1 {{'tile.parallel' is left; LowerSharedToCB, LowerTTTileIntrinsics and LowerToSFPU lower tile operations}}
    tile.parallel (%i) in (%c1) {
    }
    return
  }
}

// -----

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  // expected-error @+1 {{the kernel needs 33 circular buffers at the same time, the target has 32; use fewer shared and fragment buffers, or split the kernel}}
  func.func @too_many(%t: !tensor, %o: !tensor) {
    // expected-note @+1 {{'B0' is one of them}}
    %B0 = tt.cb "B0" {cb_desc = #c} : !C
    // expected-note @+1 {{'B1' is one of them}}
    %B1 = tt.cb "B1" {cb_desc = #c} : !C
    // expected-note @+1 {{'B2' is one of them}}
    %B2 = tt.cb "B2" {cb_desc = #c} : !C
    // expected-note @+1 {{'B3' is one of them}}
    %B3 = tt.cb "B3" {cb_desc = #c} : !C
    // expected-note @+1 {{'B4' is one of them}}
    %B4 = tt.cb "B4" {cb_desc = #c} : !C
    // expected-note @+1 {{'B5' is one of them}}
    %B5 = tt.cb "B5" {cb_desc = #c} : !C
    %B6 = tt.cb "B6" {cb_desc = #c} : !C
    %B7 = tt.cb "B7" {cb_desc = #c} : !C
    %B8 = tt.cb "B8" {cb_desc = #c} : !C
    %B9 = tt.cb "B9" {cb_desc = #c} : !C
    %B10 = tt.cb "B10" {cb_desc = #c} : !C
    %B11 = tt.cb "B11" {cb_desc = #c} : !C
    %B12 = tt.cb "B12" {cb_desc = #c} : !C
    %B13 = tt.cb "B13" {cb_desc = #c} : !C
    %B14 = tt.cb "B14" {cb_desc = #c} : !C
    %B15 = tt.cb "B15" {cb_desc = #c} : !C
    %B16 = tt.cb "B16" {cb_desc = #c} : !C
    %B17 = tt.cb "B17" {cb_desc = #c} : !C
    %B18 = tt.cb "B18" {cb_desc = #c} : !C
    %B19 = tt.cb "B19" {cb_desc = #c} : !C
    %B20 = tt.cb "B20" {cb_desc = #c} : !C
    %B21 = tt.cb "B21" {cb_desc = #c} : !C
    %B22 = tt.cb "B22" {cb_desc = #c} : !C
    %B23 = tt.cb "B23" {cb_desc = #c} : !C
    %B24 = tt.cb "B24" {cb_desc = #c} : !C
    %B25 = tt.cb "B25" {cb_desc = #c} : !C
    %B26 = tt.cb "B26" {cb_desc = #c} : !C
    %B27 = tt.cb "B27" {cb_desc = #c} : !C
    %B28 = tt.cb "B28" {cb_desc = #c} : !C
    %B29 = tt.cb "B29" {cb_desc = #c} : !C
    %B30 = tt.cb "B30" {cb_desc = #c} : !C
    %B31 = tt.cb "B31" {cb_desc = #c} : !C
    %B32 = tt.cb "B32" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    tt.read %t[%c0, %c0] [32, 32] into %B0 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B1 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B2 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B3 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B4 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B5 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B6 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B7 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B8 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B9 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B10 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B11 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B12 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B13 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B14 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B15 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B16 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B17 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B18 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B19 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B20 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B21 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B22 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B23 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B24 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B25 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B26 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B27 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B28 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B29 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B30 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B31 : !tensor, !C
    tt.read %t[%c0, %c0] [32, 32] into %B32 : !tensor, !C
    tt.write %B0 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B1 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B2 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B3 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B4 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B5 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B6 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B7 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B8 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B9 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B10 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B11 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B12 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B13 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B14 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B15 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B16 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B17 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B18 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B19 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B20 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B21 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B22 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B23 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B24 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B25 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B26 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B27 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B28 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B29 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B30 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B31 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.write %B32 to %o[%c0, %c0] [32, 32] : !C, !tensor
    return
  }
}
