#!/usr/bin/env python3
"""Compile every program of the test-suite, the examples and the conformance kit, and keep them.

    collect_programs.py [--build build] FOLDER

Nothing runs on the device. The program of test/Transforms/verify-semaphores.mlir, which is written
as IR, is among them. Each different program becomes a folder below FOLDER: see
python/tests/recorder.py for what is in it. Tests of the package that compile nothing are harmless;
what a program is refused for is no concern here.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
TESTS = TOP / "python/tests"
# What compiles nothing that another test does not, or compiles in another process.
LEFT_OUT = ("test_cli.py", "test_host_program.py", "test_mutants.py", "test_vendor_headers.py")


def run_tests(folder: Path, build: Path) -> None:
    """Compiles what the tests of the package and the conformance kit compile."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "recorder", "--tb=no", "--no-header"]
    command += ["--record-programs", str(folder), "--compile-only", "-p", "no:cacheprovider"]
    command += [f"--ignore={TESTS / name}" for name in LEFT_OUT]
    command += [str(TESTS), str(TOP / "conformance")]
    paths = [str(build / "python"), str(TESTS), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    # Tests that look at results fail here, as nothing runs: the exit status says nothing.
    result = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True)
    if result.returncode not in (0, 1):
        sys.exit(f"error: the tests could not be collected\n{result.stdout}{result.stderr}")


def run_examples(folder: Path) -> None:
    """Compiles what the examples compile."""
    from recorder import recording

    with recording(folder) as recorder:
        for path in sorted((TOP / "examples").glob("*.py")):
            recorder.origin = f"examples/{path.name}::{path.stem}"
            specification = importlib.util.spec_from_file_location(path.stem, path)
            module = importlib.util.module_from_spec(specification)
            # An example ends where it finds that nothing was computed.
            with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
                specification.loader.exec_module(module)
                for name in [x for x in dir(module) if x == "main" or x.startswith("check")]:
                    with contextlib.suppress(Exception):
                        getattr(module, name)()


def emit_ir(folder: Path) -> None:
    """Emits the program that is written as IR, whose cores signal each other, for both chips."""
    from tilium import _native

    path = TOP / "test/Transforms/verify-semaphores.mlir"
    for target in ("wormhole_b0", "blackhole"):
        text = path.read_text().replace('"wormhole_b0"', f'"{target}"')
        module, _ = _native.Module.parse(text, path.name)
        place = folder / f"multicast-{target}"
        place.mkdir()
        (place / "metalium.mlir").write_text(str(module))
        (place / "origin.txt").write_text(f"{path.relative_to(TOP)}\n{target}\n")
        if not module.run_pass("CodegenTT", target).success:
            sys.exit(f"error: {path} is refused")
        for name, content in module.generated_files():
            (place / name).write_text(content)


def main() -> int:
    """Collects; exit status 0 unless the tests cannot be loaded."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=TOP / "build")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    sys.path[:0] = [str(arguments.build / "python"), str(TESTS)]
    shutil.rmtree(arguments.folder, ignore_errors=True)
    arguments.folder.mkdir(parents=True)
    run_tests(arguments.folder.resolve(), arguments.build.resolve())
    run_examples(arguments.folder)
    emit_ir(arguments.folder)
    programs = len(list(arguments.folder.iterdir()))
    print(f"{programs} programs in {arguments.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
