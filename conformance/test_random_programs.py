"""Random programs give what the reference interpreter gives, or are refused."""

from __future__ import annotations

import sys

import pytest
import random_programs

if random_programs.KIT.is_dir():
    sys.path.insert(0, str(random_programs.KIT))
pytest.importorskip("corpus.interp", reason="the conformance kit is not there")


PARTS, PROGRAMS = 8, 50


@pytest.mark.parametrize("part", range(PARTS))
def test_random_programs(part):
    """400 of fixed seeds; `make random N=...` tries more."""
    counts, problems = random_programs.run(PROGRAMS, seed=PROGRAMS * part)
    assert problems == []
    assert counts["right"] > 10 * counts["refused"], counts
