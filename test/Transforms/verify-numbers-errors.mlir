// RUN: tilium-opt "--tt-verify=partial" %s -split-input-file -verify-diagnostics

// Variables of two loops that run equally often, and of loops that start elsewhere, are different numbers.

#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
!a = memref<320x32xf32, #tile.scope<global>>
!t = memref<8xi32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
!N = !tt.cb<1, 1, UInt8>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%A: !a, %T: !t) attributes {tt.kernel_role = #tt.kernel_role<reader>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %number = tt.cb "reader_number" {cb_desc = #n, id = 1 : i32} : !N
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c3 = arith.constant 3 : index
    scf.for %i = %c0 to %c2 step %c1 {
      scf.for %j = %c0 to %c2 step %c1 {
        %n = tt.load_scalar %T[%i] reader %number : !N : !t
        scf.for %k = %c0 to %n step %c1 {
          %x = tt.read %A[%c0, %c0] [32, 32] into %X : !a, !C -> !c
          // expected-error @+1 {{as many pages of 'X' have to be pushed as popped, and the counts differ}}
          tt.push %x in %X : !c, !C
        }
      }
    }
    return
  }
  func.func @writer(%A: !a, %T: !t) attributes {tt.kernel_role = #tt.kernel_role<writer>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %number = tt.cb "writer_number" {cb_desc = #n, id = 2 : i32} : !N
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c3 = arith.constant 3 : index
    scf.for %i = %c0 to %c2 step %c1 {
      scf.for %j = %c0 to %c2 step %c1 {
        %n = tt.load_scalar %T[%j] writer %number : !N : !t
        scf.for %k = %c0 to %n step %c1 {
          %x = tt.wait %X : !C -> !c
          tt.write %x to %A[%c0, %c0] [32, 32] : !c, !a
          // expected-note @+1 {{popped here}}
          tt.pop %x in %X : !c, !C
        }
      }
    }
    return
  }
}

// -----

#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
!a = memref<320x32xf32, #tile.scope<global>>
!t = memref<8xi32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
!N = !tt.cb<1, 1, UInt8>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%A: !a, %T: !t) attributes {tt.kernel_role = #tt.kernel_role<reader>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %number = tt.cb "reader_number" {cb_desc = #n, id = 1 : i32} : !N
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c3 = arith.constant 3 : index
    scf.for %i = %c0 to %c2 step %c1 {
      scf.for %j = %c0 to %c2 step %c1 {
        %n = tt.load_scalar %T[%i] reader %number : !N : !t
        scf.for %k = %c0 to %n step %c1 {
          %x = tt.read %A[%c0, %c0] [32, 32] into %X : !a, !C -> !c
          // expected-error @+1 {{as many pages of 'X' have to be pushed as popped, and the counts differ}}
          tt.push %x in %X : !c, !C
        }
      }
    }
    return
  }
  func.func @writer(%A: !a, %T: !t) attributes {tt.kernel_role = #tt.kernel_role<writer>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %number = tt.cb "writer_number" {cb_desc = #n, id = 2 : i32} : !N
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c3 = arith.constant 3 : index
    scf.for %i = %c1 to %c3 step %c1 {
      scf.for %j = %c0 to %c2 step %c1 {
        %n = tt.load_scalar %T[%i] writer %number : !N : !t
        scf.for %k = %c0 to %n step %c1 {
          %x = tt.wait %X : !C -> !c
          tt.write %x to %A[%c0, %c0] [32, 32] : !c, !a
          // expected-note @+1 {{popped here}}
          tt.pop %x in %X : !c, !C
        }
      }
    }
    return
  }
}

// -----

// The same numbers.

#b = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
#n = #tt.cb_desc<format = UInt8, page_size = 1024, block_pages = 1, depth = 1>
!a = memref<320x32xf32, #tile.scope<global>>
!t = memref<8xi32, #tile.scope<global>>
!C = !tt.cb<1, 1, Float32>
!c = !tt.block<1, 1, Float32>
!N = !tt.cb<1, 1, UInt8>
module attributes {tt.target = "wormhole_b0"} {
  func.func @reader(%A: !a, %T: !t) attributes {tt.kernel_role = #tt.kernel_role<reader>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %number = tt.cb "reader_number" {cb_desc = #n, id = 1 : i32} : !N
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c3 = arith.constant 3 : index
    scf.for %i = %c0 to %c2 step %c1 {
      scf.for %j = %c0 to %c2 step %c1 {
        %n = tt.load_scalar %T[%i] reader %number : !N : !t
        scf.for %k = %c0 to %n step %c1 {
          %x = tt.read %A[%c0, %c0] [32, 32] into %X : !a, !C -> !c
          tt.push %x in %X : !c, !C
        }
      }
    }
    return
  }
  func.func @writer(%A: !a, %T: !t) attributes {tt.kernel_role = #tt.kernel_role<writer>} {
    %X = tt.cb "X" {cb_desc = #b, id = 0 : i32} : !C
    %number = tt.cb "writer_number" {cb_desc = #n, id = 2 : i32} : !N
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c3 = arith.constant 3 : index
    scf.for %i = %c0 to %c2 step %c1 {
      scf.for %j = %c0 to %c2 step %c1 {
        %n = tt.load_scalar %T[%i] writer %number : !N : !t
        scf.for %k = %c0 to %n step %c1 {
          %x = tt.wait %X : !C -> !c
          tt.write %x to %A[%c0, %c0] [32, 32] : !c, !a
          tt.pop %x in %X : !c, !C
        }
      }
    }
    return
  }
}
