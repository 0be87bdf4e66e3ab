"""T.Parallel stores to a tensor at elements that are no block.

A direct store to a tensor is made a copy of the block that the loop reaches. An index has to be
a loop variable plus an offset, each variable in one dimension. Loads may be anywhere, unless the
same loop stores to their tensor.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        for i, j in T.Parallel(32, 64):
            B[i * 2, j] = A[i, j]


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(B, part)
        for i, j in T.Parallel(32, 64):
            part[i * 2, j] = A[i, j]
        T.copy(part, B)
