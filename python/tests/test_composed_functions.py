"""Functions that the vector engine does not have, and the rest of C's and CUDA's mathematics."""

from __future__ import annotations

import numpy
import pytest
import tilelang.language as T
import tilium
import torch

INFINITY, NAN = float("inf"), float("nan")
SPECIAL = [0.0, -0.0, INFINITY, -INFINITY, NAN, 1.0, -1.0, 0.5, -2.0, 1e30, -1e30, 3e38]
COUNT = 1024


def apply(function, *operands, dtype="float32", result=None):
    """`function` of the elements of tensors, each of COUNT or fewer numbers."""
    shape = (32, COUNT // 32)
    filled = [torch.nn.functional.pad(x.flatten(), (0, COUNT - x.numel())) for x in operands]
    x, y = (filled * 2)[:2]
    result = result or dtype

    @T.prim_func
    def main(X: T.Tensor(shape, dtype), Y: T.Tensor(shape, dtype), Z: T.Tensor(shape, result)):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment(shape, dtype)
            y = T.alloc_fragment(shape, dtype)
            z = T.alloc_fragment(shape, result)
            T.copy(X, x)
            T.copy(Y, y)
            for i, j in T.Parallel(*shape):
                z[i, j] = function(x[i, j], y[i, j])
            T.copy(z, Z)

    found = tilium.compile(main, out_idx=[-1])(x.reshape(shape), y.reshape(shape))
    return found.flatten()[: operands[0].numel()]


def spacings(found: torch.Tensor, exact: torch.Tensor) -> float:
    """The largest error, by the spacing of the type's numbers around the exact result."""
    bits = {torch.float32: 24, torch.bfloat16: 8}[found.dtype]
    spacing = torch.exp2(torch.floor(torch.log2(exact.abs())) - (bits - 1))
    error = (found.double() - exact).abs() / spacing
    return error[exact.abs() > 1e-37].max().item()


def numbers(low: float, high: float) -> torch.Tensor:
    return torch.empty(COUNT).uniform_(low, high, generator=torch.Generator().manual_seed(0))


def magnitudes(low: float, high: float) -> torch.Tensor:
    """Numbers of all magnitudes between two, of both signs."""
    exponents = numbers(float(numpy.log(low)), float(numpy.log(high)))
    return torch.exp(exponents) * (1 - 2 * (torch.arange(COUNT) % 2))


UNARY = [
    ("atan", magnitudes(1e-6, 1e30)),
    ("atan", numbers(-3, 3)),
    ("asin", numbers(-1, 1)),
    ("asin", magnitudes(1e-6, 1)),
    ("acos", numbers(-1, 1)),
    ("sinh", numbers(-4, 4)),
    ("sinh", magnitudes(1e-6, 2)),
    ("sinh", numbers(80, 89.4)),
    ("cosh", numbers(-10, 10)),
    ("cosh", numbers(-89.4, -80)),
    ("asinh", magnitudes(1e-6, 1e30)),
    ("acosh", 1 + magnitudes(1e-5, 1).abs()),
    ("acosh", magnitudes(1, 1e30).abs()),
    ("atanh", numbers(-1, 1)),
    ("atanh", magnitudes(1e-6, 0.9)),
    ("exp10", numbers(-37, 38)),
]


def exact_unary(name: str, x: torch.Tensor) -> torch.Tensor:
    return 10.0 ** x.double() if name == "exp10" else getattr(torch, name)(x.double())


@pytest.mark.parametrize(("name", "x"), UNARY, ids=[f"{n}{i}" for i, (n, _) in enumerate(UNARY)])
def test_functions_of_one_number(name, x):
    found = apply(lambda x, y: getattr(T, name)(x), x)
    assert spacings(found, exact_unary(name, x)) < 4


@pytest.mark.parametrize("name", ["atan", "sinh", "acosh"])
def test_bfloat16_is_rounded_once(name):
    x = (1 + magnitudes(1e-2, 1).abs()).bfloat16()
    found = apply(lambda x, y: getattr(T, name)(x), x, dtype="bfloat16")
    assert spacings(found, exact_unary(name, x)) < 0.51


@pytest.mark.parametrize("name", sorted({name for name, _ in UNARY}))
def test_functions_of_one_special_number(name):
    x = torch.tensor(SPECIAL)
    found = apply(lambda x, y: getattr(T, name)(x), x)
    exact = exact_unary(name, x).float()
    torch.testing.assert_close(found, exact, rtol=1e-6, atol=0, equal_nan=True)
    zero = (exact == 0) & (x == 0)
    assert torch.equal(torch.signbit(found[zero]), torch.signbit(exact[zero]))


@pytest.mark.parametrize("name", ["atan2", "hypot", "copysign"])
@pytest.mark.parametrize("kind", ["numbers", "magnitudes", "special"])
def test_functions_of_two_numbers(name, kind):
    if kind == "special":
        x, y = (x.flatten() for x in torch.meshgrid(*[torch.tensor(SPECIAL)] * 2, indexing="ij"))
    else:
        x = numbers(-4, 4) if kind == "numbers" else magnitudes(1e-15, 1e15)
        y = x[torch.randperm(COUNT, generator=torch.Generator().manual_seed(1))]
    found = apply(lambda x, y: getattr(T, name)(x, y), x, y)
    exact = getattr(torch, name)(x.double(), y.double())
    torch.testing.assert_close(found, exact.float(), rtol=5e-7, atol=0, equal_nan=True)
    signed = ~torch.isnan(exact)
    assert torch.equal(torch.signbit(found)[signed], torch.signbit(exact)[signed])
    if kind != "special":
        assert spacings(found, exact) < 2


@pytest.mark.parametrize("name", ["isnan", "isinf", "isfinite"])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_kinds_of_numbers(name, dtype):
    x = torch.tensor(SPECIAL).to(getattr(torch, dtype))
    # TileLang itself has these of float32 alone.
    function = getattr(T, name)
    found = apply(lambda x, y: function(T.cast(x, "float32")), x, dtype=dtype, result="bool")
    if dtype == "bfloat16":
        # What is no number is infinite where it has gone through the matrix engine's registers.
        x = torch.where(torch.isnan(x), INFINITY, x)
    assert torch.equal(found, getattr(torch, name)(x))


def test_scaling_by_powers_of_two():
    x = numbers(-2, 2)
    for power in (-100, -3, 0, 7, 126):
        found = apply(lambda x, y, n=power: T.ldexp(x, T.int32(n)), x)
        assert torch.equal(found, torch.ldexp(x, torch.tensor(power)))
    # A number that is large divided by one that is none.
    for power, scaled in ((-253, 2.0**-126), (-1000, 0.0)):
        found = apply(lambda x, y, n=power: T.ldexp(x, T.int32(n)), torch.full((COUNT,), 2.0**127))
        assert torch.equal(found, torch.full((COUNT,), scaled))
    # Powers of two that are no numbers themselves.
    found = apply(lambda x, y: T.ldexp(x * 1e-30, T.int32(200)), x)
    torch.testing.assert_close(found, torch.ldexp((x * 1e-30).double(), torch.tensor(200)).float())


def test_operands_take_the_type_of_the_result():
    x = numbers(0.1, 4)
    assert torch.equal(apply(lambda x, y: T.ieee_add(x, 2), x), x + 2)
    half = apply(lambda x, y: T.ieee_mul(x, T.cast(y, "bfloat16")), x, torch.full((COUNT,), 0.5))
    assert torch.equal(half, x * 0.5)


def test_a_cast_to_int32_gives_a_sign():
    x = torch.tensor([0, 1, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1], dtype=torch.int64)
    signed = torch.where(x >= 2**31, x - 2**32, x)
    words = x.to(torch.uint32)

    def found(function, result):
        return apply(function, words, dtype="uint32", result=result)

    as_float = found(lambda x, y: T.cast(T.cast(x, "int32"), "float32"), "float32")
    assert torch.equal(as_float, signed.float())
    assert torch.equal(found(lambda x, y: T.cast(x, "int32") >> 1, "int32"), (signed >> 1).int())
    assert torch.equal(found(lambda x, y: T.cast(x, "float32"), "float32"), x.float())
    shifted = found(lambda x, y: T.cast(T.clz(x) - 33, "float32"), "float32")
    zeros = torch.tensor([32 - v.bit_length() for v in x.tolist()])
    assert torch.equal(shifted, (zeros - 33).float())


def test_halves_are_rounded_away_from_zero():
    x = torch.cat([torch.arange(-40, 40) / 4, numbers(-99, 99)[:500], torch.tensor(SPECIAL)])
    x = torch.cat([x, torch.tensor([0.49999997, -0.49999997, 8388607.5, 16777215.0, -3e9])])
    found = apply(lambda x, y: T.round(x, "ties-away-from-zero"), x)
    exact = torch.trunc(x.double() + torch.copysign(torch.tensor(0.5), x).double()).float()
    torch.testing.assert_close(found, exact, rtol=0, atol=0, equal_nan=True)


def test_bits_are_counted():
    x = torch.randint(-(2**31), 2**31, (COUNT,), generator=torch.Generator().manual_seed(0))
    x = torch.cat([torch.tensor([0, 1, -1, 2**31 - 1, -(2**31), 255]), x])[:COUNT].int()
    ones = torch.tensor([bin(v & 0xFFFFFFFF).count("1") for v in x.tolist()]).int()
    zeros = torch.tensor([32 - (v & 0xFFFFFFFF).bit_length() for v in x.tolist()]).int()
    assert torch.equal(apply(lambda x, y: T.popcount(x), x, dtype="int32"), ones)
    assert torch.equal(apply(lambda x, y: T.clz(x), x, dtype="int32"), zeros)


@pytest.mark.parametrize(
    ("function", "exact"),
    [
        (lambda x, y: T.ieee_add(x, y), lambda x, y: x + y),
        (lambda x, y: T.ieee_sub(x, y), lambda x, y: x - y),
        (lambda x, y: T.ieee_mul(x, y), lambda x, y: x * y),
        (lambda x, y: T.ieee_fdiv(x, y), lambda x, y: x / y),
        (lambda x, y: T.ieee_fsqrt(x), lambda x, y: torch.sqrt(x)),
        (lambda x, y: T.ieee_frcp(x), lambda x, y: 1 / x),
    ],
    ids=["add", "sub", "mul", "fdiv", "fsqrt", "frcp"],
)
def test_functions_rounded_to_nearest(function, exact):
    """They are as exact as `+` and `T.sqrt` are."""
    x, y = numbers(0.1, 4), numbers(0.1, 4).flip(0)
    assert spacings(apply(function, x, y), exact(x.double(), y.double())) < 0.501


@pytest.mark.parametrize(
    ("function", "dtype", "message"),
    [
        (lambda x, y: T.ieee_add(x, y, "rz"), "float32", 'T.ieee_add is only to be had of .*"rn"'),
        (lambda x, y: T.ldexp(x, y), "float32", "T.ldexp takes a whole number"),
        (lambda x, y: T.popcount(x), "uint8", "T.popcount is only to be had of int32 and uint32"),
        (lambda x, y: T.fmod(x, y), "float32", r"x - T.trunc\(x / y\) \* y"),
        (lambda x, y: T.nextafter(x, y), "float32", "T.nextafter has no lowering"),
    ],
    ids=["rounding", "scale", "bits", "remainder", "neighbour"],
)
def test_refusals(function, dtype, message):
    x = torch.ones(COUNT).to(getattr(torch, dtype))
    with pytest.raises(tilium.CompileError, match=message) as caught:
        apply(function, x, x, dtype=dtype)
    assert caught.value.diagnostics[0].code == "unsupported-expression"
