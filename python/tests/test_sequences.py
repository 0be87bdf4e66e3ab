"""Programs of several T.Kernel, and workspaces in device memory."""

import json

import pytest
import tilelang
import tilelang.language as T
import tilium
import torch
from tilelang.env import env

M, N = 64, 96


def row_sums(scale=True):
    """Row sums by two kernels: partial sums of column blocks, then their total."""

    @T.prim_func
    def main(X: T.Tensor((M, N), "float32"), factor: T.float32, Y: T.Tensor((M,), "float32")):
        partial = T.alloc_global((3, M), "float32")
        with T.Kernel(3, threads=128) as bx:
            x = T.alloc_fragment((M, 32), "float32")
            s = T.alloc_fragment((M,), "float32")
            T.copy(X[0, bx * 32], x)
            T.reduce_sum(x, s, dim=1)
            T.copy(s, partial[bx, 0])
        with T.Kernel(1, threads=128) as _:
            p = T.alloc_fragment((3, M), "float32")
            s = T.alloc_fragment((M,), "float32")
            T.copy(partial, p)
            T.reduce_sum(p, s, dim=0)
            for i in T.Parallel(M):
                s[i] = s[i] * factor
            T.copy(s, Y)

    return main


def test_kernels_run_in_order():
    kernel = tilium.compile(row_sums(), out_idx=-1)
    assert isinstance(kernel, tilium.KernelSequence)
    x = torch.randn(M, N)
    torch.testing.assert_close(kernel(x, 2.0), 2 * x.sum(1), rtol=1e-5, atol=1e-5)
    parts = kernel.last_report["kernels"]
    assert len(parts) == 2
    assert kernel.last_report["total_cycles"] == sum(part["total_cycles"] for part in parts)


def test_every_kernel_has_its_files(tmp_path):
    kernel = tilium.compile(row_sums(), out_idx=-1)
    paths = {str(path.relative_to(tmp_path)) for path in kernel.export_sources(tmp_path)}
    assert paths == set(kernel.sources)
    for number in range(2):
        assert f"kernel{number}/compute.cpp" in paths
        plan = json.loads((tmp_path / f"kernel{number}/tt.plan.json").read_text())
        workspaces = [t["name"] for t in plan["tensors"] if t.get("workspace")]
        assert workspaces == ["partial"]
    source = kernel.get_kernel_source()
    assert source.index("kernel0") < source.index("kernel1")


def test_a_workspace_of_one_kernel():
    @T.prim_func
    def main(X: T.Tensor((M, N), "float32"), Y: T.Tensor((M, N), "float32")):
        with T.Kernel(2, threads=128) as bx:
            spill = T.alloc_global((M, N), "float32")
            x = T.alloc_fragment((32, N), "float32")
            T.copy(X[bx * 32, 0], x)
            T.copy(x, spill[bx * 32, 0])
            T.copy(x, Y[bx * 32, 0])

    x = torch.randn(M, N)
    assert torch.equal(tilium.compile(main, out_idx=-1)(x), x)


def test_wrong_arguments_are_refused():
    kernel = tilium.compile(row_sums(), out_idx=-1)
    with pytest.raises(tilium.ArgumentError, match="takes 2 arguments .* got 1"):
        kernel(torch.randn(M, N))
    with pytest.raises(tilium.ArgumentError, match="'X'.*got a tensor of shape"):
        kernel(torch.randn(M, N + 1), 1.0)
    with pytest.raises(tilium.ArgumentError, match="out_idx 3"):
        tilium.compile(row_sums(), out_idx=3)


def test_the_profiler_adds_kernels_up():
    kernel = tilium.compile(row_sums(), out_idx=-1)
    profiler = kernel.get_profiler()
    milliseconds = profiler.do_bench()
    assert milliseconds == pytest.approx(kernel.last_report["microseconds"] / 1e3)
    profiler.report()


def test_through_tilelang_and_its_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(env, "TILELANG_CACHE_DIR", str(tmp_path))
    x = torch.randn(M, N)
    for _ in range(2):
        tilelang.cache._dispatch_map["mock"].clear_cache()
        kernel = tilelang.compile(row_sums(), out_idx=-1, target="tenstorrent")
        torch.testing.assert_close(kernel(x, 0.5), x.sum(1) / 2, rtol=1e-5, atol=1e-5)
    assert len(list(tmp_path.rglob("*.json"))) == 1


def test_a_kernel_in_a_loop_is_refused():
    @T.prim_func
    def main(X: T.Tensor((M, N), "float32")):
        for _ in T.serial(2):
            with T.Kernel(1, threads=128) as _:
                x = T.alloc_fragment((M, N), "float32")
                T.copy(X, x)
                T.copy(x, X)

    with pytest.raises(tilium.CompileError):
        tilium.compile(main)
