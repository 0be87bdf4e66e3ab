//===- StageTensorAccesses.cpp - T.Parallel reaches tensors by copies -----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Engines see circular buffers only. Elementwise code that loads or stores elements of a tensor
// gets a buffer of its own for the block it works on, and copies around it: to the passes it looks
// as if the user had written T.copy. Scalar code with floats or elements of buffers becomes
// elementwise code first (ScalarCode.h).
//
//===----------------------------------------------------------------------===//

#include "ParallelBuilder.h"
#include "ScalarCode.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Analysis/LinearIndex.h"
#include "tilium/Dialect/Tile/IR/ElementConversion.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Transforms/Passes.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <numeric>

namespace tilium {
#define GEN_PASS_DEF_STAGETENSORACCESSESPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

namespace {

/// The elements of a tensor that one access reaches over the whole index space.
struct TensorBlock {
  Value tensor;
  SmallVector<LinearIndex> indices; ///< One a dimension of the tensor.

  bool operator==(const TensorBlock &other) const {
    return tensor == other.tensor && indices == other.indices;
  }
};

/// An on-chip buffer for a block of a tensor.
struct StagedBlock {
  TensorBlock block;
  Value buffer;
  SmallVector<Value> variables; ///< Of T.Parallel, one a dimension of `buffer`; null: 0.
  Value rows;                   ///< How many rows of a stored block go to the tensor; null: all.
};

/// What conditions say about the variables of T.Parallel: each has fewer values.
struct Bounds {
  DenseMap<Value, int64_t> constants;
  Value variable, bound; ///< One that is known at run time; null if there is none.
};

/// Stages the tensors of one T.Parallel.
class Staging {
public:
  explicit Staging(tile::ParallelOp parallel)
      : parallel(parallel), body(&parallel.getBody().front()) {}
  LogicalResult run();

private:
  std::optional<TensorBlock> blockOf(Value tensor, ValueRange indices);
  LogicalResult refuseNoBlock(Operation *access, Value tensor);
  FailureOr<StagedBlock *>
  stage(Operation *access, const TensorBlock &block, SmallVectorImpl<StagedBlock> &known,
        const DenseMap<Value, int64_t> &bounds = DenseMap<Value, int64_t>());
  std::optional<Bounds> boundsOf(memref::StoreOp store);
  bool addBound(Value condition, Bounds &bounds);
  bool storesRows(const TensorBlock &block, const Bounds &bounds);
  FailureOr<int64_t> extentOf(Operation *access, Value variable);
  Value createRegion(OpBuilder &builder, const StagedBlock &staged, bool ofTensor);
  SmallVector<Value> createIndices(OpBuilder &builder, const StagedBlock &staged);
  LogicalResult replaceLoad(memref::LoadOp load);
  LogicalResult replaceNoBlock(memref::LoadOp load);
  std::pair<Value, int64_t> surround(OpBuilder &builder, Value index, int64_t size);
  LogicalResult replaceStore(memref::StoreOp store);

