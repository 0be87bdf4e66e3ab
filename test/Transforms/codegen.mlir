// RUN: tilium-opt --tt-pipeline %S/../Dialect/Tile/gemm.mlir | FileCheck %s --check-prefix=MODULE
// RUN: tilium-opt --tt-pipeline %S/../Dialect/Tile/gemm.mlir | tilium-translate --emit-metalium --metalium-file=reader.cpp | FileCheck %s --check-prefix=READER
// RUN: tilium-opt --tt-pipeline %S/../Dialect/Tile/gemm.mlir | tilium-translate --emit-metalium --metalium-file=compute.cpp | FileCheck %s --check-prefix=COMPUTE
// RUN: tilium-opt --tt-pipeline %S/../Dialect/Tile/gemm.mlir | tilium-translate --emit-metalium --metalium-file=writer.cpp | FileCheck %s --check-prefix=WRITER
// RUN: tilium-opt --tt-pipeline %S/../Dialect/Tile/gemm.mlir | tilium-translate --emit-metalium --metalium-file=tt.plan.json | FileCheck %s --check-prefix=PLAN
// RUN: tilium-opt --tt-pipeline=target=blackhole %S/../Dialect/Tile/gemm.mlir | tilium-translate --emit-metalium --metalium-file=tt.plan.json | FileCheck %s --check-prefix=BLACKHOLE
// RUN: tilium-opt --tt-pipeline %S/../Dialect/Tile/gemm.mlir | tilium-translate --emit-metalium --metalium-file=tt.lines.json | FileCheck %s --check-prefix=LINES

// MODULE: tt.generated_files
// MODULE-SAME: "main.cpp"
// MODULE-SAME: "CMakeLists.txt"

// READER: #include "api/dataflow/dataflow_api.h"
// READER: void kernel_main() {
// READER:   constexpr uint32_t cb_A_shared = 0;
// READER:   const uint32_t A_address = get_arg_val<uint32_t>(0);
// READER:   constexpr auto B_args = TensorAccessorArgs<A_args.next_compile_time_args_offset()>();
// READER:   const auto B = TensorAccessor(B_args, B_address);
// READER:       noc_async_read_page(
// READER:       noc_async_read_barrier();
// READER-NOT:   noc_async_read_barrier
// READER:       cb_push_back(cb_A_shared, 2);
// READER:       cb_push_back(cb_B_shared, 2);

// COMPUTE: #include "api/compute/matmul.h"
// COMPUTE:   compute_kernel_hw_startup<SrcOrder::Reverse>(cb_A_shared, cb_B_shared, cb_C_local);
// COMPUTE:       pack_reconfig_l1_acc({{.*}} != 0);
// COMPUTE:       tile_regs_acquire();
// COMPUTE:       matmul_block(
// COMPUTE:       tile_regs_commit();
// COMPUTE:       tile_regs_wait();
// COMPUTE:       pack_tile<true>(
// COMPUTE:       tile_regs_release();

// WRITER:   cb_wait_front(cb_C_local_out, 4);
// WRITER:   noc_async_write_page(
// WRITER:   noc_async_writes_flushed();
// WRITER:   cb_pop_front(cb_C_local_out, 4);
// WRITER:   noc_async_write_barrier();

// PLAN-DAG: "schema_version": 2
// PLAN-DAG: "target": "wormhole_b0"
// PLAN-DAG: "access": "out"
// PLAN-DAG: "math_fidelity": "HiFi4"
// BLACKHOLE: "target": "blackhole"

// Lines without an origin, then lines of the input, each with the file it is in.
// LINES: "files": ["{{.*}}gemm.mlir"]
// LINES: "reader.cpp": {{\[\[1\],\[[0-9]+,0,[0-9]+\]}}
// LINES: "compute.cpp": {{\[\[1\],\[[0-9]+,0,[0-9]+\]}}
// LINES: "writer.cpp": {{\[\[1\],\[[0-9]+,0,[0-9]+\]}}
