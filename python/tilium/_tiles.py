"""Row-major elements to the pages of a tensor in device memory and back, as a plan says."""

from __future__ import annotations

import math

import numpy

TILE_SIDE = 32
FACE_SIDE = 16


class TileLayout:
    """Where each element of a tensor of `tt.plan.json` lies in its pages, one tile each."""

    def __init__(self, tensor: dict):
        layout = tensor["layout"]
        self.shape = tuple(tensor["shape"])
        self.count = math.prod(self.shape)
        self.pages: int = tensor["num_pages"]
        self.page_size: int = tensor["page_size"]
        self.element_bytes, rest = divmod(self.page_size, TILE_SIDE * TILE_SIDE)
        if rest:
            raise ValueError(
                f"{tensor['name']} is in {layout['format']}, whose elements are not whole bytes"
            )
        self._places = self._find_places(layout)
        if self._places.size and self._places.max() >= self.pages * TILE_SIDE * TILE_SIDE:
            raise ValueError(f"{tensor['name']} has {self.pages} pages, too few for {self.shape}")

    def to_pages(self, elements: bytes | memoryview) -> numpy.ndarray:
        """The tensor's pages as rows of bytes; what no element fills is zero."""
        pages = numpy.zeros((self.pages * TILE_SIDE * TILE_SIDE, self.element_bytes), numpy.uint8)
        values = numpy.frombuffer(elements, numpy.uint8)
        pages[self._places] = values.reshape(-1, self.element_bytes)
        return pages.reshape(self.pages, self.page_size)

    def from_pages(self, pages: numpy.ndarray) -> bytes:
        """The row-major elements that `pages`, in any shape and type, holds."""
        tiled = numpy.ascontiguousarray(pages).view(numpy.uint8).reshape(-1, self.element_bytes)
        if len(tiled) != self.pages * TILE_SIDE * TILE_SIDE:
            raise ValueError(f"{tiled.size} bytes are not {self.pages} pages of {self.page_size}")
        return tiled[self._places].tobytes()

    def _find_places(self, layout: dict) -> numpy.ndarray:
        """For each element in row-major order, its number in the pages."""
        rank = len(self.shape)
        row_dim, col_dim = layout["row_dim"], layout["col_dim"]
        row_tile, row, row_tiles = self._along(row_dim, layout["row_block"])
        col_tile, col, col_tiles = self._along(col_dim, layout["col_block"])
        outer_dims = [dim for dim in range(rank) if dim not in (row_dim, col_dim)]
        outer = numpy.zeros((1,) * rank, numpy.int64)
        stride = 1
        for dim in reversed(outer_dims):
            outer = outer + _spread(numpy.arange(self.shape[dim]) * stride, dim, rank)
            stride *= self.shape[dim]
        tile = (outer * row_tiles + row_tile) * col_tiles + col_tile
        face = row // FACE_SIDE * 2 + col // FACE_SIDE
        in_face = row % FACE_SIDE * FACE_SIDE + col % FACE_SIDE
        place = tile * TILE_SIDE * TILE_SIDE + face * FACE_SIDE * FACE_SIDE + in_face
        return numpy.broadcast_to(place, self.shape).reshape(-1)

    def _along(self, dim: int, block: int):
        """Tile and place in it of each element along a dimension, and how many tiles there are."""
        rank = len(self.shape)
        extent = self.shape[dim] if dim >= 0 else 1
        tiles_of_block = math.ceil(block / TILE_SIDE)
        tiles = extent // block * tiles_of_block + math.ceil(extent % block / TILE_SIDE)
        index = numpy.arange(extent)
        tile = index // block * tiles_of_block + index % block // TILE_SIDE
        within = index % block % TILE_SIDE
        if dim < 0:
            return tile.reshape((1,) * rank), within.reshape((1,) * rank), tiles
        return _spread(tile, dim, rank), _spread(within, dim, rank), tiles


def _spread(values: numpy.ndarray, dim: int, rank: int) -> numpy.ndarray:
    """`values` along dimension `dim` of `rank`."""
    return values.reshape([-1 if i == dim else 1 for i in range(rank)])
