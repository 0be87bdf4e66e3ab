//===- EltwiseParts.cpp - Cutting elementwise work for DST ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A part is as many tiles of one row of the result as DST has room for. Each call of the expression
// runs over all tiles of the part before the next one, so that it is prepared once a part; what
// every part prepares alike is prepared once before them all.
//
//===----------------------------------------------------------------------===//

#include "EltwiseParts.h"

#include "../C_Tile/ExpressionParts.h"
#include "DstPart.h"
#include "EltwiseProgram.h"
#include "LoopBuilder.h"
#include "MatmulParts.h"
#include "PositionTruth.h"
#include "TileNumbers.h"

#include "tilium/Dialect/Metalium/IR/VectorFunctions.h"
#include "tilium/Support/Diagnostics.h"

#include "llvm/ADT/ScopeExit.h"

using namespace mlir;
using namespace tilium;

//===----------------------------------------------------------------------===//
// Elementwise expressions
//===----------------------------------------------------------------------===//

namespace {

/// What the calls so far have prepared for loads; nothing where that is not known.
struct LoadState {
  std::optional<unsigned> prepared; ///< The operand that unpack and math were prepared for.
  std::optional<tt::DataFormat> sourceA, sourceB;
};

/// Emits the parts of one expression.
class EltwiseCutting {
public:
  EltwiseCutting(tt::EltwiseOp eltwise, const EltwiseProgram &program, int64_t dstTiles);
  /// One side of the mask of `whole`, for the same parts.
  EltwiseCutting(tt::EltwiseOp side, const EltwiseProgram &program, const EltwiseCutting &whole);
  /// Whether no tile is read after the result has overwritten it; reports the operand if one is.
  LogicalResult checkInPlace();
  void run();
  /// Emits all parts, each by `emit`, which is given the part's first tile.
  void forEachPart(OpBuilder &builder,
                   llvm::function_ref<void(OpBuilder &, const PartPlace &)> emit);
  void emitPart(OpBuilder &builder, const PartPlace &part);
  /// Has every part prepare all that it uses: another one may run before it, or none.
  void prepareInParts() { preparesInParts = true; }

private:
  bool functionsDiffer();
  bool isSpread(unsigned operand);
  bool areAlike(unsigned a, unsigned b);
  Value onlySpreadFormat();
  LoadState startLoads(OpBuilder &builder);
  void setFormats(OpBuilder &builder, Value sourceA, Value sourceB);
  void changeLoad(OpBuilder &builder, unsigned operand, LoadState &state);
  void prepareLoad(OpBuilder &builder, unsigned operand);
  void finishLoad(OpBuilder &builder, unsigned operand);
  bool isFollowedAlike(size_t position);
  void load(OpBuilder &builder, const EltwiseStep &step, Value row, Value column, Value tile);
  Value dstIndex(OpBuilder &builder, unsigned number, Value tile);

  tt::EltwiseOp eltwise;
  const EltwiseProgram &program;
  Location loc;
  SmallVector<unsigned> loads; ///< The operands that a part loads, in order.
  LoadState betweenParts;      ///< What each part finds and leaves.
  int64_t partTiles;
  bool alongColumns; ///< Whether the tiles of a part follow one another down a column.
  bool preparesInParts = false;
  bool changesFormat; ///< Whether loads have to set their format.
};

} // namespace

static tt::DataFormat formatOf(Value cb) { return cast<tt::CBType>(cb.getType()).getFormat(); }

static SmallVector<unsigned> loadsOf(const EltwiseProgram &program) {
  SmallVector<unsigned> loads;
  for (const EltwiseStep &step : program.steps)
    if (step.operand >= 0)
      loads.push_back(step.operand);
  return loads;
}

EltwiseCutting::EltwiseCutting(tt::EltwiseOp eltwise, const EltwiseProgram &program,
                               int64_t dstTiles)
    : eltwise(eltwise), program(program), loc(eltwise.getLoc()), loads(loadsOf(program)) {
  tt::CBType into = eltwise.getInto().getType();
  alongColumns = into.getCols() == 1;
  partTiles =
      largestDivisor(alongColumns ? into.getRows() : into.getCols(), dstTiles / program.registers);
  changesFormat = llvm::any_of(eltwise.getSources(), [&](Value source) {
    return formatOf(source) != formatOf(eltwise.getSources().front());
  });
}

