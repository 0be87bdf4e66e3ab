"""The buffers of a core do not fit its L1.

A core has about 1.4 MB of L1, in which each buffer takes whole tiles, times its stages. The
diagnostic lists what takes how much. Use smaller blocks, fewer stages or a narrower dtype.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((1024, 1024), "float32"), B: T.Tensor((1024, 1024), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((1024, 1024), "float32")
        T.copy(A, part)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((1024, 1024), "float32"), B: T.Tensor((1024, 1024), "float32")):
    with T.Kernel(32, threads=128) as bx:
        part = T.alloc_shared((32, 1024), "float32")
        T.copy(A[bx * 32, 0], part)
        T.copy(part, B[bx * 32, 0])
