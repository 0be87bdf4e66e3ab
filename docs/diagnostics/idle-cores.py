"""The grid has fewer blocks than the chip has cores.

A remark: each block of T.Kernel's grid runs on one core, so with fewer blocks than cores some of
them have nothing to do. Smaller blocks make more of them; where a product has few of them, each
can take a part of the inner dimension. A small program may well be better off with few cores.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((512, 512), "float32"), B: T.Tensor((512, 512), "float32")):
    with T.Kernel(4, 4, threads=128) as (bx, by):
        part = T.alloc_shared((128, 128), "float32")
        T.copy(A[by * 128, bx * 128], part)
        T.copy(part, B[by * 128, bx * 128])


@T.prim_func
def instead(A: T.Tensor((512, 512), "float32"), B: T.Tensor((512, 512), "float32")):
    with T.Kernel(16, 16, threads=128) as (bx, by):
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A[by * 32, bx * 32], part)
        T.copy(part, B[by * 32, bx * 32])
