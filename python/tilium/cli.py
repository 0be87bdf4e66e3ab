"""The `tilium` command: compile and run TileLang programs from a shell."""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from tilium import _native
from tilium._compile import DEFAULT_TARGET, compile
from tilium._doctor import run_checks
from tilium._dynamic import DynamicKernel
from tilium._errors import ArgumentError, TiliumError
from tilium._kernel import Kernel
from tilium._report import print_report
from tilium._sequence import KernelSequence
from tilium._show import before_and_after, dataflow_dot, import_program
from tilium._stages import PASS_NAMES

EPILOG = """\
PROGRAM is a Python file, with the name of a function in it after a colon. The function takes no
arguments, or those given with --arg, and returns a @T.prim_func:

  tilium compile gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --out build/gemm
  tilium run gemm.py:matmul --arg M=256 --arg N=256 --arg K=256
  tilium profile gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --html profile.html
  tilium show gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --pass SplitDeviceKernel

Exit codes: 0 success, 1 the program cannot be compiled or breaks a rule of the device, or doctor
found a fault, 2 wrong usage.
"""


PASS_HELP = "one of " + ", ".join(PASS_NAMES)


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
    except BrokenPipeError:
        # The reader, such as head, has enough. Python's own flush at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


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
        ("profile", _profile, "run with a trace; show what held the program back"),
        ("show", _show, "print the IR before and after a pass, or the tile dataflow graph"),
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
        elif name == "show":
            what = sub.add_mutually_exclusive_group(required=True)
            what.add_argument(
                "--pass", dest="pass_name", metavar="NAME", choices=PASS_NAMES, help=PASS_HELP
            )
            what.add_argument("--dot", action="store_true", help="the graph, for Graphviz's dot")
        else:
            sub.add_argument("--seed", type=int, default=0, help="of the random inputs")
            sub.add_argument("--json", action="store_true", help="print the account as JSON")
        if name == "profile":
            sub.add_argument("--html", type=Path, metavar="FILE", help="write a page that explains")
            sub.add_argument(
                "--timeline", type=Path, metavar="FILE", help="write a trace for ui.perfetto.dev"
            )
    sub = commands.add_parser(
        "doctor",
        help="check whether this machine has what Tilium needs",
        description="Tries compiler, packages, cache and mock device. Exit code 1 if one fails.",
    )
    sub.add_argument("--json", action="store_true", help="print the findings as JSON")
    sub.set_defaults(command=_doctor)
    sub = commands.add_parser(
        "completion",
        help="print the completion of this command for a shell",
        description='For bash: eval "$(tilium completion bash)".',
    )
    sub.add_argument("shell", choices=["bash", "zsh", "tcsh"])
    sub.set_defaults(command=_completion)
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
    kernel = _compile_static(arguments)
    kernel(*_random_inputs(kernel, arguments.seed))
    if arguments.json:
        print(json.dumps(kernel.last_report, indent=2))
    else:
        print_report(kernel)
    return 0


def _random_inputs(kernel, seed: int) -> list:
    import torch

    torch.manual_seed(seed)
    tensors = []
    for spec in kernel.params:
        dtype = getattr(torch, spec.dtype)
        if dtype.is_floating_point:
            tensors.append(torch.randn(spec.shape).to(dtype))
        else:
            tensors.append(torch.randint(0, 64, spec.shape).to(dtype))
    return tensors


def _profile(arguments) -> int:
    for path in (arguments.html, arguments.timeline):
        if path is not None and not path.parent.is_dir():
            raise ArgumentError(f"there is no directory {path.parent}")
    with _progress("compiling"):
        kernel = _compile_static(arguments)
    with _progress("running on the mock device"):
        inputs = _random_inputs(kernel, arguments.seed)
        profile = kernel.get_profiler().profile(inputs)
    # Files first: a reader of the output may close it early.
    if arguments.html is not None:
        profile.html(arguments.html)
    if arguments.timeline is not None:
        profile.timeline(arguments.timeline)
    if arguments.json:
        print(profile.to_json())
    else:
        profile.print()
    return 0


def _progress(text: str):
    """Shows that work goes on, on a terminal only."""
    from rich.console import Console

    return Console(stderr=True).status(text)


def _show(arguments) -> int:
    for stage in import_program(_load_program(arguments), arguments.target):
        if arguments.dot:
            print(dataflow_dot(stage))
        else:
            before, after = before_and_after(stage, arguments.pass_name)
            print(f"// ---- before {arguments.pass_name} ----\n{before}")
            print(f"// ---- after {arguments.pass_name} ----\n{after}")
    return 0


def _doctor(arguments) -> int:
    checks = []
    for check in run_checks():
        checks.append(check)
        if not arguments.json:
            mark = "ok" if check.passed else "missing" if check.optional else "FAILED"
            print(f"{mark:8}{check.name:13}{check.detail}", flush=True)
    if arguments.json:
        print(json.dumps([asdict(check) for check in checks], indent=2))
    return 0 if all(check.passed or check.optional for check in checks) else 1


def _completion(arguments) -> int:
    import shtab

    print(shtab.complete(_parser(), shell=arguments.shell))
    return 0


if __name__ == "__main__":
    sys.exit(main())
