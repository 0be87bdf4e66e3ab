"""Large results of expressions, which are computed and written in parts."""

import pytest
import tilelang.language as T
import tilium
import torch

TARGETS = ("wormhole_b0", "blackhole")


def masked_sum(M, N, block_M, block_N, dtype="float32"):
    """X plus a row and a column, below the diagonal."""

    @T.prim_func
    def main(
        X: T.Tensor((M, N), dtype),
        R: T.Tensor((N,), dtype),
        C: T.Tensor((M,), dtype),
        Y: T.Tensor((M, N), dtype),
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            x = T.alloc_fragment((block_M, block_N), dtype)
            r = T.alloc_fragment((block_N,), dtype)
            c = T.alloc_fragment((block_M,), dtype)
            y = T.alloc_fragment((block_M, block_N), dtype)
            T.copy(X[by * block_M, bx * block_N], x)
            T.copy(R[bx * block_N], r)
            T.copy(C[by * block_M], c)
            for i, j in T.Parallel(block_M, block_N):
                y[i, j] = T.if_then_else(
                    by * block_M + i >= bx * block_N + j, x[i, j] + r[j] + c[i], 0
                )
            T.copy(y, Y[by * block_M, bx * block_N])

    return main


def writes_of(kernel):
    return kernel.sources["writer.cpp"].count("first_tile")


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "M, N, block_M, block_N",
    [
        (64, 1024, 32, 512),  # Columns of one row of tiles.
        (64, 1000, 32, 512),  # The last tiles are partly, or wholly, outside of the tensor.
        (128, 600, 64, 384),  # Columns of two rows of tiles.
        (1000, 64, 512, 32),  # Rows of tiles.
        (512, 96, 256, 64),  # Rows of two tiles, of which the second is outside in the last block.
    ],
)
def test_parts_follow_positions(M, N, block_M, block_N, target):
    kernel = tilium.compile(masked_sum(M, N, block_M, block_N), out_idx=-1, target=target)
    assert writes_of(kernel)
    x, r, c = torch.randn(M, N), torch.randn(N), torch.randn(M)
    expected = torch.tril(x + r + c[:, None])
    torch.testing.assert_close(kernel(x, r, c), expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("shape", [(2, 32, 512), (2, 256, 32)])
def test_several_matrices(shape):
    """Columns of all matrices make a region, rows of several do not."""
    B, M, N = shape

    @T.prim_func
    def main(X: T.Tensor(shape, "float32"), Y: T.Tensor(shape, "float32")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment(shape, "float32")
            T.copy(X, x)
            for b, i, j in T.Parallel(B, M, N):
                x[b, i, j] = x[b, i, j] * 2.0 + b
            T.copy(x, Y)

    kernel = tilium.compile(main, out_idx=-1)
    assert bool(writes_of(kernel)) == (M == 32)
    x = torch.randn(shape)
    assert torch.equal(kernel(x), x * 2 + torch.arange(2)[:, None, None])


def test_writing_overlaps_with_computing():
    """A core with one block: writing does not begin only when computing has come to its end."""

    @T.prim_func
    def main(X: T.Tensor((32, 2048), "float32"), Y: T.Tensor((32, 2048), "float32")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((32, 2048), "float32")
            T.copy(X, x)
            for i, j in T.Parallel(32, 2048):
                x[i, j] = T.exp(x[i, j])
            T.copy(x, Y)

    kernel = tilium.compile(main, out_idx=-1)
    x = torch.randn(32, 2048)
    torch.testing.assert_close(kernel(x), x.exp(), rtol=1e-5, atol=1e-6)
    ends = {row["processor"]: row["end_cycle"] for row in kernel.last_report["processors"]}
    # 64 tiles of 4 KB at 31 bytes a cycle take 8,400 cycles; behind the last part are 8 tiles'.
    assert ends["brisc"] - ends["pack"] < 3000
