"""An expression keeps more tiles at once than DST holds.

The engines work in DST, which holds 8 tiles of 16 bits or 4 of 32. Store a part of the expression
to a fragment first.
"""

import tilelang.language as T


def product(x, first, end):
    """The product of sin(k * x) in pairs of pairs, each of which waits for the other."""
    if end - first == 1:
        return T.sin(x * float(first + 1))
    middle = (first + end) // 2
    return product(x, first, middle) * product(x, middle, end)


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(64, 64):
            part[i, j] = product(part[i, j], 0, 256)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        other = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(64, 64):
            other[i, j] = product(part[i, j], 0, 128)
        for i, j in T.Parallel(64, 64):
            part[i, j] = other[i, j] * product(part[i, j], 128, 256)
        T.copy(part, B)
