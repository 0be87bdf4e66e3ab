"""TileLang's own surface with target="tenstorrent": every call, and what comes of it.

The first line of each test's docstring is a row of docs/tilelang-surface.md, "call → result"; the
classes are its tables. scripts/generate_surface_page.py writes the page.
"""

import json
import os
import subprocess
import sys
import textwrap

import pytest
import tilelang
import tilelang.language as T
import tilium
import torch
from tilelang.env import env
from tilium._plugin import KernelCache

TARGET = "tenstorrent"


def scale_program(M=32, N=32, factor=2.0, block=32):
    @T.prim_func
    def main(X: T.Tensor((M, N), "float32"), Y: T.Tensor((M, N), "float32")):
        with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), threads=128) as (bx, by):
            for i, j in T.Parallel(block, block):
                Y[by * block + i, bx * block + j] = X[by * block + i, bx * block + j] * factor

    return main


def dynamic_program():
    M = T.dynamic("m")

    @T.prim_func
    def main(X: T.Tensor((M, 32), "float32"), Y: T.Tensor((M, 32), "float32")):
        with T.Kernel(T.ceildiv(M, 32), threads=128) as by:
            for i, j in T.Parallel(32, 32):
                Y[by * 32 + i, j] = X[by * 32 + i, j] * 2.0

    return main


@pytest.fixture(scope="module")
def kernel():
    return tilelang.compile(scale_program(), out_idx=-1, target=TARGET)


@pytest.fixture(scope="module")
def in_place():
    return tilelang.compile(scale_program(), target=TARGET)


