// RUN: tilium-opt %s | tilium-opt | FileCheck %s

// Every call parses, prints and verifies.
!A = !tt.cb<2, 2, Float16>

// CHECK-LABEL: func.func @data_movement
func.func @data_movement(%cb: !A, %page: index) {
  // CHECK: %[[ADDRESS:.*]] = metalium.get_arg_val 0 "A_address"
  %address = metalium.get_arg_val 0 "A_address"
  // CHECK: metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %[[ADDRESS]]
  %t = metalium.tensor_accessor "A" argument 0 compile_time_offset 0 at %address
  // CHECK: metalium.cb_reserve_back %{{.*}}, 4 : <2, 2, Float16>
  metalium.cb_reserve_back %cb, 4 : !A
  // CHECK: metalium.get_write_ptr
  %w = metalium.get_write_ptr %cb : !A
  // CHECK: metalium.noc_async_read_page %{{.*}} of %{{.*}} to %{{.*}}
  metalium.noc_async_read_page %page of %t to %w
  // CHECK: metalium.mem_zeros_base
  %zeros = metalium.mem_zeros_base
  // CHECK: metalium.get_noc_addr
  %noc = metalium.get_noc_addr %zeros
  // CHECK: metalium.noc_async_read %{{.*}} to %{{.*}}, %{{.*}}
  metalium.noc_async_read %noc to %w, %page
  // CHECK: metalium.noc_async_read_barrier
  metalium.noc_async_read_barrier
  // CHECK: metalium.cb_push_back
  metalium.cb_push_back %cb, 4 : !A
  // CHECK: metalium.cb_wait_front
  metalium.cb_wait_front %cb, 4 : !A
  // CHECK: metalium.get_read_ptr
  %r = metalium.get_read_ptr %cb : !A
  // CHECK: metalium.noc_async_write_page %{{.*}} of %{{.*}} from %{{.*}}
  metalium.noc_async_write_page %page of %t from %r
  // CHECK: metalium.get_page_noc_addr %{{.*}} of %{{.*}} + %{{.*}}
  %byte = metalium.get_page_noc_addr %page of %t + %page
  // CHECK: metalium.noc_async_write %{{.*}} to %{{.*}}, %{{.*}}
  metalium.noc_async_write %r to %byte, %page
  // CHECK: %[[S:.*]] = tt.semaphore "ready" {id = 0 : i32}
  %semaphore = tt.semaphore "ready" {id = 0 : i32}
  // CHECK: tt.semaphore "valid" {id = 1 : i32, initial_value = 1 : i32}
  %valid = tt.semaphore "valid" {id = 1 : i32, initial_value = 1 : i32}
  // CHECK: metalium.get_semaphore %[[S]]
  %s = metalium.get_semaphore %semaphore
  // CHECK: metalium.noc_semaphore_set %{{.*}} to %{{.*}}
  metalium.noc_semaphore_set %s to %page
  // CHECK: metalium.noc_semaphore_wait %{{.*}} for %{{.*}}
  metalium.noc_semaphore_wait %s for %page
  // CHECK: metalium.get_core_noc_addr(%{{.*}}, %{{.*}}) + %{{.*}}
  %core = metalium.get_core_noc_addr(%page, %page) + %s
  // CHECK: metalium.noc_semaphore_inc %{{.*}} by %{{.*}}
  metalium.noc_semaphore_inc %core by %page
  // CHECK: metalium.get_noc_multicast_addr(%{{.*}}, %{{.*}}) to (%{{.*}}, %{{.*}}) + %{{.*}}
  %cores = metalium.get_noc_multicast_addr(%page, %page) to (%page, %page) + %s
  // CHECK: metalium.noc_async_write_multicast %{{.*}} to %{{.*}}, %{{.*}} receivers %{{.*}}
  metalium.noc_async_write_multicast %r to %cores, %page receivers %page
  // CHECK: metalium.noc_semaphore_set_multicast %{{.*}} to %{{.*}} receivers %{{.*}}
  metalium.noc_semaphore_set_multicast %s to %cores receivers %page
  // CHECK: metalium.noc_async_atomic_barrier
  metalium.noc_async_atomic_barrier
  // CHECK: metalium.invalidate_l1_cache
  metalium.invalidate_l1_cache
  // CHECK: %[[E:.*]] = metalium.load_l1 %{{.*}} {bytes = 2 : i32}
  %element = metalium.load_l1 %r {bytes = 2 : i32}
  // CHECK: metalium.store_l1 %[[E]] to %{{[^{]*$}}
  metalium.store_l1 %element to %w
  // CHECK: metalium.noc_async_writes_flushed
  metalium.noc_async_writes_flushed
  // CHECK: metalium.cb_pop_front
  metalium.cb_pop_front %cb, 4 : !A
  // CHECK: metalium.noc_async_write_barrier
  metalium.noc_async_write_barrier
  return
}

