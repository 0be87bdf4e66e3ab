"""The tilium command."""

import json
from pathlib import Path

import pytest

from tilium.cli import main

PROGRAM = str(Path(__file__).parent / "programs.py") + ":gemm"
SIZE = ["--arg", "M=64", "--arg", "N=64", "--arg", "K=64"]


def test_compile_prints_the_kernels(capsys):
    assert main(["compile", PROGRAM, *SIZE]) == 0
    assert "void kernel_main()" in capsys.readouterr().out


def test_compile_writes_files(tmp_path, capsys):
    assert main(["compile", PROGRAM, *SIZE, "--out", str(tmp_path), "--target", "blackhole"]) == 0
    assert json.loads((tmp_path / "tt.plan.json").read_text())["target"] == "blackhole"
    assert str(tmp_path / "reader.cpp") in capsys.readouterr().out


def test_run(capsys):
    assert main(["run", PROGRAM, *SIZE]) == 0
    assert "cycles" in capsys.readouterr().out
    assert main(["run", PROGRAM, *SIZE, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total_cycles"] > 0


@pytest.mark.parametrize(
    "arguments,message",
    [
        (["compile", "nowhere.py:f"], "there is no file nowhere.py"),
        (["compile", "gemm"], "is not FILE.py:FUNCTION"),
        (["compile", PROGRAM + "x"], "has no function gemmx"),
        (["compile", PROGRAM, "--arg", "M"], "is not NAME=VALUE"),
        (["compile", PROGRAM, *SIZE, "--target", "moon"], "unknown target 'moon'"),
    ],
)
def test_wrong_usage(arguments, message, capsys):
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_a_program_that_cannot_be_compiled(capsys):
    assert main(["compile", PROGRAM, "--arg", "M=2048", "--arg", "N=2048", "--arg", "K=64",
                 "--arg", "block_M=2048", "--arg", "block_N=2048"]) == 1
    assert "bytes of L1" in capsys.readouterr().err


def test_help_teaches(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    assert "tilium run gemm.py:matmul" in capsys.readouterr().out
