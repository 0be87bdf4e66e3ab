"""TileLang's own surface with target="tenstorrent"."""

import json

import pytest
import tilelang
import tilelang.language as T
import tilium
import torch


def scale_program(M, N, factor, block=32):
    @T.prim_func
    def main(X: T.Tensor((M, N), "float32"), Y: T.Tensor((M, N), "float32")):
        with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), threads=128) as (bx, by):
            for i, j in T.Parallel(block, block):
                Y[by * block + i, bx * block + j] = X[by * block + i, bx * block + j] * factor

    return main


def test_lazy_jit():
    @tilelang.jit(out_idx=[-1], target="tenstorrent")
    def scale(M, N, factor):
        return scale_program(M, N, factor)

    x = torch.randn(64, 96)
    kernel = scale(64, 96, 2.0)
    assert isinstance(kernel, tilium.Kernel)
    assert torch.equal(kernel(x), x * 2)
    assert scale(64, 96, 2.0) is kernel


@pytest.mark.parametrize(
    "target, architecture",
    [
        ("tenstorrent", "wormhole_b0"),
        ("tenstorrent -arch=blackhole", "blackhole"),
        ({"kind": "tenstorrent", "arch": "blackhole"}, "blackhole"),
        (lambda: tilium.target("blackhole"), "blackhole"),
    ],
)
def test_compile_for_a_chip(target, architecture):
    target = target() if callable(target) else target
    kernel = tilelang.compile(scale_program(32, 32, 3.0), out_idx=-1, target=target)
    assert kernel.plan["target"] == architecture
    x = torch.randn(32, 32)
    assert torch.equal(kernel(x), x * 3)


def test_target_of_a_with_block():
    with tilium.target("blackhole"):
        kernel = tilelang.compile(scale_program(32, 32, 5.0), out_idx=-1)
    assert kernel.plan["target"] == "blackhole"


def test_default_target(monkeypatch):
    monkeypatch.setenv("TILELANG_DEFAULT_TARGET", "tenstorrent")
    kernel = tilelang.compile(scale_program(32, 32, 7.0), out_idx=-1)
    assert isinstance(kernel, tilium.Kernel)


def test_eager_jit_returns_what_it_makes():
    @tilelang.jit(target="tenstorrent")
    def twice(X):
        M, N = T.const("M, N")
        X: T.Tensor((M, N), "float32")
        Y = T.empty((M, N), "float32")
        with T.Kernel(T.ceildiv(N, 32), T.ceildiv(M, 32), threads=128) as (bx, by):
            for i, j in T.Parallel(32, 32):
                Y[by * 32 + i, bx * 32 + j] = X[by * 32 + i, bx * 32 + j] * 2.0
        return Y

    x = torch.randn(64, 32)
    assert torch.equal(twice(x), x * 2)


def test_several_at_once():
    kernels = tilelang.par_compile(
        [scale_program(32, 32, 2.0), scale_program(32, 32, 4.0)], out_idx=-1, target="tenstorrent"
    )
    x = torch.randn(32, 32)
    assert [torch.equal(kernel(x), x * factor) for kernel, factor in zip(kernels, (2, 4))] == [
        True,
        True,
    ]


def test_autotune_takes_the_device_clock():
    @tilelang.autotune(configs=[{"block": 32}, {"block": 64}], warmup=1, rep=1)
    @tilelang.jit(out_idx=[-1], target="tenstorrent")
    def scale(M, N, factor, block=32):
        return scale_program(M, N, factor, block)

    kernel = scale(128, 128, 3.0)
    assert kernel.config in ({"block": 32}, {"block": 64}) or kernel.latency is not None
    x = torch.randn(128, 128)
    assert torch.equal(kernel(x), x * 3)


def test_profiler():
    kernel = tilelang.compile(scale_program(64, 64, 2.0), out_idx=-1, target="tenstorrent")
    profiler = kernel.get_profiler()
    first = profiler.do_bench()
    assert first > 0 and profiler.do_bench() == first
    profiler.assert_allclose(lambda x: x * 2, rtol=1e-6, atol=1e-6)
    profiler.assert_consistent(repeat=2)
    with pytest.raises(AssertionError, match="of the elements differ"):
        profiler.assert_allclose(lambda x: x * 3)


def test_kernel_shows_its_sources(tmp_path, capsys):
    kernel = tilelang.compile(scale_program(32, 32, 2.0), out_idx=-1, target="tenstorrent")
    assert "mul_unary_tile" in kernel.get_kernel_source()
    assert "int main" in kernel.get_host_source()
    kernel.show_source()
    assert "kernel_main" in capsys.readouterr().out
    assert (tmp_path / "compute.cpp") in kernel.export_sources(tmp_path)


def test_disk_cache(tmp_path, monkeypatch):
    """A new process finds the emitted files; a damaged file is not used."""
    from tilelang.env import env
    from tilium._plugin import KernelCache

    monkeypatch.setattr(env, "TILELANG_CACHE_DIR", str(tmp_path))
    context = tilelang.backend.module.create_backend_context("tenstorrent")
    program = scale_program(32, 32, 9.0)
    first = KernelCache().cached(program, -1, backend_context=context)
    (entry,) = (tmp_path / "tilium").glob("*.json")
    assert KernelCache().cached(program, -1, backend_context=context).sources == first.sources
    text = json.loads(entry.read_text())
    text["files"]["compute.cpp"] += "// changed"
    entry.write_text(json.dumps(text))
    assert KernelCache().cached(program, -1, backend_context=context).sources == first.sources
    entry.write_text("not JSON")
    assert KernelCache().cached(program, -1, backend_context=context).sources == first.sources


def test_disk_cache_that_others_can_write(tmp_path, monkeypatch):
    """Whoever can write there could plant code with the right hash."""
    from tilelang.env import env
    from tilium._plugin import KernelCache

    monkeypatch.setattr(env, "TILELANG_CACHE_DIR", str(tmp_path))
    (tmp_path / "tilium").mkdir()
    (tmp_path / "tilium").chmod(0o777)
    context = tilelang.backend.module.create_backend_context("tenstorrent")
    with pytest.warns(UserWarning, match="can be written by other users"):
        KernelCache().cached(scale_program(32, 32, 7.0), -1, backend_context=context)
    assert list((tmp_path / "tilium").iterdir()) == []


@pytest.mark.parametrize(
    "target, message",
    [
        ("tenstorrent -arch=grayskull", "unknown architecture 'grayskull'"),
        ("tenstorrent -fast", "unknown option '-fast'"),
        ({"kind": "tenstorrent", "cores": 3}, "unknown options"),
    ],
)
def test_bad_targets(target, message):
    with pytest.raises(tilium.ArgumentError, match=message):
        tilelang.compile(scale_program(32, 32, 2.0), target=target)


def test_errors_stay_at_the_program():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float64"), B: T.Tensor((32, 32), "float64")):
        with T.Kernel(1, threads=128) as _:
            T.copy(A, B)

    with pytest.raises(tilium.CompileError, match="float64|f64"):
        tilelang.compile(main, target="tenstorrent")
