"""Finding the program that a command line names: FILE.py:FUNCTION and the function's arguments."""

from __future__ import annotations

import importlib.util
import inspect
import json
import sys
from pathlib import Path

from tilium._errors import ArgumentError


def load_program(place: str, arguments: list[str]):
    """The PrimFunc behind `place`, "FILE.py:FUNCTION".

    FUNCTION may be a `@T.prim_func`, or return one; `@tilium.jit` and `@tilelang.jit` on it are
    looked through. `arguments` are of the form "NAME=VALUE", VALUE as in JSON or else a string.

    Raises ArgumentError if there is no such file, function or argument. What the file itself raises
    passes through.
    """
    path, _, name = place.rpartition(":")
    if not path or not name:
        raise ArgumentError(f"{place!r} is not FILE.py:FUNCTION")
    function = getattr(_import_file(path), name, None)
    if function is None:
        raise ArgumentError(f"{path} has no function {name}")
    values = dict(_parse_argument(text) for text in arguments)
    get_tir = _tir_of_jit(function)
    if get_tir is None:
        # What tilium.jit wraps: compiling is the command's, for the target that it names.
        function = inspect.unwrap(function)
    if not callable(function):
        if values:
            raise ArgumentError(f"{name} is a program, not a function: it takes no --arg")
        return function
    try:
        inspect.signature(function.func if get_tir else function).bind(**values)
    except TypeError as error:
        raise ArgumentError(f"{name}: {error}; arguments are given with --arg") from error
    return get_tir(**values) if get_tir else function(**values)


def _import_file(path: str):
    """The module of a Python file, which finds its neighbours as if Python had started with it."""
    file = Path(path)
    if not file.is_file():
        raise ArgumentError(f"there is no file {path}")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise ArgumentError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    sys.path.insert(0, str(file.resolve().parent))
    spec.loader.exec_module(module)
    return module


def _tir_of_jit(function):
    """What gives the program of a `@tilelang.jit` function; None for anything else."""
    from tilelang.jit import JITImpl

    return function.get_tir if isinstance(function, JITImpl) else None


def _parse_argument(text: str):
    name, separator, value = text.partition("=")
    if not separator:
        raise ArgumentError(f"--arg {text!r} is not NAME=VALUE")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value
