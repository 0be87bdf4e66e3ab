"""T.Parallel reaches elements that a shared or fragment buffer does not have.

Tensors have a rule for what is beyond their ends, which reads as zero; a buffer on chip has none:
there would be somebody else's data. Guard the access, so that the element is not used, or make the
loop as long as the buffer.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 64), "float32")
        b = T.alloc_shared((64, 64), "float32")
        T.copy(A, a)
        for i, j in T.Parallel(64, 64):
            b[i, j] = a[i, j] + a[i + 32, j]
        T.copy(b, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        a = T.alloc_shared((64, 64), "float32")
        b = T.alloc_shared((64, 64), "float32")
        T.copy(A, a)
        for i, j in T.Parallel(64, 64):
            b[i, j] = a[i, j] + T.if_then_else(i < 32, a[i + 32, j], 0.0)
        T.copy(b, B)
