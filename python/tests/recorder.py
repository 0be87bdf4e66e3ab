"""A pytest plugin that keeps what the tests compile, for tools that look at every program.

    pytest -p recorder --record-programs FOLDER [--compile-only]

Each different program gets a folder: the emitted files, `metalium.mlir` (its IR in front of
VerifyTTIR) and `origin.txt` (the first test that compiled it, and the target). `recording` does the
same for code outside of pytest.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import warnings
from pathlib import Path

import pytest
from tilium import _kernel, _stages
from tilium._tensors import allocate_like

VERIFY = "VerifyTTIR"


class Recorder:
    """Writes programs to `folder`; `origin` names who compiles them at the moment."""

    def __init__(self, folder: Path, compile_only: bool):
        self.folder = folder
        self.compile_only = compile_only
        self.origin = ""
        self.run_all = _stages.Stage.run_all
        self.call = _kernel.Kernel.__call__

    def install(self) -> None:
        """Watches every compilation from now on."""
        recorder = self

        def run_all(stage):
            index = _stages.PASS_NAMES.index(VERIFY)
            before = (
                stage.run_through(_stages.PASS_NAMES[index - 1]) if stage.done < index else None
            )
            finished = recorder.run_all(stage if before is None else before)
            if before is not None:
                recorder.write(str(before), finished)
            return finished

        _stages.Stage.run_all = run_all
        if self.compile_only:
            _kernel.Kernel.__call__ = _call_without_running

    def uninstall(self) -> None:
        """Stops watching."""
        _stages.Stage.run_all = self.run_all
        _kernel.Kernel.__call__ = self.call

    def write(self, metalium: str, finished) -> None:
        """Keeps one program, unless the same one is there."""
        # Where a program was written is no part of it: neither locations nor comments count.
        text = metalium + finished.target
        digest = hashlib.sha256(text.encode()).hexdigest()[:12]
        name = re.sub(r"[^A-Za-z0-9]+", "-", self.origin.split("::")[-1]).strip("-")[:60]
        if list(self.folder.glob(f"*-{digest}")):
            return
        place = self.folder / f"{name}-{digest}"
        place.mkdir(parents=True, exist_ok=True)
        (place / "metalium.mlir").write_text(metalium)
        (place / "origin.txt").write_text(f"{self.origin}\n{finished.target}\n")
        for file, content in finished.files.items():
            (place / file).write_text(content)


def _call_without_running(kernel, *tensors):
    """Outputs as a call would give them, with nothing computed."""
    outputs = [allocate_like(kernel.params[i], list(tensors)) for i in kernel.out_idx]
    return outputs[0] if len(outputs) == 1 else outputs or None


@contextlib.contextmanager
def recording(folder: Path, compile_only: bool = True):
    """Keeps what is compiled inside of the `with`."""
    recorder = Recorder(folder, compile_only)
    recorder.install()
    try:
        yield recorder
    finally:
        recorder.uninstall()


def pytest_addoption(parser):
    parser.addoption("--record-programs", type=Path, help="keep every compiled program here")
    parser.addoption("--compile-only", action="store_true", help="do not run what is compiled")


def pytest_configure(config):
    folder = config.getoption("--record-programs")
    if folder:
        config.stash[_KEY] = Recorder(folder, config.getoption("--compile-only"))
        config.stash[_KEY].install()
        warnings.simplefilter("ignore")


def pytest_unconfigure(config):
    if _KEY in config.stash:
        config.stash[_KEY].uninstall()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if _KEY in item.config.stash:
        item.config.stash[_KEY].origin = item.nodeid


_KEY = pytest.StashKey[Recorder]()
