"""Parts of the language that no other file is about, each in a program that runs."""

import pytest
import tilelang.language as T
import tilium
import torch


def whole(*shape):
    """Whole numbers, whose sums and products are exact."""
    return torch.randint(-4, 5, shape).float()


def run(program, *inputs, shape):
    output = torch.full(shape, float("nan"))
    tilium.compile(program)(*inputs, output)
    return output


@pytest.mark.parametrize(
    "annotations",
    [
        {"order": [0, 1, 2], "stage": [0, 0, 1]},
        {"order": [-1, 0, 1], "stage": [-1, 0, 1]},
        {"num_stages": 3},
    ],
)
def test_pipeline_written_by_hand(annotations):
    """Order and stage say when other targets start each statement; the result is the same."""

    @T.prim_func
    def main(
        A: T.Tensor((64, 128), "float32"),
        B: T.Tensor((128, 64), "float32"),
        C: T.Tensor((64, 64), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((64, 32), "float32")
            b = T.alloc_shared((32, 64), "float32")
            c = T.alloc_fragment((64, 64), "float32")
            T.clear(c)
            for k in T.Pipelined(4, **annotations):
                T.copy(A[0, k * 32], a)
                T.copy(B[k * 32, 0], b)
                T.gemm(a, b, c)
            T.copy(c, C)

    a, b = whole(64, 128), whole(128, 64)
    assert torch.equal(run(main, a, b, shape=(64, 64)), a @ b)


def test_fragment_as_left_operand():
    @T.prim_func
    def main(
        A: T.Tensor((64, 32), "float32"),
        B: T.Tensor((32, 64), "float32"),
        C: T.Tensor((64, 64), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((64, 32), "float32")
            b = T.alloc_shared((32, 64), "float32")
            c = T.alloc_fragment((64, 64), "float32")
            T.copy(A, a)
            T.copy(B, b)
            for i, j in T.Parallel(64, 32):
                a[i, j] = a[i, j] * 2.0
            T.gemm(a, b, c, clear_accum=True)
            T.copy(c, C)

    a, b = whole(64, 32), whole(32, 64)
    assert torch.equal(run(main, a, b, shape=(64, 64)), 2 * a @ b)


@pytest.mark.parametrize("period", [2, 3])
def test_accumulator_cleared_by_an_expression(period):
    @T.prim_func
    def main(
        A: T.Tensor((32, 192), "float32"),
        B: T.Tensor((192, 32), "float32"),
        C: T.Tensor((32, 32), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((32, 32), "float32")
            b = T.alloc_shared((32, 32), "float32")
            c = T.alloc_fragment((32, 32), "float32")
            for k in T.Pipelined(6, num_stages=2):
                T.copy(A[0, k * 32], a)
                T.copy(B[k * 32, 0], b)
                T.gemm(a, b, c, clear_accum=k % period == 0)
            T.copy(c, C)

    a, b = whole(32, 192), whole(192, 32)
    since = (6 - period) * 32
    assert torch.equal(run(main, a, b, shape=(32, 32)), a[:, since:] @ b[since:])


def test_heads_between_positions_and_features():
    """(batch, sequence, heads, features) to a matrix and back, a head at a time."""

    @T.prim_func
    def main(A: T.Tensor((2, 64, 3, 32), "float32"), C: T.Tensor((2, 3, 64, 32), "float32")):
        with T.Kernel(3, 2, threads=128) as (bx, by):
            part = T.alloc_shared((64, 32), "float32")
            T.copy(A[by, 0:64, bx, 0:32], part)
            T.copy(part, C[by, bx, 0:64, 0:32])

    a = whole(2, 64, 3, 32)
    assert torch.equal(run(main, a, shape=(2, 3, 64, 32)), a.transpose(1, 2))


def test_view_of_a_tensor():
    @T.prim_func
    def main(A: T.Tensor((2, 32, 64), "float32"), C: T.Tensor((64, 64), "float32")):
        flat = T.Tensor((64, 64), "float32", A.data)
        with T.Kernel(2, threads=128) as bx:
            part = T.alloc_shared((32, 64), "float32")
            T.copy(flat[bx * 32, 0], part)
            T.copy(part, C[bx * 32, 0])

    a = whole(2, 32, 64)
    assert torch.equal(run(main, a, shape=(64, 64)), a.reshape(64, 64))


def test_reads_and_writes_beyond_a_tensor():
    @T.prim_func
    def main(A: T.Tensor((50, 70), "float32"), C: T.Tensor((50, 70), "float32")):
        with T.Kernel(T.ceildiv(70, 64), T.ceildiv(50, 32), threads=128) as (bx, by):
            part = T.alloc_fragment((32, 64), "float32")
            T.copy(A[by * 32, bx * 64], part)
            for i, j in T.Parallel(32, 64):
                part[i, j] = part[i, j] + 1.0
            T.copy(part, C[by * 32, bx * 64])

    a = whole(50, 70)
    assert torch.equal(run(main, a, shape=(50, 70)), a + 1)


def test_several_stores_with_bindings_and_conditions():
    @T.prim_func
    def main(A: T.Tensor((32, 64), "float32"), C: T.Tensor((32, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((32, 64), "float32")
            b = T.alloc_fragment((32, 64), "float32")
            T.copy(A, a)
            for i, j in T.Parallel(32, 64):
                twice = a[i, j] * 2.0
                b[i, j] = twice
                if i > 5 and j < 40:
                    b[i, j] = twice + 1.0
                a[i, j] = b[i, j] - a[i, j]
            T.copy(a, C)

    a = whole(32, 64)
    i, j = torch.arange(32)[:, None], torch.arange(64)
    assert torch.equal(run(main, a, shape=(32, 64)), a + ((i > 5) & (j < 40)))


def test_variable_that_a_loop_changes():
    @T.prim_func
    def main(A: T.Tensor((32, 64), "float32"), C: T.Tensor((32, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((32, 64), "float32")
            factor = T.alloc_var("float32")
            factor = 1.0
            T.copy(A, a)
            for _ in T.serial(3):
                factor = factor * 2.0
                for i, j in T.Parallel(32, 64):
                    a[i, j] = a[i, j] + factor
            T.copy(a, C)

    a = whole(32, 64)
    assert torch.equal(run(main, a, shape=(32, 64)), a + 14)


def test_asynchronous_copies_and_assumptions():
    """Statements wait for what they read; a promise changes nothing."""

    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32"), C: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=128) as bx:
            part = T.alloc_shared((32, 64), "float32")
            T.assume(bx < 2)
            T.async_copy(A[bx * 32, 0], part)
            T.ptx_wait_group(0)
            T.copy(part, C[bx * 32, 0])

    a = whole(64, 64)
    assert torch.equal(run(main, a, shape=(64, 64)), a)


def test_fill_of_a_tensor():
    @T.prim_func
    def main(C: T.Tensor((3, 64, 64), "float32")):
        with T.Kernel(2, 3, threads=128) as (bx, by):
            T.fill(C[by, bx * 32 : (bx + 1) * 32, 0:64], T.cast(2.5, "float32"))
            T.clear(C[by, bx * 32 : (bx + 1) * 32, 0:32])

    expected = torch.full((3, 64, 64), 2.5)
    expected[:, :, :32] = 0
    assert torch.equal(run(main, shape=(3, 64, 64)), expected)


@pytest.mark.parametrize("divisor", [1, 7, 32])
def test_division_of_numbers_below_zero(divisor):
    """Rounds down, as in Python."""

    @T.prim_func
    def main(a: T.int32, C: T.Tensor((32, 32), "int32")):
        with T.Kernel(1, threads=128) as _:
            for i, j in T.Parallel(32, 32):
                C[i, j] = a // divisor

    kernel = tilium.compile(main)
    for number in [-65, -33, -32, -1, 0, 1, 100]:
        result = torch.zeros(32, 32, dtype=torch.int32)
        kernel(number, result)
        assert (result == number // divisor).all(), number
