"""`kernel.get_profiler()`: checks and times a kernel as TileLang's profiler does."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tilium._errors import ArgumentError
from tilium._profile import Profile
from tilium._report import print_report

RETURN_MODES = ("min", "max", "mean", "median")


class Profiler:
    """Runs a kernel on inputs of its own or the caller's. Times are the mock device's."""

    def __init__(self, kernel, supply_type=None):
        self.kernel = kernel
        self.params = kernel.params
        self.result_idx = list(kernel.out_idx)
        self.supply_type = supply_type

    def _get_params(self, with_output: bool = False, sizes: dict[str, int] | None = None) -> list:
        params = self.params if sizes is None else self._specialize(sizes).params
        return [p for i, p in enumerate(params) if with_output or i not in self.result_idx]

    def _get_inputs(
        self,
        with_output: bool = False,
        dynamic_symbolic_constraints: dict[str, int] | None = None,
    ) -> list:
        params = self._get_params(with_output, dynamic_symbolic_constraints)
        return [_supply(param, self.supply_type) for param in params]

    def _specialize(self, sizes: dict[str, int]):
        """The kernel for sizes of T.dynamic dimensions."""
        if not hasattr(self.kernel, "specialize"):
            raise ArgumentError(
                "dynamic_symbolic_constraints are for T.dynamic dimensions; the program has none"
            )
        return self.kernel.specialize(**sizes)

    def _static_kernel(self, inputs: list):
        """The kernel that a call with these inputs runs."""
        return self.kernel.kernel_for(inputs) if hasattr(self.kernel, "kernel_for") else self.kernel

    @property
    def func(self):
        """The kernel."""
        return self.kernel

    def __call__(self, *args: Any) -> Any:
        return self.kernel(*args)

    def run_once(self, func: Callable | None = None):
        """Runs the kernel, or `func`, on new inputs."""
        return (func or self.kernel)(*self._get_inputs())

    def assert_allclose(
        self,
        reference_program: Callable,
        input_tensors: list | None = None,
        atol: float = 1e-2,
        rtol: float = 1e-2,
        max_mismatched_ratio: float = 0.01,
    ) -> None:
        """Raises AssertionError if the kernel's outputs differ from those of `reference_program`.

        At most `max_mismatched_ratio` of the elements of a tensor may be further apart than `atol +
        rtol * |reference|`.
        """
        import torch

        inputs = self._get_inputs() if input_tensors is None else input_tensors
        expected = _as_list(reference_program(*inputs))
        results = _as_list(self.kernel(*inputs))
        if len(expected) != len(results):
            raise AssertionError(
                f"the kernel returns {len(results)} tensors, the reference {len(expected)}"
            )
        for position, (result, reference) in enumerate(zip(results, expected)):
            if result is None or reference is None:
                continue
            far = ~torch.isclose(
                result.double(), reference.double(), rtol=rtol, atol=atol, equal_nan=True
            )
            ratio = far.double().mean().item()
            if ratio > max_mismatched_ratio:
                worst = (result.double() - reference.double()).abs().max().item()
                raise AssertionError(
                    f"output {position}: {100 * ratio:.2f} % of the elements differ by more than "
                    f"atol={atol}, rtol={rtol}; the largest difference is {worst:.3g}"
                )

    def manual_assert_close(
        self,
        reference_program: Callable,
        input_tensors: list | None = None,
        manual_check_prog: Callable | None = None,
    ) -> None:
        """Gives both results to `manual_check_prog(results, expected)`."""
        if manual_check_prog is None:
            raise ArgumentError("manual_assert_close needs manual_check_prog(results, expected)")
        inputs = self._get_inputs() if input_tensors is None else input_tensors
        expected = _as_list(reference_program(*inputs))
        manual_check_prog(_as_list(self.kernel(*inputs)), expected)

    def assert_consistent(self, repeat: int = 10) -> None:
        """Raises AssertionError unless repeated runs give equal bits and equal cycles."""
        import torch

        self._require_mock()
        inputs = self._get_inputs()
        first, cycles = _as_list(self.kernel(*inputs)), self.kernel.last_report["total_cycles"]
        for _ in range(repeat):
            again = _as_list(self.kernel(*inputs))
            if not all(torch.equal(a, b) for a, b in zip(first, again)):
                raise AssertionError("two runs on the same inputs gave different results")
            if self.kernel.last_report["total_cycles"] != cycles:
                raise AssertionError("two runs on the same inputs took different numbers of cycles")

    def do_bench(
        self,
        func: Callable | None = None,
        warmup: int = 25,
        rep: int = 100,
        n_warmup: int = 0,
        n_repeat: int = 0,
        input_tensors: list | None = None,
        backend: str = "event",
        quantiles: list[float] | None = None,
        return_mode: str = "mean",
        dynamic_symbolic_constraints: dict[str, int] | None = None,
        device: Any = None,
        early_stop_baseline: float | None = None,
    ) -> float | list[float]:
        """Milliseconds of one run: the device's for the kernel, this machine's for `func`.

        The mock device's clock gives the same time for every run, so the kernel runs once there,
        without its arithmetic where nobody gets the results; numbers of runs are for `func` and for
        the card. `warmup`, `rep`, `backend`, `device` and `early_stop_baseline` are taken as
        TileLang's profiler takes them, and have no meaning here. `dynamic_symbolic_constraints` are
        the sizes of T.dynamic dimensions, by name.
        """
        if return_mode not in RETURN_MODES:
            raise ArgumentError(f"return_mode is one of {', '.join(RETURN_MODES)}")
        own = input_tensors is None
        inputs = (
            self._get_inputs(dynamic_symbolic_constraints=dynamic_symbolic_constraints)
            if input_tensors is None
            else input_tensors
        )
        if func is not None and func is not self.kernel:
            start = time.perf_counter()
            count = max(1, n_repeat)
            for _ in range(count):
                func(*inputs)
            milliseconds = (time.perf_counter() - start) * 1e3 / count
        else:
            kernel = self._static_kernel(inputs)
            if kernel.execution_backend == "ttnn":
                milliseconds = kernel.time_on_card(inputs, max(1, n_repeat))
            else:
                milliseconds = _time_on_mock(kernel, inputs, own)
        if quantiles and len(quantiles) > 1:
            return [milliseconds] * len(quantiles)
        return milliseconds

    def report(self) -> dict:
        """Prints where the cycles of the last run, or of a first one, went; returns the account.

        The first one is run with a trace, which gives the Python lines that cost most.
        """
        self._require_mock()
        if self.kernel.last_report is None:
            self._run_traced(self.kernel, self._get_inputs())
        # Of a program with T.dynamic dimensions, the kernel that ran last.
        print_report(getattr(self.kernel, "last_kernel", self.kernel))
        return self.kernel.last_report

    def profile(self, input_tensors: list | None = None) -> Profile:
        """Runs the kernel once with its trace on, and says where the time went."""
        self._require_mock()
        inputs = self._get_inputs() if input_tensors is None else input_tensors
        return Profile.of_last_run(self._run_traced(self._static_kernel(inputs), inputs))

    def _run_traced(self, program, inputs: list) -> list:
        """Runs once with a trace; returns the kernels that ran."""
        kernels = getattr(program, "kernels", [program])
        before = [kernel.tracing for kernel in kernels]
        try:
            for kernel in kernels:
                kernel.tracing = True
            program(*inputs)
        finally:
            for kernel, tracing in zip(kernels, before):
                kernel.tracing = tracing
        return kernels

    def to_json(self, path: str | Path | None = None) -> str:
        """The profile of a new run as JSON; written to `path` if there is one."""
        return self.profile().to_json(path)

    def timeline(self, path: str | Path | None = None) -> str:
        """The timeline of a new run for Perfetto, as JSON; written to `path` if there is one."""
        return self.profile().timeline(path)

    def html(self, path: str | Path | None = None) -> str:
        """The profile of a new run as one page of HTML; written to `path` if there is one."""
        return self.profile().html(path)

    def _require_mock(self) -> None:
        if self.kernel.execution_backend != "mock":
            raise ArgumentError(
                "cycles are counted by the mock device; compile with execution_backend='mock'"
            )


def _time_on_mock(kernel, inputs: list, own: bool) -> float:
    """Milliseconds on the mock device, with inputs of the profiler's `own` or of a caller.

    A caller's tensors that the kernel writes get their values. The parts of a sequence may read
    what those before them computed.
    """
    results_wanted = not own and any(
        spec.written and i not in kernel.out_idx for i, spec in enumerate(kernel.params)
    )
    if results_wanted or not hasattr(kernel, "timing_only"):
        kernel(*inputs)
    else:
        before = kernel.timing_only
        try:
            kernel.timing_only = True
            kernel(*inputs)
        finally:
            kernel.timing_only = before
    return kernel.last_report["microseconds"] / 1e3


def _as_list(result) -> list:
    if result is None:
        return []
    return list(result) if isinstance(result, (list, tuple)) else [result]


def _supply(param, supply_type):
    """A tensor for `param`, as TileLang's supply types say."""
    import torch

    name = getattr(supply_type, "name", None) or "Auto"
    dtype = getattr(torch, param.dtype)
    shape = param.shape
    if not all(isinstance(extent, int) for extent in shape):
        raise ArgumentError(
            f"the sizes of {param} come with a call; pass input_tensors, or to do_bench "
            "dynamic_symbolic_constraints"
        )
    if name == "Zero":
        return torch.zeros(shape, dtype=dtype)
    if name == "One":
        return torch.ones(shape, dtype=dtype)
    if not dtype.is_floating_point:
        low = 0 if dtype in (torch.uint8, torch.uint16, torch.uint32, torch.bool) else -2
        return torch.randint(low, 3, shape).to(dtype)
    if name in ("Auto", "Normal", "Randn"):
        return torch.randn(shape).to(dtype)
    if name == "Uniform":
        return (torch.rand(shape) * 2 - 1).to(dtype)
    if name == "Integer":
        return torch.randint(-2, 3, shape).to(dtype)
    raise ArgumentError(f"tensor_supply_type {name} is not supported; pass input_tensors")
