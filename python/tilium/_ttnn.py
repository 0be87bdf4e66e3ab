"""Launching a compiled program on the card through `ttnn.generic_op`.

Everything follows from `tt.plan.json` and the emitted kernels; nothing here needs the compiler. A
tensor of the plan lies in DRAM as interleaved pages, one tile each. A ttnn tensor that lies so is
used in place. Any other tensor is carried as raw words: a row-major uint32 tensor with a row a
page, which holds every format, those that ttnn has no tensors of as well.
"""

from __future__ import annotations

import ctypes
import importlib

import numpy

from tilium._errors import TiliumError
from tilium._tiles import TILE_SIDE, TileLayout

# Formats by their names in the plan: ttnn's type, and the number that the hardware has for it.
# ttnn has no type for Float16.
FORMATS = {
    "Float32": ("float32", 0),
    "Float16": (None, 1),
    "Float16_b": ("bfloat16", 5),
    "Bfp8_b": ("bfloat8_b", 6),
    "Bfp4_b": ("bfloat4_b", 7),
    "Int32": ("int32", 8),
    "UInt16": ("uint16", 9),
    "Int8": ("int8", 14),
    "UInt32": ("uint32", 24),
    "Fp8_e4m3": ("fp8_e4m3", 26),
    "UInt8": ("uint8", 30),
}
# The vendor sizes per-buffer tables for the chip that has most, whatever the chip at hand.
CIRCULAR_BUFFERS = 64
WORD_BYTES = 4


def import_ttnn():
    """The ttnn package; raises TiliumError that says how to get it."""
    try:
        return importlib.import_module("ttnn")
    except ImportError as error:
        raise TiliumError(
            f"execution_backend='ttnn' needs the ttnn package, which cannot be imported ({error}); "
            "install it with `pip install ttnn` (Python 3.10 or 3.12), or use "
            "execution_backend='mock'"
        ) from error


def find_device(values: list):
    """The device of the first ttnn tensor among `values` that is on one; None without one."""
    for value in values:
        if is_ttnn(value) and value.device() is not None:
            return value.device()
    return None


def is_ttnn(value) -> bool:
    """Whether a value is a ttnn tensor."""
    return type(value).__module__.split(".")[0] == "ttnn" and hasattr(value, "buffer_address")


