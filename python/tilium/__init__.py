"""Tilium: TileLang programs on Tenstorrent, checked on a mock device first.

`compile` turns a TileLang program into a callable kernel, `jit` does so for a function that returns
one. `tilium.passes` gives every stage of the compiler to Python.
"""

from tilium._compile import compile, jit
from tilium._errors import ArgumentError, CompileError, DeviceError, Diagnostic, TiliumError
from tilium._kernel import Kernel

__version__ = "0.1.0"

__all__ = [
    "ArgumentError",
    "CompileError",
    "DeviceError",
    "Diagnostic",
    "Kernel",
    "TiliumError",
    "compile",
    "jit",
]
