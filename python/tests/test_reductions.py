"""T.reduce over every axis, with and without clear, against torch."""

import elementwise_programs as programs
import pytest
import tilium
import torch

REFERENCES = {
    "sum": lambda x, dim: x.sum(dim),
    "max": lambda x, dim: x.amax(dim),
    "min": lambda x, dim: x.amin(dim),
    "abssum": lambda x, dim: x.abs().sum(dim),
    "absmax": lambda x, dim: x.abs().amax(dim),
}


@pytest.mark.parametrize("kind", REFERENCES)
@pytest.mark.parametrize("dim", [0, 1])
@pytest.mark.parametrize("M, N", [(64, 96), (33, 70), (1, 40), (32, 1)])
def test_matrix(kind, dim, M, N):
    x = torch.randn(M, N)
    kernel = tilium.compile(programs.reduction(kind, M, N, dim), out_idx=-1)
    torch.testing.assert_close(kernel(x), REFERENCES[kind](x, dim), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("kind", ["sum", "max", "min"])
@pytest.mark.parametrize("dim", [0, 1])
def test_continues(kind, dim):
    x = torch.randn(64, 96)
    program = programs.reduction(kind, dim=dim, clear=False, initial=0.5)
    initial = torch.tensor(0.5)
    combine = {"sum": torch.add, "max": torch.maximum, "min": torch.minimum}[kind]
    expected = combine(REFERENCES[kind](x, dim), initial)
    torch.testing.assert_close(
        tilium.compile(program, out_idx=-1)(x), expected, rtol=1e-5, atol=1e-5
    )


@pytest.mark.parametrize("dim", [0, 1])
def test_keeps_the_dimension(dim):
    x = torch.randn(64, 96)
    kernel = tilium.compile(programs.reduction("sum", dim=dim, keep=True), out_idx=-1)
    torch.testing.assert_close(kernel(x), x.sum(dim, keepdim=True), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_narrow_types_round_once(dtype):
    x = torch.randn(64, 96).to(dtype)
    name = str(dtype).removeprefix("torch.")
    kernel = tilium.compile(programs.reduction("sum", dtype=name), out_idx=-1)
    torch.testing.assert_close(
        kernel(x),
        x.double().sum(1).to(dtype),
        rtol=2e-3 if dtype == torch.float16 else 1e-2,
        atol=1e-2,
    )


@pytest.mark.parametrize("kind", ["sum", "max"])
def test_whole_matrices(kind):
    x = torch.randn(3, 64, 32)
    kernel = tilium.compile(programs.reduction_3d(kind, 3, 64, 32, 0), out_idx=-1)
    torch.testing.assert_close(kernel(x), REFERENCES[kind](x, 0), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("dim", [1, 2])
def test_rows_of_several_matrices_are_refused(dim):
    """Their results would be rows of one tile, which reductions do not fill."""
    with pytest.raises(tilium.CompileError, match="T.reduce of 'x' gives .* tiles"):
        tilium.compile(programs.reduction_3d("sum", 3, 64, 32, dim))


@pytest.mark.parametrize("kind", ["sum", "max", "min"])
@pytest.mark.parametrize("dim", [0, 1])
def test_integers(kind, dim):
    x = torch.randint(-1000, 1000, (64, 96), dtype=torch.int32)
    kernel = tilium.compile(programs.reduction(kind, dim=dim, dtype="int32"), out_idx=-1)
    assert torch.equal(kernel(x), REFERENCES[kind](x, dim).int())
