//===- Intrinsics.cpp - Functions that TIR calls in expressions -----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

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

FailureOr<Value> FunctionImporter::importMath(NodeId node, StringRef name,
                                              ArrayRef<NodeId> arguments) {
  FailureOr<Type> type = elementType(graph.string(node, "dtype").value_or(""));
  if (failed(type))
    return failure();
  if (!isa<FloatType>(*type))
    return malformed(node, "calls a function of floats that gives no float");
  SmallVector<Value> operands;
  for (NodeId argument : arguments) {
    FailureOr<Value> value = importExpression(argument);
    if (failed(value))
      return failure();
    value = convert(*value, *type);
    if (failed(value))
      return failure();
    operands.push_back(*value);
  }
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
  return error(DiagnosticCode::UnsupportedExpression)
         << "T." << shortName << " has no lowering in an expression";
}
