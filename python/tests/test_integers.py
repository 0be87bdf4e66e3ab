"""Bytes and truth: products, elementwise code, conversions. All of it is exact."""

import functools

import numpy as np
import pytest
import tilelang.language as T
import tilium
import torch

EXTREMES = {"int8": (-128, 127), "uint8": (0, 255)}


def product(M, N, K, a_dtype, b_dtype, trans_a=False, trans_b=False, block_K=32, clear=False):
    a_shape, a_block = ((K, M), (block_K, 64)) if trans_a else ((M, K), (64, block_K))
    b_shape, b_block = ((N, K), (32, block_K)) if trans_b else ((K, N), (block_K, 32))

    @T.prim_func
    def main(
        A: T.Tensor(a_shape, a_dtype), B: T.Tensor(b_shape, b_dtype), C: T.Tensor((M, N), "int32")
    ):
        with T.Kernel(T.ceildiv(N, 32), T.ceildiv(M, 64), threads=128) as (bx, by):
            a = T.alloc_shared(a_block, a_dtype)
            b = T.alloc_shared(b_block, b_dtype)
            c = T.alloc_fragment((64, 32), "int32")
            T.clear(c)
            for k in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                if trans_a:
                    T.copy(A[k * block_K, by * 64], a)
                else:
                    T.copy(A[by * 64, k * block_K], a)
                if trans_b:
                    T.copy(B[bx * 32, k * block_K], b)
                else:
                    T.copy(B[k * block_K, bx * 32], b)
                T.gemm(a, b, c, transpose_A=trans_a, transpose_B=trans_b, clear_accum=clear)
            T.copy(c, C[by * 64, bx * 32])

    return main


def random_bytes(shape, dtype):
    low, high = EXTREMES[dtype]
    return torch.randint(low, high + 1, shape).to(getattr(torch, dtype))


@pytest.mark.parametrize("a_dtype", EXTREMES)
@pytest.mark.parametrize("b_dtype", EXTREMES)
def test_products_are_exact(a_dtype, b_dtype):
    kernel = tilium.compile(product(100, 72, 160, a_dtype, b_dtype), out_idx=-1)
    a, b = random_bytes((100, 160), a_dtype), random_bytes((160, 72), b_dtype)
    assert torch.equal(kernel(a, b), a.int() @ b.int())


@pytest.mark.parametrize(("trans_a", "trans_b"), [(False, True), (True, False)])
def test_transposed_operands(trans_a, trans_b):
    kernel = tilium.compile(product(64, 64, 64, "int8", "int8", trans_a, trans_b), out_idx=-1)
    a, b = random_bytes((64, 64), "int8"), random_bytes((64, 64), "int8")
    left, right = a.int().T if trans_a else a.int(), b.int().T if trans_b else b.int()
    assert torch.equal(kernel(a, b), left @ right)


def test_largest_sums_of_a_block_are_exact():
    kernel = tilium.compile(product(64, 32, 2048, "int8", "int8", block_K=1024), out_idx=-1)
    a = torch.full((64, 2048), -128, dtype=torch.int8)
    b = torch.full((2048, 32), -128, dtype=torch.int8)
    b[7] = 127
    assert torch.equal(kernel(a, b), a.int() @ b.int())


def test_clear_accum():
    kernel = tilium.compile(product(64, 32, 64, "int8", "int8", clear=True), out_idx=-1)
    a, b = random_bytes((64, 64), "int8"), random_bytes((64, 32), "int8")
    assert torch.equal(kernel(a, b), a[:, 32:].int() @ b[32:].int())


def test_blocks_that_floats_do_not_hold_are_refused():
    with pytest.raises(tilium.CompileError, match="use blocks of up to 258 along K"):
        tilium.compile(product(64, 32, 512, "uint8", "uint8", block_K=512))


def elementwise(in_dtype, out_dtype, function, M=40, N=70):
    @T.prim_func
    def main(X: T.Tensor((M, N), in_dtype), Y: T.Tensor((M, N), out_dtype)):
        with T.Kernel(1, threads=128) as _:
            for i, j in T.Parallel(M, N):
                Y[i, j] = function(X[i, j])

    return main