EltwiseCutting::EltwiseCutting(tt::EltwiseOp side, const EltwiseProgram &program,
                               const EltwiseCutting &whole)
    : eltwise(side), program(program), loc(side.getLoc()), loads(loadsOf(program)),
      partTiles(whole.partTiles), alongColumns(whole.alongColumns), preparesInParts(true),
      changesFormat(whole.changesFormat) {}

LogicalResult EltwiseCutting::checkInPlace() {
  tt::CBType into = eltwise.getInto().getType();
  Builder builder(eltwise.getContext());
  for (auto [operand, source] : llvm::enumerate(eltwise.getSources())) {
    if (source != eltwise.getInto())
      continue;
    AffineMap map = eltwise.getTileMap(operand);
    for (int64_t tile = 0; tile < into.getNumTiles(); ++tile) {
      AffineExpr number =
          map.getResult(0).replaceDims({builder.getAffineConstantExpr(tile / into.getCols()),
                                        builder.getAffineConstantExpr(tile % into.getCols())});
      // All tiles of a part are loaded before the first one is packed.
      auto constant = dyn_cast<AffineConstantExpr>(number);
      if (!constant || constant.getValue() < tile / partTiles * partTiles)
        return eltwise.emitError()
               << "operand " << operand
               << " is the block that the result overwrites, and its tiles are read after that; "
                  "write the result to another circular buffer";
    }
  }
  return success();
}

/// Whether the expression has functions with different preparations.
bool EltwiseCutting::functionsDiffer() {
  const metalium::VectorFunction *first = nullptr;
  for (const EltwiseStep &step : program.steps) {
    if (step.operand >= 0)
      continue;
    const metalium::VectorFunction *function = metalium::findVectorFunction(step.function);
    if (first && (first->initCallee != function->initCallee ||
                  first->initTemplate != function->initTemplate))
      return true;
    first = function;
  }
  return false;
}

void EltwiseCutting::prepareLoad(OpBuilder &builder, unsigned operand) {
  Value cb = eltwise.getSources()[operand];
  tt::Broadcast broadcast = loadedBroadcast(eltwise, operand);
  if (broadcast == tt::Broadcast::None)
    metalium::CopyInitOp::create(builder, loc, cb);
  else
    metalium::UnaryBcastInitOp::create(builder, loc,
                                       tt::BroadcastAttr::get(builder.getContext(), broadcast), cb);
}

/// Whether the load of an operand spreads it: it goes through SrcB, a copy through SrcA alone.
bool EltwiseCutting::isSpread(unsigned operand) {
  return loadedBroadcast(eltwise, operand) != tt::Broadcast::None;
}

/// Whether the preparation for loading one operand serves another.
bool EltwiseCutting::areAlike(unsigned a, unsigned b) {
  auto config = eltwise->getParentOfType<func::FuncOp>()->getAttrOfType<tt::ComputeConfigAttr>(
      "tt.compute_config");
  auto isStraight = [&](unsigned operand) {
    std::optional<uint32_t> id = eltwise.getSources()[operand].getDefiningOp<tt::CBOp>().getId();
    return id && llvm::is_contained(config.getUnpackToDestFp32(), *id);
  };
  return formatOf(eltwise.getSources()[a]) == formatOf(eltwise.getSources()[b]) &&
         loadedBroadcast(eltwise, a) == loadedBroadcast(eltwise, b) &&
         isStraight(a) == isStraight(b);
}

/// A buffer in the format of all operands that are spread; null if they have several, or are none.
Value EltwiseCutting::onlySpreadFormat() {
  Value only;
  for (unsigned operand : loads) {
    Value cb = eltwise.getSources()[operand];
    if (!isSpread(operand))
      continue;
    if (only && formatOf(only) != formatOf(cb))
      return {};
    only = cb;
  }
  return only;
}

