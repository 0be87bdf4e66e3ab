"""T.im2col is done by the reader kernel.

A remark: the reader kernel gathers the patches in 64 transfers for each tile, where a copy of a
tile takes one. A matrix of patches that is made once, on the host or by a kernel before, is read
with T.copy.
"""

import tilelang.language as T


@T.prim_func
def program(images: T.Tensor((1, 16, 16, 32), "float32"), B: T.Tensor((256, 288), "float32")):
    with T.Kernel(4, threads=128) as bx:
        columns = T.alloc_shared((64, 32), "float32")
        for k in T.serial(9):
            T.im2col(images, columns, bx, k, 3, 1, 1, 1)
            T.copy(columns, B[bx * 64, k * 32])


@T.prim_func
def instead(patches: T.Tensor((256, 288), "float32"), B: T.Tensor((256, 288), "float32")):
    with T.Kernel(4, threads=128) as bx:
        columns = T.alloc_shared((64, 32), "float32")
        for k in T.serial(9):
            T.copy(patches[bx * 64, k * 32], columns)
            T.copy(columns, B[bx * 64, k * 32])
