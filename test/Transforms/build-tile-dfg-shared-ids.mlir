// RUN: tilium-opt --tt-build-tile-dfg %s | FileCheck %s

// 40 buffers of one kind whose lifetimes are apart share the ids that the target has.
// CHECK-LABEL: func.func @share
// CHECK: tt.cb "B39" {{.*}}id = 0 : i32
// CHECK: tt.cb "B0" {{.*}}id = 0 : i32

#c = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
!tensor = memref<32x32xf32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
module attributes {tt.target = "wormhole_b0"} {
  func.func @share(%t: !tensor, %o: !tensor) {
    %B39 = tt.cb "B39" {cb_desc = #c} : !C
    %B38 = tt.cb "B38" {cb_desc = #c} : !C
    %B37 = tt.cb "B37" {cb_desc = #c} : !C
    %B36 = tt.cb "B36" {cb_desc = #c} : !C
    %B35 = tt.cb "B35" {cb_desc = #c} : !C
    %B34 = tt.cb "B34" {cb_desc = #c} : !C
    %B33 = tt.cb "B33" {cb_desc = #c} : !C
    %B32 = tt.cb "B32" {cb_desc = #c} : !C
    %B31 = tt.cb "B31" {cb_desc = #c} : !C
    %B30 = tt.cb "B30" {cb_desc = #c} : !C
    %B29 = tt.cb "B29" {cb_desc = #c} : !C
    %B28 = tt.cb "B28" {cb_desc = #c} : !C
    %B27 = tt.cb "B27" {cb_desc = #c} : !C
    %B26 = tt.cb "B26" {cb_desc = #c} : !C
    %B25 = tt.cb "B25" {cb_desc = #c} : !C
    %B24 = tt.cb "B24" {cb_desc = #c} : !C
    %B23 = tt.cb "B23" {cb_desc = #c} : !C
    %B22 = tt.cb "B22" {cb_desc = #c} : !C
    %B21 = tt.cb "B21" {cb_desc = #c} : !C
    %B20 = tt.cb "B20" {cb_desc = #c} : !C
    %B19 = tt.cb "B19" {cb_desc = #c} : !C
    %B18 = tt.cb "B18" {cb_desc = #c} : !C
    %B17 = tt.cb "B17" {cb_desc = #c} : !C
    %B16 = tt.cb "B16" {cb_desc = #c} : !C
    %B15 = tt.cb "B15" {cb_desc = #c} : !C
    %B14 = tt.cb "B14" {cb_desc = #c} : !C
    %B13 = tt.cb "B13" {cb_desc = #c} : !C
    %B12 = tt.cb "B12" {cb_desc = #c} : !C
    %B11 = tt.cb "B11" {cb_desc = #c} : !C
    %B10 = tt.cb "B10" {cb_desc = #c} : !C
    %B9 = tt.cb "B9" {cb_desc = #c} : !C
    %B8 = tt.cb "B8" {cb_desc = #c} : !C
    %B7 = tt.cb "B7" {cb_desc = #c} : !C
    %B6 = tt.cb "B6" {cb_desc = #c} : !C
    %B5 = tt.cb "B5" {cb_desc = #c} : !C
    %B4 = tt.cb "B4" {cb_desc = #c} : !C
    %B3 = tt.cb "B3" {cb_desc = #c} : !C
    %B2 = tt.cb "B2" {cb_desc = #c} : !C
    %B1 = tt.cb "B1" {cb_desc = #c} : !C
    %B0 = tt.cb "B0" {cb_desc = #c} : !C
    %c0 = arith.constant 0 : index
    tt.read %t[%c0, %c0] [32, 32] into %B0 : !tensor, !C
    tt.write %B0 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B1 : !tensor, !C
    tt.write %B1 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B2 : !tensor, !C
    tt.write %B2 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B3 : !tensor, !C
    tt.write %B3 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B4 : !tensor, !C
    tt.write %B4 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B5 : !tensor, !C
    tt.write %B5 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B6 : !tensor, !C
    tt.write %B6 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B7 : !tensor, !C
    tt.write %B7 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B8 : !tensor, !C
    tt.write %B8 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B9 : !tensor, !C
    tt.write %B9 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B10 : !tensor, !C
    tt.write %B10 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B11 : !tensor, !C
    tt.write %B11 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B12 : !tensor, !C
    tt.write %B12 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B13 : !tensor, !C
    tt.write %B13 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B14 : !tensor, !C
    tt.write %B14 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B15 : !tensor, !C
    tt.write %B15 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B16 : !tensor, !C
    tt.write %B16 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B17 : !tensor, !C
    tt.write %B17 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B18 : !tensor, !C
    tt.write %B18 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B19 : !tensor, !C
    tt.write %B19 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B20 : !tensor, !C
    tt.write %B20 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B21 : !tensor, !C
    tt.write %B21 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B22 : !tensor, !C
    tt.write %B22 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B23 : !tensor, !C
    tt.write %B23 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B24 : !tensor, !C
    tt.write %B24 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B25 : !tensor, !C
    tt.write %B25 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B26 : !tensor, !C
    tt.write %B26 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B27 : !tensor, !C
    tt.write %B27 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B28 : !tensor, !C
    tt.write %B28 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B29 : !tensor, !C
    tt.write %B29 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B30 : !tensor, !C
    tt.write %B30 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B31 : !tensor, !C
    tt.write %B31 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B32 : !tensor, !C
    tt.write %B32 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B33 : !tensor, !C
    tt.write %B33 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B34 : !tensor, !C
    tt.write %B34 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B35 : !tensor, !C
    tt.write %B35 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B36 : !tensor, !C
    tt.write %B36 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B37 : !tensor, !C
    tt.write %B37 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B38 : !tensor, !C
    tt.write %B38 to %o[%c0, %c0] [32, 32] : !C, !tensor
    tt.read %t[%c0, %c0] [32, 32] into %B39 : !tensor, !C
    tt.write %B39 to %o[%c0, %c0] [32, 32] : !C, !tensor
    return
  }
}
