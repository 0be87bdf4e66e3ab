"""What a run was held back by, worked out of the device's account and its trace."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tilium._errors import ArgumentError
from tilium._lines import LineTable, line_costs, lines_table, place
from tilium._report import summarize

SCHEMA_VERSION = 1


class Profile:
    """Where the time of a run went, for each kernel of the program in the order they ran.

    Attributes:
        data: all figures; `to_json` gives the same as text.
    """

    def __init__(self, kernels: list[dict], traces: list[dict]):
        self.data: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "kernels": kernels}
        self._traces = traces  # Slices name lines of the program beside those of the kernels.

    @classmethod
    def of_last_run(cls, kernels: Sequence) -> Profile:
        """The profile of kernels that ran with `tracing`."""
        for kernel in kernels:
            if kernel.last_report is None or kernel.last_trace is None:
                raise ArgumentError(f"{kernel.plan['name']} has not run with tracing")
        tables = [kernel.line_table for kernel in kernels]
        return cls(
            [analyse(k.plan, k.last_report, table) for k, table in zip(kernels, tables)],
            [_with_lines(json.loads(k.last_trace), table) for k, table in zip(kernels, tables)],
        )

    def to_json(self, path: str | Path | None = None) -> str:
        """All figures as JSON; written to `path` if there is one."""
        return _write(json.dumps(self.data, indent=2), path)

    def timeline(self, path: str | Path | None = None) -> str:
        """The run over time for Perfetto; the kernels of a program follow each other."""
        events: list[dict] = []
        start = 0.0
        for kernel, trace in zip(self.data["kernels"], self._traces):
            events += [{**event, "ts": event["ts"] + start} for event in trace["traceEvents"]]
            start += kernel["microseconds"]
        return _write(json.dumps({"traceEvents": events, "displayTimeUnit": "ns"}), path)

    def html(self, path: str | Path | None = None) -> str:
        """All of it as one page, which needs no network; written to `path` if there is one."""
        from tilium._profile_page import render

        return _write(render(self.data["kernels"], self._traces), path)

    def print(self) -> None:
        """Prints the figures as tables."""
        from rich.console import Console

        console = Console()
        for kernel in self.data["kernels"]:
            for table in _tables(kernel):
                console.print(table)


def analyse(plan: dict, report: dict, table: LineTable) -> dict:
    """The figures of one kernel, from its plan and the device's account of its run."""
    total = report["total_cycles"]
    cores = _core_rows(report)
    moved = sum(bank["bytes"] for bank in report["dram_banks"])
    minimum = minimum_bytes(plan)
    return {
        "name": plan["name"],
        "architecture": report["architecture"],
        "total_cycles": total,
        "microseconds": report["microseconds"],
        "grid": plan["core_grid"],
        "cores": cores,
        "processors": _processor_rows(report),
        "lines": line_costs(report, table),
        "limits": _limits(report),
        "roofline": _roofline(report, cores, moved),
        "traffic": {
            "dram_bytes": moved,
            "minimum_bytes": minimum,
            "ratio": moved / minimum if minimum else None,
        },
        "dram_banks": [_load(bank, total) for bank in report["dram_banks"]],
        "noc_links": sorted(
            (_load(link, total) for link in report["noc_links"]), key=lambda row: -row["load"]
        ),
        "circular_buffers": _buffer_rows(plan, report),
    }


def _with_lines(trace: dict, table: LineTable) -> dict:
    """The trace with the place in the program at each slice, where there is one."""
    for event in trace["traceEvents"]:
        if event["ph"] != "X":
            continue
        arguments = event["args"]
        origin = table.origin(arguments["file"], arguments["line"])
        event["args"] = {"kernel": f"{arguments['file']}:{arguments['line']}"}
        if origin:
            event["args"]["python"] = place({"file": origin[0], "line": origin[1]})
    return trace


def minimum_bytes(plan: dict) -> int:
    """What any kernel must move: each input read once, each output written once.

    Workspace is no part of it: another program might do without.
    """
    return sum(
        tensor["num_pages"] * tensor["page_size"] * (2 if tensor["access"] == "inout" else 1)
        for tensor in plan["tensors"]
        if not tensor.get("workspace", False)
    )


def _math_cycles(row: dict) -> int:
    return row["work_cycles"].get("engine", 0) + row["work_cycles"].get("vector_engine", 0)


def _core_rows(report: dict) -> list[dict]:
    """Each core: when it ended, how busy its engines were, what it moved."""
    rows = {
        tuple(core["core"]): {
            "core": core["core"],
            "end_cycle": 0,
            "math_cycles": 0,
            "utilisation": 0.0,
            "bytes_read": core["bytes_read"],
            "bytes_written": core["bytes_written"],
        }
        for core in report["cores"]
    }
    for processor in report["processors"]:
        row = rows[tuple(processor["core"])]
        row["end_cycle"] = max(row["end_cycle"], processor["end_cycle"])
        if processor["processor"] == "math":
            row["math_cycles"] = _math_cycles(processor)
            row["utilisation"] = row["math_cycles"] / (report["total_cycles"] or 1)
    return list(rows.values())


def _processor_rows(report: dict) -> list[dict]:
    """Each kind of processor over all cores: cycles at work and waiting, by cause."""
    result = []
    for (processor, kernel), rows in summarize(report).items():
        work: dict[str, int] = defaultdict(int)
        waits: dict[str, int] = defaultdict(int)
        for row in rows:
            for kind, cycles in row["work_cycles"].items():
                work[kind] += cycles
            for cause, cycles in row["wait_cycles"].items():
                waits[cause] += cycles
        result.append(
            {
                "processor": processor,
                "kernel": kernel,
                "cores": len(rows),
                "cycles": sum(row["end_cycle"] for row in rows),
                "work_cycles": dict(work),
                "wait_cycles": dict(sorted(waits.items(), key=lambda item: -item[1])),
            }
        )
    return result


