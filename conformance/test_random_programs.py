"""Random programs give what the reference interpreter gives, or are refused."""

from __future__ import annotations

import sys

import pytest
import random_programs

if random_programs.KIT.is_dir():
    sys.path.insert(0, str(random_programs.KIT))
pytest.importorskip("corpus.interp", reason="the conformance kit is not there")


@pytest.mark.parametrize("part", range(4))
def test_random_programs(part):
    """A fixed seed; `python conformance/random_programs.py` tries more."""
    counts, problems = random_programs.run(30, seed=100 * part, seconds=60)
    assert problems == []
    assert counts["right"] > 10 * counts["refused"], counts
