"""Random programs give what the reference interpreter gives, or are refused."""

from __future__ import annotations

import os
import sys

import pytest
import random_programs

if random_programs.KIT.is_dir():
    sys.path.insert(0, str(random_programs.KIT))
pytest.importorskip("corpus.interp", reason="the conformance kit is not there")


@pytest.fixture(autouse=True)
def _kernels_that_compile_fast(monkeypatch):
    """Most of what such a program takes is the compiler of its kernels, which run for no time."""
    monkeypatch.setenv("TILIUM_KERNEL_FLAGS", "-O0")


# In every test run; more where the environment asks for them.
TOTAL = int(os.environ.get("TILIUM_RANDOM_PROGRAMS", "400"))
PROGRAMS = 50


@pytest.mark.parametrize("part", range(TOTAL // PROGRAMS))
def test_random_programs(part):
    """Of fixed seeds; `make random N=...` tries more."""
    counts, problems = random_programs.run(PROGRAMS, seed=PROGRAMS * part)
    assert problems == []
    assert counts["right"] > 10 * counts["refused"], counts


@pytest.mark.parametrize("part", range(2))
def test_hostile_sizes(part):
    """Nothing, one, primes, thousands in a row, all of L1: right, or refused with a code."""
    counts, problems = random_programs.run(15, seed=15 * part, hostile=True)
    assert problems == []
    assert counts["right"] > 0 < counts["refused"], counts
