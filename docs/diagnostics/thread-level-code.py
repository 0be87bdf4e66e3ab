"""Code for single threads, barriers or vector lanes.

A core of Tenstorrent works on whole tiles of 32 x 32 elements; there are no threads to number or
to wait for. The compiler inserts all synchronisation. Write the work with tile operations
(T.copy, T.gemm, T.reduce_*) and T.Parallel.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A, part)
        T.sync_threads()
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A, part)
        T.copy(part, B)
