"""Programs that the importer takes. scripts/trace_tir.py makes the .tir.json files beside this one."""

import tilelang.language as T


def gemm(
    M=256, N=128, K=64, block_M=128, block_N=64, block_K=32, dtype="float16", accum_dtype="float32"
):
    @T.prim_func
    def main(A: T.Tensor((M, K), dtype), B: T.Tensor((K, N), dtype), C: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            A_shared = T.alloc_shared((block_M, block_K), dtype)
            B_shared = T.alloc_shared((block_K, block_N), dtype)
            C_local = T.alloc_fragment((block_M, block_N), accum_dtype)
            T.clear(C_local)
            for ko in T.Pipelined(T.ceildiv(K, block_K), num_stages=3):
                T.copy(A[by * block_M, ko * block_K], A_shared)
                T.copy(B[ko * block_K, bx * block_N], B_shared)
                T.gemm(A_shared, B_shared, C_local)
            T.copy(C_local, C[by * block_M, bx * block_N])

    return main


def batched_transposed():
    """Three axes, both operands transposed, an accumulation that an expression clears."""

    @T.prim_func
    def batched(
        A: T.Tensor((4, 64, 128), "bfloat16"),
        B: T.Tensor((4, 96, 64), "bfloat16"),
        C: T.Tensor((4, 128, 96), "float32"),
    ):
        with T.Kernel(3, 2, 4, threads=64) as (bx, by, bz):
            A_shared = T.alloc_shared((32, 64), "bfloat16")
            B_shared = T.alloc_shared((32, 32), "bfloat16")
            C_local = T.alloc_fragment((64, 32), "float32")
            for ko in T.serial(2):
                T.copy(A[bz, ko * 32, by * 64], A_shared)
                T.copy(B[bz, bx * 32, ko * 32], B_shared)
                T.gemm(
                    A_shared,
                    B_shared,
                    C_local,
                    transpose_A=True,
                    transpose_B=True,
                    clear_accum=(ko == 0),
                )
            T.copy(C_local, C[bz, by * 64, bx * 32])

    return batched


def parts_of_accumulator():
    """Products into parts of a fragment, cleared at once or never."""

    @T.prim_func
    def parts(
        A: T.Tensor((64, 32), "float16"),
        B: T.Tensor((32, 64), "float16"),
        C: T.Tensor((64, 64), "float32"),
    ):
        with T.Kernel(1, threads=128):
            A_shared = T.alloc_shared((64, 32), "float16")
            B_shared = T.alloc_shared((32, 64), "float16")
            C_local = T.alloc_fragment((64, 64), "float32")
            T.copy(A, A_shared)
            T.copy(B, B_shared)
            T.gemm(A_shared[0:32, :], B_shared, C_local[0:32, :], clear_accum=True)
            T.gemm(A_shared[32:64, :], B_shared, C_local[32:64, :], clear_accum=False)
            T.copy(C_local, C)

    return parts


def copies():
    """Every route of a copy, with and without conversion; fills; ranks that differ."""

    @T.prim_func
    def copies(
        A: T.Tensor((2, 64, 64), "float32"),
        B: T.Tensor((64, 64), "float16"),
        V: T.Tensor((64,), "int32"),
        W: T.Tensor((64,), "uint8"),
    ):
        with T.Kernel(2, threads=32) as bx:
            shared = T.alloc_shared((64, 64), "float32")
            fragment = T.alloc_fragment((64, 64), "float16")
            row = T.alloc_shared((64,), "int32")
            bytes_row = T.alloc_shared((64,), "uint8")
            T.copy(A[bx, 0, 0], shared)
            T.copy(shared, fragment)
            T.copy(fragment, B)
            T.copy(A[1, 0:32, 0:32], B[32:64, 32:64])
            T.fill(shared, 3)
            T.fill(fragment, -T.infinity("float16"))
            T.fill(row, 7)
            T.fill(bytes_row, 200)
            T.copy(row, V)
            T.copy(bytes_row, W)

    return copies


def control_flow():
    """Loops of each kind, branches with and without an else, comparisons and index arithmetic."""

    @T.prim_func
    def flow(A: T.Tensor((256, 32), "float32"), n: T.int32):
        with T.Kernel(4, threads=32) as bx:
            shared = T.alloc_shared((32, 32), "float32")
            for i in T.serial(1, 3):
                for j in T.unroll(2):
                    if i * 2 + j < n and bx != 3:
                        T.copy(A[(i * 2 + j) * 32, 0], shared)
                    else:
                        T.clear(shared)
            if T.min(bx, 2) % 2 == 0 or not (bx >= 1):
                T.copy(shared, A[T.max(bx // 2, 0) * 32, 0])

    return flow


def elementwise():
    """T.Parallel with loads, stores, conversions, a select and mathematics."""

    @T.prim_func
    def elementwise(
        A: T.Tensor((64, 32), "float16"),
        B: T.Tensor((64, 32), "float32"),
        Q: T.Tensor((64, 32), "uint8"),
    ):
        with T.Kernel(1, threads=32):
            a = T.alloc_fragment((64, 32), "float16")
            b = T.alloc_fragment((64, 32), "float32")
            q = T.alloc_fragment((64, 32), "uint8")
            T.copy(A, a)
            T.copy(Q, q)
            for i, j in T.Parallel(64, 32):
                b[i, j] = T.max(T.cast(a[i, j], "float32"), 0.0) + 0.5
            for i, j in T.Parallel(64, 32):
                b[i, j] = T.if_then_else(i - j < 0, T.exp2(b[i, j]), T.sqrt(T.abs(b[i, j])))
            for i, j in T.Parallel(64, 32):
                b[i, j] = b[i, j] * q[i, j] + T.cast((i - j) % 8, "float32")
            for i, j in T.Parallel(64, 32):
                q[i, j] = (q[i, j] >> 4) & 15
            T.copy(b, B)
            T.copy(q, Q)

    return elementwise


def reductions():
    """Reductions that clear and that continue, and a transposition."""

    @T.prim_func
    def reductions(
        A: T.Tensor((64, 32), "float32"),
        S: T.Tensor((64,), "float32"),
        B: T.Tensor((32, 64), "float32"),
    ):
        with T.Kernel(1, threads=32):
            a = T.alloc_fragment((64, 32), "float32")
            s = T.alloc_fragment((64,), "float32")
            shared = T.alloc_shared((64, 32), "float32")
            turned = T.alloc_shared((32, 64), "float32")
            T.copy(A, a)
            T.reduce_max(a, s, dim=1)
            T.reduce_sum(a, s, dim=1, clear=False)
            T.copy(s, S)
            T.copy(A, shared)
            T.transpose(shared, turned)
            T.copy(turned, B)

    return reductions


def dynamic_shape():
    """A dimension that is known when the tensor is passed."""
    m = T.dynamic("m")

    @T.prim_func
    def dynamic(A: T.Tensor((m, 32), "float16"), B: T.Tensor((m, 32), "float16")):
        with T.Kernel(T.ceildiv(m, 32), threads=32) as bx:
            shared = T.alloc_shared((32, 32), "float16")
            T.copy(A[bx * 32, 0], shared)
            T.copy(shared, B[bx * 32, 0])

    return dynamic


def stepped_loop():
    """TileLang scales the variable of a loop with a step."""

    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=32):
            shared = T.alloc_shared((32, 64), "float32")
            for i in T.serial(0, 64, 32):
                T.copy(A[i, 0], shared)

    return main


def workspace():
    """A tensor in device memory that the program allocates."""

    @T.prim_func
    def main(A: T.Tensor((64, 64), "float32")):
        with T.Kernel(2, threads=32):
            scratch = T.alloc_global((64, 64), "float32")
            T.copy(A, scratch)

    return main


def outside_values():
    """A value for what is outside of a tensor, and a reducer that plain stores update."""

    @T.prim_func
    def main(A: T.Tensor((40, 32), "float32")):
        with T.Kernel(2, threads=32) as bx:
            shared = T.alloc_shared((32, 32), "float32")
            total = T.alloc_reducer((32,), "float32", op="max", replication="all")
            T.annotate_safe_value({A: float("-inf")})
            T.copy(A[bx * 32, 0], shared)
            T.fill(total, float("-inf"))
            for i, j in T.Parallel(32, 32):
                total[i] = T.max(total[i], shared[i, j])
            T.finalize_reducer(total)

    return main


def bindings():
    """Names of elements that change: between loops, between the axes of one, and in its body."""

    @T.prim_func
    def main(A: T.Tensor((32, 64), "float32")):
        with T.Kernel(1, threads=32):
            a = T.alloc_shared((32, 64), "float32")
            v = T.alloc_shared((32,), "float32")
            first = a[3, 5]
            T.clear(a)
            for i in T.Parallel(32):
                factor = v[i]
                for j in T.Parallel(64):
                    old = a[i, j]
                    a[i, j] = first
                    A[i, j] = old * factor

    return main
