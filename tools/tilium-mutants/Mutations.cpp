//===- Mutations.cpp - Faults planted into kernels ------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Mutations.h"

#include <map>

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

StringRef tilium::stringifyMutationKind(MutationKind kind) {
  static constexpr StringRef names[] = {"drop",   "double",  "move",     "pages",   "buffer",
                                        "shape",  "binding", "index",    "address", "flag",
                                        "number", "count",   "semaphore"};
  return names[static_cast<unsigned>(kind)];
}

//===----------------------------------------------------------------------===//
// What calls share
//===----------------------------------------------------------------------===//

namespace {

/// Things whose order matters, apart from circular buffers, which count by their id.
enum Resource : int64_t {
  Dst = -1,
  Reads = -2,
  Writes = -3,
  Preparation = -4,
  Formats = -5,
  Packer = -6,
  Accumulation = -7,
  VectorPreparation = -8,
  OtherCores = -9,
  FirstSemaphore = -100 ///< Semaphores count down from here.
};

/// What a call touches; true where it changes the thing's state, false where it relies on it.
using Effects = std::map<int64_t, bool>;

} // namespace

static int64_t idOf(Value cb) {
  auto declaration = cb.getDefiningOp<tt::CBOp>();
  return declaration && declaration.getId() ? static_cast<int64_t>(*declaration.getId()) : 0;
}

static bool isDst(Operation *op) {
  return isa<DstAcquireOp, DstCommitOp, DstWaitOp, DstReleaseOp>(op);
}

static bool isCompute(Operation *op) {
  auto call = dyn_cast<metalium::CallOpInterface>(op);
  return call && call.getProcessor() == Processor::Compute;
}

/// A call that prepares engines for later ones: it works on no tile.
static bool isPreparation(Operation *op) {
  return isCompute(op) && !isDst(op) && !isa<PackReconfigL1AccOp>(op) &&
         llvm::none_of(op->getOperandTypes(), [](Type type) { return type.isIndex(); });
}

/// A call on tiles in DST or in circular buffers.
static bool isTileCall(Operation *op) {
  return isCompute(op) && !isDst(op) && !isPreparation(op) && !isa<PackReconfigL1AccOp>(op);
}

static void addBuffers(Operation *op, bool changes, Effects &effects) {
  for (Value operand : op->getOperands())
    if (isa<tt::CBType>(operand.getType()))
      effects[idOf(operand)] |= changes;
}

/// The circular buffer behind an L1 address.
static std::optional<int64_t> bufferOf(Value address) {
  Operation *op = address.getDefiningOp();
  if (isa_and_nonnull<GetWritePtrOp, GetReadPtrOp>(op))
    return idOf(op->getOperand(0));
  if (isa_and_nonnull<arith::AddIOp>(op))
    for (Value operand : op->getOperands())
      if (std::optional<int64_t> found = bufferOf(operand))
        return found;
  return std::nullopt;
}

static void addComputeEffects(Operation *op, Effects &effects) {
  if (isDst(op)) {
    effects[Dst] = true;
  } else if (isa<ComputeKernelHwStartupOp>(op)) {
    effects[Preparation] = effects[Formats] = effects[Packer] = effects[VectorPreparation] = true;
  } else if (isa<ReconfigDataFormatOp, ReconfigDataFormatSrcAOp, ReconfigDataFormatSrcBOp>(op)) {
    effects[Formats] = true;
  } else if (isa<PackReconfigDataFormatOp>(op)) {
    effects[Packer] = true;
  } else if (isa<PackReconfigL1AccOp>(op)) {
    effects[Accumulation] = true;
  } else if (isa<FillTileInitOp, VectorInitOp>(op)) {
    effects[VectorPreparation] = true;
  } else if (isPreparation(op)) {
    effects[Preparation] = true;
  } else if (isa<PackTileOp>(op)) {
    effects[Dst] |= false;
    effects[Packer] |= false;
    effects[Accumulation] |= false;
    addBuffers(op, false, effects);
  } else if (isa<FillTileOp, VectorOp>(op)) {
    effects[Dst] |= false;
    effects[VectorPreparation] |= false;
  } else {
    effects[Dst] |= false;
    effects[Preparation] |= false;
    effects[Formats] |= false;
    addBuffers(op, false, effects);
  }
}

