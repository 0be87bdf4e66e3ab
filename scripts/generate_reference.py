#!/usr/bin/env python3
"""Writes the pages in docs/reference from what TableGen makes, or checks them (--check)."""

import argparse
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PAGES = {
    "dialect-tile.md": "include/tilium/Dialect/Tile/IR/Tile.md",
    "dialect-tt.md": "include/tilium/Dialect/TT/IR/TT.md",
    "dialect-metalium.md": "include/tilium/Dialect/Metalium/IR/Metalium.md",
    "passes.md": "include/tilium/Transforms/Passes.md",
}


def tidy(text: str) -> str:
    """The generated text without trailing blanks, so that editors leave it alone."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip() + "\n"


def main() -> int:
    """Writes or checks all pages; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, default=TOP / "build")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    stale = []
    for name, source in PAGES.items():
        text = tidy((arguments.build / source).read_text())
        page = TOP / "docs/reference" / name
        if arguments.check:
            if not page.exists() or page.read_text() != text:
                stale.append(name)
        else:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text)
    for name in stale:
        print(
            f"docs/reference/{name} is out of date; run scripts/generate_reference.py",
            file=sys.stderr,
        )
    print(f"reference pages: {len(PAGES) - len(stale)} up to date, {len(stale)} stale")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
