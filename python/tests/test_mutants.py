"""Faults planted into a product's IR: VerifyTTIR sees them. `make mutants` takes all programs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import programs
import pytest
import recorder
import tilium

TOOL = Path(tilium._native.__file__).resolve().parents[2] / "bin/tilium-mutants"


@pytest.mark.parametrize("options", [{}, {"dtype": "float32", "transpose_A": True}], ids=str)
def test_faults_in_a_product_are_seen(options, tmp_path):
    with recorder.recording(tmp_path / "programs"):
        tilium.compile(programs.gemm(128, 96, 64, **options))
    (program,) = (tmp_path / "programs").glob("*/metalium.mlir")
    command = [TOOL, "--survivors", tmp_path / "survivors", program]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    mutants = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(mutants) > 100
    assert {"drop", "double", "move", "pages", "buffer"} <= {m["kind"] for m in mutants}
    missed = [(m["kind"], m["kernel"], m["call"]) for m in mutants if not m["message"]]
    assert len(missed) <= len(mutants) * 0.05, missed
    assert len(list((tmp_path / "survivors").iterdir())) == len(missed)
