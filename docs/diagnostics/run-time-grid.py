"""The grid of T.Kernel is known only at run time.

Blocks are divided over the cores when the program is compiled. A number of the signature cannot
be a bound of the grid; compile the program for each size, or use T.dynamic dimensions of tensors,
which Tilium compiles for the sizes of each call.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), blocks: T.int32):
    with T.Kernel(blocks, threads=128) as bx:
        part = T.alloc_shared((32, 64), "float32")
        T.copy(A[bx * 32, 0], part)
        T.copy(part, B[bx * 32, 0])


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, threads=128) as bx:
        part = T.alloc_shared((32, 64), "float32")
        T.copy(A[bx * 32, 0], part)
        T.copy(part, B[bx * 32, 0])
