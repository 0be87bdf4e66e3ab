"""fp8 numbers, on the chip that has the format and on the one that takes their bytes apart."""

import pytest
import tilelang.language as T
import tilium
import torch
from accuracy import assert_gemm

M, N = 40, 70
TARGETS = ["wormhole_b0", "blackhole"]
FP8 = torch.float8_e4m3fn


def convert(in_dtype, out_dtype, M=M, N=N):
    @T.prim_func
    def main(X: T.Tensor((M, N), in_dtype), Y: T.Tensor((M, N), out_dtype)):
        with T.Kernel(1, threads=128) as _:
            for i, j in T.Parallel(M, N):
                Y[i, j] = T.cast(X[i, j], out_dtype)

    return main


@pytest.mark.parametrize("target", TARGETS)
def test_every_number_is_read(target):
    kernel = tilium.compile(convert("float8_e4m3fn", "float32", 16, 16), -1, target)
    numbers = torch.arange(256, dtype=torch.uint8).reshape(16, 16).view(FP8)
    expected = numbers.float()
    if target == "blackhole":  # Its packer converts the numbers, and knows no NaN.
        infinity = torch.copysign(torch.tensor(torch.inf), expected)
        expected = torch.where(expected.isnan(), infinity, expected)
    torch.testing.assert_close(kernel(numbers), expected, rtol=0, atol=0, equal_nan=True)


@pytest.mark.parametrize("target", TARGETS)
def test_numbers_round_to_nearest_with_ties_to_even(target):
    kernel = tilium.compile(convert("float32", "float8_e4m3fn"), -1, target)
    every = torch.arange(0x7F, dtype=torch.uint8).view(FP8).float()
    between = (every[1:] + every[:-1]) / 2
    x = torch.cat([every, between, between * 1.0001, -every, -between, torch.randn(40 * 70) * 30])
    x = x[: M * N].reshape(M, N).clamp(-448, 448)
    assert torch.equal(kernel(x).view(torch.uint8), x.to(FP8).view(torch.uint8))


@pytest.mark.parametrize("target", TARGETS)
def test_large_numbers_and_nan(target):
    kernel = tilium.compile(convert("float32", "float8_e4m3fn", 1, 6), -1, target)
    x = torch.tensor([[448.0, 1e4, -1e30, torch.inf, -torch.inf, torch.nan]])
    found = kernel(x).float()
    torch.testing.assert_close(
        found, torch.tensor([[448.0, 448, -448, 448, -448, torch.nan]]), equal_nan=True
    )


@pytest.mark.parametrize("target", TARGETS)
def test_fills(target):
    @T.prim_func
    def main(Y: T.Tensor((M, N), "float8_e4m3fn")):
        with T.Kernel(1, threads=128) as _:
            y = T.alloc_fragment((M, N), "float8_e4m3fn")
            T.fill(y, -1.5)
            T.copy(y, Y)

    found = tilium.compile(main, -1, target)().float()
    assert torch.equal(found, torch.full((M, N), -1.5))


@pytest.mark.parametrize("target", TARGETS)
def test_copies_convert(target):
    @T.prim_func
    def main(X: T.Tensor((M, N), "float32"), Y: T.Tensor((M, N), "float8_e4m3fn")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), "float32")
            y = T.alloc_fragment((M, N), "float8_e4m3fn")
            T.copy(X, x)
            T.copy(x, y)
            T.copy(y, Y)

    x = torch.randn(M, N)
    found = tilium.compile(main, -1, target)(x)
    assert torch.equal(found.view(torch.uint8), x.to(FP8).view(torch.uint8))


def test_reductions_are_refused_without_the_format():
    @T.prim_func
    def main(X: T.Tensor((M, N), "float8_e4m3fn"), Y: T.Tensor((M,), "float8_e4m3fn")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), "float8_e4m3fn")
            y = T.alloc_fragment((M,), "float8_e4m3fn")
            T.copy(X, x)
            T.reduce_max(x, y, dim=1)
            T.copy(y, Y)

    with pytest.raises(tilium.CompileError, match="cast them to float32 in T.Parallel"):
        tilium.compile(main)


@pytest.mark.parametrize("target", TARGETS)
def test_products_are_those_of_the_numbers(target):
    @T.prim_func
    def main(
        A: T.Tensor((64, 128), "float8_e4m3fn"),
        B: T.Tensor((96, 128), "float8_e4m3fn"),
        C: T.Tensor((64, 96), "float32"),
    ):
        with T.Kernel(3, threads=128) as bx:
            a = T.alloc_shared((64, 64), "float8_e4m3fn")
            b = T.alloc_shared((32, 64), "float8_e4m3fn")
            c = T.alloc_fragment((64, 32), "float32")
            T.clear(c)
            for k in T.Pipelined(2, num_stages=2):
                T.copy(A[0, k * 64], a)
                T.copy(B[bx * 32, k * 64], b)
                T.gemm(a, b, c, transpose_B=True)
            T.copy(c, C[0, bx * 32])

    a, b = torch.randn(64, 128).to(FP8), torch.randn(96, 128).to(FP8)
    found = tilium.compile(main, -1, target)(a, b)
    assert_gemm(found, a.float(), b.float().T, dtype="bfloat16")
