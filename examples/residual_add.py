"""Elementwise addition of a residual, on tensors that need not fit the blocks.

python examples/residual_add.py
"""

import tilelang.language as T
import tilium
import torch


@tilium.jit(out_idx=[-1])
def residual_add(M, N, scale, block_M=32, block_N=128, dtype="bfloat16"):
    """Z = X + scale * Y."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype), Z: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            for i, j in T.Parallel(block_M, block_N):
                Z[by * block_M + i, bx * block_N + j] = (
                    X[by * block_M + i, bx * block_N + j]
                    + Y[by * block_M + i, bx * block_N + j] * scale
                )

    return main


def main():
    """Adds two 100x300 tensors and compares with torch."""
    torch.manual_seed(0)
    x = torch.randn(100, 300, dtype=torch.bfloat16)
    y = torch.randn(100, 300, dtype=torch.bfloat16)
    z = residual_add(100, 300, 0.5)(x, y)
    torch.testing.assert_close(z, (x.float() + 0.5 * y.float()).bfloat16(), rtol=8e-3, atol=1e-2)
    print("All right.")


if __name__ == "__main__":
    main()
