"""Measures the rows of docs/operations.md: who does each operation, how exactly, at what cost.

Each operation runs on the mock device in each of its types. Who does it is read from the emitted
kernels, and held against the device's report; the error is the largest one against float64, in
units of the result's spacing; the cost is what the busiest of the engines' three threads works.
"""

from __future__ import annotations

import re

import tilium
import torch
from operation_cases import Operation, all_operations

HEAD = (
    "| operation | type | who does it | calls | largest error | cycles a tile | busiest |\n"
    "|---|---|---|---|---|---|---|"
)
# Bits of the mantissa, and the exponent of the smallest normal number.
SPACING = {"float32": (23, -126), "float16": (10, -14), "bfloat16": (7, -126)}
ENGINES = {"unpack": "unpacker", "math": "math", "pack": "packer"}
MOVERS = {"ncrisc": "reader", "brisc": "writer"}
# Calls that bring tiles to DST or take them away, which all operations have.
MOVES = ("copy_tile", "pack_tile")
MATRIX_CALLS = re.compile(r"^(matmul_block|(add|sub|mul)_tiles\w*|transpose_tile|unary_bcast)$")


def calls_of(source: str) -> list[str]:
    """The calls of an emitted compute kernel that work on tiles, in order."""
    found = re.findall(r"^\s+(\w+)(?:<[^;]*>)?\(", source, re.MULTILINE)
    return list(
        dict.fromkeys(
            name
            for name in found
            if re.search(r"_tiles?(_|$)|_block$|_bcast|sfpu_", name)
            and not re.search(r"_(un)?init(_|$)|^tile_regs_|^pack_tile", name)
        )
    )


def moves_elements(writer: str) -> bool:
    """Whether the writer's processor loads and stores elements itself."""
    return (
        re.search(r"^\s+\*reinterpret_cast<volatile tt_l1_ptr .*= element;", writer, re.M)
        is not None
    )


def engines_of(kernel, calls: list[str]) -> str:
    """Who does the work of a kernel that has run."""
    report = kernel.last_report["processors"]
    working = [c for c in calls if c not in MOVES]
    matrix = any(MATRIX_CALLS.match(call) for call in working)
    vector = any(not MATRIX_CALLS.match(call) for call in working)
    worked = any(row["work_cycles"].get("vector_engine", 0) > 0 for row in report)
    if vector != worked:
        raise SystemExit(f"{calls} and the device's report disagree about the vector engine")
    if moves_elements(kernel.sources["writer.cpp"]):
        return "processor"
    if working:
        return " and ".join(["FPU"] * matrix + ["SFPU"] * vector)
    return "packer" if calls else "data movement"


def cost_of(kernel, who: str, tiles: int) -> tuple[str, str]:
    """Cycles a tile of the thread that works most, and which one that is."""
    if who == "processor":
        return "not modelled", "writer"
    threads = MOVERS if who == "data movement" else ENGINES
    busy = dict.fromkeys(threads.values(), 0)
    for row in kernel.last_report["processors"]:
        if row["processor"] in threads:
            busy[threads[row["processor"]]] += row["busy_cycles"]
    busiest = max(busy, key=lambda name: busy[name])
    return f"{busy[busiest] / tiles:.0f}", busiest


def largest_error(result: torch.Tensor, exact: torch.Tensor, dtype: str) -> float:
    """The largest distance from the exact result in units of the spacing of numbers around it."""
    if dtype not in SPACING:
        return (result.double() - exact).abs().max().item()
    bits, smallest = SPACING[dtype]
    exponent = torch.frexp(exact).exponent.double() - 1
    spacing = torch.exp2(exponent.clamp_min(smallest) - bits)
    return ((result.double() - exact).abs() / spacing).max().item()


def operand(spec, interval: tuple[float, float]) -> torch.Tensor:
    """A random operand."""
    low, high = interval
    values = torch.rand(tuple(spec.shape), dtype=torch.float64) * (high - low) + low
    return values.to(getattr(torch, spec.dtype))


def row(operation: Operation, dtype: str) -> str:
    """A line of the table, measured."""
    kernel = tilium.compile(operation.build(dtype), out_idx=-1)
    torch.manual_seed(0)
    operands = [operand(spec, operation.interval) for spec in kernel.params[:-1]]
    result = kernel(*operands)
    exact = operation.exact(*(x.double() for x in operands))
    error = largest_error(result, exact, operation.result(dtype))
    calls = calls_of(kernel.sources["compute.cpp"])
    shown = ", ".join(f"`{call}`" for call in calls if call not in MOVES)
    who = engines_of(kernel, calls)
    cycles, busiest = cost_of(kernel, who, operation.tiles)
    return (
        f"| `{operation.name}` | {dtype} | {who} | {shown} | {error:.2g} | {cycles} | {busiest} |"
    )


def operation_table() -> str:
    """All of the table, in Markdown."""
    rows = [row(operation, t) for operation in all_operations() for t in operation.types]
    return "\n".join([HEAD, *rows])
