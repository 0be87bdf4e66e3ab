//===- FuseParallel.cpp - Elementwise statements in one pass --------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Each store of a T.Parallel becomes a pass over the tiles of its buffer. A store whose elements
// only one later store reads, each at its own place, needs no buffer: that store computes them
// itself. Between the two nothing may change what the value is computed from, and after them
// nothing may read the buffer before it is written anew.
//
// Buffers of 16 bits round what is stored to them, so that only those of 32 bits can be left out. A
// copy that rounds what such a statement stored is an elementwise statement like others.
//
//===----------------------------------------------------------------------===//

#include "ParallelBuilder.h"

#include "tilium/Analysis/LinearIndex.h"
#include "tilium/Transforms/Passes.h"

#include "core/Architecture.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/SetVector.h"

namespace tilium {
#define GEN_PASS_DEF_FUSEPARALLELPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

/// The variable of `parallel` that goes over each dimension of `buffer` at these indices; null for
/// a dimension of one element. None unless each variable goes over one whole dimension.
static std::optional<SmallVector<BlockArgument>> variablesOf(tile::ParallelOp parallel,
                                                             ValueRange indices, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  Block *body = &parallel.getBody().front();
  SmallVector<BlockArgument> variables;
  llvm::SmallDenseSet<Value> seen;
  for (auto [index, size] : llvm::zip(indices, type.getShape())) {
    auto argument = dyn_cast<BlockArgument>(index);
    if (argument && argument.getOwner() == body) {
      if (getConstantIntValue(parallel.getExtents()[argument.getArgNumber()]) != size ||
          !seen.insert(argument).second)
        return std::nullopt;
      variables.push_back(argument);
    } else if (size == 1 && matchPattern(index, m_Zero())) {
      variables.push_back({});
    } else {
      return std::nullopt;
    }
  }
  if (seen.size() != body->getNumArguments())
    return std::nullopt;
  return variables;
}

/// Whether a store of the body itself writes all of its buffer.
static bool isCovering(memref::StoreOp store, tile::ParallelOp parallel) {
  return store->getBlock() == &parallel.getBody().front() &&
         variablesOf(parallel, store.getIndices(), store.getMemref());
}

/// Whether all that happens to the buffer is there to see: it is no view of another one, nor is
/// another one a view of it.
static bool hasPlainUses(Value buffer) {
  return buffer.getDefiningOp<tile::AllocOp>() &&
         llvm::all_of(buffer.getUsers(), [](Operation *user) {
           return isa<memref::LoadOp, memref::StoreOp>(user) ||
                  (isa<tile::RegionOp>(user) && llvm::all_of(user->getUsers(), [](Operation *op) {
                     return isa<tile::TileDialect>(op->getDialect());
                   }));
         });
}

/// Whether `op` itself uses the buffer, by an access or by a region of it.
static bool usesBuffer(Operation *op, Value buffer) {
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    auto region = operand.getDefiningOp<tile::RegionOp>();
    return operand == buffer || (region && region.getBuffer() == buffer);
  });
}

