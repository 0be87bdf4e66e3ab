"""Atomic updates and reducers: no update is lost, whichever blocks and points they come from."""

import pytest
import tilelang.language as T
import tilium
import torch

CHIPS = ["wormhole_b0", "blackhole"]
DTYPES = ["float32", "float16", "int32"]
COMBINE = {"add": torch.Tensor.sum, "max": torch.amax, "min": torch.amin}


def parts(K, M, N, block_M, block_N, dtype, combination="add", region=False):
    """B = B + A[0] + A[1] + ..., each a block of its own."""
    update = {"add": T.atomic_add, "max": T.atomic_max, "min": T.atomic_min}[combination]

    @T.prim_func
    def main(A: T.Tensor((K, M, N), dtype), B: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, block_M), T.ceildiv(N, block_N), K, threads=32) as (bx, by, bz):
            part = T.alloc_shared((block_M, block_N), dtype)
            T.copy(A[bz, bx * block_M, by * block_N], part)
            if region:
                update(B[bx * block_M, by * block_N], part)
            else:
                for i, j in T.Parallel(block_M, block_N):
                    update(B[bx * block_M + i, by * block_N + j], part[i, j])

    return main


def values(*shape, dtype="float32"):
    """Whole numbers, whose sums are exact in every order."""
    return torch.randint(-8, 9, shape).to(getattr(torch, dtype))


def check(program, inputs, output, expected, target="wormhole_b0"):
    kernel = tilium.compile(program, target=target)
    kernel(*inputs, output)
    torch.testing.assert_close(output, expected, rtol=0, atol=0)
    return kernel


