"""A program at a stage of the pipeline, around the native module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tilium import _native
from tilium._errors import CompileError, Diagnostic

PASS_NAMES: list[str] = _native.pass_names()


class Stage:
    """A program after some of the passes. Immutable: running a pass gives a new stage.

    `options` are the passes' other than the target, by the names that the native module has.
    """

    def __init__(
        self,
        module,
        target: str,
        done: int,
        diagnostics: list[Diagnostic],
        options: Mapping[str, Any] | None = None,
    ):
        self._module = module
        self.target = target
        self.done = done
        self.diagnostics = diagnostics
        self.options = dict(options or {})

    @classmethod
    def from_tir(
        cls,
        json: str,
        target: str,
        name: str = "tir.json",
        options: Mapping[str, Any] | None = None,
    ) -> Stage:
        """Imports TIR JSON; raises CompileError."""
        module, outcome = _native.Module.import_tir(json, name)
        return cls(module, target, 0, _check(outcome, "import"), options)

    @property
    def finished(self) -> list[str]:
        """The names of the passes that ran."""
        return PASS_NAMES[: self.done]

    def run_next(self) -> Stage:
        """Runs the next pass of the pipeline; raises CompileError."""
        module = self._module.clone()
        outcome = module.run_pass(PASS_NAMES[self.done], self.target, **self.options)
        diagnostics = self.diagnostics + _check(outcome, PASS_NAMES[self.done])
        return Stage(module, self.target, self.done + 1, diagnostics, self.options)

    def run_through(self, name: str) -> Stage:
        """Runs the passes that are missing, up to and with `name`."""
        stage = self
        while stage.done <= PASS_NAMES.index(name):
            stage = stage.run_next()
        return stage

    def run_all(self) -> Stage:
        """Runs all passes that are missing, on one copy of the program."""
        module = self._module.clone()
        diagnostics = list(self.diagnostics)
        for name in PASS_NAMES[self.done :]:
            outcome = module.run_pass(name, self.target, **self.options)
            diagnostics += _check(outcome, name)
        return Stage(module, self.target, len(PASS_NAMES), diagnostics, self.options)

    def split(self) -> list[Stage]:
        """One stage for each T.Kernel of a program that was imported, in the order they run."""
        return [
            Stage(module, self.target, self.done, self.diagnostics, self.options)
            for module in self._module.split_launches()
        ]

    @property
    def functions(self):
        """The functions of the program: one, or three kernels after SplitDeviceKernel."""
        return self._module.functions()

    @property
    def files(self) -> dict[str, str]:
        """The emitted files by name; empty before CodegenTT."""
        return dict(self._module.generated_files())

    def __str__(self) -> str:
        return str(self._module)


def _check(outcome, step: str) -> list[Diagnostic]:
    """The messages of a step; raises CompileError if it failed."""
    diagnostics = [Diagnostic.from_native(diagnostic) for diagnostic in outcome.diagnostics]
    if not outcome.success:
        raise CompileError(diagnostics, step).of_program()
    return diagnostics
