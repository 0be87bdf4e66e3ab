"""Names of a program that mean something else in C++: the kernels compile and run all the same."""

import linecache

import pytest
import tilelang.language as T
import tilium
import torch

HOSTILE = {
    "keywords": ("class", "template", "co_await", "register"),
    "kernel API": ("cb_wait_front", "get_arg_val", "noc_async_read_page", "get_write_ptr"),
    "entry points": ("kernel_main", "main", "TensorAccessor", "tile_regs_acquire"),
    "macros": ("NULL", "MATH", "ALWI", "FORCE_INLINE"),
    "kernel headers": ("get_compile_time_arg_val", "my_x", "noc_index", "NOC_INDEX"),
    "C library": ("memcpy", "errno", "INT_MAX", "assert"),
    "compiler macros": ("linux", "unix", "__LINE__", "__FILE__"),
    "emitter's own": ("A_args", "cb_A", "v", "i"),
    "underscores": ("_", "__", "_A", "a__b"),
    "unicode": ("größe", "行列", "π", "ß"),
}
# Names that are words of Python too cannot be written in a program; these stand for them.
PYTHON_WORDS = {"class": "class_", "assert": "assert_"}


def scaled_copy(source, result, buffer, scalar):
    """Multiplies a tensor by a number of the signature, all of them named by the caller."""
    text = f"""
def {result}_program({source}: T.Tensor((64, 96), "float32"), {scalar}: T.float32,
            {result}: T.Tensor((64, 96), "float32")):
    with T.Kernel(2, threads=128) as block:
        {buffer} = T.alloc_fragment((32, 96), "float32")
        T.copy({source}[block * 32, 0], {buffer})
        for row, column in T.Parallel(32, 96):
            {buffer}[row, column] = {buffer}[row, column] * {scalar}
        T.copy({buffer}, {result}[block * 32, 0])
"""
    name = f"<program with {source}>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    scope = {"T": T}
    exec(compile(text, name, "exec"), scope)
    return T.prim_func(scope[f"{result}_program"])


@pytest.mark.parametrize("kind", HOSTILE)
def test_programs_with_hostile_names_run(kind):
    names = [PYTHON_WORDS.get(name, name) for name in HOSTILE[kind]]
    x = torch.randn(64, 96)
    # Each name once as tensor read, tensor written, buffer and number.
    for turn in range(len(names)):
        kernel = tilium.compile(scaled_copy(*names[turn:], *names[:turn]), out_idx=-1)
        torch.testing.assert_close(kernel(x, 3.0), x * 3.0, rtol=1e-6, atol=0)


LINES = [
    "evil\nint planted = 1;",
    "evil\\",
    "evil\r#define planted",
    "evil */ int planted;",
    'a"b',
    "a;b",
]


@pytest.mark.parametrize("name", LINES)
def test_names_do_not_leave_their_comments(name):
    """A function's name, and a file's, may hold what no identifier does."""
    program = scaled_copy("A", "B", "part", "factor").with_attr("global_symbol", name)
    kernel = tilium.compile(program, out_idx=-1)
    x = torch.randn(64, 96)
    torch.testing.assert_close(kernel(x, 3.0), x * 3.0, rtol=1e-6, atol=0)
    for file, text in kernel.sources.items():
        if not file.endswith((".cpp", ".txt")):
            continue
        mark = "#" if file.endswith(".txt") else "//"
        for line in text.splitlines():
            # As an identifier the name has underscores in place of what C++ does not allow.
            if (
                "int planted" in line
                or "#define planted" in line
                or "evil" in line.partition(mark)[2]
            ):
                assert line.lstrip().startswith(mark) and not line.endswith("\\"), (file, line)
