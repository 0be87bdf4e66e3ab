"""What is refused: with what, why and the Python line at fault."""

import inspect
import linecache

import programs
import pytest
import tilelang.language as T
import tilium
import torch


def refuse(program, line_text, *words, target="wormhole_b0"):
    """Compiling fails at the line that contains `line_text`, with `words` in the message."""
    with pytest.raises(tilium.CompileError) as caught:
        tilium.compile(program, target=target)
    diagnostic = caught.value.diagnostics[0]
    assert diagnostic.severity == "error"
    assert diagnostic.file in (__file__, programs.HERE), diagnostic
    assert line_text in linecache.getline(diagnostic.file, diagnostic.line), str(diagnostic)
    text = str(caught.value)
    assert "current operation" not in text
    for word in words:
        assert word in text, text
    assert text.startswith("error: ") and f"  --> {diagnostic.file}:{diagnostic.line}:" in text
    assert f"[{diagnostic.code}]" in text
    return diagnostic


def test_l1_overflow_says_who_takes_what():
    program = programs.gemm(1024, 1024, 1024, 512, 512, 512)
    refuse(program, "def main(", "A_shared", "B_shared", "C_local", "bytes")


def test_too_many_circular_buffers():
    source = ["def main(A: T.Tensor((32, 32), 'float16'), B: T.Tensor((32, 32), 'float16')):"]
    source += ["    with T.Kernel(1, threads=128) as _:"]
    source += [f"        b{i} = T.alloc_shared((32, 32), 'float16')" for i in range(70)]
    source += [f"        T.copy(A, b{i})" for i in range(70)]
    source += [f"        T.copy(b{i}, B)" for i in range(70)]
    program = from_source("\n".join(source))
    with pytest.raises(tilium.CompileError) as caught:
        tilium.compile(program)
    diagnostic = caught.value.diagnostics[0]
    assert diagnostic.line > 0 and "circular buffers" in diagnostic.message
    assert "32" in diagnostic.message


def from_source(text):
    """A PrimFunc from text; the text is a file to Python's line cache."""
    name = "<generated program>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    scope = {"T": T}
    exec(compile(text, name, "exec"), scope)
    return T.prim_func(scope["main"])


def test_dtype_that_the_target_lacks():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float64"), B: T.Tensor((32, 32), "float64")):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_shared((32, 32), "float64")
            T.copy(A, part)
            T.copy(part, B)

    refuse(main, "def main(A", "f64", "wormhole_b0", "use float32")


def test_product_of_wide_integers():
    @T.prim_func
    def main(
        A: T.Tensor((32, 32), "int32"),
        B: T.Tensor((32, 32), "int32"),
        C: T.Tensor((32, 32), "int32"),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((32, 32), "int32")
            b = T.alloc_shared((32, 32), "int32")
            c = T.alloc_fragment((32, 32), "int32")
            T.copy(A, a)
            T.copy(B, b)
            T.clear(c)
            T.gemm(a, b, c)
            T.copy(c, C)

    refuse(main, "T.gemm(a, b, c)", "Int32", "the matrix engine takes")


def test_thread_variable():
    @T.prim_func
    def main(A: T.Tensor((128,), "float32"), B: T.Tensor((128,), "float32")):
        with T.Kernel(1, threads=128) as _:
            tx = T.get_thread_binding()
            B[tx] = A[tx]

    refuse(main, "B[tx] = A[tx]", "numbers threads")


def test_barrier():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_shared((32, 32), "float32")
            T.copy(A, part)
            T.sync_threads()
            T.copy(part, B)

    refuse(main, "T.sync_threads()", "thread-level")


def test_finalizing_what_is_no_reducer():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_shared((32, 32), "float32")
            T.copy(A, part)
            T.finalize_reducer(part)
            T.copy(part, B)

    refuse(main, "T.finalize_reducer(part)", "of a buffer that is no reducer")


def test_finalizing_a_reducer_in_place():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32,), "float32")):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_shared((32, 32), "float32")
            total = T.alloc_reducer((32,), "float32", op="sum")
            T.copy(A, part)
            T.reducer_init(total)
            for i, j in T.Parallel(32, 32):
                T.reducer_update(total[i], part[i, j])
            T.finalize_reducer(total)
            T.copy(total, B)

    refuse(main, "T.finalize_reducer(total)", "name a fragment for the result")


def test_blocks_that_disagree():
    @T.prim_func
    def main(A: T.Tensor((96, 96), "float16"), B: T.Tensor((96, 96), "float16")):
        with T.Kernel(2, threads=128) as bx:
            part = T.alloc_shared((96, 48), "float16")
            T.copy(A[0, bx * 48], part)
            T.copy(part, B[0, bx * 48 + 1])

    refuse(main, "T.copy")


def test_accumulating_into_nothing():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float16"), C: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            S = T.alloc_shared((32, 32), "float16")
            F = T.alloc_fragment((32, 32), "float32")
            T.copy(A, S)
            T.gemm(S, S, F)
            T.copy(F, C)

    refuse(main, "T.gemm(S, S, F)", "read here before anything is written to it; clear it first")


def test_mixed_operands():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float16"), C: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            S = T.alloc_shared((32, 32), "float16")
            R = T.alloc_shared((32, 32), "bfloat16")
            F = T.alloc_fragment((32, 32), "float32")
            T.copy(A, S)
            T.copy(A, R)
            T.gemm(S, R, F, clear_accum=True)
            T.copy(F, C)

    refuse(main, "T.gemm(S, R, F, clear_accum=True)", "two operands of one format")


def test_window_of_a_written_tensor():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 64), "float32")):
        with T.Kernel(1, threads=128) as _:
            S = T.alloc_shared((32, 32), "float32")
            T.copy(A, S)
            T.copy(S, B[0:32, 7:39])

    refuse(main, "T.copy(S, B[0:32, 7:39])", "multiples of 32")


