//===- BuildTileDFGTT.cpp - The graph of tiles, ids of buffers (C4) -------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Brings the program into value form, numbers the circular buffers and writes the graph down. When
// there are more buffers than the target has, those of equal geometry and kernels whose lifetimes
// are apart share an id.
//
//===----------------------------------------------------------------------===//

#include "ScalarChannels.h"
#include "ValueForm.h"

#include "tilium/Analysis/BlockStorage.h"
#include "tilium/Dialect/TT/IR/PassConfigs.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Support/Target.h"
#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_BUILDTILEDFGTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

//===----------------------------------------------------------------------===//
// Ids of circular buffers
//===----------------------------------------------------------------------===//

namespace {

/// The part of a block's operations over which a circular buffer is in use.
struct Lifetime {
  Block *block = nullptr;
  unsigned begin = 0, end = 0;

  bool apartFrom(const Lifetime &other) const {
    return block && block == other.block && (end < begin || end < other.begin || other.end < begin);
  }
};

/// The circular buffers that share an id.
struct Identity {
  tt::CBOp first;
  SmallVector<Lifetime> lifetimes;
};

} // namespace

/// The innermost block that holds all of `ops`, directly or nested.
static Block *commonBlock(ArrayRef<Operation *> ops) {
  Block *block = ops.front()->getBlock();
  while (block &&
         !llvm::all_of(ops, [&](Operation *op) { return block->findAncestorOpInBlock(*op); }))
    block = block->getParentOp()->getBlock();
  return block;
}

/// All operations that make or use a block of `cb`.
static SmallVector<Operation *> usersOfStorage(func::FuncOp function, Value cb) {
  SmallVector<Operation *> users;
  function.walk([&](Operation *op) {
    bool touches = llvm::any_of(op->getOperands(), [&](Value operand) {
      return operand == cb || (isBlock(operand) && getStorage(operand) == cb);
    });
    if (touches)
      users.push_back(op);
  });
  return users;
}

static Lifetime lifetimeOf(func::FuncOp function, tt::CBOp declaration) {
  SmallVector<Operation *> users = usersOfStorage(function, declaration.getCb());
  Lifetime lifetime;
  lifetime.block = commonBlock(users);
  unsigned position = 0;
  bool started = false;
  for (Operation &op : *lifetime.block) {
    if (llvm::any_of(users, [&](Operation *user) { return op.isAncestor(user); })) {
      lifetime.begin = started ? lifetime.begin : position;
      lifetime.end = position;
      started = true;
    }
    ++position;
  }
  return lifetime;
}

/// The kernels at both ends of a circular buffer.
static std::pair<tt::KernelRole, tt::KernelRole> rolesOf(func::FuncOp function, Value cb) {
  std::pair<tt::KernelRole, tt::KernelRole> roles(tt::KernelRole::Compute, tt::KernelRole::Compute);
  for (Operation *user : usersOfStorage(function, cb)) {
    if (isa<tt::ShareScalarOp>(user))
      return {tt::KernelRole::Reader, tt::KernelRole::Compute};
    if (auto load = dyn_cast<tt::LoadScalarOp>(user)) {
      auto role = load.getReaderPage() == cb ? tt::KernelRole::Reader : tt::KernelRole::Writer;
      return {role, role};
    }
    auto producer = dyn_cast<tt::BlockOpInterface>(user);
    if (producer && producer.getInto() == cb)
      roles.first = getRole(user);
    for (OpOperand &operand : user->getOpOperands())
      if (isBlock(operand.get()) && !isContinuation(operand) && getStorage(operand.get()) == cb)
        roles.second = getRole(user);
  }
  return roles;
}

static LogicalResult reportTooMany(func::FuncOp function, size_t count, uint32_t limit) {
  InFlightDiagnostic diagnostic = refuse(function, DiagnosticCode::TooManyCircularBuffers)
                                  << "the kernel needs " << count
                                  << " circular buffers at the same time, the target has " << limit
                                  << "; use fewer shared and fragment buffers, or split the kernel";
  // A note for each would hide the others.
  constexpr size_t mostNotes = 6;
  size_t notes = 0;
  for (auto declaration : function.getOps<tt::CBOp>()) {
    if (++notes > mostNotes)
      break;
    Diagnostic &note = diagnostic.attachNote(declaration.getLoc());
    if (declaration.getBufferName().empty())
      note << "a buffer from here is one of them";
    else
      note << "'" << declaration.getBufferName() << "' is one of them";
  }
  return diagnostic;
}

