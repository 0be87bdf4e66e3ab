"""A kernel reads a tensor that it writes.

The reader kernel runs ahead of the writer, so it would read what was there before. Keep the
values in a shared or fragment buffer, or use a second T.Kernel, which begins when the first one
has ended.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 32), "float32"), B: T.Tensor((64, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A[0:32, 0:32], part)
        T.copy(part, B[0:32, 0:32])
        T.copy(B[0:32, 0:32], part)
        T.copy(part, B[32:64, 0:32])


@T.prim_func
def instead(A: T.Tensor((64, 32), "float32"), B: T.Tensor((64, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A[0:32, 0:32], part)
        T.copy(part, B[0:32, 0:32])
        T.copy(part, B[32:64, 0:32])
