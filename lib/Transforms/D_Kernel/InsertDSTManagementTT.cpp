//===- InsertDSTManagementTT.cpp - Blocks compute operations for DST (D5) -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Cuts each operation on blocks into parts that fit DST. A product accumulates over its own inner
// tiles in DST and over calls in L1: the packer adds to what the accumulator's pages hold.
//
//===----------------------------------------------------------------------===//

#include "DstPart.h"
#include "EltwiseParts.h"
#include "LoopBuilder.h"
#include "MatmulParts.h"
#include "StatePlacement.h"
#include "TidyKernel.h"

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_INSERTDSTMANAGEMENTTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

namespace {

/// Cuts the operations of one compute kernel.
class DstBlocking {
public:
  explicit DstBlocking(int64_t dstTiles) : dstTiles(dstTiles) {}
  LogicalResult cut(tt::BlockOpInterface op);

private:
  void cutMatmul(tt::MatmulOp matmul);
  void cutMove(tt::MoveOp move);
  void cutFill(tt::FillOp fill);
  void cutTranspose(tt::TransposeOp transpose);

  int64_t dstTiles;
};

} // namespace

/// Packs DST tiles 0 to `count` to the next pages in order.
static void createPackInOrder(OpBuilder &builder, Location loc, int64_t count, Value into) {
  createLoop(builder, loc, count, "tile", [&](OpBuilder &b, Value tile) {
    metalium::PackTileOp::create(b, loc, tile, into, Value());
  });
}

//===----------------------------------------------------------------------===//
// The packer's accumulation
//===----------------------------------------------------------------------===//

static constexpr int64_t accumulationOff = 0, accumulationOn = 1;

/// Whether the packer has to add to L1 or to overwrite it. A product that clears at run time
/// switches by itself.
static StateNeed accumulationNeed(Operation *op) {
  if (!isa<tt::BlockOpInterface>(op))
    return {};
  auto matmul = dyn_cast<tt::MatmulOp>(op);
  if (!matmul || (matmul.getClear() && matchPattern(matmul.getClear(), m_One())))
    return StateNeed::of({accumulationOff});
  if (!matmul.getClear() || matchPattern(matmul.getClear(), m_Zero()))
    return StateNeed::of({accumulationOn});
  return StateNeed::setsItself();
}

/// Turns the packer's accumulation off where `clear` holds, on where not.
static void createAccumulationSwitch(OpBuilder &builder, Location loc, Value clear) {
  // Written as (ko != 0) where the condition is a comparison.
  Value keep;
  auto compare = clear.getDefiningOp<arith::CmpIOp>();
  if (compare && compare.getPredicate() == arith::CmpIPredicate::eq)
    keep = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, compare.getLhs(),
                                 compare.getRhs());
  else
    keep = arith::XOrIOp::create(
        builder, loc, clear, arith::ConstantIntOp::create(builder, loc, builder.getI1Type(), 1));
  metalium::PackReconfigL1AccOp::create(
      builder, loc, arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(), keep));
}

