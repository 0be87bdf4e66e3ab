"""Elementwise statements that follow one another, in one pass over the tiles."""

import pytest
import tilelang.language as T
import tilium
import torch

M, N, BLOCK = 128, 256, 64


def chain(dtype, between="float32"):
    """Three statements through a buffer of type `between`; the last two are in place."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), bias: T.Tensor((N,), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, BLOCK), T.ceildiv(M, BLOCK), threads=128) as (bx, by):
            x = T.alloc_fragment((BLOCK, BLOCK), dtype)
            b = T.alloc_fragment((BLOCK,), dtype)
            t = T.alloc_fragment((BLOCK, BLOCK), between)
            y = T.alloc_fragment((BLOCK, BLOCK), dtype)
            T.copy(X[by * BLOCK, bx * BLOCK], x)
            T.copy(bias[bx * BLOCK], b)
            for i, j in T.Parallel(BLOCK, BLOCK):
                t[i, j] = x[i, j] + b[j]
            for i, j in T.Parallel(BLOCK, BLOCK):
                t[i, j] = T.max(t[i, j], 0.0)
            for i, j in T.Parallel(BLOCK, BLOCK):
                y[i, j] = t[i, j] * 1.25
            T.copy(y, Y[by * BLOCK, bx * BLOCK])

    return main


def one_statement(dtype):
    """The same in one expression."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), bias: T.Tensor((N,), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, BLOCK), T.ceildiv(M, BLOCK), threads=128) as (bx, by):
            x = T.alloc_fragment((BLOCK, BLOCK), dtype)
            b = T.alloc_fragment((BLOCK,), dtype)
            y = T.alloc_fragment((BLOCK, BLOCK), dtype)
            T.copy(X[by * BLOCK, bx * BLOCK], x)
            T.copy(bias[bx * BLOCK], b)
            for i, j in T.Parallel(BLOCK, BLOCK):
                y[i, j] = T.max(x[i, j] + b[j], 0.0) * 1.25
            T.copy(y, Y[by * BLOCK, bx * BLOCK])

    return main


def run(prim_func, *operands):
    """The result, how often the emitted kernel goes over tiles, and the cycles."""
    kernel = tilium.compile(prim_func, out_idx=-1)
    result = kernel(*operands)
    passes = kernel.sources["compute.cpp"].count("tile_regs_acquire")
    return result, passes, kernel.last_report["total_cycles"]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
def test_statements_are_one_pass(dtype):
    torch.manual_seed(0)
    x, bias = torch.randn(M, N).to(getattr(torch, dtype)), torch.randn(N).to(getattr(torch, dtype))
    result, passes, cycles = run(chain(dtype), x, bias)
    whole, own_passes, own_cycles = run(one_statement(dtype), x, bias)
    assert passes == own_passes == 1
    if dtype == "float32":  # In 16 bits, x + b of one statement is TileLang's to round or not.
        assert torch.equal(result, whole)
    assert cycles == own_cycles
    expected = (x.double() + bias.double()).clamp_min(0) * 1.25
    tolerance = {"float32": 2.0**-22, "bfloat16": 2.0**-8, "float16": 2.0**-11}[dtype]
    torch.testing.assert_close(result.double(), expected, rtol=tolerance, atol=1e-4)


def test_buffers_of_16_bits_round_every_time():
    x, bias = torch.full((M, N), 1.0, dtype=torch.bfloat16), torch.full((N,), 2.0**-9)
    result, passes, _ = run(chain("bfloat16", "bfloat16"), x, bias.bfloat16())
    assert passes == 3
    assert torch.equal(result, torch.full((M, N), 1.25, dtype=torch.bfloat16))


