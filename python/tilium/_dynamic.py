"""Programs with T.dynamic dimensions: one kernel for each set of sizes that is used.

The device's kernels work on tiles, whose number and places are best known when they are compiled;
compiling takes milliseconds. So a dynamic program is compiled when its sizes are known, from the
tensors of a call, and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tilium._errors import ArgumentError
from tilium._kernel import Kernel
from tilium._sequence import KernelSequence
from tilium._surface import KernelSurface
from tilium._tensors import ScalarSpec, TensorSpec


def is_dynamic(prim_func) -> bool:
    """Whether a tensor of the signature has a dimension that is not a number."""
    return any(
        not _is_number(dim) for buffer in prim_func.buffer_map.values() for dim in buffer.shape
    )


class DynamicKernel(KernelSurface):
    """A program whose sizes come with the call. Call it like a `Kernel`.

    `specialize` gives the `Kernel` of known sizes, with its sources and plan; `kernels` has those
    that exist, by sizes. Extents in `params` that come with a call are TVM's expressions.
    """

    def __init__(
        self,
        prim_func,
        out_idx,
        compile_static: Callable[[object], Kernel | KernelSequence],
        execution_backend: str = "mock",
    ):
        self.prim_func = prim_func
        self.execution_backend = execution_backend
        self._buffers = [prim_func.buffer_map.get(param) for param in prim_func.params]
        # Numbers of the signature have no buffer; calls pass them on.
        count = len(self._buffers)
        indices = [out_idx] if isinstance(out_idx, int) else list(out_idx or [])
        for index in indices:
            if not isinstance(index, int) or not -count <= index < count:
                raise ArgumentError(f"out_idx {index!r} is no parameter; the program has {count}")
        self.out_idx = [index % count for index in indices]
        self.params = [self._spec_of(i, buffer) for i, buffer in enumerate(self._buffers)]
        self._compile = compile_static
        self.kernels: dict[tuple[tuple[str, int], ...], Kernel | KernelSequence] = {}
        self._last: Kernel | KernelSequence | None = None
        self._variables: dict = {}
        for buffer in prim_func.buffer_map.values():
            for dim in buffer.shape:
                if not _is_number(dim):
                    for variable in _variables_of(dim):
                        self._variables.setdefault(variable, None)
        names = [variable.name for variable in self._variables]
        if len(set(names)) != len(names):
            raise ArgumentError(
                "two T.dynamic dimensions have the same name "
                f"({', '.join(sorted(names))}); rename one"
            )

    def _spec_of(self, position: int, buffer) -> TensorSpec | ScalarSpec:
        """A parameter before its sizes are known; a number has no buffer."""
        if buffer is None:
            variable = self.prim_func.params[position]
            return ScalarSpec(str(variable.name), str(variable.dtype))
        extents: Any = tuple(int(dim) if _is_number(dim) else dim for dim in buffer.shape)
        return TensorSpec(buffer.name, extents, str(buffer.dtype), position in self.out_idx)

    def __call__(self, *arguments):
        """Runs the kernel for the sizes of its tensors, which is compiled if it does not exist."""
        return self.kernel_for(arguments)(*arguments)

    def kernel_for(self, arguments) -> Kernel | KernelSequence:
        """The kernel that a call with these arguments runs, which is compiled if need be."""
        given = [i for i in range(len(self._buffers)) if i not in self.out_idx]
        if len(arguments) != len(given):
            raise ArgumentError(f"the program takes {len(given)} arguments, got {len(arguments)}")
        sizes: dict[str, int] = {}
        for position, argument in zip(given, arguments):
            if self._buffers[position] is not None:
                self._bind(self._buffers[position], tuple(argument.shape), sizes)
        self._last = self.specialize(**sizes)
        return self._last

    def specialize(self, **sizes: int) -> Kernel | KernelSequence:
        """The kernel for sizes by the dimensions' names: `kernel.specialize(m=256, n=128)`."""
        names = [variable.name for variable in self._variables]
        missing = [name for name in names if name not in sizes]
        unknown = sorted(set(sizes) - set(names))
        if missing or unknown:
            raise ArgumentError(
                f"the program's dimensions are {', '.join(names)}; "
                + (
                    f"missing: {', '.join(missing)}"
                    if missing
                    else f"unknown: {', '.join(unknown)}"
                )
            )
        key = tuple((name, int(sizes[name])) for name in names)
        if key not in self.kernels:
            self.kernels[key] = self._compile(self._static_program(dict(key)))
        return self.kernels[key]

    @property
    def last_kernel(self) -> Kernel | KernelSequence | None:
        """The kernel of the last call."""
        return self._last

    @property
    def last_report(self) -> dict | None:
        """The account of the last run."""
        return self._last.last_report if self._last else None

    @property
    def sources(self) -> dict[str, str]:
        """The emitted files of the only kernel; of several, `specialize` gives each."""
        return self._only().sources

    @property
    def plan(self) -> dict:
        """tt.plan.json of the only kernel; with none or several, say which by `specialize`."""
        return self._only().plan

    def get_kernel_source(self, kernel_only: bool = True) -> str:
        """The emitted kernels of the only kernel as one text."""
        return self._only().get_kernel_source(kernel_only)

    def get_host_source(self) -> str:
        """The emitted host program of the only kernel."""
        return self._only().get_host_source()

    def _export_all(self, directory: Path) -> list[Path]:
        """Writes the files of the only kernel."""
        return self._only().export_sources(directory)

    def _only(self) -> Kernel | KernelSequence:
        if len(self.kernels) == 1:
            return next(iter(self.kernels.values()))
        names = ", ".join(f"{variable.name}=..." for variable in self._variables)
        raise ArgumentError(
            f"the program has {len(self.kernels)} kernels, one for each set of sizes; "
            f"kernel.specialize({names}) gives one"
        )

    def _bind(self, buffer, shape: tuple[int, ...], sizes: dict[str, int]) -> None:
        """Learns sizes from a tensor."""
        if len(shape) != len(buffer.shape):
            raise ArgumentError(
                f"argument '{buffer.name}' has {len(buffer.shape)} dimensions, "
                f"got a tensor of {len(shape)}"
            )
        for position, (dim, size) in enumerate(zip(buffer.shape, shape)):
            if _is_number(dim):
                if int(dim) != size:
                    raise ArgumentError(
                        f"argument '{buffer.name}' has {int(dim)} elements along dimension "
                        f"{position}, got a tensor with {size}"
                    )
            elif dim in self._variables and sizes.setdefault(dim.name, size) != size:
                raise ArgumentError(
                    f"argument '{buffer.name}' has {dim.name} = {size} along dimension {position}, "
                    f"an argument before it has {dim.name} = {sizes[dim.name]}"
                )

    def _static_program(self, sizes: dict[str, int]):
        """The program with numbers in place of its dimensions."""
        from tvm import arith, tirx

        analyzer = arith.Analyzer()
        numbers = {
            variable: tirx.IntImm(variable.dtype, sizes[variable.name])
            for variable in self._variables
        }

        def number(expression) -> int:
            if _is_number(expression):
                return int(expression)
            value = analyzer.simplify(tirx.stmt_functor.substitute(expression, numbers))
            if not _is_number(value):
                raise ArgumentError(f"the dimension {expression} does not follow from the tensors")
            return int(value)

        replaced = {}
        for param, buffer in self.prim_func.buffer_map.items():
            replaced[param] = tirx.decl_buffer(
                [number(dim) for dim in buffer.shape],
                buffer.dtype,
                name=buffer.name,
                data=buffer.data,
                strides=[number(stride) for stride in buffer.strides] or None,
                elem_offset=buffer.elem_offset,
            )
        return self.prim_func.specialize(replaced)


def _is_number(expression) -> bool:
    from tvm import tirx

    return isinstance(expression, (int, tirx.IntImm))


def _variables_of(expression) -> list:
    from tvm import tirx

    if isinstance(expression, tirx.Var):
        return [expression]
    found: list = []

    def visit(node):
        if isinstance(node, tirx.Var):
            found.append(node)

    tirx.stmt_functor.post_order_visit(expression, visit)
    return found
