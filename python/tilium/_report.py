"""The account of a run as a table: where the cycles went."""

from __future__ import annotations

from collections import defaultdict

from tilium._lines import line_costs, lines_table


def print_report(kernel) -> None:
    """Prints the last run of a kernel: cycles by kind of processor, busy and waiting by cause.

    With the costs of Python lines, if the run had a trace.
    """
    if hasattr(kernel, "kernels"):
        for single in kernel.kernels:
            print_report(single)
        return
    from rich.console import Console
    from rich.table import Table

    report = kernel.last_report
    table = Table(
        title=f"{kernel.plan['name']} on {report['architecture']}: "
        f"{report['total_cycles']} cycles, "
        f"{report['microseconds']:.1f} us on {len(kernel.plan['work'])} cores (mock device)"
    )
    table.add_column("processor")
    table.add_column("kernel")
    table.add_column("busy", justify="right")
    table.add_column("waited for", justify="left")
    for (processor, name), rows in summarize(report).items():
        busy = sum(row["busy_cycles"] for row in rows)
        total = sum(row["end_cycle"] for row in rows) or 1
        causes: dict[str, int] = defaultdict(int)
        for row in rows:
            for cause, cycles in row["wait_cycles"].items():
                causes[cause] += cycles
        waits = ", ".join(
            f"{cause} {100 * cycles / total:.0f} %"
            for cause, cycles in sorted(causes.items(), key=lambda item: -item[1])
            if cycles * 100 >= total
        )
        table.add_row(processor, name, f"{100 * busy / total:.0f} %", waits or "nothing")
    console = Console()
    console.print(table)
    if "lines" in report:
        console.print(lines_table(line_costs(report, kernel.line_table)))


def summarize(report: dict) -> dict[tuple[str, str], list[dict]]:
    """The processors of all cores, grouped by kind and kernel."""
    groups: dict[tuple[str, str], list[dict]] = defaultdict(list)
    for row in report["processors"]:
        groups[row["processor"], row["kernel"]].append(row)
    return groups
