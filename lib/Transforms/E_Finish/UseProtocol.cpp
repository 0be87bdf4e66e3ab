//===- UseProtocol.cpp - What calls leave for later ones ------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// KernelProtocol's account of tiles in DST and of preparations, from the calls that leave them to
// those that use them: no tile of DST is taken before it is filled, and nothing is prepared or
// filled in vain. What nothing uses is the trace of a call that is missing or in the wrong place.
//
//===----------------------------------------------------------------------===//

#include "KernelProtocol.h"

#include "tilium/Analysis/Evaluation.h"
#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/Metalium/IR/VectorFunctions.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

//===----------------------------------------------------------------------===//
// Parts of the engines
//===----------------------------------------------------------------------===//

/// The parts that a call prepares for later ones; none for calls on tiles.
static SmallVector<EnginePart> preparedParts(Operation *op) {
  if (isa<ComputeKernelHwStartupOp>(op))
    return {SourceA, SourceB, Packer};
  if (isa<ReconfigDataFormatOp>(op))
    return {SourceA, SourceB};
  if (isa<ReconfigDataFormatSrcAOp>(op))
    return {SourceA};
  if (isa<ReconfigDataFormatSrcBOp>(op))
    return {SourceB};
  if (isa<PackReconfigDataFormatOp>(op))
    return {Packer};
  if (isa<MatmulBlockInitOp, CopyInitOp, TransposeInitOp, UnaryBcastInitOp>(op))
    return {UnpackAndMath};
  if (isa<FillTileInitOp, VectorInitOp>(op))
    return {Vector};
  if (isa<PackReconfigL1AccOp>(op))
    return {Accumulation};
  return {};
}

/// The parts that a call on tiles relies on. A DST of 16 bits has the exponent range of SrcA's
/// format, also for what the vector engine leaves there.
static SmallVector<EnginePart> neededPartsOf(Operation *op) {
  if (isa<CopyTileOp, TransposeTileOp>(op))
    return {SourceA, UnpackAndMath};
  if (isa<UnaryBcastOp, MatmulBlockOp>(op))
    return {SourceA, SourceB, UnpackAndMath};
  if (isa<FillTileOp, VectorOp>(op))
    return {SourceA, Vector};
  if (isa<PackTileOp>(op))
    return {Packer, Accumulation};
  return {};
}

static StringRef describe(EnginePart part) {
  static constexpr StringRef names[] = {"the format of SrcA",  "the format of SrcB",
                                        "the packer's format", "unpack and math",
                                        "the vector engine",   "whether the packer adds"};
  return names[part];
}

void KernelProtocol::prepareParts(Operation *op, UseState &uses) {
  for (EnginePart part : preparedParts(op)) {
    for (Operation *earlier : uses.preparations[part])
      replacedBy.try_emplace(earlier, op);
    uses.preparations[part] = {op};
  }
  if (isa<UnaryBcastUninitOp>(op))
    uses.preparations[UnpackAndMath].clear();
}

//===----------------------------------------------------------------------===//
// Tiles of DST
//===----------------------------------------------------------------------===//

/// The tiles of DST that `index` takes in the loops around it; else those in its range.
const DstTiles &KernelProtocol::tilesAt(Value index) {
  auto [entry, isNew] = knownTiles.try_emplace(index);
  DstTiles &tiles = entry->second;
  if (!isNew)
    return tiles;
  constexpr int64_t mostRounds = 4096;
  if (std::optional<std::vector<int64_t>> exact = enumerateValues(index, mostRounds)) {
    tiles = {std::move(*exact), true};
    return tiles;
  }
  std::optional<IndexRange> range = getIndexRange(index);
  for (int64_t tile = 0; tile < dstTiles; ++tile)
    if (!range || (tile >= range->smallest && tile <= range->largest))
      tiles.numbers.push_back(tile);
  return tiles;
}