@pytest.fixture(scope="module")
def dynamic():
    return tilelang.compile(dynamic_program(), out_idx=-1, target=TARGET)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache directory."""
    monkeypatch.setattr(env, "TILELANG_CACHE_DIR", str(tmp_path))
    return tmp_path / "tilium"


def doubles(kernel) -> bool:
    x = torch.randn(32, 32)
    return torch.equal(kernel(x), x * 2)


def context(target=TARGET):
    return tilelang.backend.module.create_backend_context(target)


class TestCompiling:
    """Compiling"""

    def test_lazy_jit(self):
        """`@tilelang.jit(out_idx=[-1], target="tenstorrent")` on a function that returns a PrimFunc → a `tilium.Kernel`; the same one for the same arguments"""

        @tilelang.jit(out_idx=[-1], target=TARGET)
        def scale(M, N, factor):
            return scale_program(M, N, factor)

        made = scale(32, 32, 2.0)
        assert isinstance(made, tilium.Kernel) and doubles(made)
        assert scale(32, 32, 2.0) is made

    def test_bare_jit(self, monkeypatch):
        """`@tilelang.jit` without arguments, the target from the environment → as with them"""
        monkeypatch.setenv("TILELANG_DEFAULT_TARGET", TARGET)

        @tilelang.jit
        def scale(M):
            return scale_program(M, M)

        y = torch.zeros(32, 32)
        scale(32)(torch.ones(32, 32), y)
        assert torch.equal(y, torch.full((32, 32), 2.0))

    def test_eager_jit_returns_what_it_makes(self):
        """`@tilelang.jit` on a function with tensors, `T.const` sizes and `T.empty` (eager) → runs at once and returns the tensor; compiled once for each shape"""

        @tilelang.jit(target=TARGET)
        def twice(X):
            M, N = T.const("M, N")
            X: T.Tensor((M, N), "float32")
            Y = T.empty((M, N), "float32")
            with T.Kernel(T.ceildiv(N, 32), T.ceildiv(M, 32), threads=128) as (bx, by):
                for i, j in T.Parallel(32, 32):
                    Y[by * 32 + i, bx * 32 + j] = X[by * 32 + i, bx * 32 + j] * 2.0
            return Y

        for shape in ((64, 32), (32, 32)):
            x = torch.randn(shape)
            assert torch.equal(twice(x), x * 2)

    def test_eager_jit_writes_in_place(self):
        """The same with tensors that it writes → runs at once, writes in place, returns None"""

        @tilelang.jit(target=TARGET)
        def twice(X, Y, block: int = 32):
            M, N = T.const("M, N")
            X: T.Tensor[[M, N], T.float32]
            Y: T.Tensor[[M, N], T.float32]
            with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), threads=128) as (bx, by):
                for i, j in T.Parallel(block, block):
                    Y[by * block + i, bx * block + j] = X[by * block + i, bx * block + j] * 2.0

        x, y = torch.randn(32, 32), torch.zeros(32, 32)
        assert twice(x, y) is None
        assert torch.equal(y, x * 2)

    def test_eager_jit_compiles_only(self):
        """`function.compile(tensors)` of an eager one → its `Kernel`"""

        @tilelang.jit(target=TARGET)
        def twice(X, Y):
            M, N = T.const("M, N")
            X: T.Tensor((M, N), "float32")
            Y: T.Tensor((M, N), "float32")
            with T.Kernel(1, threads=128) as _:
                for i, j in T.Parallel(32, 32):
                    Y[i, j] = X[i, j] * 2.0

        made = twice.compile(torch.zeros(32, 32), torch.zeros(32, 32))
        assert isinstance(made, tilium.Kernel)
        assert made.plan["tensors"][0]["shape"] == [32, 32]

    def test_jit_gives_tir_and_source(self):
        """`function.get_tir(...)`, `function.get_kernel_source(...)` → the PrimFunc; the emitted kernels"""

        @tilelang.jit(out_idx=[-1], target=TARGET)
        def scale(M):
            return scale_program(M, M)

        assert [buffer.name for buffer in scale.get_tir(32).buffer_map.values()] == ["X", "Y"]
        assert "kernel_main" in scale.get_kernel_source(32)

    def test_debug_root_path(self, tmp_path):
        """`@tilelang.jit(debug_root_path=DIR)` → the emitted kernels and the program as files there"""

        @tilelang.jit(out_idx=[-1], target=TARGET, debug_root_path=str(tmp_path))
        def scale(M):
            return scale_program(M, M)

        scale(32)
        assert "kernel_main" in (tmp_path / "tilelang_jit_kernel_scale.c").read_text()
        assert "T.Kernel" in (tmp_path / "tilelang_jit_program_scale.py").read_text() or (
            "launch_thread" in (tmp_path / "tilelang_jit_program_scale.py").read_text()
        )

    def test_compile(self, kernel):
        """`tilelang.compile(program, out_idx=-1, target="tenstorrent")` → a `Kernel`"""
        assert isinstance(kernel, tilium.Kernel) and doubles(kernel)

    def test_several_at_once(self):
        """`tilelang.par_compile([program, ...])` → a list of kernels, in order"""
        kernels = tilelang.par_compile(
            [scale_program(), scale_program(factor=4.0)], out_idx=-1, target=TARGET
        )
        x = torch.randn(32, 32)
        assert torch.equal(kernels[0](x), x * 2) and torch.equal(kernels[1](x), x * 4)

    def test_several_at_once_with_a_faulty_one(self):
        """`par_compile(..., ignore_error=True)` → None for a program that is refused"""

        @T.prim_func
        def faulty(A: T.Tensor((32, 32), "float64"), B: T.Tensor((32, 32), "float64")):
            with T.Kernel(1, threads=128) as _:
                T.copy(A, B)

        made = tilelang.par_compile(
            [scale_program(), faulty], out_idx=-1, target=TARGET, ignore_error=True
        )
        assert isinstance(made[0], tilium.Kernel) and made[1] is None

    def test_jit_par_compile(self):
        """`function.par_compile([{...}, (...)])` of a jit function → a kernel for each set of arguments"""

        @tilelang.jit(out_idx=[-1], target=TARGET)
        def scale(M, factor=2.0):
            return scale_program(M, 32, factor)

        small, large = scale.par_compile([{"M": 32}, (64,)])
        assert small.params[0].shape == (32, 32) and large.params[0].shape == (64, 32)

    def test_pass_configs_and_verbose(self, capfd):
        """`pass_configs={tilelang.PassConfigKey...: ...}`, `verbose=`, `target_host=` → taken; they steer passes that do not run here"""
        made = tilelang.compile(
            scale_program(),
            out_idx=-1,
            target=TARGET,
            target_host="llvm",
            verbose=True,
            pass_configs={tilelang.PassConfigKey.TL_DISABLE_WARP_SPECIALIZED: True},
        )
        assert doubles(made)

    def test_compile_flags(self):
        """`compile_flags=` → ArgumentError: they are of other backends"""
        with pytest.raises(tilium.ArgumentError, match="compile_flags are of other backends"):
            tilelang.compile(scale_program(), target=TARGET, compile_flags=["-O3"])

    def test_lower(self):
        """`tilelang.lower(program, target="tenstorrent")` → ArgumentError, which names `tilium.passes`"""
        with pytest.raises(tilium.ArgumentError, match="use tilelang.compile, or tilium.passes"):
            tilelang.lower(scale_program(), target=TARGET)

    def test_errors_stay_at_the_program(self):
        """A program that cannot be compiled → `tilium.CompileError` at the Python line, from every call above"""

        @T.prim_func
        def main(A: T.Tensor((32, 32), "float64"), B: T.Tensor((32, 32), "float64")):
            with T.Kernel(1, threads=128) as _:
                T.copy(A, B)

        with pytest.raises(tilium.CompileError, match="float64|f64") as caught:
            tilelang.compile(main, target=TARGET)
        assert caught.value.diagnostics[0].file == __file__


class TestTargets:
    """Targets and backends"""

    @pytest.mark.parametrize(
        "target, architecture",
        [
            ("tenstorrent", "wormhole_b0"),
            ("tenstorrent -arch=wormhole_b0", "wormhole_b0"),
            ("tenstorrent -arch=blackhole", "blackhole"),
            ({"kind": "tenstorrent", "arch": "blackhole"}, "blackhole"),
            (lambda: tilium.target("blackhole"), "blackhole"),
        ],
    )
    def test_compile_for_a_chip(self, target, architecture):
        """`target=` `"tenstorrent"`, `"tenstorrent -arch=blackhole"`, `{"kind": "tenstorrent", "arch": "blackhole"}`, `tilium.target("blackhole")` → the chip; Wormhole if none is named"""
        target = target() if callable(target) else target
        made = tilelang.compile(scale_program(), out_idx=-1, target=target)
        assert made.plan["target"] == architecture and doubles(made)

    def test_target_of_a_with_block(self):
        """`with tilium.target("blackhole"):` → the target inside, for calls that name none"""
        with tilium.target("blackhole"):
            made = tilelang.compile(scale_program(), out_idx=-1)
        assert made.plan["target"] == "blackhole"

    def test_with_a_target_of_tvm(self):
        """`with tvm.target.Target(tilium.target("blackhole")):` → the same"""
        from tvm.target import Target

        with Target(tilium.target("blackhole")):
            made = tilelang.compile(scale_program(), out_idx=-1)
        assert made.plan["target"] == "blackhole"

    def test_target_of_tvm_by_name(self):
        """`tvm.target.Target("tenstorrent")` → TVM's error: kinds cannot be added from Python, so it is `tilium.target(...)`"""
        from tvm.target import Target

        with pytest.raises(ValueError, match="tenstorrent"):
            Target(TARGET)

    @pytest.mark.parametrize("text", ["tenstorrent", "tenstorrent -arch=blackhole"])
    def test_default_target(self, text, monkeypatch):
        """`TILELANG_DEFAULT_TARGET=tenstorrent`, or with `-arch=` → the target of calls that name none"""
        monkeypatch.setenv("TILELANG_DEFAULT_TARGET", text)
        made = tilelang.compile(scale_program(), out_idx=-1)
        assert made.plan["target"] == ("blackhole" if "blackhole" in text else "wormhole_b0")

    @pytest.mark.parametrize(
        "target, message",
        [
            ("tenstorrent -arch=grayskull", "unknown architecture 'grayskull'"),
            ("tenstorrent -fast", "unknown option '-fast'"),
            ({"kind": "tenstorrent", "cores": 3}, "unknown options"),
        ],
    )
    def test_bad_targets(self, target, message):
        """Another chip or option → ArgumentError, with those that exist"""
        with pytest.raises(tilium.ArgumentError, match=message):
            tilelang.compile(scale_program(), target=target)

    def test_execution_backends(self, monkeypatch):
        """`execution_backend="mock"` (the default), `"ttnn"`, `TILELANG_EXECUTION_BACKEND` → what runs the kernel: the mock device, or the card through ttnn"""
        made = tilelang.compile(scale_program(), target=TARGET, execution_backend="ttnn")
        assert made.execution_backend == "ttnn"
        monkeypatch.setenv("TILELANG_EXECUTION_BACKEND", "ttnn")
        assert tilelang.compile(scale_program(), target=TARGET).execution_backend == "ttnn"

    def test_a_backend_of_another_target(self):
        """`execution_backend="cython"` → TileLang's error, which names mock and ttnn"""
        with pytest.raises(ValueError, match="mock"):
            tilelang.compile(scale_program(), target=TARGET, execution_backend="cython")

    def test_another_version_says_so_at_import(self, tmp_path):
        """`import tilium` with another version of TileLang → a warning that names both versions; the target is not registered, and `tilium.compile` says why"""
        script = """
            import warnings, tilelang
            tilelang.__version__ = "0.9.0"
            with warnings.catch_warnings(record=True) as said:
                warnings.simplefilter("always")
                import tilium
            print([str(warning.message) for warning in said if "Tilium" in str(warning.message)])
            try:
                tilium.compile(None)
            except tilium.ArgumentError as error:
                print(error)
            """
        said, refused = run_python(script, tmp_path).strip().splitlines()
        assert "TileLang 0.9.0 is installed" in said and "made for TileLang 0.1.15" in said
        assert "not registered" in said and "TileLang 0.9.0 is installed" in refused


