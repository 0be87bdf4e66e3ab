//===- PromoteScalars.cpp - Integers that steer the program ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The processors compute addresses, bounds and conditions; engines compute what is in buffers. So
// an integer that steers the program may not be in a buffer: variables of one element become
// values, and elements of tensors become numbers that each processor loads by itself. What only
// elementwise code uses stays where it is, with the engines.
//
//===----------------------------------------------------------------------===//

#include "ParallelBuilder.h"
#include "SteeringScalars.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Analysis/LinearIndex.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Transforms/Passes.h"

#include "mlir/IR/Dominance.h"

namespace tilium {
#define GEN_PASS_DEF_PROMOTESCALARSPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

//===----------------------------------------------------------------------===//
// Variables to values
//===----------------------------------------------------------------------===//

namespace {

/// What each variable holds at a place of the program; null where nothing was stored yet.
using Contents = llvm::MapVector<Value, Value>;

/// Makes values of variables: the classic construction over structured control flow.
class VariablePromotion {
public:
  explicit VariablePromotion(const llvm::SetVector<Value> &variables) : variables(variables) {}
  LogicalResult run(Block &block) {
    Contents contents;
    return convert(block, contents);
  }

private:
  LogicalResult convert(Block &block, Contents &contents);
  LogicalResult convertLoop(scf::ForOp loop, Contents &contents);
  LogicalResult convertBranch(scf::IfOp branch, Contents &contents);
  LogicalResult convertAccess(Operation *op, Contents &contents);
  SmallVector<Value> storedIn(Operation *op);
  Value valueOrZero(OpBuilder &builder, Value variable, const Contents &contents);

