"""`compile` and `jit`: from a TileLang program to a kernel that can be called."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable
from typing import Any, ParamSpec, overload

from tilium import _native
from tilium._dynamic import DynamicKernel, is_dynamic
from tilium._errors import ArgumentError
from tilium._frontend import check_program, to_tir_json
from tilium._kernel import Kernel
from tilium._pass_configs import check_pass_configs, pass_options
from tilium._sequence import KernelSequence, join_files, load_kernel
from tilium._stages import Stage

DEFAULT_TARGET = "wormhole_b0"
EXECUTION_BACKENDS = ("mock", "ttnn")
TEST_MODE = "TILELANG_TT_TEST_MODE"

Arguments = ParamSpec("Arguments")


def compile(
    prim_func,
    out_idx: int | list[int] | None = None,
    target: str = DEFAULT_TARGET,
    execution_backend: str = "mock",
    pass_configs: dict | None = None,
) -> Kernel | KernelSequence | DynamicKernel:
    """Compiles a `@T.prim_func` to a kernel.

    A program with T.dynamic dimensions gives a `DynamicKernel`, which is compiled for the sizes of
    each call; one of several T.Kernel, or with workspaces, a `KernelSequence`.

    Args:
        prim_func: the TileLang program.
        out_idx: the parameters that a call allocates and returns, by position; negative ones count
            from the end. Without it a call takes all tensors and writes in place.
        target: the chip, "wormhole_b0" or "blackhole".
        execution_backend: what runs the kernel; "mock" is the mock device in this process, "ttnn"
            the card, through the vendor's package. With TILELANG_TT_TEST_MODE=mock in the
            environment the mock device runs it in any case.
        pass_configs: what to trade of accuracy for speed, nothing by default:
            "tilium.math_fidelity" ("HiFi4", "HiFi3", "HiFi2", "LoFi"),
            "tilium.reciprocal_division" and "tilium.approximate_exponentials" (False, True). The
            plan of the kernel tells what it was compiled with; docs/accuracy.md what it costs.

    Raises:
        CompileError: the program cannot be compiled; it says why, at the Python line.
        ArgumentError: an argument is not what it has to be.
    """
    check_options(target, execution_backend, pass_configs)
    check_program(prim_func)

    def static_kernel(program) -> Kernel | KernelSequence:
        return compile_tir(
            program, to_tir_json(program), out_idx, target, execution_backend, pass_configs
        )

    if is_dynamic(prim_func):
        return DynamicKernel(prim_func, out_idx, static_kernel, chosen_backend(execution_backend))
    return static_kernel(prim_func)


def compile_tir(
    prim_func,
    tir: str,
    out_idx,
    target: str,
    execution_backend: str,
    pass_configs: dict | None = None,
) -> Kernel | KernelSequence:
    """Compiles a program whose TIR is at hand, with options that were checked."""
    imported = Stage.from_tir(tir, target, options=pass_options(pass_configs))
    stages = [stage.run_all() for stage in imported.split()]
    found = [diagnostic for stage in stages for diagnostic in stage.diagnostics]
    # What the import found is told by each part.
    diagnostics = [d for position, d in enumerate(found) if d not in found[:position]]
    files = join_files([stage.files for stage in stages])
    return load_kernel(prim_func, files, out_idx, diagnostics, chosen_backend(execution_backend))


def chosen_backend(execution_backend: str) -> str:
    """What runs a kernel: the environment's test mode, or else what the caller named."""
    return os.environ.get(TEST_MODE) or execution_backend


def check_options(target: str, execution_backend: str, pass_configs: dict | None) -> None:
    """Raises ArgumentError for an option, or a test mode, that does not exist."""
    mode = os.environ.get(TEST_MODE)
    if mode and mode != "mock":
        raise ArgumentError(f"{TEST_MODE} is {mode!r}; 'mock' is the only mode, or leave it unset")
    if not isinstance(target, str) or not _native.has_target(target):
        raise ArgumentError(f"unknown target {target!r}; known are 'wormhole_b0' and 'blackhole'")
    if execution_backend not in EXECUTION_BACKENDS:
        raise ArgumentError(
            f"unknown execution_backend {execution_backend!r}; known are "
            + ", ".join(map(repr, EXECUTION_BACKENDS))
        )
    check_pass_configs(pass_configs)


@overload
def jit(func: Callable[Arguments, Any]) -> Callable[Arguments, Kernel | DynamicKernel]: ...
@overload
def jit(
    func: None = None,
    *,
    out_idx: int | list[int] | None = None,
    target: str = DEFAULT_TARGET,
    execution_backend: str = "mock",
    pass_configs: dict | None = None,
) -> Callable[[Callable[Arguments, Any]], Callable[Arguments, Kernel | DynamicKernel]]: ...
def jit(
    func=None,
    *,
    out_idx: int | list[int] | None = None,
    target: str = DEFAULT_TARGET,
    execution_backend: str = "mock",
    pass_configs: dict | None = None,
):
    """Compiles what a function returns: the decorated function gives a kernel.

    Kernels are kept by the function's arguments, which therefore must be hashable.

    ```python
    @tilium.jit(out_idx=[-1])
    def matmul(M, N, K):
        @T.prim_func
        def main(...): ...
        return main

    c = matmul(1024, 1024, 1024)(a, b)
    ```
    """
    if func is None:
        return functools.partial(
            jit,
            out_idx=out_idx,
            target=target,
            execution_backend=execution_backend,
            pass_configs=pass_configs,
        )
    check_options(target, execution_backend, pass_configs)
    signature = inspect.signature(func)
    kernels: dict = {}

    @functools.wraps(func)
    def compiled(*args, **kwargs) -> Kernel | DynamicKernel:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        key = repr(sorted(bound.arguments.items()))
        if key not in kernels:
            kernels[key] = compile(
                func(*args, **kwargs), out_idx, target, execution_backend, pass_configs
            )
        return kernels[key]

    return compiled
