"""Expressions of more tiles than DST holds are cut, with the results of whole ones."""

import elementwise_programs as programs
import pytest
import tilelang.language as T
import tilium
import torch
from tilium.passes import BuildTileDFGTT

LEAVES = 256  # Pairs of pairs: one more tile for each doubling, nine at once.


def in_pairs(leaf, join, first=0, end=LEAVES):
    """`leaf` of each number, joined in pairs of pairs, each of which waits for the other."""
    if end - first == 1:
        return leaf(first + 1)
    middle = (first + end) // 2
    left, right = in_pairs(leaf, join, first, middle), in_pairs(leaf, join, middle, end)
    return join(left, right, end - first)


def part_buffers(program):
    """The lines that declare the circular buffers of parts."""
    lines = str(BuildTileDFGTT()(program)).splitlines()
    return [line for line in lines if 'tt.cb "y_part' in line]


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_floats(dtype):
    """Parts are float32 whatever the buffers are: rounding is still the store's alone."""
    torch.manual_seed(0)
    x = torch.rand(32, 64).to(getattr(torch, dtype))

    def join(a, b, size):
        return a + b if size % 4 else a * b * 0.25

    def on_tiles(e):
        wide = T.cast(e, "float32")
        return T.cast(in_pairs(lambda k: T.abs(wide - k / 64), join), dtype)

    program = programs.unary(on_tiles, 32, 64, 32, 64, dtype=dtype)
    (part,) = part_buffers(program)
    assert "Float32" in part
    wide = x.double()
    expected = in_pairs(lambda k: (wide - k / 64).abs(), join)
    result = tilium.compile(program, out_idx=-1)(x).double()
    bound = 1e-5 if dtype == "float32" else 2.0**-8
    assert ((result - expected).abs() <= bound * expected.abs() + 1e-30).all()


def test_integers():
    """Integers go through blocks of integers, exactly."""
    torch.manual_seed(0)
    x = torch.randint(-1000, 1000, (32, 64), dtype=torch.int32)

    def joining(maximum, minimum):
        # Differences TileLang would reorder into a chain.
        return lambda a, b, size: (maximum if size.bit_length() % 2 else minimum)(a, b)

    program = programs.unary(
        lambda e: in_pairs(lambda k: e ^ k, joining(T.max, T.min)), 32, 64, 32, 64, dtype="int32"
    )
    parts = part_buffers(program)
    assert parts and all("Int32" in part for part in parts)
    expected = in_pairs(lambda k: x ^ k, joining(torch.maximum, torch.minimum))
    assert torch.equal(tilium.compile(program, out_idx=-1)(x), expected)
