//===- Intrinsics.cpp - Functions that TIR calls in expressions -----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "ComposedFunctions.h"
#include "FunctionImporter.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace tilium;

using UnaryBuilder = Value (*)(OpBuilder &, Location, Value);

template <typename Op>
static Value build(OpBuilder &builder, Location loc, Value operand) {
  return Op::create(builder, loc, operand);
}

/// Functions of one float.
static UnaryBuilder unaryFunction(StringRef name) {
  return llvm::StringSwitch<UnaryBuilder>(name)
      .Case("tirx.exp", build<math::ExpOp>)
      .Case("tirx.exp2", build<math::Exp2Op>)
      .Case("tirx.log", build<math::LogOp>)
      .Case("tirx.log2", build<math::Log2Op>)
      .Case("tirx.log10", build<math::Log10Op>)
      .Case("tirx.log1p", build<math::Log1pOp>)
      .Case("tirx.sqrt", build<math::SqrtOp>)
      .Case("tirx.rsqrt", build<math::RsqrtOp>)
      .Case("tirx.sin", build<math::SinOp>)
      .Case("tirx.cos", build<math::CosOp>)
      .Case("tirx.tan", build<math::TanOp>)
      .Case("tirx.tanh", build<math::TanhOp>)
      .Case("tirx.erf", build<math::ErfOp>)
      .Case("tirx.floor", build<math::FloorOp>)
      .Case("tirx.ceil", build<math::CeilOp>)
      .Case("tirx.trunc", build<math::TruncOp>)
      .Case("tirx.round", build<math::RoundOp>)
      .Case("tirx.nearbyint", build<math::RoundEvenOp>)
      .Case("tirx.fabs", build<math::AbsFOp>)
      .Default(nullptr);
}

/// The values of arguments, each as one of `type`.
FailureOr<SmallVector<Value>> FunctionImporter::importOperands(ArrayRef<NodeId> arguments,
                                                               Type type) {
  SmallVector<Value> operands;
  for (NodeId argument : arguments) {
    FailureOr<Value> value = importExpression(argument);
    if (succeeded(value))
      value = convert(*value, type);
    if (failed(value))
      return failure();
    operands.push_back(*value);
  }
  return operands;
}

FailureOr<Value> FunctionImporter::importMath(NodeId node, StringRef name,
                                              ArrayRef<NodeId> arguments) {
  FailureOr<Type> type = elementType(graph.string(node, "dtype").value_or(""));
  if (failed(type))
    return failure();
  if (!isa<FloatType>(*type))
    return malformed(node, "calls a function of floats that gives no float");
  auto imported = importOperands(arguments, *type);
  if (failed(imported))
    return failure();
  ArrayRef<Value> operands = *imported;
  if (name == "tirx.pow")
    return math::PowFOp::create(builder, loc, operands[0], operands[1]).getResult();
  if (name == "tirx.sigmoid") {
    Value one = arith::ConstantOp::create(builder, loc, builder.getFloatAttr(*type, 1.0));
    Value negated = arith::NegFOp::create(builder, loc, operands[0]);
    Value sum = arith::AddFOp::create(builder, loc, one,
                                      math::ExpOp::create(builder, loc, negated).getResult());
    return arith::DivFOp::create(builder, loc, one, sum).getResult();
  }
  return unaryFunction(name)(builder, loc, operands[0]);
}

FailureOr<Value> FunctionImporter::importBitOperation(StringRef name, ArrayRef<NodeId> arguments) {
  auto operands = importPair(arguments[0], arguments[1]);
  if (failed(operands))
    return failure();
  auto [a, b] = *operands;
  if (isa<FloatType>(a.getType()))
    return error(DiagnosticCode::UnsupportedExpression)
           << "a bit operation on floats is not supported";
  if (name == "tirx.bitwise_and")
    return builder.createOrFold<arith::AndIOp>(loc, a, b);
  if (name == "tirx.bitwise_or")
    return builder.createOrFold<arith::OrIOp>(loc, a, b);
  if (name == "tirx.bitwise_xor")
    return builder.createOrFold<arith::XOrIOp>(loc, a, b);
  if (name == "tirx.shift_left")
    return builder.createOrFold<arith::ShLIOp>(loc, a, b);
  return builder.createOrFold<arith::ShRSIOp>(loc, a, b);
}

