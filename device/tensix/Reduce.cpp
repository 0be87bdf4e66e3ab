//===- Reduce.cpp - Reductions in the matrix engine -----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// As the vendor's llk_math_reduce programs the engine (ISA documentation: MVMUL, GAPOOL, GMPOOL).
// The first row of each face of the scaler tile scales:
// - Sums along rows are a product with the transposed scaler: element c of the scaler's row j
// weighs
//   column c in column j of the result, for the 16 columns of the left faces.
// - Sums along columns weigh row r of a face with element r of that face's first scaler row.
// - Sums of all elements do the latter, and once more for the 16 sums of columns.
// - Maxima only take the scaler's exponent.
//
//===----------------------------------------------------------------------===//

#include "tensix/EngineParts.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace tilium::device {

using tilium::OperationCall;
using tilium::Site;

namespace {

enum Dimension : uint8_t { Row = 0, Column = 1, Scalar = 2 };

/// The weight of element (row, column) where each face has a row of the scaler: `along` says
/// whether the place in the row is the element's row or column.
float faceWeight(const Tile &scaler, uint32_t row, uint32_t column, Dimension along) {
  uint32_t faceRow = row / faceSide * faceSide, faceColumn = column / faceSide * faceSide;
  return scaler.at(faceRow, faceColumn + (along == Row ? column : row) % faceSide);
}

/// A weight for each element, as one tile, so that fidelity cuts both sides alike.
Tile faceWeights(const Tile &scaler, Dimension along) {
  Tile weights;
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = 0; column < tileSide; ++column)
      weights.at(row, column) = faceWeight(scaler, row, column, along);
  return weights;
}

/// DST += in x transposed scaler, in the left faces; the input is in SrcB.
void sumRows(ProcessorState &self, const SourceOperands &operands, Tile &dst) {
  Tile weights = operands.b[0];
  transposeTile(weights);
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = faceSide; column < tileSide; ++column)
      weights.at(row, column) = 0;
  FidelityParts parts =
      splitByFidelity(weights, operands.a[0], self.core.engine.config->mathFidelity);
  for (uint32_t begin = 0; begin < tileSide; begin += faceSide) {
    multiplyAccumulate(dst, parts.b, parts.a, begin, begin + faceSide);
    if (parts.third)
      multiplyAccumulate(dst, parts.bLow, parts.aLow, begin, begin + faceSide);
    keepInDst(self, dst);
  }
}

/// The products of a tile with weights, element by element; the tile is in SrcA.
Tile weighed(const ProcessorState &self, const Tile &tile, const Tile &weights) {
  FidelityParts parts = splitByFidelity(tile, weights, self.core.engine.config->mathFidelity);
  Tile result;
  for (uint32_t i = 0; i < tileElements; ++i)
    result.value[i] = parts.a.value[i] * parts.b.value[i] +
                      (parts.third ? parts.aLow.value[i] * parts.bLow.value[i] : 0.0f);
  return result;
}

/// Adds the rows of each face of `products` into row 0 of `sums`, one row of faces after the other.
/// `folded` puts the right faces' columns onto the left ones'.
void addColumns(const ProcessorState &self, const Tile &products, Tile &sums, bool folded) {
  for (uint32_t begin = 0; begin < tileSide; begin += faceSide) {
    for (uint32_t column = 0; column < tileSide; ++column) {
      float sum = 0;
      for (uint32_t row = begin; row < begin + faceSide; ++row)
        sum += products.at(row, column);
      sums.at(0, folded ? column % faceSide : column) += sum;
    }
    keepInDst(self, sums);
  }
}

void sumAll(ProcessorState &self, const SourceOperands &operands, Tile &dst) {
  Tile sums;
  addColumns(self, weighed(self, operands.a[0], faceWeights(operands.b[0], Column)), sums, true);
  // The sums go through the source registers once more.
  Tile again, last;
  for (uint32_t row = 0; row < faceSide; ++row) {
    again.at(row, 0) = truncateToTf32(sums.at(0, row));
    last.at(row, 0) = operands.b[0].at(faceSide, faceSide + row);
  }
  Tile products = weighed(self, again, last);
  float total = 0;
  for (uint32_t row = 0; row < faceSide; ++row)
    total += products.at(row, 0);
  dst.value[0] += total;
  keepInDst(self, dst);
}

/// The power of two of a weight's exponent; zero stays zero.
float exponentOf(float weight) {
  uint32_t exponent = std::bit_cast<uint32_t>(weight) & 0x7F800000u;
  return std::bit_cast<float>(exponent);
}

/// Maxima start from what DST holds, or, where nobody wrote, from less than any number.
void maxima(const OperationCall &call, const SourceOperands &operands, bool fresh, Tile &dst) {
  const Tile &in = operands.a[0], &scaler = operands.b[0];
  auto along = static_cast<Dimension>(call.dimension);
  auto scaled = [&](uint32_t row, uint32_t column) {
    return in.at(row, column) * exponentOf(faceWeight(scaler, row, column, along));
  };
  auto take = [&](float &target, bool first, float value) {
    target = first && fresh ? value : std::max(target, value);
  };
  for (uint32_t line = 0; line < tileSide && along != Scalar; ++line)
    for (uint32_t i = 0; i < tileSide; ++i)
      if (along == Row)
        take(dst.at(line, 0), i == 0, scaled(line, i));
      else
        take(dst.at(0, line), i == 0, scaled(i, line));
  if (along != Scalar)
    return;
  for (uint32_t column = 0; column < faceSide; ++column) {
    float most = -std::numeric_limits<float>::infinity();
    for (uint32_t row = 0; row < tileSide; ++row)
      most = std::max({most, scaled(row, column), scaled(row, column + faceSide)});
    take(dst.value[0], column == 0, most * exponentOf(scaler.at(faceSide, faceSide + column)));
  }
}

/// Brings maxima that stand in the first rows of the left faces to the first column, where those of
/// this call go.
void standUp(Tile &dst) {
  Tile column;
  for (uint32_t row = 0; row < tileSide; ++row)
    column.at(row, 0) = dst.at(row / faceSide * faceSide, row % faceSide);
  dst = column;
}

} // namespace

void runReduce(ProcessorState &self, const OperationCall &call, const SourceOperands &operands,
               Site site) {
  const DstSection &section = self.core.engine.sections[self.core.engine.mathSection];
  bool fresh = call.dst < section.written.size() && !section.written[call.dst];
  Tile &dst = dstTile(self, call.dst, false, site);
  if (call.pool >= 2) {
    // A block's first tile meets what a copy that transposed faces left.
    if (call.transpose && call.inner == 0 && !fresh)
      standUp(dst);
    maxima(call, operands, fresh, dst);
    keepInDst(self, dst);
  } else if (call.dimension == Row) {
    sumRows(self, operands, dst);
  } else if (call.dimension == Column) {
    addColumns(self, weighed(self, operands.a[0], faceWeights(operands.b[0], Column)), dst, false);
  } else {
    sumAll(self, operands, dst);
  }
}

} // namespace tilium::device
