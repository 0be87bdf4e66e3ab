"""Every plan is in the published form."""

import json
from pathlib import Path

import jsonschema
import pytest
import tilium
from programs import batched_gemm, copy_2d, fill_2d, gemm

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[2] / "docs/reference/plan.schema.json").read_text()
)
PROGRAMS = {
    "gemm": lambda: gemm(70, 64, 64),
    "transposed": lambda: gemm(64, 64, 64, transpose_A=True, dtype="float32"),
    "batched": lambda: batched_gemm(2, 64, 64, 64),
    "copy": lambda: copy_2d(64, 64, 48, 32, dtype="float32", out_dtype="float16"),
    "fill": lambda: fill_2d(64, 64, 1.0),
}


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("target", ["wormhole_b0", "blackhole"])
def test_plan_has_the_published_form(name, target):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(tilium.compile(PROGRAMS[name](), target=target).plan, SCHEMA)


def test_the_schema_refuses():
    plan = tilium.compile(gemm(64, 64, 64)).plan
    for key in plan:
        broken = {k: v for k, v in plan.items() if k != key}
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, SCHEMA)
