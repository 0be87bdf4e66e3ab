"""T.cumsum and T.cummax along every axis and in both directions, against torch."""

import elementwise_programs as programs
import pytest
import tilelang.language as T
import tilium
import torch


def reference(x, dim, reverse, operation=torch.cumsum):
    return operation(x.flip(dim), dim).flip(dim) if reverse else operation(x, dim)


def largest_so_far(x, dim):
    return x.cummax(dim).values


def axes(*shapes):
    return [(shape, dim) for shape in shapes for dim in range(len(shape))]


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


INTEGERS = {"int32": (-(2**20), 2**20), "uint32": (0, 2**26), "uint16": (0, 600), "uint8": (0, 9)}


@pytest.mark.parametrize("shape, dim", axes((64, 96), (33, 20), (3, 40, 20)))
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("dtype", INTEGERS)
def test_sums_of_integers(shape, dim, reverse, dtype):
    x = torch.randint(*INTEGERS[dtype], shape)
    kernel = tilium.compile(programs.scan(T.cumsum, shape, dim, reverse, dtype), out_idx=-1)
    sums = kernel(x.to(getattr(torch, dtype))).to(torch.int64)
    bits = torch.iinfo(getattr(torch, dtype)).bits
    expected = reference(x, dim, reverse)
    # Sums that leave the type wrap around.
    assert torch.equal(sums % 2**bits, expected % 2**bits)


@pytest.mark.parametrize("shape, dim", axes((64, 96), (33, 20), (3, 40, 20)))
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("dtype", ["int32", "uint16", "uint8"])
def test_maximum_of_integers(shape, dim, reverse, dtype):
    x = torch.randint(*INTEGERS[dtype], shape)
    kernel = tilium.compile(programs.scan(T.cummax, shape, dim, reverse, dtype), out_idx=-1)
    largest = kernel(x.to(getattr(torch, dtype))).to(torch.int64)
    assert torch.equal(largest, reference(x, dim, reverse, largest_so_far))


@pytest.mark.parametrize("dtype", ["uint32", "int8", "bool"])
def test_integers_without_an_order_are_refused(dtype):
    with pytest.raises(tilium.CompileError, match="T.cummax of .* whose elements are"):
        tilium.compile(programs.scan(T.cummax, (64, 64), 0, False, dtype))


@pytest.mark.parametrize("shape, dim", axes((3, 40, 33), (2, 3, 20, 20)))
@pytest.mark.parametrize("reverse", [False, True])
def test_matrices(shape, dim, reverse):
    x = torch.randn(shape)
    kernel = tilium.compile(programs.scan(T.cumsum, shape, dim, reverse), out_idx=-1)
    torch.testing.assert_close(kernel(x), reference(x, dim, reverse), rtol=1e-5, atol=5e-5)


def test_sum_of_matrices_rounds_once():
    x = torch.randn(6, 32, 32).half()
    kernel = tilium.compile(programs.scan(T.cumsum, (6, 32, 32), 0, False, "float16"), out_idx=-1)
    torch.testing.assert_close(kernel(x), x.double().cumsum(0).half(), rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("shape, dim", axes((64, 96), (33, 70), (100,), (1, 40), (3, 40, 33)))
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_maximum(shape, dim, reverse, dtype):
    # Negative numbers: zeros of the padding would be larger.
    x = (torch.randn(shape) - 3).to(getattr(torch, dtype))
    kernel = tilium.compile(programs.scan(T.cummax, shape, dim, reverse, dtype), out_idx=-1)
    assert torch.equal(kernel(x), reference(x, dim, reverse, largest_so_far))
