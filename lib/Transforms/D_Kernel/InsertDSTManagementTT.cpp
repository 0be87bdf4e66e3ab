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

#include "LoopBuilder.h"
#include "MatmulParts.h"

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_INSERTDSTMANAGEMENTTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

namespace {

/// Whether the packer adds to L1.
enum class PackerAccumulation { Off, Unknown };

/// Cuts the operations of one compute kernel.
class DstBlocking {
public:
  explicit DstBlocking(int64_t dstTiles) : dstTiles(dstTiles) {}
  PackerAccumulation process(Block &block, PackerAccumulation state);

private:
  PackerAccumulation cut(Operation *op, PackerAccumulation state);
  void cutMatmul(tt::MatmulOp matmul);
  void cutMove(tt::MoveOp move);
  void cutFill(tt::FillOp fill);
  void cutTranspose(tt::TransposeOp transpose);

  int64_t dstTiles;
};

} // namespace

using TileBody = function_ref<void(OpBuilder &)>;

/// One part: `math` fills DST, `pack` empties it.
static void createPart(OpBuilder &builder, Location loc, TileBody math, TileBody pack) {
  metalium::DstAcquireOp::create(builder, loc);
  math(builder);
  metalium::DstCommitOp::create(builder, loc);
  metalium::DstWaitOp::create(builder, loc);
  pack(builder);
  metalium::DstReleaseOp::create(builder, loc);
}

/// Packs DST tiles 0 to `count` to the next pages in order.
static void createPackInOrder(OpBuilder &builder, Location loc, int64_t count, Value into) {
  createLoop(builder, loc, count, "tile", [&](OpBuilder &b, Value tile) {
    metalium::PackTileOp::create(b, loc, tile, into, Value());
  });
}

/// Turns the packer's accumulation on or off as the product's `clear` says.
static void createAccumulationSwitch(OpBuilder &builder, Location loc, Value clear) {
  Value enable;
  if (!clear) {
    enable = arith::ConstantIndexOp::create(builder, loc, 1);
  } else {
    // Written as (ko != 0) where the condition is a comparison.
    Value keep;
    auto compare = clear.getDefiningOp<arith::CmpIOp>();
    if (compare && compare.getPredicate() == arith::CmpIPredicate::eq)
      keep = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, compare.getLhs(),
                                   compare.getRhs());
    else
      keep = arith::XOrIOp::create(
          builder, loc, clear, arith::ConstantIntOp::create(builder, loc, builder.getI1Type(), 1));
    enable = arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(), keep);
  }
  metalium::PackReconfigL1AccOp::create(builder, loc, enable);
}

static bool alwaysClears(tt::MatmulOp matmul) {
  return matmul.getClear() && matchPattern(matmul.getClear(), m_One());
}

void DstBlocking::cutMatmul(tt::MatmulOp matmul) {
  OpBuilder builder(matmul);
  Location loc = matmul.getLoc();
  MatmulPart part = chooseMatmulPart(matmul, dstTiles);
  tt::CBType into = matmul.getInto().getType();
  bool transposed = matmul.getTransposeB();
  auto number = [&](int64_t value) { return builder.getI32IntegerAttr(value); };

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
        createLoop(b, loc, part.rows, "r", [&](OpBuilder &b, Value r) {
          createLoop(b, loc, part.cols, "c", [&](OpBuilder &b, Value c) {
            IndexBuilder index(b, loc);
            Value tile = index.add(index.mul(r, part.cols), c);
            Value pageRow = index.add(index.mul(row, part.rows), r);
            Value pageCol = index.add(index.mul(col, part.cols), c);
            Value page = index.add(index.mul(pageRow, into.getCols()), pageCol);
            metalium::PackTileOp::create(b, loc, tile, matmul.getInto(), page);
          });
        });
      };
      createPart(b, loc, math, pack);
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
    createPart(b, loc, math,
               [&](OpBuilder &b) { createPackInOrder(b, loc, part, move.getInto()); });
  });
}

void DstBlocking::cutFill(tt::FillOp fill) {
  OpBuilder builder(fill);
  Location loc = fill.getLoc();
  int64_t tiles = fill.getInto().getType().getNumTiles();
  int64_t part = largestDivisor(tiles, dstTiles);
  createLoop(builder, loc, tiles / part, "part", [&](OpBuilder &b, Value) {
    auto math = [&](OpBuilder &b) {
      createLoop(b, loc, part, "tile", [&](OpBuilder &b, Value tile) {
        metalium::FillTileOp::create(b, loc, tile, fill.getValue());
      });
    };
    createPart(b, loc, math,
               [&](OpBuilder &b) { createPackInOrder(b, loc, part, fill.getInto()); });
  });
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
      createPart(b, loc, math,
                 [&](OpBuilder &b) { createPackInOrder(b, loc, part, transpose.getInto()); });
    });
  });
}

PackerAccumulation DstBlocking::cut(Operation *op, PackerAccumulation state) {
  auto matmul = dyn_cast<tt::MatmulOp>(op);
  bool accumulates = matmul && !alwaysClears(matmul);
  OpBuilder builder(op);
  if (accumulates) {
    createAccumulationSwitch(builder, op->getLoc(), matmul.getClear());
    state = PackerAccumulation::Unknown;
  } else if (state != PackerAccumulation::Off) {
    metalium::PackReconfigL1AccOp::create(builder, op->getLoc(),
                                          arith::ConstantIndexOp::create(builder, op->getLoc(), 0));
    state = PackerAccumulation::Off;
  }
  if (matmul)
    cutMatmul(matmul);
  else if (auto move = dyn_cast<tt::MoveOp>(op))
    cutMove(move);
  else if (auto fill = dyn_cast<tt::FillOp>(op))
    cutFill(fill);
  else
    cutTranspose(cast<tt::TransposeOp>(op));
  op->erase();
  return state;
}

/// Whether the packer may be left accumulating by the operations of `block`.
static bool mayLeaveAccumulating(Block &block) {
  bool accumulating = false;
  block.walk<WalkOrder::PreOrder>([&](tt::BlockOpInterface op) {
    auto matmul = dyn_cast<tt::MatmulOp>(op.getOperation());
    accumulating = matmul && !alwaysClears(matmul);
  });
  return accumulating;
}

PackerAccumulation DstBlocking::process(Block &block, PackerAccumulation state) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      PackerAccumulation entry =
          mayLeaveAccumulating(*loop.getBody()) ? PackerAccumulation::Unknown : state;
      PackerAccumulation exit = process(*loop.getBody(), entry);
      state = exit == state ? state : PackerAccumulation::Unknown;
    } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
      PackerAccumulation afterThen = process(*branch.thenBlock(), state);
      PackerAccumulation afterElse =
          branch.elseBlock() ? process(*branch.elseBlock(), state) : state;
      state = afterThen == afterElse ? afterThen : PackerAccumulation::Unknown;
    } else if (isa<tt::BlockOpInterface>(op)) {
      state = cut(&op, state);
    }
  }
  return state;
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
      auto config = kernel->getAttrOfType<tt::ComputeConfigAttr>("tt.compute_config");
      if (!config) {
        kernel.emitError("has no 'tt.compute_config'; InsertComputeInitTT chooses it");
        return signalPassFailure();
      }
      DstBlocking(getDstTiles(*architecture, config))
          .process(kernel.getBody().front(), PackerAccumulation::Off);
    }
  }
};
} // namespace
