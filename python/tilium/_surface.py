"""What all kernels have in common: the calls that TileLang's own kernels take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from tilium._errors import ArgumentError
from tilium._profiler import Profiler

SOURCES = ("kernel", "host", "both")
Itself = TypeVar("Itself", bound="KernelSurface")


class KernelSurface:
    """The part of TileLang's `JITKernel` that follows from the sources, the call and a profiler.

    Attributes:
        latency, ref_latency, config: what TileLang's tuner found, if it made this kernel:
            milliseconds, those of its reference, and the configuration. None otherwise.
    """

    latency: float | None = None
    ref_latency: float | None = None
    config: dict | None = None

    def get_kernel_source(self, kernel_only: bool = True) -> str:
        """The emitted kernels as one text; with the host program too if not `kernel_only`."""
        raise NotImplementedError

    def get_host_source(self) -> str:
        """The emitted host program."""
        raise NotImplementedError

    def _export_all(self, directory: Path) -> list[Path]:
        """Writes all emitted files to a directory; returns their paths."""
        raise NotImplementedError

    @property
    def kernel_source(self) -> str:
        """The emitted kernels as one text."""
        return self.get_kernel_source()

    @property
    def host_source(self) -> str:
        """The emitted host program."""
        return self.get_host_source()

    def show_source(self, which: str = "kernel") -> None:
        """Prints the emitted kernels; the host program for "host", and both for "both"."""
        if which not in SOURCES:
            raise ArgumentError(f"show_source takes one of {', '.join(SOURCES)}, got {which!r}")
        if which != "host":
            print(self.get_kernel_source())
        if which != "kernel":
            print(self.get_host_source())

    def print_source_code(self, which: str = "kernel", file: str | None = None) -> None:
        """TileLang's older spelling of `show_source`, and of `export_sources` with a file."""
        if file is None:
            self.show_source(which)
        else:
            self.export_sources(kernel_path=file)

    def export_sources(
        self,
        directory: str | Path | None = None,
        *,
        kernel_path: str | Path | None = None,
        host_path: str | Path | None = None,
    ) -> list[Path]:
        """Writes what was emitted; returns the paths.

        To `directory` go all files, under their names, as a build takes them. As in TileLang,
        `kernel_path` gets the kernels as one text and `host_path` the host program. Directories are
        made if needed.
        """
        if directory is None and kernel_path is None and host_path is None:
            raise ArgumentError("export_sources needs a directory, kernel_path or host_path")
        paths = [] if directory is None else self._export_all(Path(directory))
        for path, text in (
            (kernel_path, self.get_kernel_source),
            (host_path, self.get_host_source),
        ):
            if path is not None:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                Path(path).write_text(text())
                paths.append(Path(path))
        return paths

    def get_profiler(self, tensor_supply_type=None) -> Profiler:
        """A profiler that runs, checks and times this kernel.

        `tensor_supply_type` is one of `tilelang.TensorSupplyType`: what the inputs are that it
        makes.
        """
        return Profiler(self, tensor_supply_type)

    def run_once(self, func: Callable | None = None):
        """Runs the kernel, or `func`, on inputs made for it."""
        return self.get_profiler().run_once(func)

    def update_tuner_result(
        self: Itself, latency: float, config: dict, ref_latency: float
    ) -> Itself:
        """Keeps what TileLang's tuner measured; returns the kernel."""
        self.latency, self.config, self.ref_latency = latency, config, ref_latency
        return self

    def get_tuner_result(self) -> dict[str, Any]:
        """What TileLang's tuner measured; raises ArgumentError if it did not make this kernel."""
        if self.latency is None:
            raise ArgumentError("this kernel was not tuned; @tilelang.autotune does that")
        return {
            "latency": self.latency,
            "config": self.config,
            "ref_latency": self.ref_latency,
        }

    def export_library(self, kernel_file: str) -> None:
        """There is no library: raises ArgumentError, which says what there is."""
        raise ArgumentError(
            f"a program for Tenstorrent is no shared library, so {kernel_file} is not written; "
            "export_sources(directory) writes the kernels with the host program that loads them"
        )

    def _refuse_cuda(self, *_) -> None:
        """What only a GPU's kernel has: raises ArgumentError."""
        raise ArgumentError(
            "PTX and SASS are of CUDA; show_source() prints what goes to the device's compiler"
        )

    show_ptx = export_ptx = show_sass = export_sass = _refuse_cuda
