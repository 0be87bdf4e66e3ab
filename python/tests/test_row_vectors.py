"""Vectors along rows: what the reader takes of their tiles, and that nothing uses the rest.

What was not read holds the device's poison, NaN in every format: a use of it shows in the results.
"""

import pytest
import tilelang.language as T
import tilium
import torch
from accuracy import packed

TARGETS = ("wormhole_b0", "blackhole")
TILE_BYTES = {"bfloat16": 2048, "float16": 2048, "float32": 4096, "int32": 4096, "uint8": 1024}
# Bytes read of a tile for its first row: of each face, or of both and what lies between them.
ROW_BYTES = {
    ("wormhole_b0", "bfloat16"): 2 * 32,
    ("wormhole_b0", "float16"): 2 * 32,
    ("wormhole_b0", "float32"): 2 * 64,
    ("wormhole_b0", "int32"): 2 * 64,
    ("wormhole_b0", "uint8"): 256 + 32,
    ("blackhole", "bfloat16"): 512 + 64,
    ("blackhole", "float16"): 512 + 64,
    ("blackhole", "float32"): 1024 + 64,
    ("blackhole", "int32"): 1024 + 64,
    ("blackhole", "uint8"): 256 + 64,
}


def scaled_rows(M, N, dtype, vector_dtype, block_M=32):
    """Each row of X times the vector, as the fragment's type says, in blocks of rows."""

    @T.prim_func
    def main(
        X: T.Tensor((M, N), dtype), W: T.Tensor((N,), vector_dtype), Y: T.Tensor((M, N), dtype)
    ):
        with T.Kernel(T.ceildiv(M, block_M), threads=128) as bx:
            x = T.alloc_fragment((block_M, N), dtype)
            w = T.alloc_fragment((N,), dtype)
            T.copy(X[bx * block_M, 0], x)
            T.copy(W, w)
            for i, j in T.Parallel(block_M, N):
                x[i, j] = x[i, j] * w[j]
            T.copy(x, Y[bx * block_M, 0])

    return main


def bytes_read(kernel):
    return sum(core["bytes_read"] for core in kernel.last_report["cores"])


def values(dtype, *shape):
    if dtype in ("int32", "uint8"):
        return torch.randint(0, 12, shape).to(getattr(torch, dtype))
    return torch.randn(shape).to(getattr(torch, dtype))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("dtype", ["bfloat16", "float16", "float32", "int32", "uint8"])
def test_reader_takes_the_row_alone(dtype, target):
    M, N = 64, 100
    kernel = tilium.compile(scaled_rows(M, N, dtype, dtype), out_idx=-1, target=target)
    x, w = values(dtype, M, N), values(dtype, N)
    expected = x * w if dtype in ("int32", "uint8") else packed(x.float() * w.float(), dtype)
    assert torch.equal(kernel(x, w), expected)
    blocks, columns = 2, 4
    matrix = blocks * columns * TILE_BYTES[dtype]
    assert bytes_read(kernel) == matrix + blocks * columns * ROW_BYTES[target, dtype]


@pytest.mark.parametrize("target", TARGETS)
def test_vector_is_converted_before_it_is_spread(target):
    M, N = 32, 70
    program = scaled_rows(M, N, "float32", "bfloat16")
    kernel = tilium.compile(program, out_idx=-1, target=target)
    x, w = values("float32", M, N), values("bfloat16", N)
    assert torch.equal(kernel(x, w), x * w.float())
    assert bytes_read(kernel) == 3 * 4096 + 3 * ROW_BYTES[target, "bfloat16"]


def several_uses(M, N, keeps_sum):
    """A vector that is spread, after arithmetic; and its sum, if that is kept."""

    @T.prim_func
    def main(
        X: T.Tensor((M, N), "float32"),
        W: T.Tensor((N,), "float32"),
        Y: T.Tensor((M, N), "float32"),
        V: T.Tensor((N,), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), "float32")
            w = T.alloc_fragment((N,), "float32")
            v = T.alloc_fragment((N,), "float32")
            T.copy(X, x)
            T.copy(W, w)
            for j in T.Parallel(N):
                v[j] = w[j] * w[j] + 1.0
            for i, j in T.Parallel(M, N):
                x[i, j] = x[i, j] + v[j] * w[j]
            T.copy(x, Y)
            if keeps_sum:
                T.copy(v, V)

    return main


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("keeps_sum", [False, True])
def test_uses_are_followed_through_what_is_computed(keeps_sum, target):
    M, N = 32, 96
    kernel = tilium.compile(several_uses(M, N, keeps_sum), target=target)
    x, w = values("float32", M, N), values("float32", N)
    y, v = torch.zeros(M, N), torch.zeros(N)
    kernel(x, w, y, v)
    torch.testing.assert_close(y, x + (w * w + 1) * w, rtol=1e-6, atol=1e-6)
    if keeps_sum:
        torch.testing.assert_close(v, w * w + 1, rtol=1e-6, atol=1e-6)
    vector = 4096 if keeps_sum else ROW_BYTES[target, "float32"]
    assert bytes_read(kernel) == 3 * 4096 + 3 * vector


def test_vector_that_is_also_reduced_is_read_whole():
    N = 96

    @T.prim_func
    def main(
        X: T.Tensor((32, N), "float32"),
        W: T.Tensor((N,), "float32"),
        Y: T.Tensor((32, N), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((32, N), "float32")
            w = T.alloc_fragment((N,), "float32")
            total = T.alloc_fragment((1,), "float32")
            T.copy(X, x)
            T.copy(W, w)
            T.reduce_sum(w, total, dim=0)
            for i, j in T.Parallel(32, N):
                x[i, j] = x[i, j] * w[j] + total[0]
            T.copy(x, Y)

    kernel = tilium.compile(main, out_idx=-1)
    x, w = values("float32", 32, N), values("float32", N)
    torch.testing.assert_close(kernel(x, w), x * w + w.sum(), rtol=1e-5, atol=1e-5)
    assert bytes_read(kernel) == 6 * 4096
