//===- SteeringScalars.cpp - Which integers steer a program ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SteeringScalars.h"

#include "ParallelBuilder.h"

#include "mlir/IR/Dominance.h"

using namespace mlir;
using namespace tilium;

//===----------------------------------------------------------------------===//
// Where integers come from
//===----------------------------------------------------------------------===//

/// Whether the program only reads the tensor.
static bool isReadOnly(Value tensor) {
  return llvm::all_of(tensor.getUsers(), [](Operation *user) {
    if (isa<memref::LoadOp, memref::DimOp>(user))
      return true;
    return isa<tile::RegionOp>(user) && llvm::all_of(user->getUsers(), [&](Operation *reader) {
             auto copy = dyn_cast<tile::CopyOp>(reader);
             auto im2col = dyn_cast<tile::Im2ColOp>(reader);
             Value region = user->getResult(0);
             return (copy && copy.getDestination() != region) ||
                    (im2col && im2col.getDestination() != region);
           });
  });
}

/// Integers of more than one bit, as numbers that fit those of the processors.
static bool isNumber(Type element) {
  return isa<IntegerType>(element) && !element.isInteger(1) &&
         element.getIntOrFloatBitWidth() <= 32;
}

tile::CopyOp tilium::findOnlyFilling(memref::LoadOp load) {
  tile::CopyOp filling;
  for (Operation *user : load.getMemref().getUsers()) {
    if (isa<memref::LoadOp>(user))
      continue;
    auto region = dyn_cast<tile::RegionOp>(user);
    if (!region)
      return {};
    for (Operation *owner : region->getUsers()) {
      auto copy = dyn_cast<tile::CopyOp>(owner);
      if (!copy || (copy.getDestination() == region.getRegion() && filling))
        return {};
      if (copy.getDestination() == region.getRegion())
        filling = copy;
    }
  }
  if (!filling)
    return {};
  auto source = filling.getSource().getDefiningOp<tile::RegionOp>();
  auto destination = filling.getDestination().getDefiningOp<tile::RegionOp>();
  auto type = cast<MemRefType>(load.getMemref().getType());
  bool isWhole = source && destination && isTensor(source.getBuffer()) &&
                 source.getType().getElementType() == type.getElementType() &&
                 destination.getStaticExtents() == type.getShape();
  // Whatever ran before the load, the copy did last: it comes before it in the same round of all
  // loops around the copy.
  bool comesBefore = DominanceInfo().dominates(filling.getOperation(), load.getOperation());
  return isWhole && comesBefore && isReadOnly(source.getBuffer()) ? filling : tile::CopyOp();
}

/// Whether the buffer is a variable of one integer, which only statements of the program store to.
static bool isVariable(tile::AllocOp alloc) {
  auto type = cast<MemRefType>(alloc.getBuffer().getType());
  if (type.getNumElements() != 1 || !type.getElementType().isSignlessInteger())
    return false;
  return llvm::all_of(alloc.getBuffer().getUsers(), [](Operation *user) {
    return isa<memref::LoadOp>(user) ||
           (isa<memref::StoreOp>(user) && !user->getParentOfType<tile::ParallelOp>());
  });
}

/// Whether processors can compute all that is stored to the buffer.
bool SteeringScalars::storesComputable(Value buffer) {
  return llvm::all_of(buffer.getUsers(), [&](Operation *user) {
    auto store = dyn_cast<memref::StoreOp>(user);
    return !store || isComputable(store.getValue());
  });
}

/// Finds the variables that processors can compute. They may depend on each other and on
/// themselves: all are taken to be computable until one turns out not to be.
void SteeringScalars::findCandidates(func::FuncOp function) {
  function.walk([&](tile::AllocOp alloc) {
    if (isVariable(alloc))
      candidates.insert(alloc.getBuffer());
  });
  bool changed = true;
  while (changed) {
    computable.clear();
    changed = candidates.remove_if([&](Value buffer) { return !storesComputable(buffer); });
  }
  computable.clear();
}

bool SteeringScalars::isComputableLoad(memref::LoadOp load) {
  if (candidates.contains(load.getMemref()))
    return true;
  bool isNumbers = isNumber(load.getType()) &&
                   (isTensor(load.getMemref()) ? isReadOnly(load.getMemref())
                                               : static_cast<bool>(findOnlyFilling(load)));
  return isNumbers &&
         llvm::all_of(load.getIndices(), [&](Value index) { return isComputable(index); });
}

