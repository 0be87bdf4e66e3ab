"""An access may begin before its tensor does.

What is beyond the end of a tensor reads as zero, what is before its start has no tiles. Write the
offset so that it cannot be negative: as sums and products of non-negative numbers, or behind
T.max.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((128, 32), "float32"), B: T.Tensor((128, 32), "float32"), rows: T.int32):
    with T.Kernel(4, threads=128) as bx:
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A[T.if_then_else(rows > 1, bx * 32, bx * 32 - 32), 0], part)
        T.copy(part, B[bx * 32, 0])


@T.prim_func
def instead(A: T.Tensor((128, 32), "float32"), B: T.Tensor((128, 32), "float32"), rows: T.int32):
    with T.Kernel(4, threads=128) as bx:
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A[T.max(T.if_then_else(rows > 1, bx * 32, bx * 32 - 32), 0), 0], part)
        T.copy(part, B[bx * 32, 0])
