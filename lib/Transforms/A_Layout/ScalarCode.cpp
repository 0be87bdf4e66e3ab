//===- ScalarCode.cpp - Scalar code that engines have to do ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Scalar code with floats or elements of buffers, which only engines compute, becomes elementwise
// code over a single point. What T.Parallel uses of it is copied into its body; an element of a
// buffer that changes in between is kept in a buffer of its own.
//
//===----------------------------------------------------------------------===//

#include "ScalarCode.h"

#include "ParallelBuilder.h"

#include "tilium/Dialect/Tile/IR/ElementConversion.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tilium;

/// Whether `op` computes what only engines can: it loads, computes with floats, or uses such a
/// value. Expressions share their parts, each of which is looked at once.
static bool isEngineWork(Operation *op) {
  SetVector<Operation *> parts;
  if (op)
    parts.insert(op);
  for (size_t i = 0; i < parts.size(); ++i) {
    Operation *part = parts[i];
    if (isa<memref::LoadOp>(part))
      return true;
    if (isa<arith::ConstantOp>(part) || part->getNumRegions() != 0 || !isMemoryEffectFree(part))
      continue;
    if (llvm::any_of(part->getResultTypes(), llvm::IsaPred<FloatType>))
      return true;
    for (Value operand : part->getOperands())
      if (Operation *definition = operand.getDefiningOp())
        parts.insert(definition);
  }
  return false;
}

/// Whether something in `op` may store to a buffer.
static bool changes(Operation *op, Value buffer) {
  WalkResult result = op->walk([&](Operation *nested) {
    bool touches = llvm::is_contained(nested->getOperands(), buffer);
    return touches && !isa<memref::LoadOp>(nested) ? WalkResult::interrupt()
                                                   : WalkResult::advance();
  });
  return result.wasInterrupted();
}

/// Whether `parallel` may find another element than `load` did: something stores to the buffer
/// between the two, or in a later round of a loop around `parallel`, or `parallel` itself does, for
/// another of its points.
static bool isChangedFor(tile::ParallelOp parallel, memref::LoadOp load) {
  Value buffer = load.getMemref();
  Operation *last = load->getBlock()->findAncestorOpInBlock(*parallel);
  if (!last)
    return true;
  for (Operation *op = load->getNextNode(); op != last; op = op->getNextNode())
    if (changes(op, buffer))
      return true;
  bool isPoint = llvm::all_of(parallel.getExtents(),
                              [](Value extent) { return isConstantIntValue(extent, 1); });
  return (last != parallel || !isPoint) && changes(last, buffer);
}

namespace {
class ScalarCode {
public:
  void sinkInto(tile::ParallelOp parallel);
  void wrap(memref::StoreOp store);
  void wrap(tile::FillOp fill);

private:
  Value keep(memref::LoadOp load);
  Value sink(OpBuilder &builder, Value value, tile::ParallelOp parallel, IRMapping &mapping);

  DenseMap<Operation *, Value> kept; ///< Buffers of one element, by the loads of what they hold.
};
} // namespace

/// A buffer that holds the element as `load` finds it.
Value ScalarCode::keep(memref::LoadOp load) {
  if (Value known = kept.lookup(load))
    return known;
  OpBuilder builder(load);
  builder.setInsertionPointAfter(load);
  std::string name = nameOfBuffer(load.getMemref()) + "_element";
  auto type = MemRefType::get({1}, load.getType(), MemRefLayoutAttrInterface(),
                              tile::ScopeAttr::get(builder.getContext(), tile::Scope::Local));
  Value buffer =
      tile::AllocOp::create(builder, NameLoc::get(builder.getStringAttr(name), load.getLoc()), type,
                            builder.getStringAttr(name));
  Value zero = arith::ConstantIndexOp::create(builder, load.getLoc(), 0);
  auto store = memref::StoreOp::create(builder, load.getLoc(), load.getResult(), buffer, zero);
  kept[load] = buffer;
  wrap(store);
  return buffer;
}

