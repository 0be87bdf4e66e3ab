//===- ExpressionParts.cpp - Taking expressions over tiles apart ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "ExpressionParts.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tilium;

namespace {

/// What a tt.eltwise takes.
struct Operands {
  SmallVector<Value> sources;
  SmallVector<AffineMap> maps;
  SmallVector<Attribute> spreads;

  void add(Value source, AffineMap map, tt::Broadcast spread) {
    sources.push_back(source);
    maps.push_back(map);
    spreads.push_back(tt::BroadcastAttr::get(source.getContext(), spread));
  }
};

} // namespace

/// An operation before `place` with the operands and the body, into `into`.
static tt::EltwiseOp createEltwise(tt::EltwiseOp place, const Operands &operands, Region &body,
                                   Value into) {
  OpBuilder builder(place);
  auto made = tt::EltwiseOp::create(
      builder, place.getLoc(), Type(), operands.sources, place.getSymbols(),
      builder.getAffineMapArrayAttr(operands.maps), builder.getArrayAttr(operands.spreads), into);
  made.getBody().takeBody(body);
  return made;
}

static void collect(Value part, Block *body, SetVector<Operation *> &slice) {
  Operation *producer = part.getDefiningOp();
  if (!producer || producer->getBlock() != body || slice.contains(producer))
    return;
  for (Value operand : producer->getOperands())
    collect(operand, body, slice);
  slice.insert(producer);
}

SetVector<Operation *> tilium::collectSlice(Value part) {
  SetVector<Operation *> slice;
  collect(part, part.getParentBlock(), slice);
  return slice;
}

/// Makes `op` anew with `last` after the operands that its body still needs.
static tt::EltwiseOp remake(tt::EltwiseOp op, const Operands &last) {
  Block &body = op.getBody().front();
  SmallVector<Operation *> inner;
  for (Operation &operation : body.without_terminator())
    inner.push_back(&operation);
  for (Operation *operation : llvm::reverse(inner))
    if (isOpTriviallyDead(operation))
      operation->erase();
  Operands operands;
  BitVector unused(body.getNumArguments());
  for (unsigned i = 0; i < op.getSources().size(); ++i) {
    if (body.getArgument(i).use_empty())
      unused.set(i);
    else
      operands.add(op.getSources()[i], op.getTileMap(i), op.getBroadcast(i));
  }
  llvm::append_range(operands.sources, last.sources);
  llvm::append_range(operands.maps, last.maps);
  llvm::append_range(operands.spreads, last.spreads);
  body.eraseArguments(unused);
  tt::EltwiseOp made = createEltwise(op, operands, op.getBody(), op.getInto());
  op.erase();
  return made;
}

tt::EltwiseOp tilium::dropUnusedOperands(tt::EltwiseOp op) { return remake(op, {}); }

/// The operation that computes `part` alone.
static void createPart(tt::EltwiseOp op, Value part, TypedValue<tt::CBType> into, bool isVector) {
  Block &body = op.getBody().front();
  SetVector<Operation *> slice = collectSlice(part);
  Operands operands;
  Region region;
  Block &block = region.emplaceBlock();
  IRMapping mapping;
  for (unsigned i = 0; i < body.getNumArguments(); ++i) {
    BlockArgument argument = body.getArgument(i);
    if (llvm::none_of(argument.getUsers(), [&](Operation *user) { return slice.contains(user); }))
      continue;
    operands.add(op.getSources()[i], op.getTileMap(i),
                 isVector ? tt::Broadcast::None : op.getBroadcast(i));
    mapping.map(argument, block.addArgument(argument.getType(), argument.getLoc()));
  }
  OpBuilder inside(op.getContext());
  inside.setInsertionPointToStart(&block);
  for (Operation *inner : slice)
    inside.clone(*inner, mapping);
  tt::YieldOp::create(inside, part.getLoc(), mapping.lookup(part));
  createEltwise(op, operands, region, into);
}

tt::EltwiseOp tilium::splitExpression(tt::EltwiseOp op, Value part, TypedValue<tt::CBType> into,
                                      bool isVector) {
  createPart(op, part, into, isVector);
  part.replaceAllUsesWith(op.getBody().front().addArgument(part.getType(), part.getLoc()));
  Builder builder(op.getContext());
  AffineExpr row = builder.getAffineDimExpr(0), column = builder.getAffineDimExpr(1);
  AffineExpr tile = isVector ? row : row * op.getInto().getType().getCols() + column;
  Operands last;
  last.add(into, AffineMap::get(2, op.getSymbols().size(), tile),
           isVector ? tt::Broadcast::Column : tt::Broadcast::None);
  return remake(op, last);
}
