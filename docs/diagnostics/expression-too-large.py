"""An expression keeps more tiles at once than DST holds, and L1 has no room for a part of it.

The engines work in DST, which holds 8 tiles of 16 bits or 4 of 32 in each half. An expression that
needs more than all of it is cut: a part goes through a block of 32 bits in L1. Use smaller blocks,
so that there is room for one.
"""

import tilelang.language as T


def product(x, first, end):
    """The product of sin(k * x) in pairs of pairs, each of which waits for the other."""
    if end - first == 1:
        return T.sin(x * float(first + 1))
    middle = (first + end) // 2
    return product(x, first, middle) * product(x, middle, end)


@T.prim_func
def program(A: T.Tensor((512, 512), "float32"), B: T.Tensor((512, 512), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((512, 512), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(512, 512):
            part[i, j] = product(part[i, j], 0, 256)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((512, 512), "float32"), B: T.Tensor((512, 512), "float32")):
    with T.Kernel(8, threads=128) as bx:
        part = T.alloc_fragment((64, 512), "float32")
        T.copy(A[bx * 64, 0], part)
        for i, j in T.Parallel(64, 512):
            part[i, j] = product(part[i, j], 0, 256)
        T.copy(part, B[bx * 64, 0])
