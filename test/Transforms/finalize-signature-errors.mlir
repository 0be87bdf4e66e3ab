// RUN: tilium-opt %s --tt-finalize-signature --split-input-file --verify-diagnostics

// expected-error @below {{has no 'tt.runtime_args'; ConfigureTensorAccessorTT (--tt-configure-tensor-accessor) lists them}}
func.func @reader() attributes {tt.kernel_role = #tt.kernel_role<reader>} {
  return
}

// -----

// expected-error @below {{scalar argument 'scale' is of type 'f32'; kernels take 32-bit integers at run time}}
func.func @compute(%scale: f32 {tile.name = "scale"}) attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = []} {
  %c0 = arith.constant 0 : index
  metalium.fill_tile %c0, %scale
  return
}