  const llvm::SetVector<Value> &variables;
  DenseSet<Value> unset; ///< Values that stand for a variable that nothing was stored to.
};

} // namespace

/// The variables that something in `op` stores to, in order of the first store.
SmallVector<Value> VariablePromotion::storedIn(Operation *op) {
  llvm::SetVector<Value> stored;
  op->walk([&](memref::StoreOp store) {
    if (variables.contains(store.getMemref()))
      stored.insert(store.getMemref());
  });
  return stored.takeVector();
}

/// What a loop or a branch passes on for `variable`; a zero that nothing may read where it is
/// unset.
Value VariablePromotion::valueOrZero(OpBuilder &builder, Value variable, const Contents &contents) {
  if (Value value = contents.lookup(variable))
    return value;
  Type type = cast<MemRefType>(variable.getType()).getElementType();
  Value zero =
      arith::ConstantOp::create(builder, variable.getLoc(), builder.getIntegerAttr(type, 0));
  unset.insert(zero);
  return zero;
}

LogicalResult VariablePromotion::convertAccess(Operation *op, Contents &contents) {
  if (auto store = dyn_cast<memref::StoreOp>(op)) {
    contents[store.getMemref()] = store.getValue();
    store.erase();
    return success();
  }
  auto load = cast<memref::LoadOp>(op);
  Value value = contents.lookup(load.getMemref());
  if (!value || unset.contains(value)) {
    InFlightDiagnostic diagnostic = refuse(load, DiagnosticCode::ReadBeforeWrite)
                                    << "'" << nameOfBuffer(load.getMemref())
                                    << "' is read here before anything is written to it";
    diagnostic.attachNote(load.getMemref().getLoc())
        << "'" << nameOfBuffer(load.getMemref()) << "' is allocated here";
    return failure();
  }
  load.replaceAllUsesWith(value);
  load.erase();
  return success();
}

LogicalResult VariablePromotion::convertLoop(scf::ForOp loop, Contents &contents) {
  SmallVector<Value> carried = storedIn(loop);
  if (carried.empty())
    return convert(*loop.getBody(), contents);
  OpBuilder builder(loop);
  SmallVector<Value> inits(loop.getInitArgs());
  size_t known = inits.size();
  for (Value variable : carried)
    inits.push_back(valueOrZero(builder, variable, contents));
  auto wider = scf::ForOp::create(builder, loop.getLoc(), loop.getLowerBound(),
                                  loop.getUpperBound(), loop.getStep(), inits);
  wider->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  Block &body = *wider.getBody();
  body.getArgument(0).setLoc(loop.getInductionVar().getLoc());
  body.clear();
  body.getOperations().splice(body.end(), loop.getBody()->getOperations());
  for (size_t i = 0; i <= known; ++i)
    loop.getBody()->getArgument(i).replaceAllUsesWith(body.getArgument(i));
  for (size_t i = 0; i < known; ++i)
    loop.getResult(i).replaceAllUsesWith(wider.getResult(i));
  loop.erase();

  Contents inside = contents;
  for (auto [i, variable] : llvm::enumerate(carried)) {
    BlockArgument argument = body.getArgument(1 + known + i);
    argument.setLoc(variable.getLoc());
    inside[variable] = argument;
    if (unset.contains(inits[known + i]))
      unset.insert(argument);
  }
  if (failed(convert(body, inside)))
    return failure();
  bool runs = getTripCount(wider).value_or(0) > 0;
  SmallVector<Value> yielded(body.getTerminator()->getOperands());
  for (auto [i, variable] : llvm::enumerate(carried)) {
    Value last = inside.lookup(variable);
    yielded.push_back(last);
    Value result = wider.getResult(known + i);
    contents[variable] = result;
    // A loop may not run, unless its bounds show that it does.
    if (unset.contains(last) || (!runs && unset.contains(inits[known + i])))
      unset.insert(result);
  }
  body.getTerminator()->setOperands(yielded);
  return success();
}

LogicalResult VariablePromotion::convertBranch(scf::IfOp branch, Contents &contents) {
  SmallVector<Value> changed = storedIn(branch);
  if (changed.empty()) {
    for (Region &region : branch->getRegions())
      for (Block &block : region)
        if (failed(convert(block, contents)))
          return failure();
    return success();
  }
  OpBuilder builder(branch);
  SmallVector<Value> before;
  SmallVector<Type> types(branch.getResultTypes());
  for (Value variable : changed) {
    before.push_back(valueOrZero(builder, variable, contents));
    types.push_back(before.back().getType());
  }
  auto wider = scf::IfOp::create(builder, branch.getLoc(), types, branch.getCondition(),
                                 /*addThenBlock=*/true, /*addElseBlock=*/true);
  size_t known = branch.getNumResults();
  for (auto [from, to] : {std::pair(branch.thenBlock(), wider.thenBlock()),
                          std::pair(branch.elseBlock(), wider.elseBlock())}) {
    if (from) {
      to->clear();
      to->getOperations().splice(to->end(), from->getOperations());
    } else if (to->empty()) {
      OpBuilder end = OpBuilder::atBlockEnd(to);
      scf::YieldOp::create(end, branch.getLoc());
    }
    Contents inside = contents;
    for (auto [variable, value] : llvm::zip_equal(changed, before))
      inside[variable] = value;
    if (failed(convert(*to, inside)))
      return failure();
    SmallVector<Value> yielded(to->getTerminator()->getOperands());
    for (auto [i, variable] : llvm::enumerate(changed)) {
      yielded.push_back(inside.lookup(variable));
      if (unset.contains(yielded.back()))
        unset.insert(wider.getResult(known + i));
    }
    to->getTerminator()->setOperands(yielded);
  }
  for (size_t i = 0; i < known; ++i)
    branch.getResult(i).replaceAllUsesWith(wider.getResult(i));
  for (auto [i, variable] : llvm::enumerate(changed))
    contents[variable] = wider.getResult(known + i);
  branch.erase();
  return success();
}

LogicalResult VariablePromotion::convert(Block &block, Contents &contents) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    LogicalResult result = success();
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      result = convertLoop(loop, contents);
    } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
      result = convertBranch(branch, contents);
    } else if (isa<memref::LoadOp, memref::StoreOp>(op)) {
      auto load = dyn_cast<memref::LoadOp>(op);
      Value memref = load ? load.getMemref() : cast<memref::StoreOp>(op).getMemref();
      if (variables.contains(memref))
        result = convertAccess(&op, contents);
    } else {
      for (Region &region : op.getRegions())
        for (Block &nested : region)
          if (failed(convert(nested, contents)))
            return failure();
    }
    if (failed(result))
      return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Elements of tensors to numbers
