"""Products of groups of rows with a matrix each, the groups packed one behind the other.

As in a layer of experts: how many rows each one has is known when the kernel runs.

python examples/grouped_gemm.py
"""

import tilelang.language as T
import tilium
import torch


@tilium.jit(out_idx=[-1])
def grouped_matmul(rows, groups, N, K, block_M=64, block_N=64, block_K=32, dtype="float16"):
    """C[r] = A[r] @ W[g] for the rows r of group g: counts[g] rows from starts[g] on."""

    @T.prim_func
    def main(
        A: T.Tensor((rows, K), dtype),
        W: T.Tensor((groups, K, N), dtype),
        starts: T.Tensor((groups,), "int32"),
        counts: T.Tensor((groups,), "int32"),
        C: T.Tensor((rows, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), groups, threads=128) as (bx, group):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            W_shared = T.alloc_shared((block_K, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), "float32")
            for block in T.serial(T.ceildiv(counts[group], block_M)):
                first = starts[group] + block * block_M
                T.clear(C_local)
                for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                    T.copy(A[first, ko * block_K], A_shared)
                    T.copy(W[group, ko * block_K, bx * block_N], W_shared)
                    T.gemm(A_shared, W_shared, C_local)
                for i, j in T.Parallel(block_M, block_N):
                    if i < counts[group] - block * block_M:
                        C[first + i, bx * block_N + j] = C_local[i, j]

    return main


def main():
    """Four groups of 64, 0, 37 and 90 rows; compares with torch."""
    torch.manual_seed(0)
    counts = torch.tensor([64, 0, 37, 90], dtype=torch.int32)
    starts = (counts.cumsum(0) - counts).to(torch.int32)
    rows, groups = int(counts.sum()), len(counts)
    a = torch.randn(rows, 96, dtype=torch.float16)
    w = torch.randn(groups, 96, 128, dtype=torch.float16)
    c = grouped_matmul(rows, groups, 128, 96)(a, w, starts, counts)
    expected = torch.cat(
        [part @ matrix for part, matrix in zip(a.split(counts.tolist()), w, strict=True)]
    )
    torch.testing.assert_close(c, expected, rtol=1e-2, atol=5e-2)
    print("All right.")


if __name__ == "__main__":
    main()
