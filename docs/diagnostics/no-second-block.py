"""L1 has no room for a second block of a buffer.

A remark: where a loop hands one block after another from one kernel to the next, a circular buffer
with room for two lets the next block be read while the one before is computed. If L1 is full the
kernels take turns. Smaller blocks leave room.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((4096, 512), "float32"), B: T.Tensor((4096, 512), "float32")):
    with T.Kernel(2, threads=128) as bx:
        part = T.alloc_fragment((256, 512), "float32")
        for k in T.serial(8):
            T.copy(A[bx * 2048 + k * 256, 0], part)
            for i, j in T.Parallel(256, 512):
                part[i, j] = part[i, j] * 2.0
            T.copy(part, B[bx * 2048 + k * 256, 0])


@T.prim_func
def instead(A: T.Tensor((4096, 512), "float32"), B: T.Tensor((4096, 512), "float32")):
    with T.Kernel(2, threads=128) as bx:
        part = T.alloc_fragment((64, 512), "float32")
        for k in T.serial(32):
            T.copy(A[bx * 2048 + k * 64, 0], part)
            for i, j in T.Parallel(64, 512):
                part[i, j] = part[i, j] * 2.0
            T.copy(part, B[bx * 2048 + k * 64, 0])
