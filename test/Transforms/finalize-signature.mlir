// RUN: tilium-opt %s --tt-finalize-signature | FileCheck %s

// The range of blocks comes after the addresses; equal constants are merged at the top.
// CHECK-LABEL: func.func @reader
// CHECK-SAME: tt.runtime_args = [#tt.runtime_arg<"A_address", tensor_address, source = 0>, #tt.runtime_arg<"start_id", work_start>, #tt.runtime_arg<"num_blocks", work_count>]
// CHECK: %[[ONE:.*]] = arith.constant 1 : index
// CHECK-NOT: arith.constant
// CHECK: %[[START:.*]] = metalium.get_arg_val 1 "start_id"
// CHECK: %[[COUNT:.*]] = metalium.get_arg_val 2 "num_blocks"
// CHECK: %[[END:.*]] = arith.addi %[[START]], %[[COUNT]]
// CHECK: scf.for %[[BLOCK:.*]] = %[[START]] to %[[END]] step %[[ONE]]
// CHECK-NEXT: arith.muli %[[BLOCK]], %[[ONE]]
func.func @reader(%A: memref<32x32xf16, #tile.scope<global>>) attributes {tt.kernel_role = #tt.kernel_role<reader>,
    tt.runtime_args = [#tt.runtime_arg<"A_address", tensor_address, source = 0>, #tt.runtime_arg<"start_id", work_start>, #tt.runtime_arg<"num_blocks", work_count>]} {
  %address = metalium.get_arg_val 0 "A_address"
  %accessor = metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %address
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  %c1 = arith.constant 1 : index
  %unused = arith.constant 7 : index
  scf.for %block = %start to %end step %c1 {
    %again = arith.constant 1 : index
    %page = arith.muli %block, %again : index
    metalium.noc_async_read_page %page of %accessor to %page
  }
  return
}

// A kernel that does not look at its blocks' numbers only counts them.
// CHECK-LABEL: func.func @compute
// CHECK-SAME: tt.runtime_args = [#tt.runtime_arg<"num_blocks", work_count>]
// CHECK: %[[ZERO:.*]] = arith.constant 0 : index
// CHECK: %[[COUNT:.*]] = metalium.get_arg_val 0 "num_blocks"
// CHECK-NEXT: scf.for %{{.*}} = %[[ZERO]] to %[[COUNT]]
func.func @compute() attributes {tt.kernel_role = #tt.kernel_role<compute>,
    tt.runtime_args = [#tt.runtime_arg<"start_id", work_start>, #tt.runtime_arg<"num_blocks", work_count>]} {
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  %c1 = arith.constant 1 : index
  scf.for %block = %start to %end step %c1 {
    metalium.dst.acquire
    metalium.dst.commit
  }
  return
}

// Floats are handed to the engines as bits, whatever their width.
// CHECK-LABEL: func.func @scaled(
// CHECK-SAME: tt.runtime_args = [#tt.runtime_arg<"scale", scalar, source = 0>]
// CHECK: %[[BITS:.*]] = metalium.get_arg_val 0 "scale"
// CHECK: metalium.vector "mul_scalar"(%{{.*}}) bits %[[BITS]]
func.func @scaled(%scale: f16 {tile.name = "scale"}) attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.runtime_args = []} {
  %c0 = arith.constant 0 : index
  %bits = tt.scalar_bits %scale : f16
  metalium.vector "mul_scalar"(%c0) bits %bits
  return
}

// Scalars of the program come last.
// CHECK-LABEL: func.func @writer
// CHECK-SAME: tt.runtime_args = [#tt.runtime_arg<"num_blocks", work_count>, #tt.runtime_arg<"n", scalar, source = 0>, #tt.runtime_arg<"scalar1", scalar, source = 1>]
// CHECK-DAG: %[[N:.*]] = metalium.get_arg_val 1 "n"
// CHECK-DAG: %[[N32:.*]] = arith.index_cast %[[N]] : index to i32
// CHECK-DAG: %[[S:.*]] = metalium.get_arg_val 2 "scalar1"
// CHECK: scf.for %{{.*}} = %{{.*}} to %{{.*}} step %[[S]]
// CHECK: arith.cmpi eq, %[[N32]]
func.func @writer(%n: i32 {tile.name = "n"}, %m: index, %unused: f32) attributes {tt.kernel_role = #tt.kernel_role<writer>,
    tt.runtime_args = [#tt.runtime_arg<"start_id", work_start>, #tt.runtime_arg<"num_blocks", work_count>]} {
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  %c1 = arith.constant 1 : i32
  scf.for %block = %start to %end step %m {
    %one = arith.cmpi eq, %n, %c1 : i32
    scf.if %one {
      metalium.noc_async_write_barrier
    }
  }
  return
}
