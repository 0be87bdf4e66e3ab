"""Emitted C++ is as clang-format would have it."""

import shutil
import subprocess
from pathlib import Path

import pytest
import tilium
from programs import batched_gemm, copy_2d, fill_2d, gemm

STYLE = Path(__file__).resolve().parents[2] / ".clang-format"
PROGRAMS = {
    "gemm": lambda: gemm(256, 256, 256),
    "odd": lambda: gemm(33, 65, 97, 48, 48, 48, dtype="float32", out_dtype="float16"),
    "batched": lambda: batched_gemm(3, 70, 130, 96),
    "copy": lambda: copy_2d(70, 100, 64, 32, dtype="float32", out_dtype="float16"),
    "fill": lambda: fill_2d(70, 40, 1.5),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_sources_are_formatted(name, tmp_path):
    paths = tilium.compile(PROGRAMS[name]()).export_sources(tmp_path)
    sources = [str(path) for path in paths if path.suffix == ".cpp"]
    subprocess.run(
        [
            shutil.which("clang-format-22"),
            f"--style=file:{STYLE}",
            "--dry-run",
            "-Werror",
            *sources,
        ],
        check=True,
    )
