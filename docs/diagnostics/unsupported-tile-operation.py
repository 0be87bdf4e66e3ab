"""A tile operation that Tilium does not compile.

T.copy, T.fill, T.clear, T.gemm, T.reduce_max, min, sum, abssum, absmax, T.cumsum, T.cummax,
T.im2col, T.transpose, T.atomic_add, max and min, and reducers are compiled. Reductions by bits have
no engine.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "int32"), B: T.Tensor((64,), "int32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "int32")
        result = T.alloc_fragment((64,), "int32")
        T.copy(A, part)
        T.reduce_bitor(part, result, dim=1)
        T.copy(result, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "int32"), B: T.Tensor((64,), "int32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "int32")
        result = T.alloc_fragment((64,), "int32")
        T.copy(A, part)
        T.reduce_max(part, result, dim=1)
        T.copy(result, B)
