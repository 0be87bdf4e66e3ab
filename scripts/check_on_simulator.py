#!/usr/bin/env python3
"""Run compiled programs on the vendor's simulator of the instruction set, and compare.

    check_on_simulator.py HOME [PROGRAM...] [--target wormhole_b0|blackhole]

HOME is what scripts/setup_simulator.sh made. Each program goes through ttnn.generic_op in a
process of its own, as a card would run it, and its results are held against the mock device's.
Prints a line a program; exits with 1 if one that the table says to agree does not, or the other
way round.
"""

from __future__ import annotations

import argparse
import functools
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import tilelang.language as T
import tilium
import torch

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "python/tests"))

from elementwise_programs import binary, broadcast, reduction, running_sum, unary  # noqa: E402
from programs import batched_gemm, copy_2d, copy_3d, fill_2d, gemm  # noqa: E402
from test_integers import elementwise, product  # noqa: E402

# Makers of programs, and the chips on which the simulator (1.10.0) agrees with the mock device. On
# Wormhole it stops at the instruction that the vendor's library gives after each unpacking to DST
# in 32 bits.
BOTH = ("wormhole_b0", "blackhole")
PROGRAMS = {
    "gemm fp16, odd sizes, f32 out": (
        lambda: gemm(33, 65, 97, 48, 48, 48, out_dtype="float32"),
        BOTH,
    ),
    "gemm bf16, f32 out": (
        lambda: gemm(128, 128, 128, dtype="bfloat16", out_dtype="float32"),
        BOTH,
    ),
    "gemm f32": (lambda: gemm(64, 64, 64, dtype="float32"), BOTH),
    "gemm f32, 16 cores": (lambda: gemm(256, 256, 256, dtype="float32"), BOTH),
    "gemm bf16, B transposed": (
        lambda: gemm(64, 96, 64, dtype="bfloat16", out_dtype="float32", transpose_B=True),
        BOTH,
    ),
    "gemm bf16, A transposed": (
        lambda: gemm(64, 96, 64, dtype="bfloat16", out_dtype="float32", transpose_A=True),
        BOTH,
    ),
    "batched gemm f32": (lambda: batched_gemm(2, 40, 64, 32, dtype="float32"), BOTH),
    "copy bf16": (lambda: copy_2d(64, 96, dtype="bfloat16"), BOTH),
    "copy fp16, blocks of 48": (lambda: copy_2d(96, 96, 48, 48), BOTH),
    "copy f32, three dimensions": (lambda: copy_3d(3, 64, 64, dtype="float32"), BOTH),
    "gemm bf16, bf16 out": (lambda: gemm(128, 128, 128, dtype="bfloat16"), ("blackhole",)),
    "copy f32 to bf16": (
        lambda: copy_2d(64, 64, dtype="float32", out_dtype="bfloat16"),
        ("blackhole",),
    ),
    "int8 to int32": (
        lambda: elementwise("int8", "int32", lambda x: T.cast(x, "int32")),
        BOTH,
    ),
    "gemm int8, int32 out": (lambda: product(64, 64, 64, "int8", "int8"), ("blackhole",)),
    "a + b, bf16": (lambda: binary(lambda a, b: a + b, dtype="bfloat16"), BOTH),
    "2 a, bf16": (lambda: unary(lambda a: a * 2, dtype="bfloat16"), BOTH),
    "max(a, b), bf16": (lambda: binary(T.max, dtype="bfloat16"), BOTH),
    "fill, bf16": (lambda: fill_2d(64, 64, 1.5, dtype="bfloat16"), BOTH),
    "running sums, bf16": (lambda: running_sum(dtype="bfloat16"), ("blackhole",)),
    "running sums, f32": (lambda: running_sum(dtype="float32"), ("blackhole",)),
    "a + column, bf16": (
        lambda: broadcast(lambda a, b: a + b, dtype="bfloat16", kind="column"),
        BOTH,
    ),
    "a + row, bf16": (lambda: broadcast(lambda a, b: a + b, dtype="bfloat16"), BOTH),
    "a + row, f32": (lambda: broadcast(lambda a, b: a + b), ("blackhole",)),
    "max(a, row), bf16": (lambda: broadcast(T.max, dtype="bfloat16"), BOTH),
}
FUNCTIONS = {
    "exp": T.exp,
    "sqrt": lambda a: T.sqrt(T.abs(a)),
    "sigmoid": T.sigmoid,
    "tanh": T.tanh,
}
for _name, _function in FUNCTIONS.items():
    PROGRAMS[f"{_name}(a), bf16"] = (functools.partial(unary, _function, dtype="bfloat16"), BOTH)
    PROGRAMS[f"{_name}(a), f32"] = (functools.partial(unary, _function), ("blackhole",))
