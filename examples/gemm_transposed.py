"""A GEMM with a transposed operand: C = A @ B^T, with B as N rows of K elements.

python examples/gemm_transposed.py
"""

import tilelang.language as T
import tilium
import torch


@tilium.jit(out_idx=[-1])
def matmul_nt(M, N, K, block_M=64, block_N=64, block_K=32, dtype="bfloat16", accum_dtype="float32"):
    """C = A @ B^T, as weights of a linear layer lie in memory."""

    @T.prim_func
    def main(
        A: T.Tensor((M, K), dtype),
        B: T.Tensor((N, K), dtype),
        C: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_N, block_K), dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[by * block_M, ko * block_K], A_shared)
                T.copy(B[bx * block_N, ko * block_K], B_shared)
                T.gemm(A_shared, B_shared, C_local, transpose_B=True)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return main


def main():
    """Runs a size that is no multiple of the blocks and compares with torch."""
    M, N, K = 200, 333, 160
    torch.manual_seed(0)
    a = torch.randn(M, K, dtype=torch.bfloat16)
    b = torch.randn(N, K, dtype=torch.bfloat16)
    c = matmul_nt(M, N, K)(a, b)
    torch.testing.assert_close(c, a @ b.T, rtol=1e-2, atol=1e-1)
    print("All right.")


if __name__ == "__main__":
    main()
