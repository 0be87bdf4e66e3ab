"""A buffer has no constant shape, or no elements.

Circular buffers are laid out when the program is compiled. Give buffers constant dimensions of at
least one element, and conditions for what is beyond a tensor.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), rows: T.int32):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((rows, 64), "float32")
        T.clear(part)
        T.copy(part[0:64, 0:64], B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A, part)
        T.copy(part, B)
