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

#include "BufferBounds.h"
#include "Fp8Bytes.h"
#include "ParallelLowering.h"
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

Value tilium::bothHold(OpBuilder &builder, Location loc, Value a, Value b) {
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

Value tilium::asStored(OpBuilder &inner, Location loc, Value value, tt::DataFormat format) {
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
  if (failed(checkBufferBounds(parallel)))
    return failure();
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
