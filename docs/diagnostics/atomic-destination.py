"""What an atomic update reaches cannot be told when the program is compiled.

No core can change an element of a tensor in one step, so blocks that update the same elements run
on one core, one after the other. For that it has to be known which ones do: indices are numbers,
variables of T.Parallel, of loops and of T.Kernel. If data decides where a value goes, let each
block write to a workspace of its own, and add the workspaces up in a second T.Kernel.
"""

import tilelang.language as T


@T.prim_func
def program(
    rows: T.Tensor((4,), "int32"),
    A: T.Tensor((4, 32), "float32"),
    B: T.Tensor((64, 32), "float32"),
):
    with T.Kernel(4, threads=128) as bx:
        part = T.alloc_fragment((32,), "float32")
        T.copy(A[bx, 0:32], part)
        for i in T.Parallel(32):
            T.atomic_add(B[rows[bx], i], part[i])


@T.prim_func
def instead(A: T.Tensor((4, 32), "float32"), B: T.Tensor((64, 32), "float32")):
    with T.Kernel(4, threads=128) as bx:
        part = T.alloc_fragment((32,), "float32")
        T.copy(A[bx, 0:32], part)
        for i in T.Parallel(32):
            T.atomic_add(B[7, i], part[i])
