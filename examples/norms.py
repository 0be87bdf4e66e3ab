"""RMSNorm and LayerNorm over the rows of a matrix.

python examples/norms.py
"""

import tilelang.language as T
import tilium
import torch


@tilium.jit(out_idx=[-1])
def rms_norm(M, N, block_M=32, eps=1e-6, dtype="float32"):
    """Y = X / sqrt(mean(X^2) + eps) * weight, each row on its own."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), weight: T.Tensor((N,), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, N), dtype)
            square = T.alloc_fragment((block_M, N), "float32")
            w = T.alloc_fragment((N,), dtype)
            scale = T.alloc_fragment((block_M,), "float32")
            T.copy(X[bx * block_M, 0], x)
            T.copy(weight, w)
            for i, j in T.Parallel(block_M, N):
                square[i, j] = x[i, j] * x[i, j]
            T.reduce_sum(square, scale, dim=1)
            for i in T.Parallel(block_M):
                scale[i] = T.rsqrt(scale[i] / N + eps)
            for i, j in T.Parallel(block_M, N):
                x[i, j] = x[i, j] * scale[i] * w[j]
            T.copy(x, Y[bx * block_M, 0])

    return main


@tilium.jit(out_idx=[-1])
def layer_norm(M, N, block_M=32, eps=1e-5, dtype="float32"):
    """Y = (X - mean) / sqrt(variance + eps) * gamma + beta, each row on its own."""

    @T.prim_func
    def main(
        X: T.Tensor((M, N), dtype),
        gamma: T.Tensor((N,), dtype),
        beta: T.Tensor((N,), dtype),
        Y: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, N), dtype)
            square = T.alloc_fragment((block_M, N), "float32")
            g = T.alloc_fragment((N,), dtype)
            b = T.alloc_fragment((N,), dtype)
            mean = T.alloc_fragment((block_M,), "float32")
            variance = T.alloc_fragment((block_M,), "float32")
            T.copy(X[bx * block_M, 0], x)
            T.copy(gamma, g)
            T.copy(beta, b)
            T.reduce_sum(x, mean, dim=1)
            for i in T.Parallel(block_M):
                mean[i] = mean[i] / N
            for i, j in T.Parallel(block_M, N):
                square[i, j] = (x[i, j] - mean[i]) * (x[i, j] - mean[i])
            T.reduce_sum(square, variance, dim=1)
            for i, j in T.Parallel(block_M, N):
                x[i, j] = (x[i, j] - mean[i]) * T.rsqrt(variance[i] / N + eps) * g[j] + b[j]
            T.copy(x, Y[bx * block_M, 0])

    return main


def main():
    """Normalises 100 rows of 384 and compares with torch."""
    torch.manual_seed(0)
    x, gamma, beta = torch.randn(100, 384), torch.randn(384), torch.randn(384)
    rms = x * torch.rsqrt(x.pow(2).mean(1, keepdim=True) + 1e-6) * gamma
    torch.testing.assert_close(rms_norm(100, 384)(x, gamma), rms, rtol=1e-5, atol=1e-5)
    layer = torch.nn.functional.layer_norm(x, (384,), gamma, beta)
    torch.testing.assert_close(layer_norm(100, 384)(x, gamma, beta), layer, rtol=1e-5, atol=1e-5)
    print("All right.")


if __name__ == "__main__":
    main()
