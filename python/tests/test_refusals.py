"""What cannot be compiled is refused at the Python line that is at fault."""

import inspect

import pytest
import tilelang.language as T
from programs import gemm

import tilium


def refuse(program, message, marker=None, target="wormhole_b0"):
    """Compiles a program that must fail with `message`, at the line that ends in `# marker`."""
    with pytest.raises(tilium.CompileError, match=message) as caught:
        tilium.compile(program, target=target)
    diagnostic = next(d for d in caught.value.diagnostics if d.severity == "error")
    assert diagnostic.file == __file__ or marker is None
    if marker:
        lines = inspect.getsource(inspect.getmodule(refuse)).split("\n")
        expected = next(i for i, line in enumerate(lines, 1) if line.endswith(f"# {marker}"))
        assert diagnostic.line == expected, str(diagnostic)
    return caught.value


def test_l1_overflow_says_who_takes_what():
    error = refuse(gemm(1024, 1024, 1024, 512, 512, 128, num_stages=3), "bytes of L1")
    assert "C_local" in str(error) and "A_shared" in str(error)
    buffers = [note for note in error.diagnostics[0].notes if "takes" in note.message]
    assert len(buffers) == 3


def test_too_many_circular_buffers():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as bx:
            buffers = [T.alloc_shared((32, 32), "float32") for _ in range(33)]
            for buffer in buffers:
                T.copy(A, buffer)
            for buffer in buffers:
                T.copy(buffer, B)

    refuse(main, "33 circular buffers at the same time, the target has 32")


def test_dtype_that_the_target_lacks():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float64"), B: T.Tensor((32, 32), "float64")):
        with T.Kernel(1, threads=128) as bx:
            S = T.alloc_shared((32, 32), "float64")
            T.copy(A, S)
            T.copy(S, B)

    refuse(main, "no format for; use float32")


def test_epilogues_are_refused():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as bx:
            S = T.alloc_fragment((32, 32), "float32")
            T.copy(A, S)
            for i, j in T.Parallel(32, 32):  # parallel
                S[i, j] = T.max(S[i, j], 0)
            T.copy(S, B)

    refuse(main, "T.Parallel is not supported", "parallel")


def test_thread_level_code():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as bx:
            S = T.alloc_shared((32, 32), "float32")
            T.copy(A, S)
            T.sync_threads()  # threads
            T.copy(S, B)

    refuse(main, "thread-level code", "threads")


def test_unknown_tile_operation():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as bx:
            S = T.alloc_fragment((32, 32), "float32")
            T.copy(A, S)
            T.cumsum(S, dim=0)  # cumsum
            T.copy(S, B)

    refuse(main, "cumsum")


def test_accumulating_into_nothing():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float16"), C: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as bx:
            S = T.alloc_shared((32, 32), "float16")
            F = T.alloc_fragment((32, 32), "float32")
            T.copy(A, S)
            T.gemm(S, S, F)  # uninitialized
            T.copy(F, C)

    refuse(main, "read here before anything is written to it; clear it first", "uninitialized")


def test_mixed_operands():
    @T.prim_func
    def main(A: T.Tensor((32, 32), "float16"), C: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as bx:
            S = T.alloc_shared((32, 32), "float16")
            R = T.alloc_shared((32, 32), "bfloat16")
            F = T.alloc_fragment((32, 32), "float32")
            T.copy(A, S)
            T.copy(A, R)
            T.gemm(S, R, F, clear_accum=True)  # mixed
            T.copy(F, C)

    refuse(main, "two operands of one format", "mixed")


def test_shifted_window():
    @T.prim_func
    def main(A: T.Tensor((64, 32), "float32"), B: T.Tensor((32, 32), "float32")):
        with T.Kernel(1, threads=128) as bx:
            S = T.alloc_shared((32, 32), "float32")
            T.copy(A[7:39, 0:32], S)  # shifted
            T.copy(S, B)

    refuse(main, "multiples of 32", "shifted")


def test_reading_back_what_was_written():
    @T.prim_func
    def main(A: T.Tensor((64, 32), "float32"), B: T.Tensor((64, 32), "float32")):
        with T.Kernel(1, threads=128) as bx:
            S = T.alloc_shared((32, 32), "float32")
            T.copy(A[0:32, 0:32], S)
            T.copy(S, B[0:32, 0:32])
            T.copy(B[0:32, 0:32], S)  # backwards
            T.copy(S, B[32:64, 0:32])

    refuse(main, "would have to flow backwards", "backwards")


def test_options_that_do_not_exist():
    program = gemm(64, 64, 64)
    with pytest.raises(tilium.ArgumentError, match="unknown target 'grayskull'"):
        tilium.compile(program, target="grayskull")
    with pytest.raises(tilium.ArgumentError, match="execution_backend 'cuda'"):
        tilium.compile(program, execution_backend="cuda")
    with pytest.raises(tilium.ArgumentError, match="unknown pass_configs: speed"):
        tilium.compile(program, pass_configs={"speed": 11})
    with pytest.raises(tilium.ArgumentError, match="expected a @T.prim_func, got int"):
        tilium.compile(42)
