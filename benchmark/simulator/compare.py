"""The same programs on the mock device and on the vendor's simulator, bit for bit.

    build/venv/bin/python benchmark/simulator/compare.py HOME [--results TOOL] [--update]

HOME is what scripts/setup_simulator.sh made; TOOL is tilium-device-results of a build of the device
alone. Prints a line for each program; with --update writes the tables of docs/device-simulator.md.
`--only` takes the programs with TEXT in their names. What both computed stays in HOME/compare, and
`--mock-only` compares with what the simulator left there the last time.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import page
import values
from cases import CHIPS, Case, all_cases, write_program

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "scripts"))

TIMEOUT = 300  # Seconds for one program, compilation included.
DEFAULT_TOOL = TOP / "build/device-alone/simulator/tilium-device-results"


@dataclass(frozen=True)
class Difference:
    """What the mock device has other than the simulator, in the tiles of one kind."""

    elements: int
    of: int
    largest: float  # Of the largest finite value of the tile; infinity where only one is finite.


@dataclass(frozen=True)
class Outcome:
    """`stops` is what ended the simulator, `refused` the fault on the mock device."""

    case: Case
    chip: str
    stops: str = ""
    refused: str = ""
    differences: dict[str, Difference] | None = None

    @property
    def text(self) -> str:
        """One line."""
        if self.stops or self.refused:
            sides = [("simulator", self.stops), ("mock device", self.refused)]
            return "; ".join(f"{side}: {what}" for side, what in sides if what)
        if not self.differences:
            return "the same bits"
        return "; ".join(
            f"{kind}: {d.elements} of {d.of} differ, by {d.largest:.1e}"
            for kind, d in self.differences.items()
        )


def environment(home: Path, chip: str) -> dict[str, str]:
    """What makes ttnn take the simulator for a card."""
    short = CHIPS[chip]
    return {
        **os.environ,
        "TT_METAL_SIMULATOR": str(home / f"sim_{short}/libttsim_{short}.so"),
        "TT_METAL_SLOW_DISPATCH_MODE": "1",
        "TT_METAL_DISABLE_SFPLOADMACRO": "1",
        "TT_METAL_CACHE": str(home / f"cache_{short}"),
        "TT_SHIM_GXX": str(home / "compiler"),
        "TT_LOGGER_LEVEL": "error",
        "LOGURU_LEVEL": "WARNING",
    }


def start_simulator(home: Path, chip: str, repeat: int = 1) -> subprocess.Popen:
    """A process that takes programs from its input."""
    return subprocess.Popen(
        [
            home / "venv/bin/python",
            Path(__file__).parent / "run_simulator.py",
            f"--repeat={repeat}",
        ],
        cwd=home,
        env=environment(home, chip),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def reason(lines: list[str]) -> str:
    """Why the simulator ended, from what it printed."""
    for line in lines:
        if "ERROR:" in line:
            return line.split("ERROR:", 1)[1].strip()
    errors = [line.strip() for line in lines if "rror" in line]
    return errors[0] if errors else "ended without a message"


def simulate(
    home: Path, chip: str, programs: list[Path], repeat: int = 1, timeout: float = TIMEOUT
) -> dict[Path, dict]:
    """Runs programs on the simulator, in a new process after each that ends one: for each either
    the seconds or what stopped it.
    """
    answers: dict[Path, dict] = {}
    left = list(programs)
    while left:
        process = start_simulator(home, chip, repeat)
        request = "".join(f"{p} {p.with_suffix('.simulator')}\n" for p in left)
        threading.Thread(target=feed, args=(process, request), daemon=True).start()
        lines: list[str] = []
        while True:
            timer = threading.Timer(timeout, process.kill)
            timer.start()
            line = process.stdout.readline()
            timer.cancel()
            if not line:
                break
            if line.startswith("{"):
                answer = json.loads(line)
                answers[left.pop(0)] = answer
                print(f"  {chip}: {len(left)} left", file=sys.stderr, flush=True)
                lines = []
            else:
                lines.append(line)
        process.wait()
        if any(line.startswith("Traceback") for line in lines):
            raise SystemExit("".join(lines))
        if left and any(line.startswith("begin ") for line in lines):
            answers[left.pop(0)] = {"stops": reason(lines)}
        elif left:
            raise SystemExit(f"the simulator did not start:\n{''.join(lines[-20:])}")
    return answers


def feed(process: subprocess.Popen, request: str) -> None:
    """Gives a process its input; one that ended before takes none."""
    try:
        process.stdin.write(request)
        process.stdin.close()
    except BrokenPipeError:
        pass


def run_mock(tool: Path, programs: list[Path]) -> dict[Path, dict]:
    """Runs programs on the mock device."""
    command = [tool]
    for program in programs:
        command += [program, program.with_suffix(".mock")]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return {Path(a["program"]): a for a in map(json.loads, result.stdout.splitlines())}


def differences(case: Case, simulated: bytes, mocked: bytes) -> dict[str, Difference]:
    """By the kinds of tiles that differ."""
    size = values.tile_bytes(case.result)
    kinds = len(values.KINDS)
    found = {}
    for number, kind in enumerate(values.KINDS):
        share = case.results // kinds * size
        part = slice(number * share, (number + 1) * share)
        if simulated[part] == mocked[part]:
            continue
        found[kind] = difference(case.result, simulated[part], mocked[part])
    return found


def difference(format_name: str, simulated: bytes, mocked: bytes) -> Difference:
    """Between tiles of which some bits differ."""
    expected, got = values.decode(format_name, simulated), values.decode(format_name, mocked)
    if format_name in values.BLOCK_FORMATS:
        other = (expected != got) | (np.signbit(expected) != np.signbit(got))
    else:
        kind = {32: np.uint32, 16: np.uint16, 8: np.uint8}[values.BITS[format_name]]
        other = np.frombuffer(simulated, kind) != np.frombuffer(mocked, kind)
        other = other.reshape(expected.shape)
    finite = np.isfinite(expected) & np.isfinite(got)
    largest = np.abs(expected[np.isfinite(expected)]).max(initial=0.0) or 1.0
    distance = np.abs(np.where(finite, expected - got, 0.0)).max() / largest
    one_sided = bool((np.isfinite(expected) != np.isfinite(got)).any())
    return Difference(int(other.sum()), other.size, float("inf") if one_sided else distance)


def judge(case: Case, chip: str, program: Path, simulated: dict, mocked: dict) -> Outcome:
    """What came of a program on both sides."""
    stops, refused = simulated.get("stops", ""), mocked.get("fault", "")
    if stops or refused:
        return Outcome(case, chip, stops, refused)
    sides = [program.with_suffix(f".{side}").read_bytes() for side in ("simulator", "mock")]
    return Outcome(case, chip, differences=differences(case, *sides))


def compare_chip(home: Path, chip: str, tool: Path, cases: list[Case], mock_only: bool):
    """Runs all cases on one chip; yields the outcomes."""
    folder = home / "compare"
    folder.mkdir(exist_ok=True)
    programs = {write_program(case, chip, folder): case for case in cases}
    answers_file = folder / f"{chip}.json"
    answers = json.loads(answers_file.read_text()) if answers_file.exists() else {}
    if not mock_only:
        found = simulate(home, chip, list(programs))
        answers |= {str(path): answer for path, answer in found.items()}
        answers_file.write_text(json.dumps(answers, indent=1))
    mocked = run_mock(tool, list(programs))
    for program, case in programs.items():
        if str(program) in answers:
            yield judge(case, chip, program, answers[str(program)], mocked[program])


def main() -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--results", type=Path, default=DEFAULT_TOOL)
    parser.add_argument("--chip", action="append", choices=list(CHIPS))
    parser.add_argument("--only", default="")
    parser.add_argument("--mock-only", action="store_true")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    cases = [case for case in all_cases() if arguments.only in case.name]
    outcomes = []
    for chip in arguments.chip or CHIPS:
        for outcome in compare_chip(
            arguments.home.resolve(), chip, arguments.results, cases, arguments.mock_only
        ):
            print(f"{chip:12} {outcome.case.name:42} {outcome.text}", flush=True)
            outcomes.append(outcome)
    if arguments.update:
        page.update(outcomes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
