"""A tensor has more elements than the chip has memory.

The sizes of a program's tensors are those of the signature. Compile it for a smaller shape.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((1 << 20, 1 << 20), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A[0, 0], part)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((1024, 1024), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A[0, 0], part)
        T.copy(part, B)