void EltwiseCutting::setFormats(OpBuilder &builder, Value sourceA, Value sourceB) {
  if (sourceA && sourceB)
    metalium::ReconfigDataFormatOp::create(builder, loc, sourceA, sourceB);
  else if (sourceA)
    metalium::ReconfigDataFormatSrcAOp::create(builder, loc, sourceA);
  else if (sourceB)
    metalium::ReconfigDataFormatSrcBOp::create(builder, loc, sourceB);
}

/// Prepares before all parts what the last load of each leaves as the first one of the next wants
/// it. Nothing but spread operands changes SrcB, so one format of theirs stays.
LoadState EltwiseCutting::startLoads(OpBuilder &builder) {
  LoadState state;
  if (loads.empty())
    return state;
  unsigned first = loads.front();
  bool staysPrepared = areAlike(first, loads.back());
  if (changesFormat) {
    Value cb = eltwise.getSources()[first];
    Value sourceA = formatOf(eltwise.getSources()[loads.back()]) == formatOf(cb) ? cb : Value();
    Value sourceB = staysPrepared && isSpread(first) ? cb : onlySpreadFormat();
    setFormats(builder, sourceA, sourceB);
    if (sourceA)
      state.sourceA = formatOf(sourceA);
    if (sourceB)
      state.sourceB = formatOf(sourceB);
  }
  if (staysPrepared) {
    prepareLoad(builder, first);
    state.prepared = first;
  }
  return state;
}

/// Prepares what the load of `operand` needs and `state` does not have.
void EltwiseCutting::changeLoad(OpBuilder &builder, unsigned operand, LoadState &state) {
  Value cb = eltwise.getSources()[operand];
  tt::DataFormat format = formatOf(cb);
  if (changesFormat) {
    bool setsB = isSpread(operand) && state.sourceB != format;
    setFormats(builder, state.sourceA == format ? Value() : cb, setsB ? cb : Value());
    state.sourceA = format;
    if (setsB)
      state.sourceB = format;
  }
  if (!state.prepared || !areAlike(*state.prepared, operand))
    prepareLoad(builder, operand);
  state.prepared = operand;
}

/// Whether the load after the one at `position`, in this part or the next, takes its preparation.
bool EltwiseCutting::isFollowedAlike(size_t position) {
  if (position + 1 < loads.size())
    return areAlike(loads[position], loads[position + 1]);
  return !preparesInParts && areAlike(loads[position], loads.front());
}

void EltwiseCutting::finishLoad(OpBuilder &builder, unsigned operand) {
  if (isSpread(operand))
    metalium::UnaryBcastUninitOp::create(
        builder, loc,
        tt::BroadcastAttr::get(builder.getContext(), loadedBroadcast(eltwise, operand)),
        eltwise.getSources()[operand]);
}

Value EltwiseCutting::dstIndex(OpBuilder &builder, unsigned number, Value tile) {
  IndexBuilder index(builder, loc);
  return index.add(tile, static_cast<int64_t>(number) * partTiles);
}

void EltwiseCutting::load(OpBuilder &builder, const EltwiseStep &step, Value row, Value column,
                          Value tile) {
  TileNumbers numbers(builder, eltwise, row, column);
  Value cb = eltwise.getSources()[step.operand];
  Value number = numbers.apply(eltwise.getTileMap(step.operand), eltwise.getSymbols());
  Value target = dstIndex(builder, step.registers.front(), tile);
  tt::Broadcast broadcast = loadedBroadcast(eltwise, step.operand);
  if (broadcast == tt::Broadcast::None)
    metalium::CopyTileOp::create(builder, loc, cb, number, target);
  else
    metalium::UnaryBcastOp::create(
        builder, loc, tt::BroadcastAttr::get(builder.getContext(), broadcast), cb, number, target);
}

