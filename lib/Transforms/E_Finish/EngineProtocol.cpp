//===- EngineProtocol.cpp - DST and the engines in one kernel -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The compute kernel's half of KernelProtocol: who has DST, which formats the source registers and
// the packer are set to, and what unpack, math and the vector engine were last prepared for. The
// vector engine is prepared on its own; its preparation outlives that of unpack and math.
//
//===----------------------------------------------------------------------===//

#include "KernelProtocol.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/Metalium/IR/VectorFunctions.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

//===----------------------------------------------------------------------===//
// What operations need of the engines
//===----------------------------------------------------------------------===//

static tt::DataFormat formatOf(Value cb) { return cast<tt::CBType>(cb.getType()).getFormat(); }

/// What unpack and math are prepared for by an initialisation, and what an operation needs; alike
/// if the one serves the other. Circular buffers count by their format, and by whether they go to
/// DST past the source registers.
static std::vector<int64_t> preparationOf(Operation *op) {
  auto kernel = op->getParentOfType<func::FuncOp>();
  auto config = kernel->getAttrOfType<tt::ComputeConfigAttr>("tt.compute_config");
  auto straight = [&](Value cb) {
    return config && llvm::is_contained(config.getUnpackToDestFp32(), idOf(cb));
  };
  auto format = [](Value cb) { return static_cast<int64_t>(formatOf(cb)); };
  if (isa<CopyInitOp, CopyTileOp>(op))
    return {0, format(op->getOperand(0)), straight(op->getOperand(0))};
  if (isa<TransposeInitOp, TransposeTileOp>(op))
    return {1, format(op->getOperand(0)), straight(op->getOperand(0))};
  auto spread = [&](auto bcast) {
    return std::vector<int64_t>{3, format(bcast.getCb()), straight(bcast.getCb()),
                                static_cast<int64_t>(bcast.getBroadcast())};
  };
  if (auto init = dyn_cast<UnaryBcastInitOp>(op))
    return spread(init);
  if (auto bcast = dyn_cast<UnaryBcastOp>(op))
    return spread(bcast);
  if (auto uninit = dyn_cast<UnaryBcastUninitOp>(op))
    return spread(uninit);
  auto product = [&](auto matmul) {
    return std::vector<int64_t>{2,
                                format(matmul.getA()),
                                format(matmul.getB()),
                                static_cast<int64_t>(matmul.getTranspose()),
                                static_cast<int64_t>(matmul.getCt()),
                                static_cast<int64_t>(matmul.getRt()),
                                static_cast<int64_t>(matmul.getKt())};
  };
  if (auto init = dyn_cast<MatmulBlockInitOp>(op))
    return product(init);
  return product(cast<MatmulBlockOp>(op));
}

/// The call that prepares the vector engine for `op`, or that `op` is.
static std::pair<StringRef, StringRef> vectorPreparation(Operation *op) {
  auto init = dyn_cast<VectorInitOp>(op);
  auto call = dyn_cast<VectorOp>(op);
  if (!init && !call)
    return {"fill_tile_init", ""};
  const VectorFunction *function =
      findVectorFunction(init ? init.getFunction() : call.getFunction());
  return {function->initCallee, function->initTemplate};
}

/// The format where two paths meet. If they disagree, the call for notes is the one further inside
/// of loops and branches, which not every path makes.
static FormatState mergeFormats(const FormatState &a, const FormatState &b) {
  if (a.format == b.format)
    return a;
  auto depth = [](Operation *op) {
    int64_t count = 0;
    for (; op; op = op->getParentOp())
      ++count;
    return count;
  };
  return {std::nullopt, depth(a.call) > depth(b.call) ? a.call : b.call};
}

EngineState KernelProtocol::mergeEngines(const EngineState &a, const EngineState &b) {
  EngineState result = a;
  auto both = [](Operation *x, Operation *y) { return x && y ? x : nullptr; };
  result.startup = both(a.startup, b.startup);
  bool vectorAlike =
      a.vector == b.vector ||
      (a.vector && b.vector && vectorPreparation(a.vector) == vectorPreparation(b.vector));
  result.vector = vectorAlike ? a.vector : nullptr;
  bool alike =
      a.operation == b.operation ||
      (a.operation && b.operation && preparationOf(a.operation) == preparationOf(b.operation));
  result.operation = alike ? a.operation : nullptr;
  result.spread = a.spread ? a.spread : b.spread;
  result.sourceA = mergeFormats(a.sourceA, b.sourceA);
  result.sourceB = mergeFormats(a.sourceB, b.sourceB);
  result.packer = mergeFormats(a.packer, b.packer);
  return result;
}

//===----------------------------------------------------------------------===//
// DST
//===----------------------------------------------------------------------===//

