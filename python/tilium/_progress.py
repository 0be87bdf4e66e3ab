"""Shows on a terminal that work goes on, and how far it is; nothing anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def _bar(quiet: bool, *columns):
    """A line on standard error that disappears when the work is done."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        *columns,
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )


@contextmanager
def working(text: str, quiet: bool = False) -> Iterator[None]:
    """While work goes on whose end nobody knows: what it is, and for how long it has run."""
    with _bar(quiet) as bar:
        bar.add_task(text, total=None)
        yield


@contextmanager
def counting(text: str, total: int, quiet: bool = False) -> Iterator[Any]:
    """While `total` pieces of work are done: gives a function to call after each, with a note."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[note]}"))
    with _bar(quiet, *columns, TimeRemainingColumn()) as bar:
        task = bar.add_task(text, total=total, note="")

        def done(note: str = "") -> None:
            bar.update(task, advance=1, note=note)

        yield done