@pytest.mark.parametrize("dtype", EXTREMES)
@pytest.mark.parametrize("out_dtype", ["int32", "float32", "int8", "uint8"])
def test_conversions(dtype, out_dtype):
    kernel = tilium.compile(
        elementwise(dtype, out_dtype, lambda x: T.cast(x, out_dtype)), out_idx=-1
    )
    x = random_bytes((40, 70), dtype)
    assert torch.equal(kernel(x), x.to(getattr(torch, out_dtype)))


@pytest.mark.parametrize("dtype", EXTREMES)
def test_narrow_results_wrap(dtype):
    def function(x):
        return T.cast(T.cast(T.cast(x, "int32") * 3 + 100, dtype), "int32")

    kernel = tilium.compile(elementwise(dtype, "int32", function), out_idx=-1)
    x = random_bytes((40, 70), dtype)
    expected = (x.int() * 3 + 100).to(getattr(torch, dtype)).int()
    assert torch.equal(kernel(x), expected)


def test_signed_bytes_compare_as_numbers():
    kernel = tilium.compile(
        elementwise("int8", "int8", lambda x: T.max(x, T.cast(-5, "int8"))), out_idx=-1
    )
    x = random_bytes((40, 70), "int8")
    assert torch.equal(kernel(x), x.clamp(min=-5))


def test_truth_is_stored_and_loaded():
    @T.prim_func
    def main(
        X: T.Tensor((40, 70), "float32"),
        keep: T.Tensor((40, 70), "bool"),
        Y: T.Tensor((40, 70), "float32"),
        large: T.Tensor((40, 70), "bool"),
    ):
        with T.Kernel(1, threads=128) as _:
            for i, j in T.Parallel(40, 70):
                Y[i, j] = T.if_then_else(keep[i, j], X[i, j], 0.0)
            for i, j in T.Parallel(40, 70):
                large[i, j] = X[i, j] > 0.5

    x = torch.randn(40, 70)
    keep = torch.rand(40, 70) > 0.3
    y, large = tilium.compile(main, out_idx=[2, 3])(x, keep)
    assert torch.equal(y, torch.where(keep, x, 0.0))
    assert torch.equal(large, x > 0.5)


def test_conditions_leave_truth_as_it_was():
    @T.prim_func
    def main(X: T.Tensor((40, 70), "float32"), seen: T.Tensor((40, 70), "bool")):
        with T.Kernel(1, threads=128) as _:
            for i, j in T.Parallel(40, 70):
                if i < 20:
                    seen[i, j] = X[i, j] > 0.0

    x, seen = torch.randn(40, 70), torch.rand(40, 70) > 0.5
    expected = torch.where(torch.arange(40)[:, None] < 20, x > 0, seen)
    tilium.compile(main)(x, seen)
    assert torch.equal(seen, expected)


def copied(in_dtype, out_dtype, on_chip):
    @T.prim_func
    def main(X: T.Tensor((40, 70), in_dtype), Y: T.Tensor((40, 70), out_dtype)):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_shared((40, 70), in_dtype)
            y = T.alloc_fragment((40, 70), out_dtype)
            if on_chip:
                T.copy(X, x)
                T.copy(x, y)
            else:
                T.copy(X, y)
            T.copy(y, Y)

    return main


@pytest.mark.parametrize("on_chip", [False, True])
@pytest.mark.parametrize(
    ("in_dtype", "out_dtype"),
    [
        ("int8", "float16"),
        ("uint8", "float32"),
        ("uint8", "bool"),
        ("int8", "int32"),
        ("int32", "int8"),
        ("int32", "float32"),
        ("float32", "int32"),
        ("float16", "uint8"),
    ],
)
def test_copies_convert(in_dtype, out_dtype, on_chip):
    x = torch.randint(0, 100, (40, 70)).to(getattr(torch, in_dtype))
    if in_dtype in ("int8", "int32"):
        x = x * 300 // 100 - 100 if in_dtype == "int32" else x - 100
    found = tilium.compile(copied(in_dtype, out_dtype, on_chip), out_idx=-1)(x)
    assert torch.equal(found, x.to(getattr(torch, out_dtype)))


def test_fills_with_negative_bytes():
    @T.prim_func
    def main(Y: T.Tensor((40, 70), "int8")):
        with T.Kernel(1, threads=128) as _:
            y = T.alloc_fragment((40, 70), "int8")
            T.fill(y, -3)
            T.copy(y, Y)

    assert torch.equal(
        tilium.compile(main, out_idx=-1)(), torch.full((40, 70), -3, dtype=torch.int8)
    )


