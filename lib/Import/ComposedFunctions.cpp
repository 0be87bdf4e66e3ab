//===- ComposedFunctions.cpp - Functions made of other functions ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The vendor's library has some of these itself, as short series for bfloat16. What is here is made
// of functions that are right to about one spacing of float32, in an order that keeps that: no
// difference of almost equal numbers, no square that overflows where the result does not.
//
//===----------------------------------------------------------------------===//

#include "ComposedFunctions.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace tilium;

namespace {

/// Float32 arithmetic, one operation a call.
class Formula {
public:
  Formula(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  Value number(float value) {
    return arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(value));
  }
  Value integer(int32_t value) {
    return arith::ConstantOp::create(builder, loc, builder.getI32IntegerAttr(value));
  }
  template <typename Op>
  Value make(Value a) {
    return Op::create(builder, loc, a);
  }
  template <typename Op>
  Value make(Value a, Value b) {
    return Op::create(builder, loc, a, b);
  }
  Value add(Value a, Value b) { return make<arith::AddFOp>(a, b); }
  Value subtract(Value a, Value b) { return make<arith::SubFOp>(a, b); }
  Value multiply(Value a, Value b) { return make<arith::MulFOp>(a, b); }
  Value divide(Value a, Value b) { return make<arith::DivFOp>(a, b); }
  Value absolute(Value a) { return make<math::AbsFOp>(a); }
  Value isGreater(Value a, Value b) {
    return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OGT, a, b);
  }
  Value isEqual(Value a, Value b) {
    return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, a, b);
  }
  Value isGreaterInteger(Value a, Value b) {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sgt, a, b);
  }
  Value choose(Value condition, Value a, Value b) {
    return arith::SelectOp::create(builder, loc, condition, a, b);
  }
  Value bitsOf(Value a) { return arith::BitcastOp::create(builder, loc, builder.getI32Type(), a); }
  Value fromBits(Value a) {
    return arith::BitcastOp::create(builder, loc, builder.getF32Type(), a);
  }
  /// `magnitude`, which is not negative, with the sign of `a`.
  Value withSignOf(Value magnitude, Value a) {
    Value sign = make<arith::AndIOp>(bitsOf(a), integer(std::numeric_limits<int32_t>::min()));
    return fromBits(make<arith::OrIOp>(bitsOf(magnitude), sign));
  }
  Value isNegative(Value a) { return isGreaterInteger(integer(0), bitsOf(a)); }
  Value exponential(Value a) { return make<math::ExpOp>(a); }
  /// log(1 + a).
  Value log1p(Value a) { return make<math::Log1pOp>(a); }
  Value log(Value a) { return make<math::LogOp>(a); }
  Value squareRoot(Value a) { return make<math::SqrtOp>(a); }

private:
  OpBuilder &builder;
  Location loc;
};

constexpr float infinity = std::numeric_limits<float>::infinity();
/// Above it the square of a number is all that counts of its sum with 1.
constexpr float large = 1e9F;
constexpr float logOfTwo = 0.693147182F;
/// pi / 2 is the sum of these, to more bits than a number has.
constexpr float halfPi = 1.57079637F, halfPiRest = -4.37113883e-8F;

} // namespace

//===----------------------------------------------------------------------===//
// Angles
//===----------------------------------------------------------------------===//

/// The arctangent of `t` from 0 to 1: t (1 + z P(z)), z = t^2. P is fitted by
/// scripts/fit_arctangent.py, to one spacing of the result.
static Value smallArctangent(Formula &f, Value t) {
  static constexpr float coefficients[] = {-1.8272068e-3F, 1.10644139e-2F,  -3.14556509e-2F,
                                           5.82345016e-2F, -8.41945633e-2F, 0.109575756F,
                                           -0.142652452F,  0.199986383F,    -0.333333015F};
  Value z = f.multiply(t, t);
  Value sum = f.number(coefficients[0]);
  for (float coefficient : llvm::drop_begin(coefficients))
    sum = f.add(f.multiply(sum, z), f.number(coefficient));
  return f.add(t, f.multiply(t, f.multiply(z, sum)));
}

/// pi / 2 - `angle`.
static Value complement(Formula &f, Value angle) {
  return f.subtract(f.number(halfPi), f.subtract(angle, f.number(halfPiRest)));
}

