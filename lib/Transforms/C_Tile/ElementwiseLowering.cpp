//===- ElementwiseLowering.cpp - T.Parallel to tt.eltwise -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Each store of the body becomes one expression over the elements of the buffers that it depends
// on. Stores run one after the other over their whole buffers, which is what T.Parallel says:
// points of the index space are independent of each other. A load whose buffer is stored to
// before its value is used reads a copy. Elements whose places no map of tiles says, and integers
// that the engine does not compute, come from the writer's processor (tt.gather).
//
//===----------------------------------------------------------------------===//

#include "ElementwiseLowering.h"

#include "EltwiseBuilder.h"
#include "Fp8Bytes.h"
#include "GatherBuilder.h"
#include "Regions.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Analysis/LinearIndex.h"
#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/BuiltinDialect.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tilium;

namespace {

class ExpressionLowering;

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
  LogicalResult scatter(memref::StoreOp store, const Conditions &conditions, OnChipBuffer buffer);
  FailureOr<OnChipBuffer> createPointBuffer(memref::StoreOp store, StringRef name,
                                            tt::DataFormat format);
  LogicalResult
  fillPoints(memref::StoreOp store, OnChipBuffer points,
             function_ref<FailureOr<Value>(ExpressionLowering &, EltwiseBuilder &)> lower);
  FailureOr<Value> lowerConditions(ExpressionLowering &expression, EltwiseBuilder &eltwise,
                                   const Conditions &conditions);
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
  FailureOr<CoordinateIndex> coordinates(Location loc, const LinearIndex &index);
  FailureOr<Value> lower(Value value);

private:
  FailureOr<Value> lowerOperation(Operation *op);
  FailureOr<Value> lowerLoad(memref::LoadOp load);
  Value extendSign(Value value, unsigned width);
  Value wrap(Value value, Type type);
  FailureOr<Value> lowerPosition(Location loc, const LinearIndex &index);
  FailureOr<Value> lowerIndexComparison(arith::CmpIOp compare);
  FailureOr<Value> lowerQuotient(Operation *op);
  FailureOr<Value> gatherLoad(memref::LoadOp load, OnChipBuffer buffer);
  FailureOr<Value> gatherNumber(Operation *op);
  FailureOr<Value> gather(Operation *op, StringRef name, ValueRange dependsOn,
                          tt::DataFormat format,
                          function_ref<FailureOr<Value>(GatherBuilder &)> element);
  FailureOr<Value> computeBits(GatherBuilder &gather, Value value, tt::LayoutDescAttr layout,
                               ArrayRef<Value> at);
  std::optional<OnChipBuffer> bufferOf(Operation *load);
  LogicalResult checkPlaced(Location loc, Value variable);
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

/// Says what it costs to have the processor bring elements.
static void adviseOfCost(Operation *op, StringRef name, int64_t points, int64_t loads) {
  advise(op, DiagnosticCode::OneByOne)
      << "'" << name << "' is filled by the writer's processor, as no engine does it: " << points
      << " elements of each block one by one, with " << loads << (loads == 1 ? " load" : " loads")
      << " each, where an engine does 1024 at once";
}

/// A place along the coordinates at which the processor's loops are.
static Value createPosition(OpBuilder &builder, Location loc, const CoordinateIndex &index,
                            ArrayRef<Value> at) {
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value sum = constant(index.constant);
  auto append = [&](Value value, int64_t factor) {
    if (!value.getType().isIndex())
      value = arith::IndexCastOp::create(builder, loc, builder.getIndexType(), value);
    Value term = builder.createOrFold<arith::MulIOp>(loc, value, constant(factor));
    sum = builder.createOrFold<arith::AddIOp>(loc, term, sum);
  };
  for (auto [value, factor] : index.uniforms)
    append(value, factor);
  for (auto [dim, factor] : llvm::enumerate(index.factors))
    if (factor != 0)
      append(at[dim], factor);
  return sum;
}

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
    at->staysInside =
        range && range->smallest >= 0 && range->largest < load.getMemRefType().getDimSize(dim);
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

//===----------------------------------------------------------------------===//
// What the processor brings
//===----------------------------------------------------------------------===//

std::optional<OnChipBuffer> ExpressionLowering::bufferOf(Operation *load) {
  auto snapshot = snapshots.find(load);
  return snapshot != snapshots.end() ? snapshot->second
                                     : getOnChipBuffer(cast<memref::LoadOp>(load).getMemref());
}

/// What the processor uses of a value that engines compute: into a buffer laid out like that of the
/// gathered elements, and from there at `at`.
FailureOr<Value> ExpressionLowering::computeBits(GatherBuilder &gather, Value value,
                                                 tt::LayoutDescAttr layout, ArrayRef<Value> at) {
  if (!value.getType().isIntOrIndex())
    return refuse(value.getLoc(), DiagnosticCode::UnsupportedExpression)
           << "an index of type " << value.getType() << " is not supported; cast it to int32";
  auto function = parallel->getParentOfType<func::FuncOp>();
  OnChipBuffer buffer = createBufferLike(function, value.getLoc(), "computed_index", layout,
                                         layout.getShape(), tt::DataFormat::Int32);
  EltwiseBuilder ownEltwise(before, value.getLoc(), buffer);
  ExpressionLowering expression(parallel, ownEltwise, before, snapshots);
  for (auto &[variable, place] : variables)
    expression.place(variable, place);
  FailureOr<Value> number = expression.lower(value);
  if (failed(number))
    return failure();
  if (number->getType().isInteger(1))
    number = arith::ExtUIOp::create(ownEltwise.body(), value.getLoc(),
                                    ownEltwise.body().getI32Type(), *number)
                 .getResult();
  ownEltwise.finish(*number);
  return gather.element(buffer, at);
}

/// A buffer of elements that the processor brings for the coordinates that `dependsOn` depend on,
/// and the operand that it is.
FailureOr<Value>
ExpressionLowering::gather(Operation *op, StringRef name, ValueRange dependsOn,
                           tt::DataFormat format,
                           function_ref<FailureOr<Value>(GatherBuilder &)> element) {
  Location loc = op->getLoc();
  llvm::SetVector<Value> used;
  for (Value value : dependsOn)
    collectVariables(value, body, used);
  tt::LayoutDescAttr result = eltwise.resultLayout();
  size_t rank = result.getShape().size();
  SmallVector<int64_t> shape(rank, 1);
  SmallVector<CoordinateIndex> coordinates(rank);
  for (CoordinateIndex &coordinate : coordinates)
    coordinate.factors.assign(rank, 0);
  for (Value variable : used) {
    if (failed(checkPlaced(loc, variable)))
      return failure();
    for (auto [dim, factor] : llvm::enumerate(variables.find(variable)->second.factors))
      if (factor != 0) {
        shape[dim] = result.getShape()[dim];
        coordinates[dim] = eltwise.coordinate(dim);
      }
  }
  auto function = parallel->getParentOfType<func::FuncOp>();
  OnChipBuffer buffer = createBufferLike(function, loc, name, result, shape, format);

  SmallVector<Value> at;
  GatherBuilder builder(
      before, loc, buffer, body, [&](Operation *load) { return bufferOf(load); },
      [&](Value value) { return computeBits(builder, value, buffer.layout, at); });
  int64_t points = 1;
  for (size_t dim = 0; dim < rank; ++dim) {
    auto follows = [&](Value variable) {
      return variables.find(variable)->second.factors[dim] != 0;
    };
    auto *variable = llvm::find_if(used, follows);
    points *= shape[dim];
    at.push_back(variable == used.end() || shape[dim] == 1
                     ? arith::ConstantIndexOp::create(builder.inner(), loc, 0).getResult()
                     : builder.addLoop(shape[dim], variable->getLoc()));
  }
  for (Value variable : used)
    builder.map(variable,
                createPosition(builder.inner(), loc, variables.find(variable)->second, at));
  FailureOr<Value> bits = element(builder);
  if (failed(bits))
    return failure();
  adviseOfCost(op, name, points, builder.loadsPerPoint());
  builder.finish(*bits, at);
  return *eltwise.load(buffer, coordinates); // It is laid out like the result.
}

FailureOr<Value> ExpressionLowering::gatherLoad(memref::LoadOp load, OnChipBuffer buffer) {
  std::string name = (buffer.cb.getDefiningOp<tt::CBOp>().getBufferName() + "_gathered").str();
  return gather(load, name, load.getIndices(), buffer.cb.getType().getFormat(),
                [&](GatherBuilder &builder) -> FailureOr<Value> {
                  SmallVector<Value> indices;
                  for (Value index : load.getIndices()) {
                    FailureOr<Value> at = builder.translateIndex(index);
                    if (failed(at))
                      return failure();
                    indices.push_back(*at);
                  }
                  return builder.element(buffer, indices);
                });
}

/// The integer that `op` gives.
FailureOr<Value> ExpressionLowering::gatherNumber(Operation *op) {
  return gather(op, "numbers", op->getResult(0), tt::DataFormat::Int32,
                [&](GatherBuilder &builder) { return builder.translateIndex(op->getResult(0)); });
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
  FailureOr<Value> lowered = isUniform(value, body) ? lowerUniform(value)
                             : isa<BlockArgument>(value)
                                 ? lowerPosition(value.getLoc(), *getLinearIndex(value, body))
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

/// Whether each dimension of the buffer is stored to at a variable of its own, plus an offset; then
/// those indices.
static std::optional<SmallVector<LinearIndex>> placesOf(memref::StoreOp store, Block *body) {
  SmallVector<LinearIndex> indices;
  for (Value index : store.getIndices()) {
    auto linear = getLinearIndex(index, body);
    if (!linear || linear->variables.size() > 1 ||
        (!linear->isUniform() && linear->variables.front().second != 1))
      return std::nullopt;
    for (const LinearIndex &other : indices)
      if (!linear->isUniform() && other.factorOf(linear->variables.front().first) != 0)
        return std::nullopt;
    indices.push_back(*linear);
  }
  return indices;
}

static Value bothHold(OpBuilder &builder, Location loc, Value a, Value b) {
  return a && b ? arith::AndIOp::create(builder, loc, a, b).getResult() : a ? a : b;
}

/// That all conditions around a store hold; null if there are none.
FailureOr<Value> ParallelLowering::lowerConditions(ExpressionLowering &expression,
                                                   EltwiseBuilder &eltwise,
                                                   const Conditions &conditions) {
  OpBuilder &inner = eltwise.body();
  Value allHold;
  for (auto [condition, holds] : conditions) {
    FailureOr<Value> truth = expression.lower(condition);
    if (failed(truth))
      return failure();
    Location loc = condition.getLoc();
    Value required = *truth;
    if (!holds)
      required = arith::XOrIOp::create(
          inner, loc, required, arith::ConstantIntOp::create(inner, loc, inner.getI1Type(), 1));
    allHold = bothHold(inner, loc, allHold, required);
  }
  return allHold;
}

/// An element as the packer takes it for a buffer of `format`.
static Value asStored(OpBuilder &inner, Location loc, Value value, tt::DataFormat format) {
  if (isa<FloatType>(value.getType()) && format == tt::DataFormat::UInt8)
    return encodeFp8(inner, loc, value);
  if (value.getType().isInteger(1)) // Truth is stored as 0 or 1.
    return arith::ExtUIOp::create(inner, loc, inner.getI32Type(), value);
  return value;
}

LogicalResult ParallelLowering::lowerStore(memref::StoreOp store, const Conditions &conditions) {
  Location loc = store.getLoc();
  std::optional<OnChipBuffer> buffer = getOnChipBuffer(store.getMemref());
  if (!buffer)
    return store.emitError("T.Parallel stores to a tensor; StageTensorAccesses "
                           "(--tile-stage-tensor-accesses) gives it a buffer on chip");
  std::optional<SmallVector<LinearIndex>> places = placesOf(store, body);
  if (!places)
    return scatter(store, conditions, *buffer);
  ArrayRef<LinearIndex> indices = *places;
  StringRef name = buffer->cb.getDefiningOp<tt::CBOp>().getBufferName();
  OpBuilder before(parallel);
  EltwiseBuilder eltwise(before, loc, *buffer);
  ExpressionLowering expression(parallel, eltwise, before, snapshots);

  ArrayRef<int64_t> shape = buffer->layout.getShape();
  // variable = coordinate - offset
  auto variableAt = [&](size_t dim, const LinearIndex &index) {
    CoordinateIndex at = eltwise.coordinate(dim);
    at.constant = -index.constant;
    for (auto [value, factor] : index.uniforms)
      at.uniforms.push_back({hoistUniform(before, value, body), -factor});
    return at;
  };
  for (auto [dim, index] : llvm::enumerate(indices))
    if (!index.isUniform())
      expression.place(index.variables.front().first, variableAt(dim, index));

  FailureOr<Value> value = expression.lower(store.getValue());
  if (failed(value))
    return failure();
  OpBuilder &inner = eltwise.body();
  FailureOr<Value> condition = lowerConditions(expression, eltwise, conditions);
  if (failed(condition))
    return failure();
  Value allHold = *condition;
  // A store to a part of its buffer leaves the rest as it is.
  for (auto [dim, index] : llvm::enumerate(indices)) {
    if (coversDimension(index, parallel, shape[dim]))
      continue;
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
    Value position = eltwise.position(variableAt(dim, index));
    auto compare = [&](arith::CmpIPredicate predicate, int64_t bound) {
      Value holds = arith::CmpIOp::create(
          inner, loc, predicate, position,
          arith::ConstantIntOp::create(inner, loc, inner.getI32Type(), bound));
      allHold = bothHold(inner, loc, allHold, holds);
    };
    bool fromStart = index.uniforms.empty() && index.constant == 0;
    if (!fromStart)
      compare(arith::CmpIPredicate::sge, 0);
    if (!(index.uniforms.empty() && index.constant + extent == shape[dim]))
      compare(arith::CmpIPredicate::slt, extent);
  }
  Value stored = asStored(inner, loc, *value, buffer->cb.getType().getFormat());
  if (allHold)
    stored = arith::SelectOp::create(inner, loc, allHold, stored, eltwise.loadResult()).getResult();
  eltwise.finish(stored);
  return success();
}

/// A buffer with an element for each point of the T.Parallel; the last variables are its rows and
/// columns.
FailureOr<OnChipBuffer> ParallelLowering::createPointBuffer(memref::StoreOp store, StringRef name,
                                                            tt::DataFormat format) {
  SmallVector<int64_t> shape;
  for (Value extent : parallel.getExtents()) {
    auto constant = getConstantIntValue(extent);
    if (!constant)
      return refuse(store, DiagnosticCode::RunTimeSize)
             << "T.Parallel over an extent that is known only at run time stores at an index that "
                "is no variable plus an offset; use a constant extent and a condition";
    shape.push_back(*constant);
  }
  int64_t rank = shape.size();
  auto layout = tt::LayoutDescAttr::get(
      parallel.getContext(), shape, format, tt::Memory::L1, tt::Distribution::CoreLocal,
      /*rowDim=*/rank - 2 < 0 ? -1 : rank - 2, /*colDim=*/rank - 1, tt::tileSide, tt::tileSide);
  return createBufferLike(parallel->getParentOfType<func::FuncOp>(), store.getLoc(), name, layout,
                          shape, format);
}

/// Fills a buffer of one element for each point with what `lower` gives there.
LogicalResult ParallelLowering::fillPoints(
    memref::StoreOp store, OnChipBuffer points,
    function_ref<FailureOr<Value>(ExpressionLowering &, EltwiseBuilder &)> lower) {
  OpBuilder before(parallel);
  EltwiseBuilder eltwise(before, store.getLoc(), points);
  ExpressionLowering expression(parallel, eltwise, before, snapshots);
  for (BlockArgument variable : body->getArguments())
    expression.place(variable, eltwise.coordinate(variable.getArgNumber()));
  FailureOr<Value> value = lower(expression, eltwise);
  if (failed(value))
    return failure();
  eltwise.finish(asStored(eltwise.body(), store.getLoc(), *value, points.layout.getFormat()));
  return success();
}

/// A store to elements that no map of tiles says: engines compute one value for each point, and
/// the processor puts them where they belong, in the order of the loops. Points of T.Parallel are
/// independent, so that any order would do.
LogicalResult ParallelLowering::scatter(memref::StoreOp store, const Conditions &conditions,
                                        OnChipBuffer buffer) {
  Location loc = store.getLoc();
  StringRef name = buffer.cb.getDefiningOp<tt::CBOp>().getBufferName();
  auto function = parallel->getParentOfType<func::FuncOp>();
  FailureOr<OnChipBuffer> values =
      createPointBuffer(store, (name + "_values").str(), buffer.cb.getType().getFormat());
  if (failed(values) ||
      failed(fillPoints(store, *values, [&](ExpressionLowering &expression, EltwiseBuilder &) {
        return expression.lower(store.getValue());
      })))
    return failure();
  std::optional<OnChipBuffer> truths;
  if (!conditions.empty()) {
    FailureOr<OnChipBuffer> created =
        createPointBuffer(store, (name + "_stored").str(), tt::DataFormat::Int32);
    if (failed(created) ||
        failed(fillPoints(store, *created,
                          [&](ExpressionLowering &expression, EltwiseBuilder &eltwise) {
                            return lowerConditions(expression, eltwise, conditions);
                          })))
      return failure();
    truths = *created;
  }

  OpBuilder before(parallel);
  OnChipBuffer scattered =
      createBufferLike(function, loc, (name + "_scattered").str(), buffer.layout,
                       buffer.layout.getShape(), buffer.cb.getType().getFormat());
  GatherBuilder gather(
      before, loc, scattered, body,
      [&](Operation *load) -> std::optional<OnChipBuffer> {
        auto snapshot = snapshots.find(load);
        return snapshot != snapshots.end()
                   ? snapshot->second
                   : getOnChipBuffer(cast<memref::LoadOp>(load).getMemref());
      },
      [&](Value value) -> FailureOr<Value> {
        return refuse(value.getLoc(), DiagnosticCode::UnsupportedExpression)
               << "an index of a store that is computed with floats is not supported; keep it in "
                  "an "
                  "int32 buffer first";
      });
  SmallVector<Value> at, indices;
  for (auto [variable, extent] : llvm::zip_equal(body->getArguments(), values->layout.getShape())) {
    at.push_back(gather.addLoop(extent, variable.getLoc()));
    gather.map(variable, at.back());
  }
  for (Value index : store.getIndices()) {
    FailureOr<Value> place = gather.translateIndex(index);
    if (failed(place))
      return failure();
    indices.push_back(*place);
  }
  Value condition = gather.isInside(buffer, indices);
  if (truths) {
    Value zero = arith::ConstantIndexOp::create(gather.inner(), loc, 0);
    Value holds = arith::CmpIOp::create(gather.inner(), loc, arith::CmpIPredicate::ne,
                                        gather.element(*truths, at), zero);
    condition = bothHold(gather.inner(), loc, condition, holds);
  }
  Value bits = gather.element(*values, at);
  adviseOfCost(store, name, ShapedType::getNumElements(values->layout.getShape()),
               gather.loadsPerPoint());
  gather.finish(bits, indices, condition, buffer);
  tt::MoveOp::create(before, loc, Type(), scattered.cb, buffer.cb);
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
    for (Value index : user.getIndices())
      collectLoads(index, seen, loads);
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
