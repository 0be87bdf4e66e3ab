"""A reduction or running sum of a dtype that no engine adds.

Reductions are of float32, float16, bfloat16, int32, uint32, uint16 and uint8, running sums of the
first three. Cast the elements in T.Parallel, or with T.copy, first.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "int32"), B: T.Tensor((64, 64), "int32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "int32")
        T.copy(A, part)
        T.cumsum(part, dim=1)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "int32"), B: T.Tensor((64, 64), "int32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        T.cumsum(part, dim=1)
        T.copy(part, B)
