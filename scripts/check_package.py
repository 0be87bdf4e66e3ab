#!/usr/bin/env python3
"""Installs Tilium, moves the prefix, and builds other people's projects against it.

    scripts/check_package.py --build build

The project in test/package runs a kernel, compiles a program, and has a tool over the dialects. The
host program that the compiler emits is built with the CMakeLists.txt beside it. All of them run.
"""

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PROGRAM = TOP / "test/Dialect/Tile/gemm.mlir"


def run(*command: object, where: Path = TOP) -> str:
    """Runs a command without Tilium's variables; its output, or an exit with it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TILIUM_")}
    environment["TILIUM_CACHE"] = str(where / "cache")
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=where, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}\nexits with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def build(source: Path, into: Path, *options: str) -> None:
    """Configures and builds a project."""
    compiler = "-DCMAKE_CXX_COMPILER=" + os.environ.get("CXX", "clang++-22")
    run("cmake", "-S", source, "-B", into, "-G", "Ninja", compiler, *options, where=into.parent)
    run("cmake", "--build", into, where=into.parent)


def check_consumer(package: Path, scratch: Path, with_compiler: bool) -> None:
    """Builds test/package against `package` (lib/cmake/Tilium) and runs what it makes."""
    into = scratch / "consumer"
    build(
        TOP / "test/package",
        into,
        f"-DTilium_DIR={package}",
        f"-DWITH_COMPILER={'ON' if with_compiler else 'OFF'}",
    )
    print("  run_kernel:", run(into / "run_kernel", where=scratch).strip())
    if with_compiler:
        emitted = scratch / "emitted"
        emitted.mkdir()
        printed = run(into / "compile_program", PROGRAM, emitted, where=scratch)
        print("  compile_program:", printed.strip())
        printed = run(into / "count_operations", PROGRAM, where=scratch)
        print("  count_operations:", printed.strip())


def check_emitted(package: Path, scratch: Path) -> None:
    """Builds the emitted host program against the mock device as if that were the vendor's SDK."""
    emitted = scratch / "emitted"
    build(emitted, emitted / "build", f"-DTT-Metalium_DIR={package / 'mock-sdk'}")
    files = [emitted / name for name in ("A.bin", "B.bin", "C.bin")]
    run(emitted / "build/matmul", emitted, *files, where=scratch)
    # A is the identity.
    if not filecmp.cmp(files[1], files[2], shallow=False):
        sys.exit("the emitted host program's result is wrong")
    print("  emitted host program: the product is right")


def check_refusal(package: Path, scratch: Path) -> None:
    """A component that does not exist is refused by name."""
    project = scratch / "refused"
    project.mkdir()
    (project / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\nproject(Refused NONE)\n"
        f'find_package(Tilium REQUIRED COMPONENTS Silicon PATHS "{package}")\n'
    )
    done = subprocess.run(
        ["cmake", "-S", project, "-B", project / "build"], capture_output=True, text=True
    )
    if done.returncode == 0 or "Tilium has no component Silicon" not in done.stderr:
        sys.exit(f"an unknown component is not refused:\n{done.stderr}")
    print("  unknown component: refused")


def main() -> int:
    """Checks an installation; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=TOP / "build")
    arguments = parser.parse_args()
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tilium-package-") as folder:
        scratch = Path(folder)
        run("cmake", "--install", arguments.build.resolve(), "--prefix", scratch / "first")
        prefix = scratch / "moved"
        shutil.move(scratch / "first", prefix)
        package = prefix / "lib/cmake/Tilium"
        check_consumer(package, scratch, with_compiler=True)
        check_emitted(package, scratch)
        check_refusal(package, scratch)
        program = TOP / "examples/metalium/matmul_multi_core/main.cpp"
        printed = run(prefix / "bin/tilium-device", "run", program, where=scratch)
        print("  tilium-device run:", printed.strip().splitlines()[-1])
        printed = run(prefix / "bin/tilium-opt", "--tt-pipeline", PROGRAM, where=scratch)
        if "tt.generated_files" not in printed:
            sys.exit("the installed tilium-opt compiles nothing")
        print("  tilium-opt: compiles")
    print(f"package: checked in {time.monotonic() - begin:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
