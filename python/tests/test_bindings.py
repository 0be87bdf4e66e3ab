"""What a program binds to a name is what it was then, whatever changes afterwards."""

from __future__ import annotations

import tilelang.language as T
import tilium
import torch
from tilium._frontend import to_tir_json
from tilium._stages import Stage


def run(program, *tensors):
    tilium.compile(program)(*tensors)


def test_elements_change_places():
    @T.prim_func
    def swap(A: T.Tensor((64, 96), "float32"), B: T.Tensor((64, 96), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((64, 96), "float32")
            b = T.alloc_shared((64, 96), "float32")
            T.copy(A, a)
            T.copy(B, b)
            for i, j in T.Parallel(64, 96):
                old = a[i, j]
                a[i, j] = b[i, j] * 2.0
                b[i, j] = old
            T.copy(a, A)
            T.copy(b, B)

    a, b = torch.randn(64, 96), torch.randn(64, 96)
    results = a.clone(), b.clone()
    run(swap, *results)
    assert torch.equal(results[0], b * 2) and torch.equal(results[1], a)


def test_columns_are_bound_in_each_row():
    @T.prim_func
    def growth(A: T.Tensor((64, 32), "float32"), M: T.Tensor((64,), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((64, 32), "float32")
            most = T.alloc_fragment((64,), "float32")
            T.copy(A, a)
            T.copy(M, most)
            for i in T.Parallel(64):
                old = most[i]
                most[i] = T.max(old, a[i, 3])
                most[i] = most[i] - old
            T.copy(most, M)

    a, m = torch.randn(64, 32), torch.randn(64)
    result = m.clone()
    run(growth, a, result)
    assert torch.equal(result, torch.maximum(m, a[:, 3]) - m)


def test_integer_variable_keeps_its_old_value():
    @T.prim_func
    def rows(A: T.Tensor((32, 64), "float32"), B: T.Tensor((128, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((32, 64), "float32")
            row = T.alloc_var("int32", init=0)
            T.copy(A, a)
            for _ in T.serial(4):
                old = row
                row = row + 32
                T.copy(a, B[old, 0])

    a, result = torch.randn(32, 64), torch.zeros(128, 64)
    run(rows, a, result)
    assert torch.equal(result, a.repeat(4, 1))


def test_float_variable_keeps_its_old_value():
    @T.prim_func
    def scaled(A: T.Tensor((4, 32, 64), "float32"), B: T.Tensor((4, 32, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((32, 64), "float32")
            scale = T.alloc_var("float32", init=1.0)
            for k in T.serial(4):
                T.copy(A[k, 0, 0], a)
                old = scale
                scale = scale * 2.0
                for i, j in T.Parallel(32, 64):
                    a[i, j] = a[i, j] * old
                T.copy(a, B[k, 0, 0])

    a, result = torch.randn(4, 32, 64), torch.zeros(4, 32, 64)
    run(scaled, a, result)
    assert torch.equal(result, a * torch.tensor([1.0, 2.0, 4.0, 8.0])[:, None, None])


def test_element_is_kept_when_its_buffer_changes():
    @T.prim_func
    def first(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((64, 64), "float32")
            b = T.alloc_shared((64, 64), "float32")
            T.copy(A, a)
            old = a[40, 5]
            T.clear(a)
            for i, j in T.Parallel(64, 64):
                b[i, j] = a[i, j] + old
            T.copy(b, B)

    a, result = torch.randn(64, 64), torch.zeros(64, 64)
    run(first, a, result)
    assert torch.equal(result, a[40, 5].expand(64, 64))


def test_element_is_kept_over_the_rounds_of_a_loop():
    @T.prim_func
    def centred(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((64, 64), "float32")
            T.copy(A, a)
            old = a[0, 0]
            for _ in T.serial(3):
                for i, j in T.Parallel(64, 64):
                    a[i, j] = a[i, j] - old
            T.copy(a, B)

    a, result = torch.randint(-9, 9, (64, 64)).float(), torch.zeros(64, 64)
    run(centred, a, result)
    assert torch.equal(result, a - 3 * a[0, 0])


def test_value_is_bound_between_the_axes_of_a_parallel_loop():
    @T.prim_func
    def spread(A: T.Tensor((64,), "float32"), B: T.Tensor((64, 96), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((64,), "float32")
            b = T.alloc_fragment((64, 96), "float32")
            T.copy(A, a)
            for i in T.Parallel(64):
                old = a[i] * 2.0
                for j in T.Parallel(96):
                    b[i, j] = old
            T.copy(b, B)

    a, result = torch.randn(64), torch.zeros(64, 96)
    run(spread, a, result)
    assert torch.equal(result, (a * 2)[:, None].expand(64, 96))


def test_numbers_of_an_index_are_no_nodes():
    """TIR names nodes by numbers, and some of those are variables without a value."""

    def program(index):
        @T.prim_func
        def cleared(A: T.Tensor((64, 64), "float32")):
            with T.Kernel(1, threads=128) as _:
                a = T.alloc_shared((64, 64), "float32")
                T.copy(A, a)
                old = a[index, index]
                T.clear(a)
                for i, j in T.Parallel(64, 64):
                    a[i, j] = a[i, j] + old
                T.copy(a, A)

        return cleared

    for index in range(64):
        text = str(Stage.from_tir(to_tir_json(program(index)), "wormhole_b0"))
        assert text.index("memref.load") < text.index("tile.fill"), index
