//===- ElementwiseLowering.cpp - T.Parallel to tt.eltwise -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Each store of the body becomes one expression over the elements of the buffers that it depends
// on. Stores run one after the other over their whole buffers, which is what T.Parallel says:
// points of the index space are independent of each other. A load whose buffer is stored to
// before its value is used reads a copy.
//
//===----------------------------------------------------------------------===//

#include "ElementwiseLowering.h"

#include "EltwiseBuilder.h"
#include "Fp8Bytes.h"
#include "Regions.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Analysis/LinearIndex.h"
#include "tilium/Support/Diagnostics.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/BuiltinDialect.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tilium;

namespace {

/// Lowers one T.Parallel.
class ParallelLowering {
public:
  explicit ParallelLowering(tile::ParallelOp parallel)
      : parallel(parallel), body(&parallel.getBody().front()), builder(parallel) {}
  LogicalResult run();

private:
  /// The conditions around a store; each with whether it has to hold or must not.
  using Conditions = SmallVector<std::pair<Value, bool>>;

  LogicalResult visit(Block &block, Conditions &conditions);
  LogicalResult lowerStore(memref::StoreOp store, const Conditions &conditions);
  void findSnapshots();
  void takeSnapshot(memref::LoadOp load);

  tile::ParallelOp parallel;
  Block *body;
  OpBuilder builder;
  DenseSet<Operation *> toSnapshot;
  DenseMap<Operation *, OnChipBuffer> snapshots; ///< Copies that loads read.
};

/// Translates the expression of one store into the body of its tt.eltwise.
class ExpressionLowering {
public:
  ExpressionLowering(tile::ParallelOp parallel, EltwiseBuilder &eltwise, OpBuilder &before,
                     const DenseMap<Operation *, OnChipBuffer> &snapshots)
      : parallel(parallel), body(&parallel.getBody().front()), eltwise(eltwise), before(before),
        snapshots(snapshots) {}

  /// Says at which coordinate of the result a variable of T.Parallel is.
  void place(Value variable, CoordinateIndex at) { variables.insert({variable, std::move(at)}); }
  FailureOr<CoordinateIndex> coordinates(Location loc, Value index);
  FailureOr<CoordinateIndex> coordinates(Location loc, const LinearIndex &index);
  FailureOr<Value> lower(Value value);

private:
  FailureOr<Value> lowerOperation(Operation *op);
  FailureOr<Value> lowerLoad(memref::LoadOp load);
  Value extendSign(Value value, unsigned width);
  Value wrap(Value value, Type type);
  FailureOr<Value> lowerPosition(Location loc, Value index);
  FailureOr<Value> lowerIndexComparison(arith::CmpIOp compare);
  FailureOr<Value> lowerQuotient(Operation *op);
  FailureOr<Value> lowerUniform(Value value);
  Value lowerUnsigned(Operation *op, ArrayRef<Value> operands);
  Type elementType(Type type);

  tile::ParallelOp parallel;
  Block *body;
  EltwiseBuilder &eltwise;
  OpBuilder &before;
  const DenseMap<Operation *, OnChipBuffer> &snapshots;
  llvm::MapVector<Value, CoordinateIndex> variables;
  DenseMap<Value, Value> known;
};

} // namespace

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

/// Elements are computed with in 32 bits.
Type ExpressionLowering::elementType(Type type) {
  MLIRContext *context = parallel.getContext();
  if (isa<FloatType>(type))
    return Float32Type::get(context);
  return type.isInteger(1) ? type : IntegerType::get(context, 32);
}

