"""Integers of tensors that decide about addresses, bounds and conditions."""

import pytest
import tilelang.language as T
import tilium
import torch


def ints(*values, size=None):
    values = list(values) + [0] * ((size or len(values)) - len(values))
    return torch.tensor(values, dtype=torch.int32)


def test_a_block_is_chosen_by_an_element():
    @T.prim_func
    def program(
        A: T.Tensor((256, 64), "float32"),
        order: T.Tensor((4,), "int32"),
        B: T.Tensor((256, 64), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            block = T.alloc_shared((64, 64), "float32")
            T.copy(A[order[bx] * 64, 0], block)
            T.copy(block, B[bx * 64, 0])

    a, b, order = torch.randn(256, 64), torch.zeros(256, 64), ints(2, 0, 3, 1)
    tilium.compile(program)(a, order, b)
    assert torch.equal(b.view(4, 64, 64), a.view(4, 64, 64)[order.long()])


@pytest.mark.parametrize("dtype", ["int32", "uint8", "uint16", "int8"])
def test_numbers_of_all_widths_choose_a_matrix(dtype):
    @T.prim_func
    def program(
        A: T.Tensor((5, 32, 64), "float16"),
        order: T.Tensor((2, 40), dtype),
        B: T.Tensor((2, 32, 64), "float16"),
    ):
        with T.Kernel(2, threads=128) as bx:
            block = T.alloc_shared((32, 64), "float16")
            T.copy(A[order[bx, 37] + 3, 0, 0], block)
            T.copy(block, B[bx, 0, 0])

    a, b = torch.randn(5, 32, 64).half(), torch.zeros(2, 32, 64).half()
    order = torch.zeros(2, 40, dtype=getattr(torch, dtype))
    order[0, 37], order[1, 37] = 1, -2 if dtype == "int8" else 0
    tilium.compile(program)(a, order, b)
    assert torch.equal(b, a[(order[:, 37].long() + 3)])


@pytest.mark.parametrize("target", ["wormhole_b0", "blackhole"])
def test_a_loop_runs_as_often_as_an_element_says(target):
    @T.prim_func
    def program(
        A: T.Tensor((64, 64), "float32"),
        counts: T.Tensor((3,), "int32"),
        B: T.Tensor((3, 64, 64), "float32"),
    ):
        with T.Kernel(3, threads=128) as bx:
            part = T.alloc_fragment((64, 64), "float32")
            T.copy(A, part)
            for _ in T.serial(counts[bx]):
                for i, j in T.Parallel(64, 64):
                    part[i, j] = part[i, j] * 2.0
            T.copy(part, B[bx, 0, 0])

    a, b, counts = torch.randn(64, 64), torch.zeros(3, 64, 64), ints(3, 0, 1)
    tilium.compile(program, target=target)(a, counts, b)
    assert torch.equal(b, a * (2.0**counts).view(3, 1, 1))


def test_a_product_over_as_many_blocks_as_an_element_says():
    """Products over K of a length of its own for each row of blocks, in a pipelined loop."""

    @T.prim_func
    def program(
        A: T.Tensor((128, 256), "float16"),
        B: T.Tensor((256, 64), "float16"),
        starts: T.Tensor((2,), "int32"),
        ends: T.Tensor((2,), "int32"),
        C: T.Tensor((128, 64), "float32"),
    ):
        with T.Kernel(2, threads=128) as bx:
            a = T.alloc_shared((64, 32), "float16")
            b = T.alloc_shared((32, 64), "float16")
            c = T.alloc_fragment((64, 64), "float32")
            T.clear(c)
            for k in T.Pipelined(ends[bx] - starts[bx], num_stages=2):
                T.copy(A[bx * 64, (starts[bx] + k) * 32], a)
                T.copy(B[(starts[bx] + k) * 32, 0], b)
                T.gemm(a, b, c)
            T.copy(c, C[bx * 64, 0])

    a, b = torch.randn(128, 256).half(), torch.randn(256, 64).half()
    c, starts, ends = torch.zeros(128, 64), ints(1, 4), ints(7, 4)
    tilium.compile(program)(a, b, starts, ends, c)
    expected = torch.zeros(128, 64)
    expected[:64] = a[:64, 32:224].float() @ b[32:224].float()
    torch.testing.assert_close(c, expected, rtol=1e-2, atol=5e-2)


def test_a_branch_follows_an_element():
    @T.prim_func
    def program(
        A: T.Tensor((4, 32, 32), "float32"),
        kinds: T.Tensor((4,), "int32"),
        B: T.Tensor((4, 32, 32), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            x = T.alloc_fragment((32, 32), "float32")
            T.copy(A[bx, 0, 0], x)
            if kinds[bx] == 1:
                for i, j in T.Parallel(32, 32):
                    x[i, j] = x[i, j] + 1.0
            else:
                if kinds[bx] > 1:
                    for i, j in T.Parallel(32, 32):
                        x[i, j] = T.exp(x[i, j])
            T.copy(x, B[bx, 0, 0])

    a, b, kinds = torch.randn(4, 32, 32), torch.zeros(4, 32, 32), ints(0, 1, 2, 1)
    tilium.compile(program)(a, kinds, b)
    expected = torch.stack([a[0], a[1] + 1, a[2].exp(), a[3] + 1])
    torch.testing.assert_close(b, expected, rtol=1e-6, atol=1e-6)


def test_a_variable_is_searched_for_and_steers_compute():
    """A loop that does nothing else finds a number; the compute kernel gets it from the reader."""

    @T.prim_func
    def program(
        A: T.Tensor((32, 64), "float32"),
        limits: T.Tensor((5,), "int32"),
        B: T.Tensor((6, 32, 64), "float32"),
    ):
        with T.Kernel(6, threads=128) as bx:
            x = T.alloc_fragment((32, 64), "float32")
            found = T.alloc_var("int32")
            last = T.alloc_var("int32")
            found = 0
            last = -1
            for i in T.serial(5):
                if limits[i] <= bx:
                    found = found + 1
                    last = limits[i]
            T.copy(A, x)
            for _ in T.serial(found):
                for i, j in T.Parallel(32, 64):
                    x[i, j] = x[i, j] + 1.0
            if last == 3:
                for i, j in T.Parallel(32, 64):
                    x[i, j] = x[i, j] * 0.0
            T.copy(x, B[bx, 0, 0])

    limits = ints(0, 1, 1, 3, 4)
    a, b = torch.randn(32, 64), torch.zeros(6, 32, 64)
    kernel = tilium.compile(program)
    kernel(a, limits, b)
    for block in range(6):
        below = limits[limits <= block]
        expected = a * 0 if below[-1] == 3 else a + len(below)
        torch.testing.assert_close(b[block], expected, rtol=1e-6, atol=1e-6)
    assert "limits" not in kernel.sources["compute.cpp"]


def test_a_number_is_computed_in_a_loop_with_copies():
    """Each block says where the next one is: the number is carried by a loop with engine work."""

    @T.prim_func
    def program(
        A: T.Tensor((6, 32, 32), "float32"),
        successor: T.Tensor((6,), "int32"),
        B: T.Tensor((32, 32), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_shared((32, 32), "float32")
            total = T.alloc_fragment((32, 32), "float32")
            at = T.alloc_var("int32")
            at = 0
            T.clear(total)
            for _ in T.serial(4):
                T.copy(A[at, 0, 0], x)
                for i, j in T.Parallel(32, 32):
                    total[i, j] = total[i, j] * 2.0 + x[i, j]
                at = successor[at]
            T.copy(total, B)

    a, b, successor = torch.randn(6, 32, 32), torch.zeros(32, 32), ints(4, 0, 1, 5, 3, 2)
    tilium.compile(program)(a, successor, b)
    at, expected = 0, torch.zeros(32, 32)
    for _ in range(4):
        expected, at = expected * 2 + a[at], int(successor[at])
    torch.testing.assert_close(b, expected, rtol=1e-6, atol=1e-6)


def test_indices_through_a_shared_buffer():
    @T.prim_func
    def program(
        A: T.Tensor((8, 32, 32), "float32"),
        table: T.Tensor((3, 4), "int32"),
        B: T.Tensor((3, 32, 32), "float32"),
    ):
        with T.Kernel(3, threads=128) as bx:
            row = T.alloc_shared((4,), "int32")
            x = T.alloc_shared((32, 32), "float32")
            total = T.alloc_fragment((32, 32), "float32")
            T.copy(table[bx, 0], row)
            T.clear(total)
            for k in T.serial(4):
                T.copy(A[row[k], 0, 0], x)
                for i, j in T.Parallel(32, 32):
                    total[i, j] = total[i, j] + x[i, j]
            T.copy(total, B[bx, 0, 0])

    a, b = torch.randn(8, 32, 32), torch.zeros(3, 32, 32)
    table = torch.randint(0, 8, (3, 4), dtype=torch.int32)
    kernel = tilium.compile(program)
    kernel(a, table, b)
    torch.testing.assert_close(b, a[table.long()].sum(1), rtol=1e-5, atol=1e-5)
    assert {diagnostic.severity for diagnostic in kernel.diagnostics} == {"remark"}


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_rows_are_packed_one_group_behind_the_other(dtype):
    """Groups of any length, written from any row on: their rows share tiles."""

    @T.prim_func
    def program(
        A: T.Tensor((3, 64, 64), dtype),
        starts: T.Tensor((3,), "int32"),
        lengths: T.Tensor((3,), "int32"),
        B: T.Tensor((100, 64), dtype),
    ):
        with T.Kernel(3, threads=128) as bx:
            x = T.alloc_fragment((64, 64), dtype)
            T.copy(A[bx, 0, 0], x)
            for i, j in T.Parallel(64, 64):
                if i < lengths[bx]:
                    B[starts[bx] + i, j] = x[i, j] + x[i, j]

    torch_dtype = getattr(torch, dtype)
    a, b = torch.randn(3, 64, 64).to(torch_dtype), torch.full((100, 64), 7.0).to(torch_dtype)
    starts, lengths = ints(0, 37, 38), ints(37, 1, 60)
    tilium.compile(program)(a, starts, lengths, b)
    expected = torch.full((100, 64), 7.0).to(torch_dtype)
    for group in range(3):
        start, length = int(starts[group]), int(lengths[group])
        expected[start : start + length] = 2 * a[group, :length]
    assert torch.equal(b, expected)


def test_rows_are_written_wherever_they_start():
    """Without a condition, and without numbers of tensors."""

    @T.prim_func
    def program(A: T.Tensor((2, 40, 96), "bfloat16"), B: T.Tensor((90, 96), "bfloat16")):
        with T.Kernel(2, threads=128) as bx:
            x = T.alloc_shared((40, 96), "bfloat16")
            T.copy(A[bx, 0, 0], x)
            T.copy(x, B[bx * 45 + 3, 0])

    a, b = torch.randn(2, 40, 96).bfloat16(), torch.ones(90, 96).bfloat16()
    tilium.compile(program)(a, b)
    expected = torch.ones(90, 96).bfloat16()
    expected[3:43], expected[48:88] = a[0], a[1]
    assert torch.equal(b, expected)


def test_pages_of_a_cache_are_skipped_and_masked():
    """A table of pages, some of them missing, as many as each request has; the last one in part."""

    @T.prim_func
    def program(
        A: T.Tensor((40, 32, 64), "float16"),
        table: T.Tensor((2, 40), "int32"),
        lengths: T.Tensor((2,), "int32"),
        B: T.Tensor((2, 64), "float32"),
    ):
        with T.Kernel(2, threads=128) as bx:
            page = T.alloc_shared((32, 64), "float16")
            kept = T.alloc_fragment((32, 64), "float32")
            total = T.alloc_fragment((64,), "float32")
            T.clear(total)
            for k in T.Pipelined(T.ceildiv(lengths[bx], 32), num_stages=2):
                if table[bx, k] >= 0:
                    T.copy(A[table[bx, k], 0, 0], page)
                    for i, j in T.Parallel(32, 64):
                        kept[i, j] = T.if_then_else(k * 32 + i < lengths[bx], page[i, j], 0.0)
                    T.reduce_sum(kept, total, dim=0, clear=False)
            T.copy(total, B[bx, 0])

    a, b = torch.randn(40, 32, 64).half(), torch.zeros(2, 64)
    table, lengths = torch.randint(-3, 40, (2, 40), dtype=torch.int32), ints(1267, 45)
    tilium.compile(program)(a, table, lengths, b)
    for request in range(2):
        rows, length = table[request], int(lengths[request])
        pages = a[rows.clamp(min=0).long()].float() * (rows >= 0).view(-1, 1, 1)
        expected = pages.reshape(-1, 64)[:length].sum(0)
        torch.testing.assert_close(b[request], expected, rtol=1e-4, atol=1e-3)


def test_a_product_starts_anew_where_an_element_says():
    @T.prim_func
    def program(
        A: T.Tensor((4, 32, 32), "float16"),
        starts: T.Tensor((4,), "int32"),
        B: T.Tensor((32, 32), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_shared((32, 32), "float16")
            c = T.alloc_fragment((32, 32), "float32")
            T.clear(c)
            for k in T.serial(4):
                T.copy(A[k, 0, 0], x)
                T.gemm(x, x, c, clear_accum=starts[k] == 1)
            T.copy(c, B)

    a, b = torch.randn(4, 32, 32).half(), torch.zeros(32, 32)
    tilium.compile(program)(a, ints(0, 0, 1, 0), b)
    expected = a[2].float() @ a[2].float() + a[3].float() @ a[3].float()
    torch.testing.assert_close(b, expected, rtol=1e-2, atol=1e-1)


@pytest.mark.parametrize("target", ["wormhole_b0", "blackhole"])
def test_rows_outside_of_the_tensor_are_dropped(target):
    @T.prim_func
    def program(
        A: T.Tensor((3, 2, 64, 32), "float32"),
        starts: T.Tensor((3,), "int32"),
        lengths: T.Tensor((3,), "int32"),
        B: T.Tensor((2, 100, 32), "float32"),
    ):
        with T.Kernel(3, 2, threads=128) as (bx, by):
            x = T.alloc_fragment((64, 32), "float32")
            T.copy(A[bx, by, 0, 0], x)
            for i, j in T.Parallel(64, 32):
                if i < lengths[bx]:
                    B[by, starts[bx] + i, j] = x[i, j]

    a, b = torch.randn(3, 2, 64, 32), torch.full((2, 100, 32), 5.0)
    tilium.compile(program, target=target)(a, ints(-5, 60, 64), ints(33, -2, 90), b)
    expected = torch.full((2, 100, 32), 5.0)
    expected[:, :28], expected[:, 64:] = a[0, :, 5:33], a[2, :, :36]
    assert torch.equal(b, expected)


def test_blocks_that_end_in_a_tile_are_written_in_rows():
    """A count of more rows than the block has writes those of the block, no padding."""

    @T.prim_func
    def program(
        A: T.Tensor((2, 40, 64), "float32"),
        starts: T.Tensor((2,), "int32"),
        lengths: T.Tensor((2,), "int32"),
        B: T.Tensor((128, 64), "float32"),
    ):
        with T.Kernel(2, threads=128) as bx:
            for i, j in T.Parallel(40, 64):
                if i < lengths[bx]:
                    B[starts[bx] + i, j] = A[bx, i, j] + 1.0

    a, b = torch.randn(2, 40, 64), torch.full((128, 64), 5.0)
    tilium.compile(program)(a, ints(0, 64), ints(90, 7), b)
    expected = torch.full((128, 64), 5.0)
    expected[:40], expected[64:71] = a[0] + 1, a[1, :7] + 1
    assert torch.equal(b, expected)


def test_a_number_that_engines_compute_is_refused():
    @T.prim_func
    def program(A: T.Tensor((32,), "int32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            counts = T.alloc_fragment((32,), "int32")
            x = T.alloc_fragment((32, 32), "float32")
            for i in T.Parallel(32):
                counts[i] = A[i] + 1
            T.clear(x)
            for _ in T.serial(counts[0]):
                for i, j in T.Parallel(32, 32):
                    x[i, j] = x[i, j] + 1.0
            T.copy(x, B)

    with pytest.raises(tilium.CompileError, match="data-dependent-control"):
        tilium.compile(program)


def run_by_element(program, numbers):
    """What a program of matrices that each hold their number makes in its four blocks."""
    a = torch.arange(8.0).view(8, 1, 1).expand(8, 32, 32).contiguous()
    b = torch.full((4, 32, 32), -1.0)
    tilium.compile(program)(a, numbers, b)
    return a, b


def test_a_branch_that_an_element_steers_overwrites_what_is_written():
    @T.prim_func
    def program(
        A: T.Tensor((8, 32, 32), "float32"),
        c: T.Tensor((4,), "int32"),
        B: T.Tensor((4, 32, 32), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            x = T.alloc_fragment((32, 32), "float32")
            T.clear(x)
            if c[bx] > 0:
                for i, j in T.Parallel(32, 32):
                    x[i, j] = 2.0
            T.copy(x, B[bx, 0, 0])

    _, b = run_by_element(program, ints(-1, 1, 0, 5))
    assert b[:, 0, 0].tolist() == [0, 2, 0, 2]
    assert (b == b[:, :1, :1]).all()


def test_a_branch_that_an_element_steers_overwrites_what_is_copied():
    @T.prim_func
    def program(
        A: T.Tensor((8, 32, 32), "float32"),
        c: T.Tensor((4,), "int32"),
        B: T.Tensor((4, 32, 32), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            x = T.alloc_shared((32, 32), "float32")
            T.copy(A[7, 0, 0], x)
            if c[bx] > 0:
                T.copy(A[c[bx], 0, 0], x)
            T.copy(x, B[bx, 0, 0])

    a, b = run_by_element(program, ints(-1, 1, -5, 3))
    assert torch.equal(b, a[[7, 1, 7, 3]])


def test_a_branch_that_an_element_steers_overwrites_what_is_computed_with():
    @T.prim_func
    def program(
        A: T.Tensor((8, 32, 32), "float32"),
        c: T.Tensor((4,), "int32"),
        B: T.Tensor((4, 32, 32), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            x = T.alloc_shared((32, 32), "float32")
            y = T.alloc_fragment((32, 32), "float32")
            T.copy(A[7, 0, 0], x)
            if c[bx] > 0:
                T.copy(A[c[bx], 0, 0], x)
            for i, j in T.Parallel(32, 32):
                y[i, j] = x[i, j] * 2.0
            T.copy(y, B[bx, 0, 0])

    a, b = run_by_element(program, ints(-1, 1, -5, 3))
    assert torch.equal(b, a[[7, 1, 7, 3]] * 2)


def test_a_loop_that_an_element_bounds_overwrites_what_is_written():
    @T.prim_func
    def program(
        A: T.Tensor((8, 32, 32), "float32"),
        c: T.Tensor((4,), "int32"),
        B: T.Tensor((4, 32, 32), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            x = T.alloc_shared((32, 32), "float32")
            T.fill(x, 5.0)
            for k in T.serial(c[bx]):
                T.copy(A[k, 0, 0], x)
            T.copy(x, B[bx, 0, 0])

    a, b = run_by_element(program, ints(-1, 1, 8, 3))
    assert torch.equal(b, a[[5, 0, 7, 2]])


@pytest.mark.parametrize("target", ["wormhole_b0", "blackhole"])
def test_the_last_hit_of_a_loop_stays(target):
    @T.prim_func
    def program(
        A: T.Tensor((8, 32, 32), "float32"),
        c: T.Tensor((4, 3), "int32"),
        B: T.Tensor((4, 32, 32), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            x = T.alloc_fragment((32, 32), "float32")
            y = T.alloc_shared((32, 32), "float32")
            T.clear(x)
            for k in T.serial(3):
                if c[bx, k] > 0:
                    T.copy(A[c[bx, k], 0, 0], y)
                    for i, j in T.Parallel(32, 32):
                        x[i, j] = y[i, j] + 1.0
            T.copy(x, B[bx, 0, 0])

    a = torch.randn(8, 32, 32)
    b = torch.full((4, 32, 32), -1.0)
    numbers = ints(1, 2, 0, 0, 0, 0, 7, -1, -1, 3, 1, 4).view(4, 3)
    tilium.compile(program, target=target)(a, numbers, b)
    assert torch.equal(b, torch.stack([a[2] + 1, a[0] * 0, a[7] + 1, a[4] + 1]))


@pytest.mark.parametrize("divides", ["number by element", "element by number", "elements"])
def test_floor_divisions_of_elements_round_down(divides):
    """Python's division of numbers of either sign, by numbers of either sign."""

    def quotient(element, other):
        if divides == "number by element":
            return T.floordiv(7, element) + 4
        return T.floordiv(element, -3 if divides == "element by number" else other) + 4

    @T.prim_func
    def program(
        A: T.Tensor((8, 32, 32), "float32"),
        c: T.Tensor((8,), "int32"),
        B: T.Tensor((4, 32, 32), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            x = T.alloc_shared((32, 32), "float32")
            T.copy(A[quotient(c[bx], c[bx + 4]), 0, 0], x)
            T.copy(x, B[bx, 0, 0])

    elements, others = [-2, 3, -7, -8], [-3, -2, 2, 8]
    if divides == "number by element":
        expected = [7 // element + 4 for element in elements]
    elif divides == "element by number":
        expected = [element // -3 + 4 for element in elements]
    else:
        expected = [a // b + 4 for a, b in zip(elements, others, strict=True)]
    a, b = run_by_element(program, ints(*elements, *others))
    assert torch.equal(b, a[expected])


def test_blocks_are_overwritten_in_nested_branches_and_loops_that_elements_steer():
    @T.prim_func
    def program(
        A: T.Tensor((8, 32, 32), "float32"),
        c: T.Tensor((4, 8), "int32"),
        B: T.Tensor((4, 32, 32), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            x = T.alloc_shared((32, 32), "float32")
            y = T.alloc_fragment((32, 32), "float32")
            T.copy(A[7, 0, 0], x)
            T.clear(y)
            for k in T.serial(c[bx, 0]):
                if c[bx, k + 1] > 0:
                    if c[bx, k + 1] > 3:
                        T.copy(A[c[bx, k + 1], 0, 0], x)
                    else:
                        for i, j in T.Parallel(32, 32):
                            y[i, j] = y[i, j] + x[i, j]
                else:
                    for q in T.serial(c[bx, k + 1] + 3):
                        T.copy(A[q, 0, 0], x)
            for i, j in T.Parallel(32, 32):
                y[i, j] = y[i, j] * 100.0 + x[i, j]
            T.copy(y, B[bx, 0, 0])

    def expected(count, *elements):
        x, y = 7, 0
        for element in elements[: max(count, 0)]:
            if element > 3:
                x = element
            elif element > 0:
                y += x
            elif element > -3:
                x = element + 2
        return y * 100 + x

    rows = [[5, 1, 4, 2, -1, 3, 0, 0], [0] * 8, [-3] + [1] * 7, [7, 0, 1, -2, 1, -9, 6, 1]]
    _, b = run_by_element(program, torch.tensor(rows, dtype=torch.int32))
    assert b[:, 0, 0].tolist() == [expected(*row) for row in rows]
    assert (b == b[:, :1, :1]).all()


# Numbers that steer, as the processors compute with them.


def branches(dtype, decide, buffered=False):
    """A program that copies A[0] where `decide` holds of an element, A[1] elsewhere."""

    @T.prim_func
    def program(
        A: T.Tensor((2, 32, 32), "float32"),
        kinds: T.Tensor((32,), dtype),
        B: T.Tensor((4, 32, 32), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            x = T.alloc_fragment((32, 32), "float32")
            shared = T.alloc_shared((32,), dtype)
            if buffered:
                T.copy(kinds, shared)
                if decide(shared[bx]):
                    T.copy(A[0, 0, 0], x)
                else:
                    T.copy(A[1, 0, 0], x)
            else:
                if decide(kinds[bx]):
                    T.copy(A[0, 0, 0], x)
                else:
                    T.copy(A[1, 0, 0], x)
            T.copy(x, B[bx, 0, 0])

    return program


@pytest.mark.parametrize("buffered", [False, True])
def test_bytes_with_a_sign_decide(buffered):
    a, b = torch.randn(2, 32, 32), torch.zeros(4, 32, 32)
    kinds = torch.tensor([-1, 3, -128, 127] + [0] * 28, dtype=torch.int8)
    tilium.compile(branches("int8", lambda kind: kind < T.int8(0), buffered))(a, kinds, b)
    assert torch.equal(b, a[[0, 1, 0, 1]])
    tilium.compile(branches("int8", lambda kind: kind == T.int8(-1), buffered))(a, kinds, b)
    assert torch.equal(b, a[[0, 1, 1, 1]])


def test_large_unsigned_numbers_are_refused_unless_cast():
    with pytest.raises(tilium.CompileError, match="cast the element to int32"):
        tilium.compile(branches("uint32", lambda kind: kind > T.uint32(5)))
    a, b = torch.randn(2, 32, 32), torch.zeros(4, 32, 32)
    kinds = torch.tensor([7, 3, 4294967295, 6] + [0] * 28, dtype=torch.uint32)
    tilium.compile(branches("uint32", lambda kind: T.cast(kind, "int32") > 5))(a, kinds, b)
    assert torch.equal(b, a[[0, 1, 1, 0]])


def test_narrow_variables_and_casts_are_refused():
    @T.prim_func
    def program(
        A: T.Tensor((2, 32, 32), "float32"),
        kinds: T.Tensor((4,), "int8"),
        B: T.Tensor((4, 32, 32), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            x = T.alloc_fragment((32, 32), "float32")
            kind = T.alloc_var("int8")
            kind = kinds[bx]
            kind = kind + T.int8(1)
            if kind < T.int8(0):
                T.copy(A[0, 0, 0], x)
            else:
                T.copy(A[1, 0, 0], x)
            T.copy(x, B[bx, 0, 0])

    with pytest.raises(tilium.CompileError, match="use a variable of int32"):
        tilium.compile(program)
    narrowed = branches("int32", lambda kind: T.cast(kind, "int8") < T.int8(0))
    with pytest.raises(tilium.CompileError, match="a number cast to 'i8'"):
        tilium.compile(narrowed)


def test_a_copied_number_outside_of_the_tensor_is_zero():
    @T.prim_func
    def program(
        A: T.Tensor((8, 32, 32), "float32"),
        order: T.Tensor((32,), "int32"),
        B: T.Tensor((2, 32, 32), "float32"),
    ):
        with T.Kernel(2, threads=128) as bx:
            x = T.alloc_fragment((32, 32), "float32")
            shared = T.alloc_shared((32,), "int32")
            T.copy(order[bx * 32], shared)
            T.copy(A[shared[2], 0, 0], x)
            T.copy(x, B[bx, 0, 0])

    a, b = torch.randn(8, 32, 32), torch.zeros(2, 32, 32)
    tilium.compile(program)(a, ints(1, 2, 3, *[4] * 29), b)
    assert torch.equal(b, a[[3, 0]])


def test_a_number_that_each_step_uses_twice_is_described_once():
    @T.prim_func
    def program(
        A: T.Tensor((4, 32, 32), "float32"),
        counts: T.Tensor((4,), "int32"),
        B: T.Tensor((4, 32, 32), "float32"),
    ):
        with T.Kernel(4, threads=128) as bx:
            x = T.alloc_fragment((32, 32), "float32")
            count = T.alloc_var("int32")
            T.copy(A[bx, 0, 0], x)
            count = counts[bx]
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            count = (count ^ (count >> 1)) + 1
            for _ in T.serial(count & 3):
                for i, j in T.Parallel(32, 32):
                    x[i, j] = x[i, j] + 1.0
            T.copy(x, B[bx, 0, 0])

    counts = []
    for count in (1, 5, 9, 20):
        for _ in range(30):
            count = (count ^ (count >> 1)) + 1
        counts.append(count & 3)
    a, b = torch.zeros(4, 32, 32), torch.zeros(4, 32, 32)
    tilium.compile(program)(a, ints(1, 5, 9, 20), b)
    assert b[:, 0, 0].tolist() == counts


def test_a_loop_that_surely_runs_stores_a_variable():
    @T.prim_func
    def program(
        A: T.Tensor((4, 32, 32), "float32"),
        order: T.Tensor((4,), "int32"),
        B: T.Tensor((32, 32), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((32, 32), "float32")
            last = T.alloc_var("int32")
            for k in T.serial(4):
                last = order[k]
            T.copy(A[last, 0, 0], x)
            T.copy(x, B)

    a, b = torch.randn(4, 32, 32), torch.zeros(32, 32)
    tilium.compile(program)(a, ints(0, 1, 3, 2), b)
    assert torch.equal(b, a[2])
