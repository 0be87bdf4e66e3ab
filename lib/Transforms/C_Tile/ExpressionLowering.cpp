//===- ExpressionLowering.cpp - Values of T.Parallel as expressions -------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "ParallelLowering.h"

#include "Fp8Bytes.h"
#include "Regions.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Analysis/LinearIndex.h"
#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/BuiltinDialect.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tilium;

/// Elements are computed with in 32 bits.
Type ExpressionLowering::elementType(Type type) {
  MLIRContext *context = parallel.getContext();
  if (isa<FloatType>(type))
    return Float32Type::get(context);
  return type.isInteger(1) ? type : IntegerType::get(context, 32);
}

/// Elements of the result are at coordinates that each variable of their value has a part in.
LogicalResult ExpressionLowering::checkPlaced(Location loc, Value variable) {
  if (variables.contains(variable))
    return success();
  auto named = dyn_cast<NameLoc>(variable.getLoc());
  return refuse(loc, DiagnosticCode::UnstoredVariable)
         << "T.Parallel's variable '" << (named ? named.getName().getValue() : StringRef("i"))
         << "' is used in a value, but is no index of the element that is stored; "
            "combine elements along it with T.reduce";
}

FailureOr<CoordinateIndex> ExpressionLowering::coordinates(Location loc, const LinearIndex &index) {
  CoordinateIndex result;
  size_t rank = variables.empty() ? 0 : variables.front().second.factors.size();
  result.factors.assign(rank, 0);
  result.constant = index.constant;
  LinearIndex uniforms;
  uniforms.uniforms = index.uniforms;
  for (auto [variable, factor] : index.variables) {
    if (failed(checkPlaced(loc, variable)))
      return failure();
    auto placed = variables.find(variable);
    for (auto [dim, own] : llvm::enumerate(placed->second.factors))
      result.factors[dim] += own * factor;
    result.constant += placed->second.constant * factor;
    for (auto [value, own] : placed->second.uniforms)
      uniforms.add(LinearIndex{{}, {{value, own}}, 0}, factor);
  }
  for (auto [value, factor] : uniforms.uniforms) {
    Value hoisted = hoistUniform(before, value, body);
    if (!hoisted.getType().isIndex())
      hoisted = arith::IndexCastOp::create(before, loc, before.getIndexType(), hoisted);
    result.uniforms.push_back({hoisted, factor});
  }
  return result;
}

FailureOr<Value> ExpressionLowering::lowerPosition(Location loc, const LinearIndex &index) {
  FailureOr<CoordinateIndex> at = coordinates(loc, index);
  if (failed(at))
    return failure();
  return eltwise.position(*at);
}

/// Positions are compared by their difference, which is one position; null if they are none.
FailureOr<Value> ExpressionLowering::lowerIndexComparison(arith::CmpIOp compare) {
  auto left = getLinearIndex(compare.getLhs(), body),
       right = getLinearIndex(compare.getRhs(), body);
  OpBuilder &inner = eltwise.body();
  Location loc = compare.getLoc();
  if (!left || !right)
    return Value();
  left->add(*right, -1);
  FailureOr<CoordinateIndex> difference = coordinates(loc, *left);
  if (failed(difference))
    return failure();
  Value zero = arith::ConstantIntOp::create(inner, loc, inner.getI32Type(), 0);
  // Positions are not negative, so unsigned comparisons are signed ones.
  arith::CmpIPredicate predicate = compare.getPredicate();
  switch (predicate) {
  case arith::CmpIPredicate::ult:
    predicate = arith::CmpIPredicate::slt;
    break;
  case arith::CmpIPredicate::ule:
    predicate = arith::CmpIPredicate::sle;
    break;
  case arith::CmpIPredicate::ugt:
    predicate = arith::CmpIPredicate::sgt;
    break;
  case arith::CmpIPredicate::uge:
    predicate = arith::CmpIPredicate::sge;
    break;
  default:
    break;
  }
  return arith::CmpIOp::create(inner, loc, predicate, eltwise.position(*difference), zero)
      .getResult();
}

