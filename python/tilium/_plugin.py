"""Tilium as a backend of TileLang: `@tilelang.jit(target="tenstorrent")` and all that goes with it.

`import tilium` registers it. The target is spelled "tenstorrent" (Wormhole), "tenstorrent
-arch=blackhole", or as what `tilium.target` returns.
"""

from __future__ import annotations

import threading
import warnings
from dataclasses import asdict

from tilium._compile import (
    DEFAULT_TARGET,
    EXECUTION_BACKENDS,
    check_options,
    chosen_backend,
    compile_tir,
)
from tilium._disk_cache import entry_key, read_entry, write_entry
from tilium._dynamic import DynamicKernel, is_dynamic
from tilium._errors import ArgumentError, Diagnostic
from tilium._frontend import SUPPORTED_TILELANG, check_program, to_tir_json
from tilium._kernel import Kernel
from tilium._sequence import KernelSequence, load_kernel
from tilium._source_lines import follow_macros
from tilium._tuning import keep_results

TARGET = "tenstorrent"
ARCHITECTURES = ("wormhole_b0", "blackhole")
# TVM has no kind for Tenstorrent, and kinds cannot be added from Python: an extension device, with
# keys that say what it is.
_KIND = "ext_dev"


def target(architecture: str = DEFAULT_TARGET):
    """The TVM target of a chip, "wormhole_b0" or "blackhole", for `with` and `target=`."""
    from tvm.target import Target

    if architecture not in ARCHITECTURES:
        raise ArgumentError(
            f"unknown architecture {architecture!r}; known are "
            + ", ".join(map(repr, ARCHITECTURES))
        )
    return Target({"kind": _KIND, "keys": [TARGET, architecture]})


def architecture_of(tvm_target) -> str:
    """The chip of a target that `target` made."""
    return next((key for key in tvm_target.keys if key in ARCHITECTURES), DEFAULT_TARGET)


def register() -> None:
    """Registers target, backend and kernel cache with TileLang; warns if its version is another."""
    import tilelang

    version = tilelang.__version__.split("+")[0]
    if version != SUPPORTED_TILELANG:
        warnings.warn(
            f"TileLang {version} is installed; Tilium is made for TileLang {SUPPORTED_TILELANG}, "
            f"so the target {TARGET!r} is not registered",
            stacklevel=3,
        )
        return
    import tilelang.cache
    from tilelang.backend.device_codegen import DeviceCodegen
    from tilelang.backend.execution_backend import ExecutionBackendSpec
    from tilelang.backend.module import BackendModule, register_backend
    from tilelang.backend.pass_pipeline import PassPipeline
    from tilelang.backend.target import register_target_normalizer

    register_target_normalizer(TARGET, _normalize, override=True)
    register_backend(
        BackendModule(
            name=TARGET,
            target_kinds=(_KIND,),
            supports_target=_is_ours,
            pipelines={_KIND: PassPipeline(_KIND, _no_lowering)},
            device_codegens={_KIND: DeviceCodegen(name=_KIND)},
            execution_backends=tuple(map(ExecutionBackendSpec, EXECUTION_BACKENDS)),
        )
    )
    for name in EXECUTION_BACKENDS:
        tilelang.cache._dispatch_map[name] = KernelCache(name)
    follow_macros()
    keep_results(_is_ours)


def _is_ours(tvm_target) -> bool:
    return TARGET in tvm_target.keys


def _no_lowering(module, tvm_target):
    raise ArgumentError(
        "tilelang.lower does not lower to Tenstorrent; use tilelang.compile, or tilium.passes for "
        "the stages"
    )


def _normalize(spelled):
    """The target of what a user wrote; None if it is not ours."""
    if isinstance(spelled, str):
        words = spelled.split()
        if not words or words[0] != TARGET:
            return None
        architecture = DEFAULT_TARGET
        for word in words[1:]:
            option, _, value = word.partition("=")
            if option not in ("-arch", "--arch") or not value:
                raise ArgumentError(
                    f"unknown option {word!r} of target {spelled!r}; -arch=wormhole_b0 and "
                    "-arch=blackhole are known"
                )
            architecture = value
        return target(architecture)
    if isinstance(spelled, dict) and spelled.get("kind") == TARGET:
        unknown = set(spelled) - {"kind", "arch"}
        if unknown:
            raise ArgumentError(
                f"unknown options of target {TARGET!r}: {', '.join(sorted(unknown))}"
            )
        return target(spelled.get("arch", DEFAULT_TARGET))
    return None


class KernelCache:
    """Kernels by program, target, options and version: in memory, and as emitted files on disk.

    Files live below TileLang's cache directory, the same for all execution backends. A file that
    was changed or cut short is not used.
    """

    def __init__(self, execution_backend: str = "mock"):
        self.execution_backend = execution_backend
        self._kernels: dict[str, Kernel | KernelSequence] = {}
        self._lock = threading.Lock()

    def cached(
        self,
        func,
        out_idx=None,
        *args,
        backend_context,
        verbose=False,
        pass_configs=None,
        compile_flags=None,
        **kwargs,
    ) -> Kernel | KernelSequence | DynamicKernel:
        """The kernel of a program; TileLang calls this."""
        if compile_flags:
            raise ArgumentError(
                "compile_flags are of other backends; target 'tenstorrent' takes none"
            )
        architecture = architecture_of(backend_context.target)
        configs = {str(key): value for key, value in dict(pass_configs or {}).items()}
        # TileLang's own options steer passes that do not run here.
        own = {key: value for key, value in configs.items() if key.startswith("tilium.")}
        check_options(architecture, self.execution_backend, own)
        check_program(func)
        if is_dynamic(func):
            return DynamicKernel(
                func,
                out_idx,
                lambda static: self._static(static, out_idx, architecture, own),
                chosen_backend(self.execution_backend),
            )
        return self._static(func, out_idx, architecture, own)

    def _static(self, func, out_idx, architecture: str, own: dict) -> Kernel | KernelSequence:
        """The kernel of a program whose sizes are known."""
        from tilelang.env import env

        tir = to_tir_json(func)
        if not env.is_cache_enabled():
            return compile_tir(func, tir, out_idx, architecture, self.execution_backend, own)
        key = entry_key(tir, architecture, own, repr(out_idx))
        with self._lock:
            kernel = self._kernels.get(key)
        if kernel is not None:
            return kernel
        entry = read_entry(key)
        if entry is None:
            kernel = compile_tir(func, tir, out_idx, architecture, self.execution_backend, own)
            said = [asdict(diagnostic) for diagnostic in kernel.diagnostics]
            write_entry(key, {"files": kernel.sources, "diagnostics": said})
        else:
            kernel = load_kernel(
                func,
                entry["files"],
                out_idx,
                [Diagnostic.from_dict(fields) for fields in entry["diagnostics"]],
                chosen_backend(self.execution_backend),
            )
        with self._lock:
            return self._kernels.setdefault(key, kernel)

    def clear_cache(self) -> None:
        """Forgets the kernels in memory."""
        with self._lock:
            self._kernels.clear()
