// RUN: tilium-opt %s | tilium-opt | FileCheck %s
// The three kernels as SplitDeviceKernel leaves them.

// CHECK: func.func @reader
// CHECK: func.func @compute
// CHECK: func.func @writer
module attributes {tt.target = "wormhole_b0"} {
func.func @reader(%A: memref<256x256xf16, #tile.scope<global>>, %B: memref<256x256xf16, #tile.scope<global>>, %C: memref<256x256xf16, #tile.scope<global>>)
    attributes {tt.kernel_role = #tt.kernel_role<reader>, tt.program = "matmul"} {
  %A_shared = tt.cb "A_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>, id = 0 : i32} : !tt.cb<2, 1, Float16>
  %B_shared = tt.cb "B_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>, id = 1 : i32} : !tt.cb<1, 2, Float16>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  scf.for %block = %start to %end step %c1 {
    %bx = arith.remui %block, %c4 : index
    %by = arith.divui %block, %c4 : index
    %m = arith.muli %by, %c64 : index
    %n = arith.muli %bx, %c64 : index
    scf.for %ko = %c0 to %c8 step %c1 {
      %k = arith.muli %ko, %c32 : index
      %a = tt.read %A[%m, %k] [64, 32] into %A_shared : memref<256x256xf16, #tile.scope<global>>, !tt.cb<2, 1, Float16> -> !tt.block<2, 1, Float16>
      tt.push %a in %A_shared : !tt.block<2, 1, Float16>, !tt.cb<2, 1, Float16>
      %b = tt.read %B[%k, %n] [32, 64] into %B_shared : memref<256x256xf16, #tile.scope<global>>, !tt.cb<1, 2, Float16> -> !tt.block<1, 2, Float16>
      tt.push %b in %B_shared : !tt.block<1, 2, Float16>, !tt.cb<1, 2, Float16>
    }
  }
  return
}
func.func @compute(%A: memref<256x256xf16, #tile.scope<global>>, %B: memref<256x256xf16, #tile.scope<global>>, %C: memref<256x256xf16, #tile.scope<global>>)
    attributes {tt.kernel_role = #tt.kernel_role<compute>, tt.program = "matmul"} {
  %A_shared = tt.cb "A_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>, id = 0 : i32} : !tt.cb<2, 1, Float16>
  %B_shared = tt.cb "B_shared" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 2, depth = 3>, id = 1 : i32} : !tt.cb<1, 2, Float16>
  %C_local = tt.cb "C_local" {cb_desc = #tt.cb_desc<format = Float32, page_size = 4096, block_pages = 4, depth = 1>, id = 2 : i32} : !tt.cb<2, 2, Float32>
  %C_local_out = tt.cb "C_local_out" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 4, depth = 1>, id = 3 : i32} : !tt.cb<2, 2, Float16>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  scf.for %block = %start to %end step %c1 {
    %init = tt.empty into %C_local : !tt.cb<2, 2, Float32> -> !tt.block<2, 2, Float32>
    %c = scf.for %ko = %c0 to %c8 step %c1 iter_args(%acc = %init) -> (!tt.block<2, 2, Float32>) {
      %a = tt.wait %A_shared : !tt.cb<2, 1, Float16> -> !tt.block<2, 1, Float16>
      %b = tt.wait %B_shared : !tt.cb<1, 2, Float16> -> !tt.block<1, 2, Float16>
      %first = arith.cmpi eq, %ko, %c0 : index
      %sum = tt.matmul %a, %b acc(%acc) clear(%first) into %C_local : !tt.block<2, 1, Float16>, !tt.block<1, 2, Float16>, !tt.cb<2, 2, Float32> -> !tt.block<2, 2, Float32> acc_type !tt.block<2, 2, Float32>
      tt.pop %a in %A_shared : !tt.block<2, 1, Float16>, !tt.cb<2, 1, Float16>
      tt.pop %b in %B_shared : !tt.block<1, 2, Float16>, !tt.cb<1, 2, Float16>
      scf.yield %sum : !tt.block<2, 2, Float32>
    }
    tt.push %c in %C_local : !tt.block<2, 2, Float32>, !tt.cb<2, 2, Float32>
    %c_closed = tt.wait %C_local : !tt.cb<2, 2, Float32> -> !tt.block<2, 2, Float32>
    %out = tt.move %c_closed into %C_local_out : !tt.block<2, 2, Float32>, !tt.cb<2, 2, Float16> -> !tt.block<2, 2, Float16>
    tt.pop %c_closed in %C_local : !tt.block<2, 2, Float32>, !tt.cb<2, 2, Float32>
    tt.push %out in %C_local_out : !tt.block<2, 2, Float16>, !tt.cb<2, 2, Float16>
  }
  return
}
func.func @writer(%A: memref<256x256xf16, #tile.scope<global>>, %B: memref<256x256xf16, #tile.scope<global>>, %C: memref<256x256xf16, #tile.scope<global>>)
    attributes {tt.kernel_role = #tt.kernel_role<writer>, tt.program = "matmul"} {
  %C_local_out = tt.cb "C_local_out" {cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 4, depth = 1>, id = 3 : i32} : !tt.cb<2, 2, Float16>
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %start = tt.work_start
  %count = tt.work_count
  %end = arith.addi %start, %count : index
  scf.for %block = %start to %end step %c1 {
    %bx = arith.remui %block, %c4 : index
    %by = arith.divui %block, %c4 : index
    %m = arith.muli %by, %c64 : index
    %n = arith.muli %bx, %c64 : index
    %out = tt.wait %C_local_out : !tt.cb<2, 2, Float16> -> !tt.block<2, 2, Float16>
    tt.write %out to %C[%m, %n] [64, 64] : !tt.block<2, 2, Float16>, memref<256x256xf16, #tile.scope<global>>
    tt.pop %out in %C_local_out : !tt.block<2, 2, Float16>, !tt.cb<2, 2, Float16>
  }
  return
}
}