/// The upper bound wins where the bounds cross.
FailureOr<Value> FunctionImporter::importClamp(NodeId node, ArrayRef<NodeId> arguments) {
  auto atLeast = importPair(arguments[0], arguments[1]);
  FailureOr<Value> upper = importExpression(arguments[2]);
  if (failed(atLeast) || failed(upper))
    return failure();
  auto [value, lower] = *atLeast;
  upper = convert(*upper, value.getType());
  if (failed(upper))
    return failure();
  if (isa<FloatType>(value.getType())) {
    Value raised = builder.createOrFold<arith::MaximumFOp>(loc, value, lower);
    return builder.createOrFold<arith::MinimumFOp>(loc, raised, *upper);
  }
  Value raised = builder.createOrFold<arith::MaxSIOp>(loc, value, lower);
  return builder.createOrFold<arith::MinSIOp>(loc, raised, *upper);
}

/// The number whose float16 bits are the lowest ones of `bits`, an i32.
static Value fromHalfBits(OpBuilder &builder, Location loc, Value bits) {
  auto constant = [&](int32_t number) -> Value {
    return arith::ConstantOp::create(builder, loc, builder.getI32IntegerAttr(number));
  };
  auto masked = [&](int32_t mask, int32_t shift) {
    return builder.createOrFold<arith::ShLIOp>(
        loc, builder.createOrFold<arith::AndIOp>(loc, bits, constant(mask)), constant(shift));
  };
  // The same exponent and mantissa in their places of a float32, which has another bias.
  Value magnitude = masked(0x7fff, 13);
  Value isFinite = builder.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, magnitude,
                                                       constant(0x7c00 << 13));
  Value infinite = builder.createOrFold<arith::OrIOp>(loc, magnitude, constant(0x7f800000));
  magnitude = builder.createOrFold<arith::SelectOp>(loc, isFinite, magnitude, infinite);
  Value all = builder.createOrFold<arith::OrIOp>(loc, magnitude, masked(0x8000, 16));
  Value scale =
      arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(0x1p112f)); // 127 - 15.
  return builder.createOrFold<arith::MulFOp>(
      loc, builder.createOrFold<arith::BitcastOp>(loc, builder.getF32Type(), all), scale);
}

/// The bits of a value as one of another type. Registers hold float16 and bfloat16 as float32, not
/// rounded before they are stored: their own bits cannot be had, but made.
FailureOr<Value> FunctionImporter::importReinterpret(NodeId node, NodeId argument) {
  FailureOr<Type> from = elementType(graph.string(argument, "dtype").value_or(""));
  FailureOr<Type> type = elementType(graph.string(node, "dtype").value_or(""));
  if (failed(from) || failed(type))
    return failure();
  FailureOr<Value> value = importExpression(argument);
  if (failed(value))
    return failure();
  unsigned width = from->getIntOrFloatBitWidth();
  if (*from == *type)
    return value;
  bool isTruth = from->isInteger(1) || type->isInteger(1);
  if (width == type->getIntOrFloatBitWidth() && width <= 32 && !isTruth) {
    Type i32 = builder.getI32Type(), f32 = builder.getF32Type();
    if (isa<IntegerType>(*type) && (isa<IntegerType>(*from) || from->isF32())) {
      if (from->isF32())
        value = builder.createOrFold<arith::BitcastOp>(loc, i32, *value);
      FailureOr<Value> integer = convert(*value, *type); // Integers wrap around.
      return failed(integer) ? integer : fromStorage(*integer);
    }
    if (isa<IntegerType>(*from) && (type->isF32() || type->isF16() || type->isBF16())) {
      value = convert(*value, i32);
      if (failed(value))
        return failure();
      if (type->isF16())
        return convert(fromHalfBits(builder, loc, *value), *type);
      if (type->isBF16())
        value = builder.createOrFold<arith::ShLIOp>(
            loc, *value, arith::ConstantOp::create(builder, loc, builder.getI32IntegerAttr(16)));
      Value number = builder.createOrFold<arith::BitcastOp>(loc, f32, *value);
      return convert(number, *type);
    }
  }
  return error(DiagnosticCode::UnsupportedExpression)
         << "T.reinterpret of " << *from << " as " << *type
         << " is not supported; integers are reinterpreted as integers, float32, float16 and "
            "bfloat16 of their width, and float32 as integers of 32 bits";
}

/// A function made of others, in float32: constants of 16 bits would be rounded.
FailureOr<Value> FunctionImporter::importComposed(NodeId node, StringRef name,
                                                  ArrayRef<NodeId> arguments) {
  FailureOr<Type> type = elementType(graph.string(node, "dtype").value_or(""));
  if (failed(type))
    return failure();
  auto operands = importOperands(arguments, builder.getF32Type());
  if (failed(operands))
    return failure();
  return convert(composeFunction(builder, loc, name, *operands), *type);
}

