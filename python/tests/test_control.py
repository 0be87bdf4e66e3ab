"""Branches and loops around tile operations: which steps run, and how often."""

import pytest
import tilelang.language as T
import tilium
import torch

BLOCKS, ROWS, COLUMNS = 2, 32, 64
SHAPE = (BLOCKS * ROWS, COLUMNS)


def branch_on_block():
    @T.prim_func
    def main(A: T.Tensor(SHAPE, "float32"), C: T.Tensor(SHAPE, "float32")):
        with T.Kernel(1, BLOCKS, threads=128) as (bx, by):
            a = T.alloc_fragment((ROWS, COLUMNS), "float32")
            T.copy(A[by * ROWS, 0], a)
            if by == 0:
                for i, j in T.Parallel(ROWS, COLUMNS):
                    a[i, j] = a[i, j] * 2.0
            T.copy(a, C[by * ROWS, 0])

    return main, lambda a, block: a * 2 if block == 0 else a


def loop_of_block_steps():
    @T.prim_func
    def main(A: T.Tensor(SHAPE, "float32"), C: T.Tensor(SHAPE, "float32")):
        with T.Kernel(1, BLOCKS, threads=128) as (bx, by):
            a = T.alloc_fragment((ROWS, COLUMNS), "float32")
            T.copy(A[by * ROWS, 0], a)
            for _ in T.serial(by):  # Not at all in the first block.
                for i, j in T.Parallel(ROWS, COLUMNS):
                    a[i, j] = a[i, j] * 4.0
            T.copy(a, C[by * ROWS, 0])

    return main, lambda a, block: a * 4**block


def loop_with_step():
    @T.prim_func
    def main(A: T.Tensor(SHAPE, "float32"), C: T.Tensor(SHAPE, "float32")):
        with T.Kernel(1, BLOCKS, threads=128) as (bx, by):
            a = T.alloc_fragment((ROWS, COLUMNS), "float32")
            T.copy(A[by * ROWS, 0], a)
            for _ in T.serial(0, 5, 2):  # 0, 2, 4
                for i, j in T.Parallel(ROWS, COLUMNS):
                    a[i, j] = a[i, j] * 2.0
            T.copy(a, C[by * ROWS, 0])

    return main, lambda a, block: a * 8


def unrolled_loop():
    @T.prim_func
    def main(A: T.Tensor(SHAPE, "float32"), C: T.Tensor(SHAPE, "float32")):
        with T.Kernel(1, BLOCKS, threads=128) as (bx, by):
            a = T.alloc_fragment((ROWS, COLUMNS), "float32")
            T.copy(A[by * ROWS, 0], a)
            for _ in T.unroll(3):
                for i, j in T.Parallel(ROWS, COLUMNS):
                    a[i, j] = a[i, j] * 2.0
            T.copy(a, C[by * ROWS, 0])

    return main, lambda a, block: a * 8


def persistent_blocks():
    @T.prim_func
    def main(A: T.Tensor(SHAPE, "float32"), C: T.Tensor(SHAPE, "float32")):
        with T.Kernel(1, threads=128) as (core,):
            a = T.alloc_fragment((ROWS, COLUMNS), "float32")
            for bx, _ in T.Persistent([BLOCKS, 1], 1, core):
                T.copy(A[bx * ROWS, 0], a)
                T.copy(a, C[bx * ROWS, 0])

    return main, lambda a, block: a


def refilled_in_branch():
    """A branch reads a buffer anew that an earlier copy filled, in a loop."""

    @T.prim_func
    def main(A: T.Tensor(SHAPE, "float32"), C: T.Tensor(SHAPE, "float32")):
        with T.Kernel(1, BLOCKS, threads=128) as (bx, by):
            a = T.alloc_fragment((ROWS, COLUMNS), "float32")
            row = T.alloc_fragment((COLUMNS,), "float32")
            T.copy(A[by * ROWS, 0], a)
            T.copy(A[by * ROWS, :], row)
            if by > 0:
                for k in T.serial(3):
                    T.copy(A[by * ROWS + k, :], row)
            for i, j in T.Parallel(ROWS, COLUMNS):
                a[i, j] = a[i, j] * row[j]
            T.copy(a, C[by * ROWS, 0])

    return main, lambda a, block: a * (a[0] if block == 0 else a[2])


def refilled_unread_in_a_side():
    """A side reads a buffer, the other one fills it anew before anything has read it."""

    @T.prim_func
    def main(A: T.Tensor(SHAPE, "float32"), C: T.Tensor(SHAPE, "float32")):
        with T.Kernel(1, BLOCKS, threads=128) as (bx, by):
            a = T.alloc_fragment((ROWS, COLUMNS), "float16")
            b = T.alloc_fragment((ROWS, COLUMNS), "float32")
            T.copy(A[by * ROWS, 0], a)
            T.copy(A[by * ROWS, 0], b)
            if by > 0:
                T.copy(A[0, 0], a)
            else:
                for i, j in T.Parallel(ROWS, COLUMNS):
                    b[i, j] = b[i, j] + T.cast(a[i, j], "float32") * 0.0
                for _ in T.serial(by):
                    T.copy(A[by * ROWS, 0], b)
            T.copy(b, C[by * ROWS, 0])

    return main, lambda a, block: a


def refilled_by_both_sides_in_a_loop():
    """One side uses what the round before left, both leave another block in the same pages."""

    @T.prim_func
    def main(A: T.Tensor(SHAPE, "float32"), C: T.Tensor(SHAPE, "float32")):
        with T.Kernel(1, BLOCKS, threads=128) as (bx, by):
            a = T.alloc_fragment((ROWS, COLUMNS), "float32")
            T.copy(A[by * ROWS, 0], a)
            for k in T.serial(2):
                if by == k:
                    T.copy(A[by * ROWS, 0], a)
                else:
                    T.copy(a, C[by * ROWS, 0])
                    T.copy(A[by * ROWS, 0], a)
            for i, j in T.Parallel(ROWS, COLUMNS):
                a[i, j] = a[i, j] + a[i, j]
            T.copy(a, C[by * ROWS, 0])

    return main, lambda a, block: a * 2


def written_and_kept_by_a_side():
    """A side overwrites a buffer of 16 bits, writes it out in a loop, and leaves it."""

    @T.prim_func
    def main(
        A: T.Tensor(SHAPE, "float32"),
        C: T.Tensor(SHAPE, "float32"),
        D: T.Tensor((3, ROWS, COLUMNS), "bfloat16"),
    ):
        with T.Kernel(1, BLOCKS, threads=128) as (bx, by):
            a = T.alloc_shared((ROWS, COLUMNS), "bfloat16")
            T.copy(A[by * ROWS, 0], a)
            if by == 0:
                for i, j in T.Parallel(ROWS, COLUMNS):
                    a[i, j] = 2.0
                for k in T.serial(3):
                    T.copy(a, D[k, 0, 0])
            T.copy(a, C[by * ROWS, 0])

    return main, lambda a, block: a * 0 + 2 if block == 0 else a.bfloat16().float()


def test_side_that_leaves_what_it_read():
    function, expected = written_and_kept_by_a_side()
    a = torch.randn(SHAPE, generator=torch.Generator().manual_seed(0))
    c = torch.full(SHAPE, float("nan"))
    d = torch.full((3, ROWS, COLUMNS), float("nan"), dtype=torch.bfloat16)
    tilium.compile(function)(a, c, d)
    blocks = [expected(part, block) for block, part in enumerate(a.split(ROWS))]
    torch.testing.assert_close(c, torch.cat(blocks), rtol=0, atol=0)
    assert (d == 2).all()


@pytest.mark.parametrize("chosen", [0, 1])
def test_product_in_one_side(chosen):
    """The accumulator is cleared before the branch and used in one side alone."""

    @T.prim_func
    def main(
        A: T.Tensor((32, 96), "bfloat16"),
        B: T.Tensor((96, 32), "bfloat16"),
        n: T.int32,
        C: T.Tensor((32, 32), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((32, 32), "bfloat16")
            b = T.alloc_shared((32, 32), "bfloat16")
            c = T.alloc_fragment((32, 32), "float32")
            T.clear(c)
            if n == 1:
                for k in T.serial(3):
                    T.copy(A[0, k * 32], a)
                    T.copy(B[k * 32, 0], b)
                    T.gemm(a, b, c)
                T.copy(c, C)

    a = torch.randint(-3, 4, (32, 96)).bfloat16()
    b = torch.randint(-3, 4, (96, 32)).bfloat16()
    c = torch.full((32, 32), 7.0)
    tilium.compile(main)(a, b, chosen, c)
    assert torch.equal(c, a.float() @ b.float() if chosen else torch.full((32, 32), 7.0))


@pytest.mark.parametrize("blocks", [1, 2])
def test_accumulator_that_one_side_replaces(blocks):
    """The other side adds to the one that the loop carries."""

    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), C: T.Tensor((blocks, 32, 32), "float32")):
        with T.Kernel(blocks, threads=128) as block:
            a = T.alloc_shared((32, 32), "float32")
            c = T.alloc_fragment((32, 32), "float32")
            T.copy(A, a)
            T.clear(c)
            for _ in T.serial(2):
                if block > 0:
                    T.fill(c, 1.0)
                    T.gemm(a, a, c)
                else:
                    T.gemm(a, a, c)
            T.copy(c, C[block, 0, 0])

    a = torch.randint(-3, 4, (32, 32)).float()
    c = torch.zeros(blocks, 32, 32)
    tilium.compile(main)(a, c)
    square = a @ a
    assert torch.equal(c, torch.stack([square * 2, square + 1][:blocks]))


def test_side_that_writes_what_it_leaves():
    """The writer takes the block in the branch, and a copy of it after the branch."""

    @T.prim_func
    def main(
        A: T.Tensor(SHAPE, "float32"), C: T.Tensor(SHAPE, "float32"), D: T.Tensor(SHAPE, "float32")
    ):
        with T.Kernel(1, BLOCKS, threads=128) as (bx, by):
            a = T.alloc_fragment((ROWS, COLUMNS), "float32")
            T.copy(A[by * ROWS, 0], a)
            if by > 0:
                for i, j in T.Parallel(ROWS, COLUMNS):
                    a[i, j] = a[i, j] + a[i, j]
                T.copy(a, C[by * ROWS, 0])
            T.copy(a, D[by * ROWS, 0])

    a = torch.randn(SHAPE, generator=torch.Generator().manual_seed(0))
    c, d = torch.zeros(SHAPE), torch.zeros(SHAPE)
    tilium.compile(main)(a, c, d)
    kept, doubled = a.split(ROWS)
    assert torch.equal(c, torch.cat([torch.zeros_like(kept), doubled * 2]))
    assert torch.equal(d, torch.cat([kept, doubled * 2]))


@pytest.mark.parametrize(
    "program",
    [
        branch_on_block,
        loop_of_block_steps,
        loop_with_step,
        unrolled_loop,
        persistent_blocks,
        refilled_in_branch,
        refilled_unread_in_a_side,
        refilled_by_both_sides_in_a_loop,
    ],
)
def test_steps_that_run(program):
    """Powers of two multiply exactly, so the tensors are equal."""
    function, expected = program()
    a = torch.randn(SHAPE, generator=torch.Generator().manual_seed(0))
    c = torch.full(SHAPE, float("nan"))
    tilium.compile(function)(a, c)
    blocks = [expected(part, block) for block, part in enumerate(a.split(ROWS))]
    torch.testing.assert_close(c, torch.cat(blocks), rtol=0, atol=0)


def test_long_loop_that_does_something_once_is_compiled():
    """What is checked round by round ends: a billion rounds are not all looked at."""

    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), C: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as bx:
            a = T.alloc_shared((32, 32), "float32")
            for i in T.serial(1 << 30):
                if i == bx + 7:
                    T.copy(A, a)
                    T.copy(a, C)

    reader = tilium.compile(main).sources["reader.cpp"]
    assert f"< {1 << 30}; ++i" in reader


def test_dependent_launches_need_nothing():
    """A GPU's next kernel may start early, and waits; here it starts when this one has ended."""

    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), C: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            T.pdl_sync()
            for i, j in T.Parallel(32, 32):
                C[i, j] = A[i, j] + 1.0
            T.pdl_trigger()

    a = torch.arange(1024.0).reshape(32, 32)
    assert torch.equal(tilium.compile(main, out_idx=[-1])(a), a + 1)
