"""How far a product on the device may be from the exact one. The derivation: docs/accuracy.md."""

from __future__ import annotations

import torch

# Relative error of cutting a value to what the multipliers read: in0 (SrcB) keeps 10 explicit
# mantissa bits, in1 (SrcA) 9. float16 has 10, bfloat16 7, float32 23.
CUT_IN0 = {"float16": 0.0, "bfloat16": 0.0, "float32": 2.0**-10}
CUT_IN1 = {"float16": 2.0**-10, "bfloat16": 0.0, "float32": 2.0**-9}

# Unit roundoff of the output format, and half the distance of its subnormals.
ROUNDOFF = {"float16": 2.0**-11, "bfloat16": 2.0**-8, "float32": 2.0**-24}
HALF_SUBNORMAL = {"float16": 2.0**-25, "bfloat16": 2.0**-134, "float32": 2.0**-150}


def packed(values, dtype: str):
    """Floats as the packer converts them to `dtype`: to nearest, with ties away from zero."""
    nearest = values.to(getattr(torch, dtype))
    exact, even = values.double(), nearest.double()
    # The number as far on the other side: of the format only if `exact` lies between the two.
    other = 2 * exact - even
    tie = torch.isfinite(other) & (other != even) & (other.to(nearest.dtype).double() == other)
    return torch.where(tie & (other.abs() > even.abs()), other.to(nearest.dtype), nearest)


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
    before = operands + sums
    exact = (a.double() @ b.double()).abs()
    return before + ROUNDOFF[out_dtype] * (exact + before) + HALF_SUBNORMAL[out_dtype]


def assert_gemm(c, a, b, *, dtype: str | None = None):
    """Fails if C is further from A @ B than the formats allow."""
    out_dtype = str(c.dtype).removeprefix("torch.")
    error = (c.double() - a.double() @ b.double()).abs()
    bound = gemm_bound(a, b, out_dtype, dtype=dtype)
    assert torch.isfinite(c).all()
    worst = (error / bound).max().item()
    assert worst <= 1, f"error {error.max().item():.3g}, {worst:.2f} of what the formats allow"
