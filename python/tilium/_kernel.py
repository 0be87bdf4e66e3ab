"""A compiled program that can be called."""

from __future__ import annotations

import json
from pathlib import Path

from tilium import _native
from tilium._errors import ArgumentError, DeviceError, Diagnostic, TiliumError
from tilium._launcher import Launcher
from tilium._lines import LineTable
from tilium._surface import KernelSurface
from tilium._tensors import (
    BoundTensor,
    ScalarSpec,
    TensorSpec,
    allocate_like,
    check_outputs,
)

KERNEL_FILES = ("reader.cpp", "compute.cpp", "writer.cpp")


class Kernel(KernelSurface):
    """A compiled program. Call it with tensors; it runs on the mock device, or on the card.

    Attributes:
        prim_func: the TileLang program.
        sources: the emitted files by name.
        plan: tt.plan.json as a dictionary.
        diagnostics: warnings and remarks of the compilation.
        execution_backend: what runs it: "mock", or "ttnn" for the card.
        last_report: the account of the last run: cycles by processor and cause; None before one.
        timing_only: whether runs leave out the arithmetic: the same cycles, outputs of no value.
        line_table: which Python line each line of the sources carries out.
        tracing: whether runs collect a trace, and the costs of lines. False at first: it takes
            memory.
        last_trace: the trace of the last run, as Chrome's trace JSON; None without `tracing`.
    """

    def __init__(
        self,
        prim_func,
        files: dict[str, str],
        out_idx,
        diagnostics: list[Diagnostic],
        execution_backend: str = "mock",
    ):
        self.prim_func = prim_func
        self.execution_backend = execution_backend
        self.sources = dict(files)
        self.plan: dict = json.loads(files["tt.plan.json"])
        self.line_table = LineTable(files["tt.lines.json"])
        self.diagnostics = diagnostics
        self.last_report: dict | None = None
        self.timing_only = False
        self.tracing = False
        self.last_trace: str | None = None
        self.params = _read_params(self.plan)
        self.out_idx = normalize_out_idx(out_idx, self.params)
        try:
            self._runner = _native.PlanRunner(files["tt.plan.json"], self.sources)
        except _native.PlanError as error:
            raise TiliumError(str(error)) from error
        self._launcher = Launcher(self) if execution_backend == "ttnn" else None

    def __call__(self, *arguments):
        """Runs the kernel.

        Takes the tensors and numbers of the signature, without those of `out_idx`, and returns the
        latter: one tensor, or a list of several; None without `out_idx`. Raises ArgumentError for
        an argument that does not fit, DeviceError if a kernel breaks a rule of the device.

        On the card (execution_backend "ttnn") tensors are ttnn's or any that the mock device takes.
        Outputs are ttnn tensors if an input is one, and are complete when the device is: ttnn's
        queue runs on.
        """
        values = self._by_position(arguments)
        if self._launcher is not None:
            return self._launcher.run(values)
        tensors = [values[i] for i in values if isinstance(self.params[i], TensorSpec)]
        for i in self.out_idx:
            spec = self.params[i]
            assert isinstance(spec, TensorSpec)  # The constructor refuses others.
            values[i] = allocate_like(spec, tensors)
        bound, scalars = [], []
        for i, spec in enumerate(self.params):
            if isinstance(spec, ScalarSpec):
                scalars.append(spec.word(values[i]))
            else:
                bound.append(BoundTensor(spec, values[i]))
        check_outputs(bound)
        addresses = [(tensor.address, tensor.nbytes) for tensor in bound]
        result = self._runner.run(
            addresses, scalars, trace=self.tracing, timing_only=self.timing_only
        )
        if result.failure is not None:
            raise DeviceError(result.failure)
        self.last_report = json.loads(result.report)
        self.last_trace = result.trace if self.tracing else None
        for tensor in bound:
            tensor.finish()
        return self.outputs_of(values)

    def time_on_card(self, arguments, count: int) -> float:
        """Milliseconds of one of `count` launches, for kernels of execution_backend "ttnn"."""
        if self._launcher is None:
            raise ArgumentError("the kernel runs on the mock device; see last_report")
        return self._launcher.milliseconds(self._by_position(arguments), count)

    def _by_position(self, arguments) -> dict[int, object]:
        """A call's arguments by their positions in the signature."""
        expected = [i for i in range(len(self.params)) if i not in self.out_idx]
        if len(arguments) != len(expected):
            names = ", ".join(str(self.params[i]) for i in expected)
            raise ArgumentError(
                f"{self.plan['name']} takes {len(expected)} arguments ({names}), "
                f"got {len(arguments)}"
            )
        return dict(zip(expected, arguments))

    def outputs_of(self, values: dict[int, object]):
        """What a call returns, of the arguments by position."""
        outputs = [values[i] for i in self.out_idx]
        if not outputs:
            return None
        return outputs[0] if len(outputs) == 1 else outputs

    def get_kernel_source(self, kernel_only: bool = True) -> str:
        """The emitted kernels as one text; with the host program too if not `kernel_only`."""
        names = [*KERNEL_FILES] if kernel_only else [*KERNEL_FILES, "main.cpp"]
        return "\n".join(f"// ---- {name} ----\n{self.sources[name]}" for name in names)

    def get_host_source(self) -> str:
        """The emitted host program."""
        return self.sources["main.cpp"]

    def _export_all(self, directory: Path) -> list[Path]:
        """Writes all emitted files to a directory; returns their paths."""
        directory.mkdir(parents=True, exist_ok=True)
        paths = []
        for name, text in self.sources.items():
            path = directory / name
            path.write_text(text)
            paths.append(path)
        return paths


def _read_params(plan: dict) -> list[TensorSpec | ScalarSpec]:
    """The program's signature."""
    entries: list[tuple[int, TensorSpec | ScalarSpec]]
    entries = [(tensor["argument"], TensorSpec.from_plan(tensor)) for tensor in plan["tensors"]]
    entries += [(scalar["argument"], ScalarSpec.from_plan(scalar)) for scalar in plan["scalars"]]
    return [spec for _, spec in sorted(entries, key=lambda entry: entry[0])]


def normalize_out_idx(out_idx, params: list[TensorSpec | ScalarSpec]) -> list[int]:
    """Positions of the outputs, none negative, in the order of the signature."""
    count = len(params)
    if out_idx is None:
        return []
    indices = [out_idx] if isinstance(out_idx, int) else list(out_idx)
    result = []
    for index in indices:
        if not isinstance(index, int) or not -count <= index < count:
            raise ArgumentError(f"out_idx {index!r} is no parameter; the program has {count}")
        result.append(index % count)
    if len(set(result)) != len(result):
        raise ArgumentError(f"out_idx {out_idx!r} names a parameter twice")
    for i in result:
        if isinstance(params[i], ScalarSpec):
            raise ArgumentError(f"out_idx {i} is the number {params[i]}, not a tensor")
    return result
