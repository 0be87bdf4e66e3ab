#!/usr/bin/env python3
"""Print which calls of the vendor's kernel API ttnn's own kernels use and the device does not have.

    check_api_coverage.py [wheel]     (default: TILIUM_TTNN_WHEEL, or what fetch_ttnn.py gives)

The API is what the wheel's headers below `tt_metal/hw/inc/api` declare; the kernels are those of
the families below. A call counts as modelled if the device's kernel headers declare it, as refused
if they only do so to say that it is not modelled. Names are compared, not overloads: what a
modelled name does not take is refused by the compiler.
"""

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
OURS = TOP / "device/metalium/include"
FAMILIES = {
    "matmul": "operations/matmul",
    "eltwise": "operations/eltwise",
    "reduction": "operations/reduction",
    "normalization": "operations/normalization",
    "softmax": "operations/normalization/softmax",
    "sdpa": "operations/transformer/sdpa",
    "kernel_lib": "kernel_lib",
}
SUFFIXES = {".cpp", ".hpp", ".h", ".inl"}
WORDS = {
    "if", "for", "while", "switch", "return", "sizeof", "static_assert", "else", "decltype",
    "alignof", "defined", "operator", "noexcept", "constexpr", "template", "asm", "catch",
    "static_cast", "reinterpret_cast", "requires", "uint32_t",
}  # fmt: skip

COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)
#: A declaration: at a line's begin, words of a type, a name, and what it takes.
DECLARED = re.compile(
    r"^[ \t]*(?:template\s*<[^;{}]*?>\s*)?(?:[\w:]+(?:<[^;{}()]*?>)?[\s&*]+|\[\[[^\]]*\]\]\s*"
    r"|__attribute__\(\(\w+\)\)\s*)+(\w+)\s*\(",
    re.MULTILINE,
)
MACRO = re.compile(r"^\s*#\s*define\s+(\w+)\(", re.MULTILINE)
CALLED = re.compile(r"\b([A-Za-z_]\w*)\s*(?:<[^;{}()]*?>)?\s*\(")
UNMODELLED = re.compile(r"TILIUM_UNMODELLED\((\w+)\)")
REFUSED_BODY = re.compile(r"\b(\w+)\([^{};]*\)\s*\{\s*static_assert\(\s*tilium::unmodelled")


def text_of(path):
    """A file without comments and strings."""
    return COMMENT.sub(" ", path.read_text(errors="replace"))


def sources(folder):
    """The files of C++ below a folder, but those for the vendor's next generation."""
    return sorted(p for p in folder.rglob("*") if p.suffix in SUFFIXES and "quasar" not in p.parts)


def declared(folder):
    """What the headers below a folder declare or define as macros that take arguments."""
    names = set()
    for path in sources(folder):
        text = text_of(path)
        names.update(DECLARED.findall(text), MACRO.findall(text))
    return names - WORDS


@dataclass
class Device:
    """What the device's kernel headers declare, by whether it does something."""

    modelled: set
    refused: set

    @classmethod
    def read(cls):
        """From the repository."""
        texts = [text_of(path) for path in sources(OURS)]
        refused = {n for t in texts for p in (UNMODELLED, REFUSED_BODY) for n in p.findall(t)}
        return cls(declared(OURS) - refused, refused)


def uses(folder, api):
    """How often the kernels below `folder` call each name of the API that they do not define."""
    count = Counter()
    for path in sources(folder):
        if folder.name == "kernel_lib" or any("kernel" in part for part in path.parts[-6:]):
            text = text_of(path)
            own = set(DECLARED.findall(text))
            count.update(n for n in CALLED.findall(text) if n in api and n not in own)
    return count


def find_wheel(asked):
    """The folder of the unpacked wheel."""
    if asked or "TILIUM_TTNN_WHEEL" in os.environ:
        return Path(asked or os.environ["TILIUM_TTNN_WHEEL"])
    command = [sys.executable, str(TOP / "scripts/fetch_ttnn.py")]
    return Path(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())


def main():
    """Print the table and the names."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("wheel", nargs="?")
    arguments = parser.parse_args()
    wheel = find_wheel(arguments.wheel)
    api = declared(wheel / "tt_metal/hw/inc/api")
    if not api:
        sys.exit(f"error: {wheel} has no tt_metal/hw/inc/api with declarations in it")
    device = Device.read()
    lacking, refused = Counter(), Counter()
    columns = ("calls used", "modelled", "refused", "lacking", "of uses")
    print(f"{'kernels':15}" + "".join(f"{column:>11}" for column in columns))
    for family, folder in FAMILIES.items():
        count = uses(wheel / "ttnn/cpp/ttnn" / folder, api)
        missing = {n: c for n, c in count.items() if n not in device.modelled}
        told = {n: c for n, c in missing.items() if n in device.refused}
        lacking.update({n: c for n, c in missing.items() if n not in told})
        refused.update(told)
        share = 1 - sum(missing.values()) / max(1, sum(count.values()))
        figures = (len(count), len(count) - len(missing), len(told), len(missing) - len(told))
        print(f"{family:15}" + "".join(f"{figure:11}" for figure in figures) + f"{share:11.1%}")
    for title, names in (("lacking", lacking), ("refused", refused)):
        listed = ", ".join(f"{n} ({c})" for n, c in names.most_common())
        print(f"\n{title}, with how often they are called: {listed or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
