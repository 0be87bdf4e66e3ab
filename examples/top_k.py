"""The k largest elements of each row with their columns, by k rounds of maximum.

python examples/top_k.py
"""

import tilelang.language as T
import tilium
import torch


@tilium.jit(out_idx=[-2, -1])
def top_k(M, N, k, block_M=32):
    """Values (M, k) in falling order and their columns (M, k)."""

    @T.prim_func
    def main(
        X: T.Tensor((M, N), "float32"),
        values: T.Tensor((M, k), "float32"),
        columns: T.Tensor((M, k), "int32"),
    ):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, N), "float32")
            largest = T.alloc_fragment((block_M,), "float32")
            candidates = T.alloc_fragment((block_M, N), "int32")
            column = T.alloc_fragment((block_M,), "int32")
            T.copy(X[bx * block_M, 0], x)
            for r in T.serial(k):
                T.reduce_max(x, largest, dim=1)
                for i, j in T.Parallel(block_M, N):
                    candidates[i, j] = T.if_then_else(x[i, j] == largest[i], j, -1)
                T.reduce_max(candidates, column, dim=1)
                for i, j in T.Parallel(block_M, N):
                    x[i, j] = T.if_then_else(j == column[i], -T.infinity("float32"), x[i, j])
                for i in T.Parallel(block_M):
                    values[bx * block_M + i, r] = largest[i]
                    columns[bx * block_M + i, r] = column[i]

    return main


def main():
    """The 4 largest of 128 in each of 64 rows, compared with torch."""
    torch.manual_seed(0)
    x = torch.rand(64, 128)
    values, columns = top_k(64, 128, 4)(x)
    expected_values, expected_columns = x.topk(4, dim=1)
    assert torch.equal(values, expected_values)
    assert torch.equal(columns.long(), expected_columns)
    print("All right.")


if __name__ == "__main__":
    main()
