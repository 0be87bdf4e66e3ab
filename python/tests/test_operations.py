"""docs/operations.md holds what the operations take now."""

import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "scripts"))

import operation_cases  # noqa: E402
import operation_table  # noqa: E402

PAGE = (TOP / "docs/operations.md").read_text()
# One for each that does work, small in time.
MEASURED = [
    ("x + y", "float32"),
    ("x * y", "bfloat16"),
    ("T.exp", "float16"),
    ("T.cast(x, 'bfloat16')", "float32"),
    ("T.copy", "bfloat16"),
    ("T.gemm", "bfloat16"),
    ("x[i, N - 1 - j]", "float32"),
]


@pytest.mark.parametrize("name, dtype", MEASURED)
def test_page_is_up_to_date(name, dtype):
    (operation,) = (
        operation
        for operation in operation_cases.all_operations()
        if operation.name == name and dtype in operation.types
    )
    assert operation_table.row(operation, dtype) in PAGE.splitlines(), (
        "run scripts/measure_functions.py --only operations --update"
    )


def test_page_has_every_operation_in_order():
    rows = [line.split(" | ")[:2] for line in PAGE.splitlines() if line.startswith("| `")]
    wanted = [
        [f"| `{operation.name}`", dtype]
        for operation in operation_cases.all_operations()
        for dtype in operation.types
    ]
    assert rows == wanted
