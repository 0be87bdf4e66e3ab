"""The size of a block is known only at run time.

Reader and writer move blocks of constant size. Use a constant extent, and a condition for what is
beyond the run-time one.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), rows: T.int32):
    with T.Kernel(1, threads=128) as _:
        for i, j in T.Parallel(rows, 64):
            B[i, j] = A[i, j] * 2.0


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), rows: T.int32):
    with T.Kernel(1, threads=128) as _:
        for i, j in T.Parallel(64, 64):
            B[i, j] = T.if_then_else(i < rows, A[i, j] * 2.0, 0.0)
