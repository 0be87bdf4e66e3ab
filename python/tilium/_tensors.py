"""Tensors of a call: checked against the plan, as addresses for the runtime."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tilium._errors import ArgumentError


class Parameter:
    """What TileLang's `KernelParam` tells of a parameter beside its name, type and shape."""

    dtype: str
    shape: tuple[int, ...]

    def is_scalar(self) -> bool:
        return len(self.shape) == 0

    def is_unsigned(self) -> bool:
        return self.dtype.startswith("uint")

    def is_float8(self) -> bool:
        return self.dtype.startswith("float8")

    def is_float4(self) -> bool:
        return self.dtype.startswith("float4")

    def is_boolean(self) -> bool:
        return self.dtype.startswith("bool")

    def torch_dtype(self):
        return getattr(_torch(), self.dtype)


@dataclass
class TensorSpec(Parameter):
    """A tensor of the program's signature."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    written: bool
    workspace: bool = False

    @classmethod
    def from_plan(cls, tensor: dict) -> TensorSpec:
        """Reads an entry of the plan."""
        written = tensor["access"] in ("out", "inout")
        return cls(
            tensor["name"],
            tuple(tensor.get("host_shape", tensor["shape"])),
            tensor["dtype"],
            written,
            tensor.get("workspace", False),
        )

    def __str__(self) -> str:
        return f"'{self.name}' ({_shape_text(self.shape)}, {self.dtype})"


@dataclass
class ScalarSpec(Parameter):
    """A number of the program's signature."""

    name: str
    dtype: str
    shape: tuple[int, ...] = ()
    written: bool = False

    @classmethod
    def from_plan(cls, scalar: dict) -> ScalarSpec:
        """Reads an entry of the plan."""
        return cls(scalar["name"], scalar["dtype"])

    def __str__(self) -> str:
        return f"'{self.name}' ({self.dtype})"

    def word(self, value) -> int:
        """The runtime argument for `value`: an integer's 32 bits, or those of a float32.

        Takes Python numbers and tensors without dimensions. Raises ArgumentError for anything else,
        and for integers that 32 bits do not hold.
        """
        if hasattr(value, "item") and getattr(value, "shape", None) == ():
            value = value.item()
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ArgumentError(f"argument {self} expects a number, got {type(value).__name__}")
        if self.dtype.startswith("int"):
            if not isinstance(value, int):
                raise ArgumentError(f"argument {self} expects an integer, got {value}")
            if not -(2**31) <= value < 2**31:
                raise ArgumentError(f"argument {self} got {value}, which 32 bits do not hold")
            return value & 0xFFFFFFFF
        torch = _torch()
        rounded = torch.tensor(float(value), dtype=getattr(torch, self.dtype)).float()
        return rounded.view(torch.int32).item() & 0xFFFFFFFF


class BoundTensor:
    """A tensor of a call in memory that the runtime may use.

    `result` is what the caller sees, `original` the memory behind it; when that is not contiguous
    the work happens on a copy, which `finish` writes back.
    """

    def __init__(self, spec: TensorSpec, value):
        self.spec = spec
        self.result = value
        if _is_torch(value):
            self._bind_torch(value)
        elif _is_numpy(value):
            self._bind_numpy(value)
        elif hasattr(value, "__dlpack__"):
            self._bind_torch(_from_dlpack(value, spec))
        else:
            raise ArgumentError(
                f"argument {spec}: expected a torch or numpy tensor or anything with DLPack, got "
                f"{type(value).__name__}"
            )

    def _bind_torch(self, tensor) -> None:
        dtype = str(tensor.dtype).removeprefix("torch.")
        self._check(tuple(tensor.shape), dtype)
        if tensor.device.type != "cpu":
            raise ArgumentError(
                f"argument {self.spec} is on {tensor.device}; the mock device takes tensors on the "
                "CPU: pass tensor.cpu()"
            )
        if tensor.layout is not _torch().strided:
            raise ArgumentError(f"argument {self.spec} is sparse; pass tensor.to_dense()")
        if tensor.requires_grad:
            tensor = tensor.detach()
        self.original, self._storage = tensor, tensor.resolve_conj().resolve_neg().contiguous()
        self.address = self._storage.data_ptr()
        self.nbytes = self._storage.numel() * self._storage.element_size()

    def _bind_numpy(self, array) -> None:
        import numpy

        self._check(array.shape, _numpy_dtype_name(array.dtype))
        if self.spec.written and not array.flags.writeable:
            raise ArgumentError(f"argument {self.spec} is written but the array is read-only")
        self.original = array
        self._storage = numpy.ascontiguousarray(
            array.astype(array.dtype.newbyteorder("="), copy=False)
        )
        self.address = self._storage.ctypes.data
        self.nbytes = self._storage.nbytes

    def _check(self, shape: tuple[int, ...], dtype: str) -> None:
        if tuple(shape) != self.spec.shape:
            raise ArgumentError(
                f"argument {self.spec} got a tensor of shape {_shape_text(tuple(shape))}"
            )
        if dtype != self.spec.dtype:
            raise ArgumentError(f"argument {self.spec} got a tensor of dtype {dtype}")

    def finish(self) -> None:
        """Writes a copy back to the caller's tensor after a run."""
        if not self.spec.written or self._storage is self.original:
            return
        if _is_torch(self.original):
            if self._storage.data_ptr() != self.original.data_ptr():
                self.original.copy_(self._storage)
        elif self._storage.ctypes.data != self.original.ctypes.data:
            self.original[...] = self._storage


