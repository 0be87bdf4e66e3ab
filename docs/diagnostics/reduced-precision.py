"""A float32 buffer reaches the vector engine with 19 bits.

A warning: a buffer that the matrix engine multiplies is unpacked as TF32, for elementwise code as
well. Where that needs all 32 bits, copy the buffer to one of its own.
"""

import tilelang.language as T


@T.prim_func
def program(
    A: T.Tensor((64, 64), "float32"),
    B: T.Tensor((64, 64), "float32"),
    C: T.Tensor((64, 64), "float32"),
):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 64), "float32")
        product = T.alloc_fragment((64, 64), "float32")
        scaled = T.alloc_fragment((64, 64), "float32")
        T.copy(A, a)
        T.gemm(a, a, product, clear_accum=True)
        for i, j in T.Parallel(64, 64):
            scaled[i, j] = a[i, j] * 0.3
        T.copy(product, B)
        T.copy(scaled, C)


@T.prim_func
def instead(
    A: T.Tensor((64, 64), "float32"),
    B: T.Tensor((64, 64), "float32"),
    C: T.Tensor((64, 64), "float32"),
):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 64), "float32")
        exact = T.alloc_shared((64, 64), "float32")
        product = T.alloc_fragment((64, 64), "float32")
        scaled = T.alloc_fragment((64, 64), "float32")
        T.copy(A, a)
        T.copy(A, exact)
        T.gemm(a, a, product, clear_accum=True)
        for i, j in T.Parallel(64, 64):
            scaled[i, j] = exact[i, j] * 0.3
        T.copy(product, B)
        T.copy(scaled, C)
