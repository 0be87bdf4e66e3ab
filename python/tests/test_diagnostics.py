"""The catalogue of diagnostics: every code has an example that shows it and one that does not."""

import pickle
import re
import runpy
import subprocess
import sys
import textwrap
from pathlib import Path

import programs
import pytest
import tilium
from tilium import _native
from tilium._explanations import DIRECTORY, codes, explain, explanation_file
from tilium._frontend import to_tir_json
from tilium._source_snippet import render, statement_columns
from tilium._stages import Stage
from tilium.cli import main
from tilium.passes import run_full_pipeline

TOP = Path(__file__).resolve().parents[2]


def test_every_code_is_explained_and_nothing_else():
    assert sorted(codes()) == sorted(path.stem for path in DIRECTORY.glob("*.py"))
    assert len(set(codes())) == len(codes()) > 0


@pytest.mark.parametrize("code", _native.diagnostic_codes())
def test_examples(code):
    example = runpy.run_path(str(explanation_file(code)))
    try:
        if "tir" in example:
            found = Stage.from_tir(example["tir"], "wormhole_b0").diagnostics
        else:
            found = tilium.compile(example["program"]).diagnostics
    except tilium.CompileError as error:
        found = error.diagnostics
    # Advice about speed goes with any program.
    found = [d for d in found if d.severity != "remark" or d.code == code]
    assert [diagnostic.code for diagnostic in found] == [code]
    if "tir" not in example:
        assert Path(found[0].file).resolve() == explanation_file(code).resolve()
        assert found[0].source.strip()
    # Advice of other kinds may remain.
    remaining = tilium.compile(example["instead"]).diagnostics
    assert all(
        diagnostic.severity != "error" and diagnostic.code != code for diagnostic in remaining
    )


@pytest.mark.parametrize("code", _native.diagnostic_codes())
def test_explanations_say_what_and_how(code):
    explanation = explain(code)
    assert explanation.title.endswith(".") and len(explanation.text) > 60
    assert explanation.program and "def instead(" in explanation.instead


def test_the_page_is_generated():
    script = [sys.executable, str(TOP / "scripts/generate_diagnostics.py"), "--check"]
    build = Path(_native.__file__).resolve().parents[2]
    result = subprocess.run([*script, "--build", str(build)], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_explain_command(capsys):
    assert main(["explain", "l1-overflow"]) == 0
    shown = capsys.readouterr().out
    assert "L1" in shown and "T.alloc_shared" in shown
    assert main(["explain"]) == 0
    assert all(
        code in (listed := capsys.readouterr().out) or code in listed for code in ["no-kernel"]
    )
    assert main(["explain", "overflow"]) == 2
    assert "near it are l1-overflow" in capsys.readouterr().err


# ---- snippets ----


@pytest.fixture
def source(tmp_path):
    def write(text):
        file = tmp_path / "program.py"
        file.write_text(textwrap.dedent(text))
        return str(file)

    return write


def underlined(file, line):
    first, after = statement_columns(file, line)
    return Path(file).read_text().split("\n")[line - 1][first - 1 : after - 1]


def test_statements_are_underlined_without_comments(source):
    file = source("""\
        for i in range(3):  # a loop
            print(i)  # a call
            x = (1 +
                 2)
        a = 1; b = 2
        """)
    assert underlined(file, 1) == "for i in range(3)"
    assert underlined(file, 2) == "print(i)"
    assert underlined(file, 3) == "x = (1 +"
    assert underlined(file, 4) == "2)"
    assert underlined(file, 5) == "a = 1; b = 2"


def test_heads_of_functions(source):
    file = source("""\
        @decorated
        def main(
            A: int,  # the first
            B: int,
        ):
            pass
        """)
    assert underlined(file, 2) == "def main("
    assert underlined(file, 3) == "A: int"


def test_snippets_have_tilelangs_form(source):
    file = source("x = 1\n\tü = y('ä')\n")  # No Python: the line itself is underlined.
    assert render(file, 2) == f"  --> {file}:2:2\n   |\n 2 | \tü = y('ä')\n   | \t^^^^^^^^^^"
    file = source("ü = y('ä')\n")
    assert render(file, 1).endswith(" | ^^^^^^^^^^")


def test_places_that_are_gone(source, tmp_path):
    assert render(str(tmp_path / "none.py"), 3) == ""
    assert render(source("x = 1\n"), 9) == "" == render("", 0)
    diagnostic = tilium.Diagnostic("error", "message", str(tmp_path / "none.py"), 3)
    assert str(diagnostic) == f"{tmp_path / 'none.py'}:3: error: message"


@pytest.mark.hand_written_ir
def test_a_fault_of_the_compiler_is_not_the_programs(monkeypatch):
    """What a broken pass leaves is refused, and the message says whose fault that is."""

    def split(stage):
        before = Stage(stage._module, stage.target, 0, []).run_through("InsertDSTManagementTT")
        text = re.sub(r" *metalium\.cb_wait_front .*\n", "", str(before), count=1)
        module, _ = _native.Module.parse(text, "broken")
        return [Stage(module, stage.target, before.done, [])]

    monkeypatch.setattr(Stage, "split", split)
    with pytest.raises(tilium.CompileError) as caught:
        tilium.compile(programs.gemm(64, 64, 64))
    *errors, last = caught.value.diagnostics
    assert caught.value.step == "VerifyTTIR" and errors
    assert not any(diagnostic.code for diagnostic in errors)
    assert last.severity == "note"
    assert "a fault of Tilium, not of the program: VerifyTTIR refuses" in last.message
    assert str(caught.value).endswith("Please report it with the program")
    imported = Stage.from_tir(to_tir_json(programs.gemm(64, 64, 64)), "wormhole_b0")
    assert run_full_pipeline(split(imported)[0]).diagnostics[-1] == last


def test_a_fault_of_the_program_is_not_the_compilers():
    example = runpy.run_path(str(explanation_file("l1-overflow")))
    with pytest.raises(tilium.CompileError) as caught:
        tilium.compile(example["program"])
    assert caught.value.step == "PropagateTTLayout"
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.diagnostics) == (str(caught.value), caught.value.diagnostics)
    assert "fault of Tilium" not in str(caught.value)
