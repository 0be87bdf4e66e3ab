"""A reduction or running sum over a dimension that tiles do not have.

Tiles have rows and columns: the last two dimensions of more than one element. Work on each matrix
of a higher-dimensional buffer on its own.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((4, 64, 64), "float32"), B: T.Tensor((4, 64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((4, 64, 64), "float32")
        T.copy(A, part)
        T.cumsum(part, dim=0)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((4, 64, 64), "float32"), B: T.Tensor((4, 64, 64), "float32")):
    with T.Kernel(4, threads=128) as bx:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A[bx, 0, 0], part)
        T.cumsum(part, dim=0)
        T.copy(part, B[bx, 0, 0])
