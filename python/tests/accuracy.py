"""Error bounds that follow from the formats."""

import torch

# Bits of precision of what each format keeps, the hidden one included.
PRECISION = {"float32": 24, "float16": 11, "bfloat16": 8}


def unit(fmt: str) -> float:
    """Largest relative error of rounding to a format."""
    return 2.0 ** -PRECISION[fmt]


def gemm_bound(a: torch.Tensor, b: torch.Tensor, dtype: str, out_dtype: str) -> torch.Tensor:
    """Bound of |C - A @ B| for each element; a and b in float64.

    - the matrix engine takes the hidden bit and 9 more of its first source (B) and 10 more of its second
      (A), even at HiFi4: float16 loses the last bit of B; float32 is cut to TF32's 10 bits on the way
      into both sources and loses B's last one too; bfloat16 has 7 and loses nothing;
    - products are summed in float32: K additions, each with its rounding, over partial sums that are
      at most |A| @ |B|; sums over blocks of k are added in L1 in float32 too;
    - the result is rounded to the output's format: by the packer through float32's own format, or in
      a copy whose source registers hold it as it is.
    """
    magnitude = a.abs() @ b.abs()
    cut = 2.0**-10
    operands = {"float16": cut, "bfloat16": 0.0, "float32": 3 * cut}[dtype]
    accumulation = a.shape[-1] * unit("float32")
    rounding = unit(out_dtype)
    exact = a @ b
    bound = (operands + accumulation) * magnitude
    return bound + rounding * (exact.abs() + bound) + 1e-30
