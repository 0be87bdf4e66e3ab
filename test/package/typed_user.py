"""What a user of the package writes, for mypy --strict; nothing here runs."""

from collections.abc import Callable
from typing import Any

import tilium


@tilium.jit(out_idx=[-1])
def matmul(size: int, dtype: str = "float16") -> Any:
    """Stands for a function that returns a T.prim_func."""
    return (size, dtype)


@tilium.jit
def scale(size: int) -> Any:
    """The decorator without options."""
    return size


def use(program: Any, tensor: Any) -> float:
    """Compiles, runs, looks at the account and times."""
    kernel = tilium.compile(program, out_idx=[-1], target="blackhole")
    result = kernel(tensor)
    sources: dict[str, str] = kernel.sources
    if kernel.last_report is not None:
        print(kernel.last_report["total_cycles"], sources["compute.cpp"], result)
    if isinstance(kernel, tilium.DynamicKernel):
        kernel = kernel.specialize(m=64)
    profiler = kernel.get_profiler()
    profiler.assert_allclose(lambda a: a)
    time = profiler.do_bench()
    return time if isinstance(time, float) else max(time)


def report(run: Callable[[], None]) -> str:
    """Takes errors apart."""
    try:
        run()
    except tilium.DeviceError as error:
        x, y = error.core if error.core is not None else (0, 0)
        return f"{error.rule} on {x + y} at {error.cycle}"
    except tilium.CompileError as error:
        return error.diagnostics[0].message
    return ""


def decorated() -> None:
    """The arguments of decorated functions are those of the function."""
    matmul(64, dtype="bfloat16")(0)
    scale(64)(0)
    matmul("64")  # type: ignore[arg-type]
    scale(64, 64)  # type: ignore[call-arg]
