"""The programs that are measured, and the least cycles that each can take."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tilelang.language as T

TOP = Path(__file__).resolve().parents[2]
CHAIN_LENGTHS = (1, 2, 4, 8)
DTYPES = ("bfloat16", "float32")
TRADES = (
    (),
    ("reciprocal_division",),
    ("reciprocal_division", "approximate_exponentials"),
)


@dataclass(frozen=True)
class Case:
    """A program to measure.

    Attributes:
        group: programs that one target is for.
        name: what the page calls it.
        build: makes the TileLang program.
        products: multiplications of two tiles that any kernel for it must do.
        rounds: times that the innermost loop runs on the core with most of them, if the page tells
            what one of them costs; the core count goes in.
        pass_configs: accuracy that is traded for speed (docs/accuracy.md).
    """

    group: str
    name: str
    build: Callable[[], Any]
    products: int = 0
    rounds: Callable[[int], int] | None = None
    pass_configs: dict[str, Any] = field(default_factory=dict)


def chain(length: int, dtype: str, M: int = 4096, N: int = 4096, block_M: int = 32, block_N=256):
    """`length` operations on each element of a matrix."""
    steps = (
        lambda value, x: value * 1.5,
        lambda value, x: value + 0.25,
        lambda value, x: T.max(value, -2.0),
        lambda value, x: value * x,
    )

    def apply(x):
        value = T.cast(x, "float32")
        for position in range(length):
            value = steps[position % len(steps)](value, T.cast(x, "float32"))
        return T.cast(value, dtype)

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            x = T.alloc_fragment((block_M, block_N), dtype)
            y = T.alloc_fragment((block_M, block_N), dtype)
            T.copy(X[by * block_M, bx * block_N], x)
            for i, j in T.Parallel(block_M, block_N):
                y[i, j] = apply(x[i, j])
            T.copy(y, Y[by * block_M, bx * block_N])

    return main


def add(dtype: str, M: int = 4096, N: int = 4096, block_M: int = 32, block_N: int = 256):
    """The sum of two matrices."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype), Z: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            x = T.alloc_fragment((block_M, block_N), dtype)
            y = T.alloc_fragment((block_M, block_N), dtype)
            z = T.alloc_fragment((block_M, block_N), dtype)
            T.copy(X[by * block_M, bx * block_N], x)
            T.copy(Y[by * block_M, bx * block_N], y)
            for i, j in T.Parallel(block_M, block_N):
                z[i, j] = x[i, j] + y[i, j]
            T.copy(z, Z[by * block_M, bx * block_N])

    return main


def example(file: str, function: str) -> Callable:
    """The function of an example that makes its program."""
    made = runpy.run_path(str(TOP / "examples" / file))[function]
    return getattr(made, "__wrapped__", made)


def rows_cases(M: int = 16384, N: int = 1024) -> list[Case]:
    """Softmax and norms over the rows of a matrix; softmax also with accuracy traded for speed."""
    programs = (
        ("softmax.py", "softmax", "softmax, whole rows", TRADES),
        ("softmax.py", "online_softmax", "softmax, online", TRADES),
        ("norms.py", "rms_norm", "RMSNorm", TRADES[:1]),
        ("norms.py", "layer_norm", "LayerNorm", TRADES[:1]),
    )
    return [
        Case(
            "softmax and norms",
            ", ".join([title, f"{M} x {N}", dtype, *trade]),
            lambda file=file, function=function, dtype=dtype: example(file, function)(
                M, N, dtype=dtype
            ),
            pass_configs={f"tilium.{name}": True for name in trade},
        )
        for file, function, title, trades in programs
        for dtype in DTYPES
        for trade in trades
    ]


def attention_case(heads: int, length: int, dim: int, block: int) -> Case:
    """Flash attention without a mask in bfloat16."""
    blocks = -(-length // block)
    return Case(
        "attention",
        f"flash attention, {heads} heads, {length} x {dim}, blocks of {block}, bfloat16",
        lambda: example("flash_attention.py", "flash_attention")(
            1, heads, length, dim, block_M=block, block_N=block, dtype="bfloat16"
        ),
        products=heads * 2 * (length // 32) ** 2 * (dim // 32),
        rounds=lambda cores: -(-heads * blocks // cores) * blocks,
    )


def gemm_case(M: int, N: int, K: int, block_K: int = 64) -> Case:
    """A product of two matrices in bfloat16, in blocks of 128."""
    return Case(
        "GEMM",
        f"GEMM, {M} x {N} x {K}, bfloat16",
        lambda: example("gemm.py", "matmul")(M, N, K, block_K=block_K, dtype="bfloat16"),
        products=M * N * K // 32**3,
    )


def all_cases() -> list[Case]:
    """What the page holds, in its order."""
    cases = [
        Case(
            "elementwise",
            f"{length} operation{'s' * (length > 1)}, 4096 x 4096, {dtype}",
            lambda length=length, dtype=dtype: chain(length, dtype),
        )
        for dtype in DTYPES
        for length in CHAIN_LENGTHS
    ]
    cases += [
        Case("elementwise", f"add, 4096 x 4096, {dtype}", lambda dtype=dtype: add(dtype))
        for dtype in DTYPES
    ]
    cases += rows_cases()
    cases += [attention_case(16, 2048, 64, 64), attention_case(16, 2048, 128, 128)]
    cases += [gemm_case(size, size, size) for size in (512, 1024, 2048, 4096)]
    return cases


def quick_cases() -> list[Case]:
    """The rows that a test works out anew: small in time, and one for each kind of bound."""
    wanted = ("1 operation, 4096 x 4096, bfloat16", "GEMM, 512 x 512 x 512, bfloat16")
    return [case for case in all_cases() if case.name in wanted]
