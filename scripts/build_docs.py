#!/usr/bin/env python3
"""Builds the documentation site: runs the notebook, makes the navigation, calls mkdocs.

Nothing is taken from the network. A broken link, a page that no section has and a notebook that
fails are errors. The site works from the file system: open build/docs/site/index.html.

`--without-notebook` leaves the notebook out, for quick looks at the text.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
PASSES = TOP / "include/tilium/Transforms/Passes.td"
# What the theme loads from the network so that search works on the file system, and ours.
FOREIGN_WORKER = "https://unpkg.com/iframe-worker/shim"
OWN_WORKER = "scripts/frame-worker.js"
NOTEBOOK = "notebooks/tilium.ipynb"

# Sections and their pages, in order. Pages that are not there are left out; a pattern stands for
# all pages it finds that nothing before it has named.
SECTIONS = {
    "Start": ["index.md", "tutorial.md", "notebooks/tilium.md", "gallery.md", "install.md", "mapping.md"],
    "Language": ["language.md", "tilelang-surface.md", "accuracy.md", "operations.md", "attention.md", "diagnostics.md", "corpus.md"],
    "Running": ["cli.md", "profiling.md", "silicon.md", "benchmarks.md"],
    "Device": ["device.md", "device-timing.md", "device-functions.md", "device-*.md", "vendor-examples.md"],
    "Compiler": ["architecture.md", "static-mutants.md", "fuzzing.md", "extending/*.md"],
    "Passes": ["passes/*.md"],
    "Reference": ["reference/*.md"],
    "Decisions": ["decisions/*.md"],
    "More": ["*.md"],
}


def pass_order(page: Path) -> tuple[int, str]:
    """The place of a pass's page in the pipeline; other pages keep the order of their names."""
    table = re.sub(r":\s+Tilium", ": Tilium", PASSES.read_text())
    arguments = re.findall(r'Tilium_Pass<"(?:tt|tile)-([a-z-]+)"', table)
    known = page.parent.name == "passes" and page.stem in arguments
    return (arguments.index(page.stem) if known else 0, page.name)


def make_navigation(pages: Path) -> list:
    """The navigation, as mkdocs takes it, of the pages that are there."""
    taken: set[str] = set()
    navigation = []
    for section, patterns in SECTIONS.items():
        entries = []
        for pattern in patterns:
            for page in sorted(pages.glob(pattern), key=pass_order):
                name = str(page.relative_to(pages))
                if name not in taken:
                    taken.add(name)
                    entries.append(name)
        if entries:
            navigation.append({section: entries})
    return navigation


def source_block(marker: re.Match) -> str:
    """A file of the repository in place of its marker, folded."""
    source = textwrap.indent((TOP / marker.group(1)).read_text().rstrip(), "    ")
    return f'??? example "{marker.group(1)}"\n\n    ```python\n{source}\n    ```\n'


def prepare_pages(pages: Path) -> None:
    """Copies docs/, with fences as mkdocs knows them: those that tests look for have a second word.

    IR before and after a pass keeps that word as a title. Links to the notebook go to its page.
    """
    shutil.rmtree(pages, ignore_errors=True)
    shutil.copytree(TOP / "docs", pages, ignore=shutil.ignore_patterns("*.ipynb"))
    for page in pages.rglob("*.md"):
        text = page.read_text()
        text = re.sub(r"^```mlir (before|after)$", r'```mlir title="\1"', text, flags=re.MULTILINE)
        text = re.sub(r"^(```[\w+]+) (checked|emitted)$", r"\1", text, flags=re.MULTILINE)
        text = re.sub(r"^Command: (tilium-opt .*)$", r"Command: `\1`", text, flags=re.MULTILINE)
        # The theme has a table of contents at the side of each page.
        text = re.sub(r"^\[TOC\]\n", "", text, flags=re.MULTILINE)
        text = re.sub(r"^<!-- source: (\S+) -->$", source_block, text, flags=re.MULTILINE)
        page.write_text(text.replace(f"{NOTEBOOK})", f"{Path(NOTEBOOK).with_suffix('.md')})"))


def run_notebook(pages: Path, build: Path) -> None:
    """Runs the notebook in a fresh kernel and writes it, with its pictures, as a page."""
    import nbformat
    from nbclient import NotebookClient
    from nbconvert import MarkdownExporter
    from traitlets.config import Config

    paths = [str(build.resolve() / "python"), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    notebook = nbformat.read(TOP / "docs" / NOTEBOOK, as_version=4)
    # Sockets in the file system: the kernel needs no network, not even the machine's own.
    client = NotebookClient(
        notebook,
        config=Config({"KernelManager": {"transport": "ipc"}}),
        timeout=120,
        resources={"metadata": {"path": str(TOP)}},
    )
    client.execute()
    body, resources = MarkdownExporter().from_notebook_node(notebook)
    page = pages / Path(NOTEBOOK).with_suffix(".md")
    page.parent.mkdir(exist_ok=True)
    page.write_text(body)
    for name, data in resources["outputs"].items():
        (page.parent / name).write_bytes(data)


def take_nothing_from_network(site: Path) -> list[str]:
    """Puts our stand-in for a worker into the pages; returns what else they load from outside."""
    foreign = []
    for page in site.rglob("*.html"):
        up = "../" * (len(page.relative_to(site).parts) - 1)
        text = page.read_text().replace(FOREIGN_WORKER, up + OWN_WORKER)
        page.write_text(text)
        loads = r"""(?:src=|<link [^>]*?href=)["']?(https?://[^"' >]+)"""
        foreign += [f"{page.relative_to(site)}: {url}" for url in re.findall(loads, text)]
    return foreign


def main() -> int:
    """Builds the site; returns the exit code."""
    import yaml

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=Path, default=TOP / "build")
    parser.add_argument("--without-notebook", action="store_true")
    options = parser.parse_args()

    output = options.build.resolve() / "docs"
    pages = output / "pages"
    prepare_pages(pages)
    if not options.without_notebook:
        run_notebook(pages, options.build)
    settings = {
        "INHERIT": str(TOP / "mkdocs.yml"),
        "docs_dir": str(pages),
        "site_dir": str(output / "site"),
        "nav": make_navigation(pages),
    }
    if options.without_notebook:
        # Links to the notebook's page lead nowhere then.
        settings["validation"] = {"links": {"not_found": "info"}}
    configuration = output / "mkdocs.yml"
    configuration.write_text(yaml.safe_dump(settings, sort_keys=False))
    # Not --quiet: mkdocs does not count warnings then, and --strict finds nothing.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f"]
    # Its theme's authors announce other tools on each start.
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    result = subprocess.run(
        [*command, str(configuration)], env=environment, capture_output=True, text=True
    )
    if result.returncode != 0:
        print(result.stdout, result.stderr, file=sys.stderr)
        return result.returncode
    if foreign := take_nothing_from_network(output / "site"):
        print("pages load from the network:", *foreign, sep="\n", file=sys.stderr)
        return 1
    print(f"documentation: {output / 'site' / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
