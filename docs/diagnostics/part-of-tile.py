"""A write to a tensor does not take whole tiles along its columns.

Tensors lie in tiles of 32 rows and columns, which are the least that is moved, and other cores may
write to the same tile. Rows may start and end anywhere: they are written one by one, if the program
does not read the tensor as well. Along columns use blocks and offsets that are multiples of 32, or
of the whole dimension; a smaller block works if all accesses to the tensor use it. Reads may take
any part.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A, part)
        T.copy(part, B[0:32, 7:39])


@T.prim_func
def instead(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A, part)
        T.copy(part, B[0:32, 32:64])
