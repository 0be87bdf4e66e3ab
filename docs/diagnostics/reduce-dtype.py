"""A reduction or scan of a dtype that no engine combines.

Reductions, T.cumsum and T.cummax are of float32, float16, bfloat16, int32, uint16 and uint8, sums
of uint32 as well: the engine orders signed numbers. Cast the elements in T.Parallel, or with
T.copy, first.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "uint32"), B: T.Tensor((64, 64), "uint32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "uint32")
        T.copy(A, part)
        T.cummax(part, dim=1)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "uint32"), B: T.Tensor((64, 64), "uint32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "int32")
        T.copy(A, part)
        T.cummax(part, dim=1)
        T.copy(part, B)
