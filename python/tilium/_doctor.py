"""`tilium doctor`: whether this machine has what Tilium needs, by trying it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

REQUIRED = ("tilelang", "torch", "numpy", "rich")


@dataclass
class Check:
    """One finding. A failure of an optional check does not make the whole fail."""

    name: str
    passed: bool
    detail: str
    optional: bool = False


def run_checks() -> Iterator[Check]:
    """All checks, each when it is done."""
    yield Check("python", True, platform.python_version())
    for package in REQUIRED:
        yield _package(package)
    yield _attempt("compiler", _compiler)
    yield _attempt("cache", _cache)
    yield _attempt("mock device", _mock_run)
    yield _ttnn()
    cards = sorted(Path("/dev/tenstorrent").glob("*"))
    yield Check("card", bool(cards), ", ".join(map(str, cards)) or "no /dev/tenstorrent", True)


def _package(name: str, optional: bool = False) -> Check:
    if importlib.util.find_spec(name) is None:
        return Check(name, False, f"not installed; pip install {name}", optional)
    try:
        return Check(name, True, importlib.metadata.version(name), optional)
    except importlib.metadata.PackageNotFoundError:
        return Check(name, True, "installed, version unknown", optional)


def _ttnn() -> Check:
    """The vendor's package, which only the card needs, and which has few Pythons."""
    check = _package("ttnn", optional=True)
    if not check.passed:
        check.detail = "not installed; for the card: pip install ttnn, in Python 3.10"
    return check


def _attempt(name: str, check: Callable[[], str]) -> Check:
    """A check that raises if it fails: its message is the finding, whatever it is."""
    try:
        return Check(name, True, check())
    except Exception as error:
        return Check(name, False, str(error).strip() or type(error).__name__)


def _compiler() -> str:
    """The compiler that the mock device takes, with its version."""
    wanted = os.environ.get("TILIUM_CXX")
    candidates = [wanted] if wanted else ["clang++-22", "clang++", "g++"]
    path = next(filter(None, map(shutil.which, candidates)), None)
    if path is None:
        hint = "see TILIUM_CXX" if wanted else "apt install g++"
        raise FileNotFoundError(f"found none of {', '.join(candidates)}; {hint}")
    shown = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    return f"{path} ({shown.stdout.splitlines()[0]})"


def _cache() -> str:
    """The folder of compiled kernels, after writing to it."""
    folder = Path(os.environ.get("TILIUM_CACHE") or Path.home() / ".cache/tilium")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        pass
    return f"{folder} ({shutil.disk_usage(folder).free >> 30} GiB free)"


def _mock_run() -> str:
    """Compiles a copy and runs it."""
    import tilelang.language as T
    import torch

    import tilium

    @T.prim_func
    def copy(A: T.Tensor((32, 32), "float16"), B: T.Tensor((32, 32), "float16")):  # type: ignore
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_shared((32, 32), "float16")
            T.copy(A, part)
            T.copy(part, B)

    kernel = tilium.compile(copy, out_idx=[-1])
    tile = torch.arange(1024, dtype=torch.float16).reshape(32, 32)
    if not torch.equal(kernel(tile), tile):
        raise RuntimeError("a copy of one tile gave other values")
    assert kernel.last_report is not None  # It ran.
    return f"copied a tile in {kernel.last_report['total_cycles']} cycles"
