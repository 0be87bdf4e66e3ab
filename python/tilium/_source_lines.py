"""Lines of the user's program for operations that TileLang expands from macros of its own.

`T.reduce_max` and its like are macros inside TileLang: the statements they expand to carry lines of
TileLang's files, and diagnostics and profiles would name the line before the call.
"""

from __future__ import annotations

import functools
from pathlib import Path


def follow_macros() -> None:
    """From now on statements of TileLang's macros carry the line of the user's that called them.

    Does nothing a second time. Relies on the builder of the TileLang that is supported.
    """
    import tilelang
    from tilelang.language.eager.builder import Builder

    original = Builder.set_fileline
    if hasattr(original, "__wrapped__"):
        return
    package = str(Path(tilelang.__file__).parent)

    @functools.wraps(original)
    def set_fileline(builder, filename, lineno, name):
        if filename.startswith(package):
            for caller, line, _ in reversed(builder.macro_fileline_stack):
                if not caller.startswith(package):
                    filename, lineno = caller, line
                    break
        return original(builder, filename, lineno, name)

    Builder.set_fileline = set_fileline
