"""A copy out of a tensor, or into one, takes no whole tiles.

A remark: tensors lie in tiles of 32 rows and columns, which are the least that is moved. The tiles
around the window come on chip, up to 31 rows or columns more on each side, and its elements are
taken from there, one by one where it is shifted by no multiple of 32. Of a tensor that is written,
rows that share tiles with others are written one by one. Copies at multiples of 32, or all in
blocks of one size, do without.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 32), "float32"), B: T.Tensor((32, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A[7:39, 0:32], part)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 32), "float32"), B: T.Tensor((32, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A[32:64, 0:32], part)
        T.copy(part, B)
