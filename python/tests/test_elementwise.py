"""T.Parallel: every function, operator, broadcast and position, against torch."""

import elementwise_programs as programs
import pytest
import tilelang.language as T
import tilium
import torch
from accuracy import SMALLEST

TYPES = {"float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32}
# Relative error of one rounding to the type, and of the functions in float32.
ROUNDING = {"float16": 2.0**-11, "bfloat16": 2.0**-8, "float32": 2.0**-23}

# TileLang's function, torch's, and where the inputs are from.
UNARY = {
    "exp": (lambda x: T.exp(x), torch.exp, (-5, 5)),
    "exp2": (lambda x: T.exp2(x), torch.exp2, (-5, 5)),
    "log": (lambda x: T.log(x), torch.log, (0.1, 9)),
    "log2": (lambda x: T.log2(x), torch.log2, (0.1, 9)),
    "log10": (lambda x: T.log10(x), torch.log10, (0.1, 9)),
    "log1p": (lambda x: T.log1p(x), torch.log1p, (-0.9, 9)),
    "pow": (lambda x: T.pow(x, 3.0), lambda x: x**3, (0.1, 4)),
    "sqrt": (lambda x: T.sqrt(x), torch.sqrt, (0, 9)),
    "rsqrt": (lambda x: T.rsqrt(x), torch.rsqrt, (0.1, 9)),
    "sin": (lambda x: T.sin(x), torch.sin, (-3, 3)),
    "cos": (lambda x: T.cos(x), torch.cos, (-3, 3)),
    "tan": (lambda x: T.tan(x), torch.tan, (-1.2, 1.2)),
    "tanh": (lambda x: T.tanh(x), torch.tanh, (-3, 3)),
    "sigmoid": (lambda x: T.sigmoid(x), torch.sigmoid, (-5, 5)),
    "erf": (lambda x: T.erf(x), torch.erf, (-3, 3)),
    "floor": (lambda x: T.floor(x), torch.floor, (-9, 9)),
    "ceil": (lambda x: T.ceil(x), torch.ceil, (-9, 9)),
    "trunc": (lambda x: T.trunc(x), torch.trunc, (-9, 9)),
    "round": (lambda x: T.round(x), torch.round, (-9, 9)),
    "abs": (lambda x: T.abs(x), torch.abs, (-9, 9)),
    "negative": (lambda x: -x, torch.neg, (-9, 9)),
    "square": (lambda x: x * x, torch.square, (-9, 9)),
    "relu": (lambda x: T.max(x, 0), torch.relu, (-9, 9)),
    "clamp": (lambda x: T.clamp(x, -1.5, 2.5), lambda x: x.clamp(-1.5, 2.5), (-9, 9)),
    "affine": (lambda x: 3 - 2 * x, lambda x: 3 - 2 * x, (-9, 9)),
    "quotient": (lambda x: x / 3, lambda x: x / 3, (-9, 9)),
    "reciprocal": (lambda x: 1 / x, lambda x: 1 / x, (0.1, 9)),
    "silu": (lambda x: x / (1 + T.exp(-x)), torch.nn.functional.silu, (-5, 5)),
    "chosen": (
        lambda x: T.if_then_else(x > 1, x * 2, x - 1),
        lambda x: torch.where(x > 1, x * 2, x - 1),
        (-9, 9),
    ),
}


def assert_close(result, expected, dtype, scale=8, floor=1e-3):
    """Within `scale` roundings of the element or, near zero, of the largest one times `floor`."""
    expected = expected.double()
    bound = scale * ROUNDING[dtype] * (expected.abs() + expected.abs().max() * floor)
    bound += SMALLEST.get(dtype, 0.0)  # What is below is lost.
    error = (result.double() - expected).abs()
    assert (error <= bound).all(), f"{error.max()} at {(error - bound).argmax()}"


def uniform(low, high, *shape, dtype="float32"):
    return (torch.rand(*shape) * (high - low) + low).to(TYPES[dtype])


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("dtype", TYPES)
def test_function(name, dtype):
    function, reference, interval = UNARY[name]
    x = uniform(*interval, 64, 96, dtype=dtype)
    kernel = tilium.compile(programs.unary(function, dtype=dtype), out_idx=-1)
    assert_close(kernel(x), reference(x.double()), dtype)


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize(
    "name, function, reference",
    [
        ("add", lambda x, y: x + y, torch.add),
        ("subtract", lambda x, y: x - y, torch.sub),
        ("multiply", lambda x, y: x * y, torch.mul),
        ("divide", lambda x, y: x / y, torch.div),
        ("maximum", lambda x, y: T.max(x, y), torch.maximum),
        ("minimum", lambda x, y: T.min(x, y), torch.minimum),
        ("nested", lambda x, y: (x + y) * (x - y) + x * y, lambda x, y: (x + y) * (x - y) + x * y),
        (
            "select",
            lambda x, y: T.if_then_else(x < y, x, y * 2),
            lambda x, y: torch.where(x < y, x, y * 2),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_two_tensors(name, function, reference, dtype):
    x, y = uniform(0.5, 4, 64, 96, dtype=dtype), uniform(0.5, 4, 64, 96, dtype=dtype)
    kernel = tilium.compile(programs.binary(function, dtype=dtype), out_idx=-1)
    assert_close(kernel(x, y), reference(x.double(), y.double()), dtype, floor=1)


@pytest.mark.parametrize(
    "M, N, block_M, block_N", [(33, 65, 32, 32), (100, 70, 48, 40), (1, 1, 32, 32)]
)
def test_odd_shapes(M, N, block_M, block_N):
    x, y = torch.randn(M, N), torch.randn(M, N)
    program = programs.binary(lambda x, y: x + 2 * y, M, N, block_M, block_N)
    assert_close(
        tilium.compile(program, out_idx=-1)(x, y), x.double() + 2 * y.double(), "float32", 16
    )


@pytest.mark.parametrize("kind", ["row", "column", "scalar"])
@pytest.mark.parametrize("dtype", TYPES)
def test_broadcast(kind, dtype):
    x = uniform(-4, 4, 64, 96, dtype=dtype)
    v = uniform(-4, 4, {"row": 96, "column": 64, "scalar": 1}[kind], dtype=dtype)
    kernel = tilium.compile(
        programs.broadcast(lambda x, v: x * v + v, dtype=dtype, kind=kind), out_idx=-1
    )
    spread = v.double()[:, None] if kind == "column" else v.double()
    assert_close(kernel(x, v), x.double() * spread + spread, dtype, floor=1)


def test_causal_mask():
    x = torch.randn(96, 160)
    program = programs.positions(lambda x, i, j: T.if_then_else(i >= j, x, -1e30))
    expected = torch.where(torch.arange(96)[:, None] >= torch.arange(160), x, -1e30)
    assert torch.equal(tilium.compile(program, out_idx=-1)(x), expected)


def test_window_and_edges():
    x = torch.randn(96, 160)
    program = programs.positions(
        lambda x, i, j: T.if_then_else((i >= j) & (i < j + 40) | (j == 3), x, 0.0)
    )
    i, j = torch.arange(96)[:, None], torch.arange(160)
    expected = torch.where((i >= j) & (i < j + 40) | (j == 3), x, 0.0)
    assert torch.equal(tilium.compile(program, out_idx=-1)(x), expected)


def test_positions_as_numbers():
    x = torch.zeros(96, 160)
    program = programs.positions(lambda x, i, j: x + i * 160 + j)
    expected = torch.arange(96 * 160).reshape(96, 160).float()
    assert torch.equal(tilium.compile(program, out_idx=-1)(x), expected)


@pytest.mark.parametrize("divisor", [2, 3, 7, 32, 100])
def test_quotient_and_remainder_of_positions(divisor):
    program = programs.positions(lambda x, i, j: x + (j // divisor) * 1000 + (i + j) % divisor)
    i, j = torch.arange(96)[:, None], torch.arange(160)
    expected = ((j // divisor) * 1000 + (i + j) % divisor).float()
    assert torch.equal(tilium.compile(program, out_idx=-1)(torch.zeros(96, 160)), expected)


def test_stores_in_order():
    """What one store wrote the next one reads; a value from before the first store stays."""

    @T.prim_func
    def main(A: T.Tensor((32, 64), "float32"), B: T.Tensor((32, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((32, 64), "float32")
            b = T.alloc_fragment((32, 64), "float32")
            T.copy(A, a)
            T.copy(B, b)
            for i, j in T.Parallel(32, 64):
                a[i, j] = a[i, j] + 1.0
                b[i, j] = a[i, j] * b[i, j]
                a[i, j] = b[i, j] - a[i, j]
            T.copy(a, A)
            T.copy(b, B)

    a, b = torch.randn(32, 64), torch.randn(32, 64)
    new_b = (a + 1) * b
    new_a = new_b - (a + 1)
    tilium.compile(main)(a, b)
    torch.testing.assert_close(b, new_b)
    torch.testing.assert_close(a, new_a)


def test_store_to_a_part():
    @T.prim_func
    def main(X: T.Tensor((64, 64), "float32"), Y: T.Tensor((64, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((64, 64), "float32")
            T.copy(X, x)
            for i, j in T.Parallel(32, 20):
                x[i + 32, j + 5] = 7.0
            for i, j in T.Parallel(64, 64):
                if i < j:
                    x[i, j] = x[i, j] * 2.0
            T.copy(x, Y)

    x = torch.randn(64, 64)
    expected = x.clone()
    expected[32:, 5:25] = 7
    upper = torch.arange(64)[:, None] < torch.arange(64)
    expected = torch.where(upper, expected * 2, expected)
    assert torch.equal(tilium.compile(main, out_idx=-1)(x), expected)


def test_transposed_access():
    @T.prim_func
    def main(X: T.Tensor((64, 32), "float32"), Y: T.Tensor((32, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((64, 32), "float32")
            y = T.alloc_fragment((32, 64), "float32")
            T.copy(X, x)
            for i, j in T.Parallel(32, 64):
                y[i, j] = x[j, i] * 2.0
            T.copy(y, Y)

    x = torch.randn(64, 32)
    assert torch.equal(tilium.compile(main, out_idx=-1)(x), x.T * 2)


def test_vector_as_row_and_column():
    """Two uses of a vector disagree: it is turned for one of them."""

    @T.prim_func
    def main(V: T.Tensor((64,), "float32"), Y: T.Tensor((64, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            v = T.alloc_fragment((64,), "float32")
            y = T.alloc_fragment((64, 64), "float32")
            T.copy(V, v)
            for i, j in T.Parallel(64, 64):
                y[i, j] = v[i] - v[j]
            T.copy(y, Y)

    v = torch.randn(64)
    assert torch.equal(tilium.compile(main, out_idx=-1)(v), v[:, None] - v)


def test_operand_of_a_product_beside_another_block():
    """Both are float32; one comes through the source registers, as the product takes it."""

    @T.prim_func
    def main(
        A: T.Tensor((64, 64), "float32"),
        D: T.Tensor((64, 64), "float32"),
        C: T.Tensor((64, 64), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((64, 64), "float32")
            d = T.alloc_shared((64, 64), "float32")
            c = T.alloc_fragment((64, 64), "float32")
            T.copy(A, a)
            T.copy(D, d)
            T.gemm(a, a, c, clear_accum=True)
            for i, j in T.Parallel(64, 64):
                c[i, j] = d[i, j] - a[i, j] + c[i, j]
            T.copy(c, C)

    # Multiples of 1/8 below 8 are exact in the 19 bits that the source registers have.
    a, d = torch.randint(-63, 64, (64, 64)) / 8, torch.randn(64, 64)
    kernel = tilium.compile(main, out_idx=-1)
    torch.testing.assert_close(kernel(a, d), d - a + a @ a, rtol=1e-5, atol=1e-5)


def test_scalar_variable():
    @T.prim_func
    def main(X: T.Tensor((96, 64), "float32"), Y: T.Tensor((96, 64), "float32")):
        with T.Kernel(3, threads=128) as bx:
            factor = T.alloc_var("float32")
            x = T.alloc_fragment((32, 64), "float32")
            factor = 1.0 + T.exp2(T.cast(bx, "float32"))
            T.copy(X[bx * 32, 0], x)
            for i, j in T.Parallel(32, 64):
                x[i, j] = x[i, j] * factor
            T.copy(x, Y[bx * 32, 0])

    x = torch.randn(96, 64)
    factors = (1 + torch.exp2(torch.arange(3.0))).repeat_interleave(32)[:, None]
    torch.testing.assert_close(tilium.compile(main, out_idx=-1)(x), x * factors)


@pytest.mark.parametrize("name", ["exp", "log", "log2", "log10", "tan", "cos", "sin"])
def test_faster_forms_of_cuda(name):
    """`T.__exp` and others: this chip has one form, the accurate one."""
    fast, plain = getattr(T, f"__{name}"), getattr(T, name)

    def program(function):
        @T.prim_func
        def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
            with T.Kernel(1, threads=128) as _:
                for i, j in T.Parallel(32, 32):
                    B[i, j] = function(A[i, j])

        return main

    a = torch.rand(32, 32) + 0.5
    results = [tilium.compile(program(each), out_idx=-1)(a) for each in (fast, plain)]
    assert torch.equal(*results)
    torch.testing.assert_close(results[0], getattr(torch, name)(a), rtol=1e-5, atol=1e-6)
