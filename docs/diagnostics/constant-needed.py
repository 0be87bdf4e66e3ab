"""An argument of a tile operation has to be a constant.

Flags and dimensions of tile operations choose the code that is emitted, so they have to be known
when the program is compiled. Branch over two operations where both are needed.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64,), "float32"), add: T.int32):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        total = T.alloc_fragment((64,), "float32")
        T.copy(A, part)
        T.clear(total)
        T.reduce_sum(part, total, dim=1, clear=add == 0)
        T.copy(total, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64,), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        total = T.alloc_fragment((64,), "float32")
        T.copy(A, part)
        T.clear(total)
        T.reduce_sum(part, total, dim=1, clear=False)
        T.copy(total, B)
