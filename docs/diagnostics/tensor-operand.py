"""A tile operation works on a tensor in place of an on-chip buffer.

The engines reach L1 only. Copy the part to a shared buffer or a fragment first; the compiler
overlaps that with the work.
"""

import tilelang.language as T


@T.prim_func
def program(
    A: T.Tensor((64, 64), "float16"),
    B: T.Tensor((64, 64), "float16"),
    C: T.Tensor((64, 64), "float32"),
):
    with T.Kernel(1, threads=128) as _:
        right = T.alloc_shared((64, 64), "float16")
        result = T.alloc_fragment((64, 64), "float32")
        T.copy(B, right)
        T.gemm(A, right, result, clear_accum=True)
        T.copy(result, C)


@T.prim_func
def instead(
    A: T.Tensor((64, 64), "float16"),
    B: T.Tensor((64, 64), "float16"),
    C: T.Tensor((64, 64), "float32"),
):
    with T.Kernel(1, threads=128) as _:
        left = T.alloc_shared((64, 64), "float16")
        right = T.alloc_shared((64, 64), "float16")
        result = T.alloc_fragment((64, 64), "float32")
        T.copy(A, left)
        T.copy(B, right)
        T.gemm(left, right, result, clear_accum=True)
        T.copy(result, C)
