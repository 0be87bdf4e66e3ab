// RUN: tilium-opt --tt-attach-tensor-accessor %s -verify-diagnostics

// expected-error @+1 {{argument 0 has no 'tt.layout_desc'; InferTTLayout gives it}}
func.func @no_layout(%A: memref<64x64xf16, #tile.scope<global>>) {
  return
}
