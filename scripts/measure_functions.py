#!/usr/bin/env python3
"""The tables of functions in docs/language.md and of what can be traded in docs/accuracy.md.

    PYTHONPATH=build/python build/venv/bin/python scripts/measure_functions.py [--update]

Each function runs on 64x256 elements on the mock device. The error is the largest one relative to
the result, against float64, in units of the type's spacing. The cost is the math processor's busy
cycles for each tile, in float32. What `pass_configs` trade is measured on programs of examples/.
"""

from __future__ import annotations

import argparse
import runpy
import sys
from pathlib import Path

import tilelang.language as T
import tilium
import torch

TOP = Path(__file__).resolve().parents[1]
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


def measure(kernel, reference, interval, dtype):
    """Largest error in spacings of the type, and busy cycles of the math processor a tile."""
    torch.manual_seed(0)
    low, high = interval
    inputs = [
        (torch.rand(tuple(spec.shape)) * (high - low) + low).to(getattr(torch, dtype))
        for spec in kernel.params[:-1]
    ]
    result = kernel(*inputs).double()
    expected = reference(*(x.double() for x in inputs))
    error = ((result - expected).abs() / expected.abs().clamp_min(1e-30)).max().item()
    return error / SPACING[dtype], math_cycles(kernel) / TILES


def function_table() -> str:
    """The table of functions in Markdown, measured."""
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
        results = []
        for dtype in SPACING:
            kernel = tilium.compile(program(function, dtype), out_idx=-1)
            results.append(measure(kernel, reference, interval, dtype))
        errors = " | ".join(f"{error:.2g}" for error, _ in results)
        lines.append(
            f"| `{name}` | {', '.join(f'`{c}`' for c in used)} | {errors} | {results[0][1]:.0f} |"
        )
    return "\n".join(lines)


def example(file: str, function: str):
    """What makes the program of an example."""
    made = runpy.run_path(str(TOP / "examples" / file))
    return getattr(made[function], "__wrapped__", made[function]), made


def trade_programs() -> dict:
    """Programs whose accuracy can be traded: name, program, inputs, what is exact."""
    torch.manual_seed(0)
    softmax, _ = example("softmax.py", "softmax")
    attention, made = example("flash_attention.py", "flash_attention")
    gemm, _ = example("gemm.py", "matmul")
    x = torch.randn(64, 1024) * 3
    q, k, v = (torch.randn(1, 2, 256, 64).bfloat16() for _ in range(3))
    a, b = torch.randn(256, 256).bfloat16(), torch.randn(256, 256).bfloat16()
    return {
        "softmax, 64 x 1024, float32": (softmax(64, 1024), (x,), x.double().softmax(1)),
        "flash attention, 2 heads, 256 x 64, bfloat16": (
            attention(1, 2, 256, 64, dtype="bfloat16"),
            (q, k, v),
            made["reference"](q, k, v, False, 0, 1),
        ),
        "GEMM, 256 x 256 x 256, bfloat16": (
            gemm(256, 256, 256, dtype="bfloat16"),
            (a, b),
            a.double() @ b.double(),
        ),
    }


TRADES: tuple[dict, ...] = (
    {},
    {"tilium.reciprocal_division": True},
    {"tilium.approximate_exponentials": True},
    {"tilium.reciprocal_division": True, "tilium.approximate_exponentials": True},
    {"tilium.math_fidelity": "HiFi3"},
    {"tilium.math_fidelity": "HiFi2"},
    {"tilium.math_fidelity": "LoFi"},
)


def trade_table() -> str:
    """What each option gains and costs, in Markdown; options that change nothing are left out."""
    lines = ["| program | `pass_configs` | largest error | cycles |", "|---|---|---|---|"]
    for name, (prim_func, inputs, expected) in trade_programs().items():
        first = None
        for configs in TRADES:
            kernel = tilium.compile(prim_func, out_idx=-1, pass_configs=configs)
            error = (kernel(*inputs).double() - expected).abs().max() / expected.abs().max()
            found = (error.item(), kernel.last_report["total_cycles"])
            if configs and found == first:
                continue
            first = first or found
            options = ", ".join(
                key.removeprefix("tilium.") + (f" {value}" if value is not True else "")
                for key, value in configs.items()
            )
            lines.append(f"| {name} | {options or 'none'} | {found[0]:.1e} | {found[1]} |")
    return "\n".join(lines)


TABLES = {
    "functions": (TOP / "docs/language.md", function_table),
    "trades": (TOP / "docs/accuracy.md", trade_table),
}


def main() -> int:
    """Prints or writes the table; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="write the tables into the pages")
    parser.add_argument("--only", choices=TABLES, help="measure one of the tables")
    arguments = parser.parse_args()
    for name, (path, make) in TABLES.items():
        if arguments.only not in (None, name):
            continue
        text = make()
        if not arguments.update:
            print(text)
            continue
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        before, rest = path.read_text().split(begin)
        path.write_text(f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