def test_rows_of_a_tensor_that_is_read():
    """The reader may take a row before or after another block has written it."""

    @T.prim_func
    def main(A: T.Tensor((64, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            S = T.alloc_shared((32, 32), "float32")
            T.copy(A[0:32, 0:32], S)
            T.copy(S, A[7:39, 0:32])

    refuse(main, "T.copy(", "multiples of 32")


def test_reading_back_what_was_written():
    @T.prim_func
    def main(A: T.Tensor((64, 32), "float32"), B: T.Tensor((64, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            S = T.alloc_shared((32, 32), "float32")
            T.copy(A[0:32, 0:32], S)
            T.copy(S, B[0:32, 0:32])
            T.copy(B[0:32, 0:32], S)
            T.copy(S, B[32:64, 0:32])

    refuse(main, "T.copy(B[0:32, 0:32], S)", "would have to flow backwards")


def test_all_errors_derive_from_one():
    assert issubclass(tilium.CompileError, tilium.TiliumError)
    assert issubclass(tilium.DeviceError, tilium.TiliumError)
    assert issubclass(tilium.ArgumentError, (tilium.TiliumError, ValueError))


# ---- calls ----


def tensors():
    return [torch.zeros(128, 128, dtype=torch.float16) for _ in range(3)]


@pytest.mark.parametrize("count", [0, 1, 2, 4])
def test_wrong_number_of_tensors(gemm128, count):
    with pytest.raises(tilium.ArgumentError, match=f"takes 3 arguments .* got {count}"):
        gemm128(*(tensors() * 2)[:count])


@pytest.mark.parametrize("shape", [(128, 127), (128,), (1, 128, 128), ()])
def test_wrong_shape(gemm128, shape):
    a, b, c = tensors()
    with pytest.raises(
        tilium.ArgumentError, match="argument 'B' .*128x128.* got a tensor of shape"
    ):
        gemm128(a, torch.zeros(shape, dtype=torch.float16), c)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.int16])
def test_wrong_dtype(gemm128, dtype):
    a, b, c = tensors()
    with pytest.raises(
        tilium.ArgumentError, match="argument 'A' .*float16.* got a tensor of dtype"
    ):
        gemm128(a.to(dtype), b, c)


def test_wrong_device(gemm128):
    a, b, c = tensors()
    with pytest.raises(tilium.ArgumentError, match="'C'.* is on meta"):
        gemm128(a, b, c.to("meta"))


def test_sparse_tensor(gemm128):
    a, b, c = tensors()
    with pytest.raises(tilium.ArgumentError, match="sparse"):
        gemm128(a.to_sparse(), b, c)


@pytest.mark.parametrize("value", [None, 3.0, [[1.0]], "text"])
def test_no_tensor(gemm128, value):
    a, b, c = tensors()
    with pytest.raises(tilium.ArgumentError, match="expected a torch or numpy tensor"):
        gemm128(value, b, c)


def test_read_only_output(gemm128):
    a, b, c = (tensor.numpy() for tensor in tensors())
    c.flags.writeable = False
    with pytest.raises(tilium.ArgumentError, match="read-only"):
        gemm128(a, b, c)


@pytest.mark.parametrize(
    "options, words",
    [
        ({"target": "grayskull"}, "unknown target 'grayskull'"),
        ({"target": None}, "unknown target None"),
        ({"execution_backend": "cuda"}, "unknown execution_backend 'cuda'"),
        ({"pass_configs": {"tl.fast": True}}, "unknown pass_configs: tl.fast; known are tilium"),
        ({"out_idx": 3}, "out_idx 3 is no parameter"),
        ({"out_idx": [0, -3]}, "names a parameter twice"),
        ({"out_idx": "C"}, "is no parameter"),
    ],
    ids=str,
)
def test_wrong_options(options, words):
    with pytest.raises(tilium.ArgumentError, match=words):
        tilium.compile(programs.gemm(32, 32, 32), **options)


@pytest.mark.parametrize("value", [None, programs.gemm, "text"])
def test_no_program(value):
    with pytest.raises(tilium.ArgumentError, match="expected a @T.prim_func"):
        tilium.compile(value)


def test_error_shows_the_source_line():
    with pytest.raises(tilium.CompileError) as caught:
        tilium.compile(programs.gemm(1024, 1024, 1024, 512, 512, 512))
    diagnostic = caught.value.diagnostics[0]
    assert linecache.getline(diagnostic.file, diagnostic.line).strip() in str(caught.value)
    assert inspect.getsourcefile(programs.gemm) == diagnostic.file


def test_operations_of_macros_are_at_the_line_of_their_call():
    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32"), B: T.Tensor((64,), "float32")):
        with T.Kernel(1, threads=128) as _:
            part = T.alloc_fragment((64, 64), "float32")
            bits = T.alloc_fragment((64,), "int32")
            T.copy(A, part)
            T.copy(part, part)
            T.reduce_bitand(part, bits, dim=1)

    refuse(main, "T.reduce_bitand(", "bitand")


@pytest.mark.parametrize("bits", [False, True])
def test_condition_of_a_number_made_of_integers(bits):
    """The processors that branch have no floating-point unit, wherever the number is from."""

    @T.prim_func
    def program(n: T.int32, B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as _:
            b = T.alloc_fragment((32, 32), "float32")
            T.clear(b)
            if (T.reinterpret(n, "float32") if bits else T.cast(n, "float32")) > 1.0:
                T.fill(b, 7.0)
            T.copy(b, B)

    said = refuse(program, "> 1.0:", "computes with floating-point numbers", "T.Parallel")
    assert said.code == "float-argument"