/// `value` inside of `parallel`, where the builder stands: what only engines compute is copied
/// there.
Value ScalarCode::sink(OpBuilder &builder, Value value, tile::ParallelOp parallel,
                       IRMapping &mapping) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  if (!isEngineWork(op) || parallel->isAncestor(op))
    return value;
  auto load = dyn_cast<memref::LoadOp>(op);
  if (load && isChangedFor(parallel, load)) {
    Value buffer = keep(load);
    Value zero = arith::ConstantIndexOp::create(builder, op->getLoc(), 0);
    Value element = memref::LoadOp::create(builder, op->getLoc(), buffer, zero);
    mapping.map(value, element);
    return element;
  }
  IRMapping operands;
  for (Value operand : op->getOperands())
    operands.map(operand, sink(builder, operand, parallel, mapping));
  Value copy = builder.clone(*op, operands)->getResult(cast<OpResult>(value).getResultNumber());
  mapping.map(value, copy);
  return copy;
}

/// Copies what a T.Parallel uses of scalar code before it into its body.
void ScalarCode::sinkInto(tile::ParallelOp parallel) {
  Block *body = &parallel.getBody().front();
  OpBuilder builder = OpBuilder::atBlockBegin(body);
  IRMapping mapping;
  SmallVector<OpOperand *> uses;
  body->walk([&](Operation *op) {
    for (OpOperand &operand : op->getOpOperands())
      uses.push_back(&operand);
  });
  for (OpOperand *use : uses)
    use->set(sink(builder, use->get(), parallel, mapping));
}

/// A store outside of T.Parallel is one over a single point.
void ScalarCode::wrap(memref::StoreOp store) {
  OpBuilder builder(store);
  tile::ParallelOp parallel = createParallel(builder, store.getLoc(), {1});
  store->moveBefore(parallel.getBody().front().getTerminator());
  sinkInto(parallel);
}

/// A fill with what is known at run time only is a T.Parallel over its region.
void ScalarCode::wrap(tile::FillOp fill) {
  auto region = fill.getDestination().getDefiningOp<tile::RegionOp>();
  if (!region || ShapedType::isDynamicShape(region.getType().getShape()))
    return; // LowerToSFPU refuses it.
  OpBuilder builder(fill);
  Location loc = fill.getLoc();
  tile::ParallelOp parallel = createParallel(builder, loc, region.getType().getShape());
  SmallVector<Value> indices;
  for (auto [offset, variable] :
       llvm::zip_equal(region.getOffsets(), parallel.getBody().front().getArguments()))
    indices.push_back(builder.createOrFold<arith::AddIOp>(loc, variable, offset));
  memref::StoreOp::create(builder, loc, fill.getValue(), region.getBuffer(), indices);
  fill.erase();
  sinkInto(parallel);
}

/// A fill of a tensor fills a fragment, which is copied there.
static void stageFill(tile::FillOp fill) {
  auto region = fill.getDestination().getDefiningOp<tile::RegionOp>();
  if (!region || !isTensor(region.getBuffer()) ||
      ShapedType::isDynamicShape(region.getType().getShape()))
    return;
  OpBuilder builder(fill);
  Location loc = fill.getLoc();
  SmallVector<int64_t> shape(llvm::make_filter_range(region.getStaticExtents(),
                                                     [](int64_t extent) { return extent != 1; }));
  if (shape.empty())
    shape.push_back(1);
  Type element = region.getType().getElementType();
  std::string name = nameOfBuffer(region.getBuffer()) + "_block";
  auto scope = tile::ScopeAttr::get(builder.getContext(), tile::Scope::Fragment);
  Value fragment =
      tile::AllocOp::create(builder, NameLoc::get(builder.getStringAttr(name), loc),
                            MemRefType::get(shape, element, MemRefLayoutAttrInterface(), scope),
                            builder.getStringAttr(name));
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value whole = tile::RegionOp::create(
      builder, loc, tile::RegionType::get(builder.getContext(), ArrayRef<int64_t>(shape), element),
      fragment, SmallVector<Value>(shape.size(), zero), ValueRange(),
      builder.getDenseI64ArrayAttr(shape));
  fill.getDestinationMutable().assign(whole);
  builder.setInsertionPointAfter(fill);
  tile::CopyOp::create(builder, loc, whole, region);
}

