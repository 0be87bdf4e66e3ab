"""What the tests share: kernels compiled once a session, inputs that repeat."""

from __future__ import annotations

import functools

import programs
import pytest
import tilium
import torch


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


@functools.cache
def compiled_gemm(*sizes, target="wormhole_b0", **options):
    """The kernel of `programs.gemm`, which returns C."""
    return tilium.compile(programs.gemm(*sizes, **options), out_idx=[-1], target=target)


@pytest.fixture
def build_gemm():
    """Compiles `programs.gemm(*sizes, **options)`; the same one once."""
    return compiled_gemm


@pytest.fixture
def gemm128():
    """A 128x128x128 float16 kernel that writes in place."""
    return compiled_in_place()


@functools.cache
def compiled_in_place():
    return tilium.compile(programs.gemm(128, 128, 128))
