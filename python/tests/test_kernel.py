"""A kernel as an object: how it is called, what it gives."""

import json
import threading

import numpy
import programs
import pytest
import tilium
import torch
from accuracy import assert_gemm


def operands():
    return torch.randn(128, 128).half(), torch.randn(128, 128).half()


@pytest.mark.parametrize("out_idx", [2, -1, [2], [-1], (2,)])
def test_one_output(out_idx):
    a, b = operands()
    c = tilium.compile(programs.gemm(128, 128, 128), out_idx=out_idx)(a, b)
    assert isinstance(c, torch.Tensor) and c.dtype is torch.float16
    assert_gemm(c, a, b)


def test_several_outputs_in_the_order_of_out_idx():
    import tilelang.language as T

    @T.prim_func
    def main(
        A: T.Tensor((32, 32), "float32"),
        B: T.Tensor((32, 32), "float32"),
        C: T.Tensor((32, 32), "float16"),
    ):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_fragment((32, 32), "float32")
            half = T.alloc_fragment((32, 32), "float16")
            T.copy(A, part)
            T.copy(part, half)
            T.copy(part, B)
            T.copy(half, C)

    a = torch.randn(32, 32)
    c, b = tilium.compile(main, out_idx=[2, 1])(a)
    assert torch.equal(b, a) and torch.equal(c, a.half())


def test_without_out_idx_it_writes_in_place(gemm128):
    a, b = operands()
    c = torch.full((128, 128), torch.nan, dtype=torch.float16)
    assert gemm128(a, b, c) is None
    assert_gemm(c, a, b)


def test_inputs_are_not_changed(gemm128):
    a, b = operands()
    before = a.clone(), b.clone()
    gemm128(a, b, torch.zeros(128, 128, dtype=torch.float16))
    assert torch.equal(a, before[0]) and torch.equal(b, before[1])


def test_numpy(build_gemm):
    a, b = operands()
    c = build_gemm(128, 128, 128)(a.numpy(), b.numpy())
    assert isinstance(c, numpy.ndarray) and c.dtype == numpy.float16
    assert_gemm(torch.from_numpy(c), a, b)


def test_numpy_in_place(gemm128):
    a, b = operands()
    c = numpy.zeros((128, 128), numpy.float16)
    gemm128(a.numpy(), b.numpy(), c)
    assert_gemm(torch.from_numpy(c), a, b)


def test_byte_order_of_numpy(build_gemm):
    a, b = operands()
    c = build_gemm(128, 128, 128)(a.numpy().astype(">f2"), b.numpy())
    assert_gemm(torch.from_numpy(c), a, b)


class Exported:
    """Only DLPack, nothing else of a tensor."""

    def __init__(self, tensor):
        self.tensor = tensor

    def __dlpack__(self, **options):
        return self.tensor.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.tensor.__dlpack_device__()


def test_dlpack(gemm128):
    a, b = operands()
    c = torch.zeros(128, 128, dtype=torch.float16)
    gemm128(Exported(a), Exported(b), Exported(c))
    assert_gemm(c, a, b)


def test_tensors_that_are_not_contiguous(gemm128):
    a, b = operands()
    wide = torch.zeros(128, 256, dtype=torch.float16)
    c = wide[:, ::2]
    gemm128(a.T, b.T, c)
    assert_gemm(c, a.T, b.T)
    assert torch.equal(wide[:, 1::2], torch.zeros(128, 128, dtype=torch.float16))


def test_numpy_arrays_that_are_not_contiguous(gemm128):
    a, b = operands()
    wide = numpy.zeros((256, 128), numpy.float16)
    gemm128(a.numpy().T, b.numpy(), wide[::2])
    assert_gemm(torch.from_numpy(wide[::2].copy()), a.T, b)


def test_tensor_that_requires_grad(build_gemm):
    a, b = operands()
    assert_gemm(build_gemm(128, 128, 128)(a.requires_grad_(), b), a.detach(), b)


def test_sources(gemm128):
    text = gemm128.get_kernel_source()
    for name in ["reader.cpp", "compute.cpp", "writer.cpp"]:
        assert gemm128.sources[name] in text
    assert gemm128.sources["main.cpp"] in gemm128.get_kernel_source(kernel_only=False)
    assert gemm128.get_host_source() == gemm128.sources["main.cpp"]


def test_show_source(gemm128, capsys):
    gemm128.show_source()
    assert capsys.readouterr().out.strip() == gemm128.get_kernel_source().strip()


def test_sources_name_the_lines_of_the_program(gemm128):
    line = programs.line_of(programs.gemm, "T.copy(A[by * block_M, ko * block_K], A_shared)")
    assert f"programs.py:{line}" in gemm128.sources["reader.cpp"]
    assert "A_shared" in gemm128.sources["reader.cpp"]


