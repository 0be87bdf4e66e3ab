"""The grid of T.Kernel has more blocks than 32 bits count.

The kernels number blocks with 32-bit integers. Use larger blocks, or a loop inside each.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1 << 40, threads=128) as bx:
        part = T.alloc_shared((32, 64), "float32")
        T.copy(A[bx % 2 * 32, 0], part)
        T.copy(part, B[bx % 2 * 32, 0])


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, threads=128) as bx:
        part = T.alloc_shared((32, 64), "float32")
        T.copy(A[bx * 32, 0], part)
        T.copy(part, B[bx * 32, 0])
