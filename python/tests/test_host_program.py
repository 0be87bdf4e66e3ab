"""The emitted host program builds against the mock host API and agrees with the Python call."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
import tilium
import torch
from programs import batched_gemm, gemm, scaled

TOP = Path(__file__).resolve().parents[2]
BUILD = Path(tilium.__file__).parents[2]
PROGRAMS = {
    "odd": (lambda: gemm(33, 65, 97, 48, 48, 48, out_dtype="float32"), [(33, 97), (97, 65)]),
    "batched": (lambda: batched_gemm(2, 40, 64, 32), [(2, 40, 32), (2, 32, 64)]),
}


def build(directory: Path) -> Path:
    """Builds main.cpp by the CMakeLists.txt beside it, the mock device in place of the SDK."""
    compiler = shutil.which("clang++-22") or shutil.which("c++")
    place = directory / "build"
    configure = ["cmake", "-S", directory, "-B", place, f"-DCMAKE_CXX_COMPILER={compiler}"]
    configure += [f"-DTT-Metalium_DIR={BUILD / 'device/Tilium/mock-sdk'}", "-Wno-dev"]
    for command in (configure, ["cmake", "--build", place]):
        result = subprocess.run(command, capture_output=True, text=True)
        assert result.returncode == 0, result.stdout + result.stderr
    (program,) = (path for path in place.iterdir() if path.is_file() and _is_program(path))
    return program


def _is_program(path: Path) -> bool:
    return path.read_bytes()[:4] == b"\x7fELF"


@pytest.mark.parametrize("name", PROGRAMS)
def test_host_program_agrees(name, tmp_path):
    make, shapes = PROGRAMS[name]
    torch.manual_seed(0)
    inputs = [torch.randn(shape).half() for shape in shapes]
    kernel = tilium.compile(make(), out_idx=[-1])
    expected = kernel(*inputs)
    kernel.export_sources(tmp_path)
    files = []
    for i, tensor in enumerate(inputs):
        files.append(tmp_path / f"input{i}.bin")
        tensor.numpy().tofile(files[-1])
    files.append(tmp_path / "output.bin")
    result = subprocess.run(
        [build(tmp_path), tmp_path, *files], capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    found = numpy.fromfile(files[-1], expected.numpy().dtype).reshape(expected.shape)
    numpy.testing.assert_array_equal(found, expected.numpy())


@pytest.mark.parametrize("name", PROGRAMS)
def test_sources_are_formatted(name, tmp_path):
    clang_format = shutil.which("clang-format-22")
    paths = tilium.compile(PROGRAMS[name][0]()).export_sources(tmp_path)
    sources = [str(path) for path in paths if path.suffix == ".cpp"]
    subprocess.run(
        [clang_format, f"--style=file:{TOP}/.clang-format", "--dry-run", "-Werror", *sources],
        check=True,
    )


def test_wrong_files_are_refused(tmp_path):
    kernel = tilium.compile(PROGRAMS["odd"][0]())
    kernel.export_sources(tmp_path)
    program = build(tmp_path)
    assert subprocess.run([program], capture_output=True).returncode == 2
    empty = tmp_path / "empty.bin"
    empty.write_bytes(b"")
    result = subprocess.run(
        [program, tmp_path, empty, empty, tmp_path / "c.bin"], capture_output=True, text=True
    )
    assert result.returncode == 1
    assert "expected 6402 bytes, found 0" in result.stderr


def test_numbers_are_given_on_the_command_line(tmp_path):
    kernel = tilium.compile(scaled(64, 96, "float32"), out_idx=-1)
    kernel.export_sources(tmp_path)
    x = torch.randn(64, 96)
    x.numpy().tofile(tmp_path / "x.bin")
    subprocess.run(
        [build(tmp_path), tmp_path, "33", "-0.3", tmp_path / "x.bin", tmp_path / "y.bin"],
        check=True,
        timeout=120,
    )
    found = numpy.fromfile(tmp_path / "y.bin", "float32").reshape(64, 96)
    numpy.testing.assert_array_equal(found, kernel(x, 33, -0.3).numpy())


def test_the_command_line_gives_a_project_that_builds_and_runs(tmp_path):
    """`tilium compile --out` and `cmake`, as docs/silicon.md has it."""
    (tmp_path / "program.py").write_text(
        f"import sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from programs import gemm\n"
    )
    sizes = [f"--arg={name}=64" for name in "MNK"]
    out = tmp_path / "out"
    subprocess.run(
        [sys.executable, "-m", "tilium", "compile", f"{tmp_path}/program.py:gemm", *sizes]
        + ["--arg=dtype=float32", "--arg=out_dtype=float32", "--out", out],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(BUILD / "python")},
    )
    a, b = torch.randn(64, 64), torch.randn(64, 64)
    a.numpy().tofile(out / "a.bin")
    b.numpy().tofile(out / "b.bin")
    command = [build(out), out, out / "a.bin", out / "b.bin", out / "c.bin"]
    subprocess.run(command, check=True, timeout=120)
    found = numpy.fromfile(out / "c.bin", "float32").reshape(64, 64)
    numpy.testing.assert_allclose(found, (a.double() @ b.double()).numpy(), rtol=0.02, atol=0.05)


def test_without_the_sdk_cmake_names_what_is_missing(tmp_path):
    tilium.compile(PROGRAMS["odd"][0]()).export_sources(tmp_path)
    result = subprocess.run(
        ["cmake", "-S", tmp_path, "-B", tmp_path / "build"], capture_output=True, text=True
    )
    assert result.returncode != 0 and "TT-Metalium" in result.stderr
