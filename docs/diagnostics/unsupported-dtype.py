"""A tensor has a dtype that the chip has no format for.

The chips compute with float32, float16, bfloat16, int32, uint32, uint16, int8, uint8, bool and,
for T.gemm and copies, fp8 (e4m3). Convert the tensor before the call. Numbers of the signature are
T.int32, or floats of up to 32 bits.
"""

import tilelang.language as T


@T.prim_func
def program(A: T.Tensor((64, 64), "float64"), B: T.Tensor((64, 64), "float64")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float64")
        T.copy(A, part)
        T.copy(part, B)


@T.prim_func
def instead(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((64, 64), "float32")
        T.copy(A, part)
        T.copy(part, B)