FailureOr<CoordinateIndex> ExpressionLowering::coordinates(Location loc, const LinearIndex &index) {
  CoordinateIndex result;
  size_t rank = variables.empty() ? 0 : variables.front().second.factors.size();
  result.factors.assign(rank, 0);
  result.constant = index.constant;
  LinearIndex uniforms;
  uniforms.uniforms = index.uniforms;
  for (auto [variable, factor] : index.variables) {
    auto placed = variables.find(variable);
    if (placed == variables.end())
      return refuse(loc, DiagnosticCode::UnstoredVariable)
             << "T.Parallel's variable '"
             << (isa<NameLoc>(variable.getLoc())
                     ? cast<NameLoc>(variable.getLoc()).getName().getValue()
                     : StringRef("i"))
             << "' is used in a value, but is no index of the element that is stored; "
                "combine elements along it with T.reduce";
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

FailureOr<CoordinateIndex> ExpressionLowering::coordinates(Location loc, Value index) {
  auto linear = getLinearIndex(index, body);
  if (!linear)
    return refuse(loc, DiagnosticCode::IndexNotLinear)
           << "an index that is no sum of T.Parallel's variables and offsets (it is "
              "computed by division, remainder or from a buffer) is not supported; "
              "split the loop so that each index is a variable plus an offset";
  return coordinates(loc, *linear);
}

FailureOr<Value> ExpressionLowering::lowerPosition(Location loc, Value index) {
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

/// Quotients and remainders of positions by a constant. The vector engine has no division of
/// integers; in float32 `floor((x + 1/2) / c)` is right for x from 0 to 2^22, because its distance
/// to the next integer is at least 1/2c.
FailureOr<Value> ExpressionLowering::lowerQuotient(Operation *op) {
  Location loc = op->getLoc();
  APInt divisor;
  constexpr int64_t largest = int64_t(1) << 22;
  std::optional<IndexRange> range = getIndexRange(op->getOperand(0));
  if (!matchPattern(op->getOperand(1), m_ConstantInt(&divisor)) || divisor.getSExtValue() <= 0 ||
      divisor.getSExtValue() > largest || !range || range->smallest < 0 || range->largest > largest)
    return refuse(op, DiagnosticCode::IndexDivision)
           << "a division in T.Parallel is supported by a positive constant, of indices from "
              "0 to 4194304; compute other quotients outside T.Parallel";
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
  auto snapshot = snapshots.find(load);
  std::optional<OnChipBuffer> buffer =
      snapshot != snapshots.end() ? snapshot->second : getOnChipBuffer(load.getMemref());
  if (!buffer)
    return load.emitError("T.Parallel loads from a tensor; StageTensorAccesses "
                          "(--tile-stage-tensor-accesses) brings its block on chip");
  SmallVector<CoordinateIndex> indices;
  for (auto [dim, index] : llvm::enumerate(load.getIndices())) {
    FailureOr<CoordinateIndex> at = coordinates(load.getLoc(), index);
    if (failed(at))
      return failure();
    std::optional<IndexRange> range = getIndexRange(index);
    at->staysInside =
        range && range->smallest >= 0 && range->largest < load.getMemRefType().getDimSize(dim);
    indices.push_back(*at);
  }
  FailureOr<Value> element = eltwise.load(load.getLoc(), *buffer, indices);
  if (failed(element))
    return failure();
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
    return lowerPosition(loc, value);
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
/// with a sign, it is below zero where it is 2^31 or more.
static bool isUnsignedWord(Value value) {
  if (value.getType().isUnsignedInteger(32))
    return true;
  Operation *op = value.getDefiningOp();
  if (!op || value.getType().isInteger(1))
    return false;
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtUIOp, arith::ExtSIOp, arith::ShLIOp,
          arith::ShRSIOp, arith::ShRUIOp, UnrealizedConversionCastOp>(op) ||
      (isa<arith::TruncIOp>(op) && value.getType().getIntOrFloatBitWidth() >= 32))
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
  if (op->getResult(0).getType().isIndex() && getLinearIndex(op->getResult(0), body))
    return lowerPosition(op->getLoc(), op->getResult(0));
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
  if (isa<arith::DivSIOp, arith::DivUIOp, arith::FloorDivSIOp, arith::RemSIOp, arith::RemUIOp>(
          op) &&
      op->getResult(0).getType().isIndex())
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
  if (isa<arith::BitcastOp>(op))
    return refuse(op, DiagnosticCode::UnsupportedExpression)
           << "reinterpreting the bits of elements is not supported in T.Parallel";
  OperationState state(op->getLoc(), op->getName(), operands,
                       TypeRange{elementType(op->getResult(0).getType())});
  state.propertiesAttr = op->getPropertiesAsAttribute();
  return eltwise.body().create(state)->getResult(0);
}

FailureOr<Value> ExpressionLowering::lower(Value value) {
  if (Value lowered = known.lookup(value))
    return lowered;
  FailureOr<Value> lowered = isUniform(value, body)      ? lowerUniform(value)
                             : isa<BlockArgument>(value) ? lowerPosition(value.getLoc(), value)
                                                         : lowerOperation(value.getDefiningOp());
  if (succeeded(lowered))
    known[value] = *lowered;
  return lowered;
}

//===----------------------------------------------------------------------===//
// Stores
//===----------------------------------------------------------------------===//

/// Whether the elements at `index` are all those of a dimension of `size` elements, one for each
/// value of a variable.
static bool coversDimension(const LinearIndex &index, tile::ParallelOp parallel, int64_t size) {
  if (!index.uniforms.empty() || index.constant != 0)
    return false;
  if (index.variables.empty())
    return size == 1;
  auto variable = cast<BlockArgument>(index.variables.front().first);
  return getConstantIntValue(parallel.getExtents()[variable.getArgNumber()]) == size;
}

LogicalResult ParallelLowering::lowerStore(memref::StoreOp store, const Conditions &conditions) {
  Location loc = store.getLoc();
  std::optional<OnChipBuffer> buffer = getOnChipBuffer(store.getMemref());
  if (!buffer)
    return store.emitError("T.Parallel stores to a tensor; StageTensorAccesses "
                           "(--tile-stage-tensor-accesses) gives it a buffer on chip");
  StringRef name = buffer->cb.getDefiningOp<tt::CBOp>().getBufferName();
  OpBuilder before(parallel);
  EltwiseBuilder eltwise(before, loc, *buffer);
  ExpressionLowering expression(parallel, eltwise, before, snapshots);

  ArrayRef<int64_t> shape = buffer->layout.getShape();
  SmallVector<LinearIndex> indices;
  for (auto [dim, index] : llvm::enumerate(store.getIndices())) {
    auto linear = getLinearIndex(index, body);
    bool isPlace = linear && linear->variables.size() <= 1 &&
                   (linear->isUniform() || linear->variables.front().second == 1);
    for (const LinearIndex &other : indices)
      isPlace &= linear->isUniform() || other.factorOf(linear->variables.front().first) == 0;
    if (!isPlace)
      return refuse(store, DiagnosticCode::StoreIndex)
             << "T.Parallel stores to '" << name << "' along dimension " << dim
             << " at an index that is no variable plus an offset, or at a variable that "
                "another dimension has; give each dimension a variable of its own";
    indices.push_back(*linear);
  }
  // variable = coordinate - offset
  for (auto [dim, index] : llvm::enumerate(indices)) {
    if (index.isUniform())
      continue;
    CoordinateIndex at = eltwise.coordinate(dim);
    at.constant = -index.constant;
    for (auto [value, factor] : index.uniforms)
      at.uniforms.push_back({hoistUniform(before, value, body), -factor});
    expression.place(index.variables.front().first, at);
  }

  FailureOr<Value> value = expression.lower(store.getValue());
  if (failed(value))
    return failure();
  OpBuilder &inner = eltwise.body();
  Value allHold;
  auto require = [&](Value condition) {
    allHold =
        allHold ? arith::AndIOp::create(inner, loc, allHold, condition).getResult() : condition;
  };
  for (auto [condition, holds] : conditions) {
    FailureOr<Value> lowered = expression.lower(condition);
    if (failed(lowered))
      return failure();
    Value truth = *lowered;
    if (!holds)
      truth = arith::XOrIOp::create(inner, loc, truth,
                                    arith::ConstantIntOp::create(inner, loc, inner.getI1Type(), 1));
    require(truth);
  }
  // A store to a part of its buffer leaves the rest as it is.
  for (auto [dim, index] : llvm::enumerate(indices)) {
    if (coversDimension(index, parallel, shape[dim]))
      continue;
    CoordinateIndex at = eltwise.coordinate(dim);
    at.constant = -index.constant;
    for (auto [uniform, factor] : index.uniforms)
      at.uniforms.push_back({hoistUniform(before, uniform, body), -factor});
    int64_t extent = 1;
    if (!index.isUniform()) {
      auto variable = cast<BlockArgument>(index.variables.front().first);
      auto constant = getConstantIntValue(parallel.getExtents()[variable.getArgNumber()]);
      if (!constant)
        return refuse(store, DiagnosticCode::RunTimeSize)
               << "T.Parallel stores to a part of '" << name
               << "' whose size is known only at run time; use a constant extent and a "
                  "condition";
      extent = *constant;
    }
    Value position = eltwise.position(at);
    auto compare = [&](arith::CmpIPredicate predicate, int64_t bound) {
      require(arith::CmpIOp::create(
          inner, loc, predicate, position,
          arith::ConstantIntOp::create(inner, loc, inner.getI32Type(), bound)));
    };
    bool fromStart = index.uniforms.empty() && index.constant == 0;
    if (!fromStart)
      compare(arith::CmpIPredicate::sge, 0);
    if (!(index.uniforms.empty() && index.constant + extent == shape[dim]))
      compare(arith::CmpIPredicate::slt, extent);
  }
  if (isa<FloatType>(value->getType()) && buffer->cb.getType().getFormat() == tt::DataFormat::UInt8)
    value = encodeFp8(inner, loc, *value);
  if (value->getType().isInteger(1)) // Truth is stored as 0 or 1.
    value = arith::ExtUIOp::create(inner, loc, inner.getI32Type(), *value).getResult();
  if (allHold)
    value = arith::SelectOp::create(inner, loc, allHold, *value, eltwise.loadResult()).getResult();
  eltwise.finish(*value);
  return success();
}

//===----------------------------------------------------------------------===//
// The body
//===----------------------------------------------------------------------===//

/// The loads that `value` is computed from.
static void collectLoads(Value value, DenseSet<Value> &seen, SmallVectorImpl<Operation *> &loads) {
  Operation *op = value.getDefiningOp();
  if (!op || !seen.insert(value).second)
    return;
  if (isa<memref::LoadOp>(op))
    loads.push_back(op);
  for (Value operand : op->getOperands())
    collectLoads(operand, seen, loads);
}

/// Finds the loads whose buffer a store changes before another store uses what they loaded.
void ParallelLowering::findSnapshots() {
  DenseMap<Operation *, unsigned> order;
  SmallVector<memref::StoreOp> stores;
  body->walk<WalkOrder::PreOrder>([&](Operation *op) {
    order[op] = order.size();
    if (auto store = dyn_cast<memref::StoreOp>(op))
      stores.push_back(store);
  });
  for (memref::StoreOp user : stores) {
    SmallVector<Operation *> loads;
    DenseSet<Value> seen;
    collectLoads(user.getValue(), seen, loads);
    for (Operation *around = user->getParentOp(); around != parallel;
         around = around->getParentOp())
      if (auto branch = dyn_cast<scf::IfOp>(around))
        collectLoads(branch.getCondition(), seen, loads);
    for (Operation *load : loads)
      for (memref::StoreOp store : stores)
        if (store.getMemref() == cast<memref::LoadOp>(load).getMemref() &&
            order[load] < order[store] && order[store] < order[user])
          toSnapshot.insert(load);
  }
}

void ParallelLowering::takeSnapshot(memref::LoadOp load) {
  std::optional<OnChipBuffer> buffer = getOnChipBuffer(load.getMemref());
  if (!buffer)
    return;
  tt::CBType type = buffer->cb.getType();
  std::string name = (buffer->cb.getDefiningOp<tt::CBOp>().getBufferName() + "_before").str();
  auto copy = createCircularBuffer(parallel->getParentOfType<func::FuncOp>(), load.getLoc(), name,
                                   type.getRows(), type.getCols(), type.getFormat(), /*depth=*/1);
  tt::MoveOp::create(builder, load.getLoc(), Type(), buffer->cb, copy);
  snapshots[load] = {copy, buffer->layout};
}

LogicalResult ParallelLowering::visit(Block &block, Conditions &conditions) {
  for (Operation &op : block) {
    if (auto store = dyn_cast<memref::StoreOp>(op)) {
      if (failed(lowerStore(store, conditions)))
        return failure();
    } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
      conditions.push_back({branch.getCondition(), true});
      if (failed(visit(*branch.thenBlock(), conditions)))
        return failure();
      conditions.back().second = false;
      if (branch.elseBlock() && failed(visit(*branch.elseBlock(), conditions)))
        return failure();
      conditions.pop_back();
    } else if (op.getNumRegions() != 0 || isa<tile::TileDialect>(op.getDialect())) {
      if (isa<tile::EndOp>(op))
        continue;
      return refuse(&op, DiagnosticCode::StatementInParallel)
             << (isa<scf::ForOp>(op) ? "a loop" : "a tile operation")
             << " inside T.Parallel is not supported; put T.Parallel inside the loop";
    } else if (toSnapshot.contains(&op)) {
      takeSnapshot(cast<memref::LoadOp>(op));
    }
  }
  return success();
}

LogicalResult ParallelLowering::run() {
  findSnapshots();
  Conditions conditions;
  if (failed(visit(*body, conditions)))
    return failure();
  parallel.erase();
  return success();
}

LogicalResult tilium::lowerParallel(tile::ParallelOp parallel) {
  return ParallelLowering(parallel).run();
}
