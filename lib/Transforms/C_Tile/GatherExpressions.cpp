//===- GatherExpressions.cpp - What the processor does one by one ---------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Elements whose places no map of tiles says, and integers that the engine does not compute, come
// from the writer's processor; stores to such places are its as well (tt.gather).
//
//===----------------------------------------------------------------------===//

#include "ParallelLowering.h"

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
// Values
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

//===----------------------------------------------------------------------===//
// Stores
//===----------------------------------------------------------------------===//

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
