"""T.Parallel reaches a tensor at elements that are no block.

A direct access to a tensor is made a copy of the block that the loop reaches. An index has to be
a loop variable plus an offset, each variable in one dimension.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64,), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        for i, j in T.Parallel(32, 32):
            B[i, j] = A[i + j]


@T.prim_func
def instead(A: T.Tensor((64,), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        for i, j in T.Parallel(64, 64):
            B[i, j] = A[j]
