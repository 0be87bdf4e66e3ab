//===- SeparateStorage.cpp - Fits block values to circular buffers --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A circular buffer has one producing and one consuming kernel, and a block in it is either still
// open for the packer or pushed. Where a program uses one buffer in more than one way, tt.move
// copies separate the uses and the buffer is declared once for each pair of kernels.
//
//===----------------------------------------------------------------------===//

#include "ValueForm.h"

#include "tilium/Analysis/BlockStorage.h"
#include "tilium/Support/Diagnostics.h"

#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace tilium;

//===----------------------------------------------------------------------===//
// Unused blocks
//===----------------------------------------------------------------------===//

/// Erases operations whose block nobody uses, with a warning: the user wrote them.
static void eraseUnusedBlocks(func::FuncOp function) {
  bool changed = true;
  while (changed) {
    changed = false;
    SmallVector<Operation *> unused;
    function.walk([&](tt::BlockOpInterface op) {
      if (op->getNumResults() == 1 && op->use_empty())
        unused.push_back(op);
    });
    for (Operation *op : unused) {
      Value cb = cast<tt::BlockOpInterface>(op).getInto();
      if (!isa<tt::EmptyOp>(op) && !isAddition(op))
        warn(op, DiagnosticCode::WrittenNotRead)
            << "'" << cb.getDefiningOp<tt::CBOp>().getBufferName()
            << "' is written here but not read afterwards; the operation is dropped";
      op->erase();
      changed = true;
    }
  }
}

//===----------------------------------------------------------------------===//
// Fillings of one side
//===----------------------------------------------------------------------===//

/// The region of a branch beside `op` that has all users of it; null if there is none.
static Region *sideOfAllUsers(Operation *op) {
  Region *only = nullptr;
  for (Operation *user : op->getUsers()) {
    auto branch = dyn_cast<scf::IfOp>(op->getBlock()->findAncestorOpInBlock(*user));
    if (!branch || branch == user)
      return nullptr;
    Region &then = branch.getThenRegion(), &otherwise = branch.getElseRegion();
    Region &side = then.isAncestor(user->getParentRegion()) ? then : otherwise;
    if (only && only != &side)
      return nullptr;
    only = &side;
  }
  return only;
}

