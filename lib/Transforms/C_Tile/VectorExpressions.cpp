//===- VectorExpressions.cpp - What is the same along rows, once a row ----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A part of an expression that takes nothing but column vectors has one value for each row of the
// block. Inside the expression it is computed for every tile of the row. If a costly function is in
// it, as in a norm's rsqrt(variance + eps), it becomes an operation of its own on the vector.
//
//===----------------------------------------------------------------------===//

#include "ValueForm.h"

#include "Regions.h"

#include "tilium/Dialect/TT/IR/Tiles.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tilium;

/// Whether the vector engine takes longer for a tile of this than for a round trip through L1.
static bool isCostly(Operation *op) {
  return isa<arith::DivFOp, math::RsqrtOp, math::SqrtOp, math::ExpOp, math::Exp2Op, math::LogOp,
             math::Log2Op, math::TanhOp, math::ErfOp, math::PowFOp, math::SinOp, math::CosOp>(op);
}

namespace {

/// Splits the vector parts off one expression.
class VectorSplitter {
public:
  explicit VectorSplitter(tt::EltwiseOp op) : op(op) {}

  /// The value to compute on the vector: one that others than vector parts use. Null if none is
  /// worth it.
  Value findPart();
  /// Computes `part` into the circular buffer `vector` before the operation, which takes it
  /// instead.
  void split(Value part, TypedValue<tt::CBType> vector);

private:
  void classify();
  bool isVectorOperand(unsigned index);
  void collect(Value part, llvm::SetVector<Operation *> &slice);
  void replaceOperation(Value part, TypedValue<tt::CBType> vector);

  tt::EltwiseOp op;
  /// Values that are the same along rows and not along columns.
  DenseSet<Value> vectors;
};

} // namespace

/// Whether the operand is a column vector, spread along the rows.
bool VectorSplitter::isVectorOperand(unsigned index) {
  return op.getBroadcast(index) == tt::Broadcast::Column &&
         !op.getTileMap(index).isFunctionOfDim(1);
}

void VectorSplitter::classify() {
  Block &body = op.getBody().front();
  for (unsigned i = 0; i < body.getNumArguments(); ++i)
    if (isVectorOperand(i))
      vectors.insert(body.getArgument(i));
  DenseSet<Value> constants;
  for (Operation &inner : body.without_terminator()) {
    if (inner.getNumResults() != 1 || inner.getNumRegions() != 0 ||
        isa<tt::TTDialect>(inner.getDialect()) || !isMemoryEffectFree(&inner))
      continue;
    bool same = true, takesVector = false;
    for (Value operand : inner.getOperands()) {
      bool outside = operand.getParentBlock() != &body;
      takesVector |= vectors.contains(operand);
      same &= outside || constants.contains(operand) || vectors.contains(operand);
    }
    if (same)
      (takesVector ? vectors : constants).insert(inner.getResult(0));
  }
}

/// The operations that make `part`, in program order.
void VectorSplitter::collect(Value part, llvm::SetVector<Operation *> &slice) {
  Operation *producer = part.getDefiningOp();
  if (!producer || producer->getBlock() != &op.getBody().front() || slice.contains(producer))
    return;
  for (Value operand : producer->getOperands())
    collect(operand, slice);
  slice.insert(producer);
}

Value VectorSplitter::findPart() {
  if (op.getInto().getType().getCols() < 2)
    return Value();
  classify();
  for (Operation &inner : op.getBody().front().without_terminator()) {
    if (inner.getNumResults() != 1 || !vectors.contains(inner.getResult(0)) ||
        !inner.getResult(0).getType().isF32())
      continue;
    bool leaves = llvm::any_of(inner.getUsers(), [&](Operation *user) {
      return user->getNumResults() != 1 || !vectors.contains(user->getResult(0));
    });
    llvm::SetVector<Operation *> slice;
    collect(inner.getResult(0), slice);
    if (leaves && llvm::any_of(slice, isCostly))
      return inner.getResult(0);
  }
  return Value();
}

