"""The `tilium` command."""

import contextlib
import io
import json
import os
import pty
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import programs
import pytest
import tilium
from tilium import cli
from tilium._command_line import COMMANDS
from tilium.cli import main

TOP = Path(__file__).resolve().parents[2]

PROGRAM = f"{programs.HERE}:gemm"
SIZES = ["--arg", "M=64", "--arg", "N=64", "--arg", "K=64"]


def test_compile_to_a_directory(tmp_path, capsys):
    assert main(["compile", PROGRAM, *SIZES, "--out", str(tmp_path / "out")]) == 0
    written = capsys.readouterr().out.split()
    assert {"reader.cpp", "compute.cpp", "writer.cpp", "main.cpp", "tt.plan.json"} <= {
        path.name for path in (tmp_path / "out").iterdir()
    }
    assert str(tmp_path / "out" / "main.cpp") in written


def test_compile_prints_without_a_directory(capsys):
    assert main(["compile", PROGRAM, *SIZES, "--target", "blackhole"]) == 0
    assert "kernel_main" in capsys.readouterr().out


def test_run_shows_a_table(capsys):
    assert main(["run", PROGRAM, *SIZES]) == 0
    output = capsys.readouterr().out
    assert "cycles" in output and "compute.cpp" in output


def test_run_gives_json(capsys):
    assert main(["run", PROGRAM, *SIZES, "--json", "--seed", "3"]) == 0
    assert json.loads(capsys.readouterr().out)["total_cycles"] > 0


def test_arguments_of_all_kinds(capsys):
    options = ["--arg", "dtype=bfloat16", "--arg", "transpose_A=true", "--arg", "num_stages=0"]
    assert main(["run", PROGRAM, *SIZES, *options]) == 0


def test_a_prim_func_itself(tmp_path):
    file = tmp_path / "program.py"
    file.write_text(
        "import tilelang.language as T\n"
        "@T.prim_func\n"
        "def copy(A: T.Tensor((32, 32), 'float16'), B: T.Tensor((32, 32), 'float16')):\n"
        "    with T.Kernel(1, threads=128) as _:\n"
        "        part = T.alloc_shared((32, 32), 'float16')\n"
        "        T.copy(A, part)\n"
        "        T.copy(part, B)\n"
    )
    assert main(["run", f"{file}:copy"]) == 0


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["compile", "gemm.py"], "is not FILE.py:FUNCTION"),
        (["compile", "missing.py:gemm"], "there is no file missing.py"),
        (["compile", f"{programs.HERE}:nothing", *SIZES], "has no function nothing"),
        (["compile", PROGRAM, "--arg", "M"], "'M' is not NAME=VALUE"),
        (["tune", PROGRAM, *SIZES], "give --try"),
        (["tune", PROGRAM, *SIZES, "--try", "block_M"], "'block_M' is not NAME=VALUE"),
        (["tune", PROGRAM, *SIZES, "--try", "depth=1,2"], "unexpected keyword argument 'depth'"),
        (["compile", PROGRAM, "--arg", "M=64"], "missing"),
        (["compile", f"{programs.HERE}:HERE"], "expected a @T.prim_func"),
    ],
)
def test_wrong_usage_is_2(arguments, words, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert words in captured.err and captured.err.startswith("tilium: ")
    assert captured.out == ""


def test_cmake_dir_is_a_package(capsys):
    assert main(["cmake-dir"]) == 0
    package = Path(capsys.readouterr().out.strip())
    assert (package / "TiliumConfig.cmake").is_file()
    assert (package / "mock-sdk/TT-MetaliumConfig.cmake").is_file()


@pytest.mark.parametrize("command", ["compile", "run"])
def test_sizes_that_come_with_a_call_are_refused(command, tmp_path, capsys):
    file = tmp_path / "dynamic.py"
    file.write_text(
        "import tilelang.language as T\n"
        "def scale():\n"
        "    rows = T.dynamic('rows')\n"
        "    @T.prim_func\n"
        "    def main(A: T.Tensor((rows, 32), 'float32'), B: T.Tensor((rows, 32), 'float32')):\n"
        "        with T.Kernel(T.ceildiv(rows, 32), threads=128) as block:\n"
        "            part = T.alloc_shared((32, 32), 'float32')\n"
        "            T.copy(A[block * 32, 0], part)\n"
        "            T.copy(part, B[block * 32, 0])\n"
        "    return main\n"
    )
    assert main([command, f"{file}:scale"]) == 2
    assert "T.dynamic dimensions" in capsys.readouterr().err


def test_a_refused_program_is_1(capsys):
    sizes = [f"--arg={name}=1024" for name in "MNK"]
    blocks = [f"--arg=block_{name}=512" for name in "MNK"]
    assert main(["compile", PROGRAM, *sizes, *blocks]) == 1
    error = capsys.readouterr().err
    assert f"{programs.HERE}:" in error and "L1" in error and "Traceback" not in error


def test_remarks_come_when_they_are_asked_for(capsys):
    for options, shown in [([], False), (["-R", "all"], True), (["-R", "idle-cores"], True),
                           (["-R", "no-second-block"], False)]:  # fmt: skip
        assert main(["compile", PROGRAM, *SIZES, *options]) == 0
        error = capsys.readouterr().err
        assert ("remark: " in error and "[idle-cores]" in error) == shown, options
    assert main(["compile", PROGRAM, *SIZES, "-R", "idle"]) == 2
    assert "-R idle: there is no such code" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["compile"],
        ["run", PROGRAM, "--seed", "x"],
        ["run", PROGRAM, *SIZES, "--target", "grayskull"],
        ["show", PROGRAM, *SIZES, "--pass", "Fly"],
    ],
)
def test_argparse_errors_are_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches(command, capsys):
    """Each command's help has examples that its own grammar takes, and the exit codes."""
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    shown = capsys.readouterr().out
    assert caught.value.code == 0 and "exit codes:" in shown and "examples:" in shown
    examples = re.findall(rf"^  (tilium {command}\b[^\n\\]*(?:\\\n.*)?)", shown, re.MULTILINE)
    assert examples or command == "cmake-dir"
    for example in examples:
        assert_is_a_command(re.sub(r"\\\n\s*", "", example))


