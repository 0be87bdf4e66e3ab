"""What the ttnn backend uses of the ttnn package, in this machine's memory.

Names, arguments and defaults are those of ttnn 0.81.1; `test_ttnn.py` gives the same descriptors to
the package itself where it is installed. `generic_op` gives the tensors to `on_launch`, which a
test sets.
"""

from __future__ import annotations

import enum
import types

import numpy
import torch

TILE = 32


class DataType(enum.Enum):
    BFLOAT16 = 0
    FLOAT32 = 1
    UINT32 = 2
    INT32 = 7


_FORMAT_CODES = {"BFLOAT16": 5, "FLOAT32": 0, "UINT32": 24, "INT32": 8}
_BYTES = {"BFLOAT16": 2, "FLOAT32": 4, "UINT32": 4, "INT32": 4}


class Arch(enum.Enum):
    WORMHOLE_B0 = 1
    BLACKHOLE = 2


class MathFidelity(enum.Enum):
    LoFi = 0
    HiFi2 = 2
    HiFi3 = 3
    HiFi4 = 4


class DataMovementProcessor(enum.Enum):
    RISCV_0 = 0
    RISCV_1 = 1


class NOC(enum.Enum):
    RISCV_0_default = 0
    RISCV_1_default = 1


class UnpackToDestMode(enum.Enum):
    UnpackToDestFp32 = 0
    Default = 1


class CoreCoord:
    def __init__(self, x, y):
        self.x, self.y = x, y


class CoreRange:
    def __init__(self, start, end):
        self.start, self.end = start, end


class CoreRangeSet:
    def __init__(self, core_ranges):
        self._ranges = list(core_ranges)

    def ranges(self):
        return self._ranges


class Device:
    def __init__(self, arch=Arch.WORMHOLE_B0, columns=8, rows=8):
        self._arch, self._grid = arch, CoreCoord(columns, rows)
        self.next_address = 1 << 20

    def arch(self):
        return self._arch

    def compute_with_storage_grid_size(self):
        return self._grid

    def worker_core_from_logical_core(self, core):
        """The coordinates that kernels use: of Wormhole's virtual grid."""
        return CoreCoord(core.x + 18, core.y + 18)


