"""docs/benchmarks.md holds what the programs take now."""

import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "benchmark/compiler"))

import cases  # noqa: E402
import measure  # noqa: E402
import page  # noqa: E402


@pytest.mark.parametrize("target", page.TARGETS)
@pytest.mark.parametrize("case", cases.quick_cases(), ids=lambda case: case.name)
def test_page_is_up_to_date(case, target):
    begin, end = page.markers(target)
    measured = page.PAGE.read_text().split(begin)[1].split(end)[0].splitlines()
    assert page.row(case, measure.measure(case, target)) in measured, "run make benchmark"


def test_page_has_every_program():
    for target in page.TARGETS:
        begin, end = page.markers(target)
        measured = page.PAGE.read_text().split(begin)[1].split(end)[0]
        for case in cases.all_cases():
            assert f"| {case.name} |" in measured, "run make benchmark"


def test_bound_is_below_every_run():
    case = cases.gemm_case(128, 128, 128)
    result = measure.measure(case, "wormhole_b0")
    # 64 products of 64 cycles on 64 cores; three matrices of 32 KB over the rate of all banks.
    assert result.bound == pytest.approx(32768 * (2 / 22.3 + 1 / 21.9) / 12)
    assert 64 < result.bound < result.cycles


def test_without_arithmetic_the_cycles_are_the_same():
    import tilium
    import torch

    kernel = tilium.compile(cases.chain(2, "bfloat16", 64, 512), out_idx=[-1])
    x = torch.randn(64, 512).to(torch.bfloat16)
    result = kernel(x)
    cycles = kernel.last_report["total_cycles"]
    torch.testing.assert_close(result.float(), x.float() * 1.5 + 0.25, rtol=1e-2, atol=1e-2)
    kernel.timing_only = True
    kernel(x)
    assert kernel.last_report["total_cycles"] == cycles