/// x * 2^n, in three steps: 2^n may be no number where the result is one.
FailureOr<Value> FunctionImporter::importScaleByPowerOfTwo(NodeId node,
                                                           ArrayRef<NodeId> arguments) {
  FailureOr<Type> type = elementType(graph.string(node, "dtype").value_or(""));
  FailureOr<Value> value = importExpression(arguments[0]), power = importExpression(arguments[1]);
  if (failed(type) || failed(value) || failed(power))
    return failure();
  if (isa<FloatType>(power->getType()))
    return error(DiagnosticCode::UnsupportedExpression)
           << "T.ldexp takes a whole number as its second argument; T.exp2 takes a float";
  value = convert(*value, builder.getF32Type());
  power = convert(*power, builder.getI32Type());
  if (failed(value) || failed(power))
    return failure();
  auto number = [&](int32_t constant) -> Value {
    return arith::ConstantOp::create(builder, loc, builder.getI32IntegerAttr(constant));
  };
  constexpr int32_t bias = 127, mantissaBits = 23;
  auto scale = [&](Value scaled, Value exponent) -> Value {
    // Bits of 0 are 0, for all that is less than any number.
    Value raised = arith::MaxSIOp::create(builder, loc, exponent, number(-bias));
    Value bounded = arith::MinSIOp::create(builder, loc, raised, number(bias));
    Value biased = arith::AddIOp::create(builder, loc, bounded, number(bias));
    Value bits = arith::ShLIOp::create(builder, loc, biased, number(mantissaBits));
    Value factor = arith::BitcastOp::create(builder, loc, builder.getF32Type(), bits);
    return arith::MulFOp::create(builder, loc, scaled, factor);
  };
  auto subtract = [&](Value a, Value b) -> Value {
    return arith::SubIOp::create(builder, loc, a, b);
  };
  // A quarter and two about equal parts of the rest: none is below -126 where the result is a
  // number.
  Value first = arith::ShRSIOp::create(builder, loc, *power, number(2));
  Value rest = subtract(*power, first);
  Value second = arith::ShRSIOp::create(builder, loc, rest, number(1));
  return convert(scale(scale(scale(*value, first), second), subtract(rest, second)), *type);
}

/// How many bits of an integer of 32 bits are set, or how many are not in front of the first.
FailureOr<Value> FunctionImporter::importBitCount(StringRef name, NodeId argument) {
  FailureOr<Value> value = importExpression(argument);
  if (failed(value))
    return failure();
  std::optional<StringRef> dtype = graph.string(argument, "dtype");
  if (dtype != "int32" && dtype != "uint32")
    return error(DiagnosticCode::UnsupportedExpression)
           << "T." << name.split('.').second << " is only to be had of int32 and uint32";
  value = convert(*value, builder.getI32Type());
  if (failed(value))
    return failure();
  auto number = [&](int32_t constant) -> Value {
    return arith::ConstantOp::create(builder, loc, builder.getI32IntegerAttr(constant));
  };
  auto shifted = [&](Value bits, int32_t places) -> Value {
    return arith::ShRUIOp::create(builder, loc, bits, number(places));
  };
  bool countsLeading = name == "tirx.clz";
  Value bits = *value;
  if (countsLeading)
    for (int32_t places : {1, 2, 4, 8, 16}) // All bits from the first one on.
      bits = arith::OrIOp::create(builder, loc, bits, shifted(bits, places));
  // Sums of 1, 2, 4 and more bits, side by side.
  auto masked = [&](Value sum, int32_t mask) -> Value {
    return arith::AndIOp::create(builder, loc, sum, number(mask));
  };
  Value sum = arith::SubIOp::create(builder, loc, bits, masked(shifted(bits, 1), 0x55555555));
  sum = arith::AddIOp::create(builder, loc, masked(sum, 0x33333333),
                              masked(shifted(sum, 2), 0x33333333));
  sum = masked(arith::AddIOp::create(builder, loc, sum, shifted(sum, 4)), 0x0f0f0f0f);
  sum = arith::AddIOp::create(builder, loc, sum, shifted(sum, 8));
  sum = masked(arith::AddIOp::create(builder, loc, sum, shifted(sum, 16)), 63);
  return countsLeading ? arith::SubIOp::create(builder, loc, number(32), sum).getResult() : sum;
}

