"""Copies, casts and fills: bit for bit what torch gives."""

import programs
import pytest
import tilelang.language as T
import tilium
import torch
from accuracy import packed

TYPES = {"float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32}


def random(*shape, dtype="float16"):
    return torch.randn(shape).to(TYPES[dtype])


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("through", ["shared", "fragment"])
def test_copy_is_exact(through, dtype):
    kernel = tilium.compile(programs.copy_2d(96, 160, dtype=dtype, through=through), out_idx=-1)
    a = random(96, 160, dtype=dtype)
    assert torch.equal(kernel(a), a)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("out_dtype", TYPES)
def test_cast_rounds_as_the_packer_does(dtype, out_dtype):
    program = programs.copy_2d(64, 96, 64, 32, dtype=dtype, out_dtype=out_dtype, through="fragment")
    a = random(64, 96, dtype=dtype)
    # Ties of bfloat16 and float16, as far as the type has them.
    ties = torch.tensor([1 + 2.0**-8, 1 + 3 * 2.0**-8, 1 + 2.0**-11, 2 + 2.0**-10])
    a[0, :8] = torch.cat([ties, -ties]).to(a.dtype)
    assert torch.equal(tilium.compile(program, out_idx=-1)(a), packed(a, out_dtype))


@pytest.mark.parametrize(
    "M, N, block_M, block_N",
    [(33, 65, 32, 32), (100, 70, 48, 40), (1, 1, 32, 32), (7, 200, 20, 64)],
)
@pytest.mark.parametrize("through", ["shared", "fragment"])
def test_odd_shapes(M, N, block_M, block_N, through):
    kernel = tilium.compile(
        programs.copy_2d(M, N, block_M, block_N, dtype="float32", through=through), out_idx=-1
    )
    a = random(M, N, dtype="float32")
    assert torch.equal(kernel(a), a)


@pytest.mark.parametrize("out_dtype", ["float16", "float32"])
def test_global_to_global(out_dtype):
    program = programs.copy_2d(96, 64, dtype="float16", out_dtype=out_dtype, through="nothing")
    a = random(96, 64)
    assert torch.equal(tilium.compile(program, out_idx=-1)(a), a.to(TYPES[out_dtype]))


@pytest.mark.parametrize("N, block", [(256, 64), (100, 32), (1000, 128), (1, 32)])
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_one_dimension(N, block, dtype):
    kernel = tilium.compile(programs.copy_1d(N, block, dtype=dtype), out_idx=-1)
    a = random(N, dtype=dtype)
    assert torch.equal(kernel(a), a)


@pytest.mark.parametrize("shape", [(3, 64, 96), (2, 33, 50)])
def test_three_dimensions(shape):
    kernel = tilium.compile(programs.copy_3d(*shape), out_idx=-1)
    a = random(*shape)
    assert torch.equal(kernel(a), a)


@pytest.mark.parametrize("value", [0.0, 1.0, -2.5, 3.14159])
@pytest.mark.parametrize("dtype", TYPES)
def test_fill(value, dtype):
    kernel = tilium.compile(programs.fill_2d(64, 64, value, dtype=dtype), out_idx=-1)
    assert torch.equal(kernel(), torch.full((64, 64), value).to(TYPES[dtype]))


def test_fill_of_an_odd_shape():
    kernel = tilium.compile(programs.fill_2d(33, 50, 7.0, dtype="float32"), out_idx=-1)
    assert torch.equal(kernel(), torch.full((33, 50), 7.0))


def test_fill_with_a_cast():
    program = programs.fill_2d(32, 32, 1 / 3, dtype="float32", out_dtype="float16")
    assert torch.equal(tilium.compile(program, out_idx=-1)(), torch.full((32, 32), 1 / 3).half())


def test_what_a_program_does_not_write_keeps_its_value():
    import tilelang.language as T

    @T.prim_func
    def corner(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_shared((32, 32), "float32")
            T.copy(A[0, 0], part)
            T.copy(part, B[32, 32])

    a, b = random(64, 64, dtype="float32"), torch.full((64, 64), 5.0)
    expected = b.clone()
    expected[32:, 32:] = a[:32, :32]
    tilium.compile(corner)(a, b)
    assert torch.equal(b, expected)


def test_hints_for_other_targets_change_nothing():
    import tilelang.language as T

    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            T.disable_warp_group_reg_alloc()
            part = T.alloc_shared((32, 32), "float32")
            T.copy(A, part)
            T.copy(part, B)

    a = random(32, 32, dtype="float32")
    assert torch.equal(tilium.compile(main, out_idx=-1)(a), a)


@pytest.mark.parametrize("dtype", ["int32", "uint8"])
def test_integers_are_copied(dtype):
    a = torch.randint(0, 200, (64, 64)).to(getattr(torch, dtype))
    kernel = tilium.compile(programs.copy_2d(64, 64, 32, 64, dtype=dtype), out_idx=-1)
    assert torch.equal(kernel(a), a)


def test_special_values_survive_a_copy():
    values = [float("inf"), float("-inf"), -0.0, 1e-45, 3e38]
    a = torch.tensor([values]).repeat(32, 8)[:, :32].contiguous()
    kernel = tilium.compile(programs.copy_2d(32, 32, dtype="float32"), out_idx=-1)
    assert torch.equal(kernel(a).view(torch.int32), a.view(torch.int32))


def test_tile_operations_on_parts_of_buffers():
    """The part is staged; what lies around it stays."""

    @T.prim_func
    def main(
        A: T.Tensor((64, 64), "float16"),
        X: T.Tensor((64, 64), "float32"),
        product: T.Tensor((64, 64), "float32"),
        sums: T.Tensor((128,), "float32"),
        running: T.Tensor((64, 64), "float32"),
        filled: T.Tensor((64, 64), "float32"),
        doubled: T.Tensor((64, 64), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((64, 64), "float16")
            c = T.alloc_fragment((64, 64), "float32")
            x = T.alloc_fragment((64, 64), "float32")
            r = T.alloc_fragment((128,), "float32")
            y = T.alloc_fragment((64, 64), "float32")
            z = T.alloc_fragment((64, 64), "float32")
            q = T.alloc_fragment((64, 32), "float32")
            T.copy(A, a)
            T.clear(c)
            T.gemm(a[0:32, 0:64], a, c[0:32, 0:64])
            T.copy(c, product)
            T.copy(X, x)
            T.clear(r)
            T.reduce_sum(x, r[64:128], dim=1)
            T.copy(r, sums)
            T.copy(X, y)
            T.cumsum(y[0:32, 0:64], dim=1)
            T.copy(y, running)
            T.copy(X, z)
            T.fill(z[32:64, 0:32], 1.0)
            T.copy(z, filled)
            T.copy(X[0:64, 32:64], q)
            for i, j in T.Parallel(64, 32):
                z[i, j] = q[i, j] * 2.0
            T.copy(z, doubled)

    a, x = torch.randn(64, 64).half(), torch.randn(64, 64)
    results = [torch.zeros(64, 64) for _ in range(4)]
    sums = torch.zeros(128)
    kernel = tilium.compile(main)
    assert [d for d in kernel.diagnostics if d.severity != "remark"] == []
    kernel(a, x, results[0], sums, *results[1:])
    product, running, filled, doubled = results
    expected = torch.zeros(64, 64)
    expected[:32] = a[:32].float() @ a.float()
    torch.testing.assert_close(product, expected, rtol=1e-2, atol=3e-2)
    torch.testing.assert_close(sums, torch.cat([torch.zeros(64), x.sum(1)]), rtol=0, atol=2e-5)
    expected = x.clone()
    expected[:32] = expected[:32].cumsum(1)
    torch.testing.assert_close(running, expected, rtol=0, atol=2e-5)
    expected = x.clone()
    expected[32:, :32] = 1
    assert torch.equal(filled, expected)
    expected[:, :32] = x[:, 32:] * 2
    assert torch.equal(doubled, expected)


@pytest.mark.parametrize("target", ["wormhole_b0", "blackhole"])
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_copy_to_a_wider_fragment_is_read_as_it_lies(dtype, target):
    """No tile of it is packed in 32 bits; blocks follow one another in loops inside and outside."""
    M, N, block_N = 96, 192, 64

    @T.prim_func
    def main(
        A: T.Tensor((M, N), dtype), B: T.Tensor((32, N), dtype), C: T.Tensor((M, N), "float32")
    ):
        with T.Kernel(M // 32, threads=128) as bx:
            a = T.alloc_fragment((32, block_N), "float32")
            b = T.alloc_fragment((32, block_N), "float32")
            c = T.alloc_fragment((32, block_N), "float32")
            largest = T.alloc_fragment((32,), "float32")
            for k in T.Pipelined(N // block_N, num_stages=2):
                T.copy(A[bx * 32, k * block_N], a)
                T.copy(B[0, k * block_N], b)
                T.reduce_max(a, largest, dim=1)
                for i, j in T.Parallel(32, block_N):
                    c[i, j] = a[i, j] * 2.0 - largest[i] + b[i, j]
                T.copy(c, C[bx * 32, k * block_N])

    kernel = tilium.compile(main, out_idx=-1, target=target)
    compute = kernel.sources["compute.cpp"]
    assert "cb_a_in" in compute and "pack_tile(tile, cb_a)" not in compute
    a, b = random(M, N, dtype=dtype), random(32, N, dtype=dtype)
    a[0, :2] = torch.tensor([6e4, -6e4]).to(a.dtype)
    largest = a.float().view(M, N // block_N, block_N).amax(2, keepdim=True)
    spread = largest.expand(-1, -1, block_N).reshape(M, N)
    assert torch.equal(kernel(a, b), a.float() * 2 - spread + b.float().repeat(3, 1))