/// Whether `op` or what is in it uses the buffer. Naming a region of it is no use.
static bool accesses(Operation *op, Value buffer) {
  return op
      ->walk([&](Operation *inner) {
        return usesBuffer(inner, buffer) && !isa<tile::RegionOp>(inner) ? WalkResult::interrupt()
                                                                        : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Whether `op` or what is in it may write the buffer. What only reads is known.
static bool mayWrite(Operation *op, Value buffer) {
  return op
      ->walk([&](Operation *inner) {
        if (!usesBuffer(inner, buffer) || isa<tile::RegionOp, memref::LoadOp>(inner))
          return WalkResult::advance();
        auto isRegion = [&](Value value) {
          auto region = value.getDefiningOp<tile::RegionOp>();
          return region && region.getBuffer() == buffer;
        };
        bool reads = false;
        if (auto copy = dyn_cast<tile::CopyOp>(inner))
          reads = !isRegion(copy.getDestination());
        else if (auto gemm = dyn_cast<tile::GemmOp>(inner))
          reads = !isRegion(gemm.getC());
        else if (auto reduce = dyn_cast<tile::ReduceOp>(inner))
          reads = !isRegion(reduce.getDestination());
        return reads ? WalkResult::advance() : WalkResult::interrupt();
      })
      .wasInterrupted();
}

/// Whether a region is all of its buffer.
static bool isWhole(tile::RegionOp region) {
  return cast<MemRefType>(region.getBuffer().getType()).getShape() == region.getStaticExtents() &&
         llvm::all_of(region.getOffsets(),
                      [](Value offset) { return matchPattern(offset, m_Zero()); });
}

/// Whether `op`, which accesses the buffer, writes all of it before it reads any.
static bool overwrites(Operation *op, Value buffer) {
  auto isPart = [&](Value value) {
    auto region = value.getDefiningOp<tile::RegionOp>();
    return region && region.getBuffer() == buffer;
  };
  auto isAll = [&](Value value) {
    return isPart(value) && isWhole(value.getDefiningOp<tile::RegionOp>());
  };
  if (auto fill = dyn_cast<tile::FillOp>(op))
    return isAll(fill.getDestination());
  if (auto copy = dyn_cast<tile::CopyOp>(op))
    return isAll(copy.getDestination()) && !isPart(copy.getSource());
  if (auto gemm = dyn_cast<tile::GemmOp>(op))
    return gemm.getClear() && matchPattern(gemm.getClear(), m_One()) && isAll(gemm.getC()) &&
           !isPart(gemm.getA()) && !isPart(gemm.getB());
  auto parallel = dyn_cast<tile::ParallelOp>(op);
  if (!parallel)
    return false;
  Operation *first = nullptr;
  parallel.walk<WalkOrder::PreOrder>([&](Operation *inner) {
    if (inner == op || !usesBuffer(inner, buffer))
      return WalkResult::advance();
    first = inner;
    return WalkResult::interrupt();
  });
  auto store = dyn_cast_or_null<memref::StoreOp>(first);
  return store && isCovering(store, parallel);
}

/// What becomes of a buffer's elements.
enum class Fate { Read, Overwritten, Kept };

/// What the operations from `begin` to `end` do first with the buffer.
static Fate fateIn(Block::iterator begin, Block::iterator end, Value buffer) {
  for (Operation &op : llvm::make_range(begin, end))
    if (accesses(&op, buffer))
      return overwrites(&op, buffer) ? Fate::Overwritten : Fate::Read;
  return Fate::Kept;
}

/// Whether nothing reads the elements that the buffer has after `op`.
static bool isDeadAfter(Operation *op, Value buffer) {
  Block *block = op->getBlock();
  Fate fate = fateIn(std::next(op->getIterator()), block->end(), buffer);
  if (fate != Fate::Kept)
    return fate == Fate::Overwritten;
  Operation *around = block->getParentOp();
  if (block == buffer.getDefiningOp()->getBlock())
    return true; // The buffer's own scope ends.
  if (!isa<scf::ForOp, scf::IfOp>(around))
    return false;
  // The next turn of a loop begins at its start.
  if (isa<scf::ForOp>(around) &&
      fateIn(block->begin(), std::next(op->getIterator()), buffer) == Fate::Read)
    return false;
  return isDeadAfter(around, buffer);
}

//===----------------------------------------------------------------------===//
// Costs
//===----------------------------------------------------------------------===//

/// Tiles of DST that half of it has, which lets the packer overlap with the engines, on each chip.
static unsigned registersOfHalf() {
  unsigned smallest = std::numeric_limits<unsigned>::max();
  for (StringRef name : {"wormhole_b0", "blackhole"})
    smallest = std::min<unsigned>(
        smallest,
        device::findArchitecture(name.str())->dstTiles(/*fp32=*/true, /*fullSync=*/false));
  return smallest;
}

/// About how many tiles of DST it takes to compute `value` in `parallel`. `known` has what is
/// computed elsewhere.
static unsigned registersOf(Value value, tile::ParallelOp parallel,
                            DenseMap<Value, unsigned> &known) {
  Block *body = &parallel.getBody().front();
  if (isUniform(value, body))
    return 0;
  if (auto found = known.find(value); found != known.end())
    return found->second;
  Operation *op = value.getDefiningOp();
  unsigned result = 1;
  if (auto load = dyn_cast_or_null<memref::LoadOp>(op)) {
    // What is the same along an axis is loaded, and spread.
    if (!variablesOf(parallel, load.getIndices(), load.getMemref()))
      result = 2;
  } else if (op) {
    SmallVector<unsigned> operands;
    for (Value operand : op->getOperands())
      operands.push_back(registersOf(operand, parallel, known));
    llvm::sort(operands, std::greater<>());
    for (auto [position, operand] : llvm::enumerate(operands))
      if (operand > 0)
        result = std::max<unsigned>(result, operand + position);
  }
  return known[value] = result;
}

/// Whether the operations only bring elements, which costs no engine time worth an extra pass.
static bool onlyLoads(ArrayRef<Operation *> slice) {
  return llvm::all_of(slice, [](Operation *op) {
    return isa<memref::LoadOp, arith::ExtFOp, arith::ConstantOp, UnrealizedConversionCastOp>(op);
  });
}

/// The stores that what `values` are decides about.
static SmallVector<memref::StoreOp> storesFrom(ArrayRef<Value> values) {
  SetVector<Operation *> users;
  for (Value value : values)
    users.insert(value.getUsers().begin(), value.getUsers().end());
  llvm::SetVector<memref::StoreOp> stores;
  for (size_t next = 0; next < users.size(); ++next) {
    Operation *user = users[next];
    if (auto store = dyn_cast<memref::StoreOp>(user))
      stores.insert(store);
    else if (user->getNumRegions() != 0)
      user->walk([&](memref::StoreOp store) { stores.insert(store); });
    for (Operation *further : user->getUsers())
      users.insert(further);
  }
  return llvm::to_vector(stores);
}

//===----------------------------------------------------------------------===//
// Fusion
//===----------------------------------------------------------------------===//

namespace {

/// Brings the value of one store to the statement that reads it.
class StoreFusion {
public:
  explicit StoreFusion(memref::StoreOp store)
      : store(store), parallel(store->getParentOfType<tile::ParallelOp>()),
        buffer(store.getMemref()) {}
  /// Changes nothing if the buffer has to stay.
  bool run();

private:
  bool isCandidate();
  bool collectSlice();
  bool findReader();
  bool findLoads();
  bool isWorthIt();
  void rewrite();

  memref::StoreOp store;
  tile::ParallelOp parallel;
  Value buffer;
  SmallVector<BlockArgument> variables; ///< Of `parallel`, for each dimension of the buffer.
  SmallVector<Operation *> slice;       ///< What computes the value, in order.
  tile::ParallelOp reader;              ///< The statement that reads the value.
  SmallVector<memref::LoadOp> loads;    ///< Of the value.
  SmallVector<BlockArgument> readerVariables;
};

} // namespace

bool StoreFusion::isCandidate() {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.getElementType().isIntOrFloat() || type.getElementTypeBitWidth() != 32)
    return false;
  if (!hasPlainUses(buffer) || !isCovering(store, parallel))
    return false;
  variables = *variablesOf(parallel, store.getIndices(), buffer);
  return true;
}

/// Finds what the value is computed from in the statement's body.
bool StoreFusion::collectSlice() {
  Block *body = &parallel.getBody().front();
  llvm::SetVector<Operation *> found;
  SmallVector<Value> pending{store.getValue()};
  while (!pending.empty()) {
    Operation *op = pending.pop_back_val().getDefiningOp();
    if (!op || !parallel->isProperAncestor(op) || !found.insert(op))
      continue;
    if (op->getBlock() != body || op->getNumRegions() != 0)
      return false;
    llvm::append_range(pending, op->getOperands());
  }
  for (Operation &op : *body)
    if (found.contains(&op))
      slice.push_back(&op);
  // Other stores of the statement may change what is loaded.
  return llvm::none_of(slice, [&](Operation *op) {
    auto load = dyn_cast<memref::LoadOp>(op);
    return load && load.getMemref() != buffer &&
           (!hasPlainUses(load.getMemref()) || mayWrite(parallel, load.getMemref()));
  });
}

/// Whether `store` is the only one of its statement to the buffer.
static bool isOnlyStore(memref::StoreOp store, tile::ParallelOp parallel) {
  WalkResult walked = parallel.walk([&](memref::StoreOp other) {
    return other != store && other.getMemref() == store.getMemref() ? WalkResult::interrupt()
                                                                    : WalkResult::advance();
  });
  return !walked.wasInterrupted();
}

/// Finds the first statement that accesses the buffer after the store; none if the value is
/// overwritten in the store's own statement, or what it is computed from changes before.
bool StoreFusion::findReader() {
  bool inStatement = false;
  parallel.walk([&](memref::LoadOp load) {
    inStatement |= load.getMemref() == buffer && !llvm::is_contained(slice, load) &&
                   (load->getBlock() != store->getBlock() || store->isBeforeInBlock(load));
  });
  if (inStatement) {
    reader = parallel;
    return true;
  }
  if (!isOnlyStore(store, parallel))
    return false;
  for (Operation *op = parallel->getNextNode(); op; op = op->getNextNode()) {
    if (accesses(op, buffer)) {
      reader = dyn_cast<tile::ParallelOp>(op);
      return static_cast<bool>(reader);
    }
    for (Operation *part : slice)
      if (auto load = dyn_cast<memref::LoadOp>(part); load && mayWrite(op, load.getMemref()))
        return false;
  }
  return false;
}

/// Whether a statement reads what is at `variables` the other way round than it stores: a
/// transposed buffer. Computed there, all operands of the value would be transposed in the buffer's
/// place.
static bool isTransposed(ArrayRef<BlockArgument> variables, tile::ParallelOp reader) {
  WalkResult walked = reader.walk([&](memref::StoreOp store) {
    SmallVector<Value> stored, read;
    for (Value index : store.getIndices())
      if (llvm::is_contained(variables, index))
        stored.push_back(index);
    for (BlockArgument variable : variables)
      if (variable && llvm::is_contained(stored, variable))
        read.push_back(variable);
    return stored == read ? WalkResult::advance() : WalkResult::interrupt();
  });
  return walked.wasInterrupted();
}

/// Finds the loads of the value in the statement that reads it. All have to be at their own places,
/// and after them the buffer has to be written anew or not be read.
bool StoreFusion::findLoads() {
  bool started = reader != parallel, overwritten = false;
  WalkResult walked = reader.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op == store) {
      started = true;
      return WalkResult::advance();
    }
    if (op == reader || !usesBuffer(op, buffer) || overwritten)
      return WalkResult::advance();
    if (!started) // Reads what was there before, as the value itself may do.
      return isa<memref::LoadOp>(op) ? WalkResult::advance() : WalkResult::interrupt();
    if (auto load = dyn_cast<memref::LoadOp>(op)) {
      auto at = variablesOf(reader, load.getIndices(), buffer);
      if (!at || (!loads.empty() && *at != readerVariables))
        return WalkResult::interrupt();
      readerVariables = *at;
      loads.push_back(load);
      return WalkResult::advance();
    }
    overwritten = isCovering(cast<memref::StoreOp>(op), reader);
    return overwritten ? WalkResult::advance() : WalkResult::interrupt();
  });
  if (walked.wasInterrupted() || loads.empty())
    return false;
  if (reader == parallel ? variables != readerVariables : isTransposed(readerVariables, reader))
    return false;
  return overwritten || isDeadAfter(reader, buffer);
}

