#!/usr/bin/env python3
"""Run the fuzzers.

    fuzz.py [--build build] [--seconds 60] [FUZZER...]

FUZZER is importer, parser, pipeline or plan; all without. Builds them with the address and the
undefined-behaviour sanitizers in BUILD/fuzzers, and runs each for the given time on a corpus there
that grows from run to run. Prints a line each; finds are kept in BUILD/fuzzers/finds, and make the
exit code 1. docs/fuzzing.md says what they try.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
FUZZERS = ("importer", "parser", "pipeline", "plan")
# MLIR is the package's, without the sanitizers: containers and pools that its code fills look
# overflown or poisoned to ours, and what it keeps until the end looks leaked.
ENVIRONMENT = {
    "ASAN_OPTIONS": "detect_leaks=0:detect_container_overflow=0:allow_user_poisoning=0:"
    "detect_odr_violation=0",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}


def build(directory: Path) -> None:
    """Builds the fuzzers."""
    if not (directory / "build.ninja").exists():
        subprocess.run(
            [
                *("cmake", "-S", TOP, "-B", directory, "-G", "Ninja"),
                *("-DCMAKE_C_COMPILER=clang-22", "-DCMAKE_CXX_COMPILER=clang++-22"),
                *("-DTILIUM_FUZZERS=ON", "-DTILIUM_SANITIZERS=address,undefined"),
                *("-DTILIUM_BUILD_TESTS=OFF", "-DTILIUM_BUILD_PYTHON=OFF"),
                *("-DCMAKE_BUILD_TYPE=RelWithDebInfo", "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    subprocess.run(["cmake", "--build", directory, "--target", "tilium-fuzzers"], check=True)


def write_seeds(fuzzer: str, directory: Path) -> None:
    """What a fuzzer starts from: the repository's corpus, and the inputs of its tests."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    for path in sorted((TOP / "fuzz/corpus" / fuzzer).glob("*")):
        shutil.copy(path, directory)
    if fuzzer == "importer":
        for path in sorted((TOP / "test/Import/Inputs").rglob("*.tir.json")):
            shutil.copy(path, directory)
    if fuzzer == "parser":
        for path in sorted((TOP / "test").rglob("*.mlir")):
            for i, part in enumerate(re.split(r"^// -----$", path.read_text(), flags=re.M)):
                (directory / f"{path.stem}-{i}.mlir").write_text(part)


def run(fuzzer: str, directory: Path, seconds: int) -> bool:
    """Runs one fuzzer. Whether it found nothing."""
    corpus, seeds, finds = (directory / kind / fuzzer for kind in ("corpus", "seeds", "finds"))
    corpus.mkdir(parents=True, exist_ok=True)
    finds.mkdir(parents=True, exist_ok=True)
    write_seeds(fuzzer, seeds)
    known = set(finds.iterdir())
    longest = 400 if fuzzer == "pipeline" else 60000
    log = directory / f"{fuzzer}.log"
    with log.open("wb") as output:
        status = subprocess.run(
            [
                directory / "bin" / f"fuzz-{fuzzer}",
                *(f"-max_total_time={seconds}", f"-max_len={longest}", "-timeout=20"),
                *("-rss_limit_mb=4000", f"-artifact_prefix={finds}/"),
                *(corpus, seeds),
            ],
            env={**os.environ, **ENVIRONMENT},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        ).returncode
    text = log.read_text(errors="replace")
    done = re.search(r"^Done (\d+) runs", text, re.M)
    inputs = done[1] if done else (re.findall(r"^#(\d+)", text, re.M) or ["0"])[-1]
    new = sorted(set(finds.iterdir()) - known)
    what = f"{len(new)} finds: {new[0]}, see {log}" if new else "no finds"
    if status and not new:
        what = f"ended with {status}, see {log}"
    print(f"{fuzzer:10} {int(inputs):>9} inputs in {seconds} s, {what}", flush=True)
    return status == 0 and not new


def main() -> int:
    """The exit code: 1 if there are finds."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--build", type=Path, default=TOP / "build", help="the build directory")
    parser.add_argument("--seconds", type=int, default=60, help="how long each of them runs")
    parser.add_argument("fuzzers", nargs="*", metavar="FUZZER", help="which ones; all without")
    arguments = parser.parse_args()
    for fuzzer in arguments.fuzzers:
        if fuzzer not in FUZZERS:
            parser.error(f"no fuzzer '{fuzzer}'; there are {', '.join(FUZZERS)}")
    if arguments.seconds < 1:
        parser.error("--seconds has to be 1 or more")
    directory = arguments.build.resolve() / "fuzzers"
    build(directory)
    results = [run(name, directory, arguments.seconds) for name in arguments.fuzzers or FUZZERS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
