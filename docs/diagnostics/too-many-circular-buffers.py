"""More buffers are in use at the same time than a core has circular buffers.

A core has 32 circular buffers; each shared or fragment buffer takes one while it holds something.
Use buffers again, or a loop.
"""

import tilelang.language as T


def copied_parts(tensor):
    """40 parts of a tensor, each in a buffer of its own."""
    parts = [T.alloc_shared((32, 32), "float32") for _ in range(40)]
    for number, part in enumerate(parts):
        T.evaluate(T.copy(tensor[number * 32, 0], part))
    return parts


def sum_of(parts, i, j):
    """The sum of an element of all parts."""
    return sum((part[i, j] for part in parts[1:]), parts[0][i, j])


@T.prim_func
def program(A: T.Tensor((1280, 32), "float32"), B: T.Tensor((32, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        total = T.alloc_fragment((32, 32), "float32")
        parts = copied_parts(A)
        for i, j in T.Parallel(32, 32):
            total[i, j] = sum_of(parts, i, j)
        T.copy(total, B)


@T.prim_func
def instead(A: T.Tensor((1280, 32), "float32"), B: T.Tensor((32, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        total = T.alloc_fragment((32, 32), "float32")
        part = T.alloc_shared((32, 32), "float32")
        T.clear(total)
        for k in T.serial(40):
            T.copy(A[k * 32, 0], part)
            for i, j in T.Parallel(32, 32):
                total[i, j] = total[i, j] + part[i, j]
        T.copy(total, B)
