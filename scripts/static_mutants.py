#!/usr/bin/env python3
"""Plant faults into compiled programs: does VerifyTTIR see them, and the mock device the rest?

    static_mutants.py [--build build] [--least PERCENT] [--page FILE] PROGRAMS

PROGRAMS is a folder that scripts/collect_programs.py filled. Each mutant that VerifyTTIR accepts
runs on the device (`--runs` of each kind and call), and its results are compared with those of the
program as it was. Prints a table
by kind of fault and what survives; `--page` writes it as a page. Exit status 1 if the verifier sees
less than PERCENT (default 95) of the faults.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import functools
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
INTRODUCTION = """# Static mutants: does VerifyTTIR see each fault?

Made by `make mutants` (`scripts/static_mutants.py`): one fault at a time in the metalium IR of each
program of the test-suite, the examples and the conformance kit, as a faulty pass would leave it.
Of what VerifyTTIR accepts, some of each kind and call run on the mock device, against the results
of the program as it was.

| kind | the fault |
|---|---|
| drop, double | a call is left out; made twice (where that can matter) |
| move | a call changes places with the next one that it has to come before |
| pages | a circular buffer's call has another number of pages |
| buffer | a call has another circular buffer |
| shape | a product has other tiles or another transposition |
| binding | an argument comes from another slot |
| index, address | a tile or L1 address beyond the end |
| flag | the packer adds where it has to overwrite, or the other way round |
| count | a semaphore's value, a multicast's bytes or receivers are one more |
| semaphore | a call has another semaphore |
| number | elementwise code computes with another number: arithmetic, which no protocol shows |

What VerifyTTIR accepts is mostly no fault at all: a preparation that repeats the one before it, as
each expression prepares its own loads; a push or a pop that comes one call later; the order of two
calls of which each has all it needs. Such mutants make no difference on the device. The others
change what is computed and keep the protocol: another buffer of the same shape and format, a
function of the vector engine left out that works in place and shares its preparation with another
one, a write to a tensor left out, the packer's accumulation where every path sets it anew. Those
show in results alone: the reference interpreter and the tests of the language are there for them.

"""


def plant(build: Path, programs: Path, survivors: Path, every: int) -> list[dict]:
    """All mutants, with what VerifyTTIR says; those that it accepts go to `survivors`."""
    files = sorted(str(path) for path in programs.glob("*/metalium.mlir"))[::every]
    if not files:
        sys.exit(f"error: no programs in {programs}")
    command = [str(build / "bin/tilium-mutants"), "--survivors", str(survivors), *files]
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if result.returncode:
        sys.exit("error: tilium-mutants failed; see its message above")
    return [json.loads(line) for line in result.stdout.splitlines()]


def run_program(files: dict):
    """The bytes that a program leaves in its tensors; or the device's rule that it breaks."""
    import torch
    from tilium import _native
    from tilium._tensors import TensorSpec

    generator = torch.Generator().manual_seed(0)
    tensors = []
    plan = json.loads(files["tt.plan.json"])
    for spec in map(TensorSpec.from_plan, plan["tensors"]):
        values = torch.randint(-4, 5, spec.shape, generator=generator)
        tensors.append(values.to(getattr(torch, spec.dtype)).contiguous())
    arguments = [(t.data_ptr(), t.numel() * t.element_size()) for t in tensors]
    try:
        scalars = [1] * len(plan["scalars"])
        result = _native.PlanRunner(files["tt.plan.json"], files).run(arguments, scalars)
    except _native.PlanError as error:
        return str(error), None
    if result.failure is not None:
        return result.failure.rule, None
    return None, [t.view(torch.uint8) for t in tensors]


def emit(text: str) -> dict:
    """The files of a program in front of CodegenTT; empty if that refuses it."""
    from tilium import _native

    module, _ = _native.Module.parse(text, "mutant")
    return dict(module.generated_files()) if module.run_pass("CodegenTT", "").success else {}


@functools.cache
def reference(program: Path):
    """What `run_program` gives for a program as it was."""
    return run_program(emit((program / "metalium.mlir").read_text()))


