"""Products on the mock device, against float64 within the bound that the formats give."""

import programs
import pytest
import tilium
import torch
from accuracy import assert_gemm, gemm_bound, packed

TYPES = {"float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32}


def random(*shape, dtype="float16"):
    return torch.randn(shape).to(TYPES[dtype])


def run(kernel, M, N, K, *, dtype="float16", transpose_A=False, transpose_B=False):
    """Runs a kernel on random operands and checks its result; returns it."""
    a, b = random(M, K, dtype=dtype), random(K, N, dtype=dtype)
    c = kernel(a.T.contiguous() if transpose_A else a, b.T.contiguous() if transpose_B else b)
    assert_gemm(c, a, b)
    return c


@pytest.mark.parametrize("out_dtype", TYPES)
@pytest.mark.parametrize("dtype", TYPES)
def test_dtypes(build_gemm, dtype, out_dtype):
    c = run(build_gemm(128, 96, 64, dtype=dtype, out_dtype=out_dtype), 128, 96, 64, dtype=dtype)
    assert c.dtype is TYPES[out_dtype]


@pytest.mark.parametrize("dtype", ["float16", "float32"])
@pytest.mark.parametrize("transpose_B", [False, True])
@pytest.mark.parametrize("transpose_A", [False, True])
def test_transposed(build_gemm, transpose_A, transpose_B, dtype):
    flags = {"dtype": dtype, "transpose_A": transpose_A, "transpose_B": transpose_B}
    run(build_gemm(96, 128, 160, **flags), 96, 128, 160, **flags)


@pytest.mark.parametrize("transpose_A, transpose_B", [(True, False), (False, True), (True, True)])
def test_transposed_with_odd_sizes(build_gemm, transpose_A, transpose_B):
    flags = {"transpose_A": transpose_A, "transpose_B": transpose_B}
    run(build_gemm(33, 65, 97, 32, 64, 32, **flags), 33, 65, 97, **flags)


@pytest.mark.parametrize(
    "M, N, K",
    [
        (1, 1, 1),
        (33, 65, 97),
        (1000, 200, 72),
        (256, 256, 256),
        (128, 256, 64),
        (32, 32, 32),
        (5, 300, 7),
    ],
)
def test_sizes(build_gemm, M, N, K):
    run(build_gemm(M, N, K), M, N, K)


@pytest.mark.parametrize("dtype", ["bfloat16", "float32"])
@pytest.mark.parametrize("M, N, K", [(1, 1, 1), (33, 65, 97)])
def test_odd_sizes_of_other_types(build_gemm, M, N, K, dtype):
    run(build_gemm(M, N, K, dtype=dtype), M, N, K, dtype=dtype)


@pytest.mark.parametrize(
    "blocks",
    [(32, 32, 32), (48, 48, 48), (64, 64, 64), (128, 128, 128), (256, 256, 32), (40, 20, 40),
     (20, 40, 20), (32, 128, 64), (16, 16, 16)],
    ids=lambda blocks: "x".join(map(str, blocks)),
)  # fmt: skip
def test_blocks(build_gemm, blocks):
    run(build_gemm(256, 192, 160, *blocks), 256, 192, 160)


def test_block_of_256_in_every_dimension(build_gemm):
    run(build_gemm(256, 256, 512, 256, 256, 256, num_stages=0), 256, 256, 512)


@pytest.mark.parametrize("num_stages", range(5))
def test_num_stages(build_gemm, num_stages):
    run(build_gemm(128, 128, 256, num_stages=num_stages), 128, 128, 256)


@pytest.mark.parametrize("clear", ["clear", "fill", "first"])
def test_ways_to_clear(build_gemm, clear):
    run(build_gemm(128, 128, 128, clear=clear), 128, 128, 128)


def test_clear_accum_without_loop():
    run(tilium.compile(programs.single_gemm(64, 96, 128), out_idx=-1), 64, 96, 128)


def test_always_cleared_keeps_the_last_block(build_gemm):
    a, b = random(64, 64), random(64, 64)
    assert_gemm(build_gemm(64, 64, 64, clear="always")(a, b), a[:, 32:], b[32:])


def test_serial_loop():
    run(tilium.compile(programs.serial_gemm(128, 192, 256), out_idx=-1), 128, 192, 256)


@pytest.mark.parametrize("dtype", TYPES)
def test_batched(dtype):
    kernel = tilium.compile(programs.batched_gemm(3, 96, 64, 128, dtype=dtype), out_idx=-1)
    a, b = random(3, 96, 128, dtype=dtype), random(3, 128, 64, dtype=dtype)
    c = kernel(a, b)
    for i in range(3):
        assert_gemm(c[i], a[i], b[i])


@pytest.mark.parametrize("compute_dtype", ["bfloat16", "float16"])
def test_operands_converted_on_chip(compute_dtype):
    program = programs.converted_gemm(128, 64, 128, compute_dtype=compute_dtype)
    a, b = random(128, 128, dtype="float32"), random(128, 64, dtype="float32")
    c = tilium.compile(program, out_idx=-1)(a, b)
    assert_gemm(c, packed(a, compute_dtype), packed(b, compute_dtype))


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_fragment_larger_than_dst(build_gemm, dtype):
    # 8x8 tiles where DST holds 4 in fp32 mode.
    kernel = build_gemm(256, 256, 64, 256, 256, 32, dtype=dtype, out_dtype="float32", num_stages=1)
    run(kernel, 256, 256, 64, dtype=dtype)


def test_grid_smaller_than_the_core_grid(build_gemm):
    kernel = build_gemm(64, 128, 64)
    assert len(kernel.plan["work"]) == 2
    run(kernel, 64, 128, 64)


def test_grid_larger_than_the_core_grid(build_gemm):
    kernel = build_gemm(512, 512, 32, 32, 32, 32)
    counts = [work["count"] for work in kernel.plan["work"]]
    assert sum(counts) == 256 and max(counts) - min(counts) <= 1 and max(counts) > 1
    run(kernel, 512, 512, 32)


@pytest.mark.parametrize(
    "options",
    [{}, {"dtype": "float32"}, {"dtype": "bfloat16", "out_dtype": "float32"}, {"transpose_A": True},
     {"transpose_B": True}],
    ids=str,
)  # fmt: skip
def test_blackhole(build_gemm, options):
    kernel = build_gemm(160, 128, 96, target="blackhole", **options)
    assert kernel.plan["target"] == "blackhole"
    run(kernel, 160, 128, 96, **{k: v for k, v in options.items() if k != "out_dtype"})


def test_blackhole_with_odd_sizes(build_gemm):
    run(build_gemm(33, 65, 97, 48, 40, 20, target="blackhole"), 33, 65, 97)


def test_bound_is_not_vacuous():
    """The bound is near what happens: one wrong term of the sum breaks it for most elements."""
    a, b = random(64, 64, dtype="bfloat16"), random(64, 64, dtype="bfloat16")
    wrong = a.double() @ b.double() - a[:, :1].double() @ b[:1].double()
    error = (wrong - a.double() @ b.double()).abs()
    assert (error > gemm_bound(a, b, "float32")).double().mean() > 0.6


def test_in1_loses_the_last_mantissa_bit(build_gemm):
    """float16 keeps 10 mantissa bits in in0 and 9 in in1, as the matrix engine's registers do."""
    kernel = build_gemm(32, 32, 32, out_dtype="float32")
    value = 1 + 2.0**-10
    one, odd = torch.eye(32, dtype=torch.float16), torch.eye(32, dtype=torch.float16) * value
    assert torch.equal(kernel(odd, one), odd.float())
    assert torch.equal(kernel(one, odd), one.float())


def test_zero_and_special_values(build_gemm):
    kernel = build_gemm(32, 32, 32, out_dtype="float32")
    a, b = torch.zeros(32, 32, dtype=torch.float16), random(32, 32)
    assert torch.equal(kernel(a, b), torch.zeros(32, 32))
    a[3, 4] = torch.inf
    b = b.abs() + 0.5
    c = kernel(a, b)
    # The engine has no infinity: its largest exponent is one like the others.
    torch.testing.assert_close(c[3], b[4].float() * 2.0**16, rtol=2.0**-9, atol=0)
    assert torch.equal(c[:3], torch.zeros(3, 32))