def epilogue(dtype="bfloat16", size=128):
    """A product, an epilogue in place, and one to another buffer, in a loop over blocks of K."""

    @T.prim_func
    def main(
        A: T.Tensor((size, size), dtype),
        B: T.Tensor((size, size), dtype),
        Y: T.Tensor((size, size), "float32"),
        Z: T.Tensor((size, size), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((size, BLOCK), dtype)
            b = T.alloc_shared((BLOCK, size), dtype)
            acc = T.alloc_fragment((size, size), "float32")
            total = T.alloc_fragment((size, size), "float32")
            kept = T.alloc_fragment((size, size), "float32")
            T.clear(total)
            T.clear(kept)
            for ko in T.serial(size // BLOCK):
                T.copy(A[0, ko * BLOCK], a)
                T.copy(B[ko * BLOCK, 0], b)
                T.gemm(a, b, acc, clear_accum=True)
                for i, j in T.Parallel(size, size):
                    acc[i, j] = T.abs(acc[i, j])
                for i, j in T.Parallel(size, size):
                    total[i, j] = total[i, j] + acc[i, j]
                # The next turn reads what this one leaves: both stores stay.
                for i, j in T.Parallel(size, size):
                    kept[i, j] = kept[i, j] * 0.5 + 1.0
                for i, j in T.Parallel(size, size):
                    total[i, j] = total[i, j] + kept[i, j]
            T.copy(total, Y)
            T.copy(kept, Z)

    return main


def test_state_of_loops_stays():
    torch.manual_seed(0)
    a, b = torch.randn(128, 128).bfloat16(), torch.randn(128, 128).bfloat16()
    kernel = tilium.compile(epilogue(), out_idx=[-2, -1])
    y, z = kernel(a, b)
    parts = [(a[:, k : k + BLOCK].double() @ b[k : k + BLOCK].double()).abs() for k in (0, BLOCK)]
    assert torch.equal(z, torch.full((128, 128), 1.5))
    torch.testing.assert_close(y.double(), parts[0] + parts[1] + 2.5, rtol=1e-2, atol=1e-1)
    # One pass for the product; |acc| and both sums of `total` are one expression; one for `kept`.
    assert kernel.sources["compute.cpp"].count("abs_tile(") == 1
    assert "acc[i, j] = T.abs(acc[i, j])" not in kernel.sources["compute.cpp"]


def rounded_epilogue(through_shared, dtype="float16", size=128):
    """A product in float32 with an epilogue, rounded on its way out."""

    @T.prim_func
    def main(
        A: T.Tensor((size, size), dtype),
        B: T.Tensor((size, size), dtype),
        C: T.Tensor((size, size), dtype),
    ):
        with T.Kernel(T.ceildiv(size, BLOCK), T.ceildiv(size, BLOCK), threads=128) as (bx, by):
            a = T.alloc_shared((BLOCK, size), dtype)
            b = T.alloc_shared((size, BLOCK), dtype)
            acc = T.alloc_fragment((BLOCK, BLOCK), "float32")
            c = T.alloc_shared((BLOCK, BLOCK), dtype)
            T.copy(A[by * BLOCK, 0], a)
            T.copy(B[0, bx * BLOCK], b)
            T.gemm(a, b, acc, clear_accum=True)
            for i, j in T.Parallel(BLOCK, BLOCK):
                acc[i, j] = T.max(acc[i, j], 0.0)
            if through_shared:
                T.copy(acc, c)
                T.copy(c, C[by * BLOCK, bx * BLOCK])
            else:
                T.copy(acc, C[by * BLOCK, bx * BLOCK])

    return main


@pytest.mark.parametrize("through_shared", [False, True])
def test_epilogue_packs_what_the_tensor_gets(through_shared):
    torch.manual_seed(0)
    a, b = torch.randn(128, 128).half(), torch.randn(128, 128).half()
    result, passes, _ = run(rounded_epilogue(through_shared), a, b)
    assert passes == 2  # The product, and the epilogue.
    expected = (a.double() @ b.double()).clamp_min(0)
    torch.testing.assert_close(result.double(), expected, rtol=2e-3, atol=6e-2)


def test_last_store_of_a_statement_counts():
    @T.prim_func
    def twice(V: T.Tensor((32, 32), "float32"), Y: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            v = T.alloc_fragment((32, 32), "float32")
            m = T.alloc_fragment((32, 32), "float32")
            T.copy(V, v)
            for i, j in T.Parallel(32, 32):
                m[i, j] = 100.0
                m[i, j] = v[i, j]
            for i, j in T.Parallel(32, 32):
                m[i, j] = m[i, j] + 1.0
            T.copy(m, Y)

    values = torch.randn(32, 32)
    assert torch.equal(tilium.compile(twice, out_idx=-1)(values), values + 1)
