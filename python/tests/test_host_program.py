"""The emitted host program, over the mock device's host API, does what the Python call does."""

import os
import shutil
import subprocess
from pathlib import Path

import programs
import pytest
import tilium
import torch
from tilium import _native

TOP = Path(__file__).resolve().parents[2]
LIBRARY = Path(_native.__file__).resolve().parents[2] / "device" / "libTiliumDevice.a"


def compiler():
    names = [os.environ.get("TILIUM_CXX"), "clang++-22", "clang++", "g++"]
    found = next((name for name in names if name and shutil.which(name)), None)
    if found is None or not LIBRARY.exists():
        pytest.skip("needs a C++ compiler and the build's libTiliumDevice.a")
    return found


def build(kernel, directory):
    kernel.export_sources(directory)
    program = directory / "program"
    command = [compiler(), "-std=c++20", "-Wall", "-Werror", "-O1"]
    command += [f"-I{TOP / 'device/host/include'}", f"-I{TOP / 'device'}"]
    command += [
        directory / "main.cpp",
        LIBRARY,
        "-lboost_context",
        "-ldl",
        "-lpthread",
        "-rdynamic",
    ]
    done = subprocess.run([*command, "-o", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return program


def raw(tensor):
    return tensor.contiguous().view(torch.uint8).numpy().tobytes()


@pytest.mark.parametrize(
    "sizes, options",
    [((64, 96, 64), {}), ((33, 65, 97, 48, 32, 40), {"out_dtype": "float32", "transpose_B": True})],
    ids=["whole tiles", "odd sizes"],
)
def test_host_program_gives_the_same(tmp_path, sizes, options):
    kernel = tilium.compile(programs.gemm(*sizes, **options), out_idx=[-1])
    M, N, K = sizes[:3]
    a = torch.randn(M, K).half()
    b = (torch.randn(N, K) if options.get("transpose_B") else torch.randn(K, N)).half()
    expected = kernel(a, b)
    program = build(kernel, tmp_path)
    files = [tmp_path / name for name in ("a.bin", "b.bin", "c.bin")]
    files[0].write_bytes(raw(a))
    files[1].write_bytes(raw(b))
    done = subprocess.run([program, tmp_path, *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert files[2].read_bytes() == raw(expected)

    usage = subprocess.run([program], capture_output=True, text=True)
    assert usage.returncode == 2 and "usage" in usage.stderr
    files[0].write_bytes(b"short")
    wrong = subprocess.run([program, tmp_path, *files], capture_output=True, text=True)
    assert wrong.returncode == 1 and "expected" in wrong.stderr