void EltwiseCutting::emitPart(OpBuilder &builder, const PartPlace &part) {
  bool prepareFunctions = preparesInParts || functionsDiffer();
  auto math = [&](OpBuilder &b) {
    const metalium::VectorFunction *function = nullptr;
    LoadState state = betweenParts;
    size_t position = 0;
    for (const EltwiseStep &step : program.steps) {
      if (step.operand >= 0) {
        changeLoad(b, step.operand, state);
      } else if (prepareFunctions) {
        const metalium::VectorFunction *next = metalium::findVectorFunction(step.function);
        if (!function || function->initCallee != next->initCallee ||
            function->initTemplate != next->initTemplate)
          metalium::VectorInitOp::create(b, loc, step.function);
        function = next;
      }
      createLoop(b, loc, partTiles, "tile", [&](OpBuilder &inner, Value tile) {
        IndexBuilder index(inner, loc);
        Value r = alongColumns ? index.add(part.row, tile) : part.row;
        Value c = alongColumns ? part.column : index.add(part.column, tile);
        if (step.operand >= 0)
          return load(inner, step, r, c, tile);
        SmallVector<Value> tiles;
        for (unsigned number : step.registers)
          tiles.push_back(dstIndex(inner, number, tile));
        Value bits;
        if (step.uniform)
          bits = TileNumbers(inner, eltwise, r, c).uniform(step.uniform);
        metalium::VectorOp::create(inner, loc, step.function, tiles, bits, step.constant);
      });
      if (step.operand >= 0 && !isFollowedAlike(position++))
        finishLoad(b, step.operand);
    }
  };
  auto pack = [&](OpBuilder &b) {
    createLoop(b, loc, partTiles, "tile", [&](OpBuilder &inner, Value tile) {
      metalium::PackTileOp::create(inner, loc, dstIndex(inner, program.result, tile),
                                   eltwise.getInto(), Value());
    });
  };
  createDstPart(builder, loc, math, pack);
}

void EltwiseCutting::forEachPart(OpBuilder &builder,
                                 llvm::function_ref<void(OpBuilder &, const PartPlace &)> emit) {
  tt::CBType into = eltwise.getInto().getType();
  int64_t rows = alongColumns ? into.getRows() / partTiles : into.getRows();
  int64_t parts = alongColumns ? 1 : into.getCols() / partTiles;
  createLoop(builder, loc, rows, "row", [&](OpBuilder &b, Value row) {
    createLoop(b, loc, parts, "part", [&](OpBuilder &inner, Value part) {
      IndexBuilder index(inner, loc);
      emit(inner, {alongColumns ? index.mul(row, partTiles) : row, index.mul(part, partTiles),
                   partTiles, alongColumns});
    });
  });
}

/// The outermost loop around the expression in which nothing else is done by the engines, so that
/// what the parts prepare alike stays; the expression itself if there is none.
static Operation *findPreparedScope(tt::EltwiseOp eltwise) {
  Operation *scope = eltwise;
  while (auto loop = dyn_cast<scf::ForOp>(scope->getParentOp())) {
    bool isAlone = llvm::all_of(loop.getBody()->without_terminator(), [&](Operation &op) {
      return &op == scope || isMemoryEffectFree(&op) ||
             isa<metalium::CBReserveBackOp, metalium::CBPushBackOp, metalium::CBWaitFrontOp,
                 metalium::CBPopFrontOp>(op);
    });
    if (!isAlone)
      break;
    scope = loop;
  }
  return scope;
}

