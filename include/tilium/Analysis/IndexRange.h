//===- IndexRange.h - Ranges and divisibility of index values ---*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_ANALYSIS_INDEXRANGE_H
#define TILIUM_ANALYSIS_INDEXRANGE_H

#include "tilium/Support/MLIR.h"

#include <optional>

namespace tilium {

/// The values an index can take, both ends included.
struct IndexRange {
  int64_t smallest = 0, largest = 0;
};

/// The range of an index built from constants, loop variables, block indices and arithmetic; none
/// if it cannot be bounded. Loops over the blocks of a core use the function's `tt.grid_tiles`.
std::optional<IndexRange> getIndexRange(mlir::Value value);

/// Whether the value is surely zero or more.
inline bool isNonNegative(mlir::Value value) {
  std::optional<IndexRange> range = getIndexRange(value);
  return range && range->smallest >= 0;
}

/// Whether `value` is surely a multiple of `divisor`.
bool isMultipleOf(mlir::Value value, int64_t divisor);

/// Whether `value / divisor` comes out of the factors and terms of `value` without a division. That
/// is right for negative values too, which a division of kernels' unsigned numbers is not.
bool dividesIntoFactors(mlir::Value value, int64_t divisor);

/// `value / divisor` for a value that is a multiple of it, with the division folded into the
/// factors where `dividesIntoFactors`; other values must not be negative.
mlir::Value createExactDivision(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                                int64_t divisor);

/// How often a loop with constant bounds and step runs; none otherwise.
std::optional<int64_t> getTripCount(mlir::scf::ForOp loop);

} // namespace tilium

#endif // TILIUM_ANALYSIS_INDEXRANGE_H
