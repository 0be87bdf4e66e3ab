// RUN: tilium-opt %s -split-input-file -verify-diagnostics

// expected-error @+1 {{'tt.kernel_role' must be a #tt.kernel_role}}
func.func @attribute() attributes {tt.kernel_role = "reader"} {
  return
}

// -----

// expected-error @+1 {{layout needs positive extents}}
#layout = #tt.layout<shape = [0], format = Float16, memory = dram, interleaved, row_dim = -1, col_dim = 0, row_block = 32, col_block = 32>

// -----

// expected-error @+1 {{dimension 2 does not exist in a shape of rank 2}}
#layout = #tt.layout<shape = [32, 32], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 2, row_block = 32, col_block = 32>

// -----

// expected-error @+1 {{rows and columns are the same dimension 1}}
#layout = #tt.layout<shape = [32, 32], format = Float16, memory = dram, interleaved, row_dim = 1, col_dim = 1, row_block = 32, col_block = 32>

// -----

// expected-error @+1 {{row_block and col_block must be positive}}
#layout = #tt.layout<shape = [32, 32], format = Float16, memory = dram, interleaved, row_dim = 0, col_dim = 1, row_block = 0, col_block = 32>

// -----

// expected-error @+1 {{a page is one tile: page_size must be 2048 for Float16, got 4096}}
#desc = #tt.cb_desc<format = Float16, page_size = 4096, block_pages = 1, depth = 1>

// -----

// expected-error @+1 {{block_pages and depth must be positive}}
#desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 0>

// -----

// expected-error @+1 {{core range (1, 0) to (0, 0) is empty or negative}}
#range = #tt.core_range<(1, 0) to (0, 0)>

// -----

// expected-error @+1 {{core (0, 0) appears twice}}
#work = #tt.work_partition<[<(0, 0) start = 0, count = 1>, <(0, 0) start = 1, count = 1>]>

// -----

// expected-error @+1 {{start and count must not be negative}}
#work = #tt.work_partition<[<(0, 0) start = -1, count = 1>]>

// -----

// expected-error @+1 {{a block has at least one tile, got 0 by 1}}
func.func private @block(!tt.block<0, 1, Float16>)

// -----

#desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 1, depth = 1>
func.func @cb_format() {
  // expected-error @+1 {{'tt.cb' op type '!tt.cb<1, 1, Float16>' and descriptor differ in format}}
  %cb = tt.cb "A" {cb_desc = #desc} : !tt.cb<1, 1, Float16>
  return
}

// -----

#desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 1, depth = 1>
func.func @cb_pages() {
  // expected-error @+1 {{'tt.cb' op descriptor has 1 pages a block, '!tt.cb<2, 1, Float16>' has 2}}
  %cb = tt.cb "A" {cb_desc = #desc} : !tt.cb<2, 1, Float16>
  return
}

// -----

func.func @read_rank(%t: memref<64x64xf16, #tile.scope<global>>, %cb: !tt.cb<1, 1, Float16>, %i: index) {
  // expected-error @+1 {{'tt.read' op needs one offset and one extent for each of the tensor's 2 dimensions}}
  tt.read %t[%i] [32] into %cb : memref<64x64xf16, #tile.scope<global>>, !tt.cb<1, 1, Float16>
  return
}

// -----

func.func @write_extent(%t: memref<64xf16, #tile.scope<global>>, %cb: !tt.cb<1, 1, Float16>, %i: index) {
  // expected-error @+1 {{'tt.write' op extents must be positive}}
  tt.write %cb to %t[%i] [0] : !tt.cb<1, 1, Float16>, memref<64xf16, #tile.scope<global>>
  return
}

// -----

// Constraint tt.block_c1.
func.func @mixed_forms(%block: !tt.block<1, 1, Float16>, %cb: !tt.cb<1, 1, Float16>) {
  // expected-error @+1 {{'tt.move' op mixes block values and circular buffers: with a result all operands are values, without one all are buffers}}
  tt.move %block into %cb : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}

// -----

func.func @result_type(%block: !tt.block<1, 1, Float16>, %cb: !tt.cb<1, 1, Float16>) {
  // expected-error @+1 {{'tt.move' op result '!tt.block<1, 1, Float32>' is not a block of '!tt.cb<1, 1, Float16>'}}
  %r = tt.move %block into %cb : !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float16> -> !tt.block<1, 1, Float32>
  return
}

// -----

func.func @move_shape(%a: !tt.cb<1, 2, Float16>, %cb: !tt.cb<1, 1, Float16>) {
  // expected-error @+1 {{'tt.move' op moves 1 by 2 tiles into 1 by 1}}
  tt.move %a into %cb : !tt.cb<1, 2, Float16>, !tt.cb<1, 1, Float16>
  return
}

// -----

func.func @transpose_shape(%a: !tt.cb<1, 2, Float16>, %cb: !tt.cb<1, 2, Float16>) {
  // expected-error @+1 {{'tt.transpose' op transposes 1 by 2 tiles into 1 by 2}}
  tt.transpose %a into %cb : !tt.cb<1, 2, Float16>, !tt.cb<1, 2, Float16>
  return
}

// -----

func.func @matmul_shape(%a: !tt.cb<1, 2, Float16>, %b: !tt.cb<1, 1, Float16>, %cb: !tt.cb<1, 1, Float16>) {
  // expected-error @+1 {{'tt.matmul' op shapes do not fit: A is 1 by 2 tiles, B 1 by 1, the result 1 by 1}}
  tt.matmul %a, %b into %cb : !tt.cb<1, 2, Float16>, !tt.cb<1, 1, Float16>, !tt.cb<1, 1, Float16>
  return
}

// -----

func.func @matmul_acc(%a: !tt.block<1, 1, Float16>, %acc: !tt.block<1, 1, Float16>, %cb: !tt.cb<1, 1, Float32>) {
  // expected-error @+1 {{'tt.matmul' op accumulator '!tt.block<1, 1, Float16>' is not a block of '!tt.cb<1, 1, Float32>'}}
  %r = tt.matmul %a, %a acc(%acc) into %cb : !tt.block<1, 1, Float16>, !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float32> -> !tt.block<1, 1, Float32> acc_type !tt.block<1, 1, Float16>
  return
}

// -----

func.func @matmul_clear(%a: !tt.block<1, 1, Float16>, %clear: i1, %cb: !tt.cb<1, 1, Float32>) {
  // expected-error @+1 {{'tt.matmul' op has a clear condition but no accumulator}}
  %r = tt.matmul %a, %a clear(%clear) into %cb : !tt.block<1, 1, Float16>, !tt.block<1, 1, Float16>, !tt.cb<1, 1, Float32> -> !tt.block<1, 1, Float32>
  return
}

// -----

func.func @shift_of_another_shape() {
  %x = tt.cb "x" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>} : !tt.cb<2, 1, Float32>
  %s = tt.cb "s" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>} : !tt.cb<1, 2, Float32>
  // expected-error @+1 {{copies rows of '!tt.cb<2, 1, Float32>' into another block, '!tt.cb<1, 2, Float32>'}}
  tt.shift_rows %x by 1 groups 1 into %s : !tt.cb<2, 1, Float32>, !tt.cb<1, 2, Float32>
  return
}

