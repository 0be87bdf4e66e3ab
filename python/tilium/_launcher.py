"""Calling a kernel on the card: a call's arguments to tensors on the device, and results back."""

from __future__ import annotations

import ctypes
import math
import time

from tilium._errors import ArgumentError, TiliumError
from tilium._tensors import BoundTensor, ScalarSpec, TensorSpec, allocate_like
from tilium._ttnn import FORMATS, TtnnProgram, find_device, import_ttnn, is_ttnn


class Launcher:
    """Runs a kernel with ttnn."""

    def __init__(self, kernel):
        self.kernel = kernel
        self._program: TtnnProgram | None = None
        self._tensors = {tensor["argument"]: tensor for tensor in kernel.plan["tensors"]}

    def run(self, values: dict[int, object]):
        """Runs the kernel on arguments by position, without outputs; returns the outputs."""
        call = _Call(self, values)
        call.launch()
        call.finish()
        return self.kernel.outputs_of(call.values)

    def milliseconds(self, values: dict[int, object], count: int) -> float:
        """The time of one launch, by this machine's clock, after one that compiles the kernels."""
        call = _Call(self, values)
        call.launch()
        call.synchronize()
        start = time.perf_counter()
        for _ in range(count):
            call.launch()
        call.synchronize()
        return (time.perf_counter() - start) * 1e3 / count

    def program(self) -> TtnnProgram:
        """The program as ttnn runs it."""
        if self._program is None:
            self._program = TtnnProgram(self.kernel.plan, self.kernel.sources, import_ttnn())
        return self._program

    def plan_of(self, position: int) -> dict:
        """The plan's entry of a tensor of the signature."""
        return self._tensors[position]


class _Call:
    """The arguments of one call, on the device."""

    def __init__(self, launcher: Launcher, values: dict[int, object]):
        self.launcher = launcher
        self.program = launcher.program()
        self.ttnn = self.program.ttnn
        self.values = dict(values)
        self.device = find_device(list(values.values()))
        if self.device is None:
            self.device = self._default_device()
        self.program.check_device(self.device)
        self.on_device: dict[str, object] = {}
        self.words: dict[str, int] = {}
        # Tensors on the host that the program writes, with their entries of the plan.
        self._written: list[tuple[BoundTensor, dict]] = []
        gives_ttnn = any(map(is_ttnn, values.values()))
        host_tensors = [value for value in values.values() if hasattr(value, "shape")]
        for position, spec in enumerate(launcher.kernel.params):
            if isinstance(spec, ScalarSpec):
                self.words[spec.name] = spec.word(values[position])
            elif position in launcher.kernel.out_idx and gives_ttnn:
                self._allocate(position, spec)
            else:
                if position in launcher.kernel.out_idx:
                    self.values[position] = allocate_like(spec, host_tensors)
                self._bind(position, spec)

    def launch(self) -> None:
        """Enqueues the program."""
        self.program.launch(self.on_device, self.words)

    def synchronize(self) -> None:
        """Waits for the device."""
        self.ttnn.synchronize_device(self.device)

    def finish(self) -> None:
        """Brings what the program wrote to tensors on the host, which waits for the device."""
        for bound, tensor in self._written:
            elements = self.program.from_words(tensor, self.on_device[tensor["name"]])
            ctypes.memmove(bound.address, elements, len(elements))
            bound.finish()

    def _default_device(self):
        device = self.ttnn.GetDefaultDevice()
        if device is None:
            raise TiliumError(
                "there is no device to run on: pass ttnn tensors that are on one, or open one with "
                "`device = ttnn.open_device(device_id=0)` and make it the default with "
                "`ttnn.SetDefaultDevice(device)`"
            )
        return device

    def _allocate(self, position: int, spec: TensorSpec) -> None:
        """An output as a ttnn tensor of zeros: what a program leaves out is as on the mock."""
        ttnn, tensor = self.ttnn, self.launcher.plan_of(position)
        name = FORMATS[tensor["layout"]["format"]][0]
        why: str | None = f"ttnn has no tensors of {spec.dtype}"
        if name is not None:
            value = ttnn.zeros(
                spec.shape,
                dtype=getattr(ttnn, name),
                layout=ttnn.TILE_LAYOUT,
                device=self.device,
                memory_config=ttnn.DRAM_MEMORY_CONFIG,
            )
            why = self.program.why_not_in_place(tensor, value)
        if why is not None:
            raise ArgumentError(
                f"the output {spec} cannot be a ttnn tensor: {why}; give torch tensors as inputs"
            )
        self.values[position] = value
        self.on_device[tensor["name"]] = value

    def _bind(self, position: int, spec: TensorSpec) -> None:
        """An argument on the device."""
        value, tensor = self.values[position], self.launcher.plan_of(position)
        if is_ttnn(value):
            self._bind_ttnn(value, spec, tensor)
            return
        bound = BoundTensor(spec, value)
        self._carry(bound, tensor)
        if spec.written:
            self._written.append((bound, tensor))

    def _carry(self, bound: BoundTensor, tensor: dict) -> None:
        """A tensor on the host as raw words on the device."""
        layout = self.program.layout(tensor)
        if bound.nbytes != layout.count * layout.element_bytes:
            raise TiliumError(
                f"argument {bound.spec} has {bound.nbytes} bytes; as {tensor['layout']['format']} "
                "it needs a conversion that the ttnn backend does not have"
            )
        elements = ctypes.string_at(bound.address, bound.nbytes)
        self.on_device[tensor["name"]] = self.program.to_words(tensor, elements, self.device)

    def _bind_ttnn(self, value, spec: TensorSpec, tensor: dict) -> None:
        shape = tuple(value.shape)
        if shape != spec.shape:
            raise ArgumentError(f"argument {spec} got a ttnn tensor of shape {shape}")
        why = self.program.why_not_in_place(tensor, value)
        padded = math.prod(value.padded_shape) != math.prod(shape)
        if spec.written:
            if why is None and padded and tensor["access"] == "inout":
                why = "its last tiles have padding, whose content ttnn leaves open"
            if why is not None:
                raise ArgumentError(
                    f"argument {spec} is written, but this ttnn tensor cannot be written in "
                    f"place: {why}; leave it to out_idx, or give a torch tensor"
                )
        elif why is not None:
            # The program wants the elements in another order: through the host.
            self._carry(BoundTensor(spec, self.ttnn.to_torch(value)), tensor)
            return
        elif padded:
            # The program counts on zeros in the padding, ttnn's operations leave anything there.
            value = self.ttnn.fill_implicit_tile_padding(value, 0)
        self.on_device[tensor["name"]] = value
