"""The programs that both run: kernels, formats, fidelities and modes of DST."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import values

KERNELS = Path(__file__).resolve().parent / "kernels"
CHIPS = {"wormhole_b0": "wh", "blackhole": "bh"}
FIDELITIES = ("LoFi", "HiFi2", "HiFi3", "HiFi4")
TILES = 8  # Of each operand: two of each kind.
CORES = [[0, 0, 0, 0]]

SPREADS = ("", ", row", ", column", ", scalar")
ELTWISE = {
    f"{name}{spread}": operation + 4 * way
    for way, spread in enumerate(SPREADS)
    for operation, name in enumerate(("add", "sub", "mul"))
}
REDUCTIONS = {
    f"{kind}, {along}": number + 2 * dimension
    for dimension, along in enumerate(("rows", "columns", "all"))
    for number, kind in enumerate(("sum", "max"))
}


@dataclass(frozen=True)
class Case:
    """A program on one core. `fp32` is fp32_dest_acc_en; `exact` unpacks to DST in 32 bits."""

    kernel: str
    operation: str
    way: int
    source: str
    result: str
    fp32: bool
    fidelity: str = "HiFi4"
    exact: bool = False

    @property
    def name(self) -> str:
        """For files and messages."""
        parts = [self.operation, self.source, self.result, self.fidelity]
        parts += ["dst32" if self.fp32 else "dst16", "exact" if self.exact else ""]
        return "-".join(part.replace(", ", "_") for part in parts if part)

    @property
    def results(self) -> int:
        """Tiles of results: products and reductions take two tiles for each."""
        return TILES // 2 if self.kernel in ("matmul", "reduce") else TILES


def _dst_format(source: str, fp32: bool) -> str:
    """The format that shows all bits of DST."""
    return "Float32" if fp32 else "Float16" if source == "Float16" else "Float16_b"


def _copies() -> list[Case]:
    pairs = [(f, f, fp32) for f in values.NUMBERS for fp32 in (False, True)]
    pairs += [("UInt16", "UInt16", False), ("UInt16", "UInt16", True), ("UInt8", "UInt8", True)]
    cases = [
        Case("copy", operation, way, source, result, fp32)
        for way, operation in enumerate(("copy", "transpose"))
        for source, result, fp32 in pairs
    ]
    cases += [
        Case("copy", operation, way, f, f, True, exact=f == "Float32")
        for way, operation in enumerate(("copy", "transpose"))
        for f in ("Float32", "Int32", "UInt32")
    ]
    conversions = [("Float32", "Float16_b"), ("Float32", "Float16"), ("Float32", "Bfp8_b")]
    conversions += [("Float32", "Bfp4_b")]
    cases += [Case("copy", "copy", 0, a, b, True, exact=True) for a, b in conversions]
    others = [("Float16_b", "Float32"), ("Float16_b", "Bfp8_b"), ("Float16_b", "Bfp4_b")]
    others += [("Bfp8_b", "Float16_b"), ("Bfp8_b", "Float32"), ("Float16", "Float32")]
    others += [("Float16", "Float16_b"), ("Float16_b", "Float16")]
    cases += [Case("copy", "copy", 0, a, b, fp32) for a, b in others for fp32 in (False, True)]
    return cases


def _engine_cases(kernel: str, operations: dict[str, int], phases: str) -> list[Case]:
    """Fidelity matters to operations of the matrix engine whose names start with `phases`."""
    return [
        Case(kernel, name, way, source, _dst_format(source, fp32), fp32, fidelity)
        for source in values.NUMBERS
        for fp32 in (False, True)
        for fidelity in FIDELITIES
        # Block formats have mantissas that a phase or two take in whole.
        if source not in values.BLOCK_FORMATS or fidelity in ("LoFi", "HiFi4")
        for name, way in operations.items()
        if name.startswith(phases) or fidelity == "HiFi4"
    ]


def all_cases() -> list[Case]:
    """All of them, those with the same compute kernel and configuration side by side."""
    return [
        *_copies(),
        *_engine_cases("eltwise", ELTWISE, "mul"),
        *_engine_cases("matmul", {"matmul": 0}, "matmul"),
        *_engine_cases("reduce", REDUCTIONS, "sum"),
    ]


def _compute_arguments(case: Case) -> list[int]:
    if case.kernel == "matmul":
        return [case.results, 2]
    return [case.way, case.results]


def _second_operand(case: Case, seed: int) -> bytes:
    if case.kernel == "reduce":
        value = 1.0 if case.operation.startswith("max") else 0.75
        return values.scaler(case.source, value, TILES)
    return values.operand(case.source, seed + 1, TILES // len(values.KINDS), _rare(case))


def _rare(case: Case) -> bool:
    return case.kernel in ("matmul", "reduce")


def write_program(case: Case, chip: str, folder: Path, seed: int = 1) -> Path:
    """Writes the program file of a case and the bytes of its operands; docs/device-mutants.md has
    the format.
    """
    two = case.kernel != "copy"
    path = folder / f"{chip}-{case.name}.json"
    operands = {"a": values.operand(case.source, seed, TILES // len(values.KINDS), _rare(case))}
    if two:
        operands["b"] = _second_operand(case, seed)
    buffers = {}
    for name, data in operands.items():
        file = path.with_suffix(f".{name}")
        file.write_bytes(data)
        buffers[name] = {"format": case.source, "pages": TILES, "data": file.name}
    buffers["c"] = {"format": case.result, "pages": case.results, "output": True}
    program = {
        "architecture": chip,
        "buffers": buffers,
        "kernels": _kernels(case, list(operands)),
        "circular_buffers": [
            {"indices": [index], "cores": CORES, "format": case.source, "pages": 2}
            for index in range(len(operands))
        ]
        + [{"indices": [16], "cores": CORES, "format": case.result, "pages": 2}],
    }
    path.write_text(json.dumps(program, indent=1))
    return path


def _kernels(case: Case, operands: list[str]) -> list[dict]:
    def kernel(file: str, kind: str, accessors: list[str], arguments: list) -> dict:
        return {
            "file": str(KERNELS / file),
            "kind": kind,
            "cores": CORES,
            "compile_time_args": [{"accessor": name} for name in accessors],
            "runtime_args": [{"core": [0, 0], "args": arguments}],
        }

    addresses = [{"address": name} for name in operands]
    reader = "read_two.cpp" if len(operands) == 2 else "read_one.cpp"
    compute = kernel(f"{case.kernel}.cpp", "compute", [], _compute_arguments(case))
    compute["fp32_dest_acc_en"] = case.fp32
    compute["math_fidelity"] = case.fidelity
    if case.exact:
        compute["unpack_to_dest_fp32"] = [0]
    return [
        kernel(reader, "reader", operands, [*addresses, TILES]),
        compute,
        kernel("write_one.cpp", "writer", ["c"], [{"address": "c"}, case.results]),
    ]