static Value arctangent(Formula &f, Value x) {
  Value magnitude = f.absolute(x), one = f.number(1);
  Value isSteep = f.isGreater(magnitude, one);
  Value angle = smallArctangent(f, f.choose(isSteep, f.divide(one, magnitude), magnitude));
  return f.withSignOf(f.choose(isSteep, complement(f, angle), angle), x);
}

static Value arctangentOfTwo(Formula &f, Value y, Value x) {
  Value height = f.absolute(y), width = f.absolute(x);
  Value isSteep = f.isGreater(height, width);
  Value smaller = f.choose(isSteep, width, height), larger = f.choose(isSteep, height, width);
  Value ratio = f.divide(smaller, larger);
  // 0 / 0 is an angle of 0, and two infinities are on the diagonal.
  ratio = f.choose(f.isEqual(smaller, larger), f.number(1), ratio);
  ratio = f.choose(f.isEqual(larger, f.number(0)), smaller, ratio);
  Value angle = smallArctangent(f, ratio);
  angle = f.choose(isSteep, complement(f, angle), angle);
  // pi - angle, as pi / 2 and its complement.
  Value obtuse = f.add(f.number(halfPi), complement(f, angle));
  return f.withSignOf(f.choose(f.isNegative(x), obtuse, angle), y);
}

static Value arcsine(Formula &f, Value x) {
  Value one = f.number(1);
  Value product = f.multiply(f.subtract(one, x), f.add(one, x));
  return arctangent(f, f.divide(x, f.squareRoot(product)));
}

static Value arccosine(Formula &f, Value x) {
  Value one = f.number(1);
  Value ratio = f.divide(f.subtract(one, x), f.add(one, x));
  Value half = arctangent(f, f.squareRoot(ratio));
  return f.add(half, half);
}

//===----------------------------------------------------------------------===//
// Hyperbolic functions
//===----------------------------------------------------------------------===//

/// Half of e^a, also where e^a overflows and the half does not: as (r / 2) r, r = e^(a/2).
/// `inverse` is half of e^-a.
static Value halfExponential(Formula &f, Value a, Value &inverse) {
  Value half = f.number(0.5F);
  Value root = f.exponential(f.multiply(a, half));
  inverse = f.divide(f.divide(half, root), root);
  return f.multiply(f.multiply(half, root), root);
}

static Value hyperbolicCosine(Formula &f, Value x) {
  Value inverse, half = halfExponential(f, f.absolute(x), inverse);
  return f.add(half, inverse);
}

static Value hyperbolicSine(Formula &f, Value x) {
  Value magnitude = f.absolute(x), one = f.number(1);
  Value inverse, half = halfExponential(f, magnitude, inverse);
  // Near 0 the difference would lose bits: with m = e^a - 1, (m + m / (m + 1)) / 2.
  Value less = f.make<math::ExpM1Op>(magnitude);
  Value small = f.multiply(f.add(less, f.divide(less, f.add(less, one))), f.number(0.5F));
  Value result = f.choose(f.isGreater(magnitude, one), f.subtract(half, inverse), small);
  return f.withSignOf(result, x);
}

static Value inverseHyperbolicSine(Formula &f, Value x) {
  Value a = f.absolute(x), one = f.number(1), square = f.multiply(a, a);
  Value root = f.squareRoot(f.add(one, square));
  Value small = f.log1p(f.add(a, f.divide(square, f.add(one, root))));
  Value result =
      f.choose(f.isGreater(a, f.number(large)), f.add(f.log(a), f.number(logOfTwo)), small);
  return f.withSignOf(result, x);
}

static Value inverseHyperbolicCosine(Formula &f, Value x) {
  Value above = f.subtract(x, f.number(1));
  // Two roots: of the product, a number below -1 would be a good one.
  Value root = f.multiply(f.squareRoot(above), f.squareRoot(f.add(above, f.number(2))));
  Value small = f.log1p(f.add(above, root));
  return f.choose(f.isGreater(x, f.number(large)), f.add(f.log(x), f.number(logOfTwo)), small);
}

static Value inverseHyperbolicTangent(Formula &f, Value x) {
  Value a = f.absolute(x);
  Value ratio = f.divide(f.add(a, a), f.subtract(f.number(1), a));
  return f.withSignOf(f.multiply(f.log1p(ratio), f.number(0.5F)), x);
}