class TestCalling:
    """Calling a kernel"""

    @pytest.mark.parametrize("out_idx", [1, -1, [1], [-1]])
    def test_outputs_are_allocated(self, out_idx):
        """`out_idx=` 1, -1, [1], [-1] → a call allocates the tensor and returns it"""
        assert doubles(tilelang.compile(scale_program(), out_idx=out_idx, target=TARGET))

    def test_outputs_in_place(self, in_place):
        """No `out_idx` → a call takes all tensors, writes in place and returns None"""
        y = torch.zeros(32, 32)
        assert in_place(torch.ones(32, 32), y) is None
        assert torch.equal(y, torch.full((32, 32), 2.0))

    def test_several_outputs(self):
        """`out_idx=[1, 2]` → a list of tensors"""

        @T.prim_func
        def main(
            A: T.Tensor((32, 32), "float32"),
            B: T.Tensor((32, 32), "float32"),
            C: T.Tensor((32, 32), "float32"),
        ):
            with T.Kernel(1, threads=128) as _:
                part = T.alloc_fragment((32, 32), "float32")
                T.copy(A, part)
                T.copy(part, B)
                T.copy(part, C)

        a = torch.randn(32, 32)
        b, c = tilelang.compile(main, out_idx=[1, 2], target=TARGET)(a)
        assert torch.equal(b, a) and torch.equal(c, a)

    @pytest.mark.parametrize("out_idx", [5, [-3], ["Y"]])
    def test_no_such_output(self, out_idx):
        """An `out_idx` that is no parameter → ArgumentError"""
        with pytest.raises(tilium.ArgumentError, match="is no parameter"):
            tilelang.compile(scale_program(), out_idx=out_idx, target=TARGET)

    def test_numpy(self, kernel):
        """NumPy arrays in place of torch tensors → taken; outputs are NumPy arrays if all inputs are"""
        x = torch.randn(32, 32)
        assert (kernel(x.numpy()) == (x * 2).numpy()).all()

    def test_dynamic(self, dynamic):
        """`T.dynamic` dimensions → a `tilium.DynamicKernel`, which compiles for the sizes of each call and keeps the kernels"""
        assert isinstance(dynamic, tilium.DynamicKernel)
        for rows in (64, 32, 64):
            x = torch.randn(rows, 32)
            assert torch.equal(dynamic(x), x * 2)
        assert len(dynamic.kernels) == 2

    def test_wrong_arguments(self, kernel):
        """A tensor of another shape or dtype, or too few → ArgumentError, which names the parameter"""
        with pytest.raises(tilium.ArgumentError, match="'X' .32x32, float32. got a tensor of"):
            kernel(torch.zeros(32, 64))
        with pytest.raises(tilium.ArgumentError, match="takes 1 arguments"):
            kernel()


