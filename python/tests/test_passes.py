"""The passes as Python sees them, and the seed's validation snippets."""

import os
import subprocess
import sys

import pytest
from programs import gemm

import tilium
from tilium import passes
from tilium.passes import (
    CodegenTT,
    SplitDeviceKernel,
    apply_pipeline,
    get_tt_pass_pipeline_v5,
    run_full_pipeline,
    validate_generated_code,
)

gemm = gemm(256, 256, 256)


def test_splitting_gives_three_kernels():
    kernels = SplitDeviceKernel()(gemm)
    assert len(kernels) == 3
    assert kernels[0].attrs["tt.kernel_role"] == "reader"
    assert [kernel.attrs["tt.kernel_role"] for kernel in kernels] == ["reader", "compute", "writer"]


def test_protocol_is_in_the_kernels():
    result = run_full_pipeline(gemm)
    assert result.success
    assert len(result.kernels) == 3
    reader, compute, writer = result.reader, result.compute, result.writer
    assert "noc_async_read" in str(reader)
    assert "dst.acquire" in str(compute)
    assert "noc_async_write" in str(writer)


def test_applying_the_pipeline():
    pipeline = get_tt_pass_pipeline_v5()
    assert len(pipeline) == 17
    program = apply_pipeline(gemm, pipeline)
    assert program.finished == [step.name for step in pipeline]
    code = CodegenTT()(run_full_pipeline(gemm))
    assert sorted(code) == [
        "CMakeLists.txt", "compute.cpp", "main.cpp", "reader.cpp", "tt.plan.json", "writer.cpp",
    ]
    assert validate_generated_code(code)


def test_validation_finds_faults():
    code = CodegenTT()(gemm)
    broken = dict(code, **{"compute.cpp": code["compute.cpp"].replace("matmul_block(", "matmul_blok(")})
    validation = validate_generated_code(broken)
    assert not validation
    assert "matmul_blok" in validation.error
    del broken["reader.cpp"]
    assert "reader.cpp" in validate_generated_code(broken).error
    with pytest.raises(tilium.ArgumentError, match="files of CodegenTT"):
        validate_generated_code("void kernel_main() {}")


@pytest.mark.parametrize("index", range(16))
def test_every_pass_is_callable(index):
    step = get_tt_pass_pipeline_v5()[index]
    program = getattr(passes, step.name)()(gemm)
    assert program.finished[-1] == step.name
    assert "func.func" in str(program)


def test_passes_run_in_order():
    pipeline = get_tt_pass_pipeline_v5()
    with pytest.raises(tilium.ArgumentError, match="the next pass is InferTTLayout"):
        apply_pipeline(gemm, pipeline[1:])
    split = SplitDeviceKernel()(gemm)
    with pytest.raises(tilium.ArgumentError, match="ran on this program before"):
        SplitDeviceKernel()(split)
    assert passes.VerifyTTIR()(split).finished[-1] == "VerifyTTIR"


def test_a_failed_pipeline_says_why():
    from programs import gemm as build

    result = run_full_pipeline(build(1024, 1024, 1024, 1024, 1024, 64))
    assert not result.success
    assert result.kernels == []
    assert "L1" in result.diagnostics[0].message
    with pytest.raises(tilium.CompileError):
        _ = result.reader


@pytest.mark.parametrize("mode,works", [("mock", True), ("silicon", False)])
def test_test_mode(mode, works):
    """TILELANG_TT_TEST_MODE names the backend that tests run on; the mock device is the one there is."""
    result = subprocess.run(
        [sys.executable, "-c", "import tilium"],
        env={**os.environ, "TILELANG_TT_TEST_MODE": mode},
        capture_output=True,
        text=True,
    )
    assert (result.returncode == 0) == works
    assert works or "TILELANG_TT_TEST_MODE" in result.stderr