/// Whether packer and unpacker change elements of one type to the other on their way.
static bool convertsByFormat(Type from, Type to) {
  auto isEngineFloat = [](Type type) { return type.isF32() || type.isF16() || type.isBF16(); };
  return from == to || (isEngineFloat(from) && isEngineFloat(to));
}

/// The elements of a region at the variables of a T.Parallel over its extents other than 1.
static SmallVector<Value> indicesOf(OpBuilder &builder, tile::RegionOp region,
                                    ValueRange variables) {
  SmallVector<Value> indices;
  for (auto [offset, extent] : llvm::zip_equal(region.getOffsets(), region.getStaticExtents())) {
    if (extent == 1) {
      indices.push_back(offset);
      continue;
    }
    indices.push_back(
        builder.createOrFold<arith::AddIOp>(region.getLoc(), variables.front(), offset));
    variables = variables.drop_front();
  }
  return indices;
}

/// A copy with a conversion that only the vector engine does is a T.Parallel over its region.
static LogicalResult wrapCopy(tile::CopyOp copy) {
  auto source = copy.getSource().getDefiningOp<tile::RegionOp>();
  auto destination = copy.getDestination().getDefiningOp<tile::RegionOp>();
  if (!source || !destination)
    return success();
  Type from = source.getType().getElementType(), to = destination.getType().getElementType();
  auto extentsOf = [](tile::RegionOp region) {
    return SmallVector<int64_t>(llvm::make_filter_range(
        region.getStaticExtents(), [](int64_t extent) { return extent != 1; }));
  };
  SmallVector<int64_t> extents = extentsOf(source);
  if (convertsByFormat(from, to) || ShapedType::isDynamicShape(extents) ||
      extents != extentsOf(destination))
    return success();
  if (extents.empty())
    extents.push_back(1);
  OpBuilder builder(copy);
  Location loc = copy.getLoc();
  tile::ParallelOp parallel = createParallel(builder, loc, extents);
  ValueRange variables = parallel.getBody().front().getArguments();
  Value element = memref::LoadOp::create(builder, loc, source.getBuffer(),
                                         indicesOf(builder, source, variables));
  element = tile::convertElement(builder, loc, tile::fromStorage(builder, loc, element), to);
  if (!element)
    return copy.emitError() << "T.copy from " << from << " to " << to << " is not supported";
  memref::StoreOp::create(builder, loc, element, destination.getBuffer(),
                          indicesOf(builder, destination, variables));
  copy.erase();
  return success();
}

LogicalResult tilium::bringScalarCodeIntoParallel(ModuleOp module) {
  SmallVector<tile::ParallelOp> parallels;
  SmallVector<memref::StoreOp> stores;
  SmallVector<tile::FillOp> allFills, fills;
  SmallVector<tile::CopyOp> copies;
  module.walk([&](Operation *op) {
    if (auto parallel = dyn_cast<tile::ParallelOp>(op))
      parallels.push_back(parallel);
    auto store = dyn_cast<memref::StoreOp>(op);
    if (store && !store->getParentOfType<tile::ParallelOp>())
      stores.push_back(store);
    if (auto copy = dyn_cast<tile::CopyOp>(op))
      copies.push_back(copy);
    auto fill = dyn_cast<tile::FillOp>(op);
    if (fill)
      allFills.push_back(fill);
    if (fill && !matchPattern(fill.getValue(), m_Constant()))
      fills.push_back(fill);
  });
  for (tile::FillOp fill : allFills)
    stageFill(fill);
  ScalarCode code;
  for (tile::ParallelOp parallel : parallels)
    code.sinkInto(parallel);
  for (memref::StoreOp store : stores)
    code.wrap(store);
  for (tile::FillOp fill : fills)
    code.wrap(fill);
  for (tile::CopyOp copy : copies)
    if (failed(wrapCopy(copy)))
      return failure();
  SmallVector<Operation *> all;
  module.walk<WalkOrder::PreOrder>([&](Operation *op) { all.push_back(op); });
  for (Operation *op : llvm::reverse(all))
    if (op->use_empty() && isEngineWork(op))
      op->erase();
  return success();
}
