"""What the documentation pastes is what the compiler emits, and its Python runs."""

import math
import os
import re
import runpy
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent.parent
DOCS = TOP / "docs"
ATTENTION = {"batch": 1, "heads": 1, "length": 256, "dim": 64, "causal": True}


def blocks_of(page: str, fence: str) -> list[str]:
    """The code blocks of a page that begin with ```fence."""
    text = (DOCS / page).read_text()
    return re.findall(rf"^```{re.escape(fence)}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def statements_of_loop(source: str) -> dict[str, str]:
    """The emitted code of the loop over blocks of keys, by the Python line above each piece."""
    loop = re.search(r"\n( +)for \(uint32_t k = 0.*?\n\1}\n", source, re.DOTALL).group(0)
    pieces = re.split(r"^ +// flash_attention\.py:\d+: (.*)\n", loop, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2]))


@pytest.fixture(scope="module")
def attention():
    module = runpy.run_path(str(TOP / "examples/flash_attention.py"))
    return module["flash_attention"](**ATTENTION)


def normalize(text: str) -> str:
    """Code without its indentation and blank lines."""
    return "\n".join(line.strip() for line in textwrap.dedent(text).split("\n") if line.strip())


def test_code_of_attention_page_is_what_is_emitted(attention):
    emitted = normalize(attention.sources["compute.cpp"])
    pasted = blocks_of("attention.md", "c++ emitted")
    assert len(pasted) >= 4
    for block in pasted:
        assert normalize(block) in emitted, f"no longer emitted:\n{block}"


def packed_tiles(code: str) -> list[tuple[str, int]]:
    """Circular buffers that a piece of code packs into, in order, with how many tiles.

    Both sides of a branch have to pack alike; they count once.
    """
    packed: list[tuple[str, int]] = []
    loops: list[int] = []
    opened: list[str] = []
    branches: list[tuple[int, list]] = []
    for line in map(str.strip, code.split("\n")):
        if loop := re.fullmatch(r"for \(\w+ \w+ = 0; \w+ < (\d+); \+\+\w+\) {", line):
            loops.append(int(loop.group(1)))
            opened.append("loop")
        elif line.startswith("if (") and line.endswith("{"):
            branches.append((len(packed), []))
            opened.append("branch")
        elif line == "} else {":
            start, _ = branches.pop()
            branches.append((start, packed[start:]))
            del packed[start:]
        elif line == "}" and opened:
            if opened.pop() == "loop":
                loops.pop()
            else:
                start, first = branches.pop()
                assert packed[start:] == first
        elif call := re.search(r"pack_tile(?:<true>)?\(\w+, (\w+)", line):
            packed.append((call.group(1), math.prod(loops)))
    return packed


def test_round_trips_of_attention_page_are_those_emitted(attention):
    statements = statements_of_loop(attention.sources["compute.cpp"])
    counted = [entry for code in statements.values() for entry in packed_tiles(code)]
    page = (DOCS / "attention.md").read_text()
    told = re.findall(r"^\| `.*?` \| `(cb_\w+)` \| (\d+) \|", page, re.MULTILINE)
    assert [(buffer, int(tiles)) for buffer, tiles in told] == counted
    assert f"These are {sum(tiles for _, tiles in counted)} tiles" in page


def run_python(program: Path, text: str) -> str:
    """What a program prints; it has to succeed."""
    program.write_text(text)
    result = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, env=os.environ
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_python_of_tutorial_runs(tmp_path):
    text = "\n".join(blocks_of("tutorial.md", "python checked"))
    printed = run_python(tmp_path / "tutorial.py", text)
    assert "void kernel_main()" in printed
    assert "bytes of L1" in printed


def test_first_program_of_readme_runs(tmp_path):
    printed = run_python(tmp_path / "first.py", blocks_of("../README.md", "python")[0])
    assert "matmul_block(" in printed
    assert printed.strip().split("\n")[-1].isdigit()


@pytest.mark.parametrize("page", ["op", "pass", "target"])
def test_places_of_extending_pages_exist(page):
    text = (DOCS / "extending" / f"{page}.md").read_text()
    rows = re.findall(r"^\| .*? \| `([^`]+)` \| `([^`]+)` \|$", text, re.MULTILINE)
    assert len(rows) >= 7
    missing = [row for row in rows if row[1] not in (TOP / row[0]).read_text()]
    assert not missing


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_outside_of_the_site_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (TOP / page).read_text())
    assert links
    assert not [link for link in links if not (TOP / link).exists()]


def test_gallery_has_all_examples():
    shown = re.findall(r"^<!-- source: (\S+) -->$", (DOCS / "gallery.md").read_text(), re.MULTILINE)
    assert sorted(shown) == sorted(str(p.relative_to(TOP)) for p in TOP.glob("examples/*.py"))


def test_page_of_calls_is_what_is_tested():
    script = TOP / "scripts/generate_surface_page.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
