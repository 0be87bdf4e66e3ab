"""What docs/operations.md measures: each operation, its types, its program, and what is exact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import tilelang.language as T
import torch

M, N = 64, 256
FLOATS = ("float32", "float16", "bfloat16")
WHOLE = ((M, N), (M, N))


@dataclass(frozen=True)
class Operation:
    """A row of the table for each of some types.

    Attributes:
        group: what the page puts together.
        name: as a program writes it.
        build: makes the program, given the type of its operands.
        exact: the result, from operands in float64.
        interval: operands are random numbers in it.
        types: of the operands.
        result: the result's type, if it is not the operands' one.
        tiles: tiles of work that the program is, by which its cycles are divided.
    """

    group: str
    name: str
    build: Callable[[str], Any]
    exact: Callable[..., torch.Tensor]
    interval: tuple[float, float] = (-4, 4)
    types: tuple[str, ...] = FLOATS
    result: Callable[[str], str] = field(default=lambda dtype: dtype)
    tiles: int = M * N // 1024


def elementwise(function, shapes=WHOLE, result=lambda dtype: dtype):
    """A kernel that writes `function` of the elements of two tensors of `shapes`."""

    def build(dtype):
        left, right = shapes

        @T.prim_func
        def main(
            X: T.Tensor(left, dtype), Y: T.Tensor(right, dtype), Z: T.Tensor((M, N), result(dtype))
        ):
            with T.Kernel(1, threads=128) as _:
                x = T.alloc_fragment(left, dtype)
                y = T.alloc_fragment(right, dtype)
                z = T.alloc_fragment((M, N), result(dtype))
                T.copy(X, x)
                T.copy(Y, y)
                for i, j in T.Parallel(M, N):
                    z[i, j] = function(x, y, i, j)
                T.copy(z, Z)

        return main

    return build


def of_elements(function, **options):
    """`function` of two elements at the same place."""
    return elementwise(lambda x, y, i, j: function(x[i, j], y[i, j]), **options)


def block_operation(apply, shape):
    """A kernel that has `apply` make a block of `shape` from a block of a tensor."""

    def build(dtype):
        @T.prim_func
        def main(X: T.Tensor((M, N), dtype), Z: T.Tensor(shape, dtype)):
            with T.Kernel(1, threads=128) as _:
                x = T.alloc_fragment((M, N), dtype)
                z = T.alloc_fragment(shape, dtype)
                T.copy(X, x)
                apply(x, z)
                T.copy(z, Z)

        return main

    return build


def copy(dtype):
    """A kernel that only copies."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), Z: T.Tensor((M, N), dtype)):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_shared((M, N), dtype)
            T.copy(X, x)
            T.copy(x, Z)

    return main


def product(dtype):
    """A kernel that multiplies two matrices of four by four tiles."""

    @T.prim_func
    def main(
        X: T.Tensor((128, 128), dtype),
        Y: T.Tensor((128, 128), dtype),
        Z: T.Tensor((128, 128), dtype),
    ):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_shared((128, 128), dtype)
            y = T.alloc_shared((128, 128), dtype)
            z = T.alloc_fragment((128, 128), "float32")
            T.clear(z)
            T.copy(X, x)
            T.copy(Y, y)
            T.gemm(x, y, z)
            T.copy(z, Z)

    return main


