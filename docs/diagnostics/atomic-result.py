"""The value that an atomic update returns is used.

It is what the element held before, which depends on the order in which blocks run. Tilium keeps no
such order between cores. Update without return_prev, and read the tensor in a second T.Kernel,
which begins when the first one has ended.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((32,), "int32"), B: T.Tensor((32,), "int32")):
    with T.Kernel(2, threads=128) as _:
        for i in T.Parallel(32):
            B[i] = T.atomic_add(A[i], 1, return_prev=True)


@T.prim_func
def instead(A: T.Tensor((32,), "int32")):
    with T.Kernel(2, threads=128) as _:
        for i in T.Parallel(32):
            T.atomic_add(A[i], 1)