/// Moves fillings into the side of a branch that alone uses them: there it is decided whether the
/// block is pushed, or left to the packer until then.
static void sinkFillings(func::FuncOp function) {
  SmallVector<Operation *> fillings;
  function.walk([&](Operation *op) {
    if (isa<tt::FillOp, tt::EmptyOp>(op))
      fillings.push_back(op);
  });
  for (Operation *op : fillings)
    while (Region *side = sideOfAllUsers(op))
      op->moveBefore(&side->front(), side->front().begin());
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

/// Puts a copy of the used block, in circular buffer `into`, before the user.
static void insertCopy(OpOperand &use, Value into) {
  OpBuilder builder(use.getOwner());
  auto type = cast<tt::CBType>(into.getType());
  auto blockType =
      tt::BlockType::get(type.getContext(), type.getRows(), type.getCols(), type.getFormat());
  use.set(tt::MoveOp::create(builder, use.getOwner()->getLoc(), blockType, use.get(), into)
              .getResult());
}

static SmallVector<OpOperand *> collectContinuations(func::FuncOp function) {
  SmallVector<OpOperand *> continuations;
  function.walk([&](Operation *op) {
    for (OpOperand &operand : op->getOpOperands())
      if (isContinuation(operand))
        continuations.push_back(&operand);
  });
  return continuations;
}

/// Whether a branch around `use` has a side that does nothing with the block: it would leave open
/// what the other side goes on with.
static bool isDroppedBySide(OpOperand &use) {
  Value block = use.get();
  for (Operation *at = use.getOwner(); at->getBlock() != block.getParentBlock();
       at = at->getParentOp())
    if (auto branch = dyn_cast<scf::IfOp>(at->getParentOp()))
      for (Region &side : branch->getRegions())
        if (llvm::none_of(block.getUsers(), [&](Operation *user) {
              return side.isAncestor(user->getParentRegion());
            }))
          return true;
  return false;
}

/// A block that is continued in place must have no reader and be continued by all sides of a
/// branch, and a block that is carried pushed must be carried once; otherwise a copy is continued.
static void copyContinuedBlocks(func::FuncOp function) {
  for (OpOperand *use : collectContinuations(function)) {
    Value block = use->get();
    bool conflict;
    if (continuesOpen(*use)) {
      conflict = !isOpen(block) || isDroppedBySide(*use);
    } else {
      conflict = llvm::any_of(block.getUses(), [&](OpOperand &other) {
        return &other != use && isContinuation(other) && !continuesOpen(other);
      });
    }
    if (conflict)
      insertCopy(*use, getStorage(block));
  }
}

//===----------------------------------------------------------------------===//
// One producing and one consuming kernel
//===----------------------------------------------------------------------===//

namespace {

/// Blocks that continue one another, and so share storage.
struct StorageClass {
  SmallVector<tt::BlockOpInterface> producers;
  SmallVector<OpOperand *> reads;

  bool hasProducer(tt::KernelRole role) {
    return llvm::any_of(producers, [&](tt::BlockOpInterface op) { return getRole(op) == role; });
  }
  bool hasReader(tt::KernelRole role) {
    return llvm::any_of(reads, [&](OpOperand *use) { return getRole(use->getOwner()) == role; });
  }
  tt::KernelRole producerRole() { return getRole(producers.front()); }
  /// Compute discards what nobody reads.
  tt::KernelRole readerRole() {
    return reads.empty() ? tt::KernelRole::Compute : getRole(reads.front()->getOwner());
  }
};

} // namespace

/// The storage classes of a function, in program order.
static SmallVector<StorageClass> collectStorageClasses(func::FuncOp function) {
  llvm::EquivalenceClasses<void *> classes;
  auto unite = [&](Value a, Value b) {
    classes.unionSets(a.getAsOpaquePointer(), b.getAsOpaquePointer());
  };
  SmallVector<Value> blocks;
  auto addBlock = [&](Value value) {
    if (!isBlock(value))
      return;
    classes.insert(value.getAsOpaquePointer());
    blocks.push_back(value);
  };
  function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    llvm::for_each(op->getResults(), addBlock);
    for (Region &region : op->getRegions())
      for (Block &block : region)
        llvm::for_each(block.getArguments(), addBlock);
  });
  function.walk([&](Operation *op) {
    if (auto matmul = dyn_cast<tt::MatmulOp>(op); matmul && matmul.getAcc())
      unite(matmul.getAcc(), matmul.getResult());
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      auto yielded = cast<scf::YieldOp>(loop.getBody()->getTerminator()).getOperands();
      for (auto [i, init] : llvm::enumerate(loop.getInitArgs())) {
        if (!isBlock(init))
          continue;
        unite(init, loop.getRegionIterArg(i));
        unite(init, yielded[i]);
        unite(init, loop.getResult(i));
      }
    }
    if (auto branch = dyn_cast<scf::IfOp>(op))
      for (auto [i, result] : llvm::enumerate(branch.getResults())) {
        if (!isBlock(result))
          continue;
        unite(result, branch.thenYield().getOperand(i));
        unite(result, branch.elseYield().getOperand(i));
      }
  });
  llvm::MapVector<void *, StorageClass> result;
  for (Value block : blocks) {
    StorageClass &storage = result[classes.getLeaderValue(block.getAsOpaquePointer())];
    if (auto producer = block.getDefiningOp<tt::BlockOpInterface>())
      storage.producers.push_back(producer);
    llvm::append_range(storage.reads, getReads(block));
  }
  SmallVector<StorageClass> list;
  for (auto &[leader, storage] : result)
    list.push_back(std::move(storage));
  return list;
}

