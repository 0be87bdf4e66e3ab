"""Elements that no tiles match: brought one by one, against torch."""

import gather_programs as programs
import pytest
import tilelang.language as T
import tilium
import torch

TYPES = {
    "float32": torch.float32,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
    "int32": torch.int32,
    "int8": torch.int8,
    "uint8": torch.uint8,
}
CHIPS = ["wormhole_b0", "blackhole"]


def numbers(*shape, dtype="float32"):
    """Small integers, which all types hold, different from their neighbours."""
    count = torch.Size(shape).numel()
    low = 0 if dtype == "uint8" else -60
    return (torch.arange(count) * 37 % 113 + low).reshape(shape).to(TYPES[dtype])


def at(source, function, rows, columns):
    """`source` at function(i, j) for all i and j."""
    i, j = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    return source[function(i, j)]


ACCESSES = {
    "shifted": ((64, 96), (64, 64), lambda i, j: (i, j + 5)),
    "shifted rows": ((40, 64), (32, 64), lambda i, j: (i + 7, j)),
    "strided": ((64, 128), (64, 64), lambda i, j: (i, j * 2)),
    "backwards": ((64, 64), (64, 64), lambda i, j: (63 - i, j)),
    "divided": ((64, 64), (64, 64), lambda i, j: (i // 2, j)),
    "remainder": ((64, 16), (64, 64), lambda i, j: (i, j % 16)),
    "exchanged": ((40, 72), (64, 40), lambda i, j: (j, i + 8)),
    "flattened": ((4, 1024), (64, 64), lambda i, j: (i // 16, (i * 64 + j) % 1024)),
    "skewed": ((64, 128), (64, 64), lambda i, j: (i, i + j)),
    "odd sizes": ((37, 45), (33, 41), lambda i, j: (36 - i, j + 3)),
    "three dimensions": ((3, 40, 33), (40, 33), lambda i, j: (i % 3, i, 32 - j)),
}


@pytest.mark.parametrize("name", ACCESSES)
def test_gather(name):
    source, result, function = ACCESSES[name]
    a = numbers(*source)
    kernel = tilium.compile(programs.gather(function, source, result), out_idx=-1)
    assert torch.equal(kernel(a), at(a, function, *result))
    assert "one-by-one" in [diagnostic.code for diagnostic in kernel.diagnostics]


@pytest.mark.parametrize("target", CHIPS)
@pytest.mark.parametrize("dtype", TYPES)
def test_types(dtype, target):
    a = numbers(40, 72, dtype=dtype)
    program = programs.gather(ACCESSES["exchanged"][2], (40, 72), (64, 40), dtype)
    kernel = tilium.compile(program, out_idx=-1, target=target)
    assert torch.equal(kernel(a), at(a, ACCESSES["exchanged"][2], 64, 40))


@pytest.mark.parametrize("target", CHIPS)
@pytest.mark.parametrize("index_dtype", ["int32", "uint8", "int8"])
def test_data_dependent(index_dtype, target):
    order = torch.stack([torch.randperm(64) for _ in range(3)]).to(TYPES[index_dtype]).flatten()
    a = numbers(192, 40)
    program = programs.permute_rows(index_dtype=index_dtype, blocks=3)
    result = tilium.compile(program, out_idx=-1, target=target)(a, order)
    rows = order.long() + torch.arange(192) // 64 * 64
    assert torch.equal(result, a[rows] * 2 + order[:, None])


def test_index_out_of_bounds_reads_an_element():
    order = torch.tensor([5, -1, 64, 1 << 30] * 16, dtype=torch.int32)
    a = numbers(64, 40)
    result = tilium.compile(programs.permute_rows(), out_idx=-1)(a, order)
    assert torch.equal(result[::4], a[order[::4].long()] * 2 + 5)


def test_index_computed_with_floats():
    a, b = numbers(64, 64), torch.rand(64, 64) * 31
    result = tilium.compile(programs.computed_index(), out_idx=-1)(a, b)
    assert torch.equal(result, torch.gather(a, 1, (b * 2).long()))


def test_shifted_in_a_loop():
    a = numbers(100)
    padded = torch.nn.functional.pad(a, (1, 2))
    expected = sum(padded[k : k + 100] * 0.5**k for k in range(3))
    assert torch.equal(tilium.compile(programs.shifted_sum(), out_idx=-1)(a), expected)


def test_quotients():
    a = numbers(40, 64, dtype="int32")
    i, j = torch.meshgrid(torch.arange(40), torch.arange(64), indexing="ij")
    kernel = tilium.compile(programs.quotients())
    for d, e in [(7, 5), (-3, 11)]:
        y = torch.zeros(40, 64, dtype=torch.int32)
        kernel(a, y, d, e)
        expected = (i - j).div(d, rounding_mode="floor") + (i * j) % e
        expected = expected + a.div(3, rounding_mode="floor")
        assert torch.equal(y, expected.int())


SCATTERS = {
    "diagonal": ((40, 1), (64, 64), lambda i, j: (i, i)),
    "strided": ((32, 64), (64, 64), lambda i, j: (i * 2 + 1, j)),
    "backwards": ((64, 40), (64, 45), lambda i, j: (i, 44 - j)),
    "flattened": ((16, 64), (2, 512), lambda i, j: (i // 8, i % 8 * 64 + j)),
    "three dimensions": ((40, 33), (4, 40, 33), lambda i, j: (i % 4, i, 32 - j)),
}


@pytest.mark.parametrize("name", SCATTERS)
def test_scatter(name):
    source, result, function = SCATTERS[name]
    a = numbers(*source)
    expected = torch.zeros(result)
    i, j = torch.meshgrid(*(torch.arange(n) for n in source), indexing="ij")
    expected[function(i, j)] = a
    kernel = tilium.compile(programs.scatter(function, source, result), out_idx=-1)
    assert torch.equal(kernel(a), expected)


@pytest.mark.parametrize("target", CHIPS)
@pytest.mark.parametrize("dtype", TYPES)
def test_scatter_under_a_condition(dtype, target):
    a, order = numbers(48, 40, dtype=dtype), torch.randperm(48).int()
    expected = torch.full_like(a, 7)
    expected[order.long()] = torch.where(a > 0, a, expected[order.long()])
    kernel = tilium.compile(programs.scatter_rows(dtype=dtype), out_idx=-1, target=target)
    assert torch.equal(kernel(a, order), expected)


def test_scatter_drops_what_is_outside():
    a, order = numbers(48, 40), torch.arange(48).int()
    order[3], order[4] = 48, -1
    expected = torch.where(a > 0, a, torch.tensor(7.0))
    expected[3:5] = 7
    assert torch.equal(tilium.compile(programs.scatter_rows(), out_idx=-1)(a, order), expected)


def test_loads_past_the_cache_are_loads():
    """T.__ldg is the load of an element, at any index."""

    @T.prim_func
    def program(
        A: T.Tensor((64, 64), "float32"),
        order: T.Tensor((64,), "int32"),
        B: T.Tensor((64, 64), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            for i, j in T.Parallel(64, 64):
                B[i, j] = T.__ldg(A[i, j]) + T.__ldg(A[order[i], j])

    a, b = torch.randn(64, 64), torch.zeros(64, 64)
    order = torch.randperm(64).to(torch.int32)
    tilium.compile(program)(a, order, b)
    assert torch.equal(b, a + a[order.long()])
