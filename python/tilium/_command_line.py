"""The grammar of the `tilium` command: its commands, their options, and help that teaches."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import shtab

from tilium import __version__
from tilium._compile import DEFAULT_TARGET
from tilium._explanations import codes
from tilium._plugin import ARCHITECTURES
from tilium._stages import PASS_NAMES

Command = Callable[[argparse.Namespace], int]

EXIT_CODES = """\
exit codes:
  0    success
  1    the program cannot be compiled or breaks a rule of the device; for doctor: a check failed
  2    wrong usage: an option, a file, a function or an argument that does not exist or fit
  130  interrupted with Ctrl-C
"""

OVERVIEW = """\
a first session, with the examples that come with the sources:
  tilium doctor                                     is everything here that is needed?
  tilium run examples/gemm.py:matmul --arg M=256 --arg N=256 --arg K=256
  tilium profile examples/gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --html profile.html
  tilium tune examples/gemm.py:matmul --arg M=512 --arg N=512 --arg K=512 --try block_M=64,128
  tilium compile examples/gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --out gemm
  tilium COMMAND --help                             what a command does, with examples

"""

PROGRAM = """\
PROGRAM is a Python file, a colon, and the name of a function in it. The function takes no
arguments, or those given with --arg, and returns a @T.prim_func; or it is one itself. With
@tilium.jit, @tilelang.jit or @tilelang.autotune on it, their options do not count here.
VALUE is as in JSON (256, 0.5, true, [1, 2]) or else a string (float16).

"""

EXAMPLES = {
    "compile": """\
examples:
  tilium compile gemm.py:matmul --arg M=256 --arg N=256 --arg K=256
      prints reader.cpp, compute.cpp and writer.cpp
  tilium compile gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --out gemm
      writes them with main.cpp, CMakeLists.txt and tt.plan.json, ready for cmake
  tilium compile gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --json | jq -r '.diagnostics'
      what the compiler said, for a script; after a refusal too

""",
    "run": """\
examples:
  tilium run gemm.py:matmul --arg M=256 --arg N=256 --arg K=256
      where the cycles of each processor went
  tilium run gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --json | jq .total_cycles
  tilium run gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --target blackhole

""",
    "profile": """\
examples:
  tilium profile gemm.py:matmul --arg M=256 --arg N=256 --arg K=256
      roofline, what was busy, what was waited for, and the Python lines that cost most
  tilium profile gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --html profile.html
      the same as a page with a map of the cores and a timeline; open it in a browser
  tilium profile gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --timeline trace.json
      a trace for https://ui.perfetto.dev

""",
    "tune": """\
examples:
  tilium tune gemm.py:matmul --arg M=512 --arg N=512 --arg K=512 --try block_M=32,64,128 \\
      --try block_N=32,64,128
      all nine combinations, the fastest first
  tilium tune attention.py:flash_attention --arg length=1024 --json
      the configurations of the @tilelang.autotune on the function, for a script

Each configuration is compiled and run once: the clock is the mock device's, so one run is exact.
Those that the compiler or the device refuses are listed with the diagnostic's code.

""",
    "show": """\
examples:
  tilium show gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --pass SplitDeviceKernel
      the IR before and after a pass
  tilium show gemm.py:matmul --arg M=256 --arg N=256 --arg K=256 --dot | dot -Tsvg > graph.svg
      the graph of tiles between reader, compute and writer

""",
    "doctor": """\
examples:
  tilium doctor
  tilium doctor --json | jq '.[] | select(.passed | not)'

""",
    "explain": """\
examples:
  tilium explain                    all codes, with a sentence each
  tilium explain l1-overflow        cause, a program that has it, and one that has not

""",
    "completion": """\
examples:
  eval "$(tilium completion bash)"                                    in ~/.bashrc
  tilium completion zsh > ~/.zfunc/_tilium                            a folder of $fpath
  tilium completion tcsh > ~/.tilium.csh; source ~/.tilium.csh

""",
    "cmake-dir": """\
examples:
  cmake -S gemm -B gemm/build -DTT-Metalium_DIR=$(tilium cmake-dir)/mock-sdk
      builds what `tilium compile --out gemm` wrote, against the mock device