  tile::ParallelOp parallel;
  Block *body;
  SmallVector<StagedBlock> loads, stores;
};

} // namespace

FailureOr<int64_t> Staging::extentOf(Operation *access, Value variable) {
  auto extent =
      getConstantIntValue(parallel.getExtents()[cast<BlockArgument>(variable).getArgNumber()]);
  if (!extent)
    return refuse(access, DiagnosticCode::RunTimeSize)
           << "T.Parallel over an extent that is known only at run time reaches a "
              "tensor; blocks need constant sizes: use a constant extent, and a "
              "condition for what is beyond the tensor";
  return *extent;
}

/// The block that an access reaches, if each index is a variable of its own plus an offset.
std::optional<TensorBlock> Staging::blockOf(Value tensor, ValueRange indices) {
  TensorBlock block{tensor, {}};
  SmallVector<Value> used;
  for (Value index : indices) {
    auto linear = getLinearIndex(index, body);
    if (!linear || linear->variables.size() > 1 ||
        (!linear->isUniform() && linear->variables.front().second != 1))
      return std::nullopt;
    if (!linear->isUniform()) {
      if (llvm::is_contained(used, linear->variables.front().first))
        return std::nullopt;
      used.push_back(linear->variables.front().first);
    }
    block.indices.push_back(*linear);
  }
  return block;
}

LogicalResult Staging::refuseNoBlock(Operation *access, Value tensor) {
  return refuse(access, DiagnosticCode::TensorAccessNoBlock)
         << "T.Parallel stores to '" << nameOfBuffer(tensor)
         << "' at elements that are no block: an index has to be a loop variable plus an offset, "
            "each variable in one dimension; store them in a buffer on chip, and copy its block "
            "with T.copy";
}

FailureOr<StagedBlock *> Staging::stage(Operation *access, const TensorBlock &block,
                                        SmallVectorImpl<StagedBlock> &known,
                                        const DenseMap<Value, int64_t> &bounds) {
  StagedBlock staged{block, {}, {}, {}};
  SmallVector<int64_t> shape;
  for (const LinearIndex &index : block.indices) {
    if (index.isUniform())
      continue;
    Value variable = index.variables.front().first;
    FailureOr<int64_t> extent = extentOf(access, variable);
    if (failed(extent))
      return failure();
    auto bound = bounds.find(variable);
    shape.push_back(bound == bounds.end() ? *extent : std::min(*extent, bound->second));
    staged.variables.push_back(variable);
  }
  if (shape.empty()) {
    shape.push_back(1);
    staged.variables.push_back(Value());
  }
  for (StagedBlock &other : known)
    if (other.block == block &&
        cast<MemRefType>(other.buffer.getType()).getShape() == ArrayRef(shape))
      return &other;
  OpBuilder builder(parallel);
  auto type = cast<MemRefType>(block.tensor.getType());
  auto scope = tile::ScopeAttr::get(builder.getContext(), tile::Scope::Fragment);
  std::string name = nameOfBuffer(block.tensor) + "_block";
  staged.buffer = tile::AllocOp::create(
      builder, NameLoc::get(builder.getStringAttr(name), access->getLoc()),
      MemRefType::get(shape, type.getElementType(), MemRefLayoutAttrInterface(), scope),
      builder.getStringAttr(name));
  known.push_back(staged);
  return &known.back();
}

/// The block in the tensor, or its buffer as a whole.
Value Staging::createRegion(OpBuilder &builder, const StagedBlock &staged, bool ofTensor) {
  Location loc = parallel.getLoc();
  Value buffer = ofTensor ? staged.block.tensor : staged.buffer;
  auto type = cast<MemRefType>(buffer.getType());
  auto shape = cast<MemRefType>(staged.buffer.getType()).getShape();
  SmallVector<Value> offsets;
  SmallVector<int64_t> extents(shape);
  if (ofTensor) {
    extents.clear();
    unsigned next = 0;
    for (const LinearIndex &index : staged.block.indices) {
      offsets.push_back(createUniformPart(builder, loc, index, body));
      extents.push_back(index.isUniform() ? 1 : shape[next++]);
    }
  } else {
    for (size_t dim = 0; dim < shape.size(); ++dim)
      offsets.push_back(arith::ConstantIndexOp::create(builder, loc, 0));
  }
  return tile::RegionOp::create(
      builder, loc,
      tile::RegionType::get(builder.getContext(), ArrayRef<int64_t>(extents),
                            type.getElementType()),
      buffer, offsets, ValueRange(), builder.getDenseI64ArrayAttr(extents));
}

SmallVector<Value> Staging::createIndices(OpBuilder &builder, const StagedBlock &staged) {
  SmallVector<Value> indices;
  for (Value variable : staged.variables)
    indices.push_back(
        variable ? variable
                 : arith::ConstantIndexOp::create(builder, parallel.getLoc(), 0).getResult());
  return indices;
}

LogicalResult Staging::replaceLoad(memref::LoadOp load) {
  std::optional<TensorBlock> block = blockOf(load.getMemref(), load.getIndices());
  if (!block)
    return replaceNoBlock(load);
  // What this T.Parallel stored before is read back from there.
  StagedBlock *staged = nullptr;
  for (StagedBlock &stored : stores)
    if (stored.block == *block)
      staged = &stored;
  if (!staged) {
    size_t before = loads.size();
    FailureOr<StagedBlock *> result = stage(load, *block, loads);
    if (failed(result))
      return failure();
    staged = *result;
    if (loads.size() != before) {
      OpBuilder builder(parallel);
      Value source = createRegion(builder, *staged, /*ofTensor=*/true);
      tile::CopyOp::create(builder, load.getLoc(), source,
                           createRegion(builder, *staged, /*ofTensor=*/false));
    }
  }
  OpBuilder builder(load);
  Value replacement = memref::LoadOp::create(builder, load.getLoc(), staged->buffer,
                                             createIndices(builder, *staged));
  load.replaceAllUsesWith(replacement);
  load.erase();
  return success();
}

/// What `index` may be of a dimension of `size` elements: the first element, and how many.
std::pair<Value, int64_t> Staging::surround(OpBuilder &builder, Value index, int64_t size) {
  Location loc = parallel.getLoc();
  if (auto linear = getLinearIndex(index, body)) {
    LinearIndex start{{}, linear->uniforms, linear->constant};
    std::optional<int64_t> extent = 1;
    for (auto [variable, factor] : linear->variables) {
      std::optional<IndexRange> range = getIndexRange(variable);
      if (!range || !extent) {
        extent = std::nullopt;
        break;
      }
      start.constant += std::min(factor * range->smallest, factor * range->largest);
      *extent += std::abs(factor) * (range->largest - range->smallest);
    }
    if (extent && *extent <= size)
      return {createUniformPart(builder, loc, start, body), *extent};
  }
  std::optional<IndexRange> range = getIndexRange(index);
  int64_t first = range ? std::clamp<int64_t>(range->smallest, 0, size - 1) : 0;
  int64_t last = range ? std::clamp<int64_t>(range->largest, first, size - 1) : size - 1;
  return {arith::ConstantIndexOp::create(builder, loc, first), last - first + 1};
}

/// Elements that are no block come on chip with those around them. Outside of the tensor they are
/// zero.
LogicalResult Staging::replaceNoBlock(memref::LoadOp load) {
  Value tensor = load.getMemref();
  bool isStored = llvm::any_of(tensor.getUsers(), [&](Operation *user) {
    return isa<memref::StoreOp>(user) && parallel->isAncestor(user);
  });
  if (isStored)
    return refuse(load, DiagnosticCode::TensorAccessNoBlock)
           << "T.Parallel reads '" << nameOfBuffer(tensor)
           << "', which it stores to, at elements that are no block; store to a buffer on chip "
              "first";
  OpBuilder builder(parallel), inner(load);
  Location loc = load.getLoc();
  auto type = cast<MemRefType>(tensor.getType());
  SmallVector<Value> offsets, zeros, indices;
  SmallVector<int64_t> extents;
  Value isInside;
  for (auto [dim, index] : llvm::enumerate(load.getIndices())) {
    int64_t size = type.getDimSize(dim);
    auto [offset, extent] = surround(builder, index, size);
    offsets.push_back(offset);
    extents.push_back(extent);
    zeros.push_back(arith::ConstantIndexOp::create(builder, loc, 0));
    indices.push_back(inner.createOrFold<arith::SubIOp>(loc, index, offset));
    std::optional<IndexRange> range = getIndexRange(index);
    if (getLinearIndex(index, body) || (range && range->smallest >= 0 && range->largest < size))
      continue;
    auto compare = [&](arith::CmpIPredicate predicate, int64_t bound) {
      Value holds = arith::CmpIOp::create(inner, loc, predicate, index,
                                          arith::ConstantIndexOp::create(inner, loc, bound));
      isInside = isInside ? arith::AndIOp::create(inner, loc, isInside, holds).getResult() : holds;
    };
    compare(arith::CmpIPredicate::sge, 0);
    compare(arith::CmpIPredicate::slt, size);
  }
  auto scope = tile::ScopeAttr::get(builder.getContext(), tile::Scope::Fragment);
  std::string name = nameOfBuffer(tensor) + "_block";
  Value buffer = tile::AllocOp::create(
      builder, NameLoc::get(builder.getStringAttr(name), loc),
      MemRefType::get(extents, type.getElementType(), MemRefLayoutAttrInterface(), scope),
      builder.getStringAttr(name));
  auto region = [&](Value of, ValueRange starts) {
    return tile::RegionOp::create(
        builder, loc, tile::RegionType::get(builder.getContext(), extents, type.getElementType()),
        of, starts, ValueRange(), builder.getDenseI64ArrayAttr(extents));
  };
  tile::CopyOp::create(builder, loc, region(tensor, offsets), region(buffer, zeros));
  Value element = memref::LoadOp::create(inner, loc, buffer, indices);
  if (isInside) {
    Value zero = tile::convertElement(inner, loc, arith::ConstantIndexOp::create(inner, loc, 0),
                                      element.getType());
    element = arith::SelectOp::create(inner, loc, isInside, element, zero);
  }
  load.replaceAllUsesWith(element);
  load.erase();
  return success();
}

/// Adds what a condition bounds; false if it says anything else.
bool Staging::addBound(Value condition, Bounds &bounds) {
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (!compare || (compare.getPredicate() != arith::CmpIPredicate::slt &&
                   compare.getPredicate() != arith::CmpIPredicate::ult))
    return false;
  Value left = compare.getLhs();
  if (auto narrow = left.getDefiningOp<arith::IndexCastOp>())
    left = narrow.getIn();
  auto variable = dyn_cast<BlockArgument>(left);
  if (!variable || variable.getOwner() != body)
    return false;
  auto constant = getConstantIntValue(compare.getRhs());
  if (!constant) {
    if (bounds.bound || !isUniform(compare.getRhs(), body))
      return false;
    bounds.variable = variable;
    bounds.bound = compare.getRhs();
    return compare.getPredicate() == arith::CmpIPredicate::slt;
  }
  if (*constant <= 0)
    return false;
  auto [known, isNew] = bounds.constants.insert({variable, *constant});
  if (!isNew)
    known->second = std::min(known->second, *constant);
  return true;
}

/// Whether a bound that is known at run time bounds the rows of a block whose elements may be those
/// of other blocks too: then what it leaves out may not be written, not even as it was.
bool Staging::storesRows(const TensorBlock &block, const Bounds &bounds) {
  if (!bounds.bound)
    return false;
  SmallVector<unsigned> varying;
  for (auto [dim, index] : llvm::enumerate(block.indices))
    if (!index.isUniform())
      varying.push_back(dim);
  if (varying.size() < 2)
    return false;
  const LinearIndex &rows = block.indices[varying[varying.size() - 2]];
  auto extent = getConstantIntValue(
      parallel.getExtents()[cast<BlockArgument>(bounds.variable).getArgNumber()]);
  bool isDisjoint = extent && rows.constant % *extent == 0 &&
                    llvm::all_of(rows.uniforms, [&](const LinearIndex::Term &term) {
                      return isMultipleOf(term.first, *extent / std::gcd(*extent, term.second));
                    });
  return rows.variables.front().first == bounds.variable && !isDisjoint;
}

/// The variables of T.Parallel that the conditions around `store` bound, each with how many values
/// it then has; none if they say anything else too.
std::optional<Bounds> Staging::boundsOf(memref::StoreOp store) {
  Bounds bounds;
  SmallVector<Value> conditions;
  for (Operation *at = store; at->getBlock() != body; at = at->getParentOp()) {
    auto branch = dyn_cast<scf::IfOp>(at->getParentOp());
    if (!branch || at->getBlock() != branch.thenBlock())
      return std::nullopt;
    conditions.push_back(branch.getCondition());
  }
  while (!conditions.empty()) {
    Value condition = conditions.pop_back_val();
    if (auto both = condition.getDefiningOp<arith::AndIOp>()) {
      conditions.append({both.getLhs(), both.getRhs()});
      continue;
    }
    if (!addBound(condition, bounds))
      return std::nullopt;
  }
  return bounds;
}

/// Stores for all points what branches store for some, if they do nothing else: the other elements
/// of the buffer go nowhere.
static void takeOutOfBranches(memref::StoreOp store, Block *body) {
  while (store->getBlock() != body) {
    auto branch = cast<scf::IfOp>(store->getParentOp());
    bool onlyStores = llvm::all_of(store->getBlock()->without_terminator(), [&](Operation &op) {
      return &op == store || isa<memref::LoadOp>(op) ||
             (op.getNumRegions() == 0 && isMemoryEffectFree(&op));
    });
    if (!onlyStores || branch.elseBlock())
      return;
    for (Operation &op : llvm::make_early_inc_range(store->getBlock()->without_terminator()))
      op.moveBefore(branch);
  }
}

LogicalResult Staging::replaceStore(memref::StoreOp store) {
  std::optional<TensorBlock> block = blockOf(store.getMemref(), store.getIndices());
  if (!block)
    return refuseNoBlock(store, store.getMemref());
  size_t before = stores.size();
  // Conditions that only bound variables make the block smaller; it is stored whole then.
  std::optional<Bounds> bounds;
  bool isLoaded = llvm::any_of(store.getMemref().getUsers(), [&](Operation *user) {
    return isa<memref::LoadOp>(user) && parallel->isAncestor(user);
  });
  if (!isLoaded)
    bounds = boundsOf(store);
  bool byRows = bounds && storesRows(*block, *bounds);
  if (bounds && bounds->bound && !byRows)
    bounds = std::nullopt;
  FailureOr<StagedBlock *> staged =
      stage(store, *block, stores, bounds ? bounds->constants : DenseMap<Value, int64_t>());
  if (failed(staged))
    return failure();
  bool isNew = stores.size() != before;
  Value rows = byRows ? bounds->bound : Value();
  if (!isNew && (*staged)->rows != rows)
    return refuse(store, DiagnosticCode::TensorAccessNoBlock)
           << "T.Parallel stores to '" << nameOfBuffer(store.getMemref())
           << "' more than once, with different conditions on its rows; store each in a T.Parallel "
              "of its own";
  (*staged)->rows = rows;
  bool conditional = store->getBlock() != body && !bounds;
  if (isNew && conditional) {
    // Elements that the condition leaves out keep what the tensor holds.
    OpBuilder builder(parallel);
    Value source = createRegion(builder, **staged, /*ofTensor=*/true);
    tile::CopyOp::create(builder, store.getLoc(), source,
                         createRegion(builder, **staged, /*ofTensor=*/false));
  }
  OpBuilder builder(store);
  auto staging = memref::StoreOp::create(builder, store.getLoc(), store.getValue(),
                                         (*staged)->buffer, createIndices(builder, **staged));
  store.erase();
  if (byRows)
    takeOutOfBranches(staging, body);
  return success();
}

LogicalResult Staging::run() {
  SmallVector<Operation *> accesses;
  body->walk([&](Operation *op) {
    auto load = dyn_cast<memref::LoadOp>(op);
    auto store = dyn_cast<memref::StoreOp>(op);
    if ((load && isTensor(load.getMemref())) || (store && isTensor(store.getMemref())))
      accesses.push_back(op);
  });
  loads.reserve(accesses.size());
  stores.reserve(accesses.size());
  for (Operation *access : accesses) {
    auto load = dyn_cast<memref::LoadOp>(access);
    if (failed(load ? replaceLoad(load) : replaceStore(cast<memref::StoreOp>(access))))
      return failure();
  }
  OpBuilder builder(parallel->getContext());
  builder.setInsertionPointAfter(parallel);
  for (const StagedBlock &staged : stores) {
    Value source = createRegion(builder, staged, /*ofTensor=*/false), rows = staged.rows;
    if (rows) {
      OpBuilder before(parallel);
      rows = hoistUniform(before, rows, body);
      if (!rows.getType().isIndex())
        rows = arith::IndexCastOp::create(before, rows.getLoc(), before.getIndexType(), rows);
    }
    tile::CopyOp::create(builder, staged.buffer.getLoc(), source,
                         createRegion(builder, staged, /*ofTensor=*/true), rows);
  }
  return success();
}

namespace {
class StageTensorAccessesPass
    : public tilium::impl::StageTensorAccessesPassBase<StageTensorAccessesPass> {
public:
  using StageTensorAccessesPassBase::StageTensorAccessesPassBase;

  void runOnOperation() override {
    if (failed(bringScalarCodeIntoParallel(getOperation())))
      return signalPassFailure();
    SmallVector<tile::ParallelOp> parallels;
    getOperation().walk([&](tile::ParallelOp parallel) { parallels.push_back(parallel); });
    for (tile::ParallelOp parallel : parallels)
      if (failed(Staging(parallel).run()))
        return signalPassFailure();
  }
};
} // namespace