/// Quotients and remainders. The vector engine has no division of integers; in float32
/// `floor((x + 1/2) / c)` is right for positions x from 0 to 2^22, because its distance to the next
/// integer is at least 1/2c. Other quotients are the processor's.
FailureOr<Value> ExpressionLowering::lowerQuotient(Operation *op) {
  Location loc = op->getLoc();
  APInt divisor;
  constexpr int64_t largest = int64_t(1) << 22;
  std::optional<IndexRange> range = getIndexRange(op->getOperand(0));
  if (!matchPattern(op->getOperand(1), m_ConstantInt(&divisor)) || divisor.getSExtValue() <= 0 ||
      divisor.getSExtValue() > largest || !range || range->smallest < 0 || range->largest > largest)
    return gatherNumber(op);
  FailureOr<Value> number = lower(op->getOperand(0));
  if (failed(number))
    return failure();
  OpBuilder &inner = eltwise.body();
  auto constant = [&](float value) {
    return arith::ConstantOp::create(inner, loc, inner.getF32FloatAttr(value)).getResult();
  };
  Value wide = arith::SIToFPOp::create(inner, loc, inner.getF32Type(), *number);
  Value half = arith::AddFOp::create(inner, loc, wide, constant(0.5f));
  Value scaled = arith::MulFOp::create(inner, loc, half,
                                       constant(1.0f / static_cast<float>(divisor.getSExtValue())));
  Value quotient = math::FloorOp::create(inner, loc, scaled);
  if (isa<arith::RemSIOp, arith::RemUIOp>(op)) {
    Value whole = arith::MulFOp::create(inner, loc, quotient,
                                        constant(static_cast<float>(divisor.getSExtValue())));
    quotient = arith::SubFOp::create(inner, loc, wide, whole);
  }
  return arith::FPToSIOp::create(inner, loc, inner.getI32Type(), quotient).getResult();
}

FailureOr<Value> ExpressionLowering::lowerLoad(memref::LoadOp load) {
  std::optional<OnChipBuffer> buffer = bufferOf(load);
  if (!buffer)
    return load.emitError("T.Parallel loads from a tensor; StageTensorAccesses "
                          "(--tile-stage-tensor-accesses) brings its block on chip");
  std::optional<Value> element;
  SmallVector<CoordinateIndex> indices;
  for (auto [dim, index] : llvm::enumerate(load.getIndices())) {
    auto linear = getLinearIndex(index, body);
    if (!linear)
      break;
    FailureOr<CoordinateIndex> at = coordinates(load.getLoc(), *linear);
    if (failed(at))
      return failure();
    std::optional<IndexRange> range = getIndexRange(index);
    int64_t size = load.getMemRefType().getDimSize(dim);
    at->staysInside = range && range->smallest >= 0 && range->largest < size;
    at->leaves = range && !at->staysInside;
    indices.push_back(*at);
  }
  if (indices.size() == load.getIndices().size())
    element = eltwise.load(*buffer, indices);
  if (!element) {
    FailureOr<Value> gathered = gatherLoad(load, *buffer);
    if (failed(gathered))
      return failure();
    element = *gathered;
  }
  Type type = load.getType();
  if (type.isInteger(1)) {
    OpBuilder &inner = eltwise.body();
    Value zero = arith::ConstantIntOp::create(inner, load.getLoc(), inner.getI32Type(), 0);
    return arith::CmpIOp::create(inner, load.getLoc(), arith::CmpIPredicate::ne, *element, zero)
        .getResult();
  }
  if (isa<Float8E4M3FNType>(type) && !isa<FloatType>(element->getType()))
    return decodeFp8(eltwise.body(), load.getLoc(), *element);
  return type.isSignlessInteger(8) ? extendSign(*element, 8) : *element;
}

