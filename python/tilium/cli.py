"""The `tilium` command: compile, run and look at TileLang programs from a shell."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tilium import _native
from tilium._command_line import make_parser, print_completion
from tilium._compile import compile
from tilium._doctor import run_checks
from tilium._dynamic import DynamicKernel
from tilium._errors import ArgumentError, CompileError, DeviceError, Diagnostic, TiliumError
from tilium._explanations import codes, explain
from tilium._kernel import Kernel
from tilium._pass_configs import parse_pass_configs
from tilium._program_file import find_function, load_program, parse_arguments, parse_ranges
from tilium._progress import counting, working
from tilium._report import print_report
from tilium._sequence import KernelSequence
from tilium._show import before_and_after, dataflow_dot, import_program
from tilium._tune import Trial, grid, ranked, run_trials, trials_table

FAILED, WRONG_USAGE, INTERRUPTED = 1, 2, 130


def main(argv: list[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.command(arguments)
    except ArgumentError as error:
        print(f"tilium: {error}", file=sys.stderr)
        return WRONG_USAGE
    except TiliumError as error:
        if getattr(arguments, "json", False):
            print(json.dumps(_error_as_json(error), indent=2))
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("tilium: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader, such as head, has enough. Python's own flush at exit must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    return make_parser(
        {
            "compile": _compile,
            "run": _run,
            "profile": _profile,
            "tune": _tune,
            "show": _show,
            "doctor": _doctor,
            "explain": _explain,
            "completion": _completion,
            "cmake-dir": _cmake_dir,
        }
    )


def _error_as_json(error: TiliumError) -> dict[str, Any]:
    """What a script gets of a refused program, or of one that broke a rule of the device."""
    if isinstance(error, CompileError):
        return {"diagnostics": _as_json(error.diagnostics)}
    if isinstance(error, DeviceError):
        place = {name: value for name, value in vars(error).items() if name != "args"}
        return {"device_error": {**place, "message": str(error)}}
    return {"error": str(error)}


def _as_json(diagnostics: list[Diagnostic]) -> list[dict]:
    return [asdict(diagnostic) for diagnostic in diagnostics]


def _compile_static(arguments) -> Kernel | KernelSequence:
    """The kernel of the program that the command line names.

    Warnings go to standard error, and remarks that -R asks for.
    """
    if unknown := sorted(set(arguments.remarks) - {"all", *codes()}):
        raise ArgumentError(f"-R {unknown[0]}: there is no such code; `tilium explain` lists them")
    pass_configs = parse_pass_configs(arguments.pass_config)
    with working("compiling", arguments.json):
        program = load_program(arguments.program, arguments.arg)
        kernel = compile(program, target=arguments.target, pass_configs=pass_configs)
    if isinstance(kernel, DynamicKernel):
        raise ArgumentError(
            "the program has T.dynamic dimensions, whose sizes come with a call; "
            "name a function that takes sizes, and give them with --arg"
        )
    for diagnostic in _asked_for(kernel, arguments):
        print(diagnostic, file=sys.stderr)
    return kernel


def _asked_for(kernel, arguments) -> list[Diagnostic]:
    """The warnings of a compilation, and those of its remarks that -R names."""
    return [
        diagnostic
        for diagnostic in kernel.diagnostics
        if diagnostic.severity != "remark" or {"all", diagnostic.code} & set(arguments.remarks)
    ]


def _compile(arguments) -> int:
    kernel = _compile_static(arguments)
    paths = [] if arguments.out is None else kernel.export_sources(arguments.out)
    if arguments.json:
        account = {
            "target": arguments.target,
            "diagnostics": _as_json(_asked_for(kernel, arguments)),
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
    with working("running on the mock device", arguments.json):
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
    with working("running on the mock device", arguments.json):
        profile = kernel.get_profiler().profile(inputs)
    # Files first: a reader of the output may close it early.
    with working("writing", arguments.json):
        if arguments.html is not None:
            profile.html(arguments.html)
        if arguments.timeline is not None:
            profile.timeline(arguments.timeline)
    if arguments.json:
        print(profile.to_json())
    else:
        profile.print()
    return 0


def _tune(arguments) -> int:
    function = find_function(arguments.program)
    fixed = parse_arguments(arguments.arg)
    ranges = parse_ranges(arguments.ranges)
    configs = grid(ranges) if ranges else function.configs(fixed)
    if not configs:
        raise ArgumentError(
            f"there is nothing to try: {function.name} has no @tilelang.autotune on it; "
            "give --try NAME=VALUE,VALUE"
        )
    trials: list[Trial] = []
    with counting("tuning", len(configs), arguments.json) as done:
        for trial in run_trials(
            lambda config: function.program({**fixed, **config}),
            configs,
            arguments.target,
            lambda kernel: _random_inputs(kernel, arguments.seed),
            parse_pass_configs(arguments.pass_config),
        ):
            trials.append(trial)
            best = ranked(trials)[0]
            done("" if best.cycles is None else f"best {best.cycles} cycles")
    trials = ranked(trials)
    if arguments.json:
        print(json.dumps([asdict(trial) for trial in trials], indent=2))
    else:
        _print_trials(trials, arguments.top)
    return 0 if trials[0].cycles is not None else FAILED


def _print_trials(trials: list[Trial], limit: int) -> None:
    from rich.console import Console

    Console().print(trials_table(trials, limit))
    best = trials[0]
    if best.cycles is None:
        print(f"every configuration is refused, such as the first: {best.refusal}", file=sys.stderr)
        return
    pairs = (f"--arg {name}={_as_argument(value)}" for name, value in best.config.items())
    print("fastest:", *pairs)


def _as_argument(value) -> str:
    """A value as --arg takes it."""
    return value if isinstance(value, str) else json.dumps(value)


def _show(arguments) -> int:
    program = load_program(arguments.program, arguments.arg)
    stages = import_program(program, arguments.target)
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
    with working("trying what is here", arguments.json):
        for check in run_checks():
            checks.append(check)
            if not arguments.json:
                mark = "ok" if check.passed else "missing" if check.optional else "FAILED"
                print(f"{mark:8}{check.name:13}{check.detail}", flush=True)
    if arguments.json:
        print(json.dumps([asdict(check) for check in checks], indent=2))
    return 0 if all(check.passed or check.optional for check in checks) else FAILED


def _explain(arguments) -> int:
    from rich.console import Console
    from rich.syntax import Syntax

    asked = codes() if arguments.code is None else [arguments.code]
    found = [explain(code) for code in asked]
    if arguments.json:
        print(json.dumps([asdict(explanation) for explanation in found], indent=2))
        return 0
    if arguments.code is None:
        for explanation in found:
            print(f"{explanation.code:26}{explanation.title}")
        return 0
    console = Console()
    (explanation,) = found
    console.print(f"{explanation.title}\n", style="bold", highlight=False, markup=False)
    console.print(f"{explanation.text}\n", highlight=False, markup=False)
    console.print(Syntax(explanation.program, "python", background_color="default"))
    console.print("\nInstead:\n", highlight=False)
    console.print(Syntax(explanation.instead, "python", background_color="default"))
    return 0


def _completion(arguments) -> int:
    print_completion(_parser(), arguments.shell)
    return 0


def _cmake_dir(arguments) -> int:
    package = Path(_native.__file__).parent
    # In an installed package, and in a build tree.
    for directory in (package / "lib/cmake/Tilium", package.parent.parent / "device/Tilium"):
        if (directory / "TiliumConfig.cmake").is_file():
            print(directory)
            return 0
    raise ArgumentError(f"there is no CMake package beside {package}; install tilium again")


if __name__ == "__main__":
    sys.exit(main())
