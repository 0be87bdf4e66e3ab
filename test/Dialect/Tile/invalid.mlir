// RUN: tilium-opt %s -split-input-file -verify-diagnostics

func.func @launch(%n: index) {
  // expected-error @+1 {{'tile.launch' op has 0 grid axes; 1 to 3 are possible}}
  tile.launch () in () {
  }
  return
}

// -----

func.func @launch_arguments(%n: index) {
  // expected-error @+1 {{'tile.launch' op has 2 extents but its body takes 1 indices}}
  "tile.launch"(%n, %n) ({
  ^bb0(%bx: index):
    tile.end
  }) : (index, index) -> ()
  return
}

// -----

func.func @launch_types(%n: index) {
  // expected-error @+1 {{'tile.launch' op body arguments must have type index}}
  "tile.launch"(%n) ({
  ^bb0(%bx: i32):
    tile.end
  }) : (index) -> ()
  return
}

// -----

func.func @parallel() {
  // expected-error @+1 {{'tile.parallel' op has no extents}}
  tile.parallel () in () {
  }
  return
}

// -----

func.func @global_alloc() {
  // expected-error @+1 {{'tile.alloc' op allocates on-chip memory; its memory space must be #tile.scope<shared>, <fragment> or <local>}}
  %a = tile.alloc "a" : memref<32xf32, #tile.scope<global>>
  return
}

// -----

func.func @empty_alloc() {
  // expected-error @+1 {{'tile.alloc' op needs a static shape without empty dimensions, got 'memref<0xf32, #tile.scope<shared>>'}}
  %a = tile.alloc "a" : memref<0xf32, #tile.scope<shared>>
  return
}

// -----

func.func @region_scope(%a: memref<32xf32>, %i: index) {
  // expected-error @+1 {{'tile.region' op buffer needs a #tile.scope memory space, got 'memref<32xf32>'}}
  %r = tile.region %a[%i] [32] : memref<32xf32> -> !tile.region<32xf32>
  return
}

// -----

func.func @region_rank(%a: memref<32x32xf32, #tile.scope<global>>, %i: index) {
  // expected-error @+1 {{'tile.region' op needs one offset and one extent for each of the buffer's 2 dimensions, got 1 and 1}}
  %r = tile.region %a[%i] [32] : memref<32x32xf32, #tile.scope<global>> -> !tile.region<32xf32>
  return
}

// -----

func.func @region_extent(%a: memref<32xf32, #tile.scope<global>>, %i: index) {
  // expected-error @+1 {{'tile.region' op extents must be positive}}
  %r = tile.region %a[%i] [0] : memref<32xf32, #tile.scope<global>> -> !tile.region<0xf32>
  return
}

// -----

func.func @region_type(%a: memref<32xf32, #tile.scope<global>>, %i: index) {
  // expected-error @+1 {{'tile.region' op result '!tile.region<16xf32>' does not match the extents and the element type 'f32'}}
  %r = tile.region %a[%i] [32] : memref<32xf32, #tile.scope<global>> -> !tile.region<16xf32>
  return
}

// -----

func.func @copy(%a: !tile.region<32x1xf32>, %b: !tile.region<16xf32>) {
  // expected-error @+1 {{T.copy from '!tile.region<32x1xf32>' to '!tile.region<16xf32>': the extents other than 1 differ}}
  tile.copy %a to %b : !tile.region<32x1xf32> to !tile.region<16xf32>
  return
}

// -----

func.func @gemm_matrix(%a: !tile.region<32xf16>, %b: !tile.region<32x32xf16>, %c: !tile.region<32x32xf32>) {
  // expected-error @+1 {{T.gemm's operand A is no matrix: '!tile.region<32xf16>'}}
  tile.gemm %a, %b, %c : !tile.region<32xf16>, !tile.region<32x32xf16>, !tile.region<32x32xf32>
  return
}

// -----

func.func @gemm_shapes(%a: !tile.region<32x64xf16>, %b: !tile.region<32x32xf16>, %c: !tile.region<32x32xf32>) {
  // expected-error @+1 {{T.gemm's shapes do not fit: A is 32x64, B is 32x32, C is 32x32 (after the transpositions)}}
  tile.gemm %a, %b, %c : !tile.region<32x64xf16>, !tile.region<32x32xf16>, !tile.region<32x32xf32>
  return
}

// -----

func.func @reduce(%a: !tile.region<32x64xf32>, %b: !tile.region<32xf32>) {
  // expected-error @+1 {{'tile.reduce' op works over dimension 2 of a buffer with 2 dimensions}}
  tile.reduce sum %a to %b dim 2 : !tile.region<32x64xf32> to !tile.region<32xf32>
  return
}

// -----

func.func @reduce_shape(%a: !tile.region<32x64xf32>, %b: !tile.region<64xf32>) {
  // expected-error @+1 {{'tile.reduce' op over dimension 1 of '!tile.region<32x64xf32>' needs a destination of that shape without the dimension, or with 1 in its place, not '!tile.region<64xf32>'}}
  tile.reduce sum %a to %b dim 1 : !tile.region<32x64xf32> to !tile.region<64xf32>
  return
}

// -----

func.func @scan_shape(%a: !tile.region<32x64xf32>, %b: !tile.region<64xf32>) {
  // expected-error @+1 {{'tile.scan' op needs a destination of the source's shape, not '!tile.region<64xf32>'}}
  tile.scan max %a to %b dim 1 : !tile.region<32x64xf32> to !tile.region<64xf32>
  return
}

// -----

func.func @transpose_rank(%a: !tile.region<32xf32>) {
  // expected-error @+1 {{T.transpose needs two buffers of the same rank, at least 2}}
  tile.transpose %a to %a : !tile.region<32xf32> to !tile.region<32xf32>
  return
}

// -----

func.func @transpose_shape(%a: !tile.region<32x64xf32>) {
  // expected-error @+1 {{T.transpose's destination '!tile.region<32x64xf32>' is not the transposition of '!tile.region<32x64xf32>'}}
  tile.transpose %a to %a : !tile.region<32x64xf32> to !tile.region<32x64xf32>
  return
}

// -----

func.func @fill(%a: !tile.region<32x64xf32>, %v: f16) {
  // expected-error @+1 {{'tile.fill' op fills '!tile.region<32x64xf32>' with a value of type 'f16'}}
  tile.fill %a, %v : !tile.region<32x64xf32>, f16
  return
}

// -----

// expected-error @+1 {{num_stages must not be negative, got -1}}
#pipeline = #tile.pipeline<num_stages = -1>
