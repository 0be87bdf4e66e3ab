//===- LargeExpressions.cpp - Expressions that DST cannot hold ------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// An expression that keeps more tiles at once than DST has is cut: a part of it is computed first,
// to a circular buffer of 32 bits, which holds what DST would. The part is the largest one that
// fits DST, so that few blocks go through L1.
//
//===----------------------------------------------------------------------===//

#include "../D_Kernel/EltwiseProgram.h"
#include "ExpressionParts.h"
#include "Regions.h"
#include "ValueForm.h"

#include "tilium/Dialect/TT/IR/Tiles.h"

using namespace mlir;
using namespace tilium;

namespace {

/// What is left of L1 and of the circular buffers' numbers.
struct Room {
  int64_t bytes, buffers;

  /// Takes a circular buffer of 32 bits for `tiles` tiles; whether there was room.
  bool take(int64_t tiles) {
    int64_t needed = tiles * tt::tileBytes(tt::DataFormat::Float32);
    if (needed > bytes || buffers == 0)
      return false;
    bytes -= needed;
    --buffers;
    return true;
  }
};

} // namespace

/// Whether `op` gives numbers of 32 bits that differ between elements, and computes them.
static bool isPart(Operation &op, tt::EltwiseOp eltwise) {
  if (op.getNumOperands() < 2 || op.getNumResults() != 1)
    return false;
  Type type = op.getResult(0).getType();
  return (type.isF32() || type.isInteger(32)) && !isUniformInteger(op.getResult(0), eltwise);
}

/// The largest part of the expression that fits `capacity` tiles; null if there is none.
static Value findPart(tt::EltwiseOp eltwise, unsigned capacity) {
  Block &body = eltwise.getBody().front();
  Value root = cast<tt::YieldOp>(body.getTerminator()).getValue(), best;
  size_t bestSize = 0;
  for (Operation &op : body.without_terminator()) {
    if (!isPart(op, eltwise) || op.getResult(0) == root)
      continue;
    size_t size = collectSlice(op.getResult(0)).size();
    if (size <= bestSize)
      continue;
    FailureOr<EltwiseProgram> program = buildEltwiseProgram(eltwise, op.getResult(0));
    if (failed(program) || program->registers > capacity)
      continue;
    best = op.getResult(0);
    bestSize = size;
  }
  return best;
}

/// Cuts parts off until the rest fits, or there is no room for them.
static LogicalResult cutExpression(func::FuncOp function, tt::EltwiseOp eltwise, unsigned capacity,
                                   Room &room) {
  tt::CBType into = eltwise.getInto().getType();
  while (true) {
    FailureOr<EltwiseProgram> program = buildEltwiseProgram(eltwise);
    if (failed(program))
      return failure();
    if (program->registers <= capacity)
      return success();
    Value part = findPart(eltwise, capacity);
    if (!part || !room.take(into.getNumTiles()))
      return success(); // InsertDSTManagementTT reports it.
    auto name = (eltwise.getInto().getDefiningOp<tt::CBOp>().getBufferName() + "_part").str();
    auto format = part.getType().isF32() ? tt::DataFormat::Float32 : tt::DataFormat::Int32;
    auto buffer = createCircularBuffer(function, eltwise.getLoc(), name, into.getRows(),
                                       into.getCols(), format, /*depth=*/1);
    eltwise = splitExpression(eltwise, part, buffer, /*isVector=*/false);
  }
}

LogicalResult tilium::splitLargeExpressions(func::FuncOp function,
                                            const device::Architecture &architecture) {
  Room room{architecture.l1Bytes - architecture.l1UnreservedBase, architecture.circularBuffers};
  for (auto declaration : function.getOps<tt::CBOp>()) {
    room.bytes -= declaration.getCbDesc().getTotalBytes();
    --room.buffers;
  }
  // Separating uses may still take buffers of its own.
  constexpr int64_t kept = 4;
  room.buffers = std::max<int64_t>(0, room.buffers - kept);
  SmallVector<tt::EltwiseOp> operations;
  function.walk([&](tt::EltwiseOp op) { operations.push_back(op); });
  unsigned capacity = architecture.dstTiles(/*fp32=*/true, /*fullSync=*/true);
  for (tt::EltwiseOp op : operations)
    if (failed(cutExpression(function, op, capacity, room)))
      return failure();
  return success();
}
