"""T.gemm writes a buffer that it reads.

The engine writes parts of the result while it still reads operands. Accumulate in another buffer.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 64), "float16")
        T.copy(A, a)
        T.gemm(a, a, a)
        T.copy(a, C)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float16"), C: T.Tensor((64, 64), "float16")):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 64), "float16")
        product = T.alloc_fragment((64, 64), "float32")
        T.copy(A, a)
        T.gemm(a, a, product, clear_accum=True)
        T.copy(product, C)
