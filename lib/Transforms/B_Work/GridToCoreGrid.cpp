//===- GridToCoreGrid.cpp - The grid as a loop on each core (B2) ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_GRIDTOCOREGRIDPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

/// The index along each axis of block `block`, numbered x first.
static SmallVector<Value> recoverIndices(OpBuilder &builder, tile::LaunchOp launch,
                                         ArrayRef<int64_t> grid, Value block) {
  SmallVector<Value> indices;
  int64_t before = 1;
  for (auto [axis, extent] : llvm::enumerate(grid)) {
    Location loc = launch.getBody().getArgument(axis).getLoc();
    auto constant = [&](int64_t value) {
      return arith::ConstantIndexOp::create(builder, loc, value).getResult();
    };
    Value index = block;
    if (extent == 1) {
      index = constant(0);
    } else {
      if (before != 1)
        index = arith::DivUIOp::create(builder, loc, index, constant(before));
      // Along the last axis that has several blocks nothing is left to divide off.
      bool isLast = llvm::all_of(grid.drop_front(axis + 1), [](int64_t e) { return e == 1; });
      if (!isLast)
        index = arith::RemUIOp::create(builder, loc, index, constant(extent));
    }
    indices.push_back(index);
    before *= extent;
  }
  return indices;
}

static LogicalResult lowerLaunch(func::FuncOp function) {
  SmallVector<tile::LaunchOp> launches;
  function.walk([&](tile::LaunchOp launch) { launches.push_back(launch); });
  for (tile::LaunchOp launch : launches) {
    auto grid = function->getAttrOfType<DenseI64ArrayAttr>("tt.grid_tiles");
    if (!grid || grid.size() != static_cast<int64_t>(launch.getGrid().size()))
      return launch.emitError(
          "has no matching 'tt.grid_tiles'; LayoutAwareWorkPartitionTT gives them");
    OpBuilder builder(launch);
    Location loc = launch.getLoc();
    Value start = tt::WorkStartOp::create(builder, loc, builder.getIndexType());
    Value count = tt::WorkCountOp::create(builder, loc, builder.getIndexType());
    Value end = arith::AddIOp::create(builder, loc, start, count);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    auto loop = scf::ForOp::create(builder, loc, start, end, one);
    Block *body = loop.getBody();
    body->getArgument(0).setLoc(NameLoc::get(builder.getStringAttr("block"), loc));
    OpBuilder inner = OpBuilder::atBlockBegin(body);
    SmallVector<Value> indices =
        recoverIndices(inner, launch, grid.asArrayRef(), loop.getInductionVar());
    Block &launchBody = launch.getBody().front();
    for (auto [argument, index] : llvm::zip(launchBody.getArguments(), indices))
      argument.replaceAllUsesWith(index);
    launchBody.getTerminator()->erase();
    body->getOperations().splice(std::prev(body->end()), launchBody.getOperations());
    launch.erase();
  }
  return success();
}

/// Divisions of what cannot be negative are the kernels' unsigned ones. From here on a core's first
/// block is a number that nothing more is known of, so this is said now.
static void makeDivisionsUnsigned(func::FuncOp function) {
  SmallVector<Operation *> divisions;
  function.walk([&](Operation *op) {
    if (!isa<arith::FloorDivSIOp, arith::DivSIOp, arith::RemSIOp>(op) ||
        !op->getResult(0).getType().isIndex())
      return;
    auto isNatural = [](Value value) {
      std::optional<IndexRange> range = getIndexRange(value);
      return range && range->smallest >= 0;
    };
    if (llvm::all_of(op->getOperands(), isNatural))
      divisions.push_back(op);
  });
  for (Operation *op : divisions) {
    OpBuilder builder(op);
    Value a = op->getOperand(0), b = op->getOperand(1);
    Value result = isa<arith::RemSIOp>(op)
                       ? arith::RemUIOp::create(builder, op->getLoc(), a, b).getResult()
                       : arith::DivUIOp::create(builder, op->getLoc(), a, b).getResult();
    op->getResult(0).replaceAllUsesWith(result);
    op->erase();
  }
}

namespace {
class GridToCoreGridPass : public tilium::impl::GridToCoreGridPassBase<GridToCoreGridPass> {
public:
  using GridToCoreGridPassBase::GridToCoreGridPassBase;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (failed(lowerLaunch(function)))
        return signalPassFailure();
      makeDivisionsUnsigned(function);
    }
  }
};
} // namespace