//===----------------------------------------------------------------------===//

/// Whether `indices` are of an element of `tensor`; null if they surely are.
static Value createIsInside(OpBuilder &builder, Location loc, Value tensor, ValueRange indices) {
  Value isInside;
  auto require = [&](arith::CmpIPredicate predicate, Value index, int64_t bound) {
    Value limit = arith::ConstantIndexOp::create(builder, loc, bound);
    Value holds = arith::CmpIOp::create(builder, loc, predicate, index, limit);
    isInside = isInside ? arith::AndIOp::create(builder, loc, isInside, holds).getResult() : holds;
  };
  ArrayRef<int64_t> shape = cast<MemRefType>(tensor.getType()).getShape();
  for (auto [index, size] : llvm::zip_equal(indices, shape)) {
    std::optional<IndexRange> range = getIndexRange(index);
    if (!range || range->smallest < 0)
      require(arith::CmpIPredicate::sge, index, 0);
    if (!range || range->largest >= size)
      require(arith::CmpIPredicate::slt, index, size);
  }
  return isInside;
}

/// The element of a tensor that `load`, of a tensor or of a copy of it, loads. A copy holds zeros
/// for what is outside of the tensor.
static Value createElement(OpBuilder &builder, memref::LoadOp load) {
  Location loc = load.getLoc();
  if (isTensor(load.getMemref()))
    return tt::LoadScalarOp::create(builder, loc, load.getMemref(), load.getIndices());
  tile::CopyOp copy = findOnlyFilling(load);
  auto source = copy.getSource().getDefiningOp<tile::RegionOp>();
  auto destination = copy.getDestination().getDefiningOp<tile::RegionOp>();
  // Extents other than 1 match in order.
  SmallVector<Value> varying;
  for (auto [extent, index] : llvm::zip_equal(destination.getStaticExtents(), load.getIndices()))
    if (extent != 1)
      varying.push_back(index);
  SmallVector<Value> indices;
  unsigned next = 0;
  for (auto [extent, offset] : llvm::zip_equal(source.getStaticExtents(), source.getOffsets()))
    indices.push_back(
        extent == 1 ? offset : builder.createOrFold<arith::AddIOp>(loc, offset, varying[next++]));
  Value element = tt::LoadScalarOp::create(builder, loc, source.getBuffer(), indices);
  Value isInside = createIsInside(builder, loc, source.getBuffer(), indices);
  if (!isInside)
    return element;
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  return arith::SelectOp::create(builder, loc, isInside, element, zero);
}

/// `value` without changes of its width that keep it.
static Value stripCasts(Value value) {
  while (auto cast = value.getDefiningOp<arith::IndexCastOp>())
    value = cast.getIn();
  return value;
}

/// Erases what computes `value` if nothing uses it.
static void eraseDead(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || !isOpTriviallyDead(op))
    return;
  SmallVector<Value> operands(op->getOperands());
  op->erase();
  llvm::for_each(operands, eraseDead);
}

