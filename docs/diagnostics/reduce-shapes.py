"""The result of a reduction does not lie in tiles as its destination does.

Rows or columns of several matrices become rows of one tile, which reductions do not fill. Reduce
each matrix on its own.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((3, 64, 32), "float32"), B: T.Tensor((3, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((3, 64, 32), "float32")
        total = T.alloc_fragment((3, 64), "float32")
        T.copy(A, part)
        T.reduce_sum(part, total, dim=2)
        T.copy(total, B)


@T.prim_func
def instead(A: T.Tensor((3, 64, 32), "float32"), B: T.Tensor((3, 64), "float32")):
    with T.Kernel(3, threads=128) as bx:
        part = T.alloc_fragment((64, 32), "float32")
        total = T.alloc_fragment((64,), "float32")
        T.copy(A[bx, 0, 0], part)
        T.reduce_sum(part, total, dim=1)
        T.copy(total, B[bx, 0])
