"""TileLang's own kernels: each is right, or refused with the Python line; never wrong, never a crash.

The kit is in the folder that TILIUM_SHARED names (default: ../shared beside the repository). It fetches
TileLang's sources from the package registry once.
"""

import os
import sys
from pathlib import Path

import pytest

import tilium

SHARED = Path(os.environ.get("TILIUM_SHARED", Path(__file__).resolve().parents[2] / "shared"))
KIT = SHARED / "corpus"


def load_cases():
    """The kit's cases; none where there is no kit."""
    if not KIT.is_dir():
        return []
    sys.path.insert(0, str(KIT))
    from corpus import cases

    return list(cases())


CASES = load_cases()


@pytest.mark.skipif(not CASES, reason=f"the conformance kit is not at {KIT}; name it in TILIUM_SHARED")
def test_the_kit_is_whole():
    assert len(CASES) == 25


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_corpus(case):
    """Right within the case's tolerance, or refused at a line."""
    try:
        kernel = tilium.compile(case.prim_func)
    except tilium.CompileError as error:
        first = next(d for d in error.diagnostics if d.severity == "error")
        assert first.line > 0, str(first)
        return
    tensors, expected = case.make()
    kernel(*tensors)
    assert case.check(tensors, expected) == {}
