"""Source and destination of T.copy do not have the same extents.

Extents other than 1 have to agree in number, order and size. Copy each matrix of a higher-
dimensional part on its own, or copy with T.Parallel.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((2, 32, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A[0:2, 0:32, 0:64], part)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((2, 32, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((32, 64), "float32")
        for k in T.serial(2):
            T.copy(A[k, 0, 0], part)
            T.copy(part, B[k * 32, 0])
