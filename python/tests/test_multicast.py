"""A program whose cores signal each other and multicast, from IR in front of VerifyTTIR on."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy
import pytest
import tilium
import torch
import ttnn_stand_in
from test_host_program import build
from test_vendor_headers import check, checker, wheel  # noqa: F401 (fixtures)
from tilium import _native
from tilium._ttnn import TtnnProgram

TOP = Path(__file__).resolve().parents[2]
IR = TOP / "test/Transforms/verify-semaphores.mlir"
TARGETS = ("wormhole_b0", "blackhole")


def compile_ir(target: str, *replacements: tuple[str, str]) -> dict[str, str]:
    """The emitted files of a product on two rows of four cores, whose first ones multicast."""
    text = IR.read_text()
    for old, new in [('"wormhole_b0"', f'"{target}"'), *replacements]:
        assert old in text
        text = text.replace(old, new)
    module, diagnostics = _native.Module.parse(text, IR.name)
    assert module is not None, diagnostics
    for name in ("VerifyTTIR", "CodegenTT"):
        outcome = module.run_pass(name, target)
        assert outcome.success, outcome.diagnostics
    return dict(module.generated_files())


@pytest.fixture(scope="module", params=TARGETS)
def files(request):
    return compile_ir(request.param)


def operands() -> tuple[torch.Tensor, torch.Tensor]:
    """A and B of whole numbers, whose product is exact."""
    generator = torch.Generator().manual_seed(0)
    return tuple(
        torch.randint(-2, 3, shape, generator=generator).bfloat16()
        for shape in [(64, 64), (64, 128)]
    )


def check_product(files):
    a, b = operands()
    c = torch.empty(64, 128, dtype=torch.bfloat16)
    runner = _native.PlanRunner(files["tt.plan.json"], files)
    result = runner.run([(t.data_ptr(), t.numel() * t.element_size()) for t in (a, b, c)])
    assert result.failure is None, result.failure
    torch.testing.assert_close(c, a @ b, rtol=0, atol=0)


def test_the_product_is_right(files):
    check_product(files)


def test_semaphores_start_with_their_first_values():
    files = compile_ir(
        "wormhole_b0",
        ('"ready" {id = 0 : i32}', '"ready" {id = 0 : i32, initial_value = 1 : i32}'),
        ("noc_semaphore_wait %ready_l1 for %c3", "noc_semaphore_wait %ready_l1 for %c4"),
        ("noc_semaphore_set %ready_l1 to %c0", "noc_semaphore_set %ready_l1 to %c1"),
    )
    assert json.loads(files["tt.plan.json"])["semaphores"][0]["initial_value"] == 1
    assert "CreateSemaphore(program, cores, 1); // 0: ready" in files["main.cpp"]
    check_product(files)


def test_the_plan_has_the_semaphores(files):
    plan = json.loads(files["tt.plan.json"])
    jsonschema.validate(plan, json.loads((TOP / "docs/reference/plan.schema.json").read_text()))
    assert plan["semaphores"] == [
        {"id": 0, "name": "ready", "initial_value": 0},
        {"id": 1, "name": "valid", "initial_value": 0},
    ]
    (reader,) = (kernel for kernel in plan["kernels"] if kernel["role"] == "reader")
    assert {"name": "last_x", "kind": "noc_x", "column": 3} in reader["runtime_args"]
    assert {"name": "row_y", "kind": "noc_y"} in reader["runtime_args"]


def test_a_plan_with_a_semaphore_too_many_is_refused(files):
    plan = json.loads(files["tt.plan.json"])
    plan["semaphores"].append({"id": 16, "name": "more", "initial_value": 0})
    a, b = operands()
    c = torch.empty(64, 128, dtype=torch.bfloat16)
    runner = _native.PlanRunner(json.dumps(plan), files)
    result = runner.run([(t.data_ptr(), t.numel() * t.element_size()) for t in (a, b, c)])
    assert result.failure.rule == "host-usage" and "semaphore 16" in result.failure.message


def test_the_host_program_agrees(files, tmp_path):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    a, b = operands()
    paths = [tmp_path / name for name in ("A.bin", "B.bin", "C.bin")]
    for path, operand in zip(paths, (a, b)):
        operand.view(torch.int16).numpy().tofile(path)
    result = subprocess.run(
        [build(tmp_path), tmp_path, *paths], capture_output=True, text=True, timeout=120
    )
    assert result.returncode == 0, result.stderr
    found = torch.from_numpy(numpy.fromfile(paths[2], numpy.int16)).view(torch.bfloat16)
    torch.testing.assert_close(found.reshape(64, 128), a @ b, rtol=0, atol=0)


def test_ttnn_gets_semaphores_and_coordinates(files, monkeypatch):
    device = ttnn_stand_in.Device()
    ttnn = ttnn_stand_in.make(device=device)
    monkeypatch.setitem(sys.modules, "ttnn", ttnn)
    plan = json.loads(files["tt.plan.json"])
    program = TtnnProgram(plan, files, ttnn)
    tensors = {
        tensor["name"]: program.to_words(tensor, bytes(2 * 64 * tensor["shape"][1]), device)
        for tensor in plan["tensors"]
    }
    descriptor = program.descriptor(tensors)
    assert [(s.id, s.initial_value) for s in descriptor.semaphores] == [(0, 0), (1, 0)]
    names = [argument["name"] for argument in plan["kernels"][0]["runtime_args"]]
    for core, words in descriptor.kernels[0].runtime_args:
        found = dict(zip(names, words))
        assert found["column"] == core.x
        assert [found["sender_x"], found["first_x"], found["last_x"]] == [18, 19, 21]
        assert found["row_y"] == 18 + core.y


def test_the_vendor_accepts_the_kernels(files, wheel, checker, tmp_path):  # noqa: F811
    for name, text in files.items():
        (tmp_path / "multicast" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "multicast" / name).write_text(text)
    checks = check(checker, wheel, tmp_path)
    assert {(c.kernel, m) for c in checks if not c.accepted for m in c.messages} == set()


def test_the_kernels_are_formatted(files, tmp_path):
    sources = [name for name in files if name.endswith(".cpp")]
    for name in sources:
        (tmp_path / name).write_text(files[name])
    style = f"--style=file:{TOP}/.clang-format"
    command = [shutil.which("clang-format-22"), style, "--dry-run", "-Werror", *sources]
    subprocess.run(command, cwd=tmp_path, check=True)


def test_planted_faults_are_seen_or_make_no_difference(tmp_path):
    """VerifyTTIR sees nearly all faults of semaphores and multicasts, the device the rest."""
    tool = Path(tilium._native.__file__).resolve().parents[2] / "bin/tilium-mutants"
    command = [tool, "--survivors", tmp_path / "survivors", IR]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    mutants = [json.loads(line) for line in result.stdout.splitlines()]
    calls = {mutant["call"] for mutant in mutants}
    assert {"noc_semaphore_wait", "noc_async_write_multicast", "noc_async_atomic_barrier"} <= calls
    missed = [mutant for mutant in mutants if not mutant["message"]]
    assert len(missed) <= len(mutants) * 0.02, missed
    path = TOP / "scripts/static_mutants.py"
    specification = importlib.util.spec_from_file_location(path.stem, path)
    static_mutants = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(static_mutants)
    rule, expected = static_mutants.run_program(static_mutants.emit(IR.read_text()))
    assert rule is None
    for mutant in missed:
        text = (tmp_path / "survivors" / f"{mutant['mutant']}.mlir").read_text()
        rule, found = static_mutants.run_program(static_mutants.emit(text))
        # A call that comes later than it could, and nothing waits for it.
        assert mutant["kind"] == "move", mutant
        assert rule is None and all(torch.equal(x, y) for x, y in zip(found, expected)), mutant
