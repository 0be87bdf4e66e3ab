"""A form of loop that Tilium does not compile.

Loops count by one, their bounds are known when they begin, and T.Parallel starts at 0. Give a
while loop a bound, with an if inside; add an offset to the variable of a loop that starts
elsewhere.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        step = T.alloc_var("int32")
        step = 0
        while step < 3:
            for i, j in T.Parallel(64, 64):
                part[i, j] = part[i, j] * 2.0
            step = step + 1
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_fragment((64, 64), "float32")
        T.copy(A, part)
        for _ in T.serial(3):
            for i, j in T.Parallel(64, 64):
                part[i, j] = part[i, j] * 2.0
        T.copy(part, B)
