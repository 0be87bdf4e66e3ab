#!/usr/bin/env python3
"""The table of docs/language.md: how exact each function of T.Parallel is, and what it costs.

    PYTHONPATH=build/python build/venv/bin/python scripts/measure_functions.py [--update]

Each function runs on 64x256 elements on the mock device. The error is the largest one relative to
the result, against float64, in units of the type's spacing. The cost is the math processor's busy
cycles for each tile, in float32.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import tilelang.language as T
import tilium
import torch

PAGE = Path(__file__).resolve().parents[1] / "docs/language.md"
BEGIN, END = "<!-- functions: begin -->", "<!-- functions: end -->"
M, N = 64, 256
TILES = M * N // 1024
SPACING = {"float32": 2.0**-23, "float16": 2.0**-10, "bfloat16": 2.0**-7}

FUNCTIONS = {
    "x + y": (lambda x, y: x + y, torch.add, (0.5, 4)),
    "x * y": (lambda x, y: x * y, torch.mul, (0.5, 4)),
    "x / y": (lambda x, y: x / y, torch.div, (0.5, 4)),
    "T.max(x, y)": (lambda x, y: T.max(x, y), torch.maximum, (0.5, 4)),
    "T.if_then_else(x < y, x, y)": (
        lambda x, y: T.if_then_else(x < y, x, y),
        torch.minimum,
        (0.5, 4),
    ),
    "x + 1.5": (lambda x, y: x + 1.5, lambda x, y: x + 1.5, (0.5, 4)),
    "T.exp": (lambda x, y: T.exp(x), lambda x, y: torch.exp(x), (-8, 8)),
    "T.exp2": (lambda x, y: T.exp2(x), lambda x, y: torch.exp2(x), (-8, 8)),
    "T.log": (lambda x, y: T.log(x), lambda x, y: torch.log(x), (1.5, 99)),
    "T.log2": (lambda x, y: T.log2(x), lambda x, y: torch.log2(x), (1.5, 99)),
    "T.sqrt": (lambda x, y: T.sqrt(x), lambda x, y: torch.sqrt(x), (0.1, 99)),
    "T.rsqrt": (lambda x, y: T.rsqrt(x), lambda x, y: torch.rsqrt(x), (0.1, 99)),
    "1 / x": (lambda x, y: 1 / x, lambda x, y: 1 / x, (0.1, 99)),
    "T.tanh": (lambda x, y: T.tanh(x), lambda x, y: torch.tanh(x), (0.1, 4)),
    "T.sigmoid": (lambda x, y: T.sigmoid(x), lambda x, y: torch.sigmoid(x), (-6, 6)),
    "T.erf": (lambda x, y: T.erf(x), lambda x, y: torch.erf(x), (0.1, 3)),
    "T.sin": (lambda x, y: T.sin(x), lambda x, y: torch.sin(x), (0.1, 3)),
    "T.cos": (lambda x, y: T.cos(x), lambda x, y: torch.cos(x), (-1.4, 1.4)),
    "T.floor": (lambda x, y: T.floor(x), lambda x, y: torch.floor(x), (1, 99)),
    "T.abs": (lambda x, y: T.abs(x), lambda x, y: torch.abs(x), (-9, 9)),
}


def program(function, dtype):
    """A kernel that writes `function` of two tensors' elements."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype), Z: T.Tensor((M, N), dtype)):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), dtype)
            y = T.alloc_fragment((M, N), dtype)
            z = T.alloc_fragment((M, N), dtype)
            T.copy(X, x)
            T.copy(Y, y)
            for i, j in T.Parallel(M, N):
                z[i, j] = function(x[i, j], y[i, j])
            T.copy(z, Z)

    return main


def math_cycles(kernel) -> float:
    """Busy cycles of the math processors of the last run, over all cores."""
    rows = [row for row in kernel.last_report["processors"] if row["processor"] == "math"]
    return sum(row["busy_cycles"] for row in rows)


def measure(function, reference, interval, dtype):
    """Largest error in spacings of the type, and busy cycles of the math processor a tile."""
    torch.manual_seed(0)
    low, high = interval
    x, y = ((torch.rand(M, N) * (high - low) + low).to(getattr(torch, dtype)) for _ in range(2))
    kernel = tilium.compile(program(function, dtype), out_idx=-1)
    result = kernel(x, y).double()
    expected = reference(x.double(), y.double())
    error = ((result - expected).abs() / expected.abs().clamp_min(1e-30)).max().item()
    return error / SPACING[dtype], math_cycles(kernel) / TILES


def table() -> str:
    """The table in Markdown, measured."""
    lines = [
        "| function | calls | " + " | ".join(f"error, {t}" for t in SPACING) + " | cycles a tile |"
    ]
    lines.append("|---|---|" + "---|" * (len(SPACING) + 1))
    for name, (function, reference, interval) in FUNCTIONS.items():
        kernel = tilium.compile(program(function, "float32"), out_idx=-1)
        calls = [
            line.strip().split("(")[0].split("<")[0]
            for line in kernel.sources["compute.cpp"].splitlines()
            if "_tile" in line and "_init" not in line and not line.startswith("#")
        ]
        used = [c for c in dict.fromkeys(calls) if c not in ("copy_tile", "pack_tile")]
        results = [measure(function, reference, interval, dtype) for dtype in SPACING]
        errors = " | ".join(f"{error:.2g}" for error, _ in results)
        lines.append(
            f"| `{name}` | {', '.join(f'`{c}`' for c in used)} | {errors} | {results[0][1]:.0f} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Prints or writes the table; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--update", action="store_true", help="write the table into docs/language.md"
    )
    arguments = parser.parse_args()
    text = table()
    if not arguments.update:
        print(text)
        return 0
    page = PAGE.read_text()
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