void KernelProtocol::visitDst(Operation *op, ProtocolState &state) {
  auto expect = [&](DstPhase phase, StringRef message) {
    if (state.dst != phase)
      report(op, message, state.dstCall, "the last call on DST is here");
  };
  if (isa<DstAcquireOp>(op)) {
    expect(DstPhase::Free, "acquires DST that was not released");
    state.dst = DstPhase::Acquired;
  } else if (isa<DstCommitOp>(op)) {
    expect(DstPhase::Acquired, "commits DST that was not acquired");
    state.dst = DstPhase::Committed;
  } else if (isa<DstWaitOp>(op)) {
    expect(DstPhase::Committed, "waits for DST that was not committed");
    state.dst = DstPhase::Packing;
  } else {
    expect(DstPhase::Packing, "releases DST that the packer does not have");
    state.dst = DstPhase::Free;
  }
  state.dstCall = op;
}

/// Checks that tiles `first` to `first + span` of DST exist.
void KernelProtocol::checkDstIndex(Operation *op, Value index, int64_t span,
                                   const ProtocolState &state) {
  std::optional<IndexRange> range = getIndexRange(index);
  if (!range || range->smallest < 0 || range->largest + span > dstTiles)
    report(op, "uses tiles of DST beyond the " + Twine(dstTiles) + " that it holds", state.dstCall,
           "the last call on DST is here");
}

/// Checks that tiles `first` to `first + span` of `cb` were waited for.
void KernelProtocol::checkTiles(Operation *op, Value cb, Value first, int64_t span,
                                const ProtocolState &state) {
  auto buffer = state.cbs.find(idOf(cb));
  int64_t waited = buffer == state.cbs.end() ? 0 : buffer->second.waited;
  std::optional<IndexRange> range = getIndexRange(first);
  if (!range || range->smallest < 0 || range->largest + span > waited)
    report(op,
           "reads tiles of '" + cbName(cb) + "' beyond the " + Twine(waited) +
               " that were waited for",
           buffer == state.cbs.end() ? nullptr : buffer->second.wait, "the last wait is here");
}

//===----------------------------------------------------------------------===//
// Preparation
//===----------------------------------------------------------------------===//

void KernelProtocol::checkFormat(Operation *op, StringRef engine, const FormatState &engineState,
                                 Value cb) {
  if (engineState.format == formatOf(cb))
    return;
  std::string set = engineState.format
                        ? "set to " + tt::stringifyDataFormat(*engineState.format).str()
                        : "in a format that depends on the path";
  report(op,
         "'" + cbName(cb) + "' holds " + tt::stringifyDataFormat(formatOf(cb)) + ", and " + engine +
             " is " + set,
         engineState.call, "the format was last set here");
}

/// Keeps what calls that prepare the engines leave behind; whether `op` is one.
bool KernelProtocol::visitPreparation(Operation *op, EngineState &engine) {
  auto set = [&](FormatState &part, Value cb) { part = {formatOf(cb), op}; };
  if (auto startup = dyn_cast<ComputeKernelHwStartupOp>(op)) {
    if (engine.startup)
      report(op, "starts the engines a second time", engine.startup, "they were started here");
    else if (op->getParentOp() != kernel)
      report(op, "starts the engines in a loop or branch; they are started once, first of all",
             op->getParentOp(), "the loop or branch is here");
    engine.startup = op;
    bool reverse = startup.getReverse() && startup.getB();
    Value second = startup.getB() ? startup.getB() : startup.getA();
    set(engine.sourceA, reverse ? second : startup.getA());
    set(engine.sourceB, reverse ? startup.getA() : second);
    set(engine.packer, startup.getOutput());
  } else if (auto reconfig = dyn_cast<ReconfigDataFormatOp>(op)) {
    set(engine.sourceA, reconfig.getSrcA());
    set(engine.sourceB, reconfig.getSrcB());
  } else if (auto reconfig = dyn_cast<ReconfigDataFormatSrcAOp>(op)) {
    set(engine.sourceA, reconfig.getSrcA());
  } else if (auto reconfig = dyn_cast<ReconfigDataFormatSrcBOp>(op)) {
    set(engine.sourceB, reconfig.getSrcB());
  } else if (auto reconfig = dyn_cast<PackReconfigDataFormatOp>(op)) {
    set(engine.packer, reconfig.getCb());
  } else if (isa<MatmulBlockInitOp, CopyInitOp, TransposeInitOp, UnaryBcastInitOp>(op)) {
    if (engine.spread)
      report(op,
             "prepares the engines while they keep the state of unary_bcast; unary_bcast_uninit "
             "has to come first",
             engine.spread, "unary_bcast was prepared here");
    engine.operation = op;
    engine.spread = isa<UnaryBcastInitOp>(op) ? op : nullptr;
  } else if (isa<UnaryBcastUninitOp>(op)) {
    if (!engine.spread || preparationOf(engine.spread) != preparationOf(op))
      report(op, "runs without its initialisation", engine.operation,
             "the engines were last initialised here");
    engine.operation = engine.spread = nullptr;
  } else if (isa<FillTileInitOp, VectorInitOp>(op)) {
    engine.vector = op;
  } else {
    return false;
  }
  return true;
}

