"""The TileLang programs that the tests compile."""

import inspect
from pathlib import Path

import tilelang.language as T

HERE = str(Path(__file__))


def gemm(
    M,
    N,
    K,
    block_M=64,
    block_N=64,
    block_K=32,
    *,
    dtype="float16",
    out_dtype=None,
    transpose_A=False,
    transpose_B=False,
    num_stages=2,
    clear="clear",
):
    """C = A @ B with an f32 fragment.

    `clear`: "clear", "first" (clear_accum=ko == 0), "fill", "always".
    """
    out_dtype = out_dtype or dtype
    shape_A = (K, M) if transpose_A else (M, K)
    shape_B = (N, K) if transpose_B else (K, N)
    block_A = (block_K, block_M) if transpose_A else (block_M, block_K)
    block_B = (block_N, block_K) if transpose_B else (block_K, block_N)

    @T.prim_func
    def main(
        A: T.Tensor(shape_A, dtype), B: T.Tensor(shape_B, dtype), C: T.Tensor((M, N), out_dtype)
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared(block_A, dtype)
            B_shared = T.alloc_shared(block_B, dtype)
            C_local = T.alloc_fragment((block_M, block_N), "float32")
            if clear == "clear":
                T.clear(C_local)
            elif clear == "fill":
                T.fill(C_local, 0.0)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=num_stages):
                if transpose_A:
                    T.copy(A[ko * block_K, by * block_M], A_shared)
                else:
                    T.copy(A[by * block_M, ko * block_K], A_shared)
                if transpose_B:
                    T.copy(B[bx * block_N, ko * block_K], B_shared)
                else:
                    T.copy(B[ko * block_K, bx * block_N], B_shared)
                if clear == "first":
                    T.gemm(
                        A_shared,
                        B_shared,
                        C_local,
                        transpose_A=transpose_A,
                        transpose_B=transpose_B,
                        clear_accum=ko == 0,
                    )
                elif clear == "always":
                    T.gemm(
                        A_shared,
                        B_shared,
                        C_local,
                        transpose_A=transpose_A,
                        transpose_B=transpose_B,
                        clear_accum=True,
                    )
                else:
                    T.gemm(
                        A_shared,
                        B_shared,
                        C_local,
                        transpose_A=transpose_A,
                        transpose_B=transpose_B,
                    )
            T.copy(C_local, C[by * block_M, bx * block_N])

    return main


def serial_gemm(M, N, K, block=64, *, dtype="float16"):
    """The inner loop as T.serial."""

    @T.prim_func
    def main(A: T.Tensor((M, K), dtype), B: T.Tensor((K, N), dtype), C: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block, block), dtype)
            B_shared = T.alloc_shared((block, block), dtype)
            C_local = T.alloc_fragment((block, block), "float32")
            T.clear(C_local)
            for ko in T.serial(T.ceildiv(K, block)):
                T.copy(A[by * block, ko * block], A_shared)
                T.copy(B[ko * block, bx * block], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(C_local, C[by * block, bx * block])

    return main


def single_gemm(M, N, K, *, dtype="float16", out_dtype="float32"):
    """One product of whole tensors with clear_accum=True, without a loop."""

    @T.prim_func
    def main(
        A: T.Tensor((M, K), dtype), B: T.Tensor((K, N), dtype), C: T.Tensor((M, N), out_dtype)
    ):
        with T.Kernel(1, threads=128) as _:
            A_shared = T.alloc_shared((M, K), dtype)
            B_shared = T.alloc_shared((K, N), dtype)
            C_local = T.alloc_fragment((M, N), "float32")
            T.copy(A, A_shared)
            T.copy(B, B_shared)
            T.gemm(A_shared, B_shared, C_local, clear_accum=True)
            T.copy(C_local, C)

    return main


def batched_gemm(batch, M, N, K, block=64, *, dtype="float16", out_dtype=None):
    """A product for each entry of the first dimension, on the grid's third axis."""
    out_dtype = out_dtype or dtype

    @T.prim_func
    def main(
        A: T.Tensor((batch, M, K), dtype),
        B: T.Tensor((batch, K, N), dtype),
        C: T.Tensor((batch, M, N), out_dtype),
    ):
        with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), batch, threads=128) as (bx, by, bz):
            A_shared = T.alloc_shared((block, block), dtype)
            B_shared = T.alloc_shared((block, block), dtype)
            C_local = T.alloc_fragment((block, block), "float32")
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block), num_stages=2):
                T.copy(A[bz, by * block, ko * block], A_shared)
                T.copy(B[bz, ko * block, bx * block], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(C_local, C[bz, by * block, bx * block])

    return main


def converted_gemm(M, N, K, block=64, *, dtype="float32", compute_dtype="bfloat16"):
    """Operands are converted by copies on chip before the product."""

    @T.prim_func
    def main(
        A: T.Tensor((M, K), dtype), B: T.Tensor((K, N), dtype), C: T.Tensor((M, N), "float32")
    ):
        with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block, block), dtype)
            B_shared = T.alloc_shared((block, block), dtype)
            A_cast = T.alloc_shared((block, block), compute_dtype)
            B_cast = T.alloc_shared((block, block), compute_dtype)
            C_local = T.alloc_fragment((block, block), "float32")
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block), num_stages=2):
                T.copy(A[by * block, ko * block], A_shared)
                T.copy(B[ko * block, bx * block], B_shared)
                T.copy(A_shared, A_cast)
                T.copy(B_shared, B_cast)
                T.gemm(A_cast, B_cast, C_local)
            T.copy(C_local, C[by * block, bx * block])

    return main