class TestKernelObject:
    """The kernel object"""

    def test_sources(self, kernel, in_place):
        """`get_kernel_source(kernel_only=True)`, `get_host_source()`, `kernel_source`, `host_source` → the emitted kernels as one text, and the host program; `kernel.sources` has each file"""
        text = kernel.get_kernel_source()
        assert "mul_unary_tile" in text and "int main" not in text
        assert "int main" in kernel.get_kernel_source(kernel_only=False)
        assert "int main" in kernel.get_host_source()
        assert (kernel.kernel_source, kernel.host_source) == (text, kernel.get_host_source())

    def test_show_source(self, kernel, capsys):
        """`show_source("kernel" \\| "host" \\| "both")`, `print_source_code()` → prints it"""
        for which, has_kernel, has_host in (
            ("kernel", True, False),
            ("host", False, True),
            ("both", True, True),
        ):
            kernel.show_source(which)
            shown = capsys.readouterr().out
            assert ("void kernel_main" in shown, "int main" in shown) == (has_kernel, has_host)
        kernel.print_source_code()
        assert "void kernel_main" in capsys.readouterr().out
        with pytest.raises(tilium.ArgumentError, match="kernel, host, both"):
            kernel.show_source("device")

    def test_export_sources(self, kernel, tmp_path):
        """`export_sources(kernel_path=, host_path=)`, `print_source_code(file=)` → writes one text each"""
        kernel.export_sources(kernel_path=tmp_path / "a" / "k.cpp", host_path=tmp_path / "h.cpp")
        assert (tmp_path / "a" / "k.cpp").read_text() == kernel.get_kernel_source()
        assert (tmp_path / "h.cpp").read_text() == kernel.get_host_source()
        kernel.print_source_code(file=tmp_path / "p.cpp")
        assert (tmp_path / "p.cpp").read_text() == kernel.get_kernel_source()

    def test_export_all(self, kernel, tmp_path):
        """`export_sources(DIR)` → all files under their names, as a build takes them (a first positional argument is a directory here, a file in TileLang)"""
        assert {path.name for path in kernel.export_sources(tmp_path)} == set(kernel.sources)
        with pytest.raises(tilium.ArgumentError, match="needs a directory"):
            kernel.export_sources()

    def test_params(self, kernel):
        """`params`, `out_idx`, `prim_func` → name, dtype and shape of each parameter, with `is_scalar()`, `torch_dtype()` and the like; outputs by position; the program"""
        x, y = kernel.params
        assert (x.name, x.dtype, x.shape) == ("X", "float32", (32, 32))
        assert x.torch_dtype() is torch.float32 and not x.is_scalar()
        assert not (x.is_unsigned() or x.is_float8() or x.is_float4() or x.is_boolean())
        assert kernel.out_idx == [1] and len(kernel.prim_func.params) == 2

    def test_tuner_result(self, kernel):
        """`update_tuner_result(...)`, `get_tuner_result()`, `latency`, `config`, `ref_latency` → what `@tilelang.autotune` found"""
        fresh = tilium.compile(scale_program(), out_idx=-1)
        with pytest.raises(tilium.ArgumentError, match="was not tuned"):
            fresh.get_tuner_result()
        assert fresh.update_tuner_result(0.5, {"block": 32}, 1.0) is fresh
        found = {"latency": 0.5, "config": {"block": 32}, "ref_latency": 1.0}
        assert fresh.get_tuner_result() == found
        assert (fresh.latency, fresh.config, fresh.ref_latency) == (0.5, {"block": 32}, 1.0)

    def test_what_only_cuda_has(self, kernel, tmp_path):
        """`show_ptx`, `export_ptx`, `show_sass`, `export_sass`, `export_library` → ArgumentError, which says what there is instead"""
        for call in (kernel.show_ptx, kernel.show_sass):
            with pytest.raises(tilium.ArgumentError, match="are of CUDA"):
                call()
        for call in (kernel.export_ptx, kernel.export_sass):
            with pytest.raises(tilium.ArgumentError, match="are of CUDA"):
                call("file")
        with pytest.raises(tilium.ArgumentError, match="no shared library"):
            kernel.export_library(str(tmp_path / "k.so"))

    def test_surface_of_dynamic_kernels(self, tmp_path, capsys):
        """All of it on a `DynamicKernel` → as for its only kernel; with none or several, ArgumentError, which names `specialize`"""
        made = tilium.compile(dynamic_program(), out_idx=-1)
        with pytest.raises(tilium.ArgumentError, match="specialize"):
            made.get_host_source()
        made.specialize(m=32)
        made.show_source("host")
        assert "int main" in capsys.readouterr().out
        assert {path.name for path in made.export_sources(tmp_path)} >= {"reader.cpp", "main.cpp"}
        assert [str(extent) for extent in made.params[0].shape] == ["m", "32"]


