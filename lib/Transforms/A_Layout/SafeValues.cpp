//===- SafeValues.cpp - What reads outside of tensors give ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The reader brings zero from outside of a tensor. T.annotate_safe_value asks for something else:
// elementwise code puts it there, after each copy that may read outside.
//
//===----------------------------------------------------------------------===//

#include "SafeValues.h"

#include "ParallelBuilder.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/Tile/IR/ElementConversion.h"
#include "tilium/Support/Diagnostics.h"

using namespace mlir;
using namespace tilium;

static TypedAttr safeValueOf(Value tensor) {
  auto argument = dyn_cast<BlockArgument>(tensor);
  auto function =
      argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()) : func::FuncOp();
  return function ? function.getArgAttrOfType<TypedAttr>(argument.getArgNumber(), "tile.safe_value")
                  : TypedAttr();
}

Value tilium::createSafeValue(OpBuilder &builder, Location loc, Value tensor, Type type) {
  TypedAttr safe = safeValueOf(tensor);
  if (!safe)
    safe = builder.getIndexAttr(0);
  Value constant = arith::ConstantOp::create(builder, loc, safe);
  return tile::convertElement(builder, loc, constant, type); // Numbers convert to numbers.
}

/// Whether `index` is outside of the tensor's dimension: null if it surely is not.
static Value isOutside(OpBuilder &builder, Location loc, Value index, int64_t size) {
  std::optional<IndexRange> range = getIndexRange(index);
  Value outside;
  auto compare = [&](arith::CmpIPredicate predicate, int64_t bound) {
    Value holds = arith::CmpIOp::create(builder, loc, predicate, index,
                                        arith::ConstantIndexOp::create(builder, loc, bound));
    outside = outside ? arith::OrIOp::create(builder, loc, outside, holds).getResult() : holds;
  };
  if (!range || range->smallest < 0)
    compare(arith::CmpIPredicate::slt, 0);
  if (!range || range->largest >= size)
    compare(arith::CmpIPredicate::sge, size);
  return outside;
}

static void stageSafeValue(tile::CopyOp copy, tile::RegionOp source, tile::RegionOp destination) {
  auto type = cast<MemRefType>(source.getBuffer().getType());
  SmallVector<int64_t> points, stored;
  for (int64_t extent : source.getStaticExtents())
    if (extent != 1)
      points.push_back(extent);
  for (int64_t extent : destination.getStaticExtents())
    if (extent != 1)
      stored.push_back(extent);
  if (ShapedType::isDynamicShape(points) || points != stored)
    return; // Passes behind refuse the copy.
  if (points.empty())
    points.push_back(1);
  OpBuilder builder(copy->getContext());
  builder.setInsertionPointAfter(copy);
  Location loc = copy.getLoc();
  tile::ParallelOp parallel = createParallel(builder, loc, points);
  auto elements = [&](tile::RegionOp region) {
    ValueRange variables = parallel.getBody().front().getArguments();
    SmallVector<Value> indices;
    for (auto [offset, extent] : llvm::zip_equal(region.getOffsets(), region.getStaticExtents())) {
      indices.push_back(extent == 1
                            ? offset
                            : builder.createOrFold<arith::AddIOp>(loc, variables.front(), offset));
      if (extent != 1)
        variables = variables.drop_front();
    }
    return indices;
  };
  Value outside;
  for (auto [index, size] : llvm::zip_equal(elements(source), type.getShape()))
    if (Value here = isOutside(builder, loc, index, size))
      outside = outside ? arith::OrIOp::create(builder, loc, outside, here).getResult() : here;
  if (!outside) {
    parallel.erase();
    return;
  }
  auto branch = scf::IfOp::create(builder, loc, outside, /*withElseRegion=*/false);
  SmallVector<Value> indices = elements(destination);
  OpBuilder then = branch.getThenBodyBuilder();
  Type element = cast<MemRefType>(destination.getBuffer().getType()).getElementType();
  memref::StoreOp::create(then, loc, createSafeValue(then, loc, source.getBuffer(), element),
                          destination.getBuffer(), indices);
}

void tilium::stageSafeValues(func::FuncOp function) {
  SmallVector<tile::CopyOp> copies;
  function.walk([&](tile::CopyOp copy) { copies.push_back(copy); });
  for (tile::CopyOp copy : copies) {
    auto source = copy.getSource().getDefiningOp<tile::RegionOp>();
    auto destination = copy.getDestination().getDefiningOp<tile::RegionOp>();
    if (source && destination && destination.getBuffer().getDefiningOp<tile::AllocOp>() &&
        safeValueOf(source.getBuffer()))
      stageSafeValue(copy, source, destination);
  }
}
