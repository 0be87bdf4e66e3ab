"""Per-token quantisation to int8: each row is scaled by its largest absolute value.

python examples/quantise.py
"""

import tilelang.language as T
import tilium
import torch


@tilium.jit(out_idx=[-2, -1])
def quantise(M, N, block_M=32):
    """Y = round(X / scale) as int32 in -127 to 127, scale = absmax(X) / 127 for each row."""

    @T.prim_func
    def main(
        X: T.Tensor((M, N), "float32"),
        Y: T.Tensor((M, N), "int32"),
        scale: T.Tensor((M,), "float32"),
    ):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, N), "float32")
            y = T.alloc_fragment((block_M, N), "int32")
            s = T.alloc_fragment((block_M,), "float32")
            T.copy(X[bx * block_M, 0], x)
            T.reduce_absmax(x, s, dim=1)
            for i in T.Parallel(block_M):
                s[i] = T.max(s[i], 1e-6) / 127.0
            for i, j in T.Parallel(block_M, N):
                y[i, j] = T.cast(T.clamp(T.round(x[i, j] / s[i]), -127.0, 127.0), "int32")
            T.copy(y, Y[bx * block_M, 0])
            T.copy(s, scale[bx * block_M])

    return main


def main():
    """Quantises 100 rows of 256 and compares with torch."""
    torch.manual_seed(0)
    x = torch.randn(100, 256)
    y, scale = quantise(100, 256)(x)
    expected_scale = x.abs().amax(1).clamp_min(1e-6) / 127
    torch.testing.assert_close(scale, expected_scale, rtol=1e-6, atol=0)
    assert (y - torch.round(x / expected_scale[:, None])).abs().max() <= 1
    print("All right.")


if __name__ == "__main__":
    main()
