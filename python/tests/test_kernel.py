"""Calling kernels: tensors of all kinds, and what does not fit."""

import json
import threading

import numpy
import pytest
import torch
from programs import copy_through, gemm

import tilium


@pytest.fixture(scope="module")
def matmul():
    return tilium.compile(gemm(64, 64, 64, out_dtype="float32"), out_idx=[-1])


@pytest.fixture
def operands():
    torch.manual_seed(0)
    return torch.randn(64, 64).half(), torch.randn(64, 64).half()


def test_numpy_in_numpy_out(matmul, operands):
    expected = matmul(*operands)
    result = matmul(*(x.numpy() for x in operands))
    assert isinstance(result, numpy.ndarray)
    numpy.testing.assert_array_equal(result, expected.numpy())


def test_not_contiguous(matmul, operands):
    a, b = operands
    assert torch.equal(matmul(a.T, b), matmul(a.T.contiguous(), b))
    wide = torch.zeros(64, 128, dtype=torch.float16)
    wide[:, ::2] = a
    assert torch.equal(matmul(wide[:, ::2], b), matmul(a, b))


def test_dlpack(matmul, operands):
    class Foreign:
        def __init__(self, tensor):
            self.tensor = tensor

        def __dlpack__(self, **options):
            return self.tensor.__dlpack__(**options)

        def __dlpack_device__(self):
            return self.tensor.__dlpack_device__()

    assert torch.equal(matmul(Foreign(operands[0]), operands[1]), matmul(*operands))


def test_in_place_without_out_idx(operands):
    kernel = tilium.compile(gemm(64, 64, 64))
    c = torch.zeros(64, 128, dtype=torch.float16)[:, ::2]
    assert kernel(*operands, c) is None
    other = torch.zeros(64, 64, dtype=torch.float16)
    kernel(*operands, other)
    assert torch.equal(c, other) and c.abs().max() > 0
    array = numpy.zeros((128, 64), numpy.float16)[::2]
    kernel(*(x.numpy() for x in operands), array)
    numpy.testing.assert_array_equal(array, other.numpy())


@pytest.mark.parametrize("out_idx", [2, -1, [2], [-1]])
def test_out_idx(out_idx, operands):
    kernel = tilium.compile(gemm(64, 64, 64), out_idx=out_idx)
    assert kernel.out_idx == [2]
    assert kernel(*operands).shape == (64, 64)


@pytest.mark.parametrize("out_idx,message", [(3, "no parameter"), ([-4], "no parameter"), ([2, -1], "twice")])
def test_wrong_out_idx(out_idx, message):
    with pytest.raises(tilium.ArgumentError, match=message):
        tilium.compile(gemm(64, 64, 64), out_idx=out_idx)


def test_tensors_that_do_not_fit(matmul, operands):
    a, b = operands
    with pytest.raises(tilium.ArgumentError, match="takes 2 tensors .*'A' .64x64, float16.*got 1"):
        matmul(a)
    with pytest.raises(tilium.ArgumentError, match="argument 'B' .64x64, float16. got a tensor of shape 64x32"):
        matmul(a, b[:, :32])
    with pytest.raises(tilium.ArgumentError, match="got a tensor of dtype bfloat16"):
        matmul(a.bfloat16(), b)
    with pytest.raises(tilium.ArgumentError, match="is on meta"):
        matmul(a.to("meta"), b)
    with pytest.raises(tilium.ArgumentError, match="is sparse"):
        matmul(a.to_sparse(), b)
    with pytest.raises(tilium.ArgumentError, match="got list"):
        matmul([1, 2], b)
    readonly = numpy.zeros((64, 64), numpy.float16)
    readonly.flags.writeable = False
    kernel = tilium.compile(gemm(64, 64, 64))
    with pytest.raises(tilium.ArgumentError, match="read-only"):
        kernel(a.numpy(), b.numpy(), readonly)


def test_one_tensor_as_input_and_output(operands):
    """Each parameter has memory of its own on the device, so aliases cannot disturb each other."""
    kernel = tilium.compile(gemm(64, 64, 64))
    a = operands[0].clone()
    expected = tilium.compile(gemm(64, 64, 64), out_idx=[-1])(operands[0], operands[1])
    kernel(a, operands[1], a)
    assert torch.equal(a, expected)


def test_sources_and_plan(matmul, tmp_path):
    assert "matmul_block" in matmul.sources["compute.cpp"]
    assert "kernel_main" in matmul.get_kernel_source()
    assert "MeshDevice" in matmul.get_host_source()
    assert matmul.plan["schema_version"] == 1
    assert {tensor["name"]: tensor["access"] for tensor in matmul.plan["tensors"]} == {
        "A": "in", "B": "in", "C": "out",
    }
    paths = matmul.export_sources(tmp_path / "new" / "directory")
    assert json.loads((tmp_path / "new/directory/tt.plan.json").read_text()) == matmul.plan
    assert len(paths) == 6
    assert matmul.prim_func is not None


def test_report_repeats(matmul, operands):
    matmul(*operands)
    first = matmul.last_report
    matmul(*operands)
    assert matmul.last_report == first
    assert first["total_cycles"] > 0


def test_two_threads():
    """Kernels may run from several threads: each run has a device of its own."""
    kernel = tilium.compile(copy_through(64, 64, 32, 32, "float32", "float32"), out_idx=[-1])
    results = {}

    def work(number):
        results[number] = kernel(torch.full((64, 64), float(number)))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    for number, result in results.items():
        assert (result == number).all()


def test_jit():
    calls = []

    @tilium.jit(out_idx=[-1])
    def build(M, N, K, block_M=64):
        calls.append(M)
        return gemm(M, N, K, block_M)

    assert build(64, 64, 64) is build(64, 64, K=64)
    assert build(64, 64, 64) is not build(128, 64, 64)
    assert calls == [64, 128]

    @tilium.jit
    def plain():
        return gemm(64, 64, 64)

    assert plain().out_idx == []


def test_a_broken_kernel_is_a_device_error(matmul):
    """A rule of the device that is broken is an error with its place, and the process goes on."""
    from tilium._kernel import Kernel

    files = dict(matmul.sources)
    files["reader.cpp"] = files["reader.cpp"].replace("noc_async_read_barrier();", "")
    broken = Kernel(None, files, [-1], [])
    with pytest.raises(tilium.DeviceError) as caught:
        broken(torch.zeros(64, 64).half(), torch.zeros(64, 64).half())
    assert caught.value.rule == "publish-before-barrier"
    assert caught.value.core == (0, 0)
    assert caught.value.kernel == "reader.cpp"
    assert "cb_push_back" in files["reader.cpp"].split("\n")[caught.value.line - 1]
    assert matmul(torch.zeros(64, 64).half(), torch.zeros(64, 64).half()).abs().max() == 0
