"""What becomes of every program in TileLang's own examples, tests and benchmarks.

    python conformance/sweep.py                     # compiles all, runs those of moderate size
    python conformance/sweep.py --only flash --no-run
    python conformance/sweep.py --write             # also writes docs/conformance.md

The conformance kit loads TileLang's sources. Each file's tests and `main` are executed one
statement at a time with TileLang's compiler replaced: what it would have been given is a program.
A program has to compile, or be refused with a diagnostic that has a code and a line; one of
moderate size that compiles runs on the mock device with random inputs and has to give what the
kit's reference interpreter gives. Anything else is a bug, and makes the command fail.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import multiprocessing
import os
import sys
import traceback
from pathlib import Path

import sweep_harvest
from random_programs import KIT

# Children share what is imported here.
FORKS = multiprocessing.get_context("fork")
PAGE = Path(__file__).resolve().parents[1] / "docs/conformance.md"
# A file that takes longer is given up; the outcome of its programs so far is kept.
SECONDS = 600
# What is run: programs that the interpreter gets through quickly.
MOST_ELEMENTS = 1 << 21
MOST_STATEMENTS = 2000
TOLERANCE = 2e-2
BUGS = ("crash", "uncoded", "unplaced", "fault", "wrong")


@dataclasses.dataclass
class Outcome:
    """What became of one program.

    `key` is the program's structural hash. `what` is one of: refused, right, compiles (but it is
    too large to run, or the reference cannot run it); or a bug: crash (of the compiler), uncoded
    and unplaced (a refusal without code or line), fault (of the device), wrong.
    """

    file: str
    name: str
    what: str
    code: str = ""
    detail: str = ""
    key: int = 0


def compiled(program) -> tuple[object | None, str, str, str]:
    """A program's kernel, or None; with outcome, code and text of the refusal."""
    import tilium

    try:
        return tilium.compile(program), "compiles", "", ""
    except tilium.CompileError as error:
        return None, *refusal(error)
    except Exception:
        return None, "crash", "", traceback.format_exc(limit=-3)


def refusal(error) -> tuple[str, str, str]:
    """Outcome, code and text of what a program is refused with."""
    first = next(said for said in error.diagnostics if said.severity == "error")
    text = f"{Path(first.file or '?').name}:{first.line}: {first.message.splitlines()[0]}"
    if not first.code:
        return "uncoded", "", text
    placed = first.file and first.line > 0 and Path(first.file).is_file()
    return "refused" if placed else "unplaced", first.code, text


def outcome_of(file: str, name: str, program, run: bool) -> Outcome:
    """Compiles a program, and runs it if asked to."""
    import tilium

    kernel, what, code, detail = compiled(program)
    if kernel is not None and run:
        import sweep_run

        try:
            what, detail = sweep_run.compare(program, kernel)
        except tilium.CompileError as error:  # Of dynamic shapes: compiled when it is called.
            what, code, detail = refusal(error)
    return Outcome(file, name, what, code, detail)


def examine(root: Path, file: str, run: bool, limit: int, seen: set[int], channel) -> None:
    """Sends each program of a file, in case it crashes, and then what became of it."""
    silence()
    for name, program, key in sweep_harvest.programs(root / file, limit, set(seen)):
        channel.send(Outcome(file, name, "crash", detail="the process ended", key=key))
        outcome = outcome_of(file, name, program, run)
        channel.send(dataclasses.replace(outcome, key=key))
    channel.send(None)


