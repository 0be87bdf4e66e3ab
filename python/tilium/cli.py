"""The `tilium` command: compile and run TileLang programs from a shell."""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import json
import sys
from pathlib import Path

from tilium import _native
from tilium._compile import DEFAULT_TARGET, compile
from tilium._dynamic import DynamicKernel
from tilium._errors import ArgumentError, TiliumError
from tilium._kernel import Kernel
from tilium._report import print_report
from tilium._sequence import KernelSequence

EPILOG = """\
PROGRAM is a Python file, with the name of a function in it after a colon. The function takes no
arguments, or those given with --arg, and returns a @T.prim_func:

  tilium compile gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --out build/gemm
  tilium run gemm.py:matmul --arg M=256 --arg N=256 --arg K=256

Exit codes: 0 success, 1 the program cannot be compiled or breaks a rule of the device, 2 wrong
usage.
"""


def main(argv: list[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.command(arguments)
    except ArgumentError as error:
        print(f"tilium: {error}", file=sys.stderr)
        return 2
    except TiliumError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tilium",
        description="Compiles TileLang programs for Tenstorrent and runs them on a mock device.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command, text in (
        ("compile", _compile, "emit the kernels, the host program and the plan"),
        ("run", _run, "run on the mock device with random inputs and show where the cycles went"),
    ):
        sub = commands.add_parser(
            name,
            help=text,
            description=text.capitalize() + ".",
            epilog=EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.add_argument("program", metavar="PROGRAM", help="FILE.py:FUNCTION")
        sub.add_argument(
            "--arg", action="append", default=[], metavar="NAME=VALUE", help="argument of FUNCTION"
        )
        sub.add_argument("--target", default=DEFAULT_TARGET, help="wormhole_b0 or blackhole")
        sub.set_defaults(command=command)
        if name == "compile":
            sub.add_argument("--out", type=Path, help="directory for the files; else printed")
        else:
            sub.add_argument("--seed", type=int, default=0, help="of the random inputs")
            sub.add_argument("--json", action="store_true", help="print the account as JSON")
    sub = commands.add_parser(
        "cmake-dir",
        help="print the directory of the CMake package",
        description="Print what CMake takes as Tilium_DIR; mock-sdk in it is for TT-Metalium_DIR.",
    )
    sub.set_defaults(command=_cmake_dir)
    return parser


def _cmake_dir(arguments) -> int:
    package = Path(_native.__file__).parent
    # In an installed package, and in a build tree.
    for directory in (package / "lib/cmake/Tilium", package.parent.parent / "device/Tilium"):
        if (directory / "TiliumConfig.cmake").is_file():
            print(directory)
            return 0
    raise ArgumentError(f"there is no CMake package beside {package}; install tilium again")


def _load_program(arguments):
    """The PrimFunc that the command line names."""
    path, _, name = arguments.program.rpartition(":")
    if not path or not name:
        raise ArgumentError(f"{arguments.program!r} is not FILE.py:FUNCTION")
    file = Path(path)
    if not file.is_file():
        raise ArgumentError(f"there is no file {path}")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise ArgumentError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    spec.loader.exec_module(module)
    function = getattr(module, name, None)
    if function is None:
        raise ArgumentError(f"{path} has no function {name}")
    if not callable(function):
        return function
    values = dict(_parse_argument(text) for text in arguments.arg)
    try:
        inspect.signature(function).bind(**values)
    except TypeError as error:
        raise ArgumentError(f"{name}: {error}; arguments are given with --arg") from error
    return function(**values)


def _parse_argument(text: str):
    name, separator, value = text.partition("=")
    if not separator:
        raise ArgumentError(f"--arg {text!r} is not NAME=VALUE")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value


def _compile_static(arguments) -> Kernel | KernelSequence:
    """The kernel of the program that the command line names."""
    kernel = compile(_load_program(arguments), target=arguments.target)
    if isinstance(kernel, DynamicKernel):
        raise ArgumentError(
            "the program has T.dynamic dimensions, whose sizes come with a call; "
            "name a function that takes sizes, and give them with --arg"
        )
    return kernel


def _compile(arguments) -> int:
    kernel = _compile_static(arguments)
    for diagnostic in kernel.diagnostics:
        print(diagnostic, file=sys.stderr)
    if arguments.out is None:
        kernel.show_source()
        return 0
    for path in kernel.export_sources(arguments.out):
        print(path)
    return 0


def _run(arguments) -> int:
    import torch

    kernel = _compile_static(arguments)
    torch.manual_seed(arguments.seed)
    tensors = []
    for spec in kernel.params:
        dtype = getattr(torch, spec.dtype)
        if dtype.is_floating_point:
            tensors.append(torch.randn(spec.shape).to(dtype))
        else:
            tensors.append(torch.randint(0, 64, spec.shape).to(dtype))
    kernel(*tensors)
    if arguments.json:
        print(json.dumps(kernel.last_report, indent=2))
    else:
        print_report(kernel)
    return 0


if __name__ == "__main__":
    sys.exit(main())
