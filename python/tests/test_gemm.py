"""Products on the mock device against float64."""

import pytest
import torch
from accuracy import gemm_bound
from programs import batched_gemm, converted_operands, gemm

import tilium

TORCH = {name: getattr(torch, name) for name in ("float16", "bfloat16", "float32")}


def check(program, a, b, a64, b64, dtype, out_dtype, target="wormhole_b0"):
    kernel = tilium.compile(program, out_idx=[-1], target=target)
    c = kernel(a, b)
    error = (c.double() - a64 @ b64).abs()
    bound = gemm_bound(a64, b64, dtype, out_dtype)
    assert (error <= bound).all(), f"error {error.max()} exceeds {bound.max()}"
    return kernel


def run(M, N, K, dtype="float16", out_dtype=None, target="wormhole_b0", **options):
    torch.manual_seed(M + N + K)
    a = torch.randn(M, K).to(TORCH[dtype])
    b = torch.randn(K, N).to(TORCH[dtype])
    a_given = a.T.contiguous() if options.get("trans_A") else a
    b_given = b.T.contiguous() if options.get("trans_B") else b
    program = gemm(M, N, K, dtype=dtype, out_dtype=out_dtype, **options)
    return check(
        program, a_given, b_given, a.double(), b.double(), dtype, out_dtype or dtype, target
    )


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
@pytest.mark.parametrize("out_dtype", ["float16", "bfloat16", "float32"])
def test_types(dtype, out_dtype):
    run(128, 128, 96, dtype=dtype, out_dtype=out_dtype)


@pytest.mark.parametrize("trans_A", [False, True])
@pytest.mark.parametrize("trans_B", [False, True])
@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_transposed(trans_A, trans_B, dtype):
    run(128, 64, 96, dtype=dtype, trans_A=trans_A, trans_B=trans_B, block_K=96)
    run(70, 50, 130, dtype=dtype, trans_A=trans_A, trans_B=trans_B)


@pytest.mark.parametrize(
    "size", [(1, 1, 1), (33, 65, 97), (1000, 200, 72), (256, 256, 256), (31, 1, 300), (64, 320, 32)]
)
def test_sizes(size):
    run(*size)


@pytest.mark.parametrize(
    "block", [(32, 32, 32), (48, 48, 48), (64, 128, 64), (128, 128, 32), (256, 256, 64), (40, 20, 16), (96, 32, 80)]
)
def test_blocks(block):
    block_M, block_N, block_K = block
    run(200, 136, 144, block_M=block_M, block_N=block_N, block_K=block_K)


@pytest.mark.parametrize("num_stages", [0, 1, 2, 3, 4])
def test_stages(num_stages):
    run(128, 128, 128, num_stages=num_stages)


@pytest.mark.parametrize("clear", ["clear", "expression"])
@pytest.mark.parametrize("serial", [False, True])
def test_accumulation(clear, serial):
    run(64, 64, 128, clear=clear, serial=serial)


def test_always_cleared_keeps_the_last_block():
    torch.manual_seed(0)
    a, b = torch.randn(64, 64).half(), torch.randn(64, 64).half()
    kernel = tilium.compile(gemm(64, 64, 64, clear="always"), out_idx=[-1])
    reference = a[:, 32:].double() @ b[32:].double()
    assert (kernel(a, b).double() - reference).abs().max() < 0.05


def test_fewer_and_more_blocks_than_cores():
    assert len(run(64, 64, 64).plan["work"]) == 1
    kernel = run(320, 320, 32, block_M=32, block_N=32)
    assert len(kernel.plan["work"]) == 64
    assert sum(core["count"] for core in kernel.plan["work"]) == 100


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_blackhole(dtype):
    kernel = run(128, 96, 160, dtype=dtype, target="blackhole")
    assert kernel.last_report["architecture"] == "blackhole"


def test_batched():
    torch.manual_seed(0)
    a, b = torch.randn(3, 70, 96).half(), torch.randn(3, 96, 130).half()
    check(batched_gemm(3, 70, 130, 96), a, b, a.double(), b.double(), "float16", "float16")


def test_converted_operands():
    torch.manual_seed(0)
    a, b = torch.randn(64, 96).half(), torch.randn(96, 64).half()
    rounded = [x.bfloat16().double() for x in (a, b)]
    check(converted_operands(64, 64, 96), a, b, *rounded, "bfloat16", "float32")


def test_float16_is_native():
    """float16 keeps its 11 bits; bfloat16's 8 would be seen here."""
    a = torch.full((32, 32), 1 + 2**-10).half()
    kernel = tilium.compile(gemm(32, 32, 32, 32, 32, 32, out_dtype="float32"), out_idx=[-1])
    c = kernel(a, torch.eye(32).half())
    assert torch.equal(c, a.float())