def _load(traffic: dict, total: int) -> dict:
    return {**traffic, "load": traffic["busy_cycles"] / (total or 1)}


def _limits(report: dict) -> list[dict]:
    """Cycles for which the busiest of each resource was at work: none can make the run shorter."""
    engines: dict[str, int] = defaultdict(int)
    for row in report["processors"]:
        engines[row["processor"]] = max(engines[row["processor"]], _math_cycles(row))
    cycles = {
        "matrix and vector engine": float(engines["math"]),
        "unpacker": float(engines["unpack"]),
        "packer": float(engines["pack"]),
        "DRAM bank": max((bank["busy_cycles"] for bank in report["dram_banks"]), default=0.0),
        "NoC link": max((link["busy_cycles"] for link in report["noc_links"]), default=0.0),
    }
    total = report["total_cycles"] or 1
    rows = [
        {"resource": name, "busy_cycles": value, "share": value / total}
        for name, value in cycles.items()
    ]
    return sorted(rows, key=lambda row: -row["busy_cycles"])


def _roofline(report: dict, cores: list[dict], moved: int) -> dict:
    """The run's place under its two roofs, in engine cycles.

    The engine roof is all cores in use at work in every cycle. The DRAM roof is the rate at which
    the banks served this run's requests while they were busy, for all banks in use together.
    """
    math = sum(core["math_cycles"] for core in cores)
    rate = sum(
        bank["bytes"] / bank["busy_cycles"] for bank in report["dram_banks"] if bank["busy_cycles"]
    )
    total = report["total_cycles"] or 1
    intensity = math / moved if moved else None
    roof = min(len(cores), intensity * rate) if intensity is not None else len(cores)
    return {
        "engine_cycles": math,
        "intensity": intensity,
        "dram_bytes_per_cycle": rate,
        "peak": len(cores),
        "reached": math / total,
        "roof": roof,
        "share_of_roof": math / total / roof if roof else 0.0,
        "bound": "DRAM" if intensity is not None and intensity * rate < len(cores) else "engines",
    }


def _buffer_rows(plan: dict, report: dict) -> list[dict]:
    """Each circular buffer over all cores, under the names the program has for it."""
    groups: dict[int, list[dict]] = defaultdict(list)
    for row in report["circular_buffers"]:
        groups[row["buffer"]].append(row)
    names = {buffer["id"]: ", ".join(buffer["names"]) for buffer in plan["circular_buffers"]}
    return [
        {
            "buffer": buffer,
            "name": names.get(buffer, f"buffer {buffer}"),
            "pages": rows[0]["pages"],
            "page_bytes": rows[0]["page_bytes"],
            "highest": max(row["highest"] for row in rows),
            "average": sum(row["average"] for row in rows) / len(rows),
            "producer_wait_cycles": sum(row["producer_wait_cycles"] for row in rows),
            "consumer_wait_cycles": sum(row["consumer_wait_cycles"] for row in rows),
        }
        for buffer, rows in sorted(groups.items())
    ]


def _tables(kernel: dict) -> list:
    """One kernel's figures as rich tables."""
    from rich.table import Table

    roofline, traffic = kernel["roofline"], kernel["traffic"]
    ratio = f" ({traffic['ratio']:.2f} times)" if traffic["ratio"] else ""
    head = Table(
        title=f"{kernel['name']} on {kernel['architecture']}: {kernel['total_cycles']} cycles, "
        f"{kernel['microseconds']:.1f} us on {len(kernel['cores'])} cores (mock device)",
        show_header=False,
    )
    head.add_row("bound by", roofline["bound"])
    head.add_row("of that roof", f"{100 * roofline['share_of_roof']:.0f} %")
    head.add_row("engines at work", f"{100 * roofline['reached'] / roofline['peak']:.0f} %")
    head.add_row(
        "DRAM bytes", f"{traffic['dram_bytes']} of at least {traffic['minimum_bytes']}{ratio}"
    )
    limits = Table("busiest", "cycles", "of the run", title="What was busy")
    for row in kernel["limits"]:
        limits.add_row(row["resource"], f"{row['busy_cycles']:.0f}", f"{100 * row['share']:.0f} %")
    processors = Table("processor", "kernel", "busy", "waited for", title="Processors")
    for row in kernel["processors"]:
        total = row["cycles"] or 1
        waits = ", ".join(
            f"{cause} {100 * cycles / total:.0f} %"
            for cause, cycles in row["wait_cycles"].items()
            if cycles * 100 >= total
        )
        busy = 100 * sum(row["work_cycles"].values()) / total
        processors.add_row(row["processor"], row["kernel"], f"{busy:.0f} %", waits or "nothing")
    buffers = Table("buffer", "pages", "most", "average", title="Circular buffers")
    for row in kernel["circular_buffers"]:
        buffers.add_row(
            row["name"], str(row["pages"]), str(row["highest"]), f"{row['average']:.2f}"
        )
    return [head, lines_table(kernel["lines"]), limits, processors, buffers]


def _write(text: str, path: str | Path | None) -> str:
    if path is not None:
        Path(path).write_text(text, encoding="utf-8")
    return text