@pytest.mark.parametrize("target", CHIPS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("region", [False, True])
def test_sums_over_blocks(dtype, target, region):
    a, b = values(4, 64, 96, dtype=dtype), values(64, 96, dtype=dtype)
    program = parts(4, 64, 96, 32, 32, dtype, region=region)
    kernel = check(program, [a], b.clone(), (b + a.sum(0)).to(b.dtype), target)
    (remark,) = [d for d in kernel.diagnostics if d.code == "atomic-serialised"]
    assert remark.severity == "remark"
    assert "4 by 4 of 24 blocks" in remark.message and "6 cores" in remark.message


@pytest.mark.parametrize("combination", ["max", "min"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_extremes_over_blocks(combination, dtype):
    a, b = values(3, 64, 64, dtype=dtype), values(64, 64, dtype=dtype)
    expected = COMBINE[combination](torch.cat([b[None], a]), 0)
    check(parts(3, 64, 64, 64, 32, dtype, combination), [a], b.clone(), expected)


def test_blocks_that_reach_beyond_the_tensor():
    a, b = values(2, 50, 70), values(50, 70)
    check(parts(2, 50, 70, 32, 32, "float32"), [a], b.clone(), b + a.sum(0))


def test_disjoint_blocks_stay_apart():
    a, b = values(1, 64, 64), values(64, 64)
    kernel = check(parts(1, 64, 64, 32, 32, "float32"), [a], b.clone(), b + a[0])
    assert "atomic-serialised" not in [diagnostic.code for diagnostic in kernel.diagnostics]


def test_split_k():
    @T.prim_func
    def main(
        A: T.Tensor((64, 256), "float16"),
        B: T.Tensor((256, 64), "float16"),
        C: T.Tensor((64, 64), "float32"),
    ):
        with T.Kernel(2, 2, 4, threads=128) as (bx, by, bz):
            a = T.alloc_shared((32, 32), "float16")
            b = T.alloc_shared((32, 32), "float16")
            c = T.alloc_fragment((32, 32), "float32")
            T.clear(c)
            for k in T.Pipelined(2, num_stages=2):
                T.copy(A[by * 32, bz * 64 + k * 32], a)
                T.copy(B[bz * 64 + k * 32, bx * 32], b)
                T.gemm(a, b, c)
            T.atomic_add(C[by * 32, bx * 32], c)

    a, b = values(64, 256, dtype="float16"), values(256, 64, dtype="float16")
    check(main, [a, b], torch.zeros(64, 64), a.float() @ b.float())


def test_parts_that_a_loop_chooses():
    """Every block updates all rows, a part of them in each step."""

    @T.prim_func
    def main(A: T.Tensor((4, 96, 32), "float32"), B: T.Tensor((96, 32), "float32")):
        with T.Kernel(4, threads=128) as bx:
            part = T.alloc_shared((32, 32), "float32")
            for k in T.serial(3):
                T.copy(A[bx, k * 32, 0], part)
                for i, j in T.Parallel(32, 32):
                    T.atomic_add(B[k * 32 + i, j], part[i, j])

    a, b = values(4, 96, 32), values(96, 32)
    check(main, [a], b.clone(), b + a.sum(0))


def test_points_that_update_one_element():
    @T.prim_func
    def main(A: T.Tensor((128, 64), "float32"), B: T.Tensor((64,), "float32")):
        with T.Kernel(4, threads=128) as bx:
            part = T.alloc_shared((32, 64), "float32")
            T.copy(A[bx * 32, 0], part)
            for i, j in T.Parallel(32, 64):
                T.atomic_add(B[j], part[i, j])

    a, b = values(128, 64), values(64)
    check(main, [a], b.clone(), b + a.sum(0))


def test_conditions_choose_updates():
    @T.prim_func
    def main(A: T.Tensor((128, 64), "float32"), B: T.Tensor((64,), "float32")):
        with T.Kernel(4, threads=128) as bx:
            part = T.alloc_shared((32, 64), "float32")
            T.copy(A[bx * 32, 0], part)
            for i, j in T.Parallel(32, 64):
                if i < 20 and j > 3:
                    T.atomic_max(B[j], part[i, j])

    a, b = values(128, 64), values(64)
    expected = b.clone()
    rows = torch.arange(128) % 32 < 20
    expected[4:] = torch.maximum(b, a[rows].amax(0))[4:]
    check(main, [a], b.clone(), expected)


@pytest.mark.parametrize("op", ["sum", "max", "min"])
@pytest.mark.parametrize("start", [None, 3.0])
def test_reducer(op, start):
    @T.prim_func
    def main(A: T.Tensor((64, 96), "float32"), B: T.Tensor((64,), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((64, 32), "float32")
            reducer = T.alloc_reducer((64,), "float32", op=op)
            result = T.alloc_fragment((64,), "float32")
            if start is None:
                T.reducer_init(reducer)
            else:
                T.reducer_init(reducer, start)
            for k in T.serial(3):
                T.copy(A[0, k * 32], a)
                for i, j in T.Parallel(64, 32):
                    T.reducer_update(reducer[i], a[i, j] * 2.0)
            T.finalize_reducer(reducer, result)
            T.copy(result, B)

    a = values(64, 96)
    expected = {"sum": a.sum(1), "max": a.amax(1), "min": a.amin(1)}[op] * 2
    if start is not None:
        extra = torch.full_like(expected, start)
        combine = {"sum": torch.add, "max": torch.maximum, "min": torch.minimum}[op]
        expected = combine(expected, extra)
    check(main, [a], torch.zeros(64), expected)


def refusal(program):
    with pytest.raises(tilium.CompileError) as caught:
        tilium.compile(program)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


def test_results_are_refused():
    @T.prim_func
    def main(A: T.Tensor((32,), "int32"), B: T.Tensor((32,), "int32")):
        with T.Kernel(2, threads=128) as _:
            for i in T.Parallel(32):
                B[i] = T.atomic_add(A[i], 1, return_prev=True)

    assert refusal(main).code == "atomic-result"


def test_destinations_that_data_decides_are_refused():
    @T.prim_func
    def main(A: T.Tensor((4,), "int32"), B: T.Tensor((64, 32), "float32")):
        with T.Kernel(4, threads=128) as bx:
            for i in T.Parallel(32):
                T.atomic_add(B[A[bx], i], 1.0)

    diagnostic = refusal(main)
    assert diagnostic.code == "atomic-destination" and "data decides" in diagnostic.message


def test_other_uses_of_the_tensor_are_refused():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(2, threads=128) as _:
            part = T.alloc_shared((32, 32), "float32")
            T.copy(A, part)
            T.atomic_add(B, part)
            T.copy(part, B)

    diagnostic = refusal(main)
    assert diagnostic.code == "atomic-destination" and "used otherwise" in diagnostic.message


def test_unsigned_elements_are_refused():
    @T.prim_func
    def main(A: T.Tensor((32,), "uint32")):
        with T.Kernel(2, threads=128) as _:
            for i in T.Parallel(32):
                T.atomic_add(A[i], T.cast(1, "uint32"))

    diagnostic = refusal(main)
    assert diagnostic.code == "unsupported-tile-operation" and "signed" in diagnostic.message


@pytest.mark.filterwarnings("ignore:alloc_reducer")
@pytest.mark.parametrize("kind", ["sum", "max", "min"])
def test_a_legacy_reducer_is_updated_by_stores(kind):
    """acc[i] = acc[i] + x of all points, and T.finalize_reducer in place."""
    start = {"sum": 0.0, "max": -float("inf"), "min": float("inf")}[kind]

    @T.prim_func
    def program(A: T.Tensor((64, 96), "float32"), B: T.Tensor((64,), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((64, 96), "float32")
            acc = T.alloc_reducer((64,), "float32", op=kind, replication="all")
            T.copy(A, a)
            T.fill(acc, start)
            for i, j in T.Parallel(64, 96):
                if kind == "sum":
                    acc[i] += a[i, j]
                elif kind == "max":
                    acc[i] = T.max(a[i, j], acc[i])
                else:
                    acc[i] = T.min(acc[i], a[i, j])
            T.finalize_reducer(acc)
            T.copy(acc, B)

    a, b = torch.randn(64, 96), torch.zeros(64)
    tilium.compile(program)(a, b)
    expected = {"sum": a.sum(1), "max": a.amax(1), "min": a.amin(1)}[kind]
    torch.testing.assert_close(b, expected, rtol=1e-5, atol=1e-5)
