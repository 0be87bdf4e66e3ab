#!/usr/bin/env python3
"""Style as a test: what every file of the repository keeps.

- C++ files begin with a header that says what they are; none is longer than LONGEST lines.
- What begins with #! can be run.
- No leftovers: the words in BANNED, machine paths, trailing blanks.
- Every pass has a file, a test, a test of its refusals and a page, found by its argument.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
LONGEST = 900
BANNED = [
    re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b"),
    re.compile(r"(?<![\w.])/(work|home|root)/\w"),
]
PASS = re.compile(r'def (\w+)Pass\s*: Tilium_Pass<"(?:tt|tile)-([a-z-]+)"')


def tracked_files() -> list[Path]:
    """The files that git knows, without pictures and data."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    return [TOP / name for name in listed if name and (TOP / name).is_file()]


def check_file(path: Path) -> list[str]:
    """What is wrong with one file."""
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return []
    name = path.relative_to(TOP)
    problems = []
    lines = text.split("\n")
    generated = "reference" in name.parts or path.suffix == ".json"
    for number, line in enumerate(lines, 1):
        for pattern in BANNED:
            if pattern.search(line) and path != Path(__file__).resolve():
                problems.append(f"{name}:{number}: {line.strip()[:80]}")
        if line != line.rstrip() and not generated and path.suffix not in {".md", ".mlir"}:
            problems.append(f"{name}:{number}: trailing blanks")
    if text.startswith("#!") and not os.access(path, os.X_OK):
        problems.append(f"{name}: begins with #! but cannot be run; chmod +x")
    if path.suffix in {".cpp", ".h"} and "device/metalium" not in str(name):
        if len(lines) > LONGEST:
            problems.append(f"{name}: {len(lines)} lines; split it")
        if not lines[0].startswith("//"):
            problems.append(f"{name}: does not begin with a header that says what it is")
    return problems


def check_passes() -> list[str]:
    """What a pass lacks."""
    problems = []
    table = (TOP / "include/tilium/Transforms/Passes.td").read_text()
    passes = PASS.findall(table)
    named = re.findall(r'Tilium_Pass<"tt-', table)
    if len(named) != 17:
        problems.append(f"Passes.td describes {len(named)} passes of the pipeline instead of 17")
    for name, argument in passes:
        if not list((TOP / "lib/Transforms").glob(f"*/{name}.cpp")):
            problems.append(f"pass {name} has no file of its name")
        for wanted in (
            f"test/Transforms/{argument}.mlir",
            f"test/Transforms/{argument}-errors.mlir",
            f"docs/passes/{argument}.md",
        ):
            if not (TOP / wanted).exists():
                problems.append(f"pass {name} has no {wanted}")
    for match in re.finditer(r"def (\w+)Pass.*?let description = \[\{(.*?)\}\]", table, re.DOTALL):
        for part in ("**Requires**", "**Ensures**", "**Leaves alone**", "**Example**"):
            if part not in match.group(2):
                problems.append(f"the description of {match.group(1)} has no {part}")
    return problems


def main() -> int:
    """Checks everything; returns the exit code."""
    files = tracked_files()
    problems = [problem for path in files for problem in check_file(path)] + check_passes()
    print("\n".join(problems), file=sys.stderr)
    print(f"repository: {len(files)} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