def try_on_device(mutant: dict, programs: Path, survivors: Path) -> str:
    """What the device makes of a mutant.

    The rule it breaks, "wrong result", "no difference", or "not run" if the program as it was does
    not run.
    """
    import torch

    expected_rule, expected = reference(programs / mutant["program"])
    if expected_rule:
        return "not run"  # Random inputs do not suit the program: nothing to compare with.
    files = emit((survivors / f"{mutant['mutant']}.mlir").read_text())
    if not files:
        return "CodegenTT refuses it"
    rule, tensors = run_program(files)
    if rule:
        return rule
    same = all(torch.equal(a, b) for a, b in zip(tensors, expected))
    return "no difference" if same else "wrong result"


def run_accepted(rows: list[dict], programs: Path, survivors: Path, runs: int) -> None:
    """Tries `runs` accepted mutants of each kind, call and kernel, from all over the programs.

    Notes at each accepted one what the device made of it, in "device".
    """
    groups: dict[tuple, list[dict]] = collections.defaultdict(list)
    for row in rows:
        if not row["message"]:
            row["device"] = "not run"
            groups[row["kind"], row["call"], row["kernel"]].append(row)
    waiting = []
    for group in groups.values():
        random.Random(0).shuffle(group)
        waiting.append((runs, group))
    attempt = functools.partial(try_on_device, programs=programs, survivors=survivors)
    with concurrent.futures.ProcessPoolExecutor() as pool:
        while waiting:
            batch = [row for wanted, group in waiting for row in group[:wanted]]
            for row, verdict in zip(batch, pool.map(attempt, batch, chunksize=4)):
                row["device"] = verdict
            # Others in place of those whose programs do not run.
            left = []
            for wanted, group in waiting:
                tried, rest = group[:wanted], group[wanted:]
                wanted -= sum(row["device"] != "not run" for row in tried)
                if rest and wanted:
                    left.append((wanted, rest))
            waiting = left


def table(rows: list[dict]) -> list[str]:
    """The figures by kind of fault, and the survivors, as Markdown."""
    kinds = dict.fromkeys(row["kind"] for row in rows)
    lines = [
        "| kind | mutants | VerifyTTIR | | device | no difference | not run |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for kind in [*sorted(kinds), "all"]:
        group = [row for row in rows if kind in (row["kind"], "all")]
        verifier = sum(bool(row["message"]) for row in group)
        silent = sum(row.get("device") == "no difference" for row in group)
        left = sum(row.get("device") == "not run" for row in group)
        lines.append(
            f"| {kind} | {len(group)} | {verifier} | {100 * verifier / len(group):.1f} % "
            f"| {len(group) - verifier - silent - left} | {silent} | {left} |"
        )
    lines += ["", "What VerifyTTIR accepts:", "", "| mutants | kind | call | kernel | device |"]
    lines.append("|--:|---|---|---|---|")
    accepted = collections.Counter(
        (row["kind"], row["call"], row["kernel"], row["device"])
        for row in rows
        if not row["message"]
    )
    for key, number in accepted.most_common():
        lines.append(f"| {number} | " + " | ".join(key) + " |")
    return lines


def main() -> int:
    """Plants, verifies, runs and counts."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=TOP / "build")
    parser.add_argument("--least", type=float, default=95)
    parser.add_argument("--page", type=Path, help="write the table as a page")
    parser.add_argument("--runs", type=int, default=1, help="device runs for each kind and call")
    parser.add_argument("--every", type=int, default=1, help="take every Nth program")
    parser.add_argument("programs", type=Path)
    arguments = parser.parse_args()
    sys.path.insert(0, str(arguments.build / "python"))
    with tempfile.TemporaryDirectory(prefix="tilium-mutants-") as folder:
        rows = plant(arguments.build, arguments.programs, Path(folder), arguments.every)
        run_accepted(rows, arguments.programs, Path(folder), arguments.runs)
    lines = table(rows)
    print("\n".join(lines))
    if arguments.page:
        programs = len({row["program"] for row in rows})
        text = f"{len(rows)} mutants of {programs} programs, one of {arguments.every}.\n\n"
        arguments.page.write_text(INTRODUCTION + text + "\n".join(lines) + "\n")
    seen = 100 * sum(bool(row["message"]) for row in rows) / len(rows)
    return 1 if seen < arguments.least else 0


if __name__ == "__main__":
    sys.exit(main())