/// The number whose lowest `width` bits in two's complement are those of `value`, which has no
/// other bits.
Value ExpressionLowering::extendSign(Value value, unsigned width) {
  OpBuilder &inner = eltwise.body();
  Location loc = value.getLoc();
  Value sign =
      arith::ConstantIntOp::create(inner, loc, inner.getI32Type(), int64_t(1) << (width - 1));
  Value flipped = arith::XOrIOp::create(inner, loc, value, sign);
  return arith::SubIOp::create(inner, loc, flipped, sign);
}

/// `value`, an integer in 32 bits, as the elements of a narrower type hold it.
Value ExpressionLowering::wrap(Value value, Type type) {
  unsigned width = type.getIntOrFloatBitWidth();
  if (width >= 32)
    return value;
  OpBuilder &inner = eltwise.body();
  Value mask = arith::ConstantIntOp::create(inner, value.getLoc(), inner.getI32Type(),
                                            (int64_t(1) << width) - 1);
  Value low = arith::AndIOp::create(inner, value.getLoc(), value, mask);
  return type.isUnsignedInteger() ? low : extendSign(low, width);
}

/// Whether floating-point numbers take part in a value, which the processors that run the kernel do
/// not compute with.
static bool computesWithFloats(Value value) {
  if (isa<FloatType>(value.getType()))
    return true;
  Operation *op = value.getDefiningOp();
  return op && op->getNumRegions() == 0 && isa<arith::ArithDialect>(op->getDialect()) &&
         llvm::any_of(op->getOperands(), computesWithFloats);
}

/// A value that is the same everywhere is computed outside.
FailureOr<Value> ExpressionLowering::lowerUniform(Value value) {
  OpBuilder &inner = eltwise.body();
  Location loc = value.getLoc();
  Type type = value.getType();
  APFloat number(0.0f);
  APInt integer;
  if (matchPattern(value, m_ConstantFloat(&number))) {
    bool losesInfo;
    number.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven, &losesInfo);
    return arith::ConstantOp::create(inner, loc, inner.getF32FloatAttr(number.convertToFloat()))
        .getResult();
  }
  if (!type.isIndex() && matchPattern(value, m_ConstantInt(&integer))) {
    Type target = elementType(type);
    int64_t number = type.isInteger(1) ? integer.getZExtValue() : integer.getSExtValue();
    return arith::ConstantIntOp::create(inner, loc, target, number).getResult();
  }
  if (type.isIndex())
    return lowerPosition(loc, *getLinearIndex(value, body)); // What is uniform is linear.
  Operation *op = value.getDefiningOp();
  bool fromIndex = op && isa<arith::IndexCastOp, arith::IndexCastUIOp>(op) &&
                   op->getOperand(0).getType().isIndex();
  if (op && (computesWithFloats(value) || fromIndex))
    return lowerOperation(op);
  Value hoisted = hoistUniform(before, value, body);
  Type target = elementType(type);
  if (hoisted.getType() == target)
    return hoisted;
  if (isa<FloatType>(type))
    return arith::ExtFOp::create(before, loc, target, hoisted).getResult();
  if (!isa<IntegerType>(type))
    return refuse(loc, DiagnosticCode::UnsupportedExpression)
           << "a value of type " << type << " is not supported in T.Parallel";
  if (!type.isSignlessInteger())
    hoisted =
        UnrealizedConversionCastOp::create(
            before, loc, IntegerType::get(type.getContext(), type.getIntOrFloatBitWidth()), hoisted)
            .getResult(0);
  if (type.getIntOrFloatBitWidth() < 32)
    hoisted = type.isUnsignedInteger()
                  ? arith::ExtUIOp::create(before, loc, target, hoisted).getResult()
                  : arith::ExtSIOp::create(before, loc, target, hoisted).getResult();
  else if (type.getIntOrFloatBitWidth() > 32)
    hoisted = arith::TruncIOp::create(before, loc, target, hoisted);
  return hoisted;
}

