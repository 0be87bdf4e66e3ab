#!/usr/bin/env python3
"""The tables of docs/operations.md and of what can be traded in docs/accuracy.md.

    PYTHONPATH=build/python build/venv/bin/python scripts/measure_functions.py [--update]

The rows of operations are measured by operation_table.py. What `pass_configs` trade is measured
on programs of examples/.
"""

from __future__ import annotations

import argparse
import runpy
import sys
from pathlib import Path

import tilium
import torch
from operation_table import operation_table

TOP = Path(__file__).resolve().parents[1]


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
    "operations": (TOP / "docs/operations.md", operation_table),
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
