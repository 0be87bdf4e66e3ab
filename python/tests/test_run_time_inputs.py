"""Tensors that users pass: right answers, or errors that say what is wrong."""

import threading

import numpy as np
import programs
import pytest
import tilelang.language as T
import tilium
import torch


def scaled(rows=64, columns=64, dtype="float32"):
    @T.prim_func
    def main(A: T.Tensor((rows, columns), dtype), B: T.Tensor((rows, columns), dtype)):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_fragment((rows, columns), dtype)
            T.copy(A, part)
            for i, j in T.Parallel(rows, columns):
                part[i, j] = part[i, j] * 2.0
            T.copy(part, B)

    return main


@pytest.fixture(scope="module")
def kernel():
    return tilium.compile(scaled())


def test_views_with_strides(kernel):
    base = torch.randn(128, 128)
    target = torch.zeros(128, 128)
    kernel(base[::2, 1::2], target.t()[:64, 64:])
    assert torch.equal(target.t()[:64, 64:], base[::2, 1::2] * 2)
    assert target.t()[:64, :64].abs().max() == 0 == target.t()[64:].abs().max()


def test_addresses_of_any_alignment(kernel):
    raw = torch.zeros(4 * 64 * 64 + 3, dtype=torch.uint8).numpy()
    a = np.frombuffer(raw.data, dtype=np.uint8)[3:].view(np.float32).reshape(64, 64)
    a[:] = np.random.default_rng(0).standard_normal((64, 64), dtype=np.float32)
    b = np.zeros((64, 64), dtype=np.float32)
    kernel(a, b)
    assert np.array_equal(b, a * 2)


def test_numpy_of_the_other_byte_order(kernel):
    a = np.random.default_rng(0).standard_normal((64, 64)).astype(">f4")
    b = np.zeros((64, 64), dtype=">f4")
    kernel(a, b)
    assert np.array_equal(b, a * 2)


def test_the_same_tensor_in_and_out(kernel):
    a = torch.randn(64, 64)
    expected = a * 2
    kernel(a, a)
    assert torch.equal(a, expected)


def test_output_that_overlaps_an_input(kernel):
    """Inputs are read before outputs are written: on the device they are tensors of their own."""
    base = torch.randn(65, 64)
    expected = base[:64] * 2
    kernel(base[:64], base[1:])
    assert torch.equal(base[1:], expected)


