"""An element that the kernels have not got decides about an address, a bound or a branch.

The three kernels of a core run ahead of each other, and the reader has long read what the compute
kernel will find. Elements of integer tensors that the program only reads may decide, also through
T.copy to a shared buffer, T.alloc_var and arithmetic on integers; what engines compute may not.
Processors compute with 32 bits and a sign: cast uint32 elements, and narrower sums, to int32.
Choose between values with T.if_then_else in T.Parallel, or compute bounds from such tensors, block
indices, constants and numbers of the signature.
"""

import tilelang.language as T


@T.prim_func
def program(
    A: T.Tensor((64, 64), "float32"),
    count: T.Tensor((32,), "int32"),
    B: T.Tensor((64, 64), "float32"),
):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        counts = T.alloc_fragment((32,), "int32")
        for i in T.Parallel(32):
            counts[i] = count[i] + 1
        T.copy(A, part)
        for _ in T.serial(counts[0]):
            for i, j in T.Parallel(64, 64):
                part[i, j] = part[i, j] * 2.0
        T.copy(part, B)


@T.prim_func
def instead(
    A: T.Tensor((64, 64), "float32"),
    count: T.Tensor((32,), "int32"),
    B: T.Tensor((64, 64), "float32"),
):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for _ in T.serial(count[0] + 1):
            for i, j in T.Parallel(64, 64):
                part[i, j] = part[i, j] * 2.0
        T.copy(part, B)
