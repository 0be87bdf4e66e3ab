"""A few emitted programs against the vendor's headers; `make headers` takes all of them."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

import programs
import pytest
import tilium

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
LIBRARY = Path("/usr/lib/picolibc/riscv64-unknown-elf/include")


@pytest.fixture(scope="module")
def wheel(ttnn_wheel):
    """The unpacked wheel; skips without what compiles for RISC-V."""
    if not shutil.which("clang++-22") or not LIBRARY.is_dir():
        pytest.skip("clang++-22 and picolibc-riscv64-unknown-elf are not installed")
    return ttnn_wheel


@pytest.fixture(scope="module")
def checker():
    """scripts/check_emitted_headers.py as a module."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        path = SCRIPTS / "check_emitted_headers.py"
        specification = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(specification)
        sys.modules[path.stem] = module
        specification.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(SCRIPTS))


def check(checker, wheel, folder):
    """The checks of the programs in `folder`, done."""
    checks = checker.list_checks(folder, wheel, "clang", "")
    checker.run_all(checks, {}, 2, save=lambda: None)
    return checks


PROGRAMS = {
    "gemm": lambda: programs.gemm(64, 64, 64),
    "transposed": lambda: programs.gemm(
        64, 64, 64, dtype="float32", transpose_A=True, transpose_B=True
    ),
    "fill": lambda: programs.fill_2d(64, 64, 2.5, dtype="float32", out_dtype="bfloat16"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_emitted_kernels_are_accepted(name, wheel, checker, tmp_path):
    tilium.compile(PROGRAMS[name]()).export_sources(tmp_path / name)
    checks = check(checker, wheel, tmp_path)
    assert len(checks) == 10
    assert {(c.program, c.kernel, m) for c in checks if not c.accepted for m in c.messages} == set()


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("tile_regs_acquire()", "acquire_dst()", "deprecated"),
        ("pack_tile(", "pack_tile_of_nothing(", "undeclared identifier"),
        ("cb_push_back(", "cb_push_back(0, 0, ", "no matching function"),
    ],
)
def test_what_the_vendor_does_not_accept_is_found(good, bad, message, wheel, checker, tmp_path):
    tilium.compile(programs.fill_2d(32, 32, 1.0)).export_sources(tmp_path / "program")
    compute = tmp_path / "program/compute.cpp"
    assert good in compute.read_text()
    compute.write_text(compute.read_text().replace(good, bad))
    checks = check(checker, wheel, tmp_path)
    refused = {c.processor: c.messages for c in checks if not c.accepted}
    assert set(refused) == {"trisc0", "trisc1", "trisc2"}
    assert all(any(message in line for line in lines) for lines in refused.values())


@pytest.mark.parametrize(
    ("good", "bad"),
    [("tile_regs_acquire()", "acquire_dst()"), ("pack_tile(", "pack_tile_of_nothing(")],
)
def test_kernels_that_share_a_compilation_are_told_apart(good, bad, wheel, checker, tmp_path):
    for name, value in {"right": 1.0, "wrong": 2.0}.items():
        tilium.compile(programs.fill_2d(32, 32, value)).export_sources(tmp_path / name)
    compute = tmp_path / "wrong/compute.cpp"
    assert good in compute.read_text()
    compute.write_text(compute.read_text().replace(good, bad))
    checks = [c for c in checker.list_checks(tmp_path, wheel, "clang", "") if c.kind == "compute"]
    assert {len(group) for group in checker.list_groups(checks)} == {2}
    checker.run_all(checks, {}, 2, save=lambda: None)
    assert {(c.program, c.kernel) for c in checks if not c.accepted} == {("wrong", "compute.cpp")}


def test_kernels_with_other_includes_share_no_compilation(wheel, checker, tmp_path):
    """A missing include is not made good by the kernel beside it."""
    for name, value in {"right": 1.0, "wrong": 2.0}.items():
        tilium.compile(programs.fill_2d(32, 32, value)).export_sources(tmp_path / name)
    compute = tmp_path / "wrong/compute.cpp"
    text = compute.read_text()
    assert '#include "api/compute/eltwise_unary/fill.h"' in text
    compute.write_text(text.replace('#include "api/compute/eltwise_unary/fill.h"', ""))
    checks = [c for c in checker.list_checks(tmp_path, wheel, "clang", "") if c.kind == "compute"]
    assert {len(group) for group in checker.list_groups(checks)} == {1}
    checker.run_all(checks, {}, 2, save=lambda: None)
    assert {(c.program, c.kernel) for c in checks if not c.accepted} == {("wrong", "compute.cpp")}