class Tensor:
    """Pages in rows: tiles of a tiled tensor, or the last dimension of a row-major one."""

    def __init__(self, tensor, data_type=None, device=None, layout=None, mem_config=None):
        array = numpy.asarray(tensor)
        self.shape, self.dtype, self.layout, self._device = array.shape, data_type, layout, device
        self._memory_config = mem_config
        self.padded_shape = array.shape
        raw = numpy.ascontiguousarray(array)
        if layout == TILE_LAYOUT:
            *outer, rows, cols = array.shape
            padded = (*outer, -rows % TILE + rows, -cols % TILE + cols)
            self.padded_shape = padded
            filled = numpy.zeros(padded, raw.dtype)
            filled[..., :rows, :cols] = raw
            grid = filled.reshape(-1, padded[-2] // TILE, 2, 16, padded[-1] // TILE, 2, 16)
            raw = grid.transpose(0, 1, 4, 2, 5, 3, 6).reshape(-1, TILE * TILE)
        self.pages = numpy.ascontiguousarray(raw).reshape(-1, raw.shape[-1])
        if device is not None:
            self._address = device.next_address
            device.next_address += self.pages.nbytes

    def device(self):
        return self._device

    def memory_config(self):
        return self._memory_config

    def buffer_address(self):
        return self._address

    def buffer_num_pages(self):
        return len(self.pages)

    def buffer_page_size(self):
        return self.pages[0].nbytes

    def cpu(self):
        return self

    def to_numpy(self):
        if self.layout != TILE_LAYOUT:
            return self.pages.reshape(self.shape)
        *outer, rows, cols = self.padded_shape
        grid = self.pages.reshape(-1, rows // TILE, cols // TILE, 2, 2, 16, 16)
        whole = grid.transpose(0, 1, 3, 5, 2, 4, 6).reshape(self.padded_shape)
        return whole[..., : self.shape[-2], : self.shape[-1]]


Tensor.__module__ = "ttnn._ttnn.tensor"


class TensorAccessorArgs:
    def __init__(self, tensor):
        self._words = [2, tensor.buffer_page_size()]

    def get_compile_time_args(self):
        return self._words


class CBFormatDescriptor:
    def __init__(self, buffer_index, data_format, page_size, tile=None):
        self.buffer_index, self.page_size = buffer_index, page_size
        self.data_format_as_uint8 = _FORMAT_CODES[data_format.name]


class CBDescriptor:
    def __init__(self, total_size, core_ranges, format_descriptors):
        self.total_size, self.core_ranges = total_size, core_ranges
        self.format_descriptors = format_descriptors


class SemaphoreDescriptor:
    def __init__(self, id, core_ranges, initial_value, core_type=None):
        self.id, self.core_ranges, self.initial_value = id, core_ranges, initial_value


class DataMovementConfigDescriptor:
    def __init__(self, processor, noc, noc_mode=None):
        self.processor, self.noc = processor, noc


class ComputeConfigDescriptor:
    def __init__(
        self,
        math_fidelity,
        math_approx_mode=False,
        fp32_dest_acc_en=False,
        dst_full_sync_en=False,
        bfp8_pack_precise=False,
    ):
        self.math_fidelity, self.math_approx_mode = math_fidelity, math_approx_mode
        self.fp32_dest_acc_en, self.dst_full_sync_en = fp32_dest_acc_en, dst_full_sync_en
        self.unpack_to_dest_mode = []


class KernelDescriptor:
    class SourceType(enum.Enum):
        FILE_PATH = 0
        SOURCE_CODE = 1

    def __init__(
        self,
        kernel_source,
        core_ranges,
        config,
        source_type=SourceType.FILE_PATH,
        compile_time_args=(),
        named_compile_time_args=(),
        defines=(),
        runtime_args=(),
        common_runtime_args=(),
        opt_level=None,
    ):
        self.kernel_source, self.source_type = kernel_source, source_type
        self.core_ranges, self.config = core_ranges, config
        self.compile_time_args, self.defines = compile_time_args, defines
        self.runtime_args = runtime_args


class ProgramDescriptor:
    def __init__(self, kernels=(), semaphores=(), cbs=()):
        self.kernels, self.semaphores, self.cbs = kernels, semaphores, cbs


class MemoryConfig(enum.Enum):
    DRAM = 0


TILE_LAYOUT, ROW_MAJOR_LAYOUT = "TILE", "ROW_MAJOR"


def make(on_launch=None, device=None):
    """A module with ttnn's names, whose default device is `device`."""
    module = types.ModuleType("ttnn")
    for name, value in globals().items():
        if isinstance(value, type) or name.endswith("_LAYOUT"):
            setattr(module, name, value)
    for data_type in DataType:
        setattr(module, data_type.name.lower(), data_type)
    module.DRAM_MEMORY_CONFIG = MemoryConfig.DRAM
    module._ttnn = types.SimpleNamespace(
        program_descriptor=types.SimpleNamespace(
            UnpackToDestMode=UnpackToDestMode, VectorUnpackToDestMode=list
        )
    )
    module.launches = []

    def generic_op(io_tensors, program_descriptor):
        if len(io_tensors) < 2:
            raise RuntimeError("io_tensors must contain at least one input and one output tensor")
        module.launches.append((io_tensors, program_descriptor))
        if on_launch is not None:
            on_launch(io_tensors, program_descriptor)
        return io_tensors[-1]

    def zeros(shape, dtype=None, layout=None, device=None, memory_config=MemoryConfig.DRAM):
        types_by_bytes = {2: numpy.uint16, 4: numpy.uint32}
        array = numpy.zeros(tuple(shape), types_by_bytes[_BYTES[dtype.name]])
        return Tensor(array, dtype, device, layout, memory_config)

    def fill_implicit_tile_padding(tensor, fill_value):
        module.padding_filled = True
        return tensor

    def to_torch(tensor):
        return torch.from_numpy(tensor.to_numpy().copy())

    module.generic_op, module.zeros, module.to_torch = generic_op, zeros, to_torch
    module.fill_implicit_tile_padding = fill_implicit_tile_padding
    module.GetDefaultDevice = lambda: device
    module.synchronize_device = lambda device: None
    return module
