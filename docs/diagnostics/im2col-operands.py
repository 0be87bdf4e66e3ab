"""Operands of T.im2col that do not lie in tiles.

A tile takes 32 pixels by 32 channels of one position of the kernel. Use channels, rows and
columns that are multiples of 32.
"""

import tilelang.language as T


@T.prim_func
def program(images: T.Tensor((1, 16, 16, 8), "float32"), B: T.Tensor((256, 96), "float32")):
    with T.Kernel(4, threads=128) as bx:
        columns = T.alloc_shared((64, 32), "float32")
        for k in T.serial(3):
            T.im2col(images, columns, bx, k, 3, 1, 1, 1)
            T.copy(columns, B[bx * 64, k * 32])


@T.prim_func
def instead(images: T.Tensor((1, 16, 16, 32), "float32"), B: T.Tensor((256, 288), "float32")):
    with T.Kernel(4, threads=128) as bx:
        columns = T.alloc_shared((64, 32), "float32")
        for k in T.serial(9):
            T.im2col(images, columns, bx, k, 3, 1, 1, 1)
            T.copy(columns, B[bx * 64, k * 32])
