"""The TIR of a program cannot be read.

TileLang hands programs over as JSON. It was written by another version than TileLang 0.1.15, or is
broken, or passes of your own left operations with arguments missing. Hand over the JSON that
TileLang 0.1.15 wrote.
"""

import tilelang.language as T

tir = '{"root_index": 0, "nodes": [{"type": "tirx.PrimFunc"}]}'


@T.prim_func
def instead(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
    with T.Kernel(1, threads=128) as _:
        part = T.alloc_shared((32, 32), "float32")
        T.copy(A, part)
        T.copy(part, B)
