//===- StageAtomicUpdates.cpp - Atomic updates gathered on chip -----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A core reads and writes memory in separate steps. So that no update is lost, all blocks that
// update the same elements of a tensor run on one core, one after the other: axes of the grid along
// which blocks are not provably disjoint become loops inside the block. What a block updates is in
// a fragment meanwhile. That is free of races, and always gives the same sum.
//
//===----------------------------------------------------------------------===//

#include "AtomicReach.h"
#include "ParallelBuilder.h"

#include "tilium/Dialect/Tile/IR/ElementConversion.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Transforms/Passes.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

namespace tilium {
#define GEN_PASS_DEF_STAGEATOMICUPDATESPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

//===----------------------------------------------------------------------===//
// Updates of tensors become updates of fragments
//===----------------------------------------------------------------------===//

/// Tells what running blocks one after the other costs.
static void adviseOnCost(tile::LaunchOp launch, const AtomicReach &reach) {
  int64_t together = 1, apart = 1;
  for (auto [axis, extent] : llvm::enumerate(launch.getGrid()))
    (reach.isDisjoint(axis) ? apart : together) *= *getConstantIntValue(extent);
  if (together == 1)
    return;
  const AtomicUpdate &first = reach.getUpdates().front().second.front();
  advise(first.op, DiagnosticCode::AtomicSerialised)
      << "blocks that update the same elements of '" << nameOfBuffer(first.buffer())
      << "' run one after the other on one core: " << together << " by " << together << " of "
      << together * apart << " blocks, so that at most " << apart
      << " cores work; a workspace for each block that a second T.Kernel adds up uses more";
}

/// A launch over the axes `kept` of `launch`, with its attributes and an empty body.
static tile::LaunchOp createLaunch(tile::LaunchOp launch, ArrayRef<unsigned> kept) {
  OpBuilder builder(launch);
  OperationState state(launch.getLoc(), tile::LaunchOp::getOperationName());
  Block *body = new Block();
  for (unsigned axis : kept) {
    BlockArgument was = launch.getBody().front().getArgument(axis);
    state.addOperands(launch.getGrid()[axis]);
    was.replaceAllUsesWith(body->addArgument(was.getType(), was.getLoc()));
  }
  if (kept.empty()) {
    state.addOperands(arith::ConstantIndexOp::create(builder, launch.getLoc(), 1).getResult());
    body->addArgument(builder.getIndexType(), launch.getLoc());
  }
  state.addAttributes(launch->getAttrs());
  state.addRegion()->push_back(body);
  return cast<tile::LaunchOp>(builder.create(state));
}

/// Makes loops of the axes along which blocks are not disjoint, around all but the buffers.
static tile::LaunchOp serialise(tile::LaunchOp launch, const AtomicReach &reach) {
  SmallVector<unsigned> kept, serial;
  for (unsigned axis = 0; axis < launch.getGrid().size(); ++axis)
    (reach.isDisjoint(axis) ? kept : serial).push_back(axis);
  if (serial.empty())
    return launch;
  Location loc = launch.getLoc();
  tile::LaunchOp replacement = createLaunch(launch, kept);
  Block *old = &launch.getBody().front(), *body = &replacement.getBody().front(), *inner = body;
  OpBuilder builder = OpBuilder::atBlockEnd(body);
  for (tile::AllocOp alloc : llvm::make_early_inc_range(old->getOps<tile::AllocOp>()))
    alloc->moveBefore(body, body->end());
  for (unsigned axis : llvm::reverse(serial)) {
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    auto loop = scf::ForOp::create(builder, loc, zero, launch.getGrid()[axis], one);
    loop.getInductionVar().setLoc(old->getArgument(axis).getLoc());
    old->getArgument(axis).replaceAllUsesWith(loop.getInductionVar());
    inner = loop.getBody();
    builder.setInsertionPoint(inner->getTerminator());
  }
  builder.setInsertionPointToEnd(body);
  tile::EndOp::create(builder, loc);
  old->getTerminator()->erase();
  inner->getOperations().splice(inner->getTerminator()->getIterator(), old->getOperations());
  launch.erase();
  return replacement;
}

namespace {

/// Gives the updates of a launch fragments to work on.
class Gathering {
public:
  Gathering(tile::LaunchOp launch, const AtomicReach &reach)
      : reach(reach), body(&launch.getBody().front()) {}
  void gather(Value tensor);

private:
  Value createAccumulator(Value tensor, const ReachedPart &part);
  Value createRegion(OpBuilder &builder, Location loc, Value buffer, const ReachedPart &part);
  void redirect(const AtomicUpdate &update, Value accumulator, const ReachedPart &part);