//===----------------------------------------------------------------------===//
// Others
//===----------------------------------------------------------------------===//

static Value hypotenuse(Formula &f, Value a, Value b) {
  Value first = f.absolute(a), second = f.absolute(b);
  Value firstIsLarger = f.isGreater(first, second);
  Value larger = f.choose(firstIsLarger, first, second);
  Value smaller = f.choose(firstIsLarger, second, first);
  Value ratio = f.divide(smaller, larger);
  Value result = f.multiply(larger, f.squareRoot(f.add(f.number(1), f.multiply(ratio, ratio))));
  // Both 0, and an infinity, by which 0 and infinity cannot be divided.
  result = f.choose(f.isEqual(larger, f.number(0)), f.add(smaller, larger), result);
  result = f.choose(f.isEqual(larger, f.number(infinity)), larger, result);
  return f.choose(f.isEqual(smaller, f.number(infinity)), smaller, result); // Beside no number.
}

/// The next whole number, from halves away from zero. The part behind the point is exact, and so is
/// the comparison; a sum of the number and a half would be rounded.
static Value roundAwayFromZero(Formula &f, Value x) {
  Value whole = f.make<math::TruncOp>(x), rest = f.absolute(f.subtract(x, whole));
  Value isLess = f.isGreater(f.number(0.5F), rest);
  Value step = f.withSignOf(f.choose(isLess, f.number(0), f.number(1)), x);
  // Infinity has no part behind the point.
  return f.choose(f.isEqual(whole, x), x, f.add(whole, step));
}

/// The bits of a number without its sign, which infinity has the largest of.
static Value magnitudeBits(Formula &f, Value x) {
  return f.make<arith::AndIOp>(f.bitsOf(x), f.integer(std::numeric_limits<int32_t>::max()));
}

static constexpr int32_t infinityBits = 0x7f800000;

static Value isNotANumber(Formula &f, Value x) {
  return f.isGreaterInteger(magnitudeBits(f, x), f.integer(infinityBits));
}

static Value isFinite(Formula &f, Value x) {
  return f.isGreaterInteger(f.integer(infinityBits), magnitudeBits(f, x));
}

using Unary = Value (*)(Formula &, Value);
using Binary = Value (*)(Formula &, Value, Value);

static Unary findUnary(StringRef name) {
  return llvm::StringSwitch<Unary>(name)
      .Case("tirx.atan", arctangent)
      .Case("tirx.asin", arcsine)
      .Case("tirx.acos", arccosine)
      .Case("tirx.cosh", hyperbolicCosine)
      .Case("tirx.sinh", hyperbolicSine)
      .Case("tirx.asinh", inverseHyperbolicSine)
      .Case("tirx.acosh", inverseHyperbolicCosine)
      .Case("tirx.atanh", inverseHyperbolicTangent)
      .Case("tirx.isnan", isNotANumber)
      .Case("tirx.isfinite", isFinite)
      .Case("tl.round_ties_away_from_zero", roundAwayFromZero)
      .Case("tl.fast_rcp", [](Formula &f, Value x) { return f.divide(f.number(1), x); })
      .Case("tirx.exp10", [](Formula &f, Value x) { return f.make<math::PowFOp>(f.number(10), x); })
      .Default(nullptr);
}

static Binary findBinary(StringRef name) {
  return llvm::StringSwitch<Binary>(name)
      .Case("tirx.atan2", arctangentOfTwo)
      .Case("tirx.hypot", hypotenuse)
      .Case("tirx.copysign", [](Formula &f, Value magnitude,
                                Value sign) { return f.withSignOf(f.absolute(magnitude), sign); })
      .Default(nullptr);
}

bool tilium::isComposedFunction(StringRef name, size_t operands) {
  return operands == 1 ? findUnary(name) != nullptr : operands == 2 && findBinary(name) != nullptr;
}

Value tilium::composeFunction(OpBuilder &builder, Location loc, StringRef name,
                              ValueRange operands) {
  Formula formula(builder, loc);
  if (operands.size() == 1)
    return findUnary(name)(formula, operands[0]);
  return findBinary(name)(formula, operands[0], operands[1]);
}