def test_reductions_of_bytes_are_refused():
    @T.prim_func
    def main(X: T.Tensor((64, 64), "int8"), Y: T.Tensor((64,), "int8")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((64, 64), "int8")
            y = T.alloc_fragment((64,), "int8")
            T.copy(X, x)
            T.reduce_max(x, y, dim=1)
            T.copy(y, Y)

    with pytest.raises(tilium.CompileError, match="cast them to int32"):
        tilium.compile(main)


@pytest.mark.parametrize("kind", ["row", "column"])
@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32"])
def test_vectors_of_integers_are_spread_exactly(dtype, kind):
    x = torch.arange(64 * 96).reshape(64, 96).to(getattr(torch, dtype))
    low, high = (-(2**31), 2**31 - 1) if dtype == "int32" else EXTREMES[dtype]
    v = torch.randint(low, high + 1, (96 if kind == "row" else 64,)).to(x.dtype)

    @T.prim_func
    def main(
        X: T.Tensor((64, 96), dtype), V: T.Tensor(v.shape, dtype), Y: T.Tensor((64, 96), "int32")
    ):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((64, 96), dtype)
            v = T.alloc_fragment((96 if kind == "row" else 64,), dtype)
            y = T.alloc_fragment((64, 96), "int32")
            T.copy(X, x)
            T.copy(V, v)
            for i, j in T.Parallel(64, 96):
                y[i, j] = T.cast(x[i, j], "int32") - T.cast(
                    v[j] if kind == "row" else v[i], "int32"
                )
            T.copy(y, Y)

    spread = v[None, :] if kind == "row" else v[:, None]
    found = tilium.compile(main, out_idx=-1)(x, v)
    assert torch.equal(found, x.int() - spread.int())


# ---- all of uint32 ----


def unsigned_words(expression, result):
    """`result` = `expression` of the elements of two uint32 tensors."""

    @T.prim_func
    def main(
        A: T.Tensor((64, 64), "uint32"),
        B: T.Tensor((64, 64), "uint32"),
        C: T.Tensor((64, 64), result),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((64, 64), "uint32")
            b = T.alloc_fragment((64, 64), "uint32")
            c = T.alloc_fragment((64, 64), result)
            T.copy(A, a)
            T.copy(B, b)
            for i, j in T.Parallel(64, 64):
                c[i, j] = expression(a[i, j], b[i, j])
            T.copy(c, C)

    return main


UNSIGNED = {
    "<": (lambda a, b: T.if_then_else(a < b, 1.0, 0.0), "float32", lambda a, b: a < b),
    ">=": (lambda a, b: T.if_then_else(a >= b, 1.0, 0.0), "float32", lambda a, b: a >= b),
    "< 7": (lambda a, b: T.if_then_else(a < T.uint32(7), 1.0, 0.0), "float32", lambda a, b: a < 7),
    "wraps": (
        lambda a, b: T.if_then_else(a + T.uint32(9) < b, 1.0, 0.0),
        "float32",
        lambda a, b: (a + 9) % 2**32 < b,
    ),
    "max": (T.max, "uint32", np.maximum),
    "min": (T.min, "uint32", np.minimum),
    ">>": (lambda a, b: a >> T.uint32(3), "uint32", lambda a, b: a >> 3),
    "float": (lambda a, b: T.cast(a, "float32"), "float32", lambda a, b: a.astype(np.float32)),
    "select": (lambda a, b: T.if_then_else(a > b, a, b), "uint32", np.maximum),
}


@pytest.mark.parametrize("name", UNSIGNED)
def test_numbers_from_2_to_the_31(name):
    """The vector engine's numbers have a sign; those of uint32 have none."""
    expression, result, reference = UNSIGNED[name]
    generator = np.random.default_rng(0)
    a, b = generator.integers(0, 2**32, (2, 64, 64), dtype=np.uint64)
    a[:, ::3] = b[:, ::3]
    a[:, 1::5] = generator.integers(0, 9, a[:, 1::5].shape)
    out = np.zeros((64, 64), dtype=result)
    tilium.compile(unsigned_words(expression, result))(
        a.astype(np.uint32), b.astype(np.uint32), out
    )
    assert np.array_equal(out, reference(a, b).astype(result))


def test_order_of_uint32_is_not_reduced():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "uint32"), B: T.Tensor((64,), "uint32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((64, 64), "uint32")
            b = T.alloc_fragment((64,), "uint32")
            T.copy(A, a)
            T.reduce_max(a, b, dim=1)
            T.copy(b, B)

    with pytest.raises(tilium.CompileError, match="orders signed numbers"):
        tilium.compile(main)


# ---- fills and numbers of the kernel ----


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "uint32", "int32", "bool"])
@pytest.mark.parametrize("at_run_time", [False, True])
def test_fills(dtype, at_run_time):
    @T.prim_func
    def main(B: T.Tensor((64, 64), dtype), value: T.int32):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_fragment((64, 64), dtype)
            if at_run_time:
                T.fill(part, T.cast(value, dtype))
            else:
                T.fill(part, 7)
            T.copy(part, B)

    out = np.zeros((64, 64), dtype=dtype)
    tilium.compile(main)(out, 70001)
    expected = np.array(70001 if at_run_time else 7).astype(bool if dtype == "bool" else dtype)
    assert (out == expected).all()


