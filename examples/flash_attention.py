"""Flash attention: the scores never leave the core. Causal and sliding-window masks, grouped heads.

python examples/flash_attention.py
"""

import tilelang.language as T
import tilium
import torch

LOG2_E = 1.4426950408889634


@tilium.jit(out_idx=[-1])
def flash_attention(
    batch,
    heads,
    length,
    dim,
    causal=False,
    window=0,
    groups=1,
    block_M=64,
    block_N=64,
    dtype="float16",
):
    """O = softmax(Q K^T / sqrt(dim)) V for each head; `groups` heads share one head of K and V.

    With `window`, a query sees the `window` keys up to its own.
    """
    scale = LOG2_E / dim**0.5
    shape, kv_shape = (batch, heads, length, dim), (batch, heads // groups, length, dim)

    @T.prim_func
    def main(
        Q: T.Tensor(shape, dtype),
        K: T.Tensor(kv_shape, dtype),
        V: T.Tensor(kv_shape, dtype),
        Out: T.Tensor(shape, dtype),
    ):
        with T.Kernel(T.ceildiv(length, block_M), heads, batch, threads=128) as (bx, by, bz):
            Q_shared = T.alloc_shared((block_M, dim), dtype)
            K_shared = T.alloc_shared((block_N, dim), dtype)
            V_shared = T.alloc_shared((block_N, dim), dtype)
            scores = T.alloc_fragment((block_M, block_N), "float32")
            weights = T.alloc_fragment((block_M, block_N), dtype)
            output = T.alloc_fragment((block_M, dim), "float32")
            largest = T.alloc_fragment((block_M,), "float32")
            before = T.alloc_fragment((block_M,), "float32")
            rescale = T.alloc_fragment((block_M,), "float32")
            part = T.alloc_fragment((block_M,), "float32")
            total = T.alloc_fragment((block_M,), "float32")
            T.copy(Q[bz, by, bx * block_M, 0], Q_shared)
            T.clear(output)
            T.clear(total)
            T.fill(largest, -1e30)
            blocks = (
                T.ceildiv((bx + 1) * block_M, block_N) if causal else T.ceildiv(length, block_N)
            )
            for k in T.Pipelined(blocks, num_stages=2):
                T.copy(K[bz, by // groups, k * block_N, 0], K_shared)
                T.copy(V[bz, by // groups, k * block_N, 0], V_shared)
                T.gemm(Q_shared, K_shared, scores, transpose_B=True, clear_accum=True)
                for i, j in T.Parallel(block_M, block_N):
                    visible = k * block_N + j < length
                    if causal:
                        visible = visible & (bx * block_M + i >= k * block_N + j)
                    if window > 0:
                        visible = visible & (bx * block_M + i < k * block_N + j + window)
                    scores[i, j] = T.if_then_else(visible, scores[i, j], -1e30)
                T.copy(largest, before)
                T.reduce_max(scores, largest, dim=1, clear=False)
                for i in T.Parallel(block_M):
                    rescale[i] = T.exp2((before[i] - largest[i]) * scale)
                for i, j in T.Parallel(block_M, block_N):
                    scores[i, j] = T.exp2((scores[i, j] - largest[i]) * scale)
                T.reduce_sum(scores, part, dim=1)
                for i in T.Parallel(block_M):
                    total[i] = total[i] * rescale[i] + part[i]
                for i, j in T.Parallel(block_M, dim):
                    output[i, j] = output[i, j] * rescale[i]
                T.copy(scores, weights)
                T.gemm(weights, V_shared, output)
            for i, j in T.Parallel(block_M, dim):
                output[i, j] = output[i, j] / total[i]
            T.copy(output, Out[bz, by, bx * block_M, 0])

    return main


def reference(q, k, v, causal, window, groups):
    """The same in float64."""
    q, k, v = (
        t.double() for t in (q, k.repeat_interleave(groups, 1), v.repeat_interleave(groups, 1))
    )
    scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
    position = torch.arange(q.shape[2])
    distance = position[:, None] - position
    visible = torch.ones_like(distance, dtype=torch.bool)
    if causal:
        visible &= distance >= 0
    if window:
        visible &= distance < window
    return scores.masked_fill(~visible, float("-inf")).softmax(-1) @ v


def main():
    """A few shapes, compared with float64."""
    torch.manual_seed(0)
    for length, dim, causal, window, groups in [
        (128, 64, False, 0, 1),
        (128, 64, True, 0, 2),
        (100, 96, True, 0, 1),
        (150, 128, True, 0, 1),
        (77, 64, False, 0, 2),
        (192, 64, True, 70, 1),
    ]:
        q = torch.randn(1, 2, length, dim, dtype=torch.float16)
        k = torch.randn(1, 2 // groups, length, dim, dtype=torch.float16)
        v = torch.randn(1, 2 // groups, length, dim, dtype=torch.float16)
        o = flash_attention(1, 2, length, dim, causal, window, groups)(q, k, v)
        expected = reference(q, k, v, causal, window, groups)
        torch.testing.assert_close(o.double(), expected, rtol=1e-2, atol=5e-3)
    print("All right.")


if __name__ == "__main__":
    main()
