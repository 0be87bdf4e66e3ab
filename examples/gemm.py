"""A TileLang GEMM on Tenstorrent: compile it, run it on the mock device, check it, see the cycles.

python examples/gemm.py
"""

import tilelang.language as T
import tilium
import torch


def matmul(
    M,
    N,
    K,
    block_M=128,
    block_N=128,
    block_K=64,
    dtype="float16",
    accum_dtype="float32",
    num_stages=2,
):
    """C = A @ B, as TileLang's own examples write it."""

    @T.prim_func
    def main(
        A: T.Tensor((M, K), dtype),
        B: T.Tensor((K, N), dtype),
        C: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_K, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=num_stages):
                T.copy(A[by * block_M, ko * block_K], A_shared)
                T.copy(B[ko * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return main


def main():
    """Runs 512x512x512 in float16 and compares with torch."""
    from tilium._report import print_report

    M = N = K = 512
    kernel = tilium.compile(matmul(M, N, K), out_idx=[-1])

    torch.manual_seed(0)
    a = torch.randn(M, K, dtype=torch.float16)
    b = torch.randn(K, N, dtype=torch.float16)
    c = kernel(a, b)

    reference = a.double() @ b.double()
    error = ((c.double() - reference).abs().max() / reference.abs().max()).item()
    print(kernel.sources["compute.cpp"])
    print_report(kernel)
    print(f"largest error: {error:.1e} of the largest element of torch's float64 result")
    assert error < 2e-3, "the result is wrong"
    print("All right.")


if __name__ == "__main__":
    main()
