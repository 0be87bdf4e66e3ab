//===- TensorLayout.h - Row-major tensors to tiles and back -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_RUNTIME_MOCK_TENSORLAYOUT_H
#define TILIUM_RUNTIME_MOCK_TENSORLAYOUT_H

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tilium::runtime {

/// How a tensor lies in 32x32 tiles; the `layout` of tt.plan.json. Dimensions that are neither rows
/// nor columns are outer ones; -1 where a tensor has no rows or no columns.
struct TensorLayout {
  std::vector<int64_t> shape;
  int64_t rowDim = -1, colDim = -1;
  int64_t rowBlock = 32, colBlock = 32; ///< Elements after which tiles start anew.
  int64_t elementBytes = 4;

  int64_t elementCount() const;
  int64_t tileCount() const;
};

/// Row-major elements to tiles in the layout's order; padding is zero. `elements` holds
/// elementCount() * elementBytes bytes; throws std::invalid_argument otherwise.
std::vector<std::byte> toTiles(const TensorLayout &layout, std::span<const std::byte> elements);

/// The reverse: fills `elements` and drops padding. Throws std::invalid_argument if a size differs.
void fromTiles(const TensorLayout &layout, std::span<const std::byte> tiles,
               std::span<std::byte> elements);

} // namespace tilium::runtime

#endif // TILIUM_RUNTIME_MOCK_TENSORLAYOUT_H
