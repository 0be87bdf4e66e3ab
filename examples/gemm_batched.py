"""A batch of GEMMs on the grid's third axis.

python examples/gemm_batched.py
"""

import tilelang.language as T
import tilium
import torch


@tilium.jit(out_idx=[-1])
def batched_matmul(
    batch, M, N, K, block_M=64, block_N=64, block_K=32, dtype="float16", accum_dtype="float32"
):
    """C[b] = A[b] @ B[b]."""

    @T.prim_func
    def main(
        A: T.Tensor((batch, M, K), dtype),
        B: T.Tensor((batch, K, N), dtype),
        C: T.Tensor((batch, M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), batch, threads=128) as (
            bx,
            by,
            bz,
        ):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_K, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[bz, by * block_M, ko * block_K], A_shared)
                T.copy(B[bz, ko * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(C_local, C[bz, by * block_M, bx * block_N])

    return main


def main():
    """Runs four products of 128x192x96 and compares with torch."""
    torch.manual_seed(0)
    a = torch.randn(4, 128, 96, dtype=torch.float16)
    b = torch.randn(4, 96, 192, dtype=torch.float16)
    c = batched_matmul(4, 128, 192, 96)(a, b)
    torch.testing.assert_close(c, a @ b, rtol=1e-2, atol=5e-2)
    print("All right.")


if __name__ == "__main__":
    main()