class TestProfiler:
    """The profiler"""

    def test_do_bench(self, kernel):
        """`get_profiler().do_bench()` → milliseconds on the device's clock, the same in every run; the arithmetic is left out where nobody gets the results"""
        profiler = kernel.get_profiler()
        x = torch.randn(32, 32)
        kernel(x)
        expected = kernel.last_report["microseconds"] / 1e3
        assert profiler.do_bench() == profiler.do_bench(input_tensors=[x]) == expected > 0
        assert doubles(kernel), "a run after do_bench has its arithmetic"

    def test_do_bench_arguments(self, kernel):
        """`do_bench(warmup=, rep=, n_warmup=, n_repeat=, backend=, device=, early_stop_baseline=, quantiles=, return_mode=)` → taken; several quantiles give a list of the one time there is"""
        profiler = kernel.get_profiler()
        time = profiler.do_bench(
            warmup=1,
            rep=1,
            n_warmup=1,
            n_repeat=3,
            backend="cupti",
            device="cpu",
            early_stop_baseline=1.0,
            return_mode="median",
        )
        assert time == profiler.do_bench(quantiles=[0.5])
        assert profiler.do_bench(quantiles=[0.2, 0.5, 0.8]) == [time] * 3
        with pytest.raises(tilium.ArgumentError, match="return_mode"):
            profiler.do_bench(return_mode="mode")
        with pytest.raises(TypeError):
            profiler.do_bench(no_such_option=1)

    def test_do_bench_writes_what_it_is_given(self, in_place):
        """`do_bench(input_tensors=[...])` with tensors that the kernel writes → they get their values"""
        x, y = torch.randn(32, 32), torch.zeros(32, 32)
        in_place.get_profiler().do_bench(input_tensors=[x, y])
        assert torch.equal(y, x * 2)

    def test_do_bench_of_a_reference(self, kernel):
        """`do_bench(func)` → milliseconds of `func` on this machine"""
        assert kernel.get_profiler().do_bench(lambda x: x * 2, n_repeat=2) > 0

    def test_do_bench_of_dynamic_sizes(self, dynamic):
        """`do_bench(dynamic_symbolic_constraints={"m": 64})` → the time for these sizes"""
        profiler = dynamic.get_profiler()
        time = profiler.do_bench(dynamic_symbolic_constraints={"m": 64})
        assert time == profiler.do_bench(input_tensors=[torch.zeros(64, 32)])
        with pytest.raises(tilium.ArgumentError, match="sizes of 'X' .* come with a call"):
            profiler.do_bench()
        with pytest.raises(tilium.ArgumentError, match="the program has none"):
            dynamic.specialize(m=64).get_profiler().do_bench(dynamic_symbolic_constraints={"m": 64})

    @pytest.mark.parametrize("supply", list(tilelang.TensorSupplyType), ids=lambda s: s.name)
    def test_supplies(self, kernel, supply):
        """`get_profiler(tensor_supply_type=...)`, all of `tilelang.TensorSupplyType` → inputs of that kind, on the CPU"""
        (x,) = kernel.get_profiler(supply)._get_inputs()
        assert x.shape == (32, 32) and x.dtype is torch.float32
        if supply.name in ("Zero", "One"):
            assert torch.equal(x, torch.full((32, 32), float(supply.name == "One")))
        if supply.name == "Integer":
            assert torch.equal(x, x.round())

    def test_assert_allclose(self, kernel):
        """`assert_allclose(reference, input_tensors=, atol=, rtol=, max_mismatched_ratio=)` → AssertionError with how much differs"""
        profiler = kernel.get_profiler()
        profiler.assert_allclose(lambda x: x * 2, rtol=1e-6, atol=1e-6, max_mismatched_ratio=0)
        profiler.assert_allclose(lambda x: [x * 2], input_tensors=[torch.ones(32, 32)])
        with pytest.raises(AssertionError, match="of the elements differ"):
            profiler.assert_allclose(lambda x: x * 3)
        with pytest.raises(AssertionError, match="returns 1 tensors, the reference 2"):
            profiler.assert_allclose(lambda x: (x * 2, x))

    def test_other_checks(self, kernel):
        """`manual_assert_close(...)`, `assert_consistent(repeat=)`, `run_once()`, `profiler(...)`, `profiler.func` → as in TileLang; consistent means equal bits and equal cycles"""
        profiler = kernel.get_profiler()
        seen = []
        profiler.manual_assert_close(
            lambda x: x * 2, manual_check_prog=lambda a, b: seen.append(torch.equal(a[0], b[0]))
        )
        assert seen == [True]
        profiler.assert_consistent(repeat=2)
        assert profiler.run_once().shape == kernel.run_once().shape == (32, 32)
        assert profiler.func is kernel and doubles(profiler)

    def test_account(self, dynamic, capsys):
        """`report()`, `profile()`, `timeline(FILE)`, `html(FILE)` → where the time went ([profiling](profiling.md)); TileLang has no counterpart"""
        x = torch.zeros(32, 32)
        profile = dynamic.get_profiler().profile([x])
        assert profile.data["kernels"][0]["total_cycles"] > 0
        assert dynamic.get_profiler().report()["total_cycles"] > 0
        assert "cycles" in capsys.readouterr().out


