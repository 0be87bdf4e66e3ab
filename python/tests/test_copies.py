"""Copies, conversions and fills on the mock device."""

import pytest
import torch
from programs import copy_through, fill

import tilium

FLOATS = ["float32", "float16", "bfloat16"]


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("out_dtype", FLOATS)
@pytest.mark.parametrize("scope", ["shared", "fragment"])
def test_copy_rounds_once(dtype, out_dtype, scope):
    torch.manual_seed(0)
    a = torch.randn(70, 100).to(getattr(torch, dtype))
    kernel = tilium.compile(copy_through(70, 100, 64, 32, dtype, out_dtype, scope), out_idx=[-1])
    assert torch.equal(kernel(a), a.to(getattr(torch, out_dtype)))


@pytest.mark.parametrize("dtype", ["int32", "uint8"])
def test_integers_are_copied(dtype):
    a = torch.randint(0, 200, (64, 64)).to(getattr(torch, dtype))
    kernel = tilium.compile(copy_through(64, 64, 32, 64, dtype, dtype), out_idx=[-1])
    assert torch.equal(kernel(a), a)


@pytest.mark.parametrize("block", [(32, 32), (48, 40), (16, 100), (128, 128)])
def test_blocks(block):
    a = torch.arange(70 * 100).reshape(70, 100).float()
    kernel = tilium.compile(copy_through(70, 100, *block, "float32", "float32"), out_idx=[-1])
    assert torch.equal(kernel(a), a)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("value", [0.0, 1.5, -2.0])
def test_fill(dtype, value):
    kernel = tilium.compile(fill(70, 40, value, dtype), out_idx=[-1])
    assert torch.equal(kernel(), torch.full((70, 40), value).to(getattr(torch, dtype)))


def test_special_values_survive_a_copy():
    a = torch.tensor([[float("inf"), float("-inf"), -0.0, 1e-45, 3e38]]).repeat(32, 8)[:, :32].contiguous()
    kernel = tilium.compile(copy_through(32, 32, 32, 32, "float32", "float32"), out_idx=[-1])
    assert torch.equal(kernel(a).view(torch.int32), a.view(torch.int32))
