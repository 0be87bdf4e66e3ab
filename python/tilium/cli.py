"""The `tilium` command: compile and run TileLang programs from a shell."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from tilium import _native
from tilium._compile import DEFAULT_TARGET, compile
from tilium._doctor import run_checks
from tilium._dynamic import DynamicKernel
from tilium._errors import ArgumentError, CompileError, Diagnostic, TiliumError
from tilium._explanations import codes, explain
from tilium._kernel import Kernel
from tilium._pass_configs import parse_pass_configs
from tilium._program_file import load_program
from tilium._report import print_report
from tilium._sequence import KernelSequence
from tilium._show import before_and_after, dataflow_dot, import_program
from tilium._stages import PASS_NAMES

EPILOG = """\
PROGRAM is a Python file, with the name of a function in it after a colon. The function takes no
arguments, or those given with --arg, and returns a @T.prim_func; it may have @tilium.jit or
@tilelang.jit on it, whose options do not count here:

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
    except CompileError as error:
        if getattr(arguments, "json", False):
            print(json.dumps({"diagnostics": _as_json(error.diagnostics)}, indent=2))
        print(error, file=sys.stderr)
        return 1
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
    for name, command, text, json_help in (
        (
            "compile",
            _compile,
            "emit the kernels, the host program and the plan",
            "print the files and what the compiler said as JSON",
        ),
        (
            "run",
            _run,
            "run on the mock device with random inputs and show where the cycles went",
            "print the account as JSON",
        ),
        (
            "profile",
            _profile,
            "run with a trace; show what held the program back",
            "print the profile as JSON",
        ),
        (
            "show",
            _show,
            "print the IR before and after a pass, or the tile dataflow graph",
            "print the texts as JSON, one entry for each T.Kernel",
        ),
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
        if name != "show":
            sub.add_argument(
                "--pass-config",
                action="append",
                default=[],
                metavar="NAME=VALUE",
                help="trade accuracy for speed: math_fidelity=HiFi2, reciprocal_division=true, ...",
            )
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
        sub.add_argument("--json", action="store_true", help=json_help)
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
        "explain",
        help="explain a diagnostic by its code",
        description="Shows cause, example and remedy of a diagnostic; without CODE lists all.",
    )
    sub.add_argument("code", metavar="CODE", nargs="?", help="as in the diagnostic's brackets")
    sub.set_defaults(command=_explain)
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


def _load(arguments):
    """The PrimFunc that the command line names."""
    return load_program(arguments.program, arguments.arg)


def _compile_static(arguments) -> Kernel | KernelSequence:
    """The kernel of the program that the command line names; warnings go to standard error."""
    with _progress("compiling"):
        kernel = compile(
            _load(arguments),
            target=arguments.target,
            pass_configs=parse_pass_configs(arguments.pass_config),
        )
    if isinstance(kernel, DynamicKernel):
        raise ArgumentError(
            "the program has T.dynamic dimensions, whose sizes come with a call; "
            "name a function that takes sizes, and give them with --arg"
        )
    for diagnostic in kernel.diagnostics:
        print(diagnostic, file=sys.stderr)
    return kernel


def _as_json(diagnostics: list[Diagnostic]) -> list[dict]:
    return [asdict(diagnostic) for diagnostic in diagnostics]


def _compile(arguments) -> int:
    kernel = _compile_static(arguments)
    paths = [] if arguments.out is None else kernel.export_sources(arguments.out)
    if arguments.json:
        account = {
            "target": arguments.target,
            "diagnostics": _as_json(kernel.diagnostics),
            "files": kernel.sources,
        }
        print(json.dumps(account, indent=2))
    elif arguments.out is None:
        kernel.show_source()
    else:
        print(*paths, sep="\n")
    return 0


def _run(arguments) -> int:
    kernel = _compile_static(arguments)
    inputs = _random_inputs(kernel, arguments.seed)
    with _progress("running on the mock device"):
        kernel(*inputs)
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
    kernel = _compile_static(arguments)
    inputs = _random_inputs(kernel, arguments.seed)
    with _progress("running on the mock device"):
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
    stages = import_program(_load(arguments), arguments.target)
    if arguments.json:
        print(json.dumps([_shown(stage, arguments) for stage in stages], indent=2))
        return 0
    for stage in stages:
        if arguments.dot:
            print(dataflow_dot(stage))
        else:
            before, after = before_and_after(stage, arguments.pass_name)
            print(f"// ---- before {arguments.pass_name} ----\n{before}")
            print(f"// ---- after {arguments.pass_name} ----\n{after}")
    return 0


def _shown(stage, arguments) -> dict[str, str]:
    """What `show` tells of a T.Kernel, for a script."""
    if arguments.dot:
        return {"dot": dataflow_dot(stage)}
    before, after = before_and_after(stage, arguments.pass_name)
    return {"pass": arguments.pass_name, "before": before, "after": after}


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


def _explain(arguments) -> int:
    from rich.console import Console
    from rich.syntax import Syntax

    console = Console()
    if arguments.code is None:
        for code in codes():
            print(f"{code:26}{explain(code).title}")
        return 0
    explanation = explain(arguments.code)
    console.print(f"{explanation.title}\n", style="bold", highlight=False, markup=False)
    console.print(f"{explanation.text}\n", highlight=False, markup=False)
    console.print(Syntax(explanation.program, "python", background_color="default"))
    console.print("\nInstead:\n", highlight=False)
    console.print(Syntax(explanation.instead, "python", background_color="default"))
    return 0


def _completion(arguments) -> int:
    import shtab

    print(shtab.complete(_parser(), shell=arguments.shell))
    return 0


if __name__ == "__main__":
    sys.exit(main())
