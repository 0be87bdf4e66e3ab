#!/usr/bin/env python3
"""Checks the pages of the passes: every pass has one, and its example is what the pass does.

A page has a line `Command: tilium-opt --tt-...`, a block fenced ```mlir before and one fenced
```mlir after. The command on the first must give the second, both printed by tilium-opt.
`--update` rewrites the second block with what the command gives.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PASSES = TOP / "include/tilium/Transforms/Passes.td"
PAGES = TOP / "docs/passes"


def pass_arguments() -> list[str]:
    """The command-line arguments of the passes, in pipeline order."""
    return re.findall(
        r'Tilium_Pass<"((?:tt|tile)-[a-z-]+)"',
        re.sub(r":\s+Tilium", ": Tilium", PASSES.read_text()),
    )


def run_opt(tool: Path, text: str, *arguments: str) -> str:
    """What tilium-opt prints for `text`; raises with its message if it fails."""
    result = subprocess.run([tool, "-", *arguments], input=text, capture_output=True, text=True)
    if result.returncode != 0:
        raise ValueError(result.stderr.strip())
    return result.stdout


def fenced_after(page: str) -> str:
    """The block after the pass with its fences."""
    return f"```mlir after\n{block(page, 'after')}```"


def block(page: str, name: str) -> str:
    """The text of the block fenced as ```mlir `name`."""
    match = re.search(rf"```mlir {name}\n(.*?)```", page, re.DOTALL)
    if not match:
        raise ValueError(f"has no block ```mlir {name}")
    return match.group(1)


def check_page(tool: Path, path: Path, argument: str, update: bool) -> None:
    """Raises ValueError with what is wrong with a page."""
    page = path.read_text()
    command = re.search(r"Command: `?tilium-opt ((?:--[a-z0-9-]+(?:=\S+)? ?)+)`?", page)
    if not command or f"--{argument}" not in command.group(1):
        raise ValueError(f"has no line 'Command: tilium-opt --{argument}'")
    result = run_opt(tool, block(page, "before"), *command.group(1).split())
    if update:
        path.write_text(page.replace(fenced_after(page), f"```mlir after\n{result}```"))
        return
    if run_opt(tool, block(page, "after")) != run_opt(tool, result):
        raise ValueError("the 'after' block is not what the command gives; it gives:\n" + result)


def main() -> int:
    """Checks all pages; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=TOP / "build")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    failed = 0
    passes = pass_arguments()
    names = {f"{argument.split('-', 1)[1]}.md" for argument in passes}
    for argument in passes:
        path = PAGES / f"{argument.split('-', 1)[1]}.md"
        try:
            if not path.exists():
                raise ValueError("does not exist")
            check_page(arguments.build / "bin/tilium-opt", path, argument, arguments.update)
        except ValueError as error:
            failed += 1
            print(f"{path.relative_to(TOP)}: {error}", file=sys.stderr)
    print(f"pass pages: {len(passes) - failed} right, {failed} wrong")
    for page in sorted({path.name for path in PAGES.glob("*.md")} - names):
        failed += 1
        print(f"docs/passes/{page}: is not about a pass of Passes.td", file=sys.stderr)
    return 1 if failed or not passes else 0


if __name__ == "__main__":
    sys.exit(main())
