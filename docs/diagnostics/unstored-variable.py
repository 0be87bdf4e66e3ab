"""A variable of T.Parallel is used in a value, but is no index of the store.

An element would get a value for each value of that variable, the last one of which no order
decides. Reduce over it with T.reduce_*, or make it an index.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64,), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        total = T.alloc_fragment((64,), "float32")
        T.copy(A, part)
        T.clear(total)
        for i, j in T.Parallel(64, 64):
            total[i] = T.max(total[i], part[i, j])
        T.copy(total, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64,), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        total = T.alloc_fragment((64,), "float32")
        T.copy(A, part)
        T.reduce_max(part, total, dim=1)
        T.copy(total, B)
