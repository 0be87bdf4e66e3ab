"""A GEMM on 64 cores: the mock device's time against the simulator's, on the same kernels.

    build/venv/bin/python benchmark/simulator/speed.py HOME [--side 1024] [--update]

Runs both one after the other on this machine; kernels are compiled before. Prints seconds of the
wall and of the processor (all threads); with --update writes them into docs/device-simulator.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import page
import values
from cases import KERNELS
from compare import DEFAULT_TOOL, simulate

GRID = 8
TILE_SIDE = 32
CHIP = "wormhole_b0"


def write_gemm(side: int, folder: Path) -> Path:
    """A program file: each core has a square block of the result."""
    tiles = side // TILE_SIDE
    block = tiles // GRID
    cores = [[0, 0, GRID - 1, GRID - 1]]
    path = folder / f"gemm-{side}.json"
    buffers = {}
    for seed, name in enumerate(("a", "b")):
        file = path.with_suffix(f".{name}")
        count = tiles * tiles // len(values.KINDS)
        file.write_bytes(values.operand("Float16_b", seed, count, rare=True))
        buffers[name] = {"format": "Float16_b", "pages": tiles * tiles, "data": file.name}
    buffers["c"] = {"format": "Float16_b", "pages": tiles * tiles, "output": True}
    at = [(x, y) for y in range(GRID) for x in range(GRID)]

    def kernel(name: str, kind: str, compile_time: list, arguments) -> dict:
        return {
            "file": str(KERNELS / f"{name}.cpp"),
            "kind": kind,
            "cores": cores,
            "compile_time_args": compile_time,
            "runtime_args": [{"core": [x, y], "args": arguments(x, y)} for x, y in at],
        }

    def place(x: int, y: int) -> list[int]:
        return [y * block, x * block, block, block]

    addresses = [{"address": "a"}, {"address": "b"}]
    accessors = [{"accessor": "a"}, {"accessor": "b"}]
    kernels = [
        kernel(
            "gemm_read", "reader", [tiles, tiles, *accessors], lambda x, y: addresses + place(x, y)
        ),
        kernel("matmul", "compute", [], lambda x, y: [block * block, tiles]),
        kernel(
            "gemm_write",
            "writer",
            [tiles, {"accessor": "c"}],
            lambda x, y: [{"address": "c"}, *place(x, y)],
        ),
    ]
    program = {
        "architecture": CHIP,
        "buffers": buffers,
        "kernels": kernels,
        "circular_buffers": [
            {"indices": [index], "cores": cores, "format": "Float16_b", "pages": 4}
            for index in (0, 1, 16)
        ],
    }
    path.write_text(json.dumps(program))
    return path


def mock_times(tool: Path, program: Path, *options: str) -> dict:
    """The least of three runs."""
    command = [tool, *options, "--repeat", "3", program, program.with_suffix(".mock")]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


def main() -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    parser.add_argument("--results", type=Path, default=DEFAULT_TOOL)
    parser.add_argument("--side", type=int, default=1024)
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    folder = arguments.home.resolve() / "compare"
    folder.mkdir(exist_ok=True)
    program = write_gemm(arguments.side, folder)
    answer = simulate(arguments.home.resolve(), CHIP, [program], repeat=2, timeout=3600)[program]
    if "stops" in answer:
        print(f"the simulator stops: {answer['stops']}", file=sys.stderr)
        return 1
    simulated = (answer["seconds"][-1], answer["cpu_seconds"][-1])
    timing = mock_times(arguments.results, program, "--timing-only")
    mocked = mock_times(arguments.results, program)
    same = (
        program.with_suffix(".mock").read_bytes() == program.with_suffix(".simulator").read_bytes()
    )
    lines = [
        f"A GEMM of {arguments.side} cubed, Float16_b, on 64 cores of Wormhole, "
        f"HiFi4, DST in 16 bits; {os.cpu_count()} host processors, load {os.getloadavg()[0]:.0f}. "
        f"The results have {'the same' if same else 'OTHER'} bits.",
        "",
        "| | seconds | of the processor | simulator's processor time over it |",
        "|---|---|---|---|",
        f"| simulator | {simulated[0]:.2f} | {simulated[1]:.2f} | |",
    ]
    for name, found in (("mock device", mocked), ("mock device, timing only", timing)):
        times = simulated[1] / found["cpu_seconds"]
        lines.append(
            f"| {name} | {found['seconds']:.3f} | {found['cpu_seconds']:.3f} | {times:.0f} |"
        )
    text = "\n".join(lines)
    print(text)
    if arguments.update:
        page.replace("speed", text)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