def test_export_sources(gemm128, tmp_path):
    paths = gemm128.export_sources(tmp_path / "new" / "folder")
    assert {path.name: path.read_text() for path in paths} == gemm128.sources


def test_plan(gemm128):
    assert gemm128.plan == json.loads(gemm128.sources["tt.plan.json"])
    assert [tensor["name"] for tensor in gemm128.plan["tensors"]] == ["A", "B", "C"]
    assert [tensor["access"] for tensor in gemm128.plan["tensors"]] == ["in", "in", "out"]


def test_report():
    kernel = tilium.compile(programs.gemm(128, 128, 128))
    assert kernel.last_report is None
    a, b = operands()
    kernel(a, b, torch.zeros(128, 128, dtype=torch.float16))
    report = kernel.last_report
    assert report["total_cycles"] > 0 and report["architecture"] == "wormhole_b0"
    assert {row["kernel"] for row in report["processors"]} == {
        "reader.cpp",
        "compute.cpp",
        "writer.cpp",
    }


def test_runs_repeat_bit_for_bit(gemm128):
    a, b = operands()
    results, reports = [], []
    for _ in range(3):
        c = torch.zeros(128, 128, dtype=torch.float16)
        gemm128(a, b, c)
        results.append(c)
        reports.append(gemm128.last_report)
    assert all(torch.equal(result, results[0]) for result in results)
    assert all(report == reports[0] for report in reports)


def test_compiling_repeats():
    first, second = (tilium.compile(programs.gemm(96, 64, 32)) for _ in range(2))
    assert first.sources == second.sources


def test_two_kernels_in_threads(build_gemm):
    jobs = [build_gemm(128, 128, 128), build_gemm(96, 128, 160, dtype="bfloat16")]
    shapes = [(128, 128, 128, torch.float16), (96, 128, 160, torch.bfloat16)]
    inputs = [
        (torch.randn(M, K).to(dtype), torch.randn(K, N).to(dtype)) for M, N, K, dtype in shapes
    ]
    results: dict[int, list] = {0: [], 1: []}

    def work(job):
        for _ in range(4):
            results[job].append(jobs[job](*inputs[job]))

    threads = [threading.Thread(target=work, args=(job,)) for job in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for job in (0, 1):
        assert len(results[job]) == 4
        for c in results[job]:
            assert_gemm(c, *inputs[job])


def test_one_kernel_in_threads(build_gemm):
    kernel = build_gemm(128, 128, 128)
    inputs = [operands() for _ in range(4)]
    results = [None] * 4

    def work(i):
        results[i] = kernel(*inputs[i])

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for c, (a, b) in zip(results, inputs, strict=True):
        assert_gemm(c, a, b)


def test_jit_keeps_kernels():
    calls = []

    @tilium.jit(out_idx=[-1])
    def matmul(M, N=64, *, K=32):
        calls.append((M, N, K))
        return programs.gemm(M, N, K, 32, 32, 32)

    first = matmul(64)
    assert matmul(64, 64) is first and matmul(M=64, K=32) is first
    assert matmul(32) is not first
    assert calls == [(64, 64, 32), (32, 64, 32)]
    a, b = torch.randn(64, 32).half(), torch.randn(32, 64).half()
    assert_gemm(first(a, b), a, b)


def test_jit_without_arguments():
    @tilium.jit
    def matmul(M):
        """Doc."""
        return programs.gemm(M, M, M, 32, 32, 32)

    assert matmul.__name__ == "matmul" and matmul.__doc__ == "Doc."
    assert isinstance(matmul(32), tilium.Kernel)


def test_one_tensor_as_input_and_output(gemm128, build_gemm):
    """Each parameter has memory of its own on the device, so aliases cannot disturb each other."""
    a, b = operands()
    expected = build_gemm(128, 128, 128)(a, b)
    gemm128(a, b, a)
    assert torch.equal(a, expected)


def test_a_broken_kernel_is_a_device_error(build_gemm):
    """A rule of the device that is broken is an error with its place, and the process goes on."""
    kernel = build_gemm(128, 128, 128)
    files = dict(kernel.sources)
    files["reader.cpp"] = files["reader.cpp"].replace("noc_async_read_barrier();", "")
    broken = tilium.Kernel(None, files, [-1], [])
    with pytest.raises(tilium.DeviceError) as caught:
        broken(*operands())
    assert caught.value.rule == "publish-before-barrier"
    assert caught.value.kernel == "reader.cpp" and caught.value.core is not None
    assert "cb_push_back" in files["reader.cpp"].split("\n")[caught.value.line - 1]
    a, b = operands()
    assert_gemm(kernel(a, b), a, b)