class TtnnProgram:
    """A compiled program as ttnn runs it.

    Args:
        plan: `tt.plan.json` as a dictionary.
        sources: the emitted files by name.
        ttnn: the package, or what stands for it.
    """

    def __init__(self, plan: dict, sources: dict[str, str], ttnn):
        self.plan = plan
        self.sources = sources
        self.ttnn = ttnn
        self._layouts: dict[str, TileLayout] = {}

    def layout(self, tensor: dict) -> TileLayout:
        """Where the elements of a tensor of the plan lie."""
        name = tensor["name"]
        if name not in self._layouts:
            self._layouts[name] = TileLayout(tensor)
        return self._layouts[name]

    def check_device(self, device) -> None:
        """Raises TiliumError if the program was compiled for another chip or a larger grid."""
        found = device.arch().name.lower()
        target = self.plan["target"]
        if found != target:
            raise TiliumError(
                f"{self.plan['name']} is compiled for {target}, the device is a {found}; compile "
                f"it with the target of that chip"
            )
        grid = device.compute_with_storage_grid_size()
        for core_range in self.plan["core_ranges"]:
            x, y = core_range["end"]
            if x >= grid.x or y >= grid.y:
                raise TiliumError(
                    f"{self.plan['name']} uses core ({x}, {y}); the device's grid has {grid.x} "
                    f"columns and {grid.y} rows, as some of its cores are disabled or reserved"
                )

    # ---- tensors

    def to_words(self, tensor: dict, elements: bytes | memoryview, device):
        """A tensor of the plan on the device, made of row-major elements, as raw words."""
        ttnn = self.ttnn
        words = self.layout(tensor).to_pages(elements).view(numpy.uint32)
        return ttnn.Tensor(
            words, ttnn.uint32, device, ttnn.ROW_MAJOR_LAYOUT, ttnn.DRAM_MEMORY_CONFIG
        )

    def from_words(self, tensor: dict, device_tensor) -> bytes:
        """The row-major elements of what `to_words` made."""
        words = numpy.asarray(device_tensor.cpu().to_numpy())
        return self.layout(tensor).from_pages(words.astype(numpy.uint32, copy=False))

    def why_not_in_place(self, tensor: dict, value) -> str | None:
        """Why a ttnn tensor cannot be used where it lies; None if it can."""
        ttnn, layout = self.ttnn, tensor["layout"]
        rank = len(tensor["shape"])
        wanted = FORMATS[layout["format"]][0]
        if wanted is None or value.dtype != getattr(ttnn, wanted):
            return f"its type is {value.dtype}, the program's {layout['format']}"
        if value.layout != ttnn.TILE_LAYOUT:
            return "its layout is not ttnn.TILE_LAYOUT"
        if value.memory_config() != ttnn.DRAM_MEMORY_CONFIG:
            return "it is not interleaved in DRAM"
        if "host_shape" in tensor:
            return "the program uses it through a view of another shape"
        if rank < 2 or (layout["row_dim"], layout["col_dim"]) != (rank - 2, rank - 1):
            return "the program has rows and columns of tiles along other dimensions"
        if (layout["row_block"], layout["col_block"]) != (TILE_SIDE, TILE_SIDE):
            return (
                f"the program starts tiles anew every {layout['row_block']} rows and "
                f"{layout['col_block']} columns"
            )
        found = (value.buffer_num_pages(), value.buffer_page_size())
        if found != (tensor["num_pages"], tensor["page_size"]):
            return (
                f"it has {found[0]} pages of {found[1]} bytes, the program needs "
                f"{tensor['num_pages']} of {tensor['page_size']}"
            )
        return None

    # ---- descriptors

    def descriptor(self, device_tensors: dict[str, object], scalars: dict[str, int] | None = None):
        """The `ttnn.ProgramDescriptor`, for tensors on the device by name and scalars' words."""
        ttnn = self.ttnn
        ranges = [
            ttnn.CoreRange(ttnn.CoreCoord(*item["start"]), ttnn.CoreCoord(*item["end"]))
            for item in self.plan["core_ranges"]
        ]
        cores = ttnn.CoreRangeSet(ranges)
        semaphores = [
            ttnn.SemaphoreDescriptor(
                id=item["id"], core_ranges=cores, initial_value=item["initial_value"]
            )
            for item in self.plan["semaphores"]
        ]
        return ttnn.ProgramDescriptor(
            kernels=[
                self._kernel(kernel, cores, device_tensors, scalars or {})
                for kernel in self.plan["kernels"]
            ],
            semaphores=semaphores,
            cbs=[self._circular_buffer(item, cores) for item in self.plan["circular_buffers"]],
        )

    def _circular_buffer(self, buffer: dict, cores):
        ttnn = self.ttnn
        return ttnn.CBDescriptor(
            total_size=buffer["total_bytes"],
            core_ranges=cores,
            format_descriptors=[
                format_descriptor(ttnn, buffer["id"], buffer["format"], buffer["page_size"])
            ],
        )

    def _kernel(self, kernel: dict, cores, device_tensors: dict, scalars: dict):
        ttnn = self.ttnn
        compile_time_args: list[int] = []
        for argument in kernel["compile_time_args"]:
            accessor = ttnn.TensorAccessorArgs(device_tensors[argument["tensor"]])
            compile_time_args += list(accessor.get_compile_time_args())
        runtime_args = [
            (
                ttnn.CoreCoord(*work["core"]),
                [
                    self._word(argument, work, device_tensors, scalars)
                    for argument in kernel["runtime_args"]
                ],
            )
            for work in self.plan["work"]
        ]
        return ttnn.KernelDescriptor(
            kernel_source=self.sources[kernel["file"]],
            source_type=ttnn.KernelDescriptor.SourceType.SOURCE_CODE,
            core_ranges=cores,
            compile_time_args=compile_time_args,
            defines=sorted(kernel["defines"].items()),
            runtime_args=runtime_args,
            config=self._config(kernel),
        )

    def _word(self, argument: dict, work: dict, device_tensors: dict, scalars: dict) -> int:
        kind = argument["kind"]
        if kind == "tensor_address":
            return device_tensors[argument["tensor"]].buffer_address()
        if kind == "work_start":
            return work["start"]
        if kind == "work_count":
            return work["count"]
        if kind == "scalar":
            return scalars[argument["scalar"]]
        x, y = work["core"]
        if kind in ("core_x", "core_y"):
            return x if kind == "core_x" else y
        if kind in ("noc_x", "noc_y"):
            # Any tensor of the program is on the device.
            device = next(iter(device_tensors.values())).device()
            core = self.ttnn.CoreCoord(argument.get("column", x), argument.get("row", y))
            found = device.worker_core_from_logical_core(core)
            return found.x if kind == "noc_x" else found.y
        raise TiliumError(f"the plan has a runtime argument of unknown kind {kind!r}")

    def _config(self, kernel: dict):
        ttnn = self.ttnn
        if kernel["role"] != "compute":
            # ttnn names the networks by the processors that use them by default: 0 and 1.
            networks = (ttnn.NOC.RISCV_0_default, ttnn.NOC.RISCV_1_default)
            processors = {
                "brisc": ttnn.DataMovementProcessor.RISCV_0,
                "ncrisc": ttnn.DataMovementProcessor.RISCV_1,
            }
            return ttnn.DataMovementConfigDescriptor(
                processor=processors[kernel["processor"]], noc=networks[kernel["noc"]]
            )
        settings = kernel["config"]
        config = ttnn.ComputeConfigDescriptor(
            math_fidelity=getattr(ttnn.MathFidelity, settings["math_fidelity"]),
            math_approx_mode=settings["math_approx_mode"],
            fp32_dest_acc_en=settings["fp32_dest_acc_en"],
            dst_full_sync_en=settings["dst_full_sync_en"],
        )
        if settings["unpack_to_dest_fp32"]:
            types = ttnn._ttnn.program_descriptor
            modes = [types.UnpackToDestMode.Default] * CIRCULAR_BUFFERS
            for index in settings["unpack_to_dest_fp32"]:
                modes[index] = types.UnpackToDestMode.UnpackToDestFp32
            config.unpack_to_dest_mode = types.VectorUnpackToDestMode(modes)
        return config

    def launch(self, device_tensors: dict[str, object], scalars: dict[str, int] | None = None):
        """Runs the program on tensors on the device, by name; returns once it is enqueued."""
        io_tensors = [device_tensors[t["name"]] for t in self.plan["tensors"] if not _written(t)]
        io_tensors += [device_tensors[t["name"]] for t in self.plan["tensors"] if _written(t)]
        if len(io_tensors) == 1:
            # generic_op asks for an input and an output.
            io_tensors *= 2
        self.ttnn.generic_op(io_tensors, self.descriptor(device_tensors, scalars))


