#!/usr/bin/env python3
"""Compile recorded programs against the vendor's headers: every kernel, processor and chip.

    check_emitted_headers.py [--wheel FOLDER] [--cache FILE] [--jobs N] PROGRAMS

PROGRAMS is a folder that scripts/collect_programs.py filled. Each program's reader is compiled for
NCRISC, its writer for BRISC, its compute kernel for TRISC0 to TRISC2, for both chips, with the
formats, arguments and settings of its plan. A call that the vendor has marked as deprecated is an
error. Results are kept by content, so that only what changed is compiled again. Exit status 0 when
everything is accepted.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import check_vendor_headers as vendor

TOP = Path(__file__).resolve().parent.parent
SCRIPTS = [Path(vendor.__file__), Path(__file__), *sorted(Path(vendor.KIT).rglob("*.h"))]
FORMATS = {
    "Float16": "float16",
    "Float16_b": "bfloat16",
    "Float32": "float32",
    "Bfp8_b": "bfloat8_b",
    "Bfp4_b": "bfloat4_b",
    "Int32": "int32",
    "UInt32": "uint32",
    "UInt16": "uint16",
    "UInt8": "uint8",
    "Int8": "int8",
    "Fp8_e4m3": "float8_e4m3",
}
# What only one of the chips has.
ONLY_ON = {"Fp8_e4m3": "bh"}
FIDELITIES = {"LoFi": 0, "HiFi2": 2, "HiFi3": 3, "HiFi4": 4}
# So many kernels share a compilation at most; results are saved after so many compilations.
KERNELS_AT_ONCE = 16
GROUPS_AT_ONCE = 50
# An interleaved tensor in DRAM, as TensorAccessorArgs writes it.
INTERLEAVED_DRAM = 2


@dataclass
class Check:
    """A kernel for one processor of one chip, and what became of it."""

    program: str
    kernel: str
    kind: str
    processor: str
    architecture: str
    source: Path
    options: argparse.Namespace
    key: str = ""
    messages: list[str] = field(default_factory=list)
    accepted: bool = False


def read_options(plan: dict, kernel: dict, wheel: Path, compiler: str) -> argparse.Namespace:
    """The options of check_vendor_headers for one kernel of a plan."""
    pages = {tensor["name"]: tensor["page_size"] for tensor in plan["tensors"]}
    arguments = []
    for argument in kernel["compile_time_args"]:
        if argument["kind"] != "tensor_accessor":
            sys.exit(f"error: compile-time argument of the unknown kind {argument['kind']!r}")
        arguments += [INTERLEAVED_DRAM, pages[argument["tensor"]]]
    buffers = [f"{cb['id']}:{FORMATS[cb['format']]}" for cb in plan["circular_buffers"]]
    config = kernel.get("config", {})
    return argparse.Namespace(
        root=str(wheel),
        cc=compiler,
        ct=",".join(map(str, arguments)),
        named="",
        cb=",".join(buffers),
        D=[f"{name}={value}" for name, value in kernel["defines"].items()],
        fidelity=FIDELITIES[config.get("math_fidelity", "HiFi4")],
        approx=config.get("math_approx_mode", False),
        fp32_acc=config.get("fp32_dest_acc_en", False),
        syntax_only=True,
        show=False,
    )


def list_checks(
    folder: Path, wheel: Path, compiler: str, tools: str, every: int = 1
) -> list[Check]:
    """What there is to compile of every so-manieth program, with the keys of its results."""
    checks = []
    for place in sorted(path.parent for path in folder.glob("*/tt.plan.json"))[::every]:
        plan = json.loads((place / "tt.plan.json").read_text())
        formats = {buffer["format"] for buffer in plan["circular_buffers"]}
        for kernel in plan["kernels"]:
            source = place / kernel["file"]
            kind = {"ncrisc": "dm1", "brisc": "dm0"}.get(kernel["processor"], kernel["processor"])
            options = read_options(plan, kernel, wheel, compiler)
            settings = {name: value for name, value in vars(options).items() if name != "root"}
            for architecture in vendor.ARCH:
                if any(ONLY_ON.get(name, architecture) != architecture for name in formats):
                    continue
                for processor in vendor.KINDS[kind]:
                    parts = [tools, source.read_text(), repr(settings), architecture, processor]
                    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
                    checks.append(
                        Check(
                            place.name,
                            kernel["file"],
                            kind,
                            processor,
                            architecture,
                            source.resolve(),
                            options,
                            key,
                        )
                    )
    return checks


def compile_one(check: Check, source: str) -> tuple[bool, list[str]]:
    """Compiles `source` as the kernel of `check` for its processor."""
    with tempfile.TemporaryDirectory(prefix="tilium-headers-") as folder:
        return vendor.compile_kernel(
            check.options,
            check.architecture,
            check.processor,
            source,
            "compute" if check.kind == "compute" else "dm",
            folder,
        )


def split_includes(text: str) -> tuple[str, str]:
    """The includes of a kernel, and its text without them, line for line."""
    lines = text.splitlines()
    is_include = [line.startswith("#include") for line in lines]
    includes = sorted(line for line, included in zip(lines, is_include) if included)
    rest = ["" if included else line for line, included in zip(lines, is_include)]
    return "\n".join(includes), "\n".join(rest)


def list_groups(checks: list[Check]) -> list[list[Check]]:
    """Checks that may share a compilation: of one processor, with the same options and includes.

    The compiler spends nearly all of its time with the headers. Kernels with other includes do not
    share them, so that one that lacks an include is found. The formats of circular buffers are
    tables for data movement kernels, which their code does not depend on.
    """
    groups: dict = collections.defaultdict(list)
    for check in checks:
        options = {name: value for name, value in vars(check.options).items() if name != "root"}
        if check.kind != "compute":
            options = {name: options[name] for name in ("cc", "ct", "named", "D")}
        includes, _ = split_includes(check.source.read_text())
        key = (repr(options), check.architecture, check.processor, includes)
        groups[key].append(check)
    return [
        group[start : start + KERNELS_AT_ONCE]
        for group in groups.values()
        for start in range(0, len(group), KERNELS_AT_ONCE)
    ]


def run(group: list[Check]) -> list[tuple[bool, list[str]]]:
    """Compiles a group's kernels, each in a namespace of its own; one by one if one is refused."""
    if len(group) > 1:
        parts = [split_includes(group[0].source.read_text())[0]]
        for number, check in enumerate(group):
            _, rest = split_includes(check.source.read_text())
            parts += [f"namespace kernel_{number} {{", rest, "}"]
        # The firmware calls the kernel by this name.
        calls = "".join(f"  kernel_{number}::kernel_main();\n" for number in range(len(group)))
        parts.append(f"void kernel_main() {{\n{calls}}}\n")
        with tempfile.TemporaryDirectory(prefix="tilium-kernels-") as folder:
            source = Path(folder) / "kernels.cpp"
            source.write_text("\n".join(parts))
            accepted, messages = compile_one(group[0], str(source))
        if accepted and not messages:
            return [(True, [])] * len(group)
    return [compile_one(check, str(check.source)) for check in group]


