"""An element of a tensor decides about an address, a bound or a branch.

A remark: reader and writer each load the number by themselves when they come to it, and wait for
memory; the compute kernel waits for the reader to send it. In a loop that takes long anyway this is
lost in the rest. A number of the signature costs nothing, if one is the same for all blocks.
"""

import tilelang.language as T


@T.prim_func
def program(
    A: T.Tensor((64, 32), "float32"),
    start: T.Tensor((1,), "int32"),
    B: T.Tensor((32, 32), "float32"),
):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A[start[0] * 32, 0], part)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 32), "float32"), start: T.int32, B: T.Tensor((32, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A[start * 32, 0], part)
        T.copy(part, B)