""",
}

COMMANDS = {
    "compile": "emit the kernels, the host program and the plan",
    "run": "run on the mock device with random inputs and show where the cycles went",
    "profile": "run with a trace; show what held the program back",
    "tune": "measure a program in several configurations and show which is fastest",
    "show": "print the IR before and after a pass, or the tile dataflow graph",
    "doctor": "check whether this machine has what Tilium needs",
    "explain": "explain a diagnostic by its code; list all codes without one",
    "completion": "print the completion of this command for a shell",
    "cmake-dir": "print the directory of the CMake package, which CMake takes as Tilium_DIR",
}

JSON_HELP = {
    "compile": "print the files and what the compiler said as JSON",
    "run": "print the account as JSON",
    "profile": "print the profile as JSON",
    "tune": "print all trials as JSON, the fastest first",
    "show": "print the texts as JSON, one entry for each T.Kernel",
    "doctor": "print the findings as JSON",
    "explain": "print code, title, text and programs as JSON",
}

# For completion: the words that `explain` takes, which argparse is not told as choices because the
# command itself says which codes are near a wrong one.
PREAMBLE = {
    "bash": '_tilium_codes() { compgen -W "%s" -- "$1"; }',
    "zsh": "_tilium_codes() { compadd -- %s; }",
}
CODES = {"bash": "_tilium_codes", "zsh": "_tilium_codes", "tcsh": " "}


def make_parser(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The parser; `commands` has the function of each command by its name."""
    parser = argparse.ArgumentParser(
        prog="tilium",
        description="Compiles TileLang programs for Tenstorrent and runs them on a mock device.",
        epilog=OVERVIEW + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"tilium {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, text in COMMANDS.items():
        about = PROGRAM if name in ADD_OPTIONS and ADD_OPTIONS[name][0] else ""
        sub = subparsers.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=EXAMPLES[name] + about + EXIT_CODES,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(command=commands[name])
        if about:
            _add_program(sub)
        if name in ADD_OPTIONS:
            ADD_OPTIONS[name][1](sub)
        if name in JSON_HELP:
            sub.add_argument("--json", action="store_true", help=JSON_HELP[name])
    return parser


def print_completion(parser: argparse.ArgumentParser, shell: str) -> None:
    """Prints what a shell needs to complete the command."""
    preamble = {name: text % " ".join(codes()) for name, text in PREAMBLE.items()}
    # Its annotation says text; it takes a text for each shell.
    print(shtab.complete(parser, shell=shell, preamble=preamble))  # type: ignore[arg-type]


def _add_program(sub: argparse.ArgumentParser) -> None:
    program = sub.add_argument("program", metavar="PROGRAM", help="FILE.py:FUNCTION")
    _complete(program, shtab.FILE)
    sub.add_argument(
        "--arg",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="argument of FUNCTION; may be given several times",
    )
    sub.add_argument(
        "--target",
        default=DEFAULT_TARGET,
        choices=ARCHITECTURES,
        help=f"the chip: {' or '.join(ARCHITECTURES)} (default {DEFAULT_TARGET})",
        metavar="CHIP",
    )


def _add_compile(sub: argparse.ArgumentParser) -> None:
    _complete(
        sub.add_argument(
            "--out", type=Path, metavar="DIR", help="directory for the files; else printed"
        ),
        shtab.DIRECTORY,
    )
    _add_pass_configs(sub)
    _add_remarks(sub)


def _add_pass_configs(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--pass-config",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="trade accuracy for speed: math_fidelity=HiFi2, reciprocal_division=true, "
        "approximate_exponentials=true",
    )


def _add_remarks(sub: argparse.ArgumentParser) -> None:
    remarks = sub.add_argument(
        "-R",
        dest="remarks",
        metavar="CODE",
        action="append",
        default=[],
        help='print remarks about speed: those of a code, or "all"',
    )
    _complete(remarks, CODES)


def _add_seed(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--seed", type=int, default=0, help="of the random inputs (default 0)")


def _add_run(sub: argparse.ArgumentParser) -> None:
    _add_pass_configs(sub)
    _add_remarks(sub)
    _add_seed(sub)


def _add_profile(sub: argparse.ArgumentParser) -> None:
    _add_run(sub)
    for option, text in (
        ("--html", "write a page that explains"),
        ("--timeline", "write a trace for ui.perfetto.dev"),
    ):
        _complete(sub.add_argument(option, type=Path, metavar="FILE", help=text), shtab.FILE)


def _add_tune(sub: argparse.ArgumentParser) -> None:
    sub.add_argument(
        "--try",
        action="append",
        default=[],
        dest="ranges",
        metavar="NAME=VALUE,VALUE",
        help="values of an argument; several options give all combinations. Without any: the "
        "configurations of @tilelang.autotune",
    )
    sub.add_argument("--top", type=int, default=20, metavar="N", help="rows shown (default 20)")
    _add_pass_configs(sub)
    _add_seed(sub)


def _add_show(sub: argparse.ArgumentParser) -> None:
    what = sub.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--pass",
        dest="pass_name",
        metavar="NAME",
        choices=PASS_NAMES,
        help="one of " + ", ".join(PASS_NAMES),
    )
    what.add_argument("--dot", action="store_true", help="the graph, for Graphviz's dot")


def _add_explain(sub: argparse.ArgumentParser) -> None:
    code = sub.add_argument(
        "code", metavar="CODE", nargs="?", help="as in the diagnostic's brackets"
    )
    _complete(code, CODES)


def _add_completion(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("shell", choices=shtab.SUPPORTED_SHELLS)


def _complete(action: argparse.Action, how) -> None:
    """Says how a shell completes an argument."""
    action.complete = how  # type: ignore[attr-defined]


# The options of each command, and whether it takes a program.
ADD_OPTIONS: dict[str, tuple[bool, Callable[[argparse.ArgumentParser], None]]] = {
    "compile": (True, _add_compile),
    "run": (True, _add_run),
    "profile": (True, _add_profile),
    "tune": (True, _add_tune),
    "show": (True, _add_show),
    "explain": (False, _add_explain),
    "completion": (False, _add_completion),
}
