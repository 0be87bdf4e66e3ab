"""Runs a case on the mock device, for its cycles alone, and holds them against what bounds it."""

from __future__ import annotations

from dataclasses import dataclass

import tilium
import torch
from cases import Case
from tilium import _native
from tilium._profile import analyse, minimum_bytes

FIDELITY = "HiFi4"
FIDELITIES = ("LoFi", "HiFi2", "HiFi3", "HiFi4")
ENGINE_KINDS = {"matrix engine": "engine", "vector engine": "vector_engine"}


@dataclass(frozen=True)
class Measurement:
    """What a case took on a chip.

    Attributes:
        cycles: of the run.
        milliseconds: the same on the chip's clock.
        cores: how many took part.
        bound: cycles that no kernel for this program can go below.
        bound_by: "DRAM" or "engine", whichever asks for more.
        traffic: bytes moved by the least that must be.
        busiest: the resource that was at work longest, and its share of the run.
        round_costs: for a case with rounds, cycles of one: of the run and of each engine.
    """

    cycles: int
    milliseconds: float
    cores: int
    bound: float
    bound_by: str
    traffic: float
    busiest: tuple[str, float]
    round_costs: dict[str, float]

    @property
    def ratio(self) -> float:
        """How many times its bound the run took."""
        return self.cycles / self.bound


def dram_cycles(plan: dict, chip) -> float:
    """Cycles that all banks together need to read each input once and write each output once."""
    total = 0.0
    for tensor in plan["tensors"]:
        if tensor.get("workspace", False):
            continue
        size = tensor["num_pages"] * tensor["page_size"]
        if tensor["access"] in ("in", "inout"):
            total += size / chip.dram_read_bytes_per_cycle
        if tensor["access"] in ("out", "inout"):
            total += size / chip.dram_write_bytes_per_cycle
    return total / chip.dram_banks


def engine_cycles(case: Case, chip) -> float:
    """Cycles that the matrix engines of all cores together need for the products alone."""
    return case.products * chip.matmul_tile_cycles[FIDELITIES.index(FIDELITY)] / chip.cores


def measure(case: Case, target: str) -> Measurement:
    """Compiles a case for a chip and runs it without its arithmetic."""
    chip = _native.chip(target)
    kernel = tilium.compile(
        case.build(), out_idx=[-1], target=target, pass_configs=case.pass_configs
    )
    kernel.timing_only = True
    kernel(
        *(torch.zeros(spec.shape, dtype=getattr(torch, spec.dtype)) for spec in kernel.params[:-1])
    )
    report = kernel.last_report
    figures = analyse(kernel.plan, report, kernel.line_table)
    dram, engine = dram_cycles(kernel.plan, chip), engine_cycles(case, chip)
    busiest = figures["limits"][0]
    return Measurement(
        cycles=report["total_cycles"],
        milliseconds=report["microseconds"] / 1e3,
        cores=len(kernel.plan["work"]),
        bound=max(dram, engine),
        bound_by="DRAM" if dram >= engine else "engine",
        traffic=figures["traffic"]["dram_bytes"] / minimum_bytes(kernel.plan),
        busiest=(busiest["resource"], busiest["share"]),
        round_costs=round_costs(case, report, chip.cores),
    )


def round_costs(case: Case, report: dict, cores: int) -> dict[str, float]:
    """Cycles for one turn of the innermost loop: of the run, and of the busiest core."""
    if case.rounds is None:
        return {}
    rounds = case.rounds(cores)
    costs = {"run": float(report["total_cycles"])}
    for title, kind in ENGINE_KINDS.items():
        costs[title] = _most(report, "math", kind)
    costs["unpacker"] = _most(report, "unpack", "engine")
    costs["packer"] = _most(report, "pack", "engine")
    return {name: cycles / rounds for name, cycles in costs.items()}


def _most(report: dict, processor: str, kind: str) -> float:
    rows = [row for row in report["processors"] if row["processor"] == processor]
    return float(max(row["work_cycles"].get(kind, 0) for row in rows))
