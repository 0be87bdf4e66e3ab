"""A loop or a tile operation inside T.Parallel.

T.Parallel holds stores, bindings and branches. Put T.Parallel inside the loop.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(64, 64):
            for _ in T.serial(3):
                part[i, j] = part[i, j] * 2.0
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for _ in T.serial(3):
            for i, j in T.Parallel(64, 64):
                part[i, j] = part[i, j] * 2.0
        T.copy(part, B)
