"""Tiles to feed the engines: bytes as they lie in memory, drawn from a seed."""

from __future__ import annotations

import numpy as np

ELEMENTS = 1024
BLOCK = 16
# Bytes of an element; block formats have an exponent for each 16 elements besides.
BITS = {
    "Float32": 32,
    "Float16": 16,
    "Float16_b": 16,
    "Bfp8_b": 8,
    "Bfp4_b": 4,
    "Int32": 32,
    "UInt32": 32,
    "UInt16": 16,
    "UInt8": 8,
}
BLOCK_FORMATS = ("Bfp8_b", "Bfp4_b")
NUMBERS = ("Float32", "Float16", "Float16_b", *BLOCK_FORMATS)

# What the tiles of an operand hold, one kind after the other.
KINDS = ("normal", "spread", "ties", "special")


def tile_bytes(format_name: str) -> int:
    """Bytes of a tile in memory."""
    exponents = ELEMENTS // BLOCK if format_name in BLOCK_FORMATS else 0
    return exponents + ELEMENTS * BITS[format_name] // 8


def _specials(format_name: str) -> np.ndarray:
    """Bit patterns beside the normal numbers, and the normal numbers next to them."""
    if format_name == "Float32":
        words = [0, 0x7F800000, 0x7FC00000, 1, 0x12345, 0x7FFFFF, 0x800000, 0x7F7FFFFF, 0x3F800000]
        words += [0x7F7F8000, 0x7F7F7FFF, 0x00808000, 0x7F800001, 0x477FF000, 0x33800000]
        sign, kind = 0x80000000, np.uint32
    elif format_name == "Float16_b":
        words = [0, 0x7F80, 0x7FC0, 1, 0x7F, 0x80, 0x81, 0x7F7F, 0x3F80, 0x7F81, 0x7F00]
        sign, kind = 0x8000, np.uint16
    else:
        words = [0, 0x7C00, 0x7E00, 0x7FFF, 1, 0x3FF, 0x400, 0x401, 0x7BFF, 0x3C00, 0x7C01]
        sign, kind = 0x8000, np.uint16
    return np.array(words + [word | sign for word in words], kind)


def _reals(random: np.random.Generator, kind: str, wide: bool) -> np.ndarray:
    """Numbers of a kind; `wide` says whether the format has eight bits of exponent."""
    numbers = random.standard_normal(ELEMENTS)
    if kind == "spread":
        numbers *= np.exp2(random.integers(-30, 31, ELEMENTS) if wide else random.integers(-9, 9))
        if not wide:
            numbers *= np.exp2(random.integers(-3, 4, ELEMENTS))
    if kind == "ties":
        numbers = random.integers(-512, 513, ELEMENTS) / np.exp2(random.integers(0, 9, ELEMENTS))
    return numbers.astype(np.float32)


def _floating_tile(random: np.random.Generator, format_name: str, kind: str, rare: bool) -> bytes:
    numbers = _reals(random, kind, format_name != "Float16")
    if format_name == "Float32":
        words = numbers.view(np.uint32).copy()
        if kind == "ties":
            # Half of the last place of bfloat16, of TF32 and of float16.
            words = (words & 0xFFFF0000) | random.choice([0x8000, 0x1000, 0x3000, 0xF000], ELEMENTS)
            words = words.astype(np.uint32)
    elif format_name == "Float16_b":
        words = (numbers.view(np.uint32) >> 16).astype(np.uint16)
    else:
        words = numbers.astype(np.float16).view(np.uint16).copy()
    if kind == "special":
        chosen = random.random(ELEMENTS) < (1 / 64 if rare else 1 / 2)
        words[chosen] = random.choice(_specials(format_name), int(chosen.sum()))
    return words.tobytes()


def _block_tile(random: np.random.Generator, format_name: str, kind: str) -> bytes:
    low, high = {"normal": (124, 130), "ties": (126, 128), "spread": (97, 157)}.get(kind, (0, 255))
    exponents = random.integers(low, high, ELEMENTS // BLOCK, endpoint=True).astype(np.uint8)
    if kind == "special":
        usual = random.random(exponents.size) < 0.5
        exponents[usual] = 127
    data = random.integers(0, 256, ELEMENTS * BITS[format_name] // 8).astype(np.uint8)
    if kind != "special":
        # The hardware reads a sign without magnitude as minus infinity: only among the specials.
        if format_name == "Bfp8_b":
            data[data == 0x80] = 0
        else:
            data[data & 0x0F == 0x08] ^= 0x08
            data[data & 0xF0 == 0x80] ^= 0x80
    return exponents.tobytes() + data.tobytes()


def operand(format_name: str, seed: int, tiles_per_kind: int, rare: bool) -> bytes:
    """`tiles_per_kind` tiles of each kind. Specials are `rare` where sums would be all infinity."""
    random = np.random.default_rng(seed)
    tiles = []
    for kind in KINDS:
        for _ in range(tiles_per_kind):
            if format_name in BLOCK_FORMATS:
                tiles.append(_block_tile(random, format_name, kind))
            elif format_name in NUMBERS:
                tiles.append(_floating_tile(random, format_name, kind, rare))
            else:
                tiles.append(random.bytes(tile_bytes(format_name)))
    return b"".join(tiles)


def scaler(format_name: str, value: float, tiles: int) -> bytes:
    """Tiles whose faces have `value` in their first row, as reductions take them."""
    if format_name in BLOCK_FORMATS:
        bits = BITS[format_name]
        exponents = np.zeros(ELEMENTS // BLOCK, np.uint8)
        data = np.zeros((ELEMENTS // BLOCK, BLOCK * bits // 8), np.uint8)
        # The magnitude's top bit is worth the exponent's power of two.
        magnitude = int(value * 2 ** (bits - 2))
        exponents[::BLOCK] = 127
        data[::BLOCK] = magnitude if bits == 8 else magnitude * 0x11
        return (exponents.tobytes() + data.tobytes()) * tiles
    numbers = np.zeros((ELEMENTS // BLOCK, BLOCK), np.float32)
    numbers[::BLOCK] = value
    if format_name == "Float32":
        return numbers.tobytes() * tiles
    if format_name == "Float16":
        return numbers.astype(np.float16).tobytes() * tiles
    return (numbers.view(np.uint32) >> 16).astype(np.uint16).tobytes() * tiles


def decode(format_name: str, data: bytes) -> np.ndarray:
    """Elements of tiles as float64, one row a tile; integers as unsigned."""
    tiles = len(data) // tile_bytes(format_name)
    raw = np.frombuffer(data, np.uint8).reshape(tiles, -1)
    if format_name == "Float32":
        return raw.view(np.float32).astype(np.float64)
    if format_name == "Float16":
        return raw.view(np.float16).astype(np.float64)
    if format_name == "Float16_b":
        return (raw.view(np.uint16).astype(np.uint32) << 16).view(np.float32).astype(np.float64)
    if format_name not in BLOCK_FORMATS:
        kind = {32: np.uint32, 16: np.uint16, 8: np.uint8}[BITS[format_name]]
        return raw.view(kind).astype(np.float64)
    exponents, elements = raw[:, : ELEMENTS // BLOCK], raw[:, ELEMENTS // BLOCK :]
    if format_name == "Bfp4_b":
        elements = np.stack([elements << 4, elements & 0xF0], axis=2).reshape(tiles, ELEMENTS)
    magnitudes = (elements & 0x7F) * np.exp2(np.repeat(exponents, BLOCK, axis=1) - 127.0 - 6.0)
    return np.where(elements & 0x80, -magnitudes, magnitudes)