/// Whether `op` only changes the width of its operand, which elements in 32 bits do not have.
static bool onlyChangesWidth(Operation *op) {
  if (isa<arith::ExtFOp, arith::TruncFOp, UnrealizedConversionCastOp>(op))
    return true;
  return isa<arith::ExtSIOp, arith::ExtUIOp, arith::TruncIOp>(op) &&
         !op->getOperand(0).getType().isInteger(1) && !op->getResult(0).getType().isInteger(1);
}

/// Whether the result goes to memory, or to operations that narrow it on its way there.
static bool isOnlyStored(Operation *op) {
  return llvm::all_of(op->getUsers(), [](Operation *user) {
    return isa<memref::StoreOp>(user) ||
           (isa<arith::TruncIOp, UnrealizedConversionCastOp>(user) && isOnlyStored(user));
  });
}

/// `value` in its own type if it is one of an unsigned type that was made signless, as arith wants.
static Value unsignedSource(Value value) {
  auto cast = value.getDefiningOp<UnrealizedConversionCastOp>();
  if (cast && cast.getNumOperands() == 1 && cast.getOperand(0).getType().isUnsignedInteger())
    return cast.getOperand(0);
  return {};
}

/// Whether the number behind `value` is an unsigned one of 32 bits: lowered, which is to 32 bits
/// with a sign, it is below zero where it is 2^31 or more. Before, such numbers have 64 bits; one
/// that is truncated to 32 is cast to int32, and has a sign.
static bool isUnsignedWord(Value value) {
  if (value.getType().isUnsignedInteger(32))
    return true;
  Operation *op = value.getDefiningOp();
  if (!op || value.getType().isInteger(1))
    return false;
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtUIOp, arith::ExtSIOp, arith::ShLIOp,
          arith::ShRSIOp, arith::ShRUIOp, UnrealizedConversionCastOp>(op))
    return isUnsignedWord(op->getOperand(0));
  if (isa<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::MaxSIOp, arith::MinSIOp,
          arith::AndIOp, arith::OrIOp, arith::XOrIOp>(op))
    return llvm::any_of(op->getOperands(), isUnsignedWord);
  if (auto select = dyn_cast<arith::SelectOp>(op))
    return isUnsignedWord(select.getTrueValue()) || isUnsignedWord(select.getFalseValue());
  return false;
}

/// What the vector engine has no unsigned form of, by its signed form; null where `op` is no such
/// operation. `operands` are lowered already.
Value ExpressionLowering::lowerUnsigned(Operation *op, ArrayRef<Value> operands) {
  if (!isa<arith::CmpIOp, arith::MaxSIOp, arith::MinSIOp, arith::ShRSIOp, arith::SIToFPOp>(op) ||
      llvm::none_of(op->getOperands(), isUnsignedWord))
    return {};
  OpBuilder &inner = eltwise.body();
  Location loc = op->getLoc();
  if (isa<arith::ShRSIOp>(op))
    return arith::ShRUIOp::create(inner, loc, operands[0], operands[1]);
  auto constant = [&](int64_t number) {
    return arith::ConstantIntOp::create(inner, loc, inner.getI32Type(), number).getResult();
  };
  if (isa<arith::SIToFPOp>(op)) {
    // Both halves are exact in float32, so that only their sum is rounded.
    Type type = inner.getF32Type();
    Value high = arith::SIToFPOp::create(
        inner, loc, type, arith::ShRUIOp::create(inner, loc, operands[0], constant(16)));
    Value low = arith::SIToFPOp::create(
        inner, loc, type, arith::AndIOp::create(inner, loc, operands[0], constant(0xffff)));
    Value factor = arith::ConstantOp::create(inner, loc, inner.getF32FloatAttr(65536.0f));
    return arith::AddFOp::create(inner, loc, arith::MulFOp::create(inner, loc, high, factor), low);
  }
  // With the highest bit flipped, the order of signed numbers is that of unsigned ones.
  Value highest = constant(std::numeric_limits<int32_t>::min());
  auto flip = [&](Value word) { return inner.createOrFold<arith::XOrIOp>(loc, word, highest); };
  Value left = flip(operands[0]), right = flip(operands[1]);
  if (auto compare = dyn_cast<arith::CmpIOp>(op))
    return arith::CmpIOp::create(inner, loc, compare.getPredicate(), left, right);
  return flip(isa<arith::MaxSIOp>(op)
                  ? arith::MaxSIOp::create(inner, loc, left, right).getResult()
                  : arith::MinSIOp::create(inner, loc, left, right).getResult());
}