/// Whether the value is computed for one store alone, and no more of DST is needed than there is
/// while the packer works on the other half.
bool StoreFusion::isWorthIt() {
  SmallVector<Value> values(loads.begin(), loads.end());
  SmallVector<memref::StoreOp> stores = storesFrom(values);
  if (stores.size() != 1 && !onlyLoads(slice))
    return false;
  DenseMap<Value, unsigned> alone, fused;
  unsigned own = registersOf(store.getValue(), parallel, alone);
  for (memref::LoadOp load : loads)
    fused[load] = std::max(own, 1u);
  unsigned limit = std::max(registersOfHalf(), own);
  return llvm::all_of(stores, [&](memref::StoreOp user) {
    DenseMap<Value, unsigned> before;
    unsigned most = std::max(limit, registersOf(user.getValue(), reader, before));
    return registersOf(user.getValue(), reader, fused) <= most;
  });
}

void StoreFusion::rewrite() {
  Value value = store.getValue();
  if (reader != parallel) {
    OpBuilder builder = OpBuilder::atBlockBegin(&reader.getBody().front());
    IRMapping mapping;
    for (auto [from, to] : llvm::zip(variables, readerVariables))
      if (from)
        mapping.map(from,
                    to ? Value(to)
                       : arith::ConstantIndexOp::create(builder, from.getLoc(), 0).getResult());
    for (Operation *op : slice)
      builder.clone(*op, mapping);
    value = mapping.lookupOrDefault(value);
  }
  for (memref::LoadOp load : loads) {
    load.replaceAllUsesWith(value);
    load.erase();
  }
  store.erase();
  for (Operation *op : llvm::reverse(slice))
    if (op->use_empty())
      op->erase();
  bool stores =
      parallel.walk([](memref::StoreOp) { return WalkResult::interrupt(); }).wasInterrupted();
  if (!stores)
    parallel.erase();
}