TUNED = f"""
    import sys
    sys.path.insert(0, {os.path.dirname(__file__)!r})
    import tilelang, tilium
    from test_tilelang_surface import scale_program
    from tilium import _plugin

    compiled = []
    original = _plugin.compile_tir
    def counting(*arguments):
        compiled.append(1)
        return original(*arguments)
    _plugin.compile_tir = counting

    @tilelang.autotune(configs=[{{"block": 32}}, {{"block": 64}}], warmup=1, rep=1)
    @tilelang.jit(out_idx=[-1], target="tenstorrent")
    def scale(M, N, block=32):
        return scale_program(M, N, 2.0, block)

    kernel = scale(64, 64)
    print("found", len(compiled), kernel.config, kernel.latency)
    """


class TestTuning:
    """Tuning"""

    def test_autotune_takes_the_device_clock(self, cache, monkeypatch):
        """`@tilelang.autotune(configs=[...])` → the kernel with the fewest cycles, with `config` and `latency`"""
        monkeypatch.chdir(cache.parent)

        @tilelang.autotune(configs=[{"block": 32}, {"block": 64}], warmup=1, rep=1)
        @tilelang.jit(out_idx=[-1], target=TARGET)
        def scale(M, N, block=32):
            return scale_program(M, N, 2.0, block)

        kernel = scale(64, 64)
        times = {
            block: tilium.compile(scale_program(64, 64, 2.0, block), out_idx=-1)
            .get_profiler()
            .do_bench()
            for block in (32, 64)
        }
        best = min(times, key=times.get)
        assert kernel.config == {"block": best} and kernel.latency == times[best]
        x = torch.randn(64, 64)
        assert torch.equal(kernel(x), x * 2)
        assert "Traceback" not in (cache.parent / "autotuner.log").read_text()

    def test_autotune_checks_a_reference(self, tmp_path, monkeypatch):
        """`autotune(ref_prog=)`, `with set_autotune_inputs(...)` → candidates that differ from the reference are left out"""
        monkeypatch.chdir(tmp_path)

        @tilelang.autotune(
            configs=[{"factor": 3.0}, {"factor": 2.0}], ref_prog=lambda x: x * 2, warmup=1, rep=1
        )
        @tilelang.jit(out_idx=[-1], target=TARGET)
        def scale(M, factor=1.0):
            return scale_program(M, 32, factor)

        with tilelang.autotuner.set_autotune_inputs([torch.randn(32, 32)]):
            kernel = scale(32)
        assert kernel.config == {"factor": 2.0} and kernel.ref_latency > 0

    def test_a_tuned_kernel_is_found_again(self, cache, tmp_path):
        """The same in a later process → the configuration comes from disk, and the kernel from the kernel cache: nothing is tuned or compiled"""
        environment = {"TILELANG_CACHE_DIR": str(tmp_path)}
        first = run_python(TUNED, tmp_path, environment).splitlines()[-1].split()
        again = run_python(TUNED, tmp_path, environment).splitlines()[-1].split()
        assert first[:2] == ["found", "2"] and again[:2] == ["found", "0"]
        assert first[2:] == again[2:]

    def test_autotuner_object(self, tmp_path, monkeypatch):
        """`tilelang.autotuner.AutoTuner.from_kernel(f, configs).set_compile_args(target="tenstorrent", ...).run()` → its result, with the kernel"""
        from tilelang.autotuner import AutoTuner

        monkeypatch.chdir(tmp_path)

        def scale(block=32):
            return scale_program(64, 64, 2.0, block)

        tuner = AutoTuner.from_kernel(scale, configs=[{"block": 32}, {"block": 64}])
        result = tuner.set_compile_args(out_idx=[-1], target=TARGET).run(warmup=1, rep=1)
        assert result.config["block"] in (32, 64) and isinstance(result.kernel, tilium.Kernel)


