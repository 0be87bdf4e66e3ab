"""Elements of T.Parallel come one by one.

A remark: engines go over tiles in step, an index being a variable of T.Parallel plus a multiple of
32. At any other index (strided, shifted, divided, taken modulo, read from a buffer) the processor
of the writer kernel brings each element to its place by instructions of its own, where an engine
takes a tile of 1024 at once; the mock device's clock leaves these instructions out. The same is so
for stores at such indices, and for integers that are divided. Where a loop has no other work, use
indices that follow tiles.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        result = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(64, 64):
            result[i, j] = part[i // 2, j]
        T.copy(result, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        result = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(64, 64):
            result[i, j] = part[i, j]
        T.copy(result, B)
