"""What the tests share: kernels compiled once a session, inputs that repeat."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

import programs
import pytest
import tilium
import torch

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture(scope="session")
def ttnn_wheel():
    """The unpacked ttnn wheel: TILIUM_TTNN_WHEEL, or from the package registry; else a skip."""
    if "TILIUM_TTNN_WHEEL" in os.environ:
        return Path(os.environ["TILIUM_TTNN_WHEEL"])
    command = [sys.executable, str(SCRIPTS / "fetch_ttnn.py")]
    fetched = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if fetched.returncode:
        pytest.skip("the package registry does not give the ttnn wheel")
    return Path(fetched.stdout.strip())


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


@pytest.fixture(autouse=True)
def _errors_have_codes(request, monkeypatch):
    """Whatever a test's program is refused with has a page in the catalogue of diagnostics.

    Tests of IR that a person could only write by hand are marked `hand_written_ir`.
    """
    original = tilium.CompileError.__init__
    uncoded = []

    def record(self, diagnostics, step=""):
        uncoded.extend(str(d) for d in diagnostics if d.severity == "error" and not d.code)
        original(self, diagnostics, step)

    monkeypatch.setattr(tilium.CompileError, "__init__", record)
    yield
    if not request.node.get_closest_marker("hand_written_ir"):
        assert not uncoded, f"diagnostics without a code: {uncoded}"


@functools.cache
def compiled_gemm(*sizes, target="wormhole_b0", **options):
    """The kernel of `programs.gemm`, which returns C."""
    return tilium.compile(programs.gemm(*sizes, **options), out_idx=[-1], target=target)


@pytest.fixture
def build_gemm():
    """Compiles `programs.gemm(*sizes, **options)`; the same one once."""
    return compiled_gemm


@pytest.fixture
def gemm128():
    """A 128x128x128 float16 kernel that writes in place."""
    return compiled_in_place()


@functools.cache
def compiled_in_place():
    return tilium.compile(programs.gemm(128, 128, 128))
