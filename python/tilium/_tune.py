"""`tilium tune`: a program in several configurations, measured on the mock device's clock."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tilium._compile import compile
from tilium._dynamic import DynamicKernel
from tilium._errors import ArgumentError, CompileError, DeviceError
from tilium._kernel import Kernel


@dataclass
class Trial:
    """A configuration and what came of it: cycles, or why there are none.

    Attributes:
        config: the arguments that were tried.
        cycles, microseconds, cores: of its run, over all kernels; None if it was refused.
        refusal: the first line of what the compiler or the device said, or None.
        code: the code of that diagnostic, or the device's rule; empty if there is none.
    """

    config: dict[str, Any]
    cycles: int | None = None
    microseconds: float | None = None
    cores: int | None = None
    refusal: str | None = None
    code: str = ""


def grid(ranges: dict[str, list]) -> list[dict[str, Any]]:
    """All combinations of the values that each argument may have; the last one turns fastest."""
    return [dict(zip(ranges, values)) for values in itertools.product(*ranges.values())]


def run_trials(
    program: Callable[[dict[str, Any]], Any],
    configs: Iterable[dict[str, Any]],
    target: str,
    inputs: Callable[[Any], list],
    pass_configs: dict[str, Any] | None = None,
) -> Iterator[Trial]:
    """Compiles and measures `program(config)` for each configuration, one after the other.

    The device leaves out the arithmetic where the program is one kernel, which changes no cycle.
    """
    for config in configs:
        trial = Trial(config)
        try:
            kernel = compile(program(config), target=target, pass_configs=pass_configs)
            _measure(trial, kernel, inputs)
        except CompileError as error:
            first = next((d for d in error.diagnostics if d.severity == "error"), None)
            trial.refusal = first.message if first else str(error)
            trial.code = first.code if first else ""
        except DeviceError as error:
            trial.refusal, trial.code = str(error).splitlines()[0], error.rule
        yield trial


def _measure(trial: Trial, kernel, inputs: Callable[[Any], list]) -> None:
    if isinstance(kernel, DynamicKernel):
        raise ArgumentError(
            "the program has T.dynamic dimensions, whose sizes come with a call; "
            "name a function that takes sizes, and give them with --arg"
        )
    if isinstance(kernel, Kernel):
        kernel.timing_only = True
    kernel(*inputs(kernel))
    assert kernel.last_report is not None  # It ran.
    trial.cycles = kernel.last_report["total_cycles"]
    trial.microseconds = kernel.last_report["microseconds"]
    parts = [kernel] if isinstance(kernel, Kernel) else kernel.kernels
    trial.cores = max(len(part.plan["work"]) for part in parts)


def ranked(trials: Iterable[Trial]) -> list[Trial]:
    """The fastest first, then those that were refused."""
    return sorted(trials, key=lambda trial: (trial.cycles is None, trial.cycles or 0))


def trials_table(trials: list[Trial], limit: int | None = None):
    """The trials as a table of rich's: at most `limit` of those that ran, and how many were not."""
    from rich.table import Table

    ran = [trial for trial in trials if trial.cycles is not None]
    refused = [trial for trial in trials if trial.cycles is None]
    names = list(trials[0].config) if trials else []
    table = Table(title=f"{len(ran)} of {len(trials)} configurations run (mock device)")
    for name in names:
        table.add_column(name, justify="right")
    for name in ("cycles", "us", "cores", "by the best"):
        table.add_column(name, justify="right")
    for trial in ran[:limit]:
        assert trial.cycles is not None and trial.microseconds is not None
        ratio = trial.cycles / (ran[0].cycles or 1)
        values = [str(trial.config[name]) for name in names]
        table.add_row(
            *values,
            str(trial.cycles),
            f"{trial.microseconds:.1f}",
            str(trial.cores),
            f"{ratio:.2f}",
        )
    if refused and ran:
        table.add_section()
    for trial in refused[:limit]:
        values = [str(trial.config[name]) for name in names]
        table.add_row(*values, "refused", "", "", trial.code or "see --json")
    return table
