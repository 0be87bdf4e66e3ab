"""A parameter is a raw pointer.

Tensors lie in pages over all DRAM banks of the chip; there is no address that a kernel could do
arithmetic with. Pass a T.Tensor.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.ptr("float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.clear(part)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A, part)
        T.copy(part, B)
