"""TileLang programs that the tests compile, written as TileLang's examples are."""

import tilelang.language as T


def gemm(
    M, N, K, block_M=64, block_N=64, block_K=32, dtype="float16", out_dtype=None,
    accum_dtype="float32", num_stages=2, trans_A=False, trans_B=False, clear="clear", serial=False,
):
    """C = op(A) @ op(B), with each way of starting the accumulation and of writing the k loop."""
    out_dtype = out_dtype or dtype
    a_shape = (K, M) if trans_A else (M, K)
    b_shape = (N, K) if trans_B else (K, N)
    a_block = (block_K, block_M) if trans_A else (block_M, block_K)
    b_block = (block_N, block_K) if trans_B else (block_K, block_N)

    @T.prim_func
    def main(
        A: T.Tensor(a_shape, dtype), B: T.Tensor(b_shape, dtype), C: T.Tensor((M, N), out_dtype)
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared(a_block, dtype)
            B_shared = T.alloc_shared(b_block, dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            if clear == "clear":
                T.clear(C_local)
            for ko in (
                T.serial(T.ceildiv(K, block_K))
                if serial
                else T.Pipelined(T.ceildiv(K, block_K), num_stages=num_stages)
            ):
                if trans_A:
                    T.copy(A[ko * block_K, by * block_M], A_shared)
                else:
                    T.copy(A[by * block_M, ko * block_K], A_shared)
                if trans_B:
                    T.copy(B[bx * block_N, ko * block_K], B_shared)
                else:
                    T.copy(B[ko * block_K, bx * block_N], B_shared)
                if clear == "expression":
                    T.gemm(A_shared, B_shared, C_local, trans_A, trans_B, clear_accum=ko == 0)
                elif clear == "always":
                    T.gemm(A_shared, B_shared, C_local, trans_A, trans_B, clear_accum=True)
                else:
                    T.gemm(A_shared, B_shared, C_local, trans_A, trans_B)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return main


def batched_gemm(batch, M, N, K, block_M=64, block_N=64, block_K=32, dtype="float16"):
    """One product for each matrix of a batch, along the third axis of the grid."""

    @T.prim_func
    def main(
        A: T.Tensor((batch, M, K), dtype),
        B: T.Tensor((batch, K, N), dtype),
        C: T.Tensor((batch, M, N), dtype),
    ):
        with T.Kernel(
            T.ceildiv(N, block_N), T.ceildiv(M, block_M), batch, threads=128
        ) as (bx, by, bz):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_K, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), "float32")
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=2):
                T.copy(A[bz, by * block_M, ko * block_K], A_shared)
                T.copy(B[bz, ko * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(C_local, C[bz, by * block_M, bx * block_N])

    return main


def copy_through(M, N, block_M, block_N, dtype, out_dtype, scope="shared"):
    """B = A through an on-chip buffer, converted on the way out."""

    @T.prim_func
    def main(A: T.Tensor((M, N), dtype), B: T.Tensor((M, N), out_dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            if scope == "shared":
                buffer = T.alloc_shared((block_M, block_N), dtype)
            else:
                buffer = T.alloc_fragment((block_M, block_N), dtype)
            T.copy(A[by * block_M, bx * block_N], buffer)
            T.copy(buffer, B[by * block_M, bx * block_N])

    return main


def fill(M, N, value, dtype="float32"):
    """B = value."""

    @T.prim_func
    def main(B: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(M, 32), threads=128) as bx:
            buffer = T.alloc_shared((32, N), dtype)
            T.fill(buffer, value)
            T.copy(buffer, B[bx * 32, 0])

    return main


def converted_operands(M, N, K, dtype="float16", gemm_dtype="bfloat16"):
    """A product whose operands are converted by copies on chip."""

    @T.prim_func
    def main(
        A: T.Tensor((M, K), dtype), B: T.Tensor((K, N), dtype), C: T.Tensor((M, N), "float32")
    ):
        with T.Kernel(1, threads=128) as bx:
            A_shared = T.alloc_shared((M, K), dtype)
            B_shared = T.alloc_shared((K, N), dtype)
            A_cast = T.alloc_shared((M, K), gemm_dtype)
            B_cast = T.alloc_fragment((K, N), gemm_dtype)
            C_local = T.alloc_fragment((M, N), "float32")
            T.copy(A, A_shared)
            T.copy(B, B_shared)
            T.copy(A_shared, A_cast)
            T.copy(B_shared, B_cast)
            T.gemm(A_cast, B_cast, C_local, clear_accum=True)
            T.copy(C_local, C)

    return main