// CHECK-LABEL: func.func @compute
func.func @compute(%a: !A, %b: !A, %c: !A, %i: index, %v: f32) {
  // CHECK: metalium.compute_kernel_hw_startup %{{.*}}, %{{.*}} to %{{.*}} reverse
  metalium.compute_kernel_hw_startup %a, %b to %c reverse : !A, !A to !A
  // CHECK: metalium.compute_kernel_hw_startup %{{.*}} to %{{.*}}
  metalium.compute_kernel_hw_startup %a to %c : !A to !A
  // CHECK: metalium.matmul_block_init %{{.*}}, %{{.*}} transpose 1 ct 1 rt 2 kt 2
  metalium.matmul_block_init %a, %b transpose 1 ct 1 rt 2 kt 2 : !A, !A
  // CHECK: metalium.dst.acquire
  metalium.dst.acquire
  // CHECK: metalium.matmul_block %{{.*}}[%{{.*}}], %{{.*}}[%{{.*}}] to %{{.*}} transpose 1 ct 1 rt 2 kt 2
  metalium.matmul_block %a[%i], %b[%i] to %i transpose 1 ct 1 rt 2 kt 2 : !A, !A
  // CHECK: metalium.copy_init
  metalium.copy_init %a : !A
  // CHECK: metalium.copy_tile %{{.*}}[%{{.*}}] to %{{.*}}
  metalium.copy_tile %a[%i] to %i : !A
  // CHECK: metalium.transpose_init
  metalium.transpose_init %a : !A
  // CHECK: metalium.transpose_tile
  metalium.transpose_tile %a[%i] to %i : !A
  // CHECK: metalium.fill_tile_init
  metalium.fill_tile_init
  // CHECK: metalium.fill_tile
  metalium.fill_tile %i, %v
  // CHECK: metalium.unary_bcast_init <row> %{{.*}} : <2, 2, Float16>
  metalium.unary_bcast_init <row> %a : !A
  // CHECK: metalium.unary_bcast <row> %{{.*}}[%{{.*}}] to %{{.*}}
  metalium.unary_bcast <row> %a[%i] to %i : !A
  // CHECK: metalium.unary_bcast_uninit <row>
  metalium.unary_bcast_uninit <row> %a : !A
  // CHECK: metalium.vector_init "exp2"
  metalium.vector_init "exp2"
  // CHECK: metalium.vector "mul"(%{{.*}}, %{{.*}}, %{{.*}})
  metalium.vector "mul"(%i, %i, %i)
  // CHECK: metalium.vector "mul_scalar"(%{{.*}}) value 1.500000e+00 : f32
  metalium.vector "mul_scalar"(%i) value 1.5 : f32
  // CHECK: metalium.vector "add_scalar_int32"(%{{.*}}) bits %{{.*}}
  metalium.vector "add_scalar_int32"(%i) bits %i
  // CHECK: %{{.*}} = metalium.read_tile_value %{{.*}}[0] [3] : <2, 2, Float16>
  %number = metalium.read_tile_value %a[0] [3] : !A
  // CHECK: metalium.reconfig_data_format %
  metalium.reconfig_data_format %a, %b : !A, !A
  // CHECK: metalium.reconfig_data_format_srca
  metalium.reconfig_data_format_srca %a : !A
  // CHECK: metalium.reconfig_data_format_srcb
  metalium.reconfig_data_format_srcb %a : !A
  // CHECK: metalium.pack_reconfig_data_format
  metalium.pack_reconfig_data_format %c : !A
  // CHECK: metalium.pack_reconfig_l1_acc
  metalium.pack_reconfig_l1_acc %i
  // CHECK: metalium.dst.commit
  metalium.dst.commit
  // CHECK: metalium.dst.wait
  metalium.dst.wait
  // CHECK: metalium.pack_tile %{{.*}} to %{{.*}} : <2, 2, Float16>
  metalium.pack_tile %i to %c : !A
  // CHECK: metalium.pack_tile %{{.*}} to %{{.*}}[%{{.*}}] : <2, 2, Float16>
  metalium.pack_tile %i to %c[%i] : !A
  // CHECK: metalium.dst.release
  metalium.dst.release
  return
}