/// Numbers the circular buffers; only when there are more than `limit` do they share.
static LogicalResult assignIdentities(func::FuncOp function, uint32_t limit) {
  auto range = function.getOps<tt::CBOp>();
  SmallVector<tt::CBOp> declarations(range.begin(), range.end());
  OpBuilder builder(function);
  if (declarations.size() <= limit) {
    for (auto [id, declaration] : llvm::enumerate(declarations))
      declaration.setIdAttr(builder.getI32IntegerAttr(id));
    return success();
  }
  SmallVector<Identity> identities;
  for (tt::CBOp declaration : declarations) {
    Lifetime lifetime = lifetimeOf(function, declaration);
    auto *shared = llvm::find_if(identities, [&](Identity &identity) {
      return identity.first.getCb().getType() == declaration.getCb().getType() &&
             identity.first.getCbDesc() == declaration.getCbDesc() &&
             rolesOf(function, identity.first.getCb()) == rolesOf(function, declaration.getCb()) &&
             llvm::all_of(identity.lifetimes,
                          [&](const Lifetime &other) { return lifetime.apartFrom(other); });
    });
    if (shared == identities.end()) {
      identities.push_back({declaration, {}});
      shared = &identities.back();
    }
    shared->lifetimes.push_back(lifetime);
    declaration.setIdAttr(builder.getI32IntegerAttr(shared - identities.begin()));
  }
  if (identities.size() > limit)
    return reportTooMany(function, identities.size(), limit);
  return success();
}

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

/// Adds the operations that make `block`: through loops and branches, what they start and yield.
static void collectProducers(Value block, DenseSet<Value> &seen,
                             SmallVectorImpl<std::pair<Operation *, bool>> &producers,
                             bool carried) {
  if (!seen.insert(block).second)
    return;
  if (auto argument = dyn_cast<BlockArgument>(block)) {
    auto loop = cast<scf::ForOp>(argument.getOwner()->getParentOp());
    collectProducers(loop.getTiedLoopInit(argument)->get(), seen, producers, carried);
    collectProducers(loop.getTiedLoopYieldedValue(argument)->get(), seen, producers, true);
    return;
  }
  Operation *op = block.getDefiningOp();
  unsigned index = cast<OpResult>(block).getResultNumber();
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    collectProducers(loop.getBody()->getTerminator()->getOperand(index), seen, producers, carried);
  } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
    collectProducers(branch.thenYield().getOperand(index), seen, producers, carried);
    collectProducers(branch.elseYield().getOperand(index), seen, producers, carried);
  } else {
    producers.emplace_back(op, carried);
  }
}

static tt::TileDFGAttr buildGraph(func::FuncOp function) {
  MLIRContext *context = function.getContext();
  SmallVector<tt::DFGNodeAttr> nodes;
  SmallVector<tt::DFGEdgeAttr> edges;
  DenseMap<Operation *, int64_t> numbers;
  function.walk([&](tt::RoleOpInterface op) {
    if (isa<tt::EmptyOp>(op))
      return;
    numbers[op] = nodes.size();
    nodes.push_back(tt::DFGNodeAttr::get(context, op->getName().stripDialect(), getRole(op)));
  });
  function.walk([&](tt::RoleOpInterface op) {
    for (Value operand : op->getOperands()) {
      if (!isBlock(operand))
        continue;
      SmallVector<std::pair<Operation *, bool>> producers;
      DenseSet<Value> seen;
      collectProducers(operand, seen, producers, /*carried=*/false);
      auto id = getStorage(operand).getDefiningOp<tt::CBOp>().getId();
      for (auto [producer, carried] : producers)
        if (numbers.contains(producer))
          edges.push_back(tt::DFGEdgeAttr::get(context, numbers[producer], numbers[op], *id,
                                               cast<tt::BlockType>(operand.getType()).getNumTiles(),
                                               carried));
    }
  });
  return tt::TileDFGAttr::get(context, nodes, edges);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

static LogicalResult checkLowered(func::FuncOp function) {
  WalkResult result = function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (!isa_and_nonnull<tile::TileDialect>(op->getDialect()))
      return WalkResult::advance();
    op->emitError() << "'" << op->getName()
                    << "' is left; LowerSharedToCB, LowerTTTileIntrinsics and LowerToSFPU lower "
                       "tile operations";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

static LogicalResult buildTileDFG(func::FuncOp function, const device::Architecture &architecture) {
  if (failed(checkLowered(function)))
    return failure();
  if (hasPassConfig(function, reciprocalDivisionAttrName))
    divideByReciprocals(function);
  splitVectorExpressions(function, architecture);
  if (failed(splitLargeExpressions(function, architecture)))
    return failure();
  if (failed(convertToValueForm(function)))
    return failure();
  forwardReads(function);
  if (failed(separateStorage(function)))
    return failure();
  hoistReads(function);
  if (failed(createScalarChannels(function)))
    return failure();
  deepenHandovers(function, architecture.l1Bytes - architecture.l1UnreservedBase);
  splitWrites(function, architecture);
  if (failed(assignIdentities(function, architecture.circularBuffers)))
    return failure();
  function->setAttr("tt.tile_dfg", buildGraph(function));
  return success();
}

namespace {
class BuildTileDFGTTPass : public tilium::impl::BuildTileDFGTTPassBase<BuildTileDFGTTPass> {
public:
  using BuildTileDFGTTPassBase::BuildTileDFGTTPassBase;

  void runOnOperation() override {
    const device::Architecture *architecture = getTargetArchitecture(getOperation());
    if (!architecture)
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(buildTileDFG(function, *architecture)))
        return signalPassFailure();
  }
};
} // namespace
