#!/usr/bin/env python3
"""Writes the TIR of TileLang programs as JSON, the input of `tilium-translate --import-tir`.

    scripts/trace_tir.py FILE.py DIRECTORY [FUNCTION...]

Calls each function of FILE.py that can be called without arguments and whose name has no leading
underscore (or the named ones); each returns a @T.prim_func, which becomes
DIRECTORY/FUNCTION.tir.json.
Source files are named relative to FILE.py, and TileLang's own relative to its package, so that the
result is the same on every machine.
"""

import argparse
import importlib
import importlib.util
import inspect
import json
import sys
import types
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent


def load(file: Path):
    """The module in `file`."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    return module


def frontend():
    """tilium._frontend alone: the package itself needs the compiler, which may not be built."""
    package = types.ModuleType("tilium")
    package.__path__ = [str(TOP / "python" / "tilium")]
    sys.modules["tilium"] = package
    return importlib.import_module("tilium._frontend")


def programs(module, names: list[str]) -> dict:
    """The functions to call, by name."""
    if names:
        return {name: getattr(module, name) for name in names}
    found = {}
    for name, value in vars(module).items():
        if (
            name.startswith("_")
            or not inspect.isfunction(value)
            or value.__module__ != module.__name__
        ):
            continue
        parameters = inspect.signature(value).parameters.values()
        if all(parameter.default is not parameter.empty for parameter in parameters):
            found[name] = value
    return found


def relative(text: str, file: Path) -> str:
    """The JSON with paths of source files that do not depend on the machine."""
    import tilelang

    package = Path(tilelang.__file__).resolve().parent.parent
    graph = json.loads(text)
    for node in graph["nodes"]:
        if node["type"] != "ir.SourceName":
            continue
        path = Path(node["data"]).resolve()
        base = file.parent if path.is_relative_to(file.parent) else package
        node["data"] = str(path.relative_to(base)) if path.is_relative_to(base) else path.name
    return json.dumps(graph, separators=(",", ":")) + "\n"


def main() -> int:
    """Traces and writes; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("directory", type=Path)
    parser.add_argument("functions", nargs="*")
    arguments = parser.parse_args()
    to_tir_json = frontend().to_tir_json
    file = arguments.file.resolve()
    arguments.directory.mkdir(parents=True, exist_ok=True)
    for name, function in programs(load(file), arguments.functions).items():
        target = arguments.directory / f"{name}.tir.json"
        target.write_text(relative(to_tir_json(function()), file))
        print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
