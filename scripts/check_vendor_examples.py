#!/usr/bin/env python3
"""Build and run the vendor's programming examples on the mock device, hosts and kernels unmodified.

    check_vendor_examples.py SOURCE [--build FOLDER] [--update]

SOURCE is a checkout of tt-metal, of which only tt_metal/programming_examples is used. Each example
is run as it is, and, if that ends with a fault of protocol, again with faults only reported
(TILIUM_LENIENT). docs/vendor-examples.md holds what comes of it; --update writes that page anew,
without it the exit status is 1 if an example does otherwise than the page says.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
PAGE = TOP / "docs/vendor-examples.md"
EXAMPLES = Path("tt_metal/programming_examples")

# What an example's fault is, for readers of the page. The faults themselves are what a run reports.
REMARKS = {
    "add_2_integers_in_compute": "The compute kernel packs and pushes its only page without "
    "`cb_reserve_back`; nobody is in the way.",
    "multicast": "The coordinator pushes its tile without `cb_reserve_back`.",
    "vecadd_multi_core": "`release_dst()` after `tile_regs_release()` hands DST over twice; where "
    "the second time comes late, the packer takes a section that math has not written.",
    "shard_data_rm": "The reader pushes pages that no kernel consumes; the counters start anew "
    "with the next launch.",
    "hello_world_datatypes_kernel": "The kernel reads from (1,0) of the network, where Wormhole "
    "has an Ethernet core and no DRAM.",
    "matmul_multicore_reuse_mcast": "The senders read the next block into memory whose multicast "
    "they never waited for, and end without a barrier.",
}
CMAKE = """cmake_minimum_required(VERSION 3.20)
project(examples CXX)
set(CMAKE_CXX_STANDARD 20)
find_package(TT-Metalium REQUIRED)
function(example name source prefix)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE TT::Metalium)
  target_include_directories(${name} PRIVATE FOLDER FOLDER/matmul FOLDER/matmul/matmul_common)
  # The vendor's compiler warns of what Clang refuses.
  target_compile_options(${name} PRIVATE -w -Wno-c++11-narrowing)
  target_compile_definitions(${name} PRIVATE OVERRIDE_KERNEL_PREFIX="${prefix}/")
endfunction()
"""


def hosts(folder):
    """The host programs: not kernels, and not of what needs several chips or the profiler."""
    others = {"kernels", "distributed", "profiler", "tests"}
    for path in sorted(folder.rglob("*.cpp")):
        if not others & set(path.relative_to(folder).parts):
            yield path


def build(folder, sdk, place):
    """Builds all examples; returns the folder of the programs."""
    text = CMAKE.replace("FOLDER", str(folder))
    for path in hosts(folder):
        text += f"example({path.stem} {path} {EXAMPLES})\n"
    (place / "CMakeLists.txt").write_text(text)
    # One host still names this folder, which the vendor has moved below matmul.
    (place / EXAMPLES).mkdir(parents=True)
    (place / EXAMPLES / "matmul_common").symlink_to(folder / "matmul/matmul_common")
    configure = ["cmake", "-S", place, "-B", place / "build", f"-DTT-Metalium_DIR={sdk}"]
    configure += ["-DCMAKE_CXX_COMPILER=clang++-22", "-Wno-dev", "-DCMAKE_BUILD_TYPE=Release"]
    for command in (
        configure,
        ["cmake", "--build", place / "build", "--parallel", str(os.cpu_count()), "--", "-k"],
    ):
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode and command is configure:
            sys.exit(result.stdout + result.stderr)
    return place / "build", result.stdout + result.stderr


def run(program, source, lenient):
    """Returns whether the program succeeds, and the rules it breaks, in order."""
    homes = {"TT_METAL_HOME": str(source), "TT_METAL_KERNEL_PATH": str(program.parents[1])}
    environment = os.environ | homes | ({"TILIUM_LENIENT": "1"} if lenient else {})
    try:
        result = subprocess.run(
            [program], env=environment, capture_output=True, text=True, timeout=300
        )
    except subprocess.TimeoutExpired:
        return False, ["no end after 300 s"]
    rules = re.findall(r"\[([a-z0-9]+(?:-[a-z0-9]+)+)\](?: \(core|$)", result.stderr, re.MULTILINE)
    return result.returncode == 0, list(dict.fromkeys(rules))


def describe(name, program, source):
    """The cells of an example's row, behind its name."""
    if not program.is_file():
        return ["does not compile", "", REMARKS.get(name, "")]
    good, rules = run(program, source, lenient=False)
    if good:
        return ["right", "", REMARKS.get(name, "")]
    faults = ", ".join(f"`{rule}`" for rule in rules) or "ends with an error"
    good, rules = run(program, source, lenient=True)
    more = "right" if good else ", ".join(f"`{rule}`" for rule in rules) or "ends with an error"
    return [faults, more, REMARKS.get(name, "")]


INTRODUCTION = """# The vendor's programming examples

Hosts and kernels unmodified, built against the mock device's headers and run on it as a Wormhole
n150 by `scripts/check_vendor_examples.py SOURCE`, with SOURCE a checkout of tt-metal. An example
checks its own results. Those for several chips and those of the profiler are left out.

{passed} of {all} are right as they are. The others use what is not there yet, or break a rule of
the hardware, most of them in a way that silicon forgives as a rule: the second column names what
the device reports ([device-rules.md](device-rules.md)), the third says what comes of the run if
faults are only reported (`tilium-device run --lenient`).

| example | result | lenient | remark |
|---|---|---|---|
"""


def page(rows):
    """The text of docs/vendor-examples.md."""
    passed = sum(row[1] == "right" for row in rows)
    text = INTRODUCTION.format(passed=passed, all=len(rows))
    return text + "".join("| " + " | ".join(row) + " |\n" for row in rows)


def main():
    """Runs all examples and compares with the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, help="a checkout of tt-metal")
    parser.add_argument("--build", type=Path, default=TOP / "build", help="a build of Tilium")
    parser.add_argument("--update", action="store_true", help="write docs/vendor-examples.md")
    arguments = parser.parse_args()
    source = arguments.source.resolve()
    folder = source / EXAMPLES
    if not folder.is_dir():
        sys.exit(f"{source} has no {EXAMPLES}: give a checkout of tt-metal")
    sdk = arguments.build.resolve() / "device/Tilium/mock-sdk"
    if not sdk.is_dir():
        sys.exit(f"{sdk} is missing: build Tilium first (make build)")
    with tempfile.TemporaryDirectory() as place:
        programs, log = build(folder, sdk, Path(place))
        rows = []
        for path in hosts(folder):
            rows.append([f"`{path.stem}`", *describe(path.stem, programs / path.stem, source)])
            print(*rows[-1][:3], flush=True)
    print(*(line for line in log.splitlines() if "error:" in line), sep="\n")
    text = page(rows)
    if arguments.update:
        PAGE.write_text(text)
    elif not PAGE.is_file() or PAGE.read_text() != text:
        sys.exit(f"{PAGE.name} says something else; --update writes it anew")


if __name__ == "__main__":
    main()