static void addEffects(Operation *op, Effects &effects) {
  auto transfer = [&](Value address, Resource network) {
    effects[network] |= false;
    if (std::optional<int64_t> buffer = bufferOf(address))
      effects[*buffer] |= false;
  };
  if (isa<CBReserveBackOp, CBWaitFrontOp>(op)) {
    addBuffers(op, true, effects);
  } else if (isa<CBPushBackOp>(op)) {
    addBuffers(op, true, effects);
    effects[Reads] |= false;
  } else if (isa<CBPopFrontOp>(op)) {
    addBuffers(op, true, effects);
    effects[Writes] |= false;
  } else if (auto read = dyn_cast<NocAsyncReadPageOp>(op)) {
    transfer(read.getL1Address(), Reads);
  } else if (auto read = dyn_cast<NocAsyncReadOp>(op)) {
    transfer(read.getL1Address(), Reads);
  } else if (auto write = dyn_cast<NocAsyncWritePageOp>(op)) {
    transfer(write.getL1Address(), Writes);
  } else if (isa<NocAsyncReadBarrierOp>(op)) {
    effects[Reads] = true;
  } else if (isa<NocAsyncWritesFlushedOp, NocAsyncWriteBarrierOp>(op)) {
    effects[Writes] = true;
  } else if (isCompute(op)) {
    addComputeEffects(op, effects);
  }
}

/// Signals and waits order what a core does with what others do.
static void addSemaphoreEffects(Operation *op, Effects &effects) {
  auto semaphore = [&](Value address) -> bool & {
    auto get = address.getDefiningOp<GetSemaphoreOp>();
    auto declared = get ? get.getSemaphore().getDefiningOp<tt::SemaphoreOp>() : tt::SemaphoreOp();
    return effects[FirstSemaphore - (declared ? static_cast<int64_t>(declared.getId()) : 0)];
  };
  if (isa<CBReserveBackOp, CBPushBackOp>(op)) {
    effects[OtherCores] |= false;
  } else if (isa<NocSemaphoreSetOp>(op)) {
    semaphore(op->getOperand(0)) = true;
    effects[OtherCores] |= false;
  } else if (isa<NocSemaphoreWaitOp>(op)) {
    semaphore(op->getOperand(0)) = true;
    effects[OtherCores] = true;
  } else if (isa<NocSemaphoreIncOp, NocAsyncAtomicBarrierOp>(op)) {
    effects[OtherCores] = true;
  } else if (auto multicast = dyn_cast<NocSemaphoreSetMulticastOp>(op)) {
    semaphore(multicast.getL1Address()) |= false;
    effects[OtherCores] = effects[Writes] = true;
  } else if (auto multicast = dyn_cast<NocAsyncWriteMulticastOp>(op)) {
    effects[OtherCores] |= false;
    effects[Writes] |= false;
    if (std::optional<int64_t> buffer = bufferOf(multicast.getL1Address()))
      effects[*buffer] |= false;
  }
}

static Effects effectsOf(Operation *op) {
  Effects effects;
  op->walk([&](Operation *nested) {
    addEffects(nested, effects);
    addSemaphoreEffects(nested, effects);
  });
  return effects;
}

/// Whether it matters which of two calls comes first.
static bool isOrdered(Operation *first, Operation *second) {
  Effects a = effectsOf(first), b = effectsOf(second);
  return llvm::any_of(a, [&](auto &effect) {
    auto other = b.find(effect.first);
    return other != b.end() && (effect.second || other->second);
  });
}

/// The next call of the block that `op` has to come before, if nothing in between uses `op`.
static Operation *findSuccessor(Operation *op) {
  if (!op->use_empty())
    return nullptr;
  for (Operation *next = op->getNextNode(); next; next = next->getNextNode())
    if (isOrdered(op, next))
      return next;
  return nullptr;
}

