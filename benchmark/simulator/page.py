"""The tables of docs/device-simulator.md."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from cases import CHIPS, ELTWISE, FIDELITIES, REDUCTIONS

if TYPE_CHECKING:
    from compare import Outcome

PAGE = Path(__file__).resolve().parent.parent.parent / "docs/device-simulator.md"
GROUPS = {
    "Copies and transposes": ("copy", "transpose"),
    "Element by element": tuple(ELTWISE),
    "Products": ("matmul",),
    "Reductions": tuple(REDUCTIONS),
}
HEAD = "| operation | operands | result | DST | fidelity | Wormhole | Blackhole |"


def markers(what: str) -> tuple[str, str]:
    """The lines between which the page has what was measured."""
    return f"<!-- {what}: begin -->", f"<!-- {what}: end -->"


def cell(outcome: Outcome | None) -> str:
    """What came of one program on one chip."""
    if outcome is None:
        return "not run"
    if outcome.stops:
        return f"the simulator stops: {short(outcome.stops)}"
    if outcome.refused:
        return f"the mock device refuses: {short(outcome.refused)}"
    if not outcome.differences:
        return "equal"
    parts = []
    for kind, found in outcome.differences.items():
        size = "one side infinite" if found.largest == float("inf") else f"{found.largest:.1e}"
        parts.append(f"{kind}: {found.elements} of {found.of} ({size})")
    return "; ".join(parts)


def short(message: str) -> str:
    """A message as it fits a table."""
    return message.replace("|", "/").split("\n")[0][:110]


def rows(outcomes: list[Outcome]) -> list[str]:
    """Lines of a table; what has the same results shares one."""
    by_case = defaultdict(dict)
    for outcome in outcomes:
        by_case[outcome.case][outcome.chip] = outcome
    merged: dict[tuple, list] = defaultdict(list)
    for case, found in by_case.items():
        cells = tuple(cell(found.get(chip)) for chip in CHIPS)
        dst = ("32 bits" if case.fp32 else "16 bits") + (", unpacked to" if case.exact else "")
        merged[(case.operation, case.source, case.result, dst, cells)].append(case.fidelity)
    lines: dict[tuple, list[str]] = defaultdict(list)
    for (operation, source, result, dst, cells), fidelities in merged.items():
        names = [name for name in FIDELITIES if name in fidelities]
        lines[(source, result, dst, ", ".join(names), cells)].append(operation)
    return [
        f"| {'; '.join(operations)} | {source} | {result} | {dst} | {fidelity} | "
        + " | ".join(cells)
        + " |"
        for (source, result, dst, fidelity, cells), operations in lines.items()
    ]


def summary(outcomes: list[Outcome]) -> list[str]:
    """How many programs of each chip give the same bits."""
    lines = ["| chip | programs | same bits | differ | the simulator stops | refused here |"]
    lines.append("|---|---|---|---|---|---|")
    for chip in CHIPS:
        of_chip = [outcome for outcome in outcomes if outcome.chip == chip]
        stops = [o for o in of_chip if o.stops]
        refused = [o for o in of_chip if o.refused and not o.stops]
        differ = [o for o in of_chip if o.differences]
        equal = len(of_chip) - len(stops) - len(refused) - len(differ)
        lines.append(
            f"| {chip} | {len(of_chip)} | {equal} | {len(differ)} | {len(stops)} | {len(refused)} |"
        )
    return lines


def tables(outcomes: list[Outcome]) -> str:
    """All of it, in Markdown."""
    lines = summary(outcomes)
    for title, operations in GROUPS.items():
        of_group = [o for o in outcomes if o.case.operation in operations]
        if of_group:
            lines += [
                "",
                f"### {title}",
                "",
                HEAD,
                "|---|---|---|---|---|---|---|",
                *rows(of_group),
            ]
    return "\n".join(lines)


def replace(what: str, text: str) -> None:
    """Puts text between the markers of the page."""
    begin, end = markers(what)
    page = PAGE.read_text()
    before, rest = page.split(begin)
    _, after = rest.split(end)
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{after}")


def update(outcomes: list[Outcome]) -> None:
    """Writes the tables into the page."""
    replace("comparison", tables(outcomes))
