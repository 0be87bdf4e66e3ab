"""From a TileLang program to the JSON that the compiler imports."""

from __future__ import annotations

from tilium._errors import ArgumentError

SUPPORTED_TILELANG = "0.1.15"


def to_tir_json(prim_func) -> str:
    """The TIR of a `@T.prim_func` as JSON, after the pass of TileLang that tidies it.

    What a program binds is bound where it stands: TileLang's LetInline would read memory again
    wherever the value is used, when it may have changed.

    Raises ArgumentError if `prim_func` is no PrimFunc or TileLang has another version.
    """
    import tilelang
    import tvm

    check_program(prim_func)
    module = tvm.IRModule({"main": prim_func})
    module = tilelang.transform.Simplify()(module)
    return tvm.ir.save_json(module["main"])


def check_program(prim_func) -> None:
    """Raises ArgumentError if `prim_func` is no PrimFunc or TileLang has another version."""
    import tilelang
    import tvm

    if tilelang.__version__.split("+")[0] != SUPPORTED_TILELANG:
        raise ArgumentError(
            f"TileLang {tilelang.__version__} is installed; Tilium reads the programs of "
            f"TileLang {SUPPORTED_TILELANG}"
        )
    if not isinstance(prim_func, _prim_func_class(tvm)):
        raise ArgumentError(
            f"expected a @T.prim_func, got {type(prim_func).__name__}; call the function that "
            "returns the program first"
        )


def _prim_func_class(tvm):
    from tvm import tirx

    return tirx.PrimFunc