def test_bits_of_block_numbers():
    @T.prim_func
    def main(A: T.Tensor((256, 32), "float32"), B: T.Tensor((256, 32), "float32")):
        with T.Kernel(8, threads=128) as bx:
            part = T.alloc_shared((32, 32), "float32")
            T.copy(A[((bx ^ 1) & 7) * 32, 0], part)
            for i, j in T.Parallel(32, 32):
                part[i, j] = part[i, j] * T.cast((bx >> 1) | ((bx & 1) << 2), "float32")
            T.copy(part, B[(((bx >> 2) << 2) | (bx & 3)) * 32, 0])

    a, b = torch.randn(256, 32), torch.zeros(256, 32)
    tilium.compile(main)(a, b)
    blocks = a.reshape(8, 32, 32)
    expected = [blocks[k ^ 1] * ((k >> 1) | ((k & 1) << 2)) for k in range(8)]
    assert torch.equal(b, torch.cat(expected))


# ---- bits as other types ----


def bits_as(source, through, dtype):
    """The lowest bits of integers, as `through`, as numbers of another type."""

    @T.prim_func
    def main(A: T.Tensor((64, 64), source), B: T.Tensor((64, 64), dtype)):
        with T.Kernel(2, threads=128) as block:
            for i, j in T.Parallel(32, 64):
                bits = T.cast(A[block * 32 + i, j], through)
                B[block * 32 + i, j] = T.reinterpret(bits, dtype)

    return main


def half_numbers():
    """Every normal number of 16 bits with the last 4 of them zero, infinities and NaNs apart."""
    return torch.arange(0, 1 << 16, 16, dtype=torch.int32).reshape(64, 64)


@pytest.mark.parametrize("target", ["wormhole_b0", "blackhole"])
def test_bits_of_words(target):
    words = torch.randint(-(2**31), 2**31, (64, 64)).to(torch.int32)
    numbers = words.view(torch.float32)
    numbers = torch.where(numbers.isfinite() & (numbers.abs() >= 2.0**-126), numbers, 1.5)
    words = numbers.view(torch.int32)
    compile_ = functools.partial(tilium.compile, out_idx=-1, target=target)
    assert torch.equal(compile_(bits_as("int32", "int32", "float32"))(words), numbers)
    assert torch.equal(compile_(bits_as("float32", "float32", "int32"))(numbers), words)


@pytest.mark.parametrize("source, dtype", [("uint8", "int8"), ("int8", "uint8")])
def test_bits_of_bytes(source, dtype):
    a = random_bytes((64, 64), source)
    result = tilium.compile(bits_as(source, source, dtype), out_idx=-1)(a)
    assert torch.equal(result, a.view(getattr(torch, dtype)))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_bits_of_half_numbers(dtype):
    bits = half_numbers()
    expected = bits.to(torch.int16).view(getattr(torch, dtype))
    result = tilium.compile(bits_as("int32", "uint16", dtype), out_idx=-1)(bits)
    normal = expected.isfinite() & (expected.abs() >= torch.finfo(expected.dtype).tiny)
    assert normal.sum() > 3500
    assert torch.equal(result[normal], expected[normal])


