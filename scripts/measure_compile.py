#!/usr/bin/env python3
"""Measures the compiler on a GEMM of 256x256x256: time of each pass, of the whole, memory, first runs.

    build/venv/bin/python scripts/measure_compile.py

Times are the least of REPEATS; they say how parts compare on one machine. Memory is of a process that
has the compiler and the device but neither torch nor TileLang.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPEATS = 20
TOP = Path(__file__).resolve().parent.parent


def trace() -> str:
    """The TIR of the program as JSON, traced in a process of its own."""
    code = (
        "import sys; sys.path.insert(0, 'examples'); import gemm; from tilium._frontend import "
        "to_tir_json; print(to_tir_json(gemm.matmul(256, 256, 256)))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=TOP, check=True, capture_output=True, text=True
    ).stdout


def measure(json_text: str) -> None:
    """Prints the figures; runs in a process without torch."""
    from tilium import _native

    passes = dict.fromkeys(_native.pass_names(), float("inf"))
    whole = importing = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        module, outcome = _native.Module.import_tir(json_text, "gemm.tir.json")
        assert outcome.success
        importing = min(importing, time.perf_counter() - start)
        for name in passes:
            before = time.perf_counter()
            assert module.run_pass(name, "wormhole_b0").success
            passes[name] = min(passes[name], time.perf_counter() - before)
        whole = min(whole, time.perf_counter() - start)
    print(f"{'import':32} {1e3 * importing:8.3f} ms")
    for name, seconds in passes.items():
        print(f"{name:32} {1e3 * seconds:8.3f} ms")
    print(f"{'import to sources':32} {1e3 * whole:8.3f} ms")

    files = dict(module.generated_files())
    runner = _native.PlanRunner(files["tt.plan.json"], files)
    sizes = [256 * 256 * 2] * 3
    memory = [bytearray(size) for size in sizes]
    import ctypes

    tensors = [
        (ctypes.addressof((ctypes.c_char * size).from_buffer(block)), size)
        for block, size in zip(memory, sizes)
    ]
    for label in ("first run, kernels compiled", "second run"):
        start = time.perf_counter()
        result = runner.run(tensors)
        assert result.failure is None, result.failure.message
        print(f"{label:32} {1e3 * (time.perf_counter() - start):8.3f} ms")
    print(f"{'cycles':32} {json.loads(result.report)['total_cycles']:8}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':32} {peak:8.1f} MiB")


def main() -> None:
    """Traces the program, then measures in a fresh process with an empty kernel cache."""
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]).read_text())
        return
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "gemm.tir.json"
        path.write_text(trace())
        # tilium._native alone: the package would import TileLang only when it compiles a program.
        environment = {**os.environ, "TILIUM_CACHE": directory + "/cache"}
        subprocess.run([sys.executable, __file__, str(path)], check=True, env=environment)


if __name__ == "__main__":
    main()
