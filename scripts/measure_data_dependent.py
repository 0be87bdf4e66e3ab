#!/usr/bin/env python3
"""Prints what integers of tensors and rows written one by one cost, in cycles of the mock device.

PYTHONPATH=build/python build/venv/bin/python scripts/measure_data_dependent.py
"""

import tilelang.language as T
import tilium
import torch


def chain(count: int):
    """Follows `count` links of a list in a tensor, and copies the block that the last one names."""

    @T.prim_func
    def main(
        A: T.Tensor((64, 32, 32), "float32"),
        links: T.Tensor((64,), "int32"),
        B: T.Tensor((32, 32), "float32"),
    ):
        with T.Kernel(1, threads=128) as _:
            block = T.alloc_shared((32, 32), "float32")
            at = T.alloc_var("int32")
            at = 0
            for _ in T.serial(count):
                at = links[at]
            T.copy(A[at, 0, 0], block)
            T.copy(block, B)

    return main


@T.prim_func
def place(
    A: T.Tensor((256, 256), "float32"),
    start: T.Tensor((1,), "int32"),
    B: T.Tensor((288, 256), "float32"),
):
    """Writes 64 tiles from any row on."""
    with T.Kernel(1, threads=128) as _:
        block = T.alloc_shared((256, 256), "float32")
        T.copy(A, block)
        T.copy(block, B[start[0], 0])


def cycles(kernel, *tensors) -> int:
    """How long one call takes."""
    kernel(*tensors)
    return kernel.last_report["total_cycles"]


def main():
    """Prints both for each chip."""
    links = (torch.arange(64, dtype=torch.int32) + 1) % 64
    for target in ("wormhole_b0", "blackhole"):
        tensors = torch.zeros(64, 32, 32), links, torch.zeros(32, 32)
        few, many = (cycles(tilium.compile(chain(n), target=target), *tensors) for n in (8, 40))
        print(f"{target:12} a number of a tensor  {(many - few) / 32:7.0f} cycles")
        kernel = tilium.compile(place, target=target)
        whole, rows = (
            cycles(kernel, torch.zeros(256, 256), torch.tensor([start], dtype=torch.int32), out)
            for start, out in ((0, torch.zeros(288, 256)), (1, torch.zeros(288, 256)))
        )
        print(f"{target:12} rows of a tile        {(rows - whole) / 64:7.0f} cycles more")


if __name__ == "__main__":
    main()
