"""A buffer lies in a memory that Tenstorrent does not have.

A core has one L1, which T.alloc_shared and T.alloc_fragment use, and DST, which the compiler
uses. There is no texture, tensor or barrier memory.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32", scope="shared.tmem")
        T.copy(A, part)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A, part)
        T.copy(part, B)