/// Whether there is something in all the tiles that a call takes.
bool KernelProtocol::takeTiles(Operation *op, Value index, ProtocolState &state) {
  const DstTiles &tiles = tilesAt(index);
  std::optional<int64_t> empty;
  bool anyFilled = false;
  for (int64_t tile : tiles.numbers) {
    auto filled = state.uses.tiles.find(tile);
    if (filled == state.uses.tiles.end()) {
      empty = empty.value_or(tile);
      continue;
    }
    anyFilled = true;
    takenFillings.insert(filled->second.begin(), filled->second.end());
  }
  if (!empty || (!tiles.exact && anyFilled))
    return true;
  report(op, "takes tile " + Twine(*empty) + " of DST, which nothing has filled", state.dstCall,
         "the last call on DST is here");
  return false;
}

/// Leaves tiles in DST. A product adds to what is there, or to the zeros that it was acquired with.
void KernelProtocol::fillTiles(Operation *op, Value index, int64_t span, UseState &uses) {
  for (int64_t first : tilesAt(index).numbers)
    for (int64_t tile = first; tile < first + span; ++tile) {
      CallSet &calls = uses.tiles[tile];
      for (Operation *earlier : calls) {
        if (isa<MatmulBlockOp>(op))
          takenFillings.insert(earlier);
        replacedBy.try_emplace(earlier, op);
      }
      calls = {op};
    }
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

void KernelProtocol::visitUses(Operation *op, ProtocolState &state) {
  UseState &uses = state.uses;
  prepareParts(op, uses);
  for (EnginePart part : neededPartsOf(op))
    for (Operation *preparation : uses.preparations[part])
      neededParts.insert({preparation, part});
  if (isa<DstAcquireOp>(op)) {
    uses.tiles.clear();
  } else if (isa<DstReleaseOp>(op)) {
    for (auto &[tile, calls] : uses.tiles)
      for (Operation *call : calls)
        replacedBy.try_emplace(call, op);
    uses.tiles.clear();
  } else if (auto pack = dyn_cast<PackTileOp>(op)) {
    takeTiles(op, pack.getDstIndex(), state);
  } else if (auto matmul = dyn_cast<MatmulBlockOp>(op)) {
    fillTiles(op, matmul.getDstIndex(), int64_t(matmul.getRt()) * matmul.getCt(), uses);
  } else if (auto vector = dyn_cast<VectorOp>(op)) {
    const VectorFunction &function = *findVectorFunction(vector.getFunction());
    // What is made of nothing is nothing, so that a loop's next round does not take it for more.
    bool filled = true;
    for (auto [number, tile] : llvm::enumerate(vector.getTiles()))
      if (function.readsTile(number))
        filled &= takeTiles(op, tile, state);
    if (filled)
      fillTiles(op, vector.getTiles()[function.resultTile()], 1, uses);
  } else {
    TypeSwitch<Operation *>(op).Case<CopyTileOp, TransposeTileOp, UnaryBcastOp, FillTileOp>(
        [&](auto call) { fillTiles(op, call.getDstIndex(), 1, uses); });
  }
}

UseState KernelProtocol::mergeUses(const UseState &a, const UseState &b) {
  UseState result = a;
  for (unsigned part = 0; part < EnginePart::Parts; ++part)
    result.preparations[part].insert(b.preparations[part].begin(), b.preparations[part].end());
  for (const auto &[tile, calls] : b.tiles)
    result.tiles[tile].insert(calls.begin(), calls.end());
  return result;
}

//===----------------------------------------------------------------------===//
// The whole kernel
//===----------------------------------------------------------------------===//

/// Adds the calls on tiles that may be the first to run; returns whether every way through the
/// block has one. A loop counts as one that runs.
static bool collectFirstCalls(Block &block, SmallVectorImpl<Operation *> &calls) {
  for (Operation &op : block) {
    if (isa<MatmulBlockOp, CopyTileOp, TransposeTileOp, UnaryBcastOp, FillTileOp, VectorOp>(op)) {
      calls.push_back(&op);
      return true;
    }
    bool everyWay = op.getNumRegions() != 0;
    for (Region &region : op.getRegions())
      everyWay &= !region.empty() && collectFirstCalls(region.front(), calls);
    if (everyWay)
      return true;
  }
  return false;
}

namespace {
/// The buffer whose format an engine starts with, and the one whose format a first call wants.
struct StartedFormat {
  StringRef engine;
  Value given, wanted;
};
} // namespace

/// The formats that `call`, if it is the first, takes from SrcA and SrcB as `startup` left them.
static SmallVector<StartedFormat> startedFormats(ComputeKernelHwStartupOp startup,
                                                 Operation *call) {
  Value second = startup.getB() ? startup.getB() : startup.getA();
  bool reverse = startup.getReverse() && startup.getB();
  Value sourceA = reverse ? second : startup.getA(), sourceB = reverse ? startup.getA() : second;
  if (auto matmul = dyn_cast<MatmulBlockOp>(call))
    return {{"SrcA", sourceA, matmul.getB()}, {"SrcB", sourceB, matmul.getA()}};
  if (isa<FillTileOp, VectorOp>(call))
    return {};
  return {{"SrcA", sourceA, call->getOperand(0)}};
}

/// Checks that the engines are started for a first operation of the kernel, as the library wants
/// it. Where branches begin with different ones, one of them will do: the others set formats
/// themselves.
void KernelProtocol::checkStartup() {
  ComputeKernelHwStartupOp startup;
  PackTileOp pack;
  kernel.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (auto found = dyn_cast<ComputeKernelHwStartupOp>(op))
      startup = found;
    else if (auto found = dyn_cast<PackTileOp>(op); found && !pack)
      pack = found;
  });
  if (!startup)
    return;
  auto differs = [](const StartedFormat &format) {
    auto formatOf = [](Value cb) { return cast<tt::CBType>(cb.getType()).getFormat(); };
    return formatOf(format.given) != formatOf(format.wanted);
  };
  auto refuse = [&](const StartedFormat &format, Operation *user) {
    report(startup,
           "starts " + format.engine + " with the format of '" + cbName(format.given) +
               "', and the first operation takes that of '" + cbName(format.wanted) + "'",
           user, "the first operation is here");
  };
  if (pack)
    if (StartedFormat format{"the packer", startup.getOutput(), pack.getCb()}; differs(format))
      refuse(format, pack);
  SmallVector<Operation *> calls;
  collectFirstCalls(kernel.getBody().front(), calls);
  bool fitsOne = calls.empty() || llvm::any_of(calls, [&](Operation *call) {
                   return llvm::none_of(startedFormats(startup, call), differs);
                 });
  if (fitsOne)
    return;
  for (const StartedFormat &format : startedFormats(startup, calls.front()))
    if (differs(format))
      refuse(format, calls.front());
}

/// Reports what nothing has used. The start-up sets all parts at once; some may not be needed.
void KernelProtocol::checkUses() {
  Operation *end = kernel.getBody().front().getTerminator();
  kernel.walk([&](Operation *op) {
    auto replaced = replacedBy.find(op);
    Operation *other = replaced == replacedBy.end() ? end : replaced->second;
    StringRef note = replaced == replacedBy.end() ? "the kernel ends here" : "it is replaced here";
    if (!isa<ComputeKernelHwStartupOp>(op))
      for (EnginePart part : preparedParts(op))
        if (!neededParts.contains({op, part}))
          report(op, "sets " + describe(part) + ", and nothing relies on it", other, note);
    bool fills =
        isa<MatmulBlockOp, CopyTileOp, TransposeTileOp, UnaryBcastOp, FillTileOp, VectorOp>(op);
    if (fills && !takenFillings.contains(op))
      report(op, "leaves a tile in DST, and nothing takes it", other, note);
  });
}