PAIRS = {
    "a - b": lambda a, b: a - b,
    "a * b": lambda a, b: a * b,
    "a > b ? a : 2 b": lambda a, b: T.if_then_else(a > b, a, b * 2),
}
for _name, _function in PAIRS.items():
    PROGRAMS[f"{_name}, bf16"] = (functools.partial(binary, _function, dtype="bfloat16"), BOTH)
    PROGRAMS[f"{_name}, f32"] = (functools.partial(binary, _function), ("blackhole",))
for _kind in ("sum", "max", "min"):
    for _dim, _along in enumerate(("columns", "rows")):
        _make = functools.partial(reduction, _kind, dim=_dim)
        PROGRAMS[f"{_kind} of {_along}, bf16"] = (functools.partial(_make, dtype="bfloat16"), BOTH)
        PROGRAMS[f"{_kind} of {_along}, f32"] = (_make, ("blackhole",))

# Of the largest value: vector functions are not followed bit by bit, nor is what goes through them;
# for results in bf16 their last bit.
TOLERANCE = {"bfloat16": 2**-7}
DEFAULT_TOLERANCE = 2e-3


def environment(home: Path, target: str) -> dict[str, str]:
    """What makes ttnn take the simulator for a card."""
    chip = {"wormhole_b0": "wh", "blackhole": "bh"}[target]
    return {
        **os.environ,
        "TT_METAL_SIMULATOR": str(home / f"sim_{chip}/libttsim_{chip}.so"),
        "TT_METAL_SLOW_DISPATCH_MODE": "1",
        "TT_METAL_DISABLE_SFPLOADMACRO": "1",
        "TT_METAL_CACHE": str(home / f"cache_{chip}"),
        "TT_SHIM_GXX": str(home / "compiler"),
        "TT_LOGGER_LEVEL": "error",
        "LOGURU_LEVEL": "WARNING",
    }


def as_bytes(tensor) -> bytes:
    """A tensor's row-major elements."""
    return tensor.contiguous().view(torch.uint8).numpy().tobytes()


def run(home: Path, name: str, target: str) -> tuple[str, str]:
    """Runs a program: whether it "agrees", "differs", "stops" or "hangs", and the details."""
    make = PROGRAMS[name][0]
    kernel = tilium.compile(make(), out_idx=-1, target=target)
    torch.manual_seed(0)
    inputs = [torch.randn(spec.shape).to(getattr(torch, spec.dtype)) for spec in kernel.params[:-1]]
    expected = kernel(*inputs)
    with tempfile.TemporaryDirectory() as folder:
        kernel.export_sources(folder)
        files = [Path(folder) / f"{i}.bin" for i in range(len(inputs) + 1)]
        for file, tensor in zip(files, inputs):
            file.write_bytes(as_bytes(tensor))
        command = [home / "venv/bin/python", TOP / "scripts/run_with_ttnn.py", "--run", folder]
        start = time.perf_counter()
        try:
            result = subprocess.run(
                [*command, *files],
                # ttnn leaves its logs where it is.
                cwd=home,
                env=environment(home, target),
                capture_output=True,
                text=True,
                timeout=120,
            )
        except subprocess.TimeoutExpired:
            return "hangs", ""
        seconds = time.perf_counter() - start
        if not files[-1].exists():
            text = result.stdout + result.stderr
            found = re.search(r"ERROR: .*|static assertion failed.*|.*[Ee]rror.*", text)
            return "stops", found.group(0) if found else text[-200:]
        data = bytearray(files[-1].read_bytes())
    got = torch.frombuffer(data, dtype=expected.dtype).reshape(expected.shape)
    largest = expected.double().abs().max().item()
    distance = (got.double() - expected.double()).abs().max().item() / largest
    exact = "the mock device's bits" if torch.equal(got, expected) else f"within {distance:.1e}"
    tolerance = TOLERANCE.get(kernel.params[-1].dtype, DEFAULT_TOLERANCE)
    outcome = "agrees" if distance <= tolerance else "differs"
    return outcome, f"{exact}, {len(kernel.plan['work'])} cores, {seconds:.1f} s"


def main() -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--target", default="wormhole_b0", choices=["wormhole_b0", "blackhole"])
    parser.add_argument("program", nargs="*", default=list(PROGRAMS))
    arguments = parser.parse_args()
    good = True
    for name in arguments.program:
        outcome, details = run(arguments.home.resolve(), name, arguments.target)
        as_said = (outcome == "agrees") == (arguments.target in PROGRAMS[name][1])
        good &= as_said
        note = "" if as_said else "  <- not what the table says"
        print(f"{arguments.target:12} {name:30} {outcome:8} {details}{note}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
