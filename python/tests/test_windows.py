"""Windows of tensors that take no whole tiles."""

import pytest
import tilelang.language as T
import tilium
import torch


def window(row, column, rows=32, columns=32, dtype="float32", shape=(100, 90)):
    """Y = A[row : row + rows, column : column + columns]."""

    @T.prim_func
    def program(A: T.Tensor(shape, dtype), Y: T.Tensor((rows, columns), dtype)):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((rows, columns), dtype)
            T.copy(A[row, column], a)
            T.copy(a, Y)

    return program


def halo(blocks=3, block=40, reach=4):
    """Y[n] = X[n - reach] + X[n + reach], X being 0 outside."""
    length = blocks * block

    @T.prim_func
    def program(X: T.Tensor((length,), "float32"), Y: T.Tensor((length,), "float32")):
        with T.Kernel(blocks, threads=128) as bx:
            before = T.alloc_fragment((block,), "float32")
            after = T.alloc_fragment((block,), "float32")
            T.copy(X[bx * block - reach], before)
            T.copy(X[bx * block + reach], after)
            for i in T.Parallel(block):
                before[i] += after[i]
            T.copy(before, Y[bx * block])

    return program


@pytest.mark.parametrize("target", ["wormhole_b0", "blackhole"])
@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16", "int32", "uint8"])
def test_window(dtype, target):
    a = (torch.arange(9000).reshape(100, 90) % 113).to(getattr(torch, dtype))
    kernel = tilium.compile(window(7, 45, dtype=dtype), out_idx=-1, target=target)
    assert torch.equal(kernel(a), a[7:39, 45:77])
    assert "window-of-tiles" in [diagnostic.code for diagnostic in kernel.diagnostics]


@pytest.mark.parametrize("row, column", [(0, 0), (31, 0), (0, 33), (64, 64), (90, 80)])
def test_window_at(row, column):
    a = torch.randn(100, 90)
    expected = torch.zeros(32, 32)
    inside = a[row : row + 32, column : column + 32]
    expected[: inside.shape[0], : inside.shape[1]] = inside
    assert torch.equal(tilium.compile(window(row, column), out_idx=-1)(a), expected)


def test_halo():
    x = torch.randn(120)
    padded = torch.nn.functional.pad(x, (4, 4))
    assert torch.equal(tilium.compile(halo(), out_idx=-1)(x), padded[:120] + padded[8:])
