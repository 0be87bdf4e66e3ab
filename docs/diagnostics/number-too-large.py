"""A number does not fit the 32 bits that kernels compute with.

The data movement and compute processors have 32-bit integers; a loop to a larger bound would never
end. Use smaller sizes, or loops in loops.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        block = T.alloc_shared((32, 32), "float32")
        T.copy(A, block)
        for _ in T.serial(1 << 32):
            for i, j in T.Parallel(32, 32):
                block[i, j] = block[i, j] * 0.5
        T.copy(block, B)


@T.prim_func
def instead(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        block = T.alloc_shared((32, 32), "float32")
        T.copy(A, block)
        for _ in T.serial(4):
            for _ in T.serial(8):
                for i, j in T.Parallel(32, 32):
                    block[i, j] = block[i, j] * 0.5
        T.copy(block, B)
