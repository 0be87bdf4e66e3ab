// RUN: tilium-opt --tt-infer-layout %s -split-input-file -verify-diagnostics

// expected-error @+1 {{'A' has elements of type f64, which wormhole_b0 has no format for; use float32}}
func.func @dtype(%A: memref<32x32xf64, #tile.scope<global>> {tile.name = "A"}) {
  return
}

// -----

// expected-error @+1 {{'A' has elements of type f8E5M2, which wormhole_b0 has no format for; use float16 or bfloat16}}
func.func @fp8(%A: memref<32x32xf8E5M2, #tile.scope<global>> {tile.name = "A"}) {
  return
}

// -----

// expected-error @+1 {{'A' has elements of type i64, which wormhole_b0 has no format for; use int32, uint32, uint16, int8, uint8 or bool}}
func.func @int64(%A: memref<32x32xi64, #tile.scope<global>> {tile.name = "A"}) {
  return
}

// -----

// expected-error @+1 {{'A' has a shape that is known only at run time; compile the kernel for constant shapes}}
func.func @dynamic(%A: memref<?x32xf32, #tile.scope<global>> {tile.name = "A"}) {
  return
}

// -----

// expected-error @+1 {{'A' is empty; every dimension needs an element}}
func.func @empty(%A: memref<0x32xf32, #tile.scope<global>> {tile.name = "A"}) {
  return
}

// -----

// Two blocks that do not go together.
!tensor = memref<192x32xf32, #tile.scope<global>>
func.func @two_blocks(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c48 = arith.constant 48 : index
  %c64 = arith.constant 64 : index
  tile.launch (%bx) in (%c4) {
    %m = arith.muli %bx, %c48 : index
    // expected-note @+1 {{accessed in blocks of 48 here}}
    %first = tile.region %A[%m, %c0] [48, 32] : !tensor -> !tile.region<48x32xf32>
    %n = arith.muli %bx, %c64 : index
    // expected-error @+1 {{accesses 64 elements of 'A' along dimension 0; tiles have 32 rows and columns, so accesses need multiples of 32, or all of them the same block at multiples of it}}
    %second = tile.region %A[%n, %c0] [64, 32] : !tensor -> !tile.region<64x32xf32>
  }
  return
}

// -----

// A shifted window.
!tensor = memref<192x32xf32, #tile.scope<global>>
func.func @shifted(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c32 = arith.constant 32 : index
  tile.launch (%bx) in (%c4) {
    %m = arith.muli %bx, %c32 : index
    %shifted = arith.addi %m, %c1 : index
    // expected-error @+1 {{accesses 32 elements of 'A' along dimension 0 at an offset that is no multiple of that}}
    %access = tile.region %A[%shifted, %c0] [32, 32] : !tensor -> !tile.region<32x32xf32>
  }
  return
}

// -----

!tensor = memref<192x32xf32, #tile.scope<global>>
func.func @dynamic_extent(%A: !tensor {tile.name = "A"}, %n: index) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  tile.launch (%bx) in (%c4) {
    // expected-error @+1 {{accesses a part of 'A' whose size is known only at run time; blocks need constant sizes}}
    %access = tile.region %A[%c0, %c0] [%n, 32] : !tensor -> !tile.region<?x32xf32>
  }
  return
}

// -----

// A part at the start that ends inside a tile: with the other access's tiles it would share that tile.
!tensor = memref<64x32xf32, #tile.scope<global>>
func.func @ends_inside_a_tile(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c32 = arith.constant 32 : index
  tile.launch (%bx) in (%c2) {
    // expected-note @+1 {{accessed in blocks of 48 here}}
    %part = tile.region %A[%c0, %c0] [48, 32] : !tensor -> !tile.region<48x32xf32>
    %m = arith.muli %bx, %c32 : index
    // expected-error @+1 {{accesses 32 elements of 'A' along dimension 0; tiles have 32 rows and columns}}
    %block = tile.region %A[%m, %c0] [32, 32] : !tensor -> !tile.region<32x32xf32>
  }
  return
}

// -----

// One row at a time of a tensor that is also read by columns.
!tensor = memref<64x64xf32, #tile.scope<global>>
func.func @row_and_column(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  tile.launch (%bx) in (%c64) {
    // expected-error @+1 {{accesses 64 elements of 'A' along dimension 0; tiles have 32 rows and columns}}
    %column = tile.region %A[%c0, %bx] [64, 1] : !tensor -> !tile.region<64x1xf32>
    // expected-note @+1 {{accessed in blocks of 1 here}}
    %row = tile.region %A[%bx, %c0] [1, 64] : !tensor -> !tile.region<1x64xf32>
  }
  return
}

// -----

// A window before the tensor whose tile number needs a division of a negative number.
!tensor = memref<128x32xf32, #tile.scope<global>>
func.func @before_the_start(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  tile.launch (%bx) in (%c4) {
    %m = arith.muli %bx, %c32 : index
    %before = arith.subi %m, %c32 : index
    %bounded = arith.minsi %before, %c64 : index
    // expected-error @+1 {{may access 'A' before its start along dimension 0; write the offset as sums and products of multiples of 32, or keep it from being negative}}
    %access = tile.region %A[%bounded, %c0] [64, 32] : !tensor -> !tile.region<64x32xf32>
  }
  return
}

// -----

// expected-error @+1 {{'A' has more elements than the chip has bytes of DRAM}}
func.func @too_large(%A: memref<4294967296x4294967296xf32, #tile.scope<global>> {tile.name = "A"}) {
  return
}

// -----

// expected-error @+1 {{unknown target 'grayskull'; known are wormhole_b0 and blackhole}}
module attributes {tt.target = "grayskull"} {
}
