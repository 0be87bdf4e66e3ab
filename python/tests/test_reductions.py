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


@pytest.mark.parametrize("kind", ["sum", "max", "min", "absmax"])  # T.reduce_abssum always clears.
@pytest.mark.parametrize("dim", [0, 1])
@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_continues(kind, dim, dtype):
    x = torch.randn(64, 96).to(getattr(torch, dtype))
    program = programs.reduction(kind, dim=dim, clear=False, initial=2.5, dtype=dtype)
    combine = {"sum": torch.add, "max": torch.maximum, "min": torch.minimum}
    expected = combine[kind.removeprefix("abs")](
        REFERENCES[kind](x.double(), dim), torch.tensor(2.5, dtype=torch.float64)
    )
    tolerance = {"float32": 1e-5, "float16": 2e-3, "bfloat16": 1e-2}[dtype]
    torch.testing.assert_close(
        tilium.compile(program, out_idx=-1)(x).double(), expected, rtol=tolerance, atol=tolerance
    )


@pytest.mark.parametrize("kind", REFERENCES)
@pytest.mark.parametrize("dim", [0, 1])
def test_shared_buffers(kind, dim):
    """TileLang itself takes them through fragments."""
    x = torch.randn(64, 96)
    program = programs.reduction_of_shared(kind, dim=dim)
    torch.testing.assert_close(
        tilium.compile(program, out_idx=-1)(x), REFERENCES[kind](x, dim), rtol=1e-5, atol=1e-5
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


SHAPES = [
    (3, 64, 32),
    (5, 33, 70),
    (40, 32, 32),
    (2, 3, 40, 20),
    (3, 1, 40),
    (3, 40, 1),
    (2, 2, 2, 8, 40),
]


@pytest.mark.parametrize("kind", ["sum", "max", "absmax"])
@pytest.mark.parametrize(
    "shape, dim", [(shape, dim) for shape in SHAPES for dim in range(len(shape))]
)
def test_several_matrices(kind, shape, dim):
    x = torch.randn(shape) - 3
    kernel = tilium.compile(programs.reduction_of_matrices(kind, shape, dim), out_idx=-1)
    torch.testing.assert_close(kernel(x), REFERENCES[kind](x, dim), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("shape", [(3, 40, 1), (40, 3, 1, 1), (1, 40, 1), (3, 33, 40)])
@pytest.mark.parametrize("dim", [0, 1, 2])
def test_several_matrices_keep_the_dimension(shape, dim):
    x = torch.randn(shape)
    program = programs.reduction_of_matrices("max", shape, dim, keep=True)
    kernel = tilium.compile(program, out_idx=-1)
    assert torch.equal(kernel(x), x.amax(dim, keepdim=True))


@pytest.mark.parametrize("dim", [0, 1, 2])
def test_several_matrices_continue(dim):
    x = torch.randn(3, 64, 40)
    program = programs.reduction_of_matrices("min", x.shape, dim, clear=False, initial=-1.5)
    kernel = tilium.compile(program, out_idx=-1)
    assert torch.equal(kernel(x), x.amin(dim).clamp(max=-1.5))


@pytest.mark.parametrize("dtype", ["int32", "uint8"])
@pytest.mark.parametrize("dim", [0, 1, 2])
def test_several_matrices_of_integers(dim, dtype):
    x = torch.randint(0, 200, (3, 40, 33)).to(getattr(torch, dtype))
    kernel = tilium.compile(
        programs.reduction_of_matrices("max", x.shape, dim, dtype=dtype), out_idx=-1
    )
    assert torch.equal(kernel(x), x.amax(dim))


@pytest.mark.parametrize("kind", ["sum", "max", "min"])
@pytest.mark.parametrize("dim", [0, 1])
def test_integers(kind, dim):
    x = torch.randint(-1000, 1000, (64, 96), dtype=torch.int32)
    kernel = tilium.compile(programs.reduction(kind, dim=dim, dtype="int32"), out_idx=-1)
    assert torch.equal(kernel(x), REFERENCES[kind](x, dim).int())