/// The addresses of semaphores that `op` may take.
static SmallVector<GetSemaphoreOp> getSemaphores(Operation *op) {
  return llvm::to_vector(op->getParentOfType<func::FuncOp>().getOps<GetSemaphoreOp>());
}

//===----------------------------------------------------------------------===//
// Finding
//===----------------------------------------------------------------------===//

namespace {

/// Collects the mutations of one call after the other.
class Finder {
public:
  void visit(Operation *op) {
    unsigned number = next++;
    if (op->getName().getDialectNamespace() != MetaliumDialect::getDialectNamespace())
      return;
    current = op;
    this->number = number;
    addOrder();
    addArguments();
    addOperands();
  }

  std::vector<Mutation> mutations;

private:
  void add(MutationKind kind, unsigned operand = 0, int64_t change = 0) {
    mutations.push_back({kind, number, operand, change,
                         current->getParentOfType<func::FuncOp>().getSymName().str(),
                         current->getName().stripDialect().str()});
  }

  void addOrder() {
    if (!isa<metalium::CallOpInterface>(current) || !current->use_empty())
      return;
    add(MutationKind::Drop);
    if (isDst(current) || isa<CBPushBackOp, CBPopFrontOp, ComputeKernelHwStartupOp,
                              NocSemaphoreIncOp, NocSemaphoreSetMulticastOp>(current))
      add(MutationKind::Double);
    if (auto pack = dyn_cast<PackTileOp>(current); pack && !pack.getTile())
      add(MutationKind::Double);
    if (findSuccessor(current))
      add(MutationKind::Move);
  }

  void addArguments() {
    if (isa<CBReserveBackOp, CBPushBackOp, CBWaitFrontOp, CBPopFrontOp>(current)) {
      add(MutationKind::Pages, 0, 1);
      if (current->getAttrOfType<IntegerAttr>("pages").getInt() > 1)
        add(MutationKind::Pages, 0, -1);
    } else if (isa<MatmulBlockInitOp, MatmulBlockOp>(current)) {
      for (unsigned attribute = 0; attribute < 4; ++attribute)
        add(MutationKind::Shape, attribute, 1);
    } else if (isa<GetArgOp, TensorAccessorOp>(current)) {
      add(MutationKind::Binding, 0, 1);
    } else if (isa<PackReconfigL1AccOp>(current)) {
      add(MutationKind::Flag);
    }
  }

  void addOperands() {
    for (OpOperand &operand : current->getOpOperands()) {
      unsigned position = operand.getOperandNumber();
      auto vector = dyn_cast<VectorOp>(current);
      if (auto type = dyn_cast<tt::CBType>(operand.get().getType()))
        addBuffer(position, type);
      else if (vector && vector.getBits() == operand.get())
        add(MutationKind::Number, position, 64);
      else if (operand.get().getType().isIndex() && isTileCall(current))
        add(MutationKind::Index, position, 64);
      else if (operand.get().getType().isIndex() && bufferOf(operand.get()))
        add(MutationKind::Address, position, 1 << 20);
      else if (operand.get().getDefiningOp<GetSemaphoreOp>())
        addSemaphore(position);
      else if (isa<NocSemaphoreSetOp, NocSemaphoreWaitOp, NocSemaphoreIncOp,
                   NocSemaphoreSetMulticastOp, NocAsyncWriteMulticastOp>(current) &&
               operand.get().getType().isIndex())
        add(MutationKind::Count, position, 1);
    }
  }

  /// Another buffer; for a preparation only if that is in another format, else nothing changes.
  void addBuffer(unsigned position, tt::CBType type) {
    unsigned number = 0;
    for (auto cb : current->getParentOfType<func::FuncOp>().getOps<tt::CBOp>()) {
      Value value = cb.getCb();
      bool other = idOf(value) != idOf(current->getOperand(position));
      auto otherType = cast<tt::CBType>(value.getType());
      if (other && (!isPreparation(current) || otherType.getFormat() != type.getFormat()))
        return add(MutationKind::Buffer, position, number);
      ++number;
    }
  }

