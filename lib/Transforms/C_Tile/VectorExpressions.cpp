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

#include "ExpressionParts.h"
#include "Regions.h"

#include "tilium/Dialect/TT/IR/Tiles.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tilium;

/// Whether the vector engine takes longer for a tile of this than for a round trip through L1.
static bool isCostly(Operation *op) {
  return isa<arith::DivFOp, math::RsqrtOp, math::SqrtOp, math::ExpOp, math::Exp2Op, math::LogOp,
             math::Log2Op, math::TanhOp, math::ErfOp, math::PowFOp, math::SinOp, math::CosOp>(op);
}

namespace {

/// Finds the vector parts of one expression.
class VectorSplitter {
public:
  explicit VectorSplitter(tt::EltwiseOp op) : op(op) {}

  /// The value to compute on the vector: one that others than vector parts use. Null if none is
  /// worth it.
  Value findPart();

private:
  void classify();
  bool isVectorOperand(unsigned index);

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
    if (leaves && llvm::any_of(collectSlice(inner.getResult(0)), isCostly))
      return inner.getResult(0);
  }
  return Value();
}

/// a / b as a * (1 / b): the product costs less than the quotient, and what only vectors take part
/// in is computed once a row.
void tilium::divideByReciprocals(func::FuncOp function) {
  SmallVector<arith::DivFOp> divisions;
  function.walk([&](arith::DivFOp division) {
    if (division->getParentOfType<tt::EltwiseOp>() &&
        !matchPattern(division.getLhs(), m_OneFloat()))
      divisions.push_back(division);
  });
  // One in each expression.
  DenseMap<std::pair<Block *, Value>, Value> reciprocals;
  for (arith::DivFOp division : divisions) {
    OpBuilder builder(division);
    Location loc = division.getLoc();
    Value &reciprocal = reciprocals[{division->getBlock(), division.getRhs()}];
    if (!reciprocal) {
      Value one =
          arith::ConstantOp::create(builder, loc, builder.getFloatAttr(division.getType(), 1.0));
      reciprocal = arith::DivFOp::create(builder, loc, one, division.getRhs());
    }
    division.replaceAllUsesWith(
        arith::MulFOp::create(builder, loc, division.getLhs(), reciprocal).getResult());
    division.erase();
  }
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
    splitExpression(op, part, vector, /*isVector=*/true);
  }
}
