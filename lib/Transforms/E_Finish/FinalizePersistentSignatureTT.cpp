//===- FinalizePersistentSignatureTT.cpp - Freezes the arguments (E1) -----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The range of blocks becomes runtime arguments. A kernel that only counts its blocks does not take
// the first one's number.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_FINALIZEPERSISTENTSIGNATURETTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

/// Lets loops over blocks whose number is not used run from 0.
static void dropUnusedStart(func::FuncOp kernel) {
  for (auto loop : kernel.getOps<scf::ForOp>()) {
    if (!loop.getInductionVar().use_empty() ||
        !loop.getLowerBound().getDefiningOp<tt::WorkStartOp>())
      continue;
    auto end = loop.getUpperBound().getDefiningOp<arith::AddIOp>();
    if (!end || end.getLhs() != loop.getLowerBound() ||
        !end.getRhs().getDefiningOp<tt::WorkCountOp>())
      continue;
    OpBuilder builder(loop);
    loop.getLowerBoundMutable().assign(arith::ConstantIndexOp::create(builder, loop.getLoc(), 0));
    loop.getUpperBoundMutable().assign(end.getRhs());
    if (end->use_empty())
      end->erase();
  }
}

/// Replaces the work operations by arguments, and lists only the arguments that are used.
static LogicalResult finalizeKernel(func::FuncOp kernel) {
  auto listed = kernel->getAttrOfType<ArrayAttr>("tt.runtime_args");
  if (!listed)
    return kernel.emitError("has no 'tt.runtime_args'; ConfigureTensorAccessorTT lists them");
  dropUnusedStart(kernel);
  SmallVector<Attribute> final;
  auto bind = [&]<typename Op>(Op op, tt::RuntimeArgAttr argument) {
    if (!op->use_empty()) {
      OpBuilder builder(op);
      Value value = metalium::GetArgOp::create(builder, op.getLoc(), builder.getIndexType(),
                                               builder.getI32IntegerAttr(final.size()),
                                               builder.getStringAttr(argument.getName()));
      op->replaceAllUsesWith(ValueRange{value});
      final.push_back(argument);
    }
    op->erase();
  };
  for (auto argument : listed.getAsRange<tt::RuntimeArgAttr>()) {
    if (argument.getKind() == tt::RuntimeArgKind::WorkStart) {
      for (auto op : llvm::make_early_inc_range(kernel.getOps<tt::WorkStartOp>()))
        bind(op, argument);
    } else if (argument.getKind() == tt::RuntimeArgKind::WorkCount) {
      for (auto op : llvm::make_early_inc_range(kernel.getOps<tt::WorkCountOp>()))
        bind(op, argument);
    } else {
      final.push_back(argument);
    }
  }
  kernel->setAttr("tt.runtime_args", ArrayAttr::get(kernel.getContext(), final));
  return success();
}

/// Erases arithmetic that nothing needs, and merges equal constants at the top of the kernel.
static void tidyKernel(func::FuncOp kernel) {
  DenseMap<Attribute, Operation *> constants;
  Block &entry = kernel.getBody().front();
  SmallVector<Operation *> operations;
  kernel.walk<WalkOrder::PreOrder>([&](Operation *op) { operations.push_back(op); });
  for (Operation *op : operations) {
    auto constant = dyn_cast<arith::ConstantOp>(op);
    if (!constant)
      continue;
    Operation *&known = constants[constant.getValueAttr()];
    if (!known) {
      known = op;
      op->moveBefore(&entry, entry.begin());
      op->setLoc(kernel.getLoc());
    } else {
      op->replaceAllUsesWith(known);
    }
  }
  for (Operation *op : llvm::reverse(operations))
    if (op->use_empty() && op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
        !op->hasTrait<OpTrait::IsTerminator>())
      op->erase();
}

namespace {
class FinalizePersistentSignatureTTPass
    : public tilium::impl::FinalizePersistentSignatureTTPassBase<
          FinalizePersistentSignatureTTPass> {
public:
  using FinalizePersistentSignatureTTPassBase::FinalizePersistentSignatureTTPassBase;

  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<func::FuncOp>()) {
      if (failed(finalizeKernel(kernel)))
        return signalPassFailure();
      tidyKernel(kernel);
    }
  }
};
} // namespace
