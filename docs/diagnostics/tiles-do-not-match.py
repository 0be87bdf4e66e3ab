"""T.Parallel reads elements whose tiles are not those of the result.

Operands are read tile by tile, each in the place of the result's tile. Shift by multiples of 32,
or put the shifted or exchanged part into a buffer of its own, with T.copy from a tensor or
T.transpose.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        result = T.alloc_fragment((32, 32), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(32, 32):
            result[i, j] = part[i + 1, j]
        T.copy(result, B[0, 0])


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        result = T.alloc_fragment((32, 32), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(32, 32):
            result[i, j] = part[i + 32, j]
        T.copy(result, B[0, 0])