FailureOr<Value> ExpressionLowering::lowerOperation(Operation *op) {
  if (auto load = dyn_cast<memref::LoadOp>(op))
    return lowerLoad(load);
  if (auto compare = dyn_cast<arith::CmpIOp>(op); compare && compare.getLhs().getType().isIndex()) {
    FailureOr<Value> positions = lowerIndexComparison(compare);
    if (failed(positions) || *positions)
      return positions;
  }
  // Indices that are no positions, because elements take part, are numbers like others.
  if (op->getResult(0).getType().isIndex())
    if (auto linear = getLinearIndex(op->getResult(0), body))
      return lowerPosition(op->getLoc(), *linear);
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp>(op)) {
    FailureOr<Value> number = lower(op->getOperand(0));
    Type type = op->getResult(0).getType();
    if (failed(number) || type.isIndex() || isOnlyStored(op))
      return number;
    return wrap(*number, type);
  }
  if (isa<arith::ExtUIOp>(op) && onlyChangesWidth(op)) {
    Value narrow = op->getOperand(0), source = unsignedSource(narrow);
    FailureOr<Value> lowered = lower(source ? source : narrow);
    if (failed(lowered) || source)
      return lowered;
    return wrap(*lowered,
                IntegerType::get(op->getContext(), narrow.getType().getIntOrFloatBitWidth(),
                                 IntegerType::Unsigned));
  }
  if (isa<arith::DivSIOp, arith::DivUIOp, arith::FloorDivSIOp, arith::RemSIOp, arith::RemUIOp>(op))
    return lowerQuotient(op);
  if (op->getNumRegions() != 0 ||
      !isa_and_nonnull<arith::ArithDialect, math::MathDialect, BuiltinDialect>(op->getDialect()))
    return refuse(op, DiagnosticCode::UnsupportedExpression)
           << "'" << op->getName() << "' is not supported in T.Parallel";
  SmallVector<Value> operands;
  for (Value operand : op->getOperands()) {
    FailureOr<Value> lowered = lower(operand);
    if (failed(lowered))
      return failure();
    operands.push_back(*lowered);
  }
  if (Value lowered = lowerUnsigned(op, operands))
    return lowered;
  if (onlyChangesWidth(op)) {
    // Another type may hold another number in its bits; memory takes the lowest ones of any.
    Type type = op->getResult(0).getType();
    bool narrows = isa<arith::TruncIOp, UnrealizedConversionCastOp>(op) && isa<IntegerType>(type);
    return narrows && !isOnlyStored(op) ? wrap(operands.front(), type) : operands.front();
  }
  // Registers hold 32 bits.
  if (isa<arith::BitcastOp>(op) && op->getResult(0).getType().getIntOrFloatBitWidth() != 32)
    return refuse(op, DiagnosticCode::UnsupportedExpression)
           << "reinterpreting elements of other widths than 32 bits is not supported in "
              "T.Parallel";
  OperationState state(op->getLoc(), op->getName(), operands,
                       TypeRange{elementType(op->getResult(0).getType())});
  state.propertiesAttr = op->getPropertiesAsAttribute();
  return eltwise.body().create(state)->getResult(0);
}

FailureOr<Value> ExpressionLowering::lower(Value value) {
  if (Value lowered = known.lookup(value))
    return lowered;
  FailureOr<Value> lowered = isUniform(value, body) ? lowerUniform(value)
                             : isa<BlockArgument>(value)
                                 ? lowerPosition(value.getLoc(), *getLinearIndex(value, body))
                                 : lowerOperation(value.getDefiningOp());
  if (succeeded(lowered))
    known[value] = *lowered;
  return lowered;
}
