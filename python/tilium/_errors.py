"""What can go wrong, as exceptions."""

from __future__ import annotations

import linecache
from dataclasses import dataclass, field


class TiliumError(Exception):
    """Any error that Tilium raises."""


class ArgumentError(TiliumError, ValueError):
    """A call's arguments do not fit the kernel, or an option does not exist."""


@dataclass
class Diagnostic:
    """One message of the compiler. `line` is 0 where there is no place."""

    severity: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    notes: list[Diagnostic] = field(default_factory=list)

    @classmethod
    def from_native(cls, native) -> Diagnostic:
        """Copies a diagnostic of the native module."""
        notes = [cls.from_native(note) for note in native.notes]
        return cls(native.severity, native.message, native.file, native.line, native.column, notes)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.line else ""
        text = f"{place}{self.severity}: {self.message}"
        source = linecache.getline(self.file, self.line).strip() if self.line else ""
        if source:
            text += f"\n    {source}"
        return "\n".join([text, *map(str, self.notes)])


class CompileError(TiliumError):
    """A program that cannot be compiled; `diagnostics` says why, and where in the program."""

    def __init__(self, diagnostics: list[Diagnostic]):
        self.diagnostics = diagnostics
        super().__init__("\n".join(map(str, diagnostics)) or "the compiler failed")


class DeviceError(TiliumError):
    """A kernel broke a rule of the device.

    `rule` names it; `core` (x, y), `kernel` (file), `processor`, `line` and `cycle` say where and
    when.
    """

    def __init__(self, failure):
        self.rule: str = failure.rule
        self.core: tuple[int, int] | None = failure.core
        self.kernel: str = failure.kernel
        self.processor: str = failure.processor
        self.line: int = failure.line
        self.cycle: int = failure.cycle
        super().__init__(failure.message)
