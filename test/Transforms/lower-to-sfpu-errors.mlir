// RUN: tilium-opt --tt-infer-layout --tt-propagate-layout --tt-lower-shared-to-cb --tt-lower-to-sfpu %s -split-input-file -verify-diagnostics


!a = memref<32x32xf32, #tile.scope<shared>>
func.func @runtime_value(%value: f32) {
  %c0 = arith.constant 0 : index
  %A = tile.alloc "A" : !a
  %a = tile.region %A[%c0, %c0] [32, 32] : !a -> !tile.region<32x32xf32>
  // expected-error @+1 {{T.fill of 'A' with a value known only at run time; use a constant}}
  tile.fill %a, %value : !tile.region<32x32xf32>, f32
  return
}

// -----

!tensor = memref<32x32xf32, #tile.scope<global>>
func.func @tensor(%A: !tensor {tile.name = "A"}) {
  %c0 = arith.constant 0 : index
  %value = arith.constant 1.0 : f32
  %a = tile.region %A[%c0, %c0] [32, 32] : !tensor -> !tile.region<32x32xf32>
  // expected-error @+1 {{T.fill works on on-chip buffers; fill one and copy it to the tensor}}
  tile.fill %a, %value : !tile.region<32x32xf32>, f32
  return
}


// -----

!m = memref<64x64xf32, #tile.scope<fragment>>
!v = memref<64xf32, #tile.scope<fragment>>
func.func @sum_over_a_variable() {
  %c64 = arith.constant 64 : index
  %x = tile.alloc "x" : !m
  %v = tile.alloc "v" : !v
  tile.parallel (%i, %j) in (%c64, %c64) {
    // expected-error @+1 {{T.Parallel's variable 'i' is used in a value, but is no index of the element that is stored; combine elements along it with T.reduce}}
    %a = memref.load %x[%i, %j] : !m
    memref.store %a, %v[%i] : !v
  }
  return
}

// -----

!m = memref<64x64xf32, #tile.scope<fragment>>
func.func @loop_inside() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %x = tile.alloc "x" : !m
  tile.parallel (%i, %j) in (%c64, %c64) {
    // expected-error @+1 {{a loop inside T.Parallel is not supported; put T.Parallel inside the loop}}
    scf.for %k = %c0 to %c64 step %c1 {
      %a = memref.load %x[%i, %j] : !m
      memref.store %a, %x[%i, %j] : !m
    }
  }
  return
}

// -----

!m = memref<64x64xf32, #tile.scope<fragment>>
!v = memref<64xf32, #tile.scope<fragment>>
func.func @kind_without_engine() {
  %c0 = arith.constant 0 : index
  %x = tile.alloc "x" : !m
  %v = tile.alloc "v" : !v
  %xr = tile.region %x[%c0, %c0] [64, 64] : !m -> !tile.region<64x64xf32>
  %vr = tile.region %v[%c0] [64] : !v -> !tile.region<64xf32>
  // expected-error @+1 {{T.reduce_bitand has no engine; sum, max, min, abssum and absmax have}}
  tile.reduce bitand %xr to %vr dim 1 clear : !tile.region<64x64xf32> to !tile.region<64xf32>
  return
}

// -----

!m = memref<64x64xui32, #tile.scope<fragment>>
func.func @cummax_of_unsigned() {
  %c0 = arith.constant 0 : index
  %x = tile.alloc "x" : !m
  %xr = tile.region %x[%c0, %c0] [64, 64] : !m -> !tile.region<64x64xui32>
  // expected-error @+1 {{T.cummax of 'x', whose elements are uint32: the engine orders signed numbers; cast them to int32 in T.Parallel first}}
  tile.scan max %xr to %xr dim 1 : !tile.region<64x64xui32> to !tile.region<64x64xui32>
  return
}

// -----

!m = memref<64x64xi32, #tile.scope<fragment>>
func.func @data_steers_a_loop() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %x = tile.alloc "x" : !m
  // expected-error @+1 {{an element of a buffer that is computed on chip, or of a tensor that the program writes, decides about an address, a bound or a branch: the kernels run ahead of each other, and the number is not there yet; take it from a tensor of integers that the program only reads, or pass it as an argument of the kernel}}
  %n = memref.load %x[%c0, %c0] : !m
  %count = arith.index_cast %n : i32 to index
  scf.for %k = %c0 to %count step %c1 {
  }
  return
}

// -----

!m = memref<64x64xf32, #tile.scope<fragment>>
func.func @reads_beyond() {
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %x = tile.alloc "x" : !m
  %y = tile.alloc "y" : !m
  tile.parallel (%i, %j) in (%c64, %c64) {
    %further = arith.addi %i, %c32 : index
    // expected-error @+1 {{reads element 95 of 'x' along dimension 0, which has 64; guard the access with T.if_then_else or if, or make the loop shorter}}
    %a = memref.load %x[%further, %j] : !m
    memref.store %a, %y[%i, %j] : !m
  }
  return
}

// -----

!m = memref<64x64xf32, #tile.scope<fragment>>
func.func @stores_before() {
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %x = tile.alloc "x" : !m
  %y = tile.alloc "y" : !m
  tile.parallel (%i, %j) in (%c64, %c64) {
    %a = memref.load %x[%i, %j] : !m
    %earlier = arith.subi %j, %c1 : index
    // expected-error @+1 {{stores to element -1 of 'y' along dimension 1, which has 64}}
    memref.store %a, %y[%i, %earlier] : !m
  }
  return
}

// -----

// A condition that guards the access lets it pass: no error here.
!m = memref<64x64xf32, #tile.scope<fragment>>
func.func @guarded() {
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  %x = tile.alloc "x" : !m
  %y = tile.alloc "y" : !m
  tile.parallel (%i, %j) in (%c64, %c64) {
    %further = arith.addi %i, %c32 : index
    %inside = arith.cmpi slt, %further, %c64 : index
    %a = memref.load %x[%further, %j] : !m
    %chosen = arith.select %inside, %a, %zero : f32
    memref.store %chosen, %y[%i, %j] : !m
    scf.if %inside {
      %b = memref.load %x[%further, %j] : !m
      memref.store %b, %y[%further, %j] : !m
    }
  }
  return
}

// -----

!m = memref<64x64xf32, #tile.scope<fragment>>
func.func @far_beyond() {
  %far = arith.constant 9223372036854775807 : index
  %c64 = arith.constant 64 : index
  %x = tile.alloc "x" : !m
  %y = tile.alloc "y" : !m
  tile.parallel (%i, %j) in (%c64, %c64) {
    %further = arith.addi %i, %far : index
    // expected-error @+1 {{reads element 9223372036854775807 of 'x' along dimension 0, which has 64}}
    %a = memref.load %x[%further, %j] : !m
    memref.store %a, %y[%i, %j] : !m
  }
  return
}
