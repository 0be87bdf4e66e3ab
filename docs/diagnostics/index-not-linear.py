"""An index in T.Parallel is no sum of loop variables and offsets.

Elementwise code goes over tiles in step: an index is a variable of T.Parallel plus an offset that
is the same for all of them. Indices that are divided, taken modulo or read from a buffer have no
tiles; split the loop, so that each index is a variable.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        result = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(64, 64):
            result[i, j] = part[i // 2, j]
        T.copy(result, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        result = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(64, 64):
            result[i, j] = part[i, j]
        T.copy(result, B)
