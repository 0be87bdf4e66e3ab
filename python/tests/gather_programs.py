"""Programs whose elementwise code reaches elements that no tiles match; the tests run them."""

import tilelang.language as T


def gather(function, source=(64, 64), result=(64, 64), dtype="float32", scope="fragment"):
    """Y[i, j] = A at what `function(i, j)` gives, A and Y being whole buffers."""
    M, N = result

    @T.prim_func
    def program(A: T.Tensor(source, dtype), Y: T.Tensor(result, dtype)):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment(source, dtype)
            y = T.alloc_fragment(result, dtype)
            T.copy(A, a)
            for i, j in T.Parallel(M, N):
                y[i, j] = a[function(i, j)]
            T.copy(y, Y)

    return program


def scatter(function, source=(64, 64), result=(64, 64), dtype="float32"):
    """Y = 0, then Y at what `function(i, j)` gives = A[i, j]."""
    M, N = source

    @T.prim_func
    def program(A: T.Tensor(source, dtype), Y: T.Tensor(result, dtype)):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment(source, dtype)
            y = T.alloc_fragment(result, dtype)
            T.copy(A, a)
            T.clear(y)
            for i, j in T.Parallel(M, N):
                y[function(i, j)] = a[i, j]
            T.copy(y, Y)

    return program


def permute_rows(rows=64, columns=40, dtype="float32", index_dtype="int32", blocks=1):
    """Y[i, j] = A[order[i], j] * 2 + order[i], in each of `blocks` blocks of rows."""

    @T.prim_func
    def program(
        A: T.Tensor((blocks * rows, columns), dtype),
        order: T.Tensor((blocks * rows,), index_dtype),
        Y: T.Tensor((blocks * rows, columns), "float32"),
    ):
        with T.Kernel(blocks, threads=128) as bx:
            a = T.alloc_shared((rows, columns), dtype)
            o = T.alloc_fragment((rows,), index_dtype)
            y = T.alloc_fragment((rows, columns), "float32")
            T.copy(A[bx * rows, 0], a)
            T.copy(order[bx * rows], o)
            for i, j in T.Parallel(rows, columns):
                y[i, j] = a[o[i], j] * 2 + o[i]
            T.copy(y, Y[bx * rows, 0])

    return program


def scatter_rows(rows=48, columns=40, dtype="float32"):
    """Y[order[i], j] = A[i, j] where A[i, j] > 0; elsewhere 7."""

    @T.prim_func
    def program(
        A: T.Tensor((rows, columns), dtype),
        order: T.Tensor((rows,), "int32"),
        Y: T.Tensor((rows, columns), dtype),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_shared((rows, columns), dtype)
            o = T.alloc_fragment((rows,), "int32")
            y = T.alloc_fragment((rows, columns), dtype)
            T.copy(A, a)
            T.copy(order, o)
            T.fill(y, 7)
            for i, j in T.Parallel(rows, columns):
                if a[i, j] > 0:
                    y[o[i], j] = a[i, j]
            T.copy(y, Y)

    return program


def shifted_sum(length=100, steps=3):
    """y[i] = sum over k of a[i + k - 1], a being 0 outside, in a loop that changes a."""

    @T.prim_func
    def program(A: T.Tensor((length,), "float32"), Y: T.Tensor((length,), "float32")):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((length,), "float32")
            y = T.alloc_fragment((length,), "float32")
            T.copy(A, a)
            T.clear(y)
            for k in T.serial(steps):
                for i in T.Parallel(length):
                    y[i] += T.if_then_else(
                        (i + k >= 1) & (i + k - 1 < length), a[i + k - 1], T.float32(0)
                    )
                for i in T.Parallel(length):
                    a[i] = a[i] * 0.5
            T.copy(y, Y)

    return program


def computed_index(rows=64, columns=64):
    """Y[i, j] = A[i, int(B[i, j])]: the index is a float, which engines make an integer."""

    @T.prim_func
    def program(
        A: T.Tensor((rows, columns), "float32"),
        B: T.Tensor((rows, columns), "float32"),
        Y: T.Tensor((rows, columns), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((rows, columns), "float32")
            b = T.alloc_fragment((rows, columns), "float32")
            y = T.alloc_fragment((rows, columns), "float32")
            T.copy(A, a)
            T.copy(B, b)
            for i, j in T.Parallel(rows, columns):
                y[i, j] = a[i, T.cast(b[i, j] * 2, "int32")]
            T.copy(y, Y)

    return program


def quotients(rows=40, columns=64):
    """Y[i, j] = (i - j) // d + (i * j) % e + a[i, j] // 3 with d and e known at run time."""

    @T.prim_func
    def program(
        A: T.Tensor((rows, columns), "int32"),
        Y: T.Tensor((rows, columns), "int32"),
        d: T.int32,
        e: T.int32,
    ):
        with T.Kernel(1, threads=128) as _:
            a = T.alloc_fragment((rows, columns), "int32")
            y = T.alloc_fragment((rows, columns), "int32")
            T.copy(A, a)
            for i, j in T.Parallel(rows, columns):
                y[i, j] = (i - j) // d + (i * j) % e + a[i, j] // 3
            T.copy(y, Y)

    return program