/// Checks that the engines were last initialised for this very operation.
void KernelProtocol::checkPrepared(Operation *op, const EngineState &engine) {
  bool isVector = isa<FillTileOp, VectorOp>(op);
  Operation *last = isVector ? engine.vector : engine.operation;
  bool prepared = last && (isVector ? vectorPreparation(last) == vectorPreparation(op)
                                    : preparationOf(last) == preparationOf(op));
  if (!prepared)
    report(op, "runs without its initialisation", last, "the engines were last initialised here");
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

void KernelProtocol::visitPack(PackTileOp pack, ProtocolState &state) {
  if (state.dst != DstPhase::Packing)
    report(pack, "packs DST that the packer does not have", state.dstCall,
           "the last call on DST is here");
  checkDstIndex(pack, pack.getDstIndex(), 1, state);
  checkFormat(pack, "the packer", state.engine.packer, pack.getCb());
  CBState &buffer = state.cbs[idOf(pack.getCb())];
  std::optional<IndexRange> page = IndexRange{buffer.packed, buffer.packed};
  if (pack.getTile()) {
    page = getIndexRange(pack.getTile());
  } else {
    ++buffer.packed;
    buffer.pack = pack;
  }
  if (!page || page->smallest < 0 || page->largest >= buffer.reserved)
    report(pack,
           "packs to pages of '" + cbName(pack.getCb()) + "' beyond the " + Twine(buffer.reserved) +
               " reserved",
           buffer.reserve, "the last reserve is here");
}

/// The vendor's library moves spread rows as rows of 16 bits unless the format itself has 32, so
/// they land in other places of a DST of 32 bits; the tests of the library leave that case out.
void KernelProtocol::checkRowSpread(UnaryBcastOp bcast) {
  auto config = kernel->getAttrOfType<tt::ComputeConfigAttr>("tt.compute_config");
  tt::DataFormat format = formatOf(bcast.getCb());
  bool movesWords = format == tt::DataFormat::Float32 || format == tt::DataFormat::Int32 ||
                    format == tt::DataFormat::UInt32 || format == tt::DataFormat::UInt16;
  if (bcast.getBroadcast() == tt::Broadcast::Row && config && config.getFp32DestAccEn() &&
      !movesWords)
    report(bcast,
           "spreads a row of '" + cbName(bcast.getCb()) + "' (" + tt::stringifyDataFormat(format) +
               ") over DST of 32 bits, where the rows land in other places; copy it to DST and "
               "use sfpu_add_bcast_row or its like",
           bcast.getCb().getDefiningOp(), "declared here");
}

void KernelProtocol::visitMatmul(MatmulBlockOp matmul, ProtocolState &state) {
  checkTiles(matmul, matmul.getA(), matmul.getAIndex(),
             (static_cast<int64_t>(matmul.getRt()) - 1) * matmul.getKt() + 1, state);
  checkTiles(matmul, matmul.getB(), matmul.getBIndex(), matmul.getCt(), state);
  // The second operand is in SrcA, the first one in SrcB.
  checkFormat(matmul, "SrcA", state.engine.sourceA, matmul.getB());
  checkFormat(matmul, "SrcB", state.engine.sourceB, matmul.getA());
  checkDstIndex(matmul, matmul.getDstIndex(), static_cast<int64_t>(matmul.getRt()) * matmul.getCt(),
                state);
}

void KernelProtocol::visitEngine(Operation *op, ProtocolState &state) {
  bool isStartup = isa<ComputeKernelHwStartupOp>(op);
  bool usesEngine = isa<MatmulBlockOp, CopyTileOp, TransposeTileOp, UnaryBcastOp, FillTileOp,
                        VectorOp, PackTileOp>(op);
  EngineState &engine = state.engine;
  bool prepares = visitPreparation(op, engine);
  if (!prepares && !usesEngine)
    return;
  if (!engine.startup && !isStartup) {
    report(op, "comes before compute_kernel_hw_startup, which has to be first", kernel,
           "the kernel begins here");
    return;
  }
  if (prepares)
    return;
  if (auto pack = dyn_cast<PackTileOp>(op))
    return visitPack(pack, state);
  if (state.dst != DstPhase::Acquired)
    report(op, "uses DST that was not acquired", state.dstCall, "the last call on DST is here");
  checkPrepared(op, engine);
  auto unary = [&](auto single) {
    checkTiles(op, single.getCb(), single.getTile(), 1, state);
    checkFormat(op, "SrcA", engine.sourceA, single.getCb());
    checkDstIndex(op, single.getDstIndex(), 1, state);
  };
  if (auto matmul = dyn_cast<MatmulBlockOp>(op))
    visitMatmul(matmul, state);
  else if (auto copy = dyn_cast<CopyTileOp>(op))
    unary(copy);
  else if (auto transpose = dyn_cast<TransposeTileOp>(op))
    unary(transpose);
  else if (auto bcast = dyn_cast<UnaryBcastOp>(op)) {
    unary(bcast);
    checkFormat(op, "SrcB", engine.sourceB, bcast.getCb());
    checkRowSpread(bcast);
  } else if (auto vector = dyn_cast<VectorOp>(op)) {
    for (Value tile : vector.getTiles())
      checkDstIndex(op, tile, 1, state);
  } else
    checkDstIndex(op, cast<FillTileOp>(op).getDstIndex(), 1, state);
}