def check_outputs(tensors: list[BoundTensor]) -> None:
    """Raises ArgumentError where an element would be written twice.

    Inputs may lie where outputs do: the device has them as tensors of their own.
    """
    written = [tensor for tensor in tensors if tensor.spec.written]
    for position, tensor in enumerate(written):
        if _overlaps_itself(tensor.original):
            raise ArgumentError(
                f"argument {tensor.spec} is written but has several elements in one place; "
                "pass a tensor of its own"
            )
        for other in written[:position]:
            if _shares_memory(tensor.original, other.original):
                raise ArgumentError(
                    f"argument {other.spec} and argument {tensor.spec} share memory, and both are "
                    "written; pass tensors of their own"
                )


def allocate_like(spec: TensorSpec, inputs: list):
    """A zeroed tensor for an output: numpy if the inputs are numpy arrays, torch otherwise."""
    if inputs and all(map(_is_numpy, inputs)) and spec.dtype != "bfloat16":
        import numpy

        return numpy.zeros(spec.shape, spec.dtype)
    torch = _torch()
    return torch.zeros(spec.shape, dtype=getattr(torch, spec.dtype))


def _torch():
    import torch

    return torch


def _is_torch(value) -> bool:
    return type(value).__module__.split(".")[0] == "torch" and hasattr(value, "data_ptr")


def _is_numpy(value) -> bool:
    return type(value).__module__.split(".")[0] == "numpy" and hasattr(value, "ctypes")


def _numpy_dtype_name(dtype) -> str:
    return dtype.name


def _as_words(value):
    """A numpy array over the same memory; its elements are of the same size, and of no meaning."""
    if _is_numpy(value):
        return value
    torch = _torch()
    words = {1: torch.uint8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
    return value.detach().view(words[value.element_size()]).numpy()


def _shares_memory(a, b) -> bool:
    """Whether an element of one lies where an element of the other does."""
    import numpy

    a, b = _as_words(a), _as_words(b)
    try:
        # Columns of one matrix lie between each other; finding that out is cheap in all real cases.
        return numpy.shares_memory(a, b, max_work=10_000)  # type: ignore[arg-type]
    except numpy.exceptions.TooHardError:
        return True


def _overlaps_itself(value) -> bool:
    """Whether two elements of a tensor may lie in one place."""
    array = _as_words(value)
    if array.size == 0:
        return False
    reach = array.itemsize
    for stride, extent in sorted(
        (abs(stride), extent) for stride, extent in zip(array.strides, array.shape) if extent > 1
    ):
        if stride < reach:
            return True
        reach += stride * (extent - 1)
    return False


def _from_dlpack(value, spec: TensorSpec):
    try:
        return _torch().from_dlpack(value)
    except (RuntimeError, BufferError, TypeError) as error:
        raise ArgumentError(f"argument {spec}: DLPack import failed: {error}") from error


def _shape_text(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape)) or "scalar"


def element_count(spec: TensorSpec) -> int:
    """Elements of the tensor."""
    return math.prod(spec.shape)
