"""T.transpose's destination is not the transposition of its source.

The destination has the last two dimensions of the source exchanged.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 32), "float32"), B: T.Tensor((64, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 32), "float32")
        turned = T.alloc_shared((64, 32), "float32")
        T.copy(A, part)
        T.transpose(part, turned)
        T.copy(turned, B)


@T.prim_func
def instead(A: T.Tensor((64, 32), "float32"), B: T.Tensor((32, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 32), "float32")
        turned = T.alloc_shared((32, 64), "float32")
        T.copy(A, part)
        T.transpose(part, turned)
        T.copy(turned, B)
