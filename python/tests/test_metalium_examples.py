"""The programs of examples/metalium run on both chips and check themselves."""

import os
import subprocess
from pathlib import Path

import pytest
import tilium

DEVICE = Path(tilium.__file__).parents[2] / "bin/tilium-device"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples/metalium"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/main.cpp"))


def run(name, *options, **variables):
    """Compiles and runs the example; returns what it prints."""
    result = subprocess.run(
        [DEVICE, "run", EXAMPLES / name / "main.cpp", *options],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


# Transfers and processors held up at random show races that the usual times hide.
@pytest.mark.parametrize(
    "options",
    [["--arch", "wormhole_b0"], ["--arch", "blackhole", "--delay-seed", "5"]],
    ids=" ".join,
)
@pytest.mark.parametrize("name", [name for name in NAMES if name != "print"])
def test_metalium_example(name, options):
    assert "right" in run(name, *options)


def test_kernels_print():
    text = run("print", TT_METAL_DPRINT_CORES="0,0")
    for line in (
        "(0,0) ncrisc: the first row, every eighth number: 0 2 4 6",
        "(0,0) unpack: 0 7.75\n(0,0) unpack: 0 7.75",
        "(0,0) math: six times seven is 42",
        "(0,0) pack: in base 16, 255 is ff",
        "(0,0) brisc: core 0,0",
    ):
        assert line in text
    assert run("print", TT_METAL_DPRINT_CORES="") == ""