def _written(tensor: dict) -> bool:
    return tensor["access"] in ("out", "inout")


def format_descriptor(ttnn, index: int, format_name: str, page_size: int):
    """A `ttnn.CBFormatDescriptor` of a format of the plan."""
    name, code = FORMATS[format_name]
    if name is not None:
        return ttnn.CBFormatDescriptor(
            buffer_index=index, data_format=getattr(ttnn, name), page_size=page_size
        )
    descriptor = ttnn.CBFormatDescriptor(
        buffer_index=index, data_format=ttnn.bfloat16, page_size=page_size
    )
    _set_format_code(ttnn, descriptor, code)
    if descriptor.data_format_as_uint8 != code or descriptor.page_size != page_size:
        raise TiliumError(f"ttnn gives no way to describe a circular buffer in {format_name}")
    return descriptor


def _set_format_code(ttnn, descriptor, code: int) -> None:
    """Gives a format descriptor a format that ttnn's Python has no name for.

    The package's C++ takes every format; its Python takes only those of ttnn tensors, and shows the
    others by number (`data_format_as_uint8`). The field is one byte of the object: the one that
    holds the right number in descriptors of several formats. Refuses if that is not exactly one.
    """
    kind = type(descriptor)
    size = getattr(kind, "__basicsize__", 0)
    header = object.__basicsize__
    places = set(range(header, size))
    for name, known in FORMATS.values():
        if name is None or not hasattr(ttnn, name):
            continue
        # An index that no format has as its number, so that the byte beside is not mistaken.
        sample = kind(buffer_index=61, data_format=getattr(ttnn, name), page_size=0x01010101)
        if sample.data_format_as_uint8 != known:
            raise TiliumError(f"ttnn numbers the format {name} {sample.data_format_as_uint8}")
        content = ctypes.string_at(id(sample), size)
        places = {place for place in places if content[place] == known}
    if len(places) != 1:
        raise TiliumError(
            "this version of ttnn gives no way to describe a circular buffer in Float16; use "
            "bfloat16 in the program, or the host program in C++ (main.cpp)"
        )
    ctypes.c_uint8.from_address(id(descriptor) + places.pop()).value = code