// -----

func.func @shift_in_uneven_groups() {
  %x = tt.cb "x" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 2, depth = 1>} : !tt.cb<2, 1, Float32>
  // expected-error @+1 {{has 2 rows of tiles, which are no 3 equal groups}}
  tt.shift_rows %x by 1 groups 3 into %x : !tt.cb<2, 1, Float32>, !tt.cb<2, 1, Float32>
  return
}

// -----

// expected-error @+1 {{'tt.math_fidelity' must be LoFi, HiFi2, HiFi3 or HiFi4}}
module attributes {tt.math_fidelity = "HiFi5"} {
}

// -----

// expected-error @+1 {{'tt.reciprocal_division' must be a unit}}
module attributes {tt.reciprocal_division = true} {
}

// -----

// expected-error @+1 {{'tt.positions' must be an array<i64: ...>}}
func.func @positions() attributes {tt.positions = 1 : i64} {
  return
}

// -----

func.func @gather_without_its_indices(%cb: !tt.cb<1, 1, Int32>) {
  // expected-error @+1 {{needs one index for each of its 2 extents}}
  tt.gather (%cb) over [32, 32] into %cb {
  ^bb0(%i: index):
    tt.place %i at [%i, %i]
  } : (!tt.cb<1, 1, Int32>), !tt.cb<1, 1, Int32>
  return
}

// -----

func.func @gather_of_nothing(%cb: !tt.cb<1, 1, Int32>) {
  // expected-error @+1 {{needs positive extents}}
  tt.gather (%cb) over [0] into %cb {
  ^bb0(%i: index):
    tt.place %i at [%i, %i]
  } : (!tt.cb<1, 1, Int32>), !tt.cb<1, 1, Int32>
  return
}

// -----

func.func @gather_from_a_missing_source(%cb: !tt.cb<1, 1, Int32>) {
  // expected-error @+1 {{takes an element of source 1 of 1}}
  tt.gather (%cb) over [32] into %cb {
  ^bb0(%i: index):
    %e = tt.element 1 [%i, %i]
    tt.place %e at [%i, %i]
  } : (!tt.cb<1, 1, Int32>), !tt.cb<1, 1, Int32>
  return
}

// -----

func.func @update_of_other_tiles(%x: !tt.cb<1, 1, Float32>, %cb: !tt.cb<1, 1, Int32>) {
  // expected-error @+1 {{updates a block of other tiles than '!tt.cb<1, 1, Int32>'}}
  tt.gather (%x) over [32] updates into %cb {
  ^bb0(%i: index):
    %e = tt.element 0 [%i, %i]
    tt.place %e at [%i, %i]
  } : (!tt.cb<1, 1, Float32>), !tt.cb<1, 1, Int32>
  return
}

// -----

func.func @gather_without_a_place(%cb: !tt.cb<1, 1, Int32>) {
  // expected-error @+1 {{body has to end in tt.place}}
  "tt.gather"(%cb) <{extents = array<i64>}> ({
    %c0 = arith.constant 0 : index
    func.return
  }) : (!tt.cb<1, 1, Int32>) -> ()
  return
}

// -----

func.func @load_of_another_rank(%t: memref<4x8xi32, #tile.scope<global>>, %i: index) {
  // expected-error @+1 {{needs one index for each of the tensor's 2 dimensions}}
  %0 = tt.load_scalar %t[%i] : memref<4x8xi32, #tile.scope<global>>
  return
}

// -----

func.func @load_of_a_float(%t: memref<8xf32, #tile.scope<global>>, %i: index) {
  // expected-error @+1 {{loads an integer, the tensor has 'f32'}}
  %0 = tt.load_scalar %t[%i] : memref<8xf32, #tile.scope<global>>
  return
}
