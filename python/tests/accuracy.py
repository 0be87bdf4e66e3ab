"""How far a product on the device may be from the exact one. The derivation: docs/accuracy.md."""

from __future__ import annotations

import torch

# Relative error of cutting a value to what the multipliers read: in0 (SrcB) keeps 10 explicit
# mantissa bits, in1 (SrcA) 9. float16 has 10, bfloat16 7, float32 23.
CUT_IN0 = {"float16": 0.0, "bfloat16": 0.0, "float32": 2.0**-10}
CUT_IN1 = {"float16": 2.0**-10, "bfloat16": 0.0, "float32": 2.0**-9}

# Eight products at a time are rounded to multiples of 2^-10 of the largest's power of two, in each
# of the four phases, whose products are worth 1, 2^-5, 2^-7 and 2^-12.
ALIGNMENT = 8 * 2.0**-11 * (1 + 2.0**-5 + 2.0**-7 + 2.0**-12)

# Unit roundoff of the output format, and its smallest normal number: what is below is lost.
ROUNDOFF = {"float16": 2.0**-11, "bfloat16": 2.0**-8, "float32": 2.0**-24}
SMALLEST = {"float16": 2.0**-14, "bfloat16": 2.0**-126, "float32": 2.0**-126}


def packed(values, dtype: str):
    """Floats as the packer converts them to `dtype`: to nearest, with ties away from zero.

    Normal numbers only, but for float16: there a number from 2^-15 to 2^-14 loses its implicit bit,
    and what is smaller becomes zero.
    """
    nearest = values.to(getattr(torch, dtype))
    exact, even = values.double(), nearest.double()
    # The number as far on the other side: of the format only if `exact` lies between the two.
    other = 2 * exact - even
    tie = torch.isfinite(other) & (other != even) & (other.to(nearest.dtype).double() == other)
    result = torch.where(tie & (other.abs() > even.abs()), other.to(nearest.dtype), nearest)
    if dtype != "float16":
        return result
    # Eleven bits, counted from 2^-15.
    bits = torch.floor(exact.abs() * 2.0**25 + 0.5)
    lost = torch.copysign((bits - 2.0**10).clamp(min=0) * 2.0**-24, exact).to(torch.float16)
    return torch.where(bits < 2.0**11, lost, result)


def gemm_bound(a, b, out_dtype: str, *, dtype: str | None = None):
    """Bound of |C - A @ B| for each element, for an f32 fragment.

    `a` (M x K) and `b` (K x N) are the operands as the product sees them, after a conversion on
    chip; `out_dtype` is the format of C, `dtype` that of the operands, by default that of `a`.
    """
    dtype = dtype or str(a.dtype).removeprefix("torch.")
    inner = a.shape[-1]
    magnitude = a.double().abs() @ b.double().abs()
    cut_in0, cut_in1 = CUT_IN0[dtype], CUT_IN1[dtype]
    operands = (cut_in0 + cut_in1 + cut_in0 * cut_in1) * magnitude
    # One addition for each inner element, and at most one for each step of the loop over k.
    steps = 2 * inner * ROUNDOFF["float32"]
    sums = steps / (1 - steps) * (1 + cut_in0) * (1 + cut_in1) * magnitude
    before = operands + sums + ALIGNMENT * (1 + cut_in0) * (1 + cut_in1) * magnitude
    exact = (a.double() @ b.double()).abs()
    return before + ROUNDOFF[out_dtype] * (exact + before) + SMALLEST[out_dtype]


def assert_gemm(c, a, b, *, dtype: str | None = None):
    """Fails if C is further from A @ B than the formats allow."""
    out_dtype = str(c.dtype).removeprefix("torch.")
    error = (c.double() - a.double() @ b.double()).abs()
    bound = gemm_bound(a, b, out_dtype, dtype=dtype)
    assert torch.isfinite(c).all()
    worst = (error / bound).max().item()
    assert worst <= 1, f"error {error.max().item():.3g}, {worst:.2f} of what the formats allow"