def _functions() -> list[Operation]:
    table = {
        "x / y": (lambda x, y: x / y, torch.div, (0.5, 4)),
        "x + 1.5": (lambda x, y: x + 1.5, lambda x, y: x + 1.5, (-4, 4)),
        "T.max(x, y)": (lambda x, y: T.max(x, y), torch.maximum, (-4, 4)),
        "T.if_then_else(x < y, x, y)": (
            lambda x, y: T.if_then_else(x < y, x, y),
            torch.minimum,
            (-4, 4),
        ),
        "T.exp": (lambda x, y: T.exp(x), lambda x, y: torch.exp(x), (-8, 8)),
        "T.exp2": (lambda x, y: T.exp2(x), lambda x, y: torch.exp2(x), (-8, 8)),
        "T.log": (lambda x, y: T.log(x), lambda x, y: torch.log(x), (1.5, 99)),
        "T.log2": (lambda x, y: T.log2(x), lambda x, y: torch.log2(x), (1.5, 99)),
        "T.sqrt": (lambda x, y: T.sqrt(x), lambda x, y: torch.sqrt(x), (0.1, 99)),
        "T.rsqrt": (lambda x, y: T.rsqrt(x), lambda x, y: torch.rsqrt(x), (0.1, 99)),
        "1 / x": (lambda x, y: 1 / x, lambda x, y: 1 / x, (0.1, 99)),
        "T.tanh": (lambda x, y: T.tanh(x), lambda x, y: torch.tanh(x), (0.1, 4)),
        "T.sigmoid": (lambda x, y: T.sigmoid(x), lambda x, y: torch.sigmoid(x), (-6, 6)),
        "T.erf": (lambda x, y: T.erf(x), lambda x, y: torch.erf(x), (0.1, 3)),
        "T.sin": (lambda x, y: T.sin(x), lambda x, y: torch.sin(x), (0.1, 3)),
        "T.cos": (lambda x, y: T.cos(x), lambda x, y: torch.cos(x), (-1.4, 1.4)),
        "T.asin": (lambda x, y: T.asin(x), lambda x, y: torch.asin(x), (0.1, 1)),
        "T.acos": (lambda x, y: T.acos(x), lambda x, y: torch.acos(x), (-1, 0.9)),
        "T.atan": (lambda x, y: T.atan(x), lambda x, y: torch.atan(x), (0.1, 9)),
        "T.atan2(x, y)": (lambda x, y: T.atan2(x, y), torch.atan2, (0.1, 9)),
        "T.sinh": (lambda x, y: T.sinh(x), lambda x, y: torch.sinh(x), (0.1, 8)),
        "T.cosh": (lambda x, y: T.cosh(x), lambda x, y: torch.cosh(x), (-8, 8)),
        "T.asinh": (lambda x, y: T.asinh(x), lambda x, y: torch.asinh(x), (0.1, 99)),
        "T.acosh": (lambda x, y: T.acosh(x), lambda x, y: torch.acosh(x), (1.5, 99)),
        "T.atanh": (lambda x, y: T.atanh(x), lambda x, y: torch.atanh(x), (0.1, 0.99)),
        "T.exp10": (lambda x, y: T.exp10(x), lambda x, y: 10.0**x, (-4, 4)),
        "T.hypot(x, y)": (lambda x, y: T.hypot(x, y), torch.hypot, (-9, 9)),
        "T.copysign(x, y)": (lambda x, y: T.copysign(x, y), torch.copysign, (-9, 9)),
        "T.floor": (lambda x, y: T.floor(x), lambda x, y: torch.floor(x), (1, 99)),
        "T.abs": (lambda x, y: T.abs(x), lambda x, y: torch.abs(x), (-9, 9)),
    }
    return [
        Operation("functions", name, of_elements(function), exact, interval)
        for name, (function, exact, interval) in table.items()
    ]


def _arithmetic() -> list[Operation]:
    """Sums, differences and products, of matrices and of what is spread over them."""
    operators = {"+": torch.add, "-": torch.sub, "*": torch.mul}
    apply = {
        "+": lambda x, y: x + y,
        "-": lambda x, y: x - y,
        "*": lambda x, y: x * y,
    }
    spread = {
        "y": ((M, N), lambda y, i, j: y[i, j], lambda y: y),
        "v[i]": ((M,), lambda y, i, j: y[i], lambda y: y[:, None]),
        "v[j]": ((N,), lambda y, i, j: y[j], lambda y: y),
        "s[0]": ((1,), lambda y, i, j: y[0], lambda y: y),
    }
    return [
        Operation(
            "arithmetic",
            f"x {symbol} {operand}",
            elementwise(
                lambda x, y, i, j, f=apply[symbol], element=element: f(x[i, j], element(y, i, j)),
                ((M, N), shape),
            ),
            lambda x, y, f=exact, whole=whole: f(x, whole(y)),
            # Products that are normal numbers: what is smaller is lost.
            (0.25, 4) if symbol == "*" else (-4, 4),
        )
        for symbol, exact in operators.items()
        for operand, (shape, element, whole) in spread.items()
    ]


