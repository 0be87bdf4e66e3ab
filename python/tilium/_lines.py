"""What each Python line of a program cost, out of the device's account of the kernels' lines."""

from __future__ import annotations

import bisect
import json
import linecache
from collections import defaultdict
from pathlib import Path

SCHEMA_VERSION = 1


class LineTable:
    """Which line of the program each line of the emitted kernels carries out: tt.lines.json."""

    def __init__(self, text: str):
        data = json.loads(text)
        if data.get("schema_version") != SCHEMA_VERSION:
            raise ValueError(f"tt.lines.json is not of version {SCHEMA_VERSION}; compile again")
        self._files: list[str] = data["files"]
        self._kernels: dict[str, list[list[int]]] = data["kernels"]

    def origin(self, kernel_file: str, line: int) -> tuple[str, int] | None:
        """File and line of the program behind a kernel's line; None if there is none."""
        ranges = self._kernels.get(kernel_file, [])
        position = bisect.bisect_right(ranges, line, key=lambda entry: entry[0]) - 1
        if position < 0 or len(ranges[position]) == 1:
            return None
        _, file, number = ranges[position]
        return self._files[file], number


def line_costs(report: dict, table: LineTable) -> list[dict]:
    """Each Python line's cycles by processor, over all cores; the costliest first.

    Shares are of the run: cycles by those that the processors of that kind had together. A line's
    share is the largest one of its processors, as these work at the same time. What no line of the
    program stands behind has `file` None. Empty without a trace.
    """
    counts: dict[str, int] = defaultdict(int)
    for row in report["processors"]:
        counts[row["processor"]] += 1
    groups: dict[tuple[str, int] | None, dict[str, dict]] = {}
    for row in report.get("lines", []):
        processors = groups.setdefault(table.origin(row["file"], row["line"]), {})
        _add_cycles(processors, row)
    rows = []
    for origin, processors in groups.items():
        for name, account in processors.items():
            span = (report["total_cycles"] or 1) * counts[name]
            account["work_share"] = sum(account["work_cycles"].values()) / span
            account["wait_share"] = sum(account["wait_cycles"].values()) / span
        file, line = origin or (None, 0)
        rows.append(
            {
                "file": file,
                "line": line,
                "source": source_text(file, line) if file else "",
                "share": max(account["work_share"] for account in processors.values()),
                "processors": processors,
            }
        )
    return sorted(rows, key=lambda row: (-row["share"], row["file"] or "", row["line"]))


def _add_cycles(processors: dict[str, dict], row: dict) -> None:
    """Adds a line of a kernel to the account of its processor."""
    account = processors.setdefault(
        row["processor"],
        {"kernel": row["kernel"], "calls": 0, "cycles": 0, "work_cycles": {}, "wait_cycles": {}},
    )
    account["calls"] += row["calls"]
    account["cycles"] += row["cycles"]
    for kind in ("work_cycles", "wait_cycles"):
        for cause, cycles in row[kind].items():
            account[kind][cause] = account[kind].get(cause, 0) + cycles


def source_text(file: str, line: int) -> str:
    """A line of the program; empty if the file, or the notebook's cell, is not there any more."""
    linecache.checkcache(file)
    return linecache.getline(file, line).strip()


def place(row: dict) -> str:
    """A line's place for people: the file's name and the number."""
    return f"{Path(row['file']).name}:{row['line']}" if row["file"] else "no Python line"


def listing(rows: list[dict]) -> list[dict]:
    """The parts of the program's files that cost something, with all lines in between."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row["file"]:
            numbers[row["file"]].add(row["line"])
    parts = []
    for file, lines in sorted(numbers.items()):
        linecache.checkcache(file)
        texts = [
            [number, linecache.getline(file, number).rstrip("\n")]
            for number in range(min(lines), max(lines) + 1)
        ]
        parts.append({"file": file, "name": Path(file).name, "lines": texts})
    return parts


def lines_table(rows: list[dict], most: int = 10):
    """The costliest lines as a rich table."""
    from rich.table import Table
    from rich.text import Text

    shown = [row for row in rows if row["share"] >= 0.005][:most] or rows[:1]
    table = Table(title="Python lines that cost most, in shares of the run", caption_justify="left")
    # Narrow terminals shorten the source, which the reader has, and never the figures.
    table.add_column("line", no_wrap=True)
    table.add_column("source", min_width=12)
    table.add_column("at work", no_wrap=True)
    table.add_column("waited", overflow="fold", min_width=24)
    for row in shown:
        table.add_row(
            place(row),
            # Brackets of Python are no markup of rich's.
            Text(row["source"], no_wrap=True, overflow="ellipsis"),
            "\n".join(_shares(row, "work_share")) or "-",
            "\n".join(_shares(row, "wait_share")) or "-",
        )
    if len(rows) > len(shown):
        table.caption = f"{len(rows) - len(shown)} lines with less are left out"
    return table


def _shares(row: dict, kind: str) -> list[str]:
    """The processors with at least half a percent, the largest first; waits with their cause."""
    texts = []
    for name, account in sorted(row["processors"].items(), key=lambda item: -item[1][kind]):
        if account[kind] < 0.005:
            continue
        text = f"{name} {100 * account[kind]:.0f} %"
        if kind == "wait_share":
            text += f" {max(account['wait_cycles'], key=account['wait_cycles'].get)}"
        texts.append(text)
    return texts
