"""T.dynamic dimensions: compiled for the sizes of each call."""

import pytest
import tilelang
import tilelang.language as T
import tilium
import torch


def add_program():
    M, N = T.dynamic("m, n")

    @T.prim_func
    def main(
        X: T.Tensor((M, N), "float32"),
        Y: T.Tensor((M, N), "float32"),
        Z: T.Tensor((M, N), "float32"),
    ):
        with T.Kernel(T.ceildiv(N, 32), T.ceildiv(M, 32), threads=128) as (bx, by):
            for i, j in T.Parallel(32, 32):
                Z[by * 32 + i, bx * 32 + j] = (
                    X[by * 32 + i, bx * 32 + j] + Y[by * 32 + i, bx * 32 + j]
                )

    return main


def test_sizes_of_the_call():
    kernel = tilium.compile(add_program(), out_idx=-1)
    assert isinstance(kernel, tilium.DynamicKernel)
    for shape in [(64, 96), (33, 50), (64, 96)]:
        x, y = torch.randn(shape), torch.randn(shape)
        assert torch.equal(kernel(x, y), x + y)
    assert len(kernel.kernels) == 2
    assert kernel.last_report["total_cycles"] > 0


def test_written_in_place():
    kernel = tilium.compile(add_program())
    x, y, z = torch.randn(40, 40), torch.randn(40, 40), torch.zeros(40, 40)
    kernel(x, y, z)
    assert torch.equal(z, x + y)


def test_numbers_beside_dimensions():
    M = T.dynamic("m")

    @T.prim_func
    def main(
        X: T.Tensor((M, 32), "float32"),
        rows: T.int32,
        scale: T.float32,
        Y: T.Tensor((M, 32), "float32"),
    ):
        with T.Kernel(T.ceildiv(M, 32), threads=128) as bx:
            for i, j in T.Parallel(32, 32):
                Y[bx * 32 + i, j] = T.if_then_else(
                    bx * 32 + i < rows, X[bx * 32 + i, j] * scale, 0.0
                )

    kernel = tilium.compile(main, out_idx=-1)
    for length, rows, scale in [(64, 40, 2.0), (50, 7, -0.5), (64, 1, 4.0)]:
        x = torch.randn(length, 32)
        expected = torch.where(torch.arange(length)[:, None] < rows, x * scale, 0.0)
        assert torch.equal(kernel(x, rows, scale), expected)
    assert len(kernel.kernels) == 2


def test_known_sizes():
    kernel = tilium.compile(add_program(), out_idx=-1)
    with pytest.raises(tilium.ArgumentError, match=r"kernel.specialize\(m=..., n=...\)"):
        _ = kernel.sources
    static = kernel.specialize(m=64, n=32)
    assert static.plan["tensors"][0]["shape"] == [64, 32]
    assert kernel.sources == static.sources
    with pytest.raises(tilium.ArgumentError, match="missing: n"):
        kernel.specialize(m=3)
    with pytest.raises(tilium.ArgumentError, match="unknown: k"):
        kernel.specialize(m=3, n=3, k=3)


def test_sizes_that_disagree():
    kernel = tilium.compile(add_program(), out_idx=-1)
    with pytest.raises(tilium.ArgumentError, match="has m = 33 .* before it has m = 32"):
        kernel(torch.zeros(32, 32), torch.zeros(33, 32))
    with pytest.raises(tilium.ArgumentError, match="has 2 dimensions, got a tensor of 1"):
        kernel(torch.zeros(32), torch.zeros(32))
    with pytest.raises(tilium.ArgumentError, match="takes 2 arguments, got 1"):
        kernel(torch.zeros(32, 32))


def test_through_tilelang():
    kernel = tilelang.compile(add_program(), out_idx=-1, target="tenstorrent")
    x, y = torch.randn(48, 80), torch.randn(48, 80)
    assert torch.equal(kernel(x, y), x + y)
