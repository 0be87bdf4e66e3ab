"""T.gemm sums over the padding of a buffer that a fill made other than zero.

A dimension that is no multiple of 32 lies in padded tiles, whose padding has to be zero along K.
T.fill sets the padding as well. Make the dimension a multiple of 32, or fill with zero.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 48), "float16"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 48), "float16")
        ones = T.alloc_shared((64, 48), "float16")
        c = T.alloc_fragment((64, 64), "float32")
        T.fill(a, 2.0)
        T.fill(ones, 1.0)
        T.gemm(a, ones, c, transpose_B=True, clear_accum=True)
        T.copy(c, C)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 64), "float16")
        ones = T.alloc_shared((64, 64), "float16")
        c = T.alloc_fragment((64, 64), "float32")
        T.copy(A, a)
        T.fill(ones, 1.0)
        T.gemm(a, ones, c, transpose_B=True, clear_accum=True)
        T.copy(c, C)
