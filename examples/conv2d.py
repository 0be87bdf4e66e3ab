"""A convolution as a product: T.im2col gathers patches of the images while they are read.

python examples/conv2d.py
"""

import tilelang.language as T
import tilium
import torch


@tilium.jit(out_idx=[-1])
def conv2d(N, H, W, C, F, K, stride=1, pad=1, block_M=64, block_N=64, block_K=32, dtype="float16"):
    """Images (N, H, W, C), weights (K, K, C, F): images (N, OH, OW, F)."""
    OH, OW = (H + 2 * pad - K) // stride + 1, (W + 2 * pad - K) // stride + 1

    @T.prim_func
    def main(
        images: T.Tensor((N, H, W, C), dtype),
        weights: T.Tensor((K, K, C, F), dtype),
        result: T.Tensor((N, OH, OW, F), dtype),
    ):
        with T.Kernel(T.ceildiv(F, block_N), T.ceildiv(N * OH * OW, block_M), threads=128) as (
            bx,
            by,
        ):
            patches = T.alloc_shared((block_M, block_K), dtype)
            weights_shared = T.alloc_shared((block_K, block_N), dtype)
            output = T.alloc_fragment((block_M, block_N), "float32")
            weights_flat = T.Tensor((K * K * C, F), dtype, weights.data)
            result_flat = T.Tensor((N * OH * OW, F), dtype, result.data)
            T.clear(output)
            for k in T.Pipelined(T.ceildiv(K * K * C, block_K), num_stages=2):
                T.im2col(images, patches, by, k, K, stride, 1, pad)
                T.copy(weights_flat[k * block_K, bx * block_N], weights_shared)
                T.gemm(patches, weights_shared, output)
            T.copy(output, result_flat[by * block_M, bx * block_N])

    return main


def main():
    """A 3x3 convolution of two 16x16 images, compared with torch."""
    torch.manual_seed(0)
    for stride in (1, 2):
        images = torch.randn(2, 16, 16, 32, dtype=torch.float16)
        weights = torch.randn(3, 3, 32, 64, dtype=torch.float16) / 16
        result = conv2d(2, 16, 16, 32, 64, 3, stride)(images, weights)
        expected = torch.nn.functional.conv2d(
            images.float().permute(0, 3, 1, 2),
            weights.float().permute(3, 2, 0, 1),
            stride=stride,
            padding=1,
        ).permute(0, 2, 3, 1)
        torch.testing.assert_close(result.float(), expected, rtol=1e-2, atol=1e-2)
    print("All right.")


if __name__ == "__main__":
    main()
