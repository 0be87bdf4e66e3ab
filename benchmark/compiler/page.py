"""docs/benchmarks.md: what compiled programs take on the mock device, against what bounds them.

    PYTHONPATH=build/python build/venv/bin/python benchmark/compiler/page.py [--update]

Prints the tables; with --update it writes them into the page. `--only` measures the programs with
TEXT in their names. The simulated clock gives the same figures in every run.
"""

from __future__ import annotations

import argparse
import sys

from cases import TOP, Case, all_cases
from measure import Measurement, measure
from rich.progress import Progress

PAGE = TOP / "docs/benchmarks.md"
TARGETS = ("wormhole_b0", "blackhole")
GOALS = {"elementwise": 1.3, "softmax and norms": 1.5}
HEAD = "| program | cycles | ms | bound | times bound | DRAM traffic | busiest |"
ROUNDS_COLUMNS = "run", "matrix engine", "vector engine", "both", "share", "unpacker", "packer"
ROUNDS_HEAD = f"| program | {' | '.join(ROUNDS_COLUMNS)} |"


def markers(target: str) -> tuple[str, str]:
    """The lines between which the page has what was measured for a chip."""
    return f"<!-- {target}: begin -->", f"<!-- {target}: end -->"


def row(case: Case, result: Measurement) -> str:
    """A line of the table."""
    goal = GOALS.get(case.group)
    missed = goal is not None and result.ratio > goal
    ratio = f"**{result.ratio:.2f}**" if missed else f"{result.ratio:.2f}"
    resource, share = result.busiest
    return (
        f"| {case.name} | {result.cycles} | {result.milliseconds:.3f} | "
        f"{result.bound_by} {result.bound:.0f} | {ratio} | {result.traffic:.2f} | "
        f"{resource} {100 * share:.0f} % |"
    )


def round_row(case: Case, result: Measurement) -> str:
    """A line of the table of what one turn of the innermost loop costs."""
    costs = result.round_costs
    both = costs["matrix engine"] + costs["vector engine"]
    return (
        f"| {case.name} | {costs['run']:.0f} | {costs['matrix engine']:.0f} | "
        f"{costs['vector engine']:.0f} | {both:.0f} | {100 * both / costs['run']:.0f} % | "
        f"{costs['unpacker']:.0f} | {costs['packer']:.0f} |"
    )


def tables(results: list[tuple[Case, Measurement]]) -> str:
    """What was measured on one chip, in Markdown."""
    lines = [HEAD, "|---|---|---|---|---|---|---|"]
    lines += [row(case, result) for case, result in results]
    rounds = [round_row(case, result) for case, result in results if result.round_costs]
    if rounds:
        lines += ["", "One turn of the innermost loop, in cycles:", ""]
        lines += [ROUNDS_HEAD, "|---|---|---|---|---|---|---|---|", *rounds]
    return "\n".join(lines)


def measure_all(cases: list[Case]) -> dict[str, str]:
    """The tables of each chip."""
    texts = {}
    with Progress(transient=True) as progress:
        task = progress.add_task("measuring", total=len(cases) * len(TARGETS))
        for target in TARGETS:
            results = []
            for case in cases:
                results.append((case, measure(case, target)))
                progress.advance(task)
            texts[target] = tables(results)
    return texts


def main() -> int:
    """Prints or writes the tables; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help=f"write them into {PAGE.name}")
    parser.add_argument("--only", default="", help="measure programs with this in their names")
    arguments = parser.parse_args()
    if arguments.update and arguments.only:
        parser.error("--update writes all of the page; leave out --only")
    cases = [case for case in all_cases() if arguments.only in case.name]
    if not cases:
        parser.error(f"no program has {arguments.only!r} in its name")
    page = PAGE.read_text()
    for target, text in measure_all(cases).items():
        print(f"{target}\n\n{text}\n")
        begin, end = markers(target)
        before, rest = page.split(begin)
        page = f"{before}{begin}\n{text}\n{end}{rest.split(end)[1]}"
    if arguments.update:
        PAGE.write_text(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
