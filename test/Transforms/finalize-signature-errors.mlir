// RUN: tilium-opt %s --tt-finalize-signature --split-input-file --verify-diagnostics

// expected-error @below {{has no 'tt.runtime_args'; ConfigureTensorAccessorTT (--tt-configure-tensor-accessor) lists them}}
func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>} {
  return
}

// -----

// expected-error @below {{scalar argument 'scale' is of type 'f64'; kernels take signed 32-bit integers and floats of up to 32 bits at run time}}
func.func @compute(%scale: f64 {tile.name = "scale"}) attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = []} {
  %c0 = arith.constant 0 : index
  %bits = tt.scalar_bits %scale : f64
  metalium.vector "mul_scalar"(%c0) bits %bits
  return
}

// -----

func.func @compute(%scale: f32 {tile.name = "scale"}) attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = []} {
  %c0 = arith.constant 0 : index
  // expected-error @below {{uses the floating-point argument 'scale' outside elementwise code, where the kernel's processors have no floating-point unit; use it in T.Parallel or pass an integer}}
  metalium.fill_tile %c0, %scale
  return
}

// -----

// expected-error @below {{scalar argument 'count' is of type 'ui32'; kernels take signed 32-bit integers and floats of up to 32 bits at run time}}
func.func @reader(%count: ui32 {tile.name = "count"}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
  %signless = builtin.unrealized_conversion_cast %count : ui32 to i32
  %bound = arith.index_cast %signless : i32 to index
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %bound step %c1 {
    metalium.noc_async_read_barrier
  }
  return
}

// -----

func.func @reader(%count: i32 {tile.name = "count"}) attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.runtime_args = []} {
  %one = arith.constant 1.0 : f32
  // expected-error @below {{computes with floating-point numbers outside elementwise code, where the kernel's processors have no floating-point unit; compute in T.Parallel or with integers}}
  %number = arith.sitofp %count : i32 to f32
  %unused = arith.mulf %number, %one : f32
  %more = arith.cmpf ogt, %number, %one : f32
  scf.if %more {
    metalium.noc_async_read_barrier
  }
  return
}
