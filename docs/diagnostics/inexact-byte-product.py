"""A product of 8-bit integers may exceed what float32 adds exactly.

Products of bytes are summed by the matrix engine in float32, which counts exactly up to 2^24. Use
blocks that are shorter along K: their sums are added as integers.
"""

import tilelang.language as T


@T.prim_func
def program(
    A: T.Tensor((64, 2048), "int8"), B: T.Tensor((2048, 64), "int8"), C: T.Tensor((64, 64), "int32")
):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 2048), "int8")
        b = T.alloc_shared((2048, 64), "int8")
        c = T.alloc_fragment((64, 64), "int32")
        T.clear(c)
        for k in T.serial(1):
            T.copy(A[0, k * 2048], a)
            T.copy(B[k * 2048, 0], b)
            T.gemm(a, b, c)
        T.copy(c, C)


@T.prim_func
def instead(
    A: T.Tensor((64, 2048), "int8"), B: T.Tensor((2048, 64), "int8"), C: T.Tensor((64, 64), "int32")
):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 512), "int8")
        b = T.alloc_shared((512, 64), "int8")
        c = T.alloc_fragment((64, 64), "int32")
        T.clear(c)
        for k in T.serial(4):
            T.copy(A[0, k * 512], a)
            T.copy(B[k * 512, 0], b)
            T.gemm(a, b, c)
        T.copy(c, C)
