"""What can go wrong, as exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field

from tilium._source_snippet import render, source_line, statement_columns


class TiliumError(Exception):
    """Any error that Tilium raises."""


class ArgumentError(TiliumError, ValueError):
    """A call's arguments do not fit the kernel, or an option does not exist."""


@dataclass
class Diagnostic:
    """One message of the compiler.

    Attributes:
        severity: "error", "warning", "remark" or "note".
        code: what it is about, as on the page of diagnostics; notes and faults of IR have none.
        file, line, column: the place in the program; 0 where there is none. Columns are those of
            the compiler, for IR; TileLang keeps lines only.
    """

    severity: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    notes: list[Diagnostic] = field(default_factory=list)
    code: str = ""

    @classmethod
    def from_native(cls, native) -> Diagnostic:
        """Copies a diagnostic of the native module."""
        notes = [cls.from_native(note) for note in native.notes]
        return cls(
            native.severity,
            native.message,
            native.file,
            native.line,
            native.column,
            notes,
            native.code,
        )

    @classmethod
    def from_dict(cls, fields: dict) -> Diagnostic:
        """The diagnostic that `dataclasses.asdict` took apart."""
        notes = [cls.from_dict(note) for note in fields["notes"]]
        return cls(**{**fields, "notes": notes})

    @property
    def source(self) -> str:
        """The line of the program; empty if there is none."""
        return source_line(self.file, self.line)

    @property
    def range(self) -> tuple[int, int] | None:
        """The statement's first column in `source`, from 1, and the one after its last."""
        return statement_columns(self.file, self.line)

    def __str__(self) -> str:
        text = f"{self.severity}: {self.message}"
        if self.code:
            text += f" [{self.code}]"
        place = render(self.file, self.line)
        if place:
            text += f"\n{place}"
        elif self.line:
            text = f"{self.file}:{self.line}: {text}"
        return "\n".join([text, *map(str, self.notes)])


class CompileError(TiliumError):
    """A program that cannot be compiled; `diagnostics` says why, and where in the program.

    `step` is the pass that found it, or "import".
    """

    def __init__(self, diagnostics: list[Diagnostic], step: str = ""):
        self.diagnostics = diagnostics
        self.step = step
        super().__init__("\n".join(map(str, diagnostics)) or "the compiler failed")

    def __reduce__(self):
        """What processes hand each other: the arguments, not the text."""
        return CompileError, (self.diagnostics, self.step)

    def of_program(self) -> CompileError:
        """The error as a user of TileLang has to read it.

        What a program can do wrong has a code. Without one, the compiler refused what it had made
        of the program itself, and says so.
        """
        if any(said.code for said in self.diagnostics if said.severity == "error"):
            return self
        fault = Diagnostic(
            "note",
            "this is a fault of Tilium, not of the program: "
            f"{self.step} refuses what became of it. Please report it with the program",
        )
        return CompileError([*self.diagnostics, fault], self.step)


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