def _integers() -> list[Operation]:
    table = {
        "x + y": (lambda x, y: x + y, torch.add),
        "x * y": (lambda x, y: x * y, torch.mul),
        "T.max(x, y)": (lambda x, y: T.max(x, y), torch.maximum),
        "x & y": (lambda x, y: x & y, lambda x, y: (x.int() & y.int()).double()),
        "x << 3": (lambda x, y: x << 3, lambda x, y: x * 8),
    }
    return [
        Operation("integers", name, of_elements(function), exact, (-20000, 20000), ("int32",))
        for name, (function, exact) in table.items()
    ]


def _casts() -> list[Operation]:
    pairs = (
        ("float32", "float16"),
        ("float32", "bfloat16"),
        ("float16", "bfloat16"),
        ("bfloat16", "float32"),
        ("float32", "int32"),
        ("int32", "float32"),
    )
    return [
        Operation(
            "casts",
            f"T.cast(x, {target!r})",
            of_elements(
                lambda x, y, target=target: T.cast(x, target), result=lambda dtype, t=target: t
            ),
            (lambda x, y: x.trunc()) if target == "int32" else (lambda x, y: x),
            (-99, 99),
            (source,),
            lambda dtype, t=target: t,
        )
        for source, target in pairs
    ]


def _blocks() -> list[Operation]:
    numbers = (*FLOATS, "int32")
    reductions = {
        "T.reduce_sum(x, dim=1)": (
            lambda x, z: T.reduce_sum(x, z, dim=1),
            (M,),
            lambda x: x.sum(1),
        ),
        "T.reduce_sum(x, dim=0)": (
            lambda x, z: T.reduce_sum(x, z, dim=0),
            (N,),
            lambda x: x.sum(0),
        ),
        "T.reduce_max(x, dim=1)": (
            lambda x, z: T.reduce_max(x, z, dim=1),
            (M,),
            lambda x: x.amax(1),
        ),
        "T.reduce_max(x, dim=0)": (
            lambda x, z: T.reduce_max(x, z, dim=0),
            (N,),
            lambda x: x.amax(0),
        ),
    }
    rows = [
        Operation("blocks", name, block_operation(apply, shape), exact, (0.5, 99), numbers)
        for name, (apply, shape, exact) in reductions.items()
    ]
    rows += [
        Operation(
            "blocks",
            "T.cumsum(x, dim=0)",
            block_operation(lambda x, z: T.cumsum(x, z, dim=0), (M, N)),
            lambda x: x.cumsum(0),
            (0.5, 4),
            ("float32",),
        ),
        Operation(
            "blocks",
            "T.transpose",
            block_operation(lambda x, z: T.transpose(x, z), (N, M)),
            lambda x: x.T,
        ),
        Operation(
            "blocks",
            "T.fill(z, 1.5)",
            block_operation(lambda x, z: T.fill(z, 1.5), (M, N)),
            lambda x: torch.full_like(x, 1.5),
        ),
        Operation("blocks", "T.copy", copy, lambda x: x, types=numbers),
        Operation("blocks", "T.gemm", product, torch.matmul, (0.5, 4), tiles=64),
    ]
    return rows


def _one_by_one() -> list[Operation]:
    """Elements of other tiles, which no engine reaches."""
    return [
        Operation(
            "one by one",
            "x[i, N - 1 - j]",
            elementwise(lambda x, y, i, j: x[i, N - 1 - j]),
            lambda x, y: x.flip(1),
        )
    ]


def all_operations() -> list[Operation]:
    """What the page holds, in its order."""
    return [*_arithmetic(), *_functions(), *_integers(), *_casts(), *_blocks(), *_one_by_one()]
