"""What is written to a buffer is not read afterwards.

A warning: the operation is dropped, as it has no effect. Either it is left over, or the buffer
that is read later is another one.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        unused = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        T.copy(part, unused)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        T.copy(part, B)