void VectorSplitter::split(Value part, TypedValue<tt::CBType> vector) {
  OpBuilder builder(op);
  Block &body = op.getBody().front();
  llvm::SetVector<Operation *> slice;
  collect(part, slice);
  SmallVector<Value> sources;
  SmallVector<AffineMap> maps;
  SmallVector<Attribute> spreads;
  Region region;
  Block &block = region.emplaceBlock();
  IRMapping mapping;
  for (unsigned i = 0; i < body.getNumArguments(); ++i) {
    BlockArgument argument = body.getArgument(i);
    if (llvm::none_of(argument.getUsers(), [&](Operation *user) { return slice.contains(user); }))
      continue;
    sources.push_back(op.getSources()[i]);
    maps.push_back(op.getTileMap(i));
    spreads.push_back(tt::BroadcastAttr::get(op.getContext(), tt::Broadcast::None));
    mapping.map(argument, block.addArgument(argument.getType(), argument.getLoc()));
  }
  OpBuilder inside(op.getContext());
  inside.setInsertionPointToStart(&block);
  for (Operation *inner : slice)
    inside.clone(*inner, mapping);
  tt::YieldOp::create(inside, part.getLoc(), mapping.lookup(part));
  auto made = tt::EltwiseOp::create(builder, op.getLoc(), Type(), sources, op.getSymbols(),
                                    builder.getAffineMapArrayAttr(maps),
                                    builder.getArrayAttr(spreads), vector);
  made.getBody().takeBody(region);
  replaceOperation(part, vector);
}

/// Makes the operation anew with the vector as its last operand, and without those that only `part`
/// needed.
void VectorSplitter::replaceOperation(Value part, TypedValue<tt::CBType> vector) {
  OpBuilder builder(op);
  Block &body = op.getBody().front();
  part.replaceAllUsesWith(body.addArgument(part.getType(), part.getLoc()));
  SmallVector<Operation *> inner;
  for (Operation &operation : body.without_terminator())
    inner.push_back(&operation);
  for (Operation *operation : llvm::reverse(inner))
    if (isOpTriviallyDead(operation))
      operation->erase();
  SmallVector<Value> sources;
  SmallVector<AffineMap> maps;
  SmallVector<Attribute> spreads;
  BitVector unused(body.getNumArguments());
  for (unsigned i = 0; i < op.getSources().size(); ++i) {
    if (body.getArgument(i).use_empty()) {
      unused.set(i);
      continue;
    }
    sources.push_back(op.getSources()[i]);
    maps.push_back(op.getTileMap(i));
    spreads.push_back(op.getBroadcasts()[i]);
  }
  sources.push_back(vector);
  maps.push_back(AffineMap::get(2, op.getSymbols().size(), builder.getAffineDimExpr(0)));
  spreads.push_back(tt::BroadcastAttr::get(op.getContext(), tt::Broadcast::Column));
  body.eraseArguments(unused);
  auto made = tt::EltwiseOp::create(builder, op.getLoc(), Type(), sources, op.getSymbols(),
                                    builder.getAffineMapArrayAttr(maps),
                                    builder.getArrayAttr(spreads), op.getInto());
  made.getBody().takeBody(op.getBody());
  op.erase();
  op = made;
}

void tilium::splitVectorExpressions(func::FuncOp function,
                                    const device::Architecture &architecture) {
  int64_t available = architecture.l1Bytes - architecture.l1UnreservedBase;
  size_t buffers = 0;
  for (auto declaration : function.getOps<tt::CBOp>()) {
    available -= declaration.getCbDesc().getTotalBytes();
    ++buffers;
  }
  SmallVector<tt::EltwiseOp> operations;
  function.walk([&](tt::EltwiseOp op) { operations.push_back(op); });
  for (tt::EltwiseOp op : operations) {
    VectorSplitter splitter(op);
    Value part = splitter.findPart();
    int64_t rows = op.getInto().getType().getRows();
    int64_t bytes = rows * tt::tileBytes(tt::DataFormat::Float32);
    // Separating uses may still take buffers of its own.
    if (!part || bytes > available || buffers + 4 > architecture.circularBuffers)
      continue;
    auto name = (op.getInto().getDefiningOp<tt::CBOp>().getBufferName() + "_rows").str();
    auto vector = createCircularBuffer(function, op.getLoc(), name, rows, /*cols=*/1,
                                       tt::DataFormat::Float32, /*depth=*/1);
    available -= bytes;
    ++buffers;
    splitter.split(part, vector);
  }
}
