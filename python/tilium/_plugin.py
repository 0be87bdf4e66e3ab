"""Tilium as a backend of TileLang: `@tilelang.jit(target="tenstorrent")` and all that goes with it.

`import tilium` registers it. The target is spelled "tenstorrent" (Wormhole), "tenstorrent
-arch=blackhole", or as what `tilium.target` returns.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import threading
import warnings
from pathlib import Path

from tilium import _native
from tilium._compile import (
    DEFAULT_TARGET,
    EXECUTION_BACKENDS,
    check_options,
    chosen_backend,
    compile_tir,
)
from tilium._dynamic import DynamicKernel, is_dynamic
from tilium._errors import ArgumentError
from tilium._frontend import SUPPORTED_TILELANG, check_program, to_tir_json
from tilium._kernel import Kernel
from tilium._sequence import KernelSequence, load_kernel
from tilium._source_lines import follow_macros

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
            supports_target=lambda tvm_target: TARGET in tvm_target.keys,
            pipelines={_KIND: PassPipeline(_KIND, _no_lowering)},
            device_codegens={_KIND: DeviceCodegen(name=_KIND)},
            execution_backends=tuple(map(ExecutionBackendSpec, EXECUTION_BACKENDS)),
        )
    )
    for name in EXECUTION_BACKENDS:
        tilelang.cache._dispatch_map[name] = KernelCache(name)
    follow_macros()


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
                func, out_idx, lambda static: self._static(static, out_idx, architecture, own)
            )
        return self._static(func, out_idx, architecture, own)

    def _static(self, func, out_idx, architecture: str, own: dict) -> Kernel | KernelSequence:
        """The kernel of a program whose sizes are known."""
        tir = to_tir_json(func)
        key = self._key(tir, architecture, own, out_idx)
        with self._lock:
            kernel = self._kernels.get(key)
        if kernel is not None:
            return kernel
        files = self._read(key)
        if files is None:
            kernel = compile_tir(func, tir, out_idx, architecture, self.execution_backend, own)
            self._write(key, kernel.sources)
        else:
            kernel = load_kernel(func, files, out_idx, [], chosen_backend(self.execution_backend))
        with self._lock:
            return self._kernels.setdefault(key, kernel)

    def clear_cache(self) -> None:
        """Forgets the kernels in memory."""
        with self._lock:
            self._kernels.clear()

    @staticmethod
    def _key(tir: str, architecture: str, configs: dict, out_idx) -> str:
        text = json.dumps([_compiler(), tir, architecture, configs, repr(out_idx)], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @staticmethod
    def _path(key: str) -> Path:
        from tilelang.env import env

        return Path(env.TILELANG_CACHE_DIR) / "tilium" / f"{key}.json"

    def _read(self, key: str) -> dict[str, str] | None:
        from tilelang.env import env

        path = self._path(key)
        if not env.is_cache_enabled() or not _is_private(path.parent):
            return None
        try:
            entry = json.loads(path.read_text())
            files = entry["files"]
            if entry["sha256"] == _digest(files):
                return files
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return None

    def _write(self, key: str, files: dict[str, str]) -> None:
        from tilelang.env import env

        path = self._path(key)
        if not env.is_cache_enabled() or not _is_private(path.parent):
            return
        part = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}.part")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.write_text(json.dumps({"sha256": _digest(files), "files": files}))
            part.replace(path)
        except OSError:
            # A cache that cannot be written costs a compilation next time, nothing else.
            part.unlink(missing_ok=True)


@functools.cache
def _is_private(folder: Path) -> bool:
    """Whether only this user puts files into a folder, or it is yet to be made; warns if not.

    What it holds becomes code that runs here.
    """
    try:
        status = folder.stat()
    except OSError:
        return True
    if status.st_uid in (os.geteuid(), 0) and not status.st_mode & 0o022:
        return True
    warnings.warn(
        f"{folder} can be written by other users, so compiled programs are neither taken from it "
        "nor kept there; run chmod go-w on it, or set TILELANG_CACHE_DIR",
        stacklevel=2,
    )
    return False


@functools.cache
def _compiler() -> str:
    """What tells this compiler from all others, those of one version under development too."""
    return hashlib.sha256(Path(_native.__file__).read_bytes()).hexdigest()


def _digest(files: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
