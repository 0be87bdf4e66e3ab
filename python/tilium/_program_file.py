"""Finding the program that a command line names: FILE.py:FUNCTION and the function's arguments."""

from __future__ import annotations

import importlib.util
import inspect
import json
import sys
from pathlib import Path
from typing import Any

from tilium._errors import ArgumentError


class ProgramFunction:
    """What FILE.py:FUNCTION names: a `@T.prim_func`, or a function that returns one.

    `@tilium.jit`, `@tilelang.jit` and `@tilelang.autotune` on it are looked through: compiling is
    the command's, for the target that it names.
    """

    def __init__(self, name: str, found):
        from tilelang.autotuner.tuner import AutoTuneImpl
        from tilelang.jit import JITImpl

        self.name = name
        self._configs = None
        self._signature: inspect.Signature | None
        if isinstance(found, AutoTuneImpl):
            self._configs, found = found.configs, found.jit_impl
        if isinstance(found, JITImpl):
            self._signature = inspect.signature(found.func)
            self._make = found.get_tir
        else:
            found = inspect.unwrap(found)
            self._signature = inspect.signature(found) if callable(found) else None
            self._make = found

    def program(self, values: dict[str, Any]):
        """The PrimFunc for these arguments; raises ArgumentError if they do not fit."""
        if self._signature is None:
            if values:
                raise ArgumentError(
                    f"{self.name} is a program, not a function: it takes no arguments"
                )
            return self._make
        try:
            self._signature.bind(**values)
        except TypeError as error:
            raise ArgumentError(f"{self.name}: {error}; arguments are given with --arg") from error
        return self._make(**values)

    def configs(self, values: dict[str, Any]) -> list[dict[str, Any]] | None:
        """The configurations of `@tilelang.autotune`; None without it."""
        if self._configs is None:
            return None
        made = self._configs(**values) if callable(self._configs) else self._configs
        return [dict(config) for config in made]


def find_function(place: str) -> ProgramFunction:
    """The function that `place`, "FILE.py:FUNCTION", names.

    Raises ArgumentError if there is no such file or function. What the file itself raises passes
    through.
    """
    path, _, name = place.rpartition(":")
    if not path or not name:
        raise ArgumentError(f"{place!r} is not FILE.py:FUNCTION")
    function = getattr(_import_file(path), name, None)
    if function is None:
        raise ArgumentError(f"{path} has no function {name}")
    return ProgramFunction(name, function)


def load_program(place: str, arguments: list[str]):
    """The PrimFunc behind `place`, with arguments of the form "NAME=VALUE".

    VALUE is as in JSON, or else a string. Raises ArgumentError for a file, function or argument
    that does not exist.
    """
    return find_function(place).program(parse_arguments(arguments))


def parse_arguments(texts: list[str]) -> dict[str, Any]:
    """The arguments of "NAME=VALUE"."""
    return {name: _parse_value(value) for name, value in map(_split, texts)}


def parse_ranges(texts: list[str]) -> dict[str, list]:
    """The values of "NAME=VALUE,VALUE": those between commas, or those of a list as in JSON."""
    ranges = {}
    for name, text in map(_split, texts):
        whole = _parse_value(text)
        ranges[name] = (
            whole if isinstance(whole, list) else [_parse_value(v) for v in text.split(",")]
        )
    return ranges


def _split(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise ArgumentError(f"{text!r} is not NAME=VALUE")
    return name, value


def _parse_value(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


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
