"""An expression that no engine of the core computes.

The vector engine has the functions that docs/language.md lists, for the types that it lists.
Compose the function of those, or cast to a type that has it.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(64, 64):
            part[i, j] = T.fmod(part[i, j], 3.0)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for i, j in T.Parallel(64, 64):
            part[i, j] = part[i, j] - T.trunc(part[i, j] / 3.0) * 3.0
        T.copy(part, B)
