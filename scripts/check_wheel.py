#!/usr/bin/env python3
"""Builds the wheel and tries it as a user gets it: in an empty environment, away from the sources.

    scripts/check_wheel.py                                      # this Python
    scripts/check_wheel.py --python python3.10 --python python3.13

Each wheel is built by `pip wheel .`, tagged with the oldest glibc it runs on, held against the
limit of size, installed with its dependencies into a new virtual environment, and used there: the
GEMM of the examples, the commands, and a CMake project.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import check_package

TOP = Path(__file__).resolve().parent.parent
LARGEST_MB = 60
# What Ubuntu 22.04 has; cmake/OlderGlibc.cpp keeps newer functions out.
PLATFORM = "manylinux_2_35_x86_64"
EXPECTED = [
    "tilium/py.typed",
    "tilium/_native.pyi",
    "tilium/include/tilium-device/metalium/include/api/dataflow/dataflow_api.h",
    "tilium/lib/cmake/Tilium/TiliumConfig.cmake",
    "tilium/bin/tilium-opt",
    "tilium/bin/tilium-device",
]
# Says which files the process has mapped, after the kernels ran.
USE = """
import sys, runpy
sys.argv = ["gemm.py"]
runpy.run_path("gemm.py", run_name="__main__")
import tilium
print("package:", tilium.__file__)
for line in open("/proc/self/maps"):
    path = line.split()[-1]
    if any(word in path for word in ("libMLIR", "libLLVM.", "libboost", SOURCES)):
        sys.exit("the installed package maps " + path)
"""
# A kernel that breaks the protocol, one that crashes and one that does not compile: exceptions and
# signals have to find their way through the kernels' stacks with what is linked in.
FAULTS = """
import numpy, tilium
from gemm import matmul
from tilium import _native
kernel = tilium.compile(matmul(128, 128, 64), out_idx=[-1])
for statement in ("", "*(volatile int *)0 = 1;", "return 1;"):
    sources = {**kernel.sources, "writer.cpp": "void kernel_main() { " + statement + " }"}
    runner = _native.PlanRunner(kernel.sources["tt.plan.json"], sources)
    tensors = [numpy.zeros(shape, "float16") for shape in ((128, 64), (64, 128), (128, 128))]
    print(runner.run([(t.ctypes.data, t.nbytes) for t in tensors]).failure.rule)
"""
RULES = ["cb-imbalance", "kernel-crash", "kernel-compile"]


def run(*command: object, where: Path, environment: dict[str, str] | None = None) -> str:
    """Runs a command; its output, or an exit with it."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=where, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}\nexits with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def build_wheel(python: str, into: Path) -> Path:
    """The wheel for `python`, with the tag of the platform it runs on."""
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tilium-wheel-") as folder:
        built = Path(folder)
        run(python, "-m", "pip", "wheel", "-q", "--no-deps", "-w", built, TOP, where=built)
        (raw,) = built.glob("tilium-*.whl")
        # Refuses a wheel that needs a library that is not everywhere, or a newer glibc.
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        run(
            sys.executable,
            "-m",
            "auditwheel",
            "repair",
            "--plat",
            PLATFORM,
            "-w",
            built / "tagged",
            raw,
            where=built,
            environment={**os.environ, "PATH": path},
        )
        (tagged,) = (built / "tagged").glob("tilium-*.whl")
        into.mkdir(parents=True, exist_ok=True)
        wheel = into / tagged.name
        shutil.move(tagged, wheel)
    print(f"{wheel.name}: built in {time.monotonic() - begin:.0f} s")
    return wheel


def check_contents(wheel: Path) -> None:
    """The size, what has to be in it, and that nothing in it names this machine."""
    megabytes = wheel.stat().st_size / 1e6
    print(f"  size: {megabytes:.1f} MB, at most {LARGEST_MB}")
    if megabytes > LARGEST_MB:
        sys.exit("the wheel is too large")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for name in EXPECTED:
            if name not in names:
                sys.exit(f"the wheel lacks {name}")
        for name in names:
            if str(TOP).encode() in archive.read(name):
                sys.exit(f"{name} in the wheel names a directory of this machine")