bool StoreFusion::run() {
  if (!isCandidate() || !collectSlice() || !findReader() || !findLoads() || !isWorthIt())
    return false;
  rewrite();
  return true;
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

/// Whether the elements that a copy takes come from an elementwise statement before it.
static bool takesFromStatement(tile::CopyOp copy, Value buffer) {
  for (Operation *op = copy->getPrevNode(); op; op = op->getPrevNode())
    if (accesses(op, buffer)) {
      auto parallel = dyn_cast<tile::ParallelOp>(op);
      return parallel && parallel
                             .walk([&](memref::StoreOp store) {
                               return store.getMemref() == buffer && isCovering(store, parallel)
                                          ? WalkResult::interrupt()
                                          : WalkResult::advance();
                             })
                             .wasInterrupted();
    }
  return false;
}

/// Makes a copy that rounds the last elements of a buffer an elementwise statement, to the
/// destination if that is a buffer of the same shape, else to one that is copied on from there.
static void roundByStatement(tile::CopyOp copy) {
  auto source = copy.getSource().getDefiningOp<tile::RegionOp>();
  auto destination = copy.getDestination().getDefiningOp<tile::RegionOp>();
  if (!source || !destination || !isWhole(source) || !hasPlainUses(source.getBuffer()))
    return;
  auto from = cast<MemRefType>(source.getBuffer().getType());
  Type element = cast<MemRefType>(destination.getBuffer().getType()).getElementType();
  if (!from.getElementType().isF32() || !isa<Float16Type, BFloat16Type>(element) ||
      !takesFromStatement(copy, source.getBuffer()) || !isDeadAfter(copy, source.getBuffer()))
    return;
  OpBuilder builder(copy);
  Location loc = copy.getLoc();
  Value rounded = destination.getBuffer();
  bool isBuffer = hasPlainUses(rounded) && isWhole(destination) &&
                  cast<MemRefType>(rounded.getType()).getShape() == from.getShape();
  if (!isBuffer) {
    std::string name = nameOfBuffer(source.getBuffer()) + "_out";
    rounded =
        tile::AllocOp::create(builder, NameLoc::get(builder.getStringAttr(name), loc),
                              MemRefType::get(from.getShape(), element, MemRefLayoutAttrInterface(),
                                              from.getMemorySpace()),
                              builder.getStringAttr(name));
  }
  OpBuilder inner = builder;
  Block &body = createParallel(inner, loc, from.getShape()).getBody().front();
  Value value = memref::LoadOp::create(inner, loc, source.getBuffer(), body.getArguments());
  memref::StoreOp::create(inner, loc, arith::TruncFOp::create(inner, loc, element, value), rounded,
                          body.getArguments());
  if (isBuffer)
    return copy.erase();
  Value region = tile::RegionOp::create(
      builder, loc, tile::RegionType::get(builder.getContext(), from.getShape(), element), rounded,
      source.getOffsets(), source.getExtents(), source.getStaticExtentsAttr());
  copy.getSourceMutable().assign(region);
}

/// Erases a buffer that nothing reads any more, with what fills it.
static void eraseUnreadBuffer(tile::AllocOp alloc) {
  SmallVector<Operation *> fills, regions;
  for (Operation *user : alloc.getBuffer().getUsers()) {
    if (!isa<tile::RegionOp>(user))
      return;
    regions.push_back(user);
    for (Operation *filling : user->getUsers()) {
      if (!isa<tile::FillOp>(filling))
        return;
      fills.push_back(filling);
    }
  }
  for (Operation *op : fills)
    op->erase();
  for (Operation *op : regions)
    op->erase();
  alloc.erase();
}

namespace {
class FuseParallelPass : public tilium::impl::FuseParallelPassBase<FuseParallelPass> {
public:
  using FuseParallelPassBase::FuseParallelPassBase;

  void runOnOperation() override {
    SmallVector<tile::CopyOp> copies;
    getOperation().walk([&](tile::CopyOp copy) { copies.push_back(copy); });
    for (tile::CopyOp copy : copies)
      roundByStatement(copy);
    // A fusion may be what another one waits for.
    while (fuseOne())
      ;
  }

private:
  bool fuseOne() {
    SmallVector<memref::StoreOp> stores;
    getOperation().walk([&](memref::StoreOp store) {
      if (store->getParentOfType<tile::ParallelOp>())
        stores.push_back(store);
    });
    for (memref::StoreOp store : stores) {
      auto alloc = store.getMemref().getDefiningOp<tile::AllocOp>();
      if (!StoreFusion(store).run())
        continue;
      eraseUnreadBuffer(alloc);
      return true;
    }
    return false;
  }
};
} // namespace
