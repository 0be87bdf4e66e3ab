"""Retention by chunks: attention with exponential decay, its state carried from chunk to chunk.

python examples/retention.py
"""

import tilelang.language as T
import tilium
import torch


@tilium.jit(out_idx=[-1])
def retention(batch, heads, length, dim, decay=0.96875, chunk=64, dtype="float16"):
    """O[i] = sum over j <= i of decay^(i - j) (q_i . k_j) v_j."""
    shape = (batch, heads, length, dim)
    log_decay = float(torch.log2(torch.tensor(decay, dtype=torch.float64)))

    @T.prim_func
    def main(
        Q: T.Tensor(shape, dtype),
        K: T.Tensor(shape, dtype),
        V: T.Tensor(shape, dtype),
        Out: T.Tensor(shape, dtype),
    ):
        with T.Kernel(heads, batch, threads=128) as (bh, bb):
            q = T.alloc_shared((chunk, dim), dtype)
            k = T.alloc_shared((chunk, dim), dtype)
            v = T.alloc_shared((chunk, dim), dtype)
            state = T.alloc_fragment((dim, dim), "float32")
            state_shared = T.alloc_shared((dim, dim), dtype)
            scores = T.alloc_fragment((chunk, chunk), "float32")
            scores_shared = T.alloc_shared((chunk, chunk), dtype)
            output = T.alloc_fragment((chunk, dim), "float32")
            T.clear(state)
            for c in T.Pipelined(length // chunk, num_stages=2):
                T.copy(Q[bb, bh, c * chunk, 0], q)
                T.copy(K[bb, bh, c * chunk, 0], k)
                T.copy(V[bb, bh, c * chunk, 0], v)
                # What earlier chunks left behind, decayed up to each row.
                T.copy(state, state_shared)
                T.gemm(q, state_shared, output, clear_accum=True)
                for i, j in T.Parallel(chunk, dim):
                    output[i, j] = output[i, j] * T.exp2((i + 1) * log_decay)
                # This chunk.
                T.gemm(q, k, scores, transpose_B=True, clear_accum=True)
                for i, j in T.Parallel(chunk, chunk):
                    scores_shared[i, j] = T.if_then_else(
                        i >= j, scores[i, j] * T.exp2((i - j) * log_decay), 0.0
                    )
                T.gemm(scores_shared, v, output)
                T.copy(output, Out[bb, bh, c * chunk, 0])
                # The state for the next one.
                for i, j in T.Parallel(chunk, dim):
                    k[i, j] = k[i, j] * T.exp2((chunk - 1 - i) * log_decay)
                for i, j in T.Parallel(dim, dim):
                    state[i, j] = state[i, j] * T.exp2(chunk * log_decay)
                T.gemm(k, v, state, transpose_A=True)

    return main


def main():
    """Two heads of 256 positions, compared with float64."""
    torch.manual_seed(0)
    q, k, v = (torch.randn(1, 2, 256, 64, dtype=torch.float16) * 0.3 for _ in range(3))
    o = retention(1, 2, 256, 64)(q, k, v)
    position = torch.arange(256)
    distance = (position[:, None] - position).double()
    weights = torch.where(distance >= 0, 0.96875**distance, 0.0)
    expected = (q.double() @ k.double().transpose(-1, -2) * weights) @ v.double()
    torch.testing.assert_close(o.double(), expected, rtol=2e-2, atol=5e-3)
    print("All right.")


if __name__ == "__main__":
    main()
