#!/usr/bin/env python3
"""Measures the compiler on a 256x256x256 float16 GEMM.

    python scripts/measure_compile.py

Prints the time of each pass, from TIR JSON to sources in one process, the peak memory of a process
that only compiles (neither torch nor TileLang loaded), and the first run with and without compiled
kernels in the cache. Times are medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
SIZE = 256
TARGET = "wormhole_b0"


def import_module(text: str):
    """The program in the compiler; raises RuntimeError with the first message."""
    from tilium import _native

    module, outcome = _native.Module.import_tir(text, "gemm.tir.json")
    if not outcome.success:
        raise RuntimeError(outcome.diagnostics[0].message)
    return module


def lower(text: str) -> dict[str, float]:
    """Milliseconds of the import and of each pass."""
    from tilium import _native

    times = {}
    start = time.perf_counter()
    module = import_module(text)
    times["import"] = 1e3 * (time.perf_counter() - start)
    for name in _native.pass_names():
        start = time.perf_counter()
        outcome = module.run_pass(name, TARGET)
        times[name] = 1e3 * (time.perf_counter() - start)
        if not outcome.success:
            raise RuntimeError(f"{name}: {outcome.diagnostics[0].message}")
    start = time.perf_counter()
    module.generated_files()
    times["files"] = 1e3 * (time.perf_counter() - start)
    return times


def peak_megabytes() -> float:
    """The most memory that this program had, in MB.

    From the kernel's account of the address space: getrusage() also counts the process that started
    this one, from before the start.
    """
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("/proc/self/status has no VmHWM")


def compile_only(path: str) -> None:
    """In a process of its own: compiles, prints the first time and the peak memory as JSON."""
    times = lower(Path(path).read_text())
    loaded = [name for name in ("torch", "tilelang", "tvm") if name in sys.modules]
    print(json.dumps({"first": sum(times.values()), "peak": peak_megabytes(), "loaded": loaded}))


def run_once(path: str) -> None:
    """In a process of its own: prints the seconds of compiling and running for the first time."""
    import torch
    from tilium import _native

    text = Path(path).read_text()
    tensors = [torch.randn(SIZE, SIZE).half() for _ in range(3)]
    start = time.perf_counter()
    module = import_module(text)
    for name in _native.pass_names():
        module.run_pass(name, TARGET)
    files = dict(module.generated_files())
    runner = _native.PlanRunner(files["tt.plan.json"], files)
    result = runner.run([(tensor.data_ptr(), 2 * tensor.numel()) for tensor in tensors])
    if result.failure is not None:
        raise RuntimeError(result.failure.message)
    print(json.dumps({"seconds": time.perf_counter() - start}))


def child(*arguments: str, **environment: str) -> dict:
    """Runs this file in a new process; gives what it prints."""
    done = subprocess.run(
        [sys.executable, __file__, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def trace_gemm() -> str:
    """TIR JSON of the example's GEMM."""
    sys.path.insert(0, str(TOP / "examples"))
    from gemm import matmul
    from tilium._frontend import to_tir_json

    return to_tir_json(matmul(SIZE, SIZE, SIZE, 64, 64, 32))


def report(repeats: int) -> None:
    """Measures everything and prints it."""
    text = trace_gemm()
    lower(text)
    runs = [lower(text) for _ in range(repeats)]
    print(f"GEMM {SIZE}x{SIZE}x{SIZE} float16 in blocks of 64x64x32, {repeats} runs")
    for name in runs[0]:
        print(f"  {name:32}{statistics.median(run[name] for run in runs):8.3f} ms")
    total = statistics.median(sum(run.values()) for run in runs)
    print(f"  {'import to sources':32}{total:8.3f} ms")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gemm.tir.json"
        path.write_text(text)
        alone = child("--compile-only", str(path))
        others = ", ".join(alone["loaded"]) or "without torch and TileLang"
        print(f"  {'first in a process':32}{alone['first']:8.3f} ms")
        print(f"  {'peak memory':32}{alone['peak']:8.1f} MB ({others})")
        cache = str(Path(folder) / "kernels")
        cold = child("--run-once", str(path), TILIUM_CACHE=cache)["seconds"]
        warm = statistics.median(
            child("--run-once", str(path), TILIUM_CACHE=cache)["seconds"] for _ in range(3)
        )
        print(f"  {'first run, empty cache':32}{cold:8.3f} s")
        print(f"  {'first run, kernels in cache':32}{warm:8.3f} s")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description="Measures the compiler on a 256^3 GEMM.")
    parser.add_argument("--repeats", type=int, default=20, help="runs in one process")
    parser.add_argument("--compile-only", metavar="JSON", help=argparse.SUPPRESS)
    parser.add_argument("--run-once", metavar="JSON", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.compile_only:
        compile_only(arguments.compile_only)
    elif arguments.run_once:
        run_once(arguments.run_once)
    else:
        report(arguments.repeats)


if __name__ == "__main__":
    main()
