"""TileLang's own kernels: each runs and is right, or is refused at a line of its program.

The kernels come with the conformance kit, the folder `corpus` on PYTHONPATH or in TILIUM_CORPUS
(by default `shared/corpus` beside the repository). Without it these tests are skipped.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import tilium
import torch
from filelock import FileLock

KIT = Path(os.environ.get("TILIUM_CORPUS", Path(__file__).resolve().parents[2] / "shared/corpus"))
if KIT.is_dir():
    sys.path.insert(0, str(KIT))
corpus = pytest.importorskip("corpus.cases", reason="the conformance kit is not there")

# The kit loads TileLang's sources once, and tests run in several processes.
CACHE = Path(os.environ.get("TILIUM_CORPUS_CACHE", Path.home() / ".cache/tilium"))
CACHE.mkdir(parents=True, exist_ok=True)
try:
    with FileLock(CACHE / "corpus.lock"):
        CASES = list(corpus.cases())
except Exception as error:  # The kit loads TileLang's sources from the package registry.
    pytest.skip(f"TileLang's sources cannot be had: {error}", allow_module_level=True)

# What runs; anything else here has to be refused. A program that starts to run joins the list.
RUNS = {
    "conv2d_im2col",
    "elementwise_add",
    "gdn_cumsum",
    "gemm_batched",
    "gemm_dynamic_mnk",
    "gemm_nt_f16",
    "gemm_padded_nonaligned",
    "gemm_splitk",
    "gemm_tn_f16",
    "gqa_decode_split",
    "gqa_fwd_bshd",
    "grouped_gemm_fwd",
    "if_range",
    "layernorm_fwd",
    "mha_bwd_prep",
    "mha_fwd_bshd_causal",
    "online_softmax",
    "per_token_cast_fp8",
    "quickstart_gemm_relu",
    "reduce_sum_scopes",
    "retention_fwd",
    "rms_norm",
    "silu_gate",
    "topk",
    "transpose_op",
}

outcomes: dict[str, tuple[int, str]] = {}


@pytest.fixture(scope="module", autouse=True)
def _table(request):
    """Prints what became of each program."""
    yield
    lines = [f"{name:24} {tier}  {outcome}" for name, (tier, outcome) in outcomes.items()]
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print("\n" + "\n".join(lines))


def lose_subnormals(tensors) -> None:
    """The matrix engine, which transposes, takes float16 numbers below 2^-14 as zero."""
    for tensor in tensors:
        if isinstance(tensor, torch.Tensor) and tensor.dtype == torch.float16:
            tensor[tensor.abs() < 2.0**-14] = 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_runs_or_is_refused(case):
    tensors, expected = case.make()
    try:
        kernel = tilium.compile(case.prim_func)
    except tilium.CompileError as error:
        diagnostic = error.diagnostics[0]
        place = f"{Path(diagnostic.file).name}:{diagnostic.line}"
        outcomes[case.name] = (case.tier, f"refused  {place}: {diagnostic.message.splitlines()[0]}")
        assert diagnostic.file and diagnostic.line > 0 and diagnostic.code, str(error)
        assert Path(diagnostic.file).is_file(), str(error)
        assert case.name not in RUNS, str(error)
        return
    if case.tolerance == 0:
        lose_subnormals(
            [*tensors, *(expected.values() if isinstance(expected, dict) else expected)]
        )
    kernel(*tensors)
    errors = case.check(tensors, expected)
    outcomes[case.name] = (case.tier, f"wrong  {errors}" if errors else "runs")
    assert errors == {}
    assert case.name in RUNS, "runs now: add it to RUNS"
