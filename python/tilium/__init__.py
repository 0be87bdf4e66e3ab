"""Tilium: TileLang programs on Tenstorrent, checked on a mock device first.

Importing it registers the target "tenstorrent" with TileLang:
`@tilelang.jit(target="tenstorrent")`.
`compile` turns a TileLang program into a callable kernel, `jit` does so for a function that returns
one. `tilium.passes` gives every stage of the compiler to Python.
"""

from tilium._compile import compile, jit
from tilium._dynamic import DynamicKernel
from tilium._errors import ArgumentError, CompileError, DeviceError, Diagnostic, TiliumError
from tilium._kernel import Kernel
from tilium._plugin import register as _register
from tilium._plugin import target
from tilium._sequence import KernelSequence

__version__ = "0.1.0"

__all__ = [
    "ArgumentError",
    "CompileError",
    "DeviceError",
    "Diagnostic",
    "DynamicKernel",
    "Kernel",
    "KernelSequence",
    "TiliumError",
    "compile",
    "jit",
    "target",
]

_register()