def test_overview_names_all_commands(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    shown = capsys.readouterr().out
    assert caught.value.code == 0 and all(command in shown for command in COMMANDS)


def assert_is_a_command(line: str) -> None:
    """Whether the command's grammar takes a line as it stands in a text."""
    line = re.split(r"  +| \| |; ", line.strip())[0]
    words = list(shlex.split(line.partition(" > ")[0], comments=True))
    with contextlib.redirect_stderr(io.StringIO()) as said:
        try:
            cli._parser().parse_args(words[1:])
        except SystemExit as stop:
            assert stop.code == 0, f"{line}: {said.getvalue()}"


PAGES = ["README.md", "docs/cli.md", *(f"docs/{page}.md" for page in ("profiling", "silicon"))]


@pytest.mark.parametrize("page", PAGES)
def test_commands_of_the_pages_exist(page):
    """Options and commands that the documentation shows are those of the grammar."""
    text = (TOP / page).read_text()
    lines = re.findall(r"^    (?:build/bin/)?(tilium [a-z-]+ .*)$", text, re.MULTILINE)
    assert len(lines) >= 2
    for line in lines:
        assert_is_a_command(line)


def test_page_has_all_commands():
    text = (TOP / "docs/cli.md").read_text()
    assert re.findall(r"^\| `([a-z-]+)` \| [^|]+ \|[^|]*\|$", text, re.MULTILINE) == list(COMMANDS)


def test_module_is_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "tilium", "compile", "missing.py:gemm"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and "there is no file" in done.stderr


JIT_PROGRAM = """
import tilelang
import tilelang.language as T
import tilium
from sizes import SIDE


def program(rows):
    @T.prim_func
    def double(A: T.Tensor((rows, SIDE), "float32"), B: T.Tensor((rows, SIDE), "float32")):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_shared((rows, SIDE), "float32")
            T.copy(A, part)
            for i, j in T.Parallel(rows, SIDE):
                part[i, j] = part[i, j] * 2.0
            T.copy(part, B)

    return double


@tilium.jit(target="blackhole")
def with_tilium(rows):
    return program(rows)


@tilelang.jit(out_idx=[-1])
def with_tilelang(rows):
    return program(rows)
"""


@pytest.mark.parametrize("name", ["program", "with_tilium", "with_tilelang"])
def test_functions_with_jit_and_files_with_neighbours(name, tmp_path, capsys):
    (tmp_path / "sizes.py").write_text("SIDE = 32\n")
    (tmp_path / "doubles.py").write_text(JIT_PROGRAM)
    assert main(["compile", f"{tmp_path / 'doubles.py'}:{name}", "--arg", "rows=32", "--json"]) == 0
    account = json.loads(capsys.readouterr().out)
    assert account["target"] == "wormhole_b0" and account["diagnostics"] == []
    assert "kernel_main" in account["files"]["compute.cpp"]
    assert json.loads(account["files"]["tt.plan.json"])["target"] == "wormhole_b0"


def test_a_refusal_as_json(tmp_path, capsys):
    program = tmp_path / "grid.py"
    program.write_text(
        "import tilelang.language as T\n"
        "@T.prim_func\n"
        "def nothing(A: T.Tensor((32, 32), 'float64')):\n"
        "    with T.Kernel(1, threads=128) as _:\n"
        "        T.evaluate(0)\n"
    )
    assert main(["compile", f"{program}:nothing", "--json"]) == 1
    (diagnostic,) = json.loads(capsys.readouterr().out)["diagnostics"]
    assert diagnostic["severity"] == "error" and "f64" in diagnostic["message"]
    assert diagnostic["file"] == str(program) and diagnostic["line"] == 3


def test_show_as_json(capsys):
    assert main(["show", PROGRAM, *SIZES, "--json", "--pass", "SplitDeviceKernel"]) == 0
    (stage,) = json.loads(capsys.readouterr().out)
    assert stage["pass"] == "SplitDeviceKernel" and stage["before"] != stage["after"]
    assert main(["show", PROGRAM, *SIZES, "--json", "--dot"]) == 0
    (stage,) = json.loads(capsys.readouterr().out)
    assert stage["dot"].startswith("digraph")


TUNED_PROGRAM = """
import tilelang
import tilelang.language as T


@tilelang.autotune(configs=[{"block": 32}, {"block": 64}])
@tilelang.jit(out_idx=[-1])
def copy(rows, block=32, dtype="float32"):
    @T.prim_func
    def main(A: T.Tensor((rows, 32), dtype), B: T.Tensor((rows, 32), dtype)):
        with T.Kernel(T.ceildiv(rows, block), threads=128) as b:
            part = T.alloc_shared((block, 32), dtype)
            T.copy(A[b * block, 0], part)
            T.copy(part, B[b * block, 0])

    return main
"""


@pytest.fixture
def tuned_program(tmp_path):
    (tmp_path / "copies.py").write_text(TUNED_PROGRAM)
    return f"{tmp_path / 'copies.py'}:copy"


def test_tune_tries_all_combinations(tuned_program, capsys):
    """Cycles are those of a run, the fastest is first, and what is refused says why."""
    ranges = ["--try", "block=32,64", "--try", "dtype=float32,float64"]
    assert main(["tune", tuned_program, "--arg", "rows=64", *ranges, "--json"]) == 0
    captured = capsys.readouterr()
    trials = json.loads(captured.out)
    assert captured.err == ""
    configs = [(trial["config"]["block"], trial["config"]["dtype"]) for trial in trials]
    assert sorted(configs) == [(b, d) for b in (32, 64) for d in ("float32", "float64")]
    ran = [trial for trial in trials if trial["cycles"] is not None]
    assert trials[:2] == ran and ran[0]["cycles"] <= ran[1]["cycles"]
    assert {trial["code"] for trial in trials[2:]} == {"unsupported-dtype"}
    block = f"block={ran[0]['config']['block']}"
    assert main(["run", tuned_program, "--arg", "rows=64", "--arg", block, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total_cycles"] == ran[0]["cycles"]


def test_tune_takes_the_configurations_of_autotune(tuned_program, capsys):
    assert main(["tune", tuned_program, "--arg", "rows=64"]) == 0
    shown = capsys.readouterr().out
    assert "2 of 2 configurations" in shown
    assert re.search(r"^fastest: --arg block=(32|64)$", shown, re.MULTILINE)


def test_tune_without_a_program_that_runs_is_1(tuned_program, capsys):
    tries = ["--try", "block=32", "--arg", "dtype=float64"]
    assert main(["tune", tuned_program, "--arg", "rows=64", *tries]) == 1
    captured = capsys.readouterr()
    assert "every configuration is refused" in captured.err and "f64" in captured.err
    assert "unsupported-dtype" in captured.out


def test_an_error_of_the_device_as_json(capsys, monkeypatch):
    class Failure:
        rule, core, kernel, processor = "cb-imbalance", (0, 0), "writer.cpp", "brisc"
        line, cycle, message = 7, 99, "pages left"

    def broken(arguments):
        raise tilium.DeviceError(Failure)

    monkeypatch.setattr(cli, "_run", broken)
    assert main(["run", PROGRAM, *SIZES, "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["device_error"]
    assert error["rule"] == "cb-imbalance" and error["core"] == [0, 0] and error["line"] == 7


def test_interrupted_is_130(capsys, monkeypatch):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_run", interrupted)
    assert main(["run", PROGRAM, *SIZES]) == 130
    assert capsys.readouterr().err == "tilium: interrupted\n"


def test_explain_as_json(capsys):
    assert main(["explain", "l1-overflow", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert one["code"] == "l1-overflow" and "T.Kernel" in one["program"] and one["instead"]
    assert main(["explain", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) > 40


def test_version(capsys):
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"tilium {tilium.__version__}\n"


@pytest.mark.parametrize("options, shows", [([], True), (["--json"], False)])
def test_progress_on_terminals_only(options, shows, tuned_program):
    """A terminal on standard error sees that work goes on; with --json it does not."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "tilium", "tune", tuned_program, "--arg", "rows=64", *options]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # A terminal that nobody writes to any more.
        while piece := os.read(ours, 4096):
            seen += piece
    assert process.communicate()[0] and process.returncode == 0
    assert (b"tuning" in seen and b"2/2" in seen) == shows
    assert shows or seen == b""


def test_completion_knows_codes_and_passes():
    """Bash completes a diagnostic's code and the name of a pass."""
    script = textwrap.dedent(
        """
        eval "$($PYTHON -m tilium completion bash)"
        COMP_WORDS=(tilium explain l1) COMP_CWORD=2; _shtab_tilium; echo "${COMPREPLY[@]}"
        COMP_WORDS=(tilium show p.py:f --pass Split) COMP_CWORD=4; _shtab_tilium
        echo "${COMPREPLY[@]}"
        """
    )
    environment = {**os.environ, "PYTHON": sys.executable}
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.splitlines()[-2:] == ["l1-overflow", "SplitDeviceKernel"]
