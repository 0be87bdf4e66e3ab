//===- ParallelBuilder.cpp - Elementwise code by passes -------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "ParallelBuilder.h"

using namespace mlir;
using namespace tilium;

tile::ParallelOp tilium::createParallel(OpBuilder &builder, Location loc,
                                        ArrayRef<int64_t> extents) {
  OperationState state(loc, tile::ParallelOp::getOperationName());
  Block *body = new Block();
  for (int64_t extent : extents) {
    state.addOperands(arith::ConstantIndexOp::create(builder, loc, extent).getResult());
    body->addArgument(builder.getIndexType(), loc);
  }
  state.addRegion()->push_back(body);
  auto parallel = cast<tile::ParallelOp>(builder.create(state));
  builder.setInsertionPointToEnd(body);
  tile::EndOp::create(builder, loc);
  builder.setInsertionPoint(body->getTerminator());
  return parallel;
}

bool tilium::isTensor(Value memref) {
  auto scope =
      dyn_cast_or_null<tile::ScopeAttr>(cast<MemRefType>(memref.getType()).getMemorySpace());
  return scope && scope.getValue() == tile::Scope::Global;
}

std::string tilium::nameOfBuffer(Value memref) {
  if (auto alloc = memref.getDefiningOp<tile::AllocOp>())
    return alloc.getBufferName().str();
  if (auto argument = dyn_cast<BlockArgument>(memref))
    if (auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()))
      if (auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), "tile.name"))
        return name.getValue().str();
  return "tensor";
}
