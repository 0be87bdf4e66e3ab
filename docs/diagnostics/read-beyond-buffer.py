"""T.Parallel reads beyond the end of an on-chip buffer.

Each tile of the result reads one of the operand, under a condition too. Give the operand as many
elements as the loop has.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((32, 64), "float32")
        result = T.alloc_fragment((64, 64), "float32")
        T.copy(A[0, 0], part)
        for i, j in T.Parallel(64, 64):
            result[i, j] = T.if_then_else(i < 32, part[i, j], 0.0)
        T.copy(result, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        result = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(64, 64):
            result[i, j] = T.if_then_else(i < 32, part[i, j], 0.0)
        T.copy(result, B)
