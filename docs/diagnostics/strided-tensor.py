"""A tensor has gaps, or starts inside another.

Tensors are row-major without gaps: their tiles are what the reader kernel fetches. Make the part
contiguous before the call, or pass the whole tensor and copy the part.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.StridedTensor((64, 64), (128, 1), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A, part)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 128), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A[0, 0], part)
        T.copy(part, B)