/// Functions that CUDA has in each way of rounding: what the operators and T.sqrt compute, which
/// round to the nearest number.
FailureOr<Value> FunctionImporter::importRounded(NodeId node, StringRef name,
                                                 ArrayRef<NodeId> arguments) {
  FailureOr<Type> type = elementType(graph.string(node, "dtype").value_or(""));
  if (failed(type))
    return failure();
  std::optional<StringRef> rounding = graph.string(arguments.back(), "value");
  if (rounding != "rn" || !type->isF32())
    return error(DiagnosticCode::UnsupportedExpression)
           << "T." << name.split('.').second << " is only to be had of float32 and with rounding "
           << "to the nearest number, \"rn\"";
  auto imported = importOperands(arguments.drop_back(), *type);
  if (failed(imported))
    return failure();
  ArrayRef<Value> operands = *imported;
  if (name == "tl.ieee_add")
    return arith::AddFOp::create(builder, loc, operands[0], operands[1]).getResult();
  if (name == "tl.ieee_sub")
    return arith::SubFOp::create(builder, loc, operands[0], operands[1]).getResult();
  if (name == "tl.ieee_mul")
    return arith::MulFOp::create(builder, loc, operands[0], operands[1]).getResult();
  if (name == "tl.ieee_fdiv")
    return arith::DivFOp::create(builder, loc, operands[0], operands[1]).getResult();
  if (name == "tl.ieee_fsqrt")
    return math::SqrtOp::create(builder, loc, operands[0]).getResult();
  Value one = arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(1));
  return arith::DivFOp::create(builder, loc, one, operands[0]).getResult();
}

/// How many arguments a function of `importRounded` has, with its rounding; 0 for others.
static size_t roundedArguments(StringRef name) {
  return llvm::StringSwitch<size_t>(name)
      .Cases({"tl.ieee_add", "tl.ieee_sub", "tl.ieee_mul", "tl.ieee_fdiv"}, 3)
      .Cases({"tl.ieee_fsqrt", "tl.ieee_frcp"}, 2)
      .Default(0);
}

FailureOr<Value> FunctionImporter::importIntrinsic(NodeId node, StringRef name,
                                                   ArrayRef<NodeId> arguments) {
  bool isBitOperation =
      llvm::StringSwitch<bool>(name)
          .Cases({"tirx.bitwise_and", "tirx.bitwise_or", "tirx.bitwise_xor"}, true)
          .Cases({"tirx.shift_left", "tirx.shift_right"}, true)
          .Default(false);
  if (isBitOperation && arguments.size() == 2)
    return importBitOperation(name, arguments);
  if (name == "tl.__ldg" && arguments.size() == 1)
    return importExpression(arguments[0]); // A load through another cache.
  if (name == "tl.clamp" && arguments.size() == 3)
    return importClamp(node, arguments);
  if (name == "tirx.reinterpret" && arguments.size() == 1)
    return importReinterpret(node, arguments[0]);
  // CUDA's faster forms: the same functions, exact here.
  std::string plain = name.starts_with("tl.__") ? ("tirx." + name.drop_front(5)).str() : "";
  if (unaryFunction(plain) && arguments.size() == 1)
    return importMath(node, plain, arguments);
  for (StringRef known : {StringRef(plain), name})
    if (isComposedFunction(known, arguments.size()))
      return importComposed(node, known, arguments);
  if (name == "tirx.ldexp" && arguments.size() == 2)
    return importScaleByPowerOfTwo(node, arguments);
  if ((name == "tirx.popcount" || name == "tirx.clz") && arguments.size() == 1)
    return importBitCount(name, arguments[0]);
  if (!arguments.empty() && roundedArguments(name) == arguments.size())
    return importRounded(node, name, arguments);
  bool isUnary = unaryFunction(name) || name == "tirx.sigmoid";
  if ((isUnary && arguments.size() == 1) || (name == "tirx.pow" && arguments.size() == 2))
    return importMath(node, name, arguments);
  StringRef shortName = name;
  if (!shortName.consume_front("tirx."))
    shortName.consume_front("tl.");
  if (shortName.starts_with("atomic_") && shortName.contains("_ret_"))
    return error(DiagnosticCode::AtomicResult)
           << "T." << shortName.split("_ret_").first
           << " is used for the value that it returns, which depends on the order of the blocks; "
              "update without return_prev, and read the tensor in a second T.Kernel";
  InFlightDiagnostic diagnostic = error(DiagnosticCode::UnsupportedExpression);
  diagnostic << "T." << shortName << " has no lowering in an expression";
  if (shortName == "fmod")
    diagnostic << "; x - T.trunc(x / y) * y is rounded where it is exact";
  return diagnostic;
}