void EltwiseCutting::run() {
  Operation *scope = findPreparedScope(eltwise);
  OpBuilder builder(scope), after(eltwise->getContext());
  after.setInsertionPointAfter(scope);
  betweenParts = startLoads(builder);
  if (!functionsDiffer())
    for (const EltwiseStep &step : program.steps)
      if (step.operand < 0) {
        metalium::VectorInitOp::create(builder, loc, step.function);
        break;
      }
  OpBuilder parts(eltwise);
  forEachPart(parts, [&](OpBuilder &b, const PartPlace &part) { emitPart(b, part); });
  if (betweenParts.prepared)
    finishLoad(after, *betweenParts.prepared);
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

/// The selection nearest to the result whose condition positions decide; null if there is none.
static arith::SelectOp findMask(tt::EltwiseOp eltwise) {
  OpBuilder builder(eltwise);
  Value zero = arith::ConstantIndexOp::create(builder, eltwise.getLoc(), 0);
  PartPlace anywhere{zero, zero, /*tiles=*/1, /*alongColumns=*/false};
  for (Operation &op : llvm::reverse(eltwise.getBody().front()))
    if (auto select = dyn_cast<arith::SelectOp>(op))
      if (findTruth(builder, eltwise, select.getCondition(), anywhere).isKnown())
        return select;
  return {};
}

/// A copy of `eltwise` where the mask holds for all elements, or for none.
static tt::EltwiseOp keepSide(tt::EltwiseOp eltwise, arith::SelectOp select, bool holds) {
  IRMapping mapping;
  auto copy = cast<tt::EltwiseOp>(OpBuilder(eltwise).clone(*eltwise, mapping));
  auto copied = mapping.lookup(select.getResult()).getDefiningOp<arith::SelectOp>();
  copied.replaceAllUsesWith(holds ? copied.getTrueValue() : copied.getFalseValue());
  return dropUnusedOperands(copy);
}

static void createBranch(OpBuilder &builder, Location loc, Value condition, TileBody then,
                         TileBody otherwise) {
  if (!condition || matchPattern(condition, m_Zero()))
    return otherwise(builder);
  if (matchPattern(condition, m_One()))
    return then(builder);
  auto branch = scf::IfOp::create(builder, loc, condition, /*withElseRegion=*/true);
  OpBuilder inThen = branch.getThenBodyBuilder(), inElse = branch.getElseBodyBuilder();
  then(inThen);
  otherwise(inElse);
}

/// Parts that are on one side of the mask as a whole compute that side alone.
static LogicalResult cutMasked(tt::EltwiseOp eltwise, arith::SelectOp select, EltwiseCutting &whole,
                               unsigned registers) {
  tt::EltwiseOp shown = keepSide(eltwise, select, /*holds=*/true);
  tt::EltwiseOp hidden = keepSide(eltwise, select, /*holds=*/false);
  FailureOr<EltwiseProgram> showing = buildEltwiseProgram(shown);
  FailureOr<EltwiseProgram> hiding = buildEltwiseProgram(hidden);
  if (failed(showing) || failed(hiding))
    return failure();
  llvm::scope_exit eraseSides([&] {
    shown.erase();
    hidden.erase();
  });
  if (std::max(showing->registers, hiding->registers) > registers) {
    whole.run(); // The parts would not fit DST.
    return success();
  }
  EltwiseCutting all(shown, *showing, whole), none(hidden, *hiding, whole);
  whole.prepareInParts();
  OpBuilder builder(eltwise);
  whole.forEachPart(builder, [&](OpBuilder &b, const PartPlace &part) {
    Location loc = eltwise.getLoc();
    Truth truth = findTruth(b, eltwise, select.getCondition(), part);
    auto onNoSide = [&](OpBuilder &inner) { whole.emitPart(inner, part); };
    auto otherwise = [&](OpBuilder &inner) {
      createBranch(inner, loc, truth.none, [&](OpBuilder &i) { none.emitPart(i, part); }, onNoSide);
    };
    createBranch(
        b, loc, truth.all, [&](OpBuilder &inner) { all.emitPart(inner, part); }, otherwise);
  });
  return success();
}

LogicalResult tilium::cutEltwise(tt::EltwiseOp eltwise, int64_t dstTiles) {
  FailureOr<EltwiseProgram> program = buildEltwiseProgram(eltwise);
  if (failed(program))
    return failure();
  if (program->registers > dstTiles)
    return refuse(eltwise, DiagnosticCode::ExpressionTooLarge)
           << "an expression that keeps " << program->registers
           << " tiles at once does not fit DST, which holds " << dstTiles
           << ", and L1 has no room for a part of it; use smaller blocks";
  EltwiseCutting cutting(eltwise, *program, dstTiles);
  if (failed(cutting.checkInPlace()))
    return failure();
  if (arith::SelectOp mask = findMask(eltwise))
    return cutMasked(eltwise, mask, cutting, program->registers);
  cutting.run();
  return success();
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

void tilium::cutReduce(tt::ReduceOp reduce) {
  OpBuilder builder(reduce);
  Location loc = reduce.getLoc();
  auto source = cast<tt::CBType>(reduce.getSource().getType());
  tt::CBType into = reduce.getInto().getType();
  bool isInteger = formatOf(reduce.getSource()) == tt::DataFormat::Int32;
  bool isRow = reduce.getDim() == tt::ReduceDim::Row;
  std::string suffix = isInteger ? "_int32" : "";
  std::string kind = tt::stringifyReduceKind(reduce.getKind()).str();
  std::string combine = (kind == "sum" ? "add" : kind) + suffix;
  std::string inTile = "reduce_" + kind + (isRow ? "_row" : "_column") + suffix;
  int64_t combined = isRow ? source.getCols() : source.getRows() / into.getRows();

  // Tile (outer, along) of the source: one result tile for each `outer`.
  auto sourceTile = [&](OpBuilder &b, Value row, Value column, Value along) {
    IndexBuilder index(b, loc);
    if (isRow)
      return index.add(index.mul(row, source.getCols()), along);
    return index.add(index.mul(index.add(index.mul(row, combined), along), source.getCols()),
                     column);
  };
  createLoop(builder, loc, into.getRows(), "row", [&](OpBuilder &b, Value row) {
    createLoop(b, loc, into.getCols(), "column", [&](OpBuilder &inner, Value column) {
      auto math = [&](OpBuilder &m) {
        IndexBuilder index(m, loc);
        Value total = index.constant(0), next = index.constant(1);
        metalium::CopyTileOp::create(m, loc, reduce.getSource(),
                                     sourceTile(m, row, column, index.constant(0)), total);
        if (combined > 1)
          metalium::VectorInitOp::create(m, loc, combine);
        createLoop(m, loc, combined - 1, "other", [&](OpBuilder &o, Value other) {
          IndexBuilder index(o, loc);
          metalium::CopyTileOp::create(o, loc, reduce.getSource(),
                                       sourceTile(o, row, column, index.add(other, 1)), next);
          metalium::VectorOp::create(o, loc, combine, ValueRange{total, next, total}, Value(),
                                     TypedAttr());
        });
        metalium::VectorInitOp::create(m, loc, inTile);
        metalium::VectorOp::create(m, loc, inTile, ValueRange{total}, Value(), TypedAttr());
      };
      auto pack = [&](OpBuilder &p) {
        metalium::PackTileOp::create(p, loc, IndexBuilder(p, loc).constant(0), reduce.getInto(),
                                     Value());
      };
      createDstPart(inner, loc, math, pack);
    });
  });
}

//===----------------------------------------------------------------------===//
// Running sums
//===----------------------------------------------------------------------===//

/// The vector engine keeps the sums of a tile's last row for the tile below, so tiles go down one
/// column after the other.
void tilium::cutCumsum(tt::CumsumOp cumsum) {
  OpBuilder builder(cumsum);
  Location loc = cumsum.getLoc();
  tt::CBType into = cumsum.getInto().getType();
  int64_t groups = cumsum.getGroups(), rows = into.getRows() / groups;
  metalium::VectorInitOp::create(builder, loc, "cumsum");
  createLoop(builder, loc, groups, "group", [&](OpBuilder &b, Value group) {
    createLoop(b, loc, into.getCols(), "column", [&](OpBuilder &b, Value column) {
      createLoop(b, loc, rows, "row", [&](OpBuilder &b, Value row) {
        IndexBuilder index(b, loc);
        Value tile =
            index.add(index.mul(index.add(index.mul(group, rows), row), into.getCols()), column);
        Value first = index.constant(0);
        auto math = [&](OpBuilder &m) {
          metalium::CopyTileOp::create(m, loc, cumsum.getSource(), tile, first);
          Value starts = arith::CmpIOp::create(m, loc, arith::CmpIPredicate::eq, row, first);
          Value flag = arith::IndexCastUIOp::create(m, loc, m.getIndexType(), starts);
          metalium::VectorOp::create(m, loc, "cumsum", ValueRange{first}, flag, TypedAttr());
        };
        auto pack = [&](OpBuilder &p) {
          metalium::PackTileOp::create(p, loc, first, cumsum.getInto(), tile);
        };
        createDstPart(b, loc, math, pack);
      });
    });
  });
}
