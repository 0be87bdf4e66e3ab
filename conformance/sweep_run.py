"""Runs a compiled program on the mock device and compares with the reference interpreter."""

from __future__ import annotations

import math

import sweep
import torch


class TooLargeError(Exception):
    """The interpreter executed more statements than a program of moderate size has."""


def shape_of(buffer, sizes: dict) -> list[int]:
    """A tensor's sizes; T.dynamic ones get one each."""
    shape = []
    for size in buffer.shape:
        if hasattr(size, "value"):
            shape.append(int(size.value))
        else:
            shape.append(sizes.setdefault(str(size), 64 + 32 * len(sizes)))
    return shape


def random_tensor(shape: list[int], dtype: str) -> torch.Tensor:
    """Values that stay small in sums; whole numbers below 4, as they may be indices."""
    from corpus.interp import DT

    native = DT[dtype]
    if native == torch.bool:
        return torch.randint(0, 2, shape).bool()
    if native.is_floating_point:
        return (torch.randn(shape) * 0.5).to(native)
    return torch.randint(0, 4, shape).to(getattr(torch, dtype, native))


def arguments_of(program) -> list | None:
    """Random arguments of a program; None if they are too large."""
    sizes: dict = {}
    arguments = []
    for parameter in program.params:
        if parameter not in program.buffer_map:
            arguments.append(1 if str(parameter.dtype).startswith(("int", "uint")) else 0.5)
            continue
        buffer = program.buffer_map[parameter]
        shape = shape_of(buffer, sizes)
        if math.prod(shape) > sweep.MOST_ELEMENTS:
            return None
        arguments.append(random_tensor(shape, str(buffer.dtype)))
    return arguments


def copies(arguments: list) -> list:
    return [a.clone() if isinstance(a, torch.Tensor) else a for a in arguments]


def interpreted(program, arguments: list, fresh_is_nan: bool) -> list:
    """What the interpreter makes of the arguments; raises where it gives up."""
    from corpus import interp

    class Counting(interp.I):
        statements = 0

        def __init__(self, f):
            super().__init__(f)
            self.nan = fresh_is_nan

        def st(self, x):
            Counting.statements += 1
            if Counting.statements > sweep.MOST_STATEMENTS:
                raise TooLargeError
            super().st(x)

    results = copies(arguments)
    original, interp.I = interp.I, Counting
    Counting.Break = original.Break
    try:
        interp.run(program, results)
    finally:
        interp.I = original
    return results


def same(a, b) -> bool:
    from corpus.cases import relative_error

    return not isinstance(a, torch.Tensor) or relative_error(a, b) <= sweep.TOLERANCE


def compare(program, kernel) -> tuple[str, str]:
    """The outcome of running a program ("right", "wrong", "fault" or "compiles") and why.

    Raises CompileError where a program of dynamic shapes is refused, which its call compiles.
    """
    from tilium import CompileError

    torch.manual_seed(0)
    try:
        arguments = arguments_of(program)
        if arguments is None:
            return "compiles", "too large to run"
        expected = interpreted(program, arguments, fresh_is_nan=True)
        other = interpreted(program, arguments, fresh_is_nan=False)
    except Exception as error:
        return "compiles", f"the interpreter: {type(error).__name__} {error}"
    if not all(map(same, expected, other)):
        return "compiles", "its result depends on memory that it never wrote"
    results = copies(arguments)
    try:
        kernel(*results)
    except CompileError:
        raise
    except Exception as error:
        return "fault", f"{type(error).__name__}: {error}"
    from corpus.cases import relative_error

    for position, (result, reference) in enumerate(zip(results, expected)):
        if not same(result, reference):
            return "wrong", f"parameter {position} by {relative_error(result, reference):.3g}"
    return "right", ""
