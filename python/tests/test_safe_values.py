"""Values outside of tensors: T.annotate_safe_value."""

import pytest
import tilelang.language as T
import tilium
import torch


@pytest.mark.parametrize("dtype, value", [("float32", -1.5), ("float16", 2), ("int32", -7)])
def test_copy(dtype, value):
    @T.prim_func
    def program(A: T.Tensor((40, 50), dtype), B: T.Tensor((64, 64), dtype)):
        with T.Kernel(2, 2, threads=128) as (bx, by):
            part = T.alloc_shared((32, 32), dtype)
            T.annotate_safe_value({A: value})
            T.copy(A[bx * 32, by * 32], part)
            T.copy(part, B[bx * 32, by * 32])

    a = (torch.arange(2000).reshape(40, 50) % 97).to(getattr(torch, dtype))
    b = torch.zeros(64, 64, dtype=a.dtype)
    tilium.compile(program)(a, b)
    expected = torch.full((64, 64), value, dtype=a.dtype)
    expected[:40, :50] = a
    assert torch.equal(b, expected)


def test_one_tensor_of_two_and_before_its_start():
    """Only the tensor that is named has it; a copy may convert, and start before the tensor."""

    @T.prim_func
    def program(
        A: T.Tensor((40,), "float32"), B: T.Tensor((40,), "float32"), C: T.Tensor((32,), "float16")
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((32,), "float32")
            b = T.alloc_fragment((32,), "float16")
            T.annotate_safe_value({B: -T.infinity("float32")})
            T.copy(A[20:52], a)
            T.copy(B[-4:28], b)
            for i in T.Parallel(32):
                b[i] = T.max(b[i], T.cast(a[i] - 100.0, "float16"))
            T.copy(b, C)

    a, b, c = torch.randn(40), torch.randn(40), torch.zeros(32).half()
    tilium.compile(program)(a, b, c)
    before = torch.cat([torch.full((4,), -float("inf")), b[:28]]).half()
    outside = torch.cat([a[20:], torch.zeros(12)])
    assert torch.equal(c, torch.maximum(before, (outside - 100).half()))


def test_loads_of_elementwise_code():
    @T.prim_func
    def program(A: T.Tensor((60, 32), "float32"), B: T.Tensor((64, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            T.annotate_safe_value({A: 9.0})
            for i, j in T.Parallel(64, 32):
                B[i, j] = A[i, j] * 2.0

    a, b = torch.randn(60, 32), torch.zeros(64, 32)
    tilium.compile(program)(a, b)
    expected = torch.full((64, 32), 18.0)
    expected[:60] = a * 2
    assert torch.equal(b, expected)


def test_a_tensor_that_is_never_left_costs_nothing():
    def make(annotated):
        @T.prim_func
        def program(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
            with T.Kernel(1, threads=128) as _:
                if annotated:
                    T.annotate_safe_value({A: 1.0})
                for i, j in T.Parallel(32, 32):
                    B[i, j] = A[i, j]

        return tilium.compile(program)

    def calls(kernel):
        return [line for line in kernel.sources["compute.cpp"].splitlines() if "//" not in line]

    assert calls(make(True)) == calls(make(False))


def test_a_buffer_on_chip_is_refused():
    @T.prim_func
    def program(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_shared((32, 32), "float32")
            with T.sblock():
                T.annotate_safe_value({part: 1.0})
                T.copy(A, part)
                T.copy(part, B)

    with pytest.raises(tilium.CompileError, match="nothing reads outside of it"):
        tilium.compile(program)


def test_infinite_numbers_of_python():
    """TVM writes them as JSON does not know them."""

    @T.prim_func
    def program(A: T.Tensor((32,), "float32"), B: T.Tensor((64,), "float32")):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_fragment((64,), "float32")
            lowest = T.alloc_fragment((64,), "float32")
            T.annotate_safe_value({A: float("inf")})
            T.fill(lowest, -float("inf"))
            T.copy(A[0:64], part)
            for i in T.Parallel(64):
                part[i] = T.max(part[i], lowest[i])
            T.copy(part, B)

    a, b = torch.randn(32), torch.zeros(64)
    tilium.compile(program)(a, b)
    assert torch.equal(b, torch.cat([a, torch.full((32,), float("inf"))]))


def test_a_block_in_a_block_has_its_own():
    """After it the outer one's value holds again."""

    @T.prim_func
    def program(
        A: T.Tensor((32,), "float32"),
        B: T.Tensor((64,), "float32"),
        C: T.Tensor((64,), "float32"),
        D: T.Tensor((64,), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_fragment((64,), "float32")
            with T.sblock("outer"):
                T.annotate_safe_value({A: 5.0})
                with T.sblock("inner"):
                    T.annotate_safe_value({A: 9.0})
                    T.copy(A[0:64], part)
                    T.copy(part, B)
                T.copy(A[0:64], part)
                T.copy(part, C)
            T.copy(A[0:64], part)
            T.copy(part, D)

    a = torch.randn(32)
    results = [torch.full((64,), float("nan")) for _ in range(3)]
    tilium.compile(program)(a, *results)
    for result, outside in zip(results, (9.0, 5.0, 0.0)):
        assert torch.equal(result, torch.cat([a, torch.full((32,), outside)]))
