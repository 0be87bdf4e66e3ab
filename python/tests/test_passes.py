"""The passes from Python, and the validation snippets of the seed document."""

import programs
import pytest
import tilelang.language as T
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

NAMES = [
    "InferTTLayout", "PropagateTTLayout", "AttachTensorAccessorTT", "LayoutAwareWorkPartitionTT",
    "GridToCoreGrid", "LowerSharedToCB", "LowerTTTileIntrinsics", "LowerToSFPU", "BuildTileDFGTT",
    "SplitDeviceKernel", "ConfigureTensorAccessorTT", "LowerCBIntrinsics", "InsertComputeInitTT",
    "InsertDSTManagementTT", "FinalizePersistentSignatureTT", "VerifyTTIR", "CodegenTT",
]  # fmt: skip


@pytest.fixture(scope="module")
def gemm():
    return programs.gemm(256, 256, 256)


def refused():
    """A program that cannot be compiled."""

    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_shared((32, 32), "float32")
            T.copy(A, part)
            T.sync_threads()
            T.copy(part, B)

    return main


# ---- the seed's snippets ----


def test_splitting_gives_three_kernels(gemm):
    kernels = SplitDeviceKernel()(gemm)
    assert len(kernels) == 3
    assert kernels[0].attrs["tt.kernel_role"] == "reader"
    assert [k.attrs["tt.kernel_role"] for k in kernels] == ["reader", "compute", "writer"]


def test_protocol_in_the_kernels(gemm):
    result = run_full_pipeline(gemm)
    reader, compute = result.reader, result.compute
    assert "noc_async_read" in str(reader)
    assert "dst.acquire" in str(compute)


def test_full_pipeline(gemm):
    result = run_full_pipeline(gemm)
    assert result.success
    assert len(result.kernels) == 3


def test_generated_code(gemm):
    result = apply_pipeline(gemm, get_tt_pass_pipeline_v5())
    code = CodegenTT()(result)
    assert validate_generated_code(code)


# ---- the rest ----


def test_pipeline_has_17_passes_in_order():
    assert [step.name for step in get_tt_pass_pipeline_v5()] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_pass_is_callable_alone(gemm, name):
    step = getattr(passes, name)()
    result = step(gemm)
    assert repr(step) == f"{name}()"
    if name == "CodegenTT":
        assert {"reader.cpp", "compute.cpp", "writer.cpp", "main.cpp", "tt.plan.json"} <= set(
            result
        )
    else:
        assert result.finished == NAMES[: NAMES.index(name) + 1]
        assert len(result) == (3 if NAMES.index(name) >= NAMES.index("SplitDeviceKernel") else 1)
        assert "func.func" in str(result)


def test_passes_follow_each_other(gemm):
    program = gemm
    for step in get_tt_pass_pipeline_v5()[:-1]:
        program = step(program)
    assert "metalium.matmul_block" in str(program[1])


def test_a_pass_does_not_change_what_it_gets(gemm):
    before = passes.InferTTLayout()(gemm)
    text = str(before)
    passes.SplitDeviceKernel()(before)
    assert str(before) == text


def test_attributes_of_the_documented_schema(gemm):
    result = run_full_pipeline(gemm)
    names = "core_grid core_ranges partition_mode grid_tiles work_partition runtime_args tile_dfg"
    for name in [*names.split(), "kernel_role"]:
        assert f"tt.{name}" in result.compute.attrs


def test_pass_cannot_run_twice(gemm):
    program = passes.GridToCoreGrid()(gemm)
    with pytest.raises(tilium.ArgumentError, match="ran on this program before"):
        passes.InferTTLayout()(program)


def test_pipeline_out_of_order(gemm):
    steps = get_tt_pass_pipeline_v5()
    with pytest.raises(tilium.ArgumentError, match="PropagateTTLayout cannot run after the import"):
        apply_pipeline(gemm, steps[1:])


def test_part_of_a_pipeline(gemm):
    steps = get_tt_pass_pipeline_v5()
    first = apply_pipeline(gemm, steps[:9])
    assert len(first) == 1
    assert len(apply_pipeline(first, steps[9:])) == 3


def test_failed_pipeline_is_a_result():
    result = run_full_pipeline(refused())
    assert not result.success
    assert result.kernels == []
    assert result.diagnostics[0].file == __file__
    assert "thread-level" in result.diagnostics[0].message
    with pytest.raises(tilium.CompileError):
        _ = result.reader
    with pytest.raises(tilium.ArgumentError, match="the pipeline failed"):
        CodegenTT()(result)


def test_apply_pipeline_raises():
    with pytest.raises(tilium.CompileError):
        apply_pipeline(refused(), get_tt_pass_pipeline_v5())


def test_unknown_target(gemm):
    with pytest.raises(tilium.ArgumentError, match="unknown target"):
        passes.InferTTLayout("grayskull")(gemm)


def test_blackhole_pipeline(gemm):
    program = apply_pipeline(gemm, get_tt_pass_pipeline_v5("blackhole"))
    assert 'tt.target = "blackhole"' in str(program)


def test_code_with_an_error_is_not_valid(gemm):
    code = CodegenTT()(gemm)
    broken = dict(
        code, **{"compute.cpp": code["compute.cpp"].replace("cb_wait_front", "cb_wait_fron")}
    )
    validation = validate_generated_code(broken)
    assert not validation
    assert "cb_wait_fron" in validation.error


def test_code_without_a_kernel_is_not_valid(gemm):
    code = CodegenTT()(gemm)
    del code["reader.cpp"]
    assert "reader.cpp" in validate_generated_code(code).error


@pytest.mark.parametrize("plan", ["", "{", "[]", '{"schema_version": 99}'])
def test_code_with_a_broken_plan_is_not_valid(gemm, plan):
    assert not validate_generated_code(dict(CodegenTT()(gemm), **{"tt.plan.json": plan}))


@pytest.mark.parametrize("code", [None, "text", {}, {"reader.cpp": ""}])
def test_no_code(code):
    with pytest.raises(tilium.ArgumentError, match="expected the files of CodegenTT"):
        validate_generated_code(code)


# ---- TILELANG_TT_TEST_MODE ----


def test_test_mode_mock(gemm, monkeypatch):
    monkeypatch.setenv("TILELANG_TT_TEST_MODE", "mock")
    assert run_full_pipeline(gemm).success
    assert tilium.compile(gemm).execution_backend == "mock"


@pytest.mark.parametrize("value", ["hardware", "MOCK", "1"])
def test_unknown_test_mode(gemm, monkeypatch, value):
    monkeypatch.setenv("TILELANG_TT_TEST_MODE", value)
    with pytest.raises(tilium.ArgumentError, match="TILELANG_TT_TEST_MODE"):
        tilium.compile(gemm)
    with pytest.raises(tilium.ArgumentError, match="TILELANG_TT_TEST_MODE"):
        run_full_pipeline(gemm)


def test_empty_test_mode_counts_as_unset(gemm, monkeypatch):
    monkeypatch.setenv("TILELANG_TT_TEST_MODE", "")
    assert run_full_pipeline(gemm).success
