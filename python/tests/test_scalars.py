"""Numbers of the signature: as factors, bounds and conditions."""

import numpy as np
import pytest
import tilelang.language as T
import tilium
import torch
from programs import scaled

M, N = 64, 96


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_numbers_of_every_type_reach_the_engines(dtype):
    kernel = tilium.compile(scaled(M, N, dtype), out_idx=-1)
    x = torch.randn(M, N)
    for rows, scale in [(0, 2.5), (33, -0.3), (M, 1e-3)]:
        rounded = torch.tensor(scale, dtype=getattr(torch, dtype)).float()
        expected = torch.where(torch.arange(M)[:, None] < rows, x * rounded, x)
        torch.testing.assert_close(kernel(x, rows, scale), expected, rtol=1e-6, atol=0)


def test_tensors_without_dimensions_are_numbers():
    kernel = tilium.compile(scaled(M, N, "float32"), out_idx=-1)
    x = torch.randn(M, N)
    torch.testing.assert_close(kernel(x, torch.tensor(M), np.float32(3)), x * 3, rtol=1e-6, atol=0)


def test_floats_in_every_place_of_an_expression():
    @T.prim_func
    def main(
        X: T.Tensor((M, N), "float32"),
        a: T.float32,
        b: T.float32,
        Y: T.Tensor((M, N), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), "float32")
            T.copy(X, x)
            for i, j in T.Parallel(M, N):
                x[i, j] = T.if_then_else(
                    x[i, j] > a, T.max(a - x[i, j], b) / b, T.exp(a * b) + a * x[i, j]
                )
            T.copy(x, Y)

    kernel = tilium.compile(main, out_idx=-1)
    x = torch.randn(M, N)
    for a, b in [(0.5, 2.0), (-0.25, 0.7)]:
        large = torch.maximum(a - x, torch.tensor(b)) / b
        expected = torch.where(x > a, large, np.exp(a * b) + a * x)
        torch.testing.assert_close(kernel(x, a, b), expected, rtol=1e-5, atol=1e-6)


def test_fills_with_numbers():
    @T.prim_func
    def main(a: T.float32, n: T.int32, Y: T.Tensor((M, N), "float32")):
        with T.Kernel(1, threads=128) as _:
            y = T.alloc_fragment((M, N), "float32")
            T.fill(y, a + T.cast(n, "float32"))
            T.copy(y, Y)

    kernel = tilium.compile(main, out_idx=-1)
    assert torch.equal(kernel(0.25, -3), torch.full((M, N), -2.75))


def test_integers_bound_loops_and_choose_branches():
    @T.prim_func
    def main(
        X: T.Tensor((4 * M, N), "float32"),
        steps: T.int32,
        negate: T.int32,
        Y: T.Tensor((M, N), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), "float32")
            total = T.alloc_fragment((M, N), "float32")
            T.clear(total)
            for step in T.serial(steps):
                T.copy(X[step * M, 0], x)
                for i, j in T.Parallel(M, N):
                    total[i, j] += x[i, j]
            if negate > 0:
                for i, j in T.Parallel(M, N):
                    total[i, j] = -total[i, j]
            T.copy(total, Y)

    kernel = tilium.compile(main, out_idx=-1)
    x = torch.randn(4 * M, N)
    for steps in [0, 1, 3, 4]:
        for negate in [0, 1]:
            expected = x[: steps * M].reshape(steps, M, N).sum(0) * (-1 if negate else 1)
            torch.testing.assert_close(kernel(x, steps, negate), expected, rtol=1e-5, atol=1e-5)


def test_bounds_below_zero_mean_no_iterations():
    @T.prim_func
    def main(X: T.Tensor((32, 32), "float32"), n: T.int32, Y: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((32, 32), "float32")
            T.copy(X, x)
            for _ in T.serial(T.min(n - 3, 4)):
                for i, j in T.Parallel(32, 32):
                    x[i, j] = x[i, j] * 2.0
            T.copy(x, Y)

    kernel = tilium.compile(main, out_idx=-1)
    x = torch.randn(32, 32)
    for n, doublings in [(-7, 0), (1, 0), (3, 0), (5, 2), (100, 4)]:
        torch.testing.assert_close(kernel(x, n), x * 2**doublings, rtol=0, atol=0)


@pytest.mark.parametrize(
    ("rows", "scale", "message"),
    [
        (1.5, 1.0, "'rows' .int32. expects an integer"),
        ("3", 1.0, "'rows' .int32. expects a number, got str"),
        (2**31, 1.0, "32 bits do not hold"),
        (3, torch.ones(2), "'scale' .float32. expects a number"),
        (3, None, "expects a number, got NoneType"),
    ],
)
def test_what_is_no_number_is_refused(rows, scale, message):
    kernel = tilium.compile(scaled(M, N, "float32"), out_idx=-1)
    with pytest.raises(tilium.ArgumentError, match=message):
        kernel(torch.randn(M, N), rows, scale)


def test_numbers_are_no_outputs():
    with pytest.raises(tilium.ArgumentError, match="is the number 'rows'"):
        tilium.compile(scaled(M, N, "float32"), out_idx=1)


def test_the_profiler_supplies_numbers():
    kernel = tilium.compile(scaled(M, N, "float32"), out_idx=-1)
    assert kernel.get_profiler().do_bench() > 0


def test_floats_decide_no_branches():
    @T.prim_func
    def main(X: T.Tensor((M, N), "float32"), a: T.float32, Y: T.Tensor((M, N), "float32")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), "float32")
            T.copy(X, x)
            if a > 0.0:
                T.copy(x, Y)

    with pytest.raises(tilium.CompileError, match="float"):
        tilium.compile(main)