def test_outputs_in_one_place():
    @T.prim_func
    def two(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_fragment((32, 32), "float32")
            T.clear(part)
            T.copy(part, A)
            T.fill(part, 1.0)
            T.copy(part, B)

    kernel = tilium.compile(two)
    base = torch.zeros(48, 32)
    with pytest.raises(
        tilium.ArgumentError, match="'?A'?.* and argument '?B'?.* share memory, and both are writ"
    ):
        kernel(base[:32], base[16:])
    # Between each other is not in one place.
    columns = torch.zeros(32, 64)
    kernel(columns[:, ::2], columns[:, 1::2])
    assert (columns[:, ::2] == 0).all() and (columns[:, 1::2] == 1).all()


@pytest.mark.parametrize("make", [torch.zeros, np.zeros], ids=["torch", "numpy"])
def test_output_whose_elements_share_memory(kernel, make):
    if make is torch.zeros:
        wide = torch.zeros(64, 1).expand(64, 64)
    else:
        column = np.zeros((64, 1), dtype=np.float32)
        wide = np.lib.stride_tricks.as_strided(column, (64, 64), (4, 0), writeable=True)
    with pytest.raises(tilium.ArgumentError, match="'B'.* several elements in one place"):
        kernel(torch.randn(64, 64), wide)
    kernel(wide, torch.zeros(64, 64))  # As an input it is as good as any.


def test_tensors_that_want_gradients(kernel):
    a, b = torch.randn(64, 64, requires_grad=True), torch.zeros(64, 64, requires_grad=True)
    kernel(a, b)
    assert torch.equal(b, a * 2) and b.grad is None


def test_lazy_conjugates_and_negations(kernel):
    a = torch.randn(64, 64, dtype=torch.complex64).conj().imag  # A negation that was not done yet.
    assert a.is_neg()
    b = torch.zeros(64, 64)
    kernel(a, b)
    assert torch.equal(b, a * 2)


def test_tensors_of_other_packages(kernel):
    class Foreign:
        """What has nothing but DLPack."""

        def __init__(self, tensor):
            self.tensor = tensor

        def __dlpack__(self, **options):
            return self.tensor.__dlpack__(**options)

        def __dlpack_device__(self):
            return self.tensor.__dlpack_device__()

    a, b = torch.randn(64, 64), torch.zeros(64, 64)
    kernel(Foreign(a), Foreign(b))
    assert torch.equal(b, a * 2)


@pytest.mark.parametrize("value", [[[1.0]], None, 3, "A", {"a": 1}, torch.float32], ids=repr)
def test_what_is_no_tensor(kernel, value):
    with pytest.raises(tilium.ArgumentError, match="'A'.*expected a torch or numpy tensor"):
        kernel(value, torch.zeros(64, 64))


def test_subclasses_and_parameters(kernel):
    a, b = torch.nn.Parameter(torch.randn(64, 64)), torch.zeros(64, 64)
    kernel(a, b)
    assert torch.equal(b, a * 2)


@pytest.mark.parametrize("shape", [(64, 0), (0,), (64, 65), (4096,), (64, 64, 1)])
def test_other_shapes(kernel, shape):
    with pytest.raises(tilium.ArgumentError, match="'A'.*64x64.* got a tensor of shape"):
        kernel(torch.zeros(shape), torch.zeros(64, 64))


@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float16"])
def test_numbers_at_the_edges(dtype):
    torch_dtype = getattr(torch, dtype)
    a = torch.randn(64, 64).to(torch_dtype)
    a[0, :8] = torch.tensor(
        [float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 1e-40, 1e38, -1e38]
    ).to(torch_dtype)
    b = torch.zeros(64, 64, dtype=torch_dtype)
    tilium.compile(scaled(dtype=dtype))(a, b)
    expected = a * 2
    if dtype == "bfloat16":  # Where the packer rounds there is no NaN, and nothing subnormal.
        b[0, 0] = b[0, 0].abs()
        expected[0, 0] = torch.inf
        expected[expected.abs() < torch.finfo(torch_dtype).tiny] = 0
    elif dtype == "float16":  # What is too large is 0x7FFF, which hosts read as NaN.
        expected[torch.isinf(expected)] = torch.nan
    assert torch.equal(torch.isnan(b), torch.isnan(expected))
    kept = ~torch.isnan(expected)
    assert torch.equal(b[kept], expected[kept])


def test_more_than_the_chip_has_memory():
    with pytest.raises(tilium.CompileError, match="more elements than the chip has bytes of DRAM"):
        tilium.compile(scaled(2**20, 2**16))


def test_several_tensors_that_do_not_fit_together():
    rows = 3 * 2**30 // 4096

    @T.prim_func
    def main(
        A: T.Tensor((rows, 1024), "float32"),
        B: T.Tensor((rows, 1024), "float32"),
        C: T.Tensor((rows, 1024), "float32"),
        D: T.Tensor((rows, 1024), "float32"),
        E: T.Tensor((rows, 1024), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_fragment((32, 32), "float32")
            T.copy(A[0, 0], part)
            T.copy(part, B[0, 0])
            T.copy(part, C[0, 0])
            T.copy(part, D[0, 0])
            T.copy(part, E[0, 0])

    with pytest.raises(tilium.CompileError, match="'E' takes .* with the tensors before it"):
        tilium.compile(main)


def test_kernels_in_several_threads():
    """Each thread has its own result, whether it shares its kernel or not."""
    kernels = [tilium.compile(programs.gemm(64, 64, 64), out_idx=[-1]) for _ in range(2)]
    shared = tilium.compile(scaled())
    inputs = [torch.randn(64, 64).half() for _ in range(8)]
    failures = []

    def work(number):
        try:
            for _ in range(3):
                a = inputs[number]
                c = kernels[number % 2](a, a)
                torch.testing.assert_close(c.float(), a.float() @ a.float(), rtol=2e-2, atol=0.3)
                x, y = torch.full((64, 64), float(number)), torch.zeros(64, 64)
                shared(x, y)
                assert (y == 2 * number).all()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not failures and not any(thread.is_alive() for thread in threads)


def test_other_threads_go_on_during_a_run():
    """The interpreter's lock is free while the device works."""
    kernel = tilium.compile(programs.gemm(256, 256, 256), out_idx=[-1])
    a = torch.randn(256, 256).half()
    kernel(a, a)
    done = threading.Event()
    ticks = 0

    def run():
        kernel(a, a)
        done.set()

    thread = threading.Thread(target=run)
    thread.start()
    while not done.wait(0.001):
        ticks += 1
    thread.join()
    assert ticks > 3


def test_an_error_leaves_nothing_locked(kernel):
    for _ in range(3):
        with pytest.raises(tilium.ArgumentError):
            kernel(torch.zeros(64, 64), None)
    a, b = torch.randn(64, 64), torch.zeros(64, 64)
    kernel(a, b)
    assert torch.equal(b, a * 2)