def copy_2d(M, N, block_M=32, block_N=32, *, dtype="float16", out_dtype=None, through="shared"):
    """Copies a matrix block by block: through shared memory, a fragment, or directly."""
    out_dtype = out_dtype or dtype

    @T.prim_func
    def main(A: T.Tensor((M, N), dtype), B: T.Tensor((M, N), out_dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            if through == "shared":
                tile = T.alloc_shared((block_M, block_N), dtype)
                T.copy(A[by * block_M, bx * block_N], tile)
                T.copy(tile, B[by * block_M, bx * block_N])
            elif through == "fragment":
                part = T.alloc_fragment((block_M, block_N), out_dtype)
                T.copy(A[by * block_M, bx * block_N], part)
                T.copy(part, B[by * block_M, bx * block_N])
            else:
                T.copy(
                    A[by * block_M : by * block_M + block_M, bx * block_N : bx * block_N + block_N],
                    B[by * block_M : by * block_M + block_M, bx * block_N : bx * block_N + block_N],
                )

    return main


def fill_2d(M, N, value, block=32, *, dtype="float32", out_dtype=None):
    """Fills a matrix with a constant."""
    out_dtype = out_dtype or dtype

    @T.prim_func
    def main(B: T.Tensor((M, N), out_dtype)):
        with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), threads=128) as (bx, by):
            part = T.alloc_fragment((block, block), dtype)
            T.fill(part, value)
            T.copy(part, B[by * block, bx * block])

    return main


def copy_1d(N, block=64, *, dtype="float32"):
    """Copies a vector."""

    @T.prim_func
    def main(A: T.Tensor((N,), dtype), B: T.Tensor((N,), dtype)):
        with T.Kernel(T.ceildiv(N, block), threads=128) as bx:
            part = T.alloc_shared((block,), dtype)
            T.copy(A[bx * block], part)
            T.copy(part, B[bx * block])

    return main


def copy_3d(batch, M, N, block=32, *, dtype="float16"):
    """Copies the matrices of a three-dimensional tensor."""

    @T.prim_func
    def main(A: T.Tensor((batch, M, N), dtype), B: T.Tensor((batch, M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block), T.ceildiv(M, block), batch, threads=128) as (bx, by, bz):
            part = T.alloc_shared((block, block), dtype)
            T.copy(A[bz, by * block, bx * block], part)
            T.copy(part, B[bz, by * block, bx * block])

    return main


def line_of(function, text):
    """The line of this file at which `text` first stands inside `function`."""
    lines, first = inspect.getsourcelines(function)
    return first + next(i for i, line in enumerate(lines) if text in line)


def scaled(M, N, dtype):
    """Scales the first `rows` rows by a number of type `dtype`."""

    @T.prim_func
    def main(
        X: T.Tensor((M, N), "float32"),
        rows: T.int32,
        scale: getattr(T, dtype),
        Y: T.Tensor((M, N), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), "float32")
            T.copy(X, x)
            for i, j in T.Parallel(M, N):
                x[i, j] = T.if_then_else(i < rows, x[i, j] * T.cast(scale, "float32"), x[i, j])
            T.copy(x, Y)

    return main
