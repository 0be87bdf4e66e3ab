"""GEMM with a bias and GELU fused behind it: C = gelu(A @ B + bias).

python examples/gemm_bias_gelu.py
"""

import tilelang.language as T
import tilium
import torch


@tilium.jit(out_idx=[-1])
def gemm_bias_gelu(M, N, K, block_M=64, block_N=64, block_K=32, dtype="float16"):
    """C = gelu(A @ B + bias), gelu(x) = x * (1 + erf(x / sqrt(2))) / 2."""

    @T.prim_func
    def main(
        A: T.Tensor((M, K), dtype),
        B: T.Tensor((K, N), dtype),
        bias: T.Tensor((N,), "float32"),
        C: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_K, block_N), dtype)
            bias_shared = T.alloc_shared((block_N,), "float32")
            C_local = T.alloc_fragment((block_M, block_N), "float32")
            T.clear(C_local)
            T.copy(bias[bx * block_N], bias_shared)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[by * block_M, ko * block_K], A_shared)
                T.copy(B[ko * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            for i, j in T.Parallel(block_M, block_N):
                C_local[i, j] = C_local[i, j] + bias_shared[j]
            for i, j in T.Parallel(block_M, block_N):
                C_local[i, j] = (
                    C_local[i, j] * 0.5 * (1.0 + T.erf(C_local[i, j] * 0.7071067811865476))
                )
            T.copy(C_local, C[by * block_M, bx * block_N])

    return main


def main():
    """Runs one product of 256x192x128 and compares with torch."""
    torch.manual_seed(0)
    a = torch.randn(256, 128, dtype=torch.float16)
    b = torch.randn(128, 192, dtype=torch.float16) / 8
    bias = torch.randn(192)
    c = gemm_bias_gelu(256, 192, 128)(a, b, bias)
    expected = torch.nn.functional.gelu(a.float() @ b.float() + bias)
    torch.testing.assert_close(c.float(), expected, rtol=5e-3, atol=5e-3)
    print("All right.")


if __name__ == "__main__":
    main()