  /// Another semaphore's address.
  void addSemaphore(unsigned position) {
    for (auto [i, get] : llvm::enumerate(getSemaphores(current)))
      if (get.getL1Address() != current->getOperand(position))
        return add(MutationKind::Semaphore, position, i);
  }

  unsigned next = 0, number = 0;
  Operation *current = nullptr;
};

} // namespace

std::vector<Mutation> tilium::findMutations(ModuleOp module) {
  Finder finder;
  module.walk<WalkOrder::PreOrder>([&](Operation *op) { finder.visit(op); });
  return std::move(finder.mutations);
}

//===----------------------------------------------------------------------===//
// Applying
//===----------------------------------------------------------------------===//

/// Adds to an integer attribute; a transposition is exchanged for the other one.
static void changeAttribute(Operation *op, StringRef name, int64_t change) {
  auto old = op->getAttrOfType<IntegerAttr>(name);
  int64_t value = name == "transpose" ? 1 - old.getInt() : old.getInt() + change;
  op->setAttr(name, IntegerAttr::get(old.getType(), value));
}

static void addToOperand(Operation *op, unsigned position, int64_t change) {
  OpBuilder builder(op);
  Value added = arith::ConstantIndexOp::create(builder, op->getLoc(), change);
  op->setOperand(position,
                 arith::AddIOp::create(builder, op->getLoc(), op->getOperand(position), added));
}

static void invertOperand(Operation *op) {
  OpBuilder builder(op);
  Value one = arith::ConstantIndexOp::create(builder, op->getLoc(), 1);
  op->setOperand(0, arith::SubIOp::create(builder, op->getLoc(), one, op->getOperand(0)));
}

static void exchangeBuffer(Operation *op, unsigned position, int64_t number) {
  auto declarations = op->getParentOfType<func::FuncOp>().getOps<tt::CBOp>();
  tt::CBOp cb = *std::next(declarations.begin(), number);
  // A call may come before the declaration that it is given now.
  if (!cb->isBeforeInBlock(&*op->getParentOfType<func::FuncOp>().getBody().front().begin()))
    cb->moveBefore(&op->getParentOfType<func::FuncOp>().getBody().front().front());
  op->setOperand(position, cb.getCb());
}

void tilium::apply(ModuleOp module, const Mutation &mutation) {
  static constexpr StringRef shapes[] = {"transpose", "ct", "rt", "kt"};
  unsigned number = 0;
  Operation *op = nullptr;
  module.walk<WalkOrder::PreOrder>([&](Operation *candidate) {
    op = number++ == mutation.operation ? candidate : op;
    return op ? WalkResult::interrupt() : WalkResult::advance();
  });
  switch (mutation.kind) {
  case MutationKind::Drop:
    return op->erase();
  case MutationKind::Double:
    OpBuilder(op).clone(*op);
    return;
  case MutationKind::Move:
    return op->moveAfter(findSuccessor(op));
  case MutationKind::Pages:
    return changeAttribute(op, "pages", mutation.change);
  case MutationKind::Buffer:
    return exchangeBuffer(op, mutation.operand, mutation.change);
  case MutationKind::Shape:
    return changeAttribute(op, shapes[mutation.operand], mutation.change);
  case MutationKind::Binding:
    return changeAttribute(op, isa<GetArgOp>(op) ? "arg" : "compile_time_offset", mutation.change);
  case MutationKind::Index:
  case MutationKind::Address:
  case MutationKind::Number:
  case MutationKind::Count:
    return addToOperand(op, mutation.operand, mutation.change);
  case MutationKind::Semaphore:
    return op->setOperand(mutation.operand, getSemaphores(op)[mutation.change].getL1Address());
  case MutationKind::Flag:
    return invertOperand(op);
  }
}
