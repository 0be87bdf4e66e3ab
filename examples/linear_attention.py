"""Linear attention by chunks, without softmax: its state is one matrix, whatever the length.

python examples/linear_attention.py
"""

import tilelang.language as T
import tilium
import torch


@tilium.jit(out_idx=[-2, -1])
def linear_attention(batch, heads, length, key_dim, value_dim, chunk=64, dtype="float16"):
    """O[i] = sum over j <= i of (q_i . k_j) v_j, and the state after the last position, K^T V.

    Q, K, V are (batch, length, heads, dim). Each block has a part of the values' dimensions of one
    head; the last chunk may be short.
    """
    block_V = min(64, value_dim)
    qk_shape, v_shape = (batch, length, heads, key_dim), (batch, length, heads, value_dim)

    @T.prim_func
    def main(
        Q: T.Tensor(qk_shape, dtype),
        K: T.Tensor(qk_shape, dtype),
        V: T.Tensor(v_shape, dtype),
        Out: T.Tensor(v_shape, dtype),
        State: T.Tensor((batch, heads, key_dim, value_dim), "float32"),
    ):
        with T.Kernel(T.ceildiv(value_dim, block_V), heads, batch, threads=128) as (bv, bh, bb):
            q = T.alloc_shared((chunk, key_dim), dtype)
            k = T.alloc_shared((chunk, key_dim), dtype)
            v = T.alloc_shared((chunk, block_V), dtype)
            state = T.alloc_fragment((key_dim, block_V), "float32")
            state_shared = T.alloc_shared((key_dim, block_V), dtype)
            scores = T.alloc_fragment((chunk, chunk), "float32")
            scores_shared = T.alloc_shared((chunk, chunk), dtype)
            output = T.alloc_fragment((chunk, block_V), "float32")
            T.clear(state)
            for c in T.Pipelined(T.ceildiv(length, chunk), num_stages=2):
                # Positions beyond the end are zeros, which add nothing.
                T.copy(Q[bb, c * chunk : (c + 1) * chunk, bh, 0:key_dim], q)
                T.copy(K[bb, c * chunk : (c + 1) * chunk, bh, 0:key_dim], k)
                T.copy(V[bb, c * chunk : (c + 1) * chunk, bh, bv * block_V : (bv + 1) * block_V], v)
                # Within the chunk: attention with a causal mask.
                T.gemm(q, k, scores, transpose_B=True, clear_accum=True)
                for i, j in T.Parallel(chunk, chunk):
                    scores_shared[i, j] = T.if_then_else(i >= j, scores[i, j], 0.0)
                T.gemm(scores_shared, v, output, clear_accum=True)
                # From the chunks before: their keys and values are in the state.
                T.copy(state, state_shared)
                T.gemm(q, state_shared, output)
                T.copy(
                    output,
                    Out[bb, c * chunk : (c + 1) * chunk, bh, bv * block_V : (bv + 1) * block_V],
                )
                T.gemm(k, v, state, transpose_A=True)
            T.copy(state, State[bb, bh, 0:key_dim, bv * block_V : (bv + 1) * block_V])

    return main


def main():
    """Two heads, with a length that is no multiple of the chunk, compared with float64."""
    torch.manual_seed(0)
    for length, key_dim, value_dim in [(192, 64, 64), (150, 32, 96)]:
        q = torch.randn(1, length, 2, key_dim, dtype=torch.float16) * key_dim**-0.5
        k = torch.randn(1, length, 2, key_dim, dtype=torch.float16) * 0.5
        v = torch.randn(1, length, 2, value_dim, dtype=torch.float16)
        o, state = linear_attention(1, 2, length, key_dim, value_dim)(q, k, v)
        scores = torch.einsum("bqhd,bkhd->bhqk", q.double(), k.double()).tril()
        expected = torch.einsum("bhqk,bkhd->bqhd", scores, v.double())
        torch.testing.assert_close(o.double(), expected, rtol=2e-2, atol=2e-2)
        expected_state = torch.einsum("blhk,blhv->bhkv", k.double(), v.double())
        torch.testing.assert_close(state.double(), expected_state, rtol=1e-2, atol=2e-2)
    print("All right.")


if __name__ == "__main__":
    main()