def run_all(checks: list[Check], results: dict, jobs: int, save: Callable[[], None]) -> int:
    """Compiles what has no result yet, each content once; how many that were.

    Saves now and then: all kernels together take an hour, and a run that is stopped loses little.
    """
    missing = {check.key: check for check in checks if check.key not in results}
    groups = list_groups(list(missing.values()))
    done = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for number, (group, outcomes) in enumerate(zip(groups, pool.map(run, groups)), start=1):
            for check, (accepted, messages) in zip(group, outcomes):
                results[check.key] = {"accepted": accepted, "messages": messages}
            done += len(group)
            if number % GROUPS_AT_ONCE == 0:
                save()
                print(f"{done} of {len(missing)} compiled", file=sys.stderr, flush=True)
    for check in checks:
        check.accepted = results[check.key]["accepted"]
        check.messages = results[check.key]["messages"]
    return len(missing)


def print_table(checks: list[Check]) -> None:
    """How many kernels were accepted, by kernel, processor and chip; then what was not."""
    rows: dict = collections.defaultdict(list)
    for check in checks:
        rows[check.kernel, check.processor, check.architecture].append(check)
    print(f"{'kernel':14}{'processor':11}{'chip':6}{'programs':>9}{'different':>10}{'refused':>9}")
    for (kernel, processor, architecture), row in rows.items():
        refused = len({check.key for check in row if not check.accepted})
        different = len({check.key for check in row})
        print(f"{kernel:14}{processor:11}{architecture:6}{len(row):9}{different:10}{refused:9}")
    for check in {check.key: check for check in checks if not check.accepted}.values():
        print(f"\nrefused: {check.program}/{check.kernel}, {check.processor}, {check.architecture}")
        print("\n".join("    " + message for message in check.messages))


def main() -> int:
    """Checks; exit status 1 if a kernel is refused."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--wheel", type=Path, default=os.environ.get("TILIUM_TTNN_WHEEL"))
    parser.add_argument("--cache", type=Path, default=TOP / "build/header-checks.json")
    parser.add_argument("--compiler", default="clang", help="clang, gcc or a path")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--every", type=int, default=1, help="only every so-manieth program")
    parser.add_argument("programs", type=Path)
    arguments = parser.parse_args()
    if not arguments.wheel or not (arguments.wheel / "tt_metal").is_dir():
        sys.exit("error: give --wheel or TILIUM_TTNN_WHEEL; scripts/fetch_ttnn.py prints it")
    # The wheel's version is fixed; a change of the tools makes all results void.
    tools = hashlib.sha256(b"".join(path.read_bytes() for path in SCRIPTS)).hexdigest()
    checks = list_checks(
        arguments.programs, arguments.wheel, arguments.compiler, tools, arguments.every
    )
    if not checks:
        sys.exit(f"error: no programs in {arguments.programs}")
    results = json.loads(arguments.cache.read_text()) if arguments.cache.exists() else {}
    used = {check.key for check in checks}

    def save() -> None:
        kept = {key: result for key, result in results.items() if key in used}
        beside = arguments.cache.with_suffix(".new")
        beside.write_text(json.dumps(kept))
        beside.replace(arguments.cache)

    try:
        compiled = run_all(checks, results, arguments.jobs, save)
    finally:
        save()
    print_table(checks)
    refused = sum(not check.accepted for check in checks)
    programs = len({check.program for check in checks})
    print(
        f"\n{len(checks)} checks of {programs} programs, {len(used)} different,"
        f" {compiled} compiled now, {refused} refused"
    )
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
