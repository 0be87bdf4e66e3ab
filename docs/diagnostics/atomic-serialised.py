"""Blocks that update the same elements run one after the other.

A remark: an axis of the grid along which blocks update the same elements became a loop on one
core, so that no update is lost. Cores that would have worked along it have nothing to do. With
a part of a workspace for each block, and a second T.Kernel that adds the parts up, all of them
work.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((4, 64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, 4, threads=128) as (bx, by):
        part = T.alloc_shared((32, 64), "float32")
        T.copy(A[by, bx * 32, 0], part)
        T.atomic_add(B[bx * 32, 0], part)


@T.prim_func
def instead(A: T.Tensor((4, 64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(2, threads=128) as bx:
        part = T.alloc_shared((32, 64), "float32")
        total = T.alloc_fragment((32, 64), "float32")
        T.clear(total)
        for k in T.serial(4):
            T.copy(A[k, bx * 32, 0], part)
            for i, j in T.Parallel(32, 64):
                total[i, j] = total[i, j] + part[i, j]
        T.copy(total, B[bx * 32, 0])