/// Whether processors can compute `value`, the same for all points of a T.Parallel.
bool SteeringScalars::isComputable(Value value) {
  if (!value.getType().isIntOrIndex())
    return false;
  if (auto argument = dyn_cast<BlockArgument>(value))
    return !isa<tile::ParallelOp>(argument.getOwner()->getParentOp());
  if (auto known = computable.find(value); known != computable.end())
    return known->second;
  Operation *op = value.getDefiningOp();
  bool result;
  if (auto load = dyn_cast<memref::LoadOp>(op))
    result = isComputableLoad(load);
  else
    result =
        isa<memref::DimOp>(op) ||
        ((isa<arith::ArithDialect>(op->getDialect()) || isa<UnrealizedConversionCastOp>(op)) &&
         llvm::all_of(op->getOperands(), [&](Value operand) { return isComputable(operand); }));
  return computable[value] = result;
}

//===----------------------------------------------------------------------===//
// What depends on them
//===----------------------------------------------------------------------===//

/// Whether an unsigned number of 32 bits is used as such: not where it is converted to fewer bits,
/// or to as many with a sign.
static bool isUsedUnsigned(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    if (isa<UnrealizedConversionCastOp>(user))
      return isUsedUnsigned(user->getResult(0));
    return isa<arith::ExtUIOp>(user) &&
           !llvm::all_of(user->getUsers(), llvm::IsaPred<arith::TruncIOp>);
  });
}

/// Whether processors, which compute with 32 bits and a sign, get another number than `op`.
static bool isUnfit(Operation *op) {
  Type type = op->getResult(0).getType();
  if (auto load = dyn_cast<memref::LoadOp>(op))
    return type.isUnsignedInteger(32) && isUsedUnsigned(load);
  // Without a conversion to unsigned behind it, the sign of the narrow number is lost.
  bool isNarrow =
      type.isSignlessInteger() && !type.isInteger(1) && type.getIntOrFloatBitWidth() < 32;
  return isNarrow && isa<arith::IndexCastOp, arith::TruncIOp>(op) &&
         !llvm::all_of(op->getUsers(), llvm::IsaPred<UnrealizedConversionCastOp>);
}

/// Collects the loads that a computable value comes from.
void SteeringScalars::mark(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || !marked.insert(value).second)
    return;
  if (isUnfit(op))
    unfit.insert(op);
  if (auto load = dyn_cast<memref::LoadOp>(op)) {
    if (candidates.contains(load.getMemref())) {
      variables.insert(load.getMemref());
      if (!load.getType().isInteger(32))
        unfit.insert(op);
      for (Operation *user : load.getMemref().getUsers())
        if (auto store = dyn_cast<memref::StoreOp>(user))
          mark(store.getValue());
      return;
    }
    loads.insert(load);
  }
  for (Value operand : op->getOperands())
    mark(operand);
}

/// Looks for loads that processors can do in what `value` is computed from.
void SteeringScalars::visit(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumRegions() != 0 || !visited.insert(value).second)
    return;
  if (isa<memref::LoadOp>(op) && isComputable(value))
    return mark(value);
  if (isUnfit(op) && isComputable(value))
    unfit.insert(op);
  for (Value operand : op->getOperands())
    visit(operand);
}

/// Whether a store to a tensor is somewhere in `op`.
static bool storesToTensor(Operation *op) {
  return op
      ->walk([](memref::StoreOp store) {
        return isTensor(store.getMemref()) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Visits the addresses, bounds and conditions of `op`.
void SteeringScalars::addRoots(Operation *op) {
  auto visitAll = [&](ValueRange values) {
    for (Value value : values)
      visit(value);
  };
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    visitAll({loop.getLowerBound(), loop.getUpperBound(), loop.getStep()});
  } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
    // In T.Parallel engines choose between values; what is stored to a tensor is another matter.
    if (!op->getParentOfType<tile::ParallelOp>() || storesToTensor(op))
      visit(branch.getCondition());
  } else if (auto region = dyn_cast<tile::RegionOp>(op)) {
    visitAll(region.getOffsets());
  } else if (auto load = dyn_cast<memref::LoadOp>(op)) {
    if (isTensor(load.getMemref()) && load->getParentOfType<tile::ParallelOp>())
      visitAll(load.getIndices());
  } else if (auto store = dyn_cast<memref::StoreOp>(op)) {
    if (isTensor(store.getMemref()))
      visitAll(store.getIndices());
  } else if (auto gemm = dyn_cast<tile::GemmOp>(op)) {
    if (gemm.getClear())
      visit(gemm.getClear());
  } else if (auto im2col = dyn_cast<tile::Im2ColOp>(op)) {
    visitAll({im2col.getRowBlock(), im2col.getColumnBlock()});
  }
}

SteeringScalars::SteeringScalars(func::FuncOp function) {
  findCandidates(function);
  function.walk([&](Operation *op) { addRoots(op); });
}
