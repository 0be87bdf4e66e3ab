"""T.Parallel stores at an index that is no variable plus an offset.

Each dimension of the result goes with one variable of the loop. Store the diagonal, or every
other element, under a condition.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.clear(part)
        for i in T.Parallel(64):
            part[i, i] = 1.0
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        for i, j in T.Parallel(64, 64):
            part[i, j] = T.if_then_else(i == j, 1.0, 0.0)
        T.copy(part, B)
