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

#include "core/KernelInterface.h"
#include "tensix/EngineParts.h"

#include <algorithm>
#include <array>
#include <bit>

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

/// DST += in x transposed scaler, in the left faces; the input is in SrcB.
void sumRows(const SourceOperands &operands, const MatrixMode &mode, Tile &dst) {
  Tile weights = operands.b[0];
  transposeTile(weights);
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = faceSide; column < tileSide; ++column)
      weights.at(row, column) = 0;
  multiplyMatrices(dst, asSourceB(operands.a[0], mode), asSourceA(weights, mode), mode);
}

/// Adds the columns of one face of a tile, weighed by that face's first scaler row, to 16 elements.
void poolFace(const Tile &in, const Tile &scaler, uint32_t row, uint32_t column,
              const MatrixMode &mode, float *sums) {
  Tile face, weights, result;
  for (uint32_t i = 0; i < faceSide; ++i) {
    std::copy_n(&in.value[(row + i) * tileSide + column], faceSide, &face.value[i * tileSide]);
    weights.value[i] = faceWeight(scaler, row + i, column, Column);
  }
  std::copy_n(sums, faceSide, result.value.begin());
  multiplyMatrices(result, asSourceB(weights, mode), asSourceA(face, mode), mode, 1, 1);
  std::copy_n(result.value.begin(), faceSide, sums);
}

void sumColumns(const SourceOperands &operands, const MatrixMode &mode, Tile &dst) {
  for (uint32_t row = 0; row < tileSide; row += faceSide)
    for (uint32_t column = 0; column < tileSide; column += faceSide)
      poolFace(operands.a[0], operands.b[0], row, column, mode, &dst.value[column]);
}

/// What a row of DST is on its way through the source registers.
float throughSource(float value, bool keepsTf32) {
  return keepsTf32 ? truncateToTf32(value) : truncateToBfloat16(value);
}

void sumAll(const SourceOperands &operands, const MatrixMode &mode, bool keepsTf32, Tile &dst) {
  std::array<float, faceSide> sums{};
  for (uint32_t row = 0; row < tileSide; row += faceSide)
    for (uint32_t column = 0; column < tileSide; column += faceSide)
      poolFace(operands.a[0], operands.b[0], row, column, mode, sums.data());
  // The sums go through the source registers once more, as a column.
  Tile again;
  for (uint32_t row = 0; row < faceSide; ++row)
    again.at(row + faceSide, faceSide) = throughSource(sums[row], keepsTf32);
  std::array<float, faceSide> total{dst.value[0]};
  poolFace(again, operands.b[0], faceSide, faceSide, mode, total.data());
  dst.value[0] = total[0];
}

/// The power of two of a weight's exponent; zero stays zero.
float exponentOf(float weight) {
  uint32_t exponent = std::bit_cast<uint32_t>(weight) & 0x7F800000u;
  return std::bit_cast<float>(exponent);
}

/// The place of a number in the order that maxima follow: that of signs and magnitudes, where NaN
/// is beyond infinity and zero above minus zero.
int32_t orderOf(float value) {
  auto bits = std::bit_cast<int32_t>(value);
  return bits < 0 ? bits ^ 0x7FFFFFFF : bits;
}

/// Maxima start from what DST holds, or, where nobody wrote, from less than any number.
void maxima(const OperationCall &call, const SourceOperands &operands, bool fresh,
            const MatrixMode &mode, Tile &dst) {
  const Tile &in = operands.a[0], &scaler = operands.b[0];
  auto along = static_cast<Dimension>(call.dimension);
  auto asSource = [&](float value) {
    int32_t exponent = std::bit_cast<int32_t>(value) >> 23 & 255;
    return exponent <= (mode.float16 ? 112 : 0) ? 0.0f : value;
  };
  auto scaled = [&](uint32_t row, uint32_t column) {
    float weight = exponentOf(faceWeight(scaler, row, column, along));
    float value = asSource(in.at(row, column));
    return weight == 1.0f ? value : value * weight;
  };
  auto take = [&](float &target, bool first, float value) {
    float held = mode.fp32 ? truncateToTf32(target) : target;
    target = (first && fresh) || orderOf(value) > orderOf(held) ? value : held;
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
    float most = scaled(0, column);
    for (uint32_t row = 0; row < tileSide; ++row)
      for (float value : {scaled(row, column), scaled(row, column + faceSide)})
        most = orderOf(value) > orderOf(most) ? value : most;
    float weight = exponentOf(scaler.at(faceSide, faceSide + column));
    take(dst.value[0], column == 0, weight == 1.0f ? most : most * weight);
  }
}

/// Maxima of rows are turned into a column by the adder, which knows neither NaN nor minus zero.
void addMaxima(const MatrixMode &mode, Tile &dst) {
  Tile result;
  addElements(result, dst, Tile{}, false, mode);
  for (uint32_t row = 0; row < tileSide; ++row)
    dst.at(row, 0) = result.at(row, 0);
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
    maxima(call, operands, fresh, matrixMode(self), dst);
    if (call.dimension == Row)
      addMaxima(matrixMode(self), dst);
  } else if (call.dimension == Row) {
    sumRows(operands, matrixMode(self), dst);
  } else if (call.dimension == Column) {
    sumColumns(operands, matrixMode(self), dst);
  } else {
    const ComputeEngine &engine = self.core.engine;
    DataFormat format = bufferOf(self, call.buffer0, site).format;
    // The registers take the format of SrcA: the ten bits of Float16 and TF32, or bfloat16's seven.
    bool keepsTf32 = format == DataFormat::Float16 ||
                     (engine.config->fp32DestAccEn && format == DataFormat::Float32);
    sumAll(operands, matrixMode(self), keepsTf32, dst);
  }
}

} // namespace tilium::device
