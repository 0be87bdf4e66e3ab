"""Programs of several T.Kernel, or with workspaces: kernels that run one after the other."""

from __future__ import annotations

from pathlib import Path

from tilium._errors import ArgumentError, Diagnostic
from tilium._kernel import Kernel, normalize_out_idx
from tilium._surface import KernelSurface
from tilium._tensors import ScalarSpec, TensorSpec, allocate_like


def join_files(parts: list[dict[str, str]]) -> dict[str, str]:
    """The emitted files of a program's parts: as they are for one, in a folder each for several."""
    if len(parts) == 1:
        return parts[0]
    return {
        f"kernel{number}/{name}": text
        for number, files in enumerate(parts)
        for name, text in files.items()
    }


def _separate_files(files: dict[str, str]) -> list[dict[str, str]]:
    """The parts that `join_files` joined."""
    if "tt.plan.json" in files:
        return [files]
    folders = list(dict.fromkeys(name.split("/")[0] for name in files))
    return [
        {name.split("/", 1)[1]: text for name, text in files.items() if name.startswith(f"{f}/")}
        for f in folders
    ]


def load_kernel(
    prim_func,
    files: dict[str, str],
    out_idx,
    diagnostics: list[Diagnostic],
    execution_backend: str,
) -> Kernel | KernelSequence:
    """The kernel of emitted files: a sequence if there are several parts, or workspaces."""
    kernels = [
        Kernel(prim_func, part, None, diagnostics, execution_backend)
        for part in _separate_files(files)
    ]
    if len(kernels) == 1 and not any(_is_workspace(spec) for spec in kernels[0].params):
        return Kernel(prim_func, files, out_idx, diagnostics, execution_backend)
    return KernelSequence(prim_func, kernels, out_idx, diagnostics, execution_backend)


class KernelSequence(KernelSurface):
    """Kernels that run one after the other on the same tensors. Call it like a `Kernel`.

    Attributes:
        kernels: the `Kernel` of each T.Kernel, in order; their sources are in folders of their own.
        last_report: total cycles and microseconds of the last run, and the account of each kernel.
    """

    def __init__(
        self,
        prim_func,
        kernels: list[Kernel],
        out_idx,
        diagnostics: list[Diagnostic],
        execution_backend: str,
    ):
        self.prim_func = prim_func
        self.kernels = kernels
        self.diagnostics = diagnostics
        self.execution_backend = execution_backend
        self.sources = join_files([kernel.sources for kernel in kernels])
        self.last_report: dict | None = None
        # Every part has the whole signature, and the workspaces after it.
        self._all_params = kernels[0].params
        self.params = [spec for spec in self._all_params if not _is_workspace(spec)]
        self.out_idx = normalize_out_idx(out_idx, self.params)

    def __call__(self, *arguments):
        """Runs the kernels in order; takes and returns what a `Kernel` does."""
        expected = [i for i in range(len(self.params)) if i not in self.out_idx]
        if len(arguments) != len(expected):
            names = ", ".join(str(self.params[i]) for i in expected)
            raise ArgumentError(
                f"the program takes {len(expected)} arguments ({names}), got {len(arguments)}"
            )
        values: dict[int, object] = dict(zip(expected, arguments))
        tensors = [values[i] for i in expected if isinstance(self.params[i], TensorSpec)]
        for i, spec in enumerate(self._all_params):
            if i not in values and isinstance(spec, TensorSpec):
                values[i] = allocate_like(spec, tensors)
        ordered = [values[i] for i in range(len(self._all_params))]
        for kernel in self.kernels:
            kernel(*ordered)
        self.last_report = self._join_reports()
        outputs = [values[i] for i in self.out_idx]
        if not outputs:
            return None
        return outputs[0] if len(outputs) == 1 else outputs

    def _join_reports(self) -> dict | None:
        reports = [kernel.last_report for kernel in self.kernels if kernel.last_report is not None]
        if not reports:
            return None  # On the card there are none.
        return {
            "architecture": reports[0]["architecture"],
            "total_cycles": sum(report["total_cycles"] for report in reports),
            "microseconds": sum(report["microseconds"] for report in reports),
            "kernels": reports,
        }

    @property
    def plan(self) -> dict:
        """The plans of the kernels, in order, below "kernels"."""
        plans = [kernel.plan for kernel in self.kernels]
        return {"name": plans[0]["name"], "target": plans[0]["target"], "kernels": plans}

    def time_on_card(self, arguments, count: int) -> float:
        """Milliseconds of one of `count` runs, for kernels of execution_backend "ttnn"."""
        raise ArgumentError(
            "a program of several kernels is not timed on the card; time each of its `kernels`"
        )

    def get_kernel_source(self, kernel_only: bool = True) -> str:
        """The emitted kernels as one text; with the host programs too if not `kernel_only`."""
        return "\n".join(
            f"// ======== kernel{number} ========\n{kernel.get_kernel_source(kernel_only)}"
            for number, kernel in enumerate(self.kernels)
        )

    def get_host_source(self) -> str:
        """The emitted host programs, one for each kernel, as one text."""
        return "\n".join(
            f"// ======== kernel{number} ========\n{kernel.get_host_source()}"
            for number, kernel in enumerate(self.kernels)
        )

    def _export_all(self, directory: Path) -> list[Path]:
        """Writes all emitted files, in a folder for each kernel; returns their paths."""
        if len(self.kernels) == 1:
            return self.kernels[0].export_sources(directory)
        return [
            path
            for number, kernel in enumerate(self.kernels)
            for path in kernel.export_sources(directory / f"kernel{number}")
        ]


def _is_workspace(spec: TensorSpec | ScalarSpec) -> bool:
    return isinstance(spec, TensorSpec) and spec.workspace
