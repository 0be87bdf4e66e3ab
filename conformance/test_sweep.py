"""The sweep over TileLang's sources finds programs and says what becomes of each."""

import sys

import pytest
import sweep
import sweep_harvest
from random_programs import KIT

if KIT.is_dir():
    sys.path.insert(0, str(KIT))
pytest.importorskip("corpus.trace", reason="the conformance kit is not there")
try:
    __import__("corpus.fetch").fetch.sources()
except Exception as error:  # The kit loads TileLang's sources from the package registry.
    pytest.skip(f"TileLang's sources cannot be had: {error}", allow_module_level=True)

FILES = {
    "examples/gemm_splitk/example_tilelang_gemm_splitk.py": "compiles",
    "examples/elementwise/example_elementwise_add.py": "compiles",
    "testing/python/language/test_tilelang_language_any_of.py": "refused",
}


@pytest.mark.parametrize("file", FILES)
def test_files(file):
    from corpus.fetch import sources

    outcomes = sweep.outcomes_of_file(sources(), file, run=False, limit=1, seen=set())
    assert FILES[file] in {outcome.what for outcome in outcomes}
    assert not [outcome for outcome in outcomes if outcome.what in sweep.BUGS]
    assert sweep.page(outcomes, file, 1).count(file) >= 2


def test_a_program_is_compiled_once():
    from corpus.fetch import sources

    file = sources() / "examples/elementwise/example_elementwise_add.py"
    first = list(sweep_harvest.programs(file, 1, set()))
    assert first and not list(sweep_harvest.programs(file, 1, {key for _, _, key in first}))


def test_a_crash_is_an_outcome(monkeypatch):
    """Of the program that the process was at when it ended."""
    import os

    from corpus.fetch import sources

    monkeypatch.setattr(sweep, "outcome_of", lambda *_: os._exit(1))
    file = "examples/elementwise/example_elementwise_add.py"
    (outcome,) = sweep.outcomes_of_file(sources(), file, run=False, limit=1, seen=set())
    assert outcome.what == "crash" and outcome.name


def test_a_program_of_dynamic_sizes_is_refused_when_it_runs():
    """Its sizes are known then; what it is refused with counts as for any other program."""
    import tilelang.language as T

    size = T.dynamic("size")

    @T.prim_func
    def main(A: T.Tensor((size, 64), "float16"), B: T.Tensor((size, 64), "int32")):
        with T.Kernel(T.ceildiv(size, 32), threads=128) as block:
            for i, j in T.Parallel(32, 64):
                bits = T.reinterpret(A[block * 32 + i, j], "uint16")
                B[block * 32 + i, j] = T.cast(bits, "int32")

    outcome = sweep.outcome_of(__file__, "main", main, run=True)
    assert (outcome.what, outcome.code) == ("refused", "unsupported-expression"), outcome