def test_infinite_half_numbers():
    """Float32 has them on the chip, float16 does not."""

    @T.prim_func
    def main(A: T.Tensor((32, 32), "int32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            for i, j in T.Parallel(32, 32):
                B[i, j] = T.cast(T.reinterpret(T.cast(A[i, j], "uint16"), "float16"), "float32")

    bits = torch.tensor([0x7C00, 0xFC00, 0x7BFF, 0x0400], dtype=torch.int32).repeat(32, 8)
    result = tilium.compile(main, out_idx=-1)(bits)
    expected = torch.tensor([float("inf"), -float("inf"), 65504.0, 2.0**-14]).repeat(32, 8)
    assert torch.equal(result, expected)


def unpacked_fp4(codes):
    """Numbers of four bits, a sign, two of exponent, one of mantissa, as TileLang unpacks them."""
    bits = ((codes & 6) >> 1 | 8 | (codes >> 3) << 5) << 10 | (codes & 1) << 9
    return bits.to(torch.int16).view(torch.float16)


def test_product_with_numbers_of_four_bits():
    """Two to a byte, unpacked by bit operations: what a dequantising GEMM does."""
    M, N, K = 32, 64, 64

    @T.prim_func
    def main(
        A: T.Tensor((M, K), "float16"),
        B: T.Tensor((N, K // 2), "uint8"),
        C: T.Tensor((M, N), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((M, K), "float16")
            packed = T.alloc_fragment((N, K // 2), "uint8")
            b = T.alloc_fragment((N, K), "float16")
            c = T.alloc_fragment((M, N), "float32")
            T.copy(A, a)
            T.copy(B, packed)
            for i, j in T.Parallel(N, K):
                code = (T.cast(packed[i, j // 2], "int32") >> (j % 2 * 4)) & 15
                exponent = (code & 6) >> 1 | 8 | (code >> 3) << 5
                bits = exponent << 10 | (code & 1) << 9
                b[i, j] = T.reinterpret(T.cast(bits, "uint16"), "float16")
            T.gemm(a, b, c, transpose_B=True, clear_accum=True)
            T.copy(c, C)

    a = torch.randint(-2, 3, (M, K)).half()
    packed = random_bytes((N, K // 2), "uint8")
    codes = torch.stack([packed & 15, packed >> 4], dim=-1).reshape(N, K).int()
    b = unpacked_fp4(codes).float()
    result = tilium.compile(main, out_idx=-1)(a, packed)
    torch.testing.assert_close(result, a.float() @ b.T, rtol=1e-3, atol=1e-6)


UNSIGNED_BITS = {
    "absolute": lambda x: T.reinterpret(
        T.cast(T.reinterpret(x, "uint32") & 0x7FFFFFFF, "int32"), "float32"
    ),
    "exponent": lambda x: T.cast(T.reinterpret(T.abs(x), "uint32") >> 23, "float32"),
    "compared": lambda x: T.if_then_else(T.reinterpret(T.abs(x), "uint32") > 5, 1.0, 0.0),
    "byte": lambda x: T.cast(T.reinterpret(T.cast(x * 9.0, "int8"), "uint8"), "float32"),
}


@pytest.mark.parametrize("name", UNSIGNED_BITS)
def test_computing_with_unsigned_bits(name):
    """What reinterpreting gives is a number like others, unsigned or not."""
    function = UNSIGNED_BITS[name]

    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            for i, j in T.Parallel(32, 32):
                B[i, j] = function(A[i, j])

    a = torch.randint(-9, 10, (32, 32)).float()
    expected = {
        "absolute": a.abs(),
        "exponent": (a.abs().view(torch.int32) >> 23).float(),
        "compared": (a != 0).float(),
        "byte": (a * 9).to(torch.int8).view(torch.uint8).float(),
    }[name]
    assert torch.equal(tilium.compile(main, out_idx=-1)(a), expected)


@pytest.mark.parametrize("source, dtype", [("float16", "uint16"), ("bfloat16", "float16")])
def test_bits_that_cannot_be_had(source, dtype):
    with pytest.raises(tilium.CompileError, match="T.reinterpret of .* is not supported") as caught:
        tilium.compile(bits_as(source, source, dtype))
    assert caught.value.diagnostics[0].code == "unsupported-expression"
