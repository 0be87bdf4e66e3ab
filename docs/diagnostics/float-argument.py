"""Floating-point numbers of the signature, or made of integers, are used outside elementwise code.

The processors that steer a kernel have no floating-point unit. Use such numbers in T.Parallel, and
integers for bounds, indices and conditions.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), limit: T.float32):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        if limit > 1.0:
            for i, j in T.Parallel(64, 64):
                part[i, j] = part[i, j] * 2.0
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), limit: T.float32):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(64, 64):
            part[i, j] = T.if_then_else(limit > 1.0, part[i, j] * 2.0, part[i, j])
        T.copy(part, B)
