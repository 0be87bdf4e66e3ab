"""The programs that a file of TileLang's sources would have compiled.

Its tests and `main` are executed one statement at a time, with TileLang's compiler replaced by one
that keeps what it is given and gives up. So nothing depends on a GPU, and a test that compiles
several programs in several statements gives all of them.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path


class GaveUpError(Exception):
    """Ends a statement that compiled a program."""


# Tensors of more elements have a shape only: programs are made of shapes, and references that tests
# compute cost nothing then.
MOST_REAL_ELEMENTS = 1 << 14


def without_gpu():
    """A mode in which what asks for a GPU's memory gets the host's, or none if it is large."""
    import torch
    from torch.overrides import TorchFunctionMode

    names = "arange empty eye full linspace normal ones rand randint randn randperm tensor zeros"
    factories = {getattr(torch, name) for name in names.split()}

    class WithoutGpu(TorchFunctionMode):
        def __torch_function__(self, function, types, args=(), kwargs=None):
            kwargs = dict(kwargs or {})
            if function in factories:
                shape_only = function(*args, **{**kwargs, "device": "meta"})
                small = shape_only.numel() <= MOST_REAL_ELEMENTS
                return function(*args, **{**kwargs, "device": "cpu"}) if small else shape_only
            if function is torch.Tensor.cuda:
                return args[0]
            place = str(kwargs.get("device", ""))
            if "cuda" in place or "cpu" in place:
                del kwargs["device"]
            places = (str, torch.device)
            args = tuple(
                a
                for a in args
                if not (isinstance(a, places) and str(a).startswith(("cuda", "cpu")))
            )
            return function(*args, **kwargs)

    return WithoutGpu()


@contextlib.contextmanager
def compiler_that_keeps(kept: list):
    """Replaces TileLang's compiler by one that puts programs into `kept`."""
    import tilelang
    from tilelang.autotuner import tuner

    jit = sys.modules["tilelang.jit"]

    def from_compile(func=None, *_, **__):
        kept.append(func)
        raise GaveUpError

    def from_jit(self, *args, **kwargs):
        kept.append(self.get_tir(*args, **kwargs))
        raise GaveUpError

    def tuned(self, *args, **kwargs):
        configs = self.configs(*args, **kwargs) if callable(self.configs) else self.configs
        names = inspect.signature(self.jit_impl.func).parameters
        first = {k: v for k, v in dict(list(configs)[0]).items() if k in names}
        return self.jit_impl(*args, **{**first, **kwargs})

    saved = jit.JITImpl.compile, tilelang.compile, jit.compile, tuner.AutoTuneImpl.__call__
    jit.JITImpl.compile, tilelang.compile, jit.compile = from_jit, from_compile, from_compile
    tuner.AutoTuneImpl.__call__ = tuned
    try:
        yield
    finally:
        jit.JITImpl.compile, tilelang.compile, jit.compile, tuner.AutoTuneImpl.__call__ = saved


def argument_sets(function, limit: int) -> list[dict]:
    """The arguments that pytest would call a test with, at most `limit` sets; [{}] without any."""
    marks = [m for m in getattr(function, "pytestmark", []) if m.name == "parametrize"]
    axes = []
    for mark in marks:
        names, values = mark.args[:2]
        names = [n.strip() for n in names.split(",")] if isinstance(names, str) else list(names)
        axis = []
        for value in values:
            value = (
                getattr(value, "values", value) if type(value).__name__ == "ParameterSet" else value
            )
            if len(names) == 1 and not (type(value) is tuple and len(value) == 1):
                value = (value,)
            axis.append(dict(zip(names, value)))
        axes.append(axis)
    products = itertools.islice(itertools.product(*axes), limit)
    return [{k: v for part in product for k, v in part.items()} for product in products]


def functions_to_execute(tree: ast.Module) -> list[ast.FunctionDef]:
    """Tests and `main`, which need no arguments or get them from pytest."""
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and (node.name.startswith("test_") or node.name == "main")
    ]


def defaults(function) -> dict:
    """The arguments of a function that it has defaults for."""
    parameters = inspect.signature(function).parameters.values()
    return {p.name: p.default for p in parameters if p.default is not p.empty}


def execute(node: ast.FunctionDef, module, arguments: dict, file: Path) -> None:
    """Executes the statements of a function; one that fails is passed over."""
    scope = {**module.__dict__, **arguments}
    for statement in node.body:
        code = ast.Module([statement], [])
        with contextlib.suppress(Exception, SystemExit):
            exec(compile(code, str(file), "exec", dont_inherit=True), scope)


def programs(file: Path, limit: int, seen: set[int]) -> Iterator[tuple[str, object, int]]:
    """(name, PrimFunc, key) of each program of a file whose key is not in `seen`."""
    from corpus.trace import PrimFunc, load, tvm

    def new(name: str, found: list) -> Iterator[tuple[str, object, int]]:
        for number, func in enumerate(f for f in found if isinstance(f, PrimFunc)):
            key = tvm.ir.structural_hash(func)
            if key not in seen:
                seen.add(key)
                yield (f"{name}#{number + 1}" if number else name), func, key

    kept: list = []
    with compiler_that_keeps(kept), without_gpu():
        module = load(file)
    yield from new("<module>", kept + [v for v in vars(module).values() if isinstance(v, PrimFunc)])
    for node in functions_to_execute(ast.parse(file.read_text())):
        function = getattr(module, node.name, None)
        if function is None:
            continue
        for position, arguments in enumerate(argument_sets(function, limit)):
            kept = []
            with compiler_that_keeps(kept), without_gpu():
                execute(node, module, {**defaults(function), **arguments}, file)
            yield from new(f"{node.name}[{position}]" if position else node.name, kept)
