"""A statement that Tilium does not compile.

Programs consist of tile operations, stores, loops and branches. Blocks with conditions or axes,
and calls for their effect only, are not compiled: write their effect with those.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as bx:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A, part)
        T.device_assert(bx < 1)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A, part)
        T.copy(part, B)