def check_installed(wheel: Path, python: str) -> None:
    """Installs the wheel into an empty environment and uses it."""
    with tempfile.TemporaryDirectory(prefix="tilium-empty-") as folder:
        scratch = Path(folder)
        begin = time.monotonic()
        run(python, "-m", "venv", scratch / "venv", where=scratch)
        installed = scratch / "venv/bin/python"
        pip = [installed, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        run(*pip, "-c", TOP / "requirements.txt", wheel, where=scratch)
        print(f"  installed into an empty environment in {time.monotonic() - begin:.0f} s")
        shutil.copy(TOP / "examples/gemm.py", scratch / "gemm.py")
        environment = {
            "PATH": f"{scratch / 'venv/bin'}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(scratch),
        }
        use_installed(scratch, environment)
        shutil.copy(TOP / "test/package/typed_user.py", scratch)
        mypy = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
        run(*mypy, "--python-executable", installed, "typed_user.py", where=scratch)
        print("  mypy --strict: finds the package's types")


def use_installed(scratch: Path, environment: dict[str, str]) -> None:
    """What a user does first."""

    def use(*command: object) -> str:
        program, *rest = command
        found = shutil.which(str(program), path=environment["PATH"])
        return run(found, *rest, where=scratch, environment=environment)

    begin = time.monotonic()
    lines = use("python", "-c", f"SOURCES = {str(TOP)!r}\n{USE}").strip().splitlines()
    if lines[-2] != "All right.":
        sys.exit(f"the GEMM says {lines[-2]!r}")
    print(f"  gemm.py: {lines[-3]}, {time.monotonic() - begin:.0f} s")
    rules = use("python", "-c", FAULTS).split()
    if rules != RULES:
        sys.exit(f"faults of kernels are reported as {rules} instead of {RULES}")
    print("  faults:", " ".join(rules))
    if shutil.which("g++", path=environment["PATH"]):
        environment["TILIUM_CXX"] = "g++"
        use("python", "gemm.py")
        del environment["TILIUM_CXX"]
        print("  gemm.py with kernels compiled by g++: right")
    sizes = [f"--arg={name}=256" for name in ("M", "N", "K")]
    use("tilium", "compile", "gemm.py:matmul", *sizes, "--out", scratch / "emitted")
    print("  tilium compile:", " ".join(sorted(p.name for p in (scratch / "emitted").iterdir())))
    program = TOP / "test/Dialect/Tile/gemm.mlir"
    if "tt.generated_files" not in use("tilium-opt", "--tt-pipeline", program):
        sys.exit("the installed tilium-opt compiles nothing")
    for tool in ("tilium-translate", "tilium-lsp-server"):
        use(tool, "--help")
    host = TOP / "examples/metalium/matmul_multi_core/main.cpp"
    print("  tilium-device run:", use("tilium-device", "run", host).strip().splitlines()[-1])
    package = Path(use("tilium", "cmake-dir").strip())
    check_package.check_consumer(package, scratch, with_compiler=False)
    check_package.build(
        scratch / "emitted", scratch / "host", f"-DTT-Metalium_DIR={package / 'mock-sdk'}"
    )
    print("  emitted host program: builds")


def main() -> int:
    """Builds and checks the wheels; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", help="interpreter to build for")
    parser.add_argument("--into", type=Path, default=TOP / "build/dist")
    arguments = parser.parse_args()
    for name in arguments.python or [sys.executable]:
        python = shutil.which(name)
        if python is None:
            sys.exit(f"there is no {name}")
        wheel = build_wheel(python, arguments.into)
        check_contents(wheel)
        check_installed(wheel, python)
    return 0


if __name__ == "__main__":
    sys.exit(main())
