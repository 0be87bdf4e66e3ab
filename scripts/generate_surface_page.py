#!/usr/bin/env python3
"""Writes the tables of docs/tilelang-surface.md from the tests that try each call.

`--check` only says whether the page is what it would write.
"""

import ast
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PAGE = TOP / "docs/tilelang-surface.md"
TESTS = TOP / "python/tests/test_tilelang_surface.py"
BEGIN, END = "<!-- calls: begin -->\n", "<!-- calls: end -->\n"


def rows_of(table: ast.ClassDef) -> list[tuple[str, str]]:
    """Call and result of each test of a class; an exit if a test does not say them."""
    rows = []
    for test in table.body:
        if not isinstance(test, ast.FunctionDef) or not test.name.startswith("test_"):
            continue
        line = (ast.get_docstring(test) or "").split("\n")[0]
        call, arrow, result = line.partition(" → ")
        if not arrow:
            sys.exit(f"{TESTS}:{test.lineno}: the docstring of {test.name} is not 'call → result'")
        rows.append((call, result))
    return rows


def tables() -> str:
    """All tables, a heading before each."""
    classes = [n for n in ast.parse(TESTS.read_text()).body if isinstance(n, ast.ClassDef)]
    lines = []
    for table in classes:
        lines += [f"## {ast.get_docstring(table)}", "", "| call | result |", "|---|---|"]
        lines += [f"| {call} | {result} |" for call, result in rows_of(table)]
        lines.append("")
    return "\n".join(lines)


def main() -> int:
    """Writes or checks the page; returns the exit code."""
    text = PAGE.read_text()
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    wanted = f"{head}{BEGIN}\n{tables()}\n{END}{tail}"
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(wanted)
    elif text != wanted:
        print(f"{PAGE} is not what {TESTS.name} tries: run scripts/generate_surface_page.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
