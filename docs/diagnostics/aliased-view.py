"""A buffer is used under two shapes.

Tiles of two shapes do not lie in the same places. Use one of the shapes only, or copy to a buffer
of the other shape.
"""

import tilelang.language as T


@T.prim_func
def program(
    A: T.Tensor((64, 64), "float32"),
    B: T.Tensor((128, 32), "float32"),
    C: T.Tensor((64, 64), "float32"),
):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A, part)
        T.copy(part, C)
        T.copy(T.reshape(part, (128, 32)), B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A, part)
        T.copy(part, C)
