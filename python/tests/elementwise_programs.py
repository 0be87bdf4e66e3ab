"""TileLang programs of elementwise code and reductions. Expressions are given as functions."""

import tilelang.language as T


def unary(function, M=64, N=96, block_M=32, block_N=32, *, dtype="float32", out_dtype=None):
    """Y[i, j] = function(X[i, j]), through fragments."""
    out_dtype = out_dtype or dtype

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), out_dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            x = T.alloc_fragment((block_M, block_N), dtype)
            y = T.alloc_fragment((block_M, block_N), out_dtype)
            T.copy(X[by * block_M, bx * block_N], x)
            for i, j in T.Parallel(block_M, block_N):
                y[i, j] = function(x[i, j])
            T.copy(y, Y[by * block_M, bx * block_N])

    return main


def binary(function, M=64, N=96, block_M=32, block_N=32, *, dtype="float32", out_dtype=None):
    """Z[i, j] = function(X[i, j], Y[i, j]), on tensors."""
    out_dtype = out_dtype or dtype

    @T.prim_func
    def main(
        X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype), Z: T.Tensor((M, N), out_dtype)
    ):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            for i, j in T.Parallel(block_M, block_N):
                Z[by * block_M + i, bx * block_N + j] = function(
                    X[by * block_M + i, bx * block_N + j], Y[by * block_M + i, bx * block_N + j]
                )

    return main


def positions(function, M=96, N=160, block_M=32, block_N=64, *, dtype="float32"):
    """Y[i, j] = function(X[i, j], i, j)."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(T.ceildiv(N, block_N), T.ceildiv(M, block_M), threads=128) as (bx, by):
            x = T.alloc_shared((block_M, block_N), dtype)
            T.copy(X[by * block_M, bx * block_N], x)
            for i, j in T.Parallel(block_M, block_N):
                x[i, j] = function(x[i, j], by * block_M + i, bx * block_N + j)
            T.copy(x, Y[by * block_M, bx * block_N])

    return main


def broadcast(function, M=64, N=96, *, dtype="float32", kind="row"):
    """Y[i, j] = function(X[i, j], V[i]) for kind "column", V[j] for "row", V[0] for "scalar"."""
    length = {"column": M, "row": N, "scalar": 1}[kind]

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), V: T.Tensor((length,), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), dtype)
            v = T.alloc_fragment((length,), dtype)
            T.copy(X, x)
            T.copy(V, v)
            for i, j in T.Parallel(M, N):
                if kind == "column":
                    x[i, j] = function(x[i, j], v[i])
                elif kind == "row":
                    x[i, j] = function(x[i, j], v[j])
                else:
                    x[i, j] = function(x[i, j], v[0])
            T.copy(x, Y)

    return main


REDUCTIONS = {
    "sum": T.reduce_sum,
    "max": T.reduce_max,
    "min": T.reduce_min,
    "abssum": T.reduce_abssum,
    "absmax": T.reduce_absmax,
}


def reduction(kind, M=64, N=96, dim=1, *, dtype="float32", clear=True, initial=0.0, keep=False):
    """Y = reduction of X over `dim`; without `clear` it continues from `initial`."""
    reduce = REDUCTIONS[kind]
    length = M if dim == 1 else N
    shape = ((length, 1) if dim == 1 else (1, length)) if keep else (length,)

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), Y: T.Tensor(shape, dtype)):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), dtype)
            y = T.alloc_fragment(shape, dtype)
            T.copy(X, x)
            if not clear:
                T.fill(y, initial)
            if clear:
                reduce(x, y, dim=dim)
            else:
                reduce(x, y, dim=dim, clear=False)
            T.copy(y, Y)

    return main


def reduction_of_shared(kind, M=64, N=96, dim=1):
    """Y = reduce(X), from one shared buffer to another."""
    reduce = getattr(T, f"reduce_{kind}")
    length = N if dim == 0 else M

    @T.prim_func
    def main(X: T.Tensor((M, N), "float32"), Y: T.Tensor((length,), "float32")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_shared((M, N), "float32")
            y = T.alloc_shared((length,), "float32")
            T.copy(X, x)
            reduce(x, y, dim=dim)
            T.copy(y, Y)

    return main


def reduction_of_matrices(kind, shape, dim, *, dtype="float32", keep=False, clear=True, initial=0):
    """Y = reduction of X (any number of dimensions) over `dim`; Y starts from `initial`."""
    reduce = REDUCTIONS[kind]
    reduced = tuple(
        1 if axis == dim else size for axis, size in enumerate(shape) if keep or axis != dim
    )

    @T.prim_func
    def main(X: T.Tensor(shape, dtype), Y: T.Tensor(reduced, dtype)):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment(shape, dtype)
            y = T.alloc_fragment(reduced, dtype)
            T.copy(X, x)
            T.fill(y, initial)
            reduce(x, y, dim=dim, clear=clear)
            T.copy(y, Y)

    return main


def running_sum(M=64, N=96, dim=1, reverse=False, *, dtype="float32", in_place=False):
    """Y = cumsum of X along `dim`."""

    @T.prim_func
    def main(X: T.Tensor((M, N), dtype), Y: T.Tensor((M, N), dtype)):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((M, N), dtype)
            y = T.alloc_fragment((M, N), dtype)
            T.copy(X, x)
            if in_place:
                T.cumsum(x, dim=dim, reverse=reverse)
                T.copy(x, Y)
            else:
                T.cumsum(x, y, dim=dim, reverse=reverse)
                T.copy(y, Y)

    return main


def scan(operation, shape, dim, reverse, dtype="float32"):
    """Y = X scanned along `dim` by T.cumsum or T.cummax."""

    @T.prim_func
    def main(X: T.Tensor(shape, dtype), Y: T.Tensor(shape, dtype)):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment(shape, dtype)
            T.copy(X, x)
            operation(x, dim=dim, reverse=reverse)
            T.copy(x, Y)

    return main


def running_sum_1d(N, reverse=False):
    """Y = cumsum of X."""

    @T.prim_func
    def main(X: T.Tensor((N,), "float32"), Y: T.Tensor((N,), "float32")):
        with T.Kernel(1, threads=128) as _:
            x = T.alloc_fragment((N,), "float32")
            T.copy(X, x)
            T.cumsum(x, dim=0, reverse=reverse)
            T.copy(x, Y)

    return main