  const AtomicReach &reach;
  Block *body; ///< Of the launch.
};

} // namespace

Value Gathering::createAccumulator(Value tensor, const ReachedPart &part) {
  SmallVector<int64_t> shape;
  for (const ReachedRange &range : part)
    if (range.extent() != 1)
      shape.push_back(range.extent());
  if (shape.empty())
    shape.push_back(1);
  OpBuilder builder = OpBuilder::atBlockBegin(body);
  auto scope = tile::ScopeAttr::get(builder.getContext(), tile::Scope::Fragment);
  std::string name = nameOfBuffer(tensor) + "_sum";
  Type element = cast<MemRefType>(tensor.getType()).getElementType();
  Location loc = reach.getUpdates().find(tensor)->second.front().loc();
  return tile::AllocOp::create(builder, NameLoc::get(builder.getStringAttr(name), loc),
                               MemRefType::get(shape, element, MemRefLayoutAttrInterface(), scope),
                               builder.getStringAttr(name));
}

/// The part of the tensor, or the accumulator as a whole.
Value Gathering::createRegion(OpBuilder &builder, Location loc, Value buffer,
                              const ReachedPart &part) {
  SmallVector<Value> offsets;
  SmallVector<int64_t> extents;
  auto type = cast<MemRefType>(buffer.getType());
  if (!isTensor(buffer)) {
    extents = SmallVector<int64_t>(type.getShape());
    offsets.assign(extents.size(), arith::ConstantIndexOp::create(builder, loc, 0));
  } else {
    for (const ReachedRange &range : part) {
      LinearIndex start = range.base;
      start.constant += range.smallest;
      offsets.push_back(createUniformPart(builder, loc, start, body));
      extents.push_back(range.extent());
    }
  }
  return tile::RegionOp::create(
      builder, loc,
      tile::RegionType::get(builder.getContext(), ArrayRef<int64_t>(extents),
                            type.getElementType()),
      buffer, offsets, ValueRange(), builder.getDenseI64ArrayAttr(extents));
}

/// Makes an update of the tensor one of the accumulator.
void Gathering::redirect(const AtomicUpdate &update, Value accumulator, const ReachedPart &part) {
  Block *body = update.body();
  OpBuilder before(update.parallel), inside(update.op);
  memref::AtomicRMWOp op = update.op;
  Location loc = op.getLoc();
  SmallVector<Value> indices;
  for (auto [index, range] : llvm::zip_equal(update.indices, part)) {
    if (range.extent() == 1)
      continue;
    LinearIndex within = index;
    within.add(range.base, -1);
    within.constant -= range.smallest;
    Value offset = createUniformPart(before, loc, within, body);
    if (within.isUniform())
      indices.push_back(offset);
    else if (matchPattern(offset, m_Zero()))
      indices.push_back(within.variables.front().first);
    else
      indices.push_back(
          inside.createOrFold<arith::AddIOp>(loc, within.variables.front().first, offset));
  }
  if (indices.empty())
    indices.push_back(arith::ConstantIndexOp::create(before, loc, 0));
  memref::AtomicRMWOp::create(inside, loc, op.getKind(), op.getValue(), accumulator, indices);
  op.erase();
}

void Gathering::gather(Value tensor) {
  const ReachedPart &part = reach.partOf(tensor);
  const SmallVector<AtomicUpdate> &updates = reach.getUpdates().find(tensor)->second;
  Location loc = updates.front().loc();
  Value accumulator = createAccumulator(tensor, part);
  OpBuilder builder(body->getParentOp()->getContext());
  // After the buffers, before all else.
  auto first = llvm::find_if(*body, [](Operation &op) { return !isa<tile::AllocOp>(op); });
  builder.setInsertionPoint(body, first);
  Value from = createRegion(builder, loc, tensor, part);
  tile::CopyOp::create(builder, loc, from, createRegion(builder, loc, accumulator, part));
  builder.setInsertionPoint(body->getTerminator());
  Value to = createRegion(builder, loc, tensor, part);
  tile::CopyOp::create(builder, loc, createRegion(builder, loc, accumulator, part), to);
  for (const AtomicUpdate &update : updates)
    redirect(update, accumulator, part);
}

/// Whether the kernel uses the tensor otherwise; then the order of updates and uses matters.
static LogicalResult checkOtherUses(tile::LaunchOp launch, Value tensor,
                                    const AtomicUpdate &update) {
  for (Operation *user : tensor.getUsers()) {
    if (isa<memref::AtomicRMWOp, memref::DimOp>(user) || !launch->isProperAncestor(user))
      continue;
    InFlightDiagnostic diagnostic =
        refuse(update.op, DiagnosticCode::AtomicDestination)
        << "'" << nameOfBuffer(tensor)
        << "' is updated atomically and used otherwise in one T.Kernel, whose blocks run in any "
           "order; use a second T.Kernel";
    diagnostic.attachNote(user->getLoc()) << "used here";
    return failure();
  }
  return success();
}

/// What the updates of tensors in the launch reach.
static FailureOr<AtomicReach> findReach(tile::LaunchOp launch) {
  AtomicReach reach(launch);
  WalkResult result = launch.walk([&](memref::AtomicRMWOp op) {
    if (!isTensor(op.getMemref()))
      return WalkResult::advance();
    FailureOr<AtomicUpdate> update = getAtomicUpdate(op);
    if (failed(update) || failed(checkOtherUses(launch, op.getMemref(), *update)))
      return WalkResult::interrupt();
    reach.add(op.getMemref(), *update);
    return WalkResult::advance();
  });
  if (result.wasInterrupted() || failed(reach.solve()))
    return failure();
  return reach;
}

static LogicalResult gatherUpdatesOfTensors(tile::LaunchOp launch) {
  FailureOr<AtomicReach> reach = findReach(launch);
  if (failed(reach))
    return failure();
  if ((*reach).getUpdates().empty())
    return success();
  adviseOnCost(launch, *reach);
  launch = serialise(launch, *reach);
  // The same parts, said with the loops that blocks now have.
  reach = findReach(launch);
  if (failed(reach))
    return failure();
  Gathering gathering(launch, *reach);
  for (auto &[tensor, updates] : (*reach).getUpdates())
    gathering.gather(tensor);
  return success();
}

//===----------------------------------------------------------------------===//
// Updates of on-chip buffers become loads and stores, or reductions
//===----------------------------------------------------------------------===//

static Value combine(OpBuilder &builder, Location loc, arith::AtomicRMWKind kind, Value a,
                     Value b) {
  using Kind = arith::AtomicRMWKind;
  switch (kind) {
  case Kind::addf:
    return arith::AddFOp::create(builder, loc, a, b);
  case Kind::maximumf:
    return arith::MaximumFOp::create(builder, loc, a, b);
  case Kind::minimumf:
    return arith::MinimumFOp::create(builder, loc, a, b);
  case Kind::addi:
    return arith::AddIOp::create(builder, loc, a, b);
  case Kind::maxs:
    return arith::MaxSIOp::create(builder, loc, a, b);
  default:
    return arith::MinSIOp::create(builder, loc, a, b);
  }
}

/// `buffer[indices] = combine(buffer[indices], value)` where the builder stands.
static void createReadModifyWrite(OpBuilder &builder, Location loc, arith::AtomicRMWKind kind,
                                  Value value, Value buffer, ValueRange indices) {
  Type type = cast<MemRefType>(buffer.getType()).getElementType();
  auto load = memref::LoadOp::create(builder, loc, buffer, indices);
  Value result = combine(builder, loc, kind, tile::fromStorage(builder, loc, load),
                         tile::fromStorage(builder, loc, value));
  memref::StoreOp::create(builder, loc, tile::convertElement(builder, loc, result, type), buffer,
                          indices);
}

static tile::ReduceKind reductionOf(arith::AtomicRMWKind kind) {
  using Kind = arith::AtomicRMWKind;
  if (kind == Kind::addf || kind == Kind::addi)
    return tile::ReduceKind::Sum;
  return kind == Kind::maximumf || kind == Kind::maxs ? tile::ReduceKind::Max
                                                      : tile::ReduceKind::Min;
}

static Value createFragment(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape, Type type) {
  auto scope = tile::ScopeAttr::get(builder.getContext(), tile::Scope::Fragment);
  return tile::AllocOp::create(builder, NameLoc::get(builder.getStringAttr("contributions"), loc),
                               MemRefType::get(shape, type, MemRefLayoutAttrInterface(), scope),
                               builder.getStringAttr("contributions"));
}

static Value wholeOf(OpBuilder &builder, Location loc, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  return tile::RegionOp::create(
      builder, loc,
      tile::RegionType::get(builder.getContext(), type.getShape(), type.getElementType()), buffer,
      SmallVector<Value>(type.getRank(), zero), ValueRange(),
      builder.getDenseI64ArrayAttr(type.getShape()));
}

/// Several points update one element: their contributions are kept, reduced, and combined with the
/// buffer after the T.Parallel. `kept` are the variables that tell elements apart.
static void reduceUpdate(const AtomicUpdate &update, ArrayRef<Value> kept,
                         ArrayRef<Value> reduced) {
  memref::AtomicRMWOp op = update.op;
  tile::ParallelOp parallel = update.parallel;
  Location loc = op.getLoc();
  Type type = cast<MemRefType>(op.getMemref().getType()).getElementType();
  SmallVector<Value> at(kept);
  at.append(reduced.begin(), reduced.end());
  SmallVector<int64_t> shape;
  for (Value variable : at)
    shape.push_back(
        *getConstantIntValue(parallel.getExtents()[cast<BlockArgument>(variable).getArgNumber()]));
  OpBuilder builder(parallel);
  Value contributions = createFragment(builder, loc, shape, type);
  tile::ReduceKind kind = reductionOf(op.getKind());
  tile::FillOp::create(builder, loc, wholeOf(builder, loc, contributions),
                       arith::getIdentityValue(op.getKind(), type, builder, loc));
  OpBuilder inside(op);
  memref::StoreOp::create(inside, loc, op.getValue(), contributions, at);
  builder.setInsertionPointAfter(parallel);
  for (size_t left = reduced.size(); left > 0; --left) {
    shape.pop_back();
    Value sums = createFragment(builder, loc, shape.empty() ? ArrayRef<int64_t>{1} : shape, type);
    int64_t last = cast<MemRefType>(contributions.getType()).getRank() - 1;
    tile::ReduceOp::create(builder, loc, kind, wholeOf(builder, loc, contributions),
                           wholeOf(builder, loc, sums), last, /*clear=*/true);
    contributions = sums;
  }
  Block *old = &parallel.getBody().front();
  SmallVector<Value> indices, offsets;
  for (const LinearIndex &index : update.indices)
    offsets.push_back(createUniformPart(builder, loc, index, old));
  auto sumShape = cast<MemRefType>(contributions.getType()).getShape();
  ValueRange points = createParallel(builder, loc, sumShape).getBody().front().getArguments();
  for (auto [index, offset] : llvm::zip_equal(update.indices, offsets)) {
    if (index.isUniform()) {
      indices.push_back(offset);
      continue;
    }
    Value point = points[llvm::find(kept, index.variables.front().first) - kept.begin()];
    indices.push_back(matchPattern(offset, m_Zero())
                          ? point
                          : builder.createOrFold<arith::AddIOp>(loc, point, offset));
  }
  Value sum = memref::LoadOp::create(builder, loc, contributions, points);
  createReadModifyWrite(builder, loc, op.getKind(), sum, op.getMemref(), indices);
  op.erase();
}

/// Whether the T.Parallel around the update uses its buffer in another way.
static LogicalResult checkUsesInParallel(const AtomicUpdate &update) {
  for (Operation *user : update.buffer().getUsers())
    if (user != update.op && update.parallel->isProperAncestor(user))
      return refuse(user, DiagnosticCode::AtomicDestination)
             << "'" << nameOfBuffer(update.buffer())
             << "' is updated by several points of this T.Parallel and used in it otherwise; use a "
                "T.Parallel of its own";
  return success();
}

static LogicalResult lowerUpdate(memref::AtomicRMWOp op) {
  FailureOr<AtomicUpdate> update = getAtomicUpdate(op);
  if (failed(update))
    return failure();
  SmallVector<Value> kept, reduced;
  for (const LinearIndex &index : update->indices)
    if (!index.isUniform())
      kept.push_back(index.variables.front().first);
  for (BlockArgument variable : update->parallel.getBody().front().getArguments()) {
    auto extent = getConstantIntValue(update->parallel.getExtents()[variable.getArgNumber()]);
    if (!extent)
      return refuse(op, DiagnosticCode::RunTimeSize)
             << "an atomic update over an extent that is known only at run time; use a constant "
                "extent and a condition";
    if (!llvm::is_contained(kept, variable) && *extent != 1)
      reduced.push_back(variable);
  }
  if (reduced.empty()) {
    OpBuilder builder(op);
    createReadModifyWrite(builder, op.getLoc(), op.getKind(), op.getValue(), op.getMemref(),
                          op.getIndices());
    op.erase();
    return success();
  }
  if (failed(checkUsesInParallel(*update)))
    return failure();
  reduceUpdate(*update, kept, reduced);
  return success();
}

/// An update outside of T.Parallel is one over a single point.
static void wrapUpdate(memref::AtomicRMWOp op) {
  if (op->getParentOfType<tile::ParallelOp>())
    return;
  OpBuilder builder(op);
  tile::ParallelOp parallel = createParallel(builder, op.getLoc(), {1});
  op->moveBefore(parallel.getBody().front().getTerminator());
}

static SmallVector<memref::AtomicRMWOp> findUpdates(Operation *root) {
  SmallVector<memref::AtomicRMWOp> found;
  root->walk([&](memref::AtomicRMWOp op) { found.push_back(op); });
  return found;
}

namespace {
class StageAtomicUpdatesPass
    : public tilium::impl::StageAtomicUpdatesPassBase<StageAtomicUpdatesPass> {
public:
  using StageAtomicUpdatesPassBase::StageAtomicUpdatesPassBase;

  void runOnOperation() override {
    for (memref::AtomicRMWOp op : findUpdates(getOperation()))
      wrapUpdate(op);
    SmallVector<tile::LaunchOp> launches;
    getOperation().walk([&](tile::LaunchOp launch) { launches.push_back(launch); });
    for (tile::LaunchOp launch : launches)
      if (failed(gatherUpdatesOfTensors(launch)))
        return signalPassFailure();
    for (memref::AtomicRMWOp op : findUpdates(getOperation()))
      if (failed(lowerUpdate(op)))
        return signalPassFailure();
  }
};
} // namespace
