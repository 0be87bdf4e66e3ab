"""The `tilium` command."""

import json
import subprocess
import sys
from pathlib import Path

import programs
import pytest
from tilium.cli import main

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
        (["run", PROGRAM, *SIZES, "--target", "grayskull"], "unknown target 'grayskull'"),
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


@pytest.mark.parametrize("arguments", [[], ["fly"], ["compile"], ["run", PROGRAM, "--seed", "x"]])
def test_argparse_errors_are_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


@pytest.mark.parametrize("arguments", [["--help"], ["compile", "--help"], ["run", "--help"]])
def test_help(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 0
    assert "Exit codes" in capsys.readouterr().out


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
