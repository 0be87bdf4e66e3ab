//===- MatrixUnit.h - The arithmetic of the matrix engine -------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Bit for bit what the engine's multipliers and adders give, whose order, alignment and rounding
// are not IEEE's: docs/device-functions.md says how, docs/device-simulator.md holds it against the
// vendor's simulator.
//
// Values are those of fp32 words. Numbers of the engine have no infinities and no NaN: the largest
// exponent is one like the others, and numbers below the smallest normal one are zero.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TENSIX_MATRIXUNIT_H
#define TILIUM_DEVICE_TENSIX_MATRIXUNIT_H

#include "host/ProgramDescriptor.h"
#include "tensix/Tile.h"

#include <vector>

namespace tilium::device {

/// What decides how results are rounded onto DST.
struct MatrixMode {
  bool fp32 = false;    ///< DST has 32 bits.
  bool float16 = false; ///< The operands, and a DST of 16 bits, have five bits of exponent.
  /// Wormhole: a sum of -1 in the last place of 24 bits comes out with an exponent 27 too large.
  bool misplacesMinusOne = false;
  uint32_t phases = 4; ///< Of fidelity: 1 for LoFi to 4 for HiFi4.
};

inline uint32_t phasesOf(MathFidelity fidelity) { return static_cast<uint32_t>(fidelity) + 1; }

/// An operand of products, as the multipliers take it: each element's exponent, and the signed
/// upper and lower bits of its mantissa. Zeros have no bits and an exponent below all others.
struct alignas(64) MatrixOperand {
  static constexpr int32_t noExponent = -4096;
  std::array<int32_t, tileElements> exponent;
  std::array<float, tileElements> upper, lower; ///< Integers.
};

/// SrcA: 5 bits of mantissa at a time, of 10.
void asSourceA(MatrixOperand &operand, const Tile &tile, const MatrixMode &mode);
/// SrcB: 7 bits of mantissa first, then the other 4.
void asSourceB(MatrixOperand &operand, const Tile &tile, const MatrixMode &mode);
MatrixOperand asSourceA(const Tile &tile, const MatrixMode &mode);
MatrixOperand asSourceB(const Tile &tile, const MatrixMode &mode);

/// `dst` += `b` x `a`, phase by phase, and in each phase the inner elements 0 to 15 before the
/// others. Only the first `rows` rows of `b` count, and `innerFaces` times 16 inner elements.
void multiplyMatrices(Tile &dst, const MatrixOperand &b, const MatrixOperand &a,
                      const MatrixMode &mode, uint32_t rows = tileSide, uint32_t innerFaces = 2);

/// `dst` += `a` * `b`, element by element, phase by phase.
void multiplyElements(Tile &dst, const MatrixOperand &a, const MatrixOperand &b,
                      const MatrixMode &mode);

/// `dst` = `a` + `b`, or `dst` += `a` + `b`.
void addElements(Tile &dst, const Tile &a, const Tile &b, bool accumulate, const MatrixMode &mode);

} // namespace tilium::device

#endif // TILIUM_DEVICE_TENSIX_MATRIXUNIT_H
