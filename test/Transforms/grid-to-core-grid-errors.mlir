// RUN: tilium-opt --tt-grid-to-core-grid %s -verify-diagnostics

func.func @no_partition() {
  %c4 = arith.constant 4 : index
  // expected-error @+1 {{has no matching 'tt.grid_tiles'; LayoutAwareWorkPartitionTT gives them}}
  tile.launch (%bx) in (%c4) {
  }
  return
}