/// Switches the packer's accumulation wherever operations of `kernel` need it; it starts off.
static void placeAccumulation(func::FuncOp kernel) {
  StatePlacement placement(
      /*parts=*/1, [](Operation *op, unsigned) { return accumulationNeed(op); },
      [](OpBuilder &builder, ArrayRef<StateChange> changes) {
        Operation *user = changes.front().user;
        Value enable = arith::ConstantIndexOp::create(builder, user->getLoc(),
                                                      accumulationNeed(user).value.front());
        metalium::PackReconfigL1AccOp::create(builder, user->getLoc(), enable);
      });
  placement.place(kernel.getBody().front(), {StateValue{accumulationOff}});
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

void DstBlocking::cutMatmul(tt::MatmulOp matmul) {
  OpBuilder builder(matmul);
  Location loc = matmul.getLoc();
  MatmulPart part = chooseMatmulPart(matmul, dstTiles);
  tt::CBType into = matmul.getInto().getType();
  bool transposed = matmul.getTransposeB();
  if (accumulationNeed(matmul).kind == StateNeed::Kind::SetsItself)
    createAccumulationSwitch(builder, loc, matmul.getClear());
  auto number = [&](int64_t value) { return builder.getI32IntegerAttr(value); };
  // Whole rows of the block lie one after the other, as in DST.
  bool wholeRows = part.cols == into.getCols();
  int64_t packRows = wholeRows ? 1 : part.rows;
  int64_t packCols = wholeRows ? part.rows * part.cols : part.cols;

  createLoop(builder, loc, into.getRows() / part.rows, "row", [&](OpBuilder &b, Value row) {
    createLoop(b, loc, into.getCols() / part.cols, "col", [&](OpBuilder &b, Value col) {
      auto math = [&](OpBuilder &b) {
        createLoop(b, loc, part.inner, "inner", [&](OpBuilder &b, Value inner) {
          IndexBuilder index(b, loc);
          Value a = index.add(index.mul(row, part.rows * part.inner), inner);
          Value firstCol = index.mul(col, part.cols);
          Value tileB = transposed ? index.add(index.mul(firstCol, part.inner), inner)
                                   : index.add(index.mul(inner, into.getCols()), firstCol);
          metalium::MatmulBlockOp::create(b, loc, matmul.getA(), matmul.getB(), a, tileB,
                                          index.constant(0), number(transposed), number(part.cols),
                                          number(part.rows), number(part.inner));
        });
      };
      auto pack = [&](OpBuilder &b) {
        createLoop(b, loc, packRows, "r", [&](OpBuilder &b, Value r) {
          createLoop(b, loc, packCols, "c", [&](OpBuilder &b, Value c) {
            IndexBuilder index(b, loc);
            Value tile = index.add(index.mul(r, part.cols), c);
            Value pageRow = index.add(index.mul(row, part.rows), r);
            Value pageCol = index.add(index.mul(col, part.cols), c);
            Value page = index.add(index.mul(pageRow, into.getCols()), pageCol);
            metalium::PackTileOp::create(b, loc, tile, matmul.getInto(), page);
          });
        });
      };
      createDstPart(b, loc, math, pack);
    });
  });
}

void DstBlocking::cutMove(tt::MoveOp move) {
  OpBuilder builder(move);
  Location loc = move.getLoc();
  int64_t tiles = move.getInto().getType().getNumTiles();
  int64_t part = largestDivisor(tiles, dstTiles);
  createLoop(builder, loc, tiles / part, "part", [&](OpBuilder &b, Value number) {
    auto math = [&](OpBuilder &b) {
      createLoop(b, loc, part, "tile", [&](OpBuilder &b, Value tile) {
        IndexBuilder index(b, loc);
        metalium::CopyTileOp::create(b, loc, move.getSource(),
                                     index.add(index.mul(number, part), tile), tile);
      });
    };
    createDstPart(b, loc, math,
                  [&](OpBuilder &b) { createPackInOrder(b, loc, part, move.getInto()); });
  });
}

/// All pages get the same tile: DST holds it once, the packer writes it to each.
void DstBlocking::cutFill(tt::FillOp fill) {
  OpBuilder builder(fill);
  Location loc = fill.getLoc();
  Value first = IndexBuilder(builder, loc).constant(0);
  auto math = [&](OpBuilder &b) { metalium::FillTileOp::create(b, loc, first, fill.getValue()); };
  auto pack = [&](OpBuilder &b) {
    createLoop(b, loc, fill.getInto().getType().getNumTiles(), "tile", [&](OpBuilder &b, Value) {
      metalium::PackTileOp::create(b, loc, first, fill.getInto(), Value());
    });
  };
  createDstPart(builder, loc, math, pack);
}

/// Tile (r, c) of the source goes to (c, r): result rows are made one after the other.
void DstBlocking::cutTranspose(tt::TransposeOp transpose) {
  OpBuilder builder(transpose);
  Location loc = transpose.getLoc();
  tt::CBType into = transpose.getInto().getType();
  int64_t resultRows = into.getRows(), resultCols = into.getCols();
  int64_t part = largestDivisor(resultCols, dstTiles);
  createLoop(builder, loc, resultRows, "row", [&](OpBuilder &b, Value row) {
    createLoop(b, loc, resultCols / part, "part", [&](OpBuilder &b, Value number) {
      auto math = [&](OpBuilder &b) {
        createLoop(b, loc, part, "tile", [&](OpBuilder &b, Value tile) {
          IndexBuilder index(b, loc);
          Value sourceRow = index.add(index.mul(number, part), tile);
          metalium::TransposeTileOp::create(b, loc, transpose.getSource(),
                                            index.add(index.mul(sourceRow, resultRows), row), tile);
        });
      };
      createDstPart(b, loc, math,
                    [&](OpBuilder &b) { createPackInOrder(b, loc, part, transpose.getInto()); });
    });
  });
}

LogicalResult DstBlocking::cut(tt::BlockOpInterface op) {
  Operation *operation = op.getOperation();
  if (auto eltwise = dyn_cast<tt::EltwiseOp>(operation)) {
    if (failed(cutEltwise(eltwise, dstTiles)))
      return failure();
  } else if (auto reduce = dyn_cast<tt::ReduceOp>(operation)) {
    cutReduce(reduce);
  } else if (auto cumsum = dyn_cast<tt::CumsumOp>(operation)) {
    cutCumsum(cumsum);
  } else if (auto matmul = dyn_cast<tt::MatmulOp>(operation)) {
    cutMatmul(matmul);
  } else if (auto move = dyn_cast<tt::MoveOp>(operation)) {
    cutMove(move);
  } else if (auto fill = dyn_cast<tt::FillOp>(operation)) {
    cutFill(fill);
  } else {
    cutTranspose(cast<tt::TransposeOp>(operation));
  }
  op->erase();
  return success();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

static LogicalResult checkBufferForm(func::FuncOp kernel) {
  WalkResult result = kernel.walk([](tt::BlockOpInterface op) {
    if (op->getNumResults() == 0)
      return WalkResult::advance();
    op.emitError("is still in value form; LowerCBIntrinsics (--tt-lower-cb-intrinsics) brings it "
                 "into buffer form");
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

static LogicalResult cutKernel(func::FuncOp kernel, int64_t dstTiles) {
  placeAccumulation(kernel);
  SmallVector<tt::BlockOpInterface> operations;
  kernel.walk([&](tt::BlockOpInterface op) { operations.push_back(op); });
  DstBlocking blocking(dstTiles);
  for (tt::BlockOpInterface op : operations)
    if (failed(blocking.cut(op)))
      return failure();
  tidyKernel(kernel);
  return success();
}

namespace {
class InsertDSTManagementTTPass
    : public tilium::impl::InsertDSTManagementTTPassBase<InsertDSTManagementTTPass> {
public:
  using InsertDSTManagementTTPassBase::InsertDSTManagementTTPassBase;

  void runOnOperation() override {
    const device::Architecture *architecture = getTargetArchitecture(getOperation());
    if (!architecture)
      return signalPassFailure();
    for (auto kernel : getOperation().getOps<func::FuncOp>()) {
      auto role = kernel->getAttrOfType<tt::KernelRoleAttr>("tt.kernel_role");
      if (!role || role.getValue() != tt::KernelRole::Compute)
        continue;
      if (failed(checkBufferForm(kernel)))
        return signalPassFailure();
      auto config = kernel->getAttrOfType<tt::ComputeConfigAttr>("tt.compute_config");
      if (!config) {
        kernel.emitError("has no 'tt.compute_config'; InsertComputeInitTT "
                         "(--tt-insert-compute-init) chooses it");
        return signalPassFailure();
      }
      if (failed(cutKernel(kernel, getDstTiles(*architecture, config))))
        return signalPassFailure();
    }
  }
};
} // namespace