def silence() -> None:
    """Drops what TileLang and its programs print, whichever library prints it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def outcomes_of_file(root: Path, file: str, run: bool, limit: int, seen: set[int]) -> list[Outcome]:
    """Examines a file in a process of its own, which a crash or a timeout ends."""
    receiver, sender = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=examine, args=(root, file, run, limit, seen, sender))
    process.start()
    sender.close()
    found, pending = received(receiver)
    if pending is not None:
        if process.is_alive():
            pending = dataclasses.replace(pending, detail=f"not done after {SECONDS} s")
        found.append(pending)
    process.kill()
    process.join()
    return found


def received(receiver) -> tuple[list[Outcome], Outcome | None]:
    """The outcomes that a process sent, and the program it was at when it ended."""
    found: list[Outcome] = []
    pending = None
    while True:
        try:
            outcome = receiver.recv() if receiver.poll(SECONDS) else None
        except EOFError:
            return found, pending
        if outcome is None:
            return found, pending
        if pending is not None:
            found.append(outcome)
        pending = outcome if pending is None else None


def sweep(only: str, run: bool, limit: int) -> list[Outcome]:
    """The outcomes of all programs of files whose path contains `only`."""
    import corpus.trace  # noqa: F401  TileLang is imported once, before the processes are made.
    from corpus.fetch import FOLDERS, sources

    root = sources()
    found = []
    seen: set[int] = set()
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            file = str(path.relative_to(root))
            if only not in file or "tilelang" not in path.read_text():
                continue
            for outcome in outcomes_of_file(root, file, run, limit, seen):
                found.append(outcome)
                seen.add(outcome.key)
                print(*dataclasses.astuple(outcome)[:-1], sep="  ", flush=True)
    return found


def histogram(outcomes: list[Outcome]) -> list[tuple[str, int, str]]:
    """Codes of refusals, how often, and one message of each; the most frequent first."""
    refusals = [outcome for outcome in outcomes if outcome.code]
    counts = collections.Counter(outcome.code for outcome in refusals)
    example = {outcome.code: outcome.detail for outcome in reversed(refusals)}
    return [(code, count, example[code]) for code, count in counts.most_common()]


def page(outcomes: list[Outcome], only: str, limit: int) -> str:
    """The text of docs/conformance.md; it says which files and parameters it is about."""
    from corpus.fetch import VERSION

    counts = collections.Counter(outcome.what for outcome in outcomes)
    lines = [
        "# TileLang's own programs",
        "",
        "<!-- Written by conformance/sweep.py --write; do not edit. -->",
        "",
        f"What becomes of the programs in examples, tests and benchmarks of TileLang {VERSION},",
        "as its test functions and `main` compile them. Those of moderate size run on the mock",
        "device with random inputs, against the conformance kit's reference interpreter.",
        f"At most {limit} parameter sets of each test are tried"
        + (f", of files whose path contains `{only}`." if only else "."),
        "",
        "| outcome | programs |",
        "|---|---|",
        f"| runs and is right | {counts['right']} |",
        f"| compiles; too large to run here, or not for the interpreter | {counts['compiles']} |",
        f"| refused, with a code and a line | {counts['refused']} |",
        f"| a bug | {sum(counts[bug] for bug in BUGS)} |",
        "",
        "## Why programs are refused",
        "",
        "By the first diagnostic; [all diagnostics](diagnostics.md) says what would work.",
        "",
        "| code | programs | for example |",
        "|---|---|---|",
    ]
    for code, count, example in histogram(outcomes):
        text = example.replace("|", "\\|").split(": ", 1)[-1]
        lines.append(f"| [{code}](diagnostics.md#{code}) | {count} | {text} |")
    lines += [
        "",
        "## By file",
        "",
        "| file | right | compiles | refused | codes |",
        "|---|---|---|---|---|",
    ]
    by_file = collections.defaultdict(list)
    for outcome in outcomes:
        by_file[outcome.file].append(outcome)
    for file, group in sorted(by_file.items()):
        counts = collections.Counter(outcome.what for outcome in group)
        codes = ", ".join(sorted({outcome.code for outcome in group if outcome.code}))
        cells = [file, counts["right"], counts["compiles"], counts["refused"], codes]
        lines.append("| " + " | ".join(str(cell or "") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Sweeps as the command line asks; returns 1 if it found a bug."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="files whose path contains this text")
    parser.add_argument("--no-run", action="store_true", help="only compile")
    parser.add_argument("--limit", type=int, default=3, help="parameter sets tried of each test")
    parser.add_argument("--json", type=Path, help="where to write the outcomes")
    parser.add_argument("--write", action="store_true", help="write docs/conformance.md")
    arguments = parser.parse_args()
    outcomes = sweep(arguments.only, not arguments.no_run, arguments.limit)
    counts = collections.Counter(outcome.what for outcome in outcomes)
    for code, count, example in histogram(outcomes):
        print(f"{count:5} {code:28} {example}")
    print(", ".join(f"{count} {what}" for what, count in counts.most_common()))
    if arguments.json:
        arguments.json.write_text(json.dumps([dataclasses.asdict(o) for o in outcomes], indent=1))
    if arguments.write:
        PAGE.write_text(page(outcomes, arguments.only, arguments.limit))
    return 1 if any(counts[bug] for bug in BUGS) else 0


if __name__ == "__main__":
    sys.path.insert(0, str(KIT))
    sys.exit(main())