class TestCache:
    """The kernel cache"""

    def test_memory(self, cache):
        """The same program, target and options twice → the same kernel object"""
        first = tilelang.compile(scale_program(), out_idx=-1, target=TARGET)
        assert tilelang.compile(scale_program(), out_idx=-1, target=TARGET) is first
        assert tilelang.compile(scale_program(), target=TARGET) is not first

    def test_key(self, cache):
        """Another program, chip, `out_idx` or build of the compiler → an entry of its own"""
        kernels = KernelCache()
        for program, out_idx, target in (
            (scale_program(), -1, TARGET),
            (scale_program(factor=3.0), -1, TARGET),
            (scale_program(), None, TARGET),
            (scale_program(), -1, "tenstorrent -arch=blackhole"),
        ):
            kernels.cached(program, out_idx, backend_context=context(target))
        assert len(list(cache.glob("*.json"))) == 4
        from tilium import _disk_cache

        before = _disk_cache.entry_key("program")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_disk_cache, "_compiler", lambda: "another build")
            assert _disk_cache.entry_key("program") != before

    def test_disk(self, cache):
        """A later process → loads the emitted files from `TILELANG_CACHE_DIR`, with what the compiler had said, and compiles nothing"""
        script = f"""
            import sys
            sys.path.insert(0, {os.path.dirname(__file__)!r})
            import tilelang, tilium
            from test_tilelang_surface import scale_program
            from tilium import _plugin
            if sys.argv[1:] == ["again"]:
                _plugin.compile_tir = None  # A call would fail.
            kernel = tilelang.compile(scale_program(), out_idx=-1, target="tenstorrent")
            print(hash(kernel.sources["compute.cpp"]), kernel.diagnostics)
            """
        environment = {"TILELANG_CACHE_DIR": str(cache.parent), "PYTHONHASHSEED": "0"}
        first = run_python(script, cache.parent, environment)
        (entry,) = cache.glob("*.json")
        assert json.loads(entry.read_text())["content"]["files"]["compute.cpp"]
        assert run_python(script, cache.parent, environment, "again") == first

    def test_diagnostics_are_kept(self, cache):
        """Warnings of a kernel from disk → those of its compilation"""

        @T.prim_func
        def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
            with T.Kernel(1, threads=128) as _:
                part = T.alloc_fragment((32, 32), "float32")
                unused = T.alloc_fragment((32, 32), "float32")
                T.copy(A, part)
                T.copy(part, unused)
                T.copy(part, B)

        first = KernelCache().cached(main, -1, backend_context=context())
        again = KernelCache().cached(main, -1, backend_context=context())
        assert "written-not-read" in [d.code for d in first.diagnostics]
        assert again is not first and again.diagnostics == first.diagnostics

    def test_damage(self, cache):
        """An entry that was changed or cut short → is not used"""
        program = scale_program(factor=9.0)
        first = KernelCache().cached(program, -1, backend_context=context())
        (entry,) = cache.glob("*.json")
        text = json.loads(entry.read_text())
        text["content"]["files"]["compute.cpp"] += "// changed"
        for damaged in (json.dumps(text), "not JSON", "{}"):
            entry.write_text(damaged)
            again = KernelCache().cached(program, -1, backend_context=context())
            assert again.sources == first.sources

    def test_folder_that_others_can_write(self, cache):
        """A cache directory that other users can write → a warning, and no disk cache"""
        cache.mkdir()
        cache.chmod(0o777)
        with pytest.warns(UserWarning, match="can be written by other users"):
            KernelCache().cached(scale_program(factor=7.0), -1, backend_context=context())
        assert list(cache.iterdir()) == []

    def test_disabled(self, cache, monkeypatch):
        """`TILELANG_DISABLE_CACHE=1` → compiles anew, keeps nothing"""
        monkeypatch.setattr(env, "TILELANG_DISABLE_CACHE", "1")
        first = tilelang.compile(scale_program(), out_idx=-1, target=TARGET)
        assert tilelang.compile(scale_program(), out_idx=-1, target=TARGET) is not first
        assert not cache.exists()


def run_python(script: str, directory, environment=None, *arguments: str) -> str:
    """What a program prints, in a process of its own; it has to succeed without complaints."""
    file = directory / "program.py"
    file.write_text(textwrap.dedent(script))
    done = subprocess.run(
        [sys.executable, file, *arguments],
        capture_output=True,
        text=True,
        cwd=directory,
        env={**os.environ, **(environment or {})},
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout
