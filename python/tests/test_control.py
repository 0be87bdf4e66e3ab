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


@pytest.mark.parametrize(
    "program",
    [branch_on_block, loop_of_block_steps, loop_with_step, unrolled_loop, persistent_blocks],
)
def test_steps_that_run(program):
    """Powers of two multiply exactly, so the tensors are equal."""
    function, expected = program()
    a = torch.randn(SHAPE, generator=torch.Generator().manual_seed(0))
    c = torch.full(SHAPE, float("nan"))
    tilium.compile(function)(a, c)
    blocks = [expected(part, block) for block, part in enumerate(a.split(ROWS))]
    torch.testing.assert_close(c, torch.cat(blocks), rtol=0, atol=0)
