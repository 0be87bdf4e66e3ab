"""The pages of the diagnostics: what each code means, a program that has it, and what to write."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from tilium import _native
from tilium._errors import ArgumentError

DIRECTORY = Path(__file__).parent / "diagnostics"


@dataclass
class Explanation:
    """What a diagnostic is about.

    Attributes:
        code: as in the diagnostic.
        title: one sentence.
        text: cause and remedy, one paragraph or more.
        program: source of a program that has the diagnostic.
        instead: source of one that does not.
    """

    code: str
    title: str
    text: str
    program: str
    instead: str


def codes() -> list[str]:
    """All codes, by subject."""
    return _native.diagnostic_codes()


def explanation_file(code: str) -> Path:
    """The Python file with the explanation of a code: `program`, or `tir`, and `instead` in it.

    Raises ArgumentError if there is no such code.
    """
    if code not in codes():
        near = [known for known in codes() if code and set(code.split("-")) & set(known.split("-"))]
        hint = f"; near it are {', '.join(near)}" if near else ""
        raise ArgumentError(f"there is no diagnostic {code!r}{hint}; `tilium explain` lists all")
    return DIRECTORY / f"{code}.py"


def explain(code: str) -> Explanation:
    """The explanation of a code; raises ArgumentError if there is no such code."""
    file = explanation_file(code)
    source = file.read_text(encoding="utf-8")
    tree = ast.parse(source)
    documentation = ast.get_docstring(tree)
    assert documentation, f"{file} has no docstring"
    title, _, text = documentation.partition("\n\n")
    parts = {"program": "", "instead": ""}
    shared = []
    for node in tree.body[1:]:
        names = _names(node)
        piece = _with_decorators(source, node)
        if "program" in names or "tir" in names:
            parts["program"] = piece
        elif "instead" in names:
            parts["instead"] = piece
        elif not isinstance(node, ast.Import):
            shared.append(piece)
    program = "\n\n\n".join([*shared, parts["program"]])
    paragraphs = (re.sub(r"\s*\n\s*", " ", paragraph) for paragraph in text.split("\n\n"))
    return Explanation(code, title, "\n\n".join(paragraphs), program, parts["instead"])


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def _with_decorators(source: str, node: ast.stmt) -> str:
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    return "\n".join(source.split("\n")[first - 1 : node.end_lineno])
