"""A buffer is read after a loop or a branch that may not write it.

A loop with a run-time bound may have no iterations, and a branch may not be taken. Write the
buffer before.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), steps: T.int32):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        for _ in T.serial(steps):
            T.copy(A, part)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32"), steps: T.int32):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.clear(part)
        for _ in T.serial(steps):
            T.copy(A, part)
        T.copy(part, B)
