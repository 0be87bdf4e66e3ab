"""A division of indices in T.Parallel that is not supported.

As a value, a quotient or a remainder of an index by a positive constant is computed, for indices
up to 2^22. Compute other quotients outside T.Parallel, where they are numbers of the kernel.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), side: T.int32):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        for i, j in T.Parallel(64, 64):
            part[i, j] = T.cast(j // side, "float32")
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        for i, j in T.Parallel(64, 64):
            part[i, j] = T.cast(j // 8, "float32")
        T.copy(part, B)
