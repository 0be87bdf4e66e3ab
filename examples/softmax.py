"""Softmax over rows: all of a row on chip, and online over blocks of columns.

python examples/softmax.py
"""

import tilelang.language as T
import tilium
import torch

LOG2_E = 1.4426950408889634


@tilium.jit(out_idx=[-1])
def softmax(M, N, block_M=32, dtype="float32"):
    """Softmax of each row of X; a core holds whole rows."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, N), "float32")
            largest = T.alloc_fragment((block_M,), "float32")
            total = T.alloc_fragment((block_M,), "float32")
            T.copy(X[bx * block_M, 0], x)
            T.reduce_max(x, largest, dim=1)
            for i, j in T.Parallel(block_M, N):
                x[i, j] = T.exp(x[i, j] - largest[i])
            T.reduce_sum(x, total, dim=1)
            for i, j in T.Parallel(block_M, N):
                x[i, j] = x[i, j] / total[i]
            T.copy(x, Y[bx * block_M, 0])

    return main


@tilium.jit(out_idx=[-1])
def online_softmax(M, N, block_M=32, block_N=128, dtype="float32"):
    """Softmax of each row of X; running maximum and sum over blocks of columns."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, block_N), "float32")
            largest = T.alloc_fragment((block_M,), "float32")
            before = T.alloc_fragment((block_M,), "float32")
            total = T.alloc_fragment((block_M,), "float32")
            part = T.alloc_fragment((block_M,), "float32")
            T.fill(largest, -T.infinity("float32"))
            T.fill(total, 0)
            for k in T.Pipelined(N // block_N, num_stages=2):
                T.copy(X[bx * block_M, k * block_N], x)
                T.copy(largest, before)
                T.reduce_max(x, largest, dim=1, clear=False)
                for i, j in T.Parallel(block_M, block_N):
                    x[i, j] = T.exp2((x[i, j] - largest[i]) * LOG2_E)
                T.reduce_sum(x, part, dim=1)
                for i in T.Parallel(block_M):
                    total[i] = total[i] * T.exp2((before[i] - largest[i]) * LOG2_E) + part[i]
            for k in T.Pipelined(N // block_N, num_stages=2):
                T.copy(X[bx * block_M, k * block_N], x)
                for i, j in T.Parallel(block_M, block_N):
                    x[i, j] = T.exp2((x[i, j] - largest[i]) * LOG2_E) / total[i]
                T.copy(x, Y[bx * block_M, k * block_N])

    return main


def main():
    """Softmax of 100 rows of 384, both ways, compared with torch."""
    torch.manual_seed(0)
    x = torch.randn(100, 384) * 3
    expected = x.softmax(1)
    torch.testing.assert_close(softmax(100, 384)(x), expected, rtol=1e-4, atol=1e-6)
    torch.testing.assert_close(online_softmax(100, 384)(x), expected, rtol=1e-4, atol=1e-6)
    print("All right.")


if __name__ == "__main__":
    main()