/// Replaces `load`, and puts the number outside of the T.Parallel for all of whose points it is the
/// same.
static void replaceLoad(memref::LoadOp load) {
  OpBuilder builder(load);
  Location loc = load.getLoc();
  Value element = createElement(builder, load);
  if (auto parallel = load->getParentOfType<tile::ParallelOp>()) {
    OpBuilder before(parallel);
    Value inside = element;
    element = hoistUniform(before, inside, &parallel.getBody().front());
    eraseDead(inside);
    builder.setInsertionPoint(parallel);
  }
  Type type = load.getType(), signless = type;
  if (type.isUnsignedInteger())
    signless = builder.getIntegerType(type.getIntOrFloatBitWidth());
  Value value = arith::IndexCastOp::create(builder, loc, signless, element);
  if (signless != type)
    value = UnrealizedConversionCastOp::create(builder, loc, type, value).getResult(0);
  load.replaceAllUsesWith(value);
  load.erase();
}

/// Erases a buffer whose elements all became numbers, with the copy that fills it.
static void eraseUnread(Value buffer) {
  SmallVector<Operation *> regions(buffer.getUsers());
  for (Operation *user : regions) {
    auto copy = user->hasOneUse() ? dyn_cast<tile::CopyOp>(*user->user_begin()) : tile::CopyOp();
    if (!isa<tile::RegionOp>(user) || !copy || copy.getDestination() != user->getResult(0))
      return;
  }
  for (Operation *region : regions) {
    (*region->user_begin())->erase();
    region->erase();
  }
  buffer.getDefiningOp()->erase();
}

/// One number for those that are of the same element.
static void mergeEqual(func::FuncOp function) {
  DominanceInfo dominance(function);
  SmallVector<tt::LoadScalarOp> scalars, kept;
  function.walk<WalkOrder::PreOrder>([&](tt::LoadScalarOp scalar) { scalars.push_back(scalar); });
  for (tt::LoadScalarOp scalar : scalars) {
    auto same = llvm::find_if(kept, [&](tt::LoadScalarOp other) {
      return other.getTensor() == scalar.getTensor() &&
             dominance.dominates(other.getValue(), scalar) &&
             llvm::equal(other.getIndices(), scalar.getIndices(),
                         [](Value a, Value b) { return stripCasts(a) == stripCasts(b); });
    });
    if (same == kept.end()) {
      kept.push_back(scalar);
      continue;
    }
    scalar.replaceAllUsesWith(same->getResult());
    scalar.erase();
  }
}

/// Refuses numbers that are others for the processors.
static LogicalResult checkFit(const SteeringScalars &steering) {
  if (steering.unfit.empty())
    return success();
  Operation *op = steering.unfit.front();
  InFlightDiagnostic diagnostic = refuse(op, DiagnosticCode::DataDependentControl);
  if (auto load = dyn_cast<memref::LoadOp>(op))
    diagnostic << "'" << nameOfBuffer(load.getMemref()) << "' holds " << load.getType()
               << " numbers, and one decides about an address, a bound or a branch: processors "
                  "compute with 32 bits and a sign; "
               << (load.getType().isUnsignedInteger() ? "cast the element to int32"
                                                      : "use a variable of int32");
  else
    diagnostic << "a number cast to " << op->getResult(0).getType()
               << " decides about an address, a bound or a branch: processors compute with 32 bits "
                  "and a sign; cast it to int32";
  return failure();
}

static LogicalResult promote(func::FuncOp function) {
  SteeringScalars steering(function);
  if (failed(checkFit(steering)))
    return failure();
  if (steering.variables.empty() && steering.loads.empty())
    return success();
  if (failed(VariablePromotion(steering.variables).run(function.getBody().front())))
    return failure();
  for (Value variable : steering.variables)
    variable.getDefiningOp()->erase();
  llvm::SetVector<Value> buffers;
  for (memref::LoadOp load : steering.loads) {
    if (!isTensor(load.getMemref()))
      buffers.insert(load.getMemref());
    replaceLoad(load);
  }
  llvm::for_each(buffers, eraseUnread);
  mergeEqual(function);
  return success();
}

namespace {
class PromoteScalarsPass : public tilium::impl::PromoteScalarsPassBase<PromoteScalarsPass> {
public:
  using PromoteScalarsPassBase::PromoteScalarsPassBase;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(promote(function)))
        return signalPassFailure();
  }
};
} // namespace