/// A second declaration of the buffer behind `cb`.
static Value cloneCircularBuffer(Value cb, StringRef suffix) {
  auto declaration = cb.getDefiningOp<tt::CBOp>();
  OpBuilder builder(declaration);
  builder.setInsertionPointAfter(declaration);
  auto clone = cast<tt::CBOp>(builder.clone(*declaration));
  clone.setBufferName((declaration.getBufferName() + suffix).str());
  return clone.getCb();
}

/// What the reader brings into storage that compute writes too goes through a copy.
static void copyFromReader(func::FuncOp function) {
  for (StorageClass &storage : collectStorageClasses(function)) {
    if (!storage.hasProducer(tt::KernelRole::Reader) ||
        !storage.hasProducer(tt::KernelRole::Compute))
      continue;
    for (tt::BlockOpInterface producer : storage.producers)
      if (getRole(producer) == tt::KernelRole::Reader)
        for (OpOperand &use : llvm::make_early_inc_range(producer->getResult(0).getUses()))
          if (isContinuation(use))
            insertCopy(use, producer.getInto());
  }
}

/// What the writer takes from storage that compute reads too goes through a copy.
static void copyToWriter(func::FuncOp function) {
  for (StorageClass &storage : collectStorageClasses(function)) {
    if (!storage.hasReader(tt::KernelRole::Compute) || !storage.hasReader(tt::KernelRole::Writer))
      continue;
    Value staging = cloneCircularBuffer(storage.producers.front().getInto(), "_out");
    for (OpOperand *use : storage.reads)
      if (getRole(use->getOwner()) == tt::KernelRole::Writer)
        insertCopy(*use, staging);
  }
}

/// Declares a buffer once for each pair of producing and consuming kernels.
static void splitCircularBuffers(func::FuncOp function) {
  using Roles = std::pair<tt::KernelRole, tt::KernelRole>;
  DenseMap<Value, SmallVector<std::pair<Roles, Value>>> declarations;
  for (StorageClass &storage : collectStorageClasses(function)) {
    if (storage.producers.empty())
      continue;
    Roles roles(storage.producerRole(), storage.readerRole());
    Value cb = storage.producers.front().getInto();
    auto &known = declarations[cb];
    auto *found = llvm::find_if(known, [&](auto &entry) { return entry.first == roles; });
    if (found == known.end()) {
      StringRef suffix = roles.first == tt::KernelRole::Reader    ? "_in"
                         : roles.second == tt::KernelRole::Writer ? "_out"
                                                                  : "_local";
      known.emplace_back(roles, known.empty() ? cb : cloneCircularBuffer(cb, suffix));
      found = &known.back();
    }
    for (tt::BlockOpInterface producer : storage.producers)
      producer->setOperand(producer->getNumOperands() - 1, found->second);
  }
}

/// An operation that makes a block in the circular buffer it reads needs room for both.
static void deepenSelfUse(func::FuncOp function) {
  function.walk([&](tt::BlockOpInterface op) {
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isBlock(operand.get()) || isContinuation(operand) ||
          getStorage(operand.get()) != op.getInto())
        continue;
      auto declaration = op.getInto().getDefiningOp<tt::CBOp>();
      tt::CBDescAttr desc = declaration.getCbDesc();
      declaration.setCbDescAttr(tt::CBDescAttr::get(op->getContext(), desc.getFormat(),
                                                    desc.getPageSize(), desc.getBlockPages(),
                                                    std::max<int64_t>(2, desc.getDepth())));
    }
  });
}

LogicalResult tilium::separateStorage(func::FuncOp function) {
  eraseUnusedBlocks(function);
  sinkFillings(function);
  copyContinuedBlocks(function);
  copyFromReader(function);
  // A side of a branch that gave a block of the reader gives compute's copy of it now, so that the
  // branch may leave its block open, which the other side may have read.
  copyContinuedBlocks(function);
  // The copies read blocks too: last.
  copyToWriter(function);
  splitCircularBuffers(function);
  deepenSelfUse(function);
  for (auto declaration : llvm::make_early_inc_range(function.getOps<tt::CBOp>()))
    if (declaration->use_empty())
      declaration.erase();
  return success();
}
