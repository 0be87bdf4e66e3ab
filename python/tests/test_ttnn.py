"""The card's route: descriptors from the plan, tensors to pages and back, and what goes wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy
import pytest
import tilelang
import tilium
import torch
import ttnn_stand_in
from programs import batched_gemm, copy_2d, fill_2d, gemm, scaled
from tilium._tiles import TileLayout
from tilium._ttnn import TtnnProgram, format_descriptor

TOP = Path(__file__).resolve().parents[2]
PROGRAMS = {
    "odd": lambda: gemm(33, 65, 97, 48, 48, 48, dtype="bfloat16", out_dtype="float32"),
    "batched": lambda: batched_gemm(2, 40, 64, 32, dtype="float32"),
    "converting": lambda: copy_2d(64, 64, 48, 32, dtype="float32", out_dtype="bfloat16"),
    "scalars": lambda: scaled(64, 96, "float32"),
}


def use(monkeypatch, **options):
    """Puts a stand-in where `import ttnn` finds it."""
    options.setdefault("device", ttnn_stand_in.Device())
    module = ttnn_stand_in.make(**options)
    monkeypatch.setitem(sys.modules, "ttnn", module)
    return module


def device_tensors(program, plan, device):
    """Tensors of zeros for a program."""
    tensors = {}
    for tensor in plan["tensors"]:
        layout = program.layout(tensor)
        zeros = bytes(layout.count * layout.element_bytes)
        tensors[tensor["name"]] = program.to_words(tensor, zeros, device)
    return tensors


@pytest.mark.parametrize("name", PROGRAMS)
def test_descriptor_says_what_the_plan_says(name, monkeypatch):
    ttnn = use(monkeypatch)
    kernel = tilium.compile(PROGRAMS[name]())
    plan = kernel.plan
    program = TtnnProgram(plan, kernel.sources, ttnn)
    tensors = device_tensors(program, plan, ttnn.GetDefaultDevice())
    words = {scalar["name"]: 77 + i for i, scalar in enumerate(plan["scalars"])}
    descriptor = program.descriptor(tensors, words)
    assert len(descriptor.kernels) == 3 and descriptor.semaphores == []
    for planned, made in zip(plan["kernels"], descriptor.kernels):
        assert made.kernel_source == kernel.sources[planned["file"]]
        assert made.source_type.name == "SOURCE_CODE"
        expected = []
        for argument in planned["compile_time_args"]:
            expected += [2, tensors[argument["tensor"]].buffer_page_size()]
        assert made.compile_time_args == expected
        assert [(c.x, c.y) for c, _ in made.runtime_args] == [
            tuple(work["core"]) for work in plan["work"]
        ]
        for work, (_, arguments) in zip(plan["work"], made.runtime_args):
            assert len(arguments) == len(planned["runtime_args"])
            for argument, found in zip(planned["runtime_args"], arguments):
                kind = argument["kind"]
                if kind == "tensor_address":
                    assert found == tensors[argument["tensor"]].buffer_address()
                elif kind == "scalar":
                    assert found == words[argument["scalar"]]
                else:
                    assert found == work[kind.removeprefix("work_")]
        if planned["role"] == "compute":
            config = planned["config"]
            assert made.config.math_fidelity.name == config["math_fidelity"]
            assert made.config.fp32_dest_acc_en == config["fp32_dest_acc_en"]
            modes = made.config.unpack_to_dest_mode
            assert len(modes) == (64 if config["unpack_to_dest_fp32"] else 0)
            found = [i for i, mode in enumerate(modes) if mode.name == "UnpackToDestFp32"]
            assert found == config["unpack_to_dest_fp32"]
        else:
            assert made.config.noc.value == planned["noc"]
            processor = {"ncrisc": "RISCV_1", "brisc": "RISCV_0"}[planned["processor"]]
            assert made.config.processor.name == processor
    for planned, made in zip(plan["circular_buffers"], descriptor.cbs):
        (layout,) = made.format_descriptors
        assert (layout.buffer_index, layout.page_size) == (planned["id"], planned["page_size"])
        codes = {"Float32": 0, "Float16_b": 5, "Int32": 8}
        assert layout.data_format_as_uint8 == codes[planned["format"]]
        assert made.total_size == planned["page_size"] * planned["num_pages"]


def place(tensor, index):
    """Where an element lies, from the architecture page's formula, one element at a time."""
    layout, shape = tensor["layout"], tensor["shape"]
    row_dim, col_dim = layout["row_dim"], layout["col_dim"]

    def tiles(extent, block):
        return extent // block * -(-block // 32) + -(-(extent % block) // 32)

    def tile_of(at, block):
        return at // block * -(-block // 32) + at % block // 32

    outer = 0
    for dim, (at, extent) in enumerate(zip(index, shape)):
        if dim not in (row_dim, col_dim):
            outer = outer * extent + at
    r, rows = (index[row_dim], shape[row_dim]) if row_dim >= 0 else (0, 1)
    c, cols = (index[col_dim], shape[col_dim]) if col_dim >= 0 else (0, 1)
    row_block, col_block = layout["row_block"], layout["col_block"]
    tile = outer * tiles(rows, row_block) + tile_of(r, row_block)
    tile = tile * tiles(cols, col_block) + tile_of(c, col_block)
    r, c = r % row_block % 32, c % col_block % 32
    return tile * 1024 + (r // 16 * 2 + c // 16) * 256 + r % 16 * 16 + c % 16


@pytest.mark.parametrize("name", ["odd", "batched", "converting"])
def test_pages_hold_elements_where_the_layout_says(name):
    for tensor in tilium.compile(PROGRAMS[name]()).plan["tensors"]:
        layout = TileLayout(tensor)
        kind = {2: numpy.uint16, 4: numpy.uint32}[layout.element_bytes]
        values = numpy.arange(1, layout.count + 1, dtype=kind).reshape(tensor["shape"])
        pages = layout.to_pages(values.tobytes())
        assert pages.shape == (tensor["num_pages"], tensor["page_size"])
        flat = pages.view(kind).reshape(-1)
        for index in numpy.ndindex(*tensor["shape"]):
            assert flat[place(tensor, index)] == values[index]
        # All else is zero.
        assert numpy.count_nonzero(flat) == layout.count
        assert layout.from_pages(pages.view(numpy.uint32)) == values.tobytes()


def as_mock(kernel):
    """A launch that computes what the mock device computes, from the device tensors' pages."""
    mock = tilium.compile(kernel.prim_func)

    def launch(io_tensors, descriptor):
        by_address = {tensor.buffer_address(): tensor for tensor in io_tensors}
        tensors, addresses = {}, {}
        for planned, made in zip(kernel.plan["kernels"], descriptor.kernels):
            for argument, value in zip(planned["runtime_args"], made.runtime_args[0][1]):
                if argument["kind"] == "tensor_address":
                    addresses[argument["tensor"]] = value
        for tensor, spec in zip(kernel.plan["tensors"], mock.params):
            layout = TileLayout(tensor)
            raw = bytearray(layout.from_pages(by_address[addresses[tensor["name"]]].pages))
            dtype = getattr(torch, spec.dtype)
            tensors[tensor["name"]] = torch.frombuffer(raw, dtype=dtype).reshape(spec.shape)
        mock(*tensors.values())
        for tensor in kernel.plan["tensors"]:
            pages = by_address[addresses[tensor["name"]]].pages
            elements = tensors[tensor["name"]].contiguous().view(torch.uint8).numpy().tobytes()
            made = TileLayout(tensor).to_pages(elements)
            pages[...] = made.view(pages.dtype).reshape(pages.shape)

    return launch


@pytest.mark.parametrize("name", ["odd", "batched", "converting"])
def test_torch_tensors_go_to_the_card_and_back(name, monkeypatch):
    expected_kernel = tilium.compile(PROGRAMS[name](), out_idx=-1)
    specs = expected_kernel.params[:-1]
    inputs = [torch.randn(spec.shape).to(getattr(torch, spec.dtype)) for spec in specs]
    kernel = tilium.compile(PROGRAMS[name](), out_idx=-1, execution_backend="ttnn")
    ttnn = use(monkeypatch, on_launch=as_mock(kernel))
    torch.testing.assert_close(kernel(*inputs), expected_kernel(*inputs), rtol=0, atol=0)
    ((io_tensors, _),) = ttnn.launches
    # Outputs are last, and all is raw words.
    assert {tensor.dtype.name for tensor in io_tensors} == {"UINT32"}
    assert io_tensors[-1].buffer_num_pages() == kernel.plan["tensors"][-1]["num_pages"]


def test_ttnn_tensors_are_used_where_they_lie(monkeypatch):
    program = gemm(64, 96, 64, dtype="float32", out_dtype="float32")
    kernel = tilium.compile(program, out_idx=-1, execution_backend="ttnn")
    ttnn = use(monkeypatch, on_launch=as_mock(kernel), device=None)
    device = ttnn_stand_in.Device()
    a, b = numpy.random.randn(64, 64), numpy.random.randn(64, 96)
    tensors = [
        ttnn.Tensor(x.astype("float32"), ttnn.float32, device, "TILE", ttnn.DRAM_MEMORY_CONFIG)
        for x in (a, b)
    ]
    result = kernel(*tensors)
    assert isinstance(result, ttnn.Tensor) and result.device() is device
    ((io_tensors, _),) = ttnn.launches
    assert io_tensors == [*tensors, result]
    found = result.to_numpy().view("float32")
    expected = tilium.compile(program, out_idx=-1)(*(torch.from_numpy(x).float() for x in (a, b)))
    numpy.testing.assert_array_equal(found, expected.numpy())
    assert not hasattr(ttnn, "padding_filled")


def test_ttnn_tensors_that_lie_otherwise_are_carried(monkeypatch):
    program = gemm(64, 96, 64, 48, 48, 32, dtype="float32", out_dtype="float32")
    kernel = tilium.compile(program, execution_backend="ttnn")
    ttnn = use(monkeypatch, on_launch=as_mock(kernel))
    a, b, c = torch.randn(64, 64), torch.randn(64, 96), torch.zeros(64, 96)
    value = ttnn.Tensor(a.numpy(), ttnn.float32, ttnn.GetDefaultDevice(), "ROW_MAJOR")
    kernel(value, b, c)
    torch.testing.assert_close(c, tilium.compile(program, out_idx=-1)(a, b), rtol=0, atol=0)
    ((io_tensors, _),) = ttnn.launches
    assert value not in io_tensors


def test_padding_is_cleared_where_a_program_reads_it(monkeypatch):
    kernel = tilium.compile(
        gemm(40, 64, 64, dtype="float32", out_dtype="float32"), out_idx=-1, execution_backend="ttnn"
    )
    ttnn = use(monkeypatch, on_launch=as_mock(kernel))
    device = ttnn.GetDefaultDevice()
    tensors = [
        ttnn.Tensor(
            numpy.zeros(shape, "float32"), ttnn.float32, device, "TILE", ttnn.DRAM_MEMORY_CONFIG
        )
        for shape in ((40, 64), (64, 64))
    ]
    assert kernel(*tensors).shape == (40, 64)
    assert ttnn.padding_filled


def test_in_place_results_reach_torch(monkeypatch):
    program = PROGRAMS["scalars"]()
    kernel = tilium.compile(program, execution_backend="ttnn")
    ttnn = use(monkeypatch)
    x, y = torch.randn(64, 96), torch.zeros(96, 64).T
    kernel(x, 33, -0.5, y)
    ((_, descriptor),) = ttnn.launches
    words = [word for k in descriptor.kernels for _, args in k.runtime_args for word in args]
    assert 33 in words and 0xBF000000 in words


def test_a_program_without_inputs_gets_two_tensors(monkeypatch):
    kernel = tilium.compile(
        fill_2d(64, 64, 1.5, dtype="float32"), out_idx=-1, execution_backend="ttnn"
    )
    ttnn = use(monkeypatch)
    kernel()
    assert len(ttnn.launches) == 1


def test_tilelang_jit_takes_the_backend(monkeypatch):
    @tilelang.jit(out_idx=[-1], target="tenstorrent", execution_backend="ttnn")
    def make():
        return gemm(64, 64, 64, dtype="float32", out_dtype="float32")

    kernel = make()
    assert kernel.execution_backend == "ttnn"
    use(monkeypatch, on_launch=as_mock(kernel))
    a, b = torch.randn(64, 64), torch.randn(64, 64)
    expected = tilium.compile(kernel.prim_func, out_idx=-1)(a, b)
    torch.testing.assert_close(kernel(a, b), expected, rtol=0, atol=0)
    assert kernel.get_profiler().do_bench(n_repeat=2) > 0
    with pytest.raises(tilium.ArgumentError, match="cycles are counted by the mock device"):
        kernel.get_profiler().report()


def test_test_mode_keeps_kernels_off_the_card(monkeypatch):
    monkeypatch.setenv("TILELANG_TT_TEST_MODE", "mock")
    assert tilium.compile(PROGRAMS["odd"](), execution_backend="ttnn").execution_backend == "mock"


class TestRefusals:
    """What is missing or does not fit is said, with what to do."""

    def kernel(self, **options):
        options = {"dtype": "float32", "out_dtype": "float32", **options}
        return tilium.compile(gemm(64, 64, 64, **options), out_idx=-1, execution_backend="ttnn")

    def call(self, kernel, dtype=torch.float32):
        return kernel(torch.zeros(64, 64, dtype=dtype), torch.zeros(64, 64, dtype=dtype))

    def test_no_package(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "ttnn", None)
        with pytest.raises(tilium.TiliumError, match="needs the ttnn package.*pip install ttnn"):
            self.call(self.kernel())

    def test_no_device(self, monkeypatch):
        use(monkeypatch, device=None)
        with pytest.raises(tilium.TiliumError, match="no device.*open_device.*SetDefaultDevice"):
            self.call(self.kernel())

    def test_another_chip(self, monkeypatch):
        use(monkeypatch, device=ttnn_stand_in.Device(ttnn_stand_in.Arch.BLACKHOLE))
        with pytest.raises(
            tilium.TiliumError, match="compiled for wormhole_b0, the device is a blackhole"
        ):
            self.call(self.kernel())

    def test_a_smaller_grid(self, monkeypatch):
        use(monkeypatch, device=ttnn_stand_in.Device(columns=1))
        kernel = tilium.compile(PROGRAMS["odd"](), out_idx=-1, execution_backend="ttnn")
        with pytest.raises(tilium.TiliumError, match=r"uses core \(\d, \d\); .* has 1 columns"):
            kernel(torch.zeros(33, 97).bfloat16(), torch.zeros(97, 65).bfloat16())

    def test_an_output_that_ttnn_has_no_tensor_of(self, monkeypatch):
        ttnn = use(monkeypatch)
        kernel = self.kernel(out_dtype="float16")
        value = ttnn.zeros((64, 64), ttnn.float32, "TILE", ttnn.GetDefaultDevice())
        with pytest.raises(tilium.ArgumentError, match="ttnn has no tensors of float16"):
            kernel(value, torch.zeros(64, 64))

    def test_a_format_without_a_spelling(self, monkeypatch):
        ttnn = use(monkeypatch)
        with pytest.raises(tilium.TiliumError, match="no way to describe a circular buffer"):
            format_descriptor(ttnn, 0, "Float16", 2048)

    def test_a_written_tensor_that_lies_otherwise(self, monkeypatch):
        ttnn = use(monkeypatch)
        kernel = tilium.compile(
            gemm(64, 64, 64, dtype="float32", out_dtype="float32"), execution_backend="ttnn"
        )
        flat = ttnn.Tensor(
            numpy.zeros((64, 64), "float32"), ttnn.float32, ttnn.GetDefaultDevice(), "ROW_MAJOR"
        )
        with pytest.raises(tilium.ArgumentError, match="cannot be written in place.*TILE_LAYOUT"):
            kernel(torch.zeros(64, 64), torch.zeros(64, 64), flat)

    def test_a_tensor_of_another_shape(self, monkeypatch):
        ttnn = use(monkeypatch)
        value = ttnn.zeros((32, 64), ttnn.float32, "TILE", ttnn.GetDefaultDevice())
        with pytest.raises(tilium.ArgumentError, match=r"ttnn tensor of shape \(32, 64\)"):
            self.kernel()(value, torch.zeros(64, 64))


def real_ttnn_python():
    """A Python that has the vendor's package; the test is skipped where there is none."""
    python = os.environ.get("TILIUM_TTNN_PYTHON", TOP / "build" / "silicon" / "venv/bin/python")
    if not Path(python).exists():
        pytest.skip("no ttnn here: `make silicon` installs it (Python 3.10), or TILIUM_TTNN_PYTHON")
    return str(python)


def test_the_real_package_takes_the_descriptors(tmp_path):
    python = real_ttnn_python()
    programs = {**PROGRAMS, "fp16": lambda: gemm(70, 64, 64)}
    command = [python, TOP / "scripts/run_with_ttnn.py", "--describe-only"]
    plans = []
    for name, make in programs.items():
        kernel = tilium.compile(make())
        kernel.export_sources(tmp_path / name)
        plans.append(kernel.plan)
        command += ["--run", tmp_path / name]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr[-2000:]
    codes = {"Float32": 0, "Float16": 1, "Float16_b": 5, "Int32": 8}
    for plan, made in zip(plans, json.loads(result.stdout.splitlines()[-1])):
        for planned, buffer in zip(plan["circular_buffers"], made["circular_buffers"]):
            assert buffer == {
                "id": planned["id"],
                "format": codes[planned["format"]],
                "page_size": planned["page_size"],
                "total_bytes": planned["total_bytes"],
            }
        for planned, kernel in zip(plan["kernels"], made["kernels"]):
            assert kernel["is_source"] and kernel["cores"] == len(plan["work"])
            assert len(kernel["compile_time_args"]) == 2 * len(planned["compile_time_args"])
            for work, arguments in zip(plan["work"], kernel["runtime_args"]):
                kinds = [argument["kind"] for argument in planned["runtime_args"]]
                values = {"work_start": work["start"], "work_count": work["count"]}
                assert arguments == [values.get(kind, 0) for kind in kinds]
            if planned["role"] == "compute":
                for key in ("math_fidelity", "fp32_dest_acc_en", "unpack_to_dest_fp32"):
                    assert kernel[key] == planned["config"][key]
            else:
                assert kernel["noc"] == planned["noc"]
