"""T.gemm of dtypes that the matrix engine does not take.

The matrix engine multiplies float16, bfloat16, float32 (as TF32), fp8, and 8-bit integers; both
operands have one dtype, and the result is float32, float16 or bfloat16, or int32 for 8-bit
integers. Cast an operand with T.copy.
"""

import tilelang.language as T


@T.prim_func
def program(
    A: T.Tensor((64, 64), "float16"),
    B: T.Tensor((64, 64), "bfloat16"),
    C: T.Tensor((64, 64), "float32"),
):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 64), "float16")
        b = T.alloc_shared((64, 64), "bfloat16")
        c = T.alloc_fragment((64, 64), "float32")
        T.copy(A, a)
        T.copy(B, b)
        T.gemm(a, b, c, clear_accum=True)
        T.copy(c, C)


@T.prim_func
def instead(
    A: T.Tensor((64, 64), "float16"),
    B: T.Tensor((64, 64), "bfloat16"),
    C: T.Tensor((64, 64), "float32"),
):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 64), "float16")
        b = T.alloc_shared((64, 64), "float16")
        c = T.alloc_fragment((64, 64), "float32")
        T.copy(A, a)
        T.copy(B, b)
        T.gemm(a, b, c, clear_accum=True)
        T.copy(c, C)
