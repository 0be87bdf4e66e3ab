"""Masks of positions: tiles that they show or hide as a whole cost no mask, and all are right."""

import elementwise_programs as programs
import pytest
import tilelang.language as T
import tilium
import torch

M, N = 96, 160
HIDDEN = -7.5

# The mask at row i and column j, in TileLang and, on whole tensors of positions, in torch.
MASKS = {
    "causal": lambda i, j: i >= j,
    "above": lambda i, j: i < j,
    "shifted": lambda i, j: i + 40 > j,
    "far": lambda i, j: i - j <= 64,
    "inside": lambda i, j: j < 100,
    "from": lambda i, j: j >= 33,
    "everywhere": lambda i, j: i + j >= 0,
    "nowhere": lambda i, j: i + j < 0,
    "diagonal": lambda i, j: i == j,
    "off_diagonal": lambda i, j: i != j + 32,
    "anti": lambda i, j: i + j < 96,
    "scaled": lambda i, j: 2 * i - 3 * j >= -50,
}


@pytest.mark.parametrize("name", MASKS)
@pytest.mark.parametrize("block", [(32, 64), (96, 32), (96, 160), (64, 96)], ids=str)
def test_mask(name, block):
    mask = MASKS[name]
    torch.manual_seed(0)
    x = torch.randn(M, N)
    kernel = tilium.compile(
        programs.positions(lambda e, i, j: T.if_then_else(mask(i, j), e, HIDDEN), M, N, *block),
        out_idx=-1,
    )
    rows, columns = torch.arange(M)[:, None], torch.arange(N)[None, :]
    expected = torch.where(mask(rows, columns), x, torch.tensor(HIDDEN))
    assert torch.equal(kernel(x), expected)


def window(i, j, width):
    return (i >= j) & (i < j + width)


def either(i, j, width):
    return (i < j) | (j + width <= i)


@pytest.mark.parametrize("width", [1, 31, 32, 33, 70])
@pytest.mark.parametrize("mask", [window, either])
def test_combined_masks(mask, width):
    torch.manual_seed(0)
    x = torch.randn(M, N).bfloat16()
    kernel = tilium.compile(
        programs.positions(
            lambda e, i, j: T.if_then_else(mask(i, j, width), T.cast(e, "float32"), HIDDEN),
            M,
            N,
            dtype="bfloat16",
        ),
        out_idx=-1,
    )
    rows, columns = torch.arange(M)[:, None], torch.arange(N)[None, :]
    expected = torch.where(mask(rows, columns, width), x, torch.tensor(HIDDEN).bfloat16())
    assert torch.equal(kernel(x), expected)


def test_mask_with_data():
    """Of a condition on elements, positions tell only where it cannot hold."""
    torch.manual_seed(0)
    x = torch.randn(M, N)
    kernel = tilium.compile(
        programs.positions(
            lambda e, i, j: T.if_then_else((i >= j) & (e > 0), T.exp(e), HIDDEN), M, N
        ),
        out_idx=-1,
    )
    rows, columns = torch.arange(M)[:, None], torch.arange(N)[None, :]
    expected = torch.where((rows >= columns) & (x > 0), x.exp(), torch.tensor(HIDDEN))
    torch.testing.assert_close(kernel(x), expected, rtol=1e-6, atol=0)


@pytest.mark.parametrize("visible", [True, False])
def test_whole_tiles_cost_no_mask(visible):
    """Twelve tiles that are shown or hidden as a whole, and the same without a mask."""
    M, N = 96, 128
    edge = 10_000 if visible else -10_000
    x = torch.randn(M, N)

    def busy(function):
        kernel = tilium.compile(programs.positions(function, M, N, M, N), out_idx=-1)
        kernel(x)
        (math,) = (r for r in kernel.last_report["processors"] if r["processor"] == "math")
        return math["busy_cycles"]

    masked = busy(lambda e, i, j: T.if_then_else(i - j < edge, T.exp(e), HIDDEN))
    bare = busy(lambda e, i, j: T.exp(e) if visible else T.cast(HIDDEN, "float32"))
    # Preparations are each part's own then: they may differ, the mask's functions are gone.
    assert masked < 1.25 * bare
    mixed = busy(lambda e, i, j: T.if_then_else(i % 2 == 0, T.exp(e), HIDDEN))
    assert mixed > 1.25 * bare
