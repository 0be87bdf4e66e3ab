//===- Fp8Bytes.cpp - fp8 numbers on chips without the format -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Fp8Bytes.h"

using namespace mlir;
using namespace tilium;

namespace {

constexpr int64_t mantissaShift = 20;       ///< 23 mantissa bits of float32, three of e4m3.
constexpr int64_t biasDifference = 127 - 7; ///< Of the exponents.
constexpr int64_t signShift = 24;           ///< Bit 31 of float32, bit 7 of e4m3.
constexpr int64_t signOfByte = 0x80;
constexpr int64_t magnitudeOfByte = 0x7F; ///< As a number, NaN.
constexpr int64_t largestByte = 0x7E;     ///< 448.
constexpr int64_t magnitudeOfWord = 0x7FFFFFFF;
constexpr int64_t infinity = 0x7F800000;
constexpr int64_t smallestNormal = 0x3C800000; ///< 2^-6; below it mantissas count 2^-9.
constexpr float smallestStep = 0x1p-9f;
constexpr float roundsToSmallestStep = 0x1p14f; ///< Numbers next to it differ by 2^-9.

/// Integer operations with constants, written short.
class Words {
public:
  Words(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  Value constant(int64_t value) {
    return arith::ConstantIntOp::create(builder, loc, builder.getI32Type(), value);
  }
  Value constant(float value) {
    return arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(value));
  }
  template <typename Op>
  Value apply(Value a, int64_t b) {
    return Op::create(builder, loc, a, constant(b));
  }
  template <typename Op>
  Value apply(Value a, Value b) {
    return Op::create(builder, loc, a, b);
  }
  Value compare(arith::CmpIPredicate predicate, Value a, int64_t b) {
    return arith::CmpIOp::create(builder, loc, predicate, a, constant(b));
  }
  Value select(Value condition, Value a, Value b) {
    return arith::SelectOp::create(builder, loc, condition, a, b);
  }
  Value bitsOf(Value number) {
    return arith::BitcastOp::create(builder, loc, builder.getI32Type(), number);
  }
  Value numberOf(Value bits) {
    return arith::BitcastOp::create(builder, loc, builder.getF32Type(), bits);
  }

  OpBuilder &builder;
  Location loc;
};

} // namespace

Value tilium::decodeFp8(OpBuilder &builder, Location loc, Value byte) {
  Words words(builder, loc);
  Value magnitude = words.apply<arith::AndIOp>(byte, magnitudeOfByte);
  Value normal = words.apply<arith::AddIOp>(words.apply<arith::ShLIOp>(magnitude, mantissaShift),
                                            biasDifference << 23);
  Value whole = arith::SIToFPOp::create(builder, loc, builder.getF32Type(), magnitude);
  Value subnormal = words.bitsOf(words.apply<arith::MulFOp>(whole, words.constant(smallestStep)));
  Value bits =
      words.select(words.compare(arith::CmpIPredicate::slt, magnitude, 8), subnormal, normal);
  Value isNan = words.compare(arith::CmpIPredicate::eq, magnitude, magnitudeOfByte);
  bits = words.select(isNan, words.constant(magnitudeOfWord), bits);
  Value sign = words.apply<arith::ShLIOp>(words.apply<arith::AndIOp>(byte, signOfByte), signShift);
  return words.numberOf(words.apply<arith::OrIOp>(bits, sign));
}

Value tilium::encodeFp8(OpBuilder &builder, Location loc, Value number) {
  Words words(builder, loc);
  Value bits = words.bitsOf(number);
  Value magnitude = words.apply<arith::AndIOp>(bits, magnitudeOfWord);
  // Half a step less one, and one more if the last kept bit is set: ties go to even.
  Value lastKept =
      words.apply<arith::AndIOp>(words.apply<arith::ShRUIOp>(magnitude, mantissaShift), 1);
  Value rounded = words.apply<arith::AddIOp>(
      words.apply<arith::AddIOp>(magnitude, (int64_t(1) << (mantissaShift - 1)) - 1), lastKept);
  Value normal = words.apply<arith::SubIOp>(words.apply<arith::ShRUIOp>(rounded, mantissaShift),
                                            biasDifference << 3);
  normal = words.apply<arith::MinSIOp>(normal, largestByte);
  // The adder rounds below the smallest normal number.
  Value large = words.constant(roundsToSmallestStep);
  Value sum = words.apply<arith::AddFOp>(words.numberOf(magnitude), large);
  Value subnormal = words.apply<arith::SubIOp>(
      words.bitsOf(sum), static_cast<int64_t>(llvm::bit_cast<uint32_t>(roundsToSmallestStep)));
  Value isSmall = words.compare(arith::CmpIPredicate::slt, magnitude, smallestNormal);
  Value code = words.select(isSmall, subnormal, normal);
  Value isNan = words.compare(arith::CmpIPredicate::sgt, magnitude, infinity);
  code = words.select(isNan, words.constant(magnitudeOfByte), code);
  Value sign = words.apply<arith::AndIOp>(words.apply<arith::ShRUIOp>(bits, signShift), signOfByte);
  return words.apply<arith::OrIOp>(code, sign);
}
