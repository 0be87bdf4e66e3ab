"""T.cumsum along every axis and in both directions, against torch."""

import elementwise_programs as programs
import pytest
import tilium
import torch


def reference(x, dim, reverse):
    return x.flip(dim).cumsum(dim).flip(dim) if reverse else x.cumsum(dim)


@pytest.mark.parametrize("M, N", [(64, 96), (33, 70), (1, 64), (40, 1)])
@pytest.mark.parametrize("dim", [0, 1])
@pytest.mark.parametrize("reverse", [False, True])
def test_matrix(M, N, dim, reverse):
    x = torch.randn(M, N)
    kernel = tilium.compile(programs.running_sum(M, N, dim, reverse), out_idx=-1)
    torch.testing.assert_close(kernel(x), reference(x, dim, reverse), rtol=1e-5, atol=5e-5)


@pytest.mark.parametrize("dim", [0, 1])
def test_in_place(dim):
    x = torch.randn(64, 96)
    kernel = tilium.compile(programs.running_sum(dim=dim, in_place=True), out_idx=-1)
    torch.testing.assert_close(kernel(x), x.cumsum(dim), rtol=1e-5, atol=5e-5)


@pytest.mark.parametrize("N", [32, 100])
@pytest.mark.parametrize("reverse", [False, True])
def test_vector(N, reverse):
    x = torch.randn(N)
    kernel = tilium.compile(programs.running_sum_1d(N, reverse), out_idx=-1)
    torch.testing.assert_close(kernel(x), reference(x, 0, reverse), rtol=1e-5, atol=5e-5)


def test_half_precision_rounds_once():
    x = torch.randn(64, 96).half()
    kernel = tilium.compile(programs.running_sum(dtype="float16"), out_idx=-1)
    torch.testing.assert_close(kernel(x), x.double().cumsum(1).half(), rtol=2e-3, atol=1e-2)


def test_integers_are_refused():
    with pytest.raises(tilium.CompileError, match="T.cumsum of .* in Int32"):
        tilium.compile(programs.running_sum(dtype="int32"))
