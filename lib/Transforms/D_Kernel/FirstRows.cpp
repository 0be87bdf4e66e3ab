//===- FirstRows.cpp - Blocks of whose tiles one row is used --------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A vector along rows is stored as tiles with one row in use. An expression that spreads it down
// the columns takes that row; what stands in the other 31 then changes nothing, and need not be
// read. The use of a block is followed through the circular buffers of what is computed from it
// element by element: as long as of these, too, the first rows are used alone.
//
//===----------------------------------------------------------------------===//

#include "FirstRows.h"

#include "tilium/Dialect/TT/IR/Tiles.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tilium;

namespace {

/// Follows the blocks of circular buffers to where they are used.
class FirstRowUses {
public:
  explicit FirstRowUses(ModuleOp module) {
    module.walk([&](tt::WaitOp wait) { waits[idOf(wait.getCb())].push_back(wait); });
  }
  bool areAll(tt::CBOp cb);

private:
  static int64_t idOf(Value cb) { return *cb.getDefiningOp<tt::CBOp>().getId(); }
  bool areAll(Value block);
  bool isOne(OpOperand &use);

  DenseMap<int64_t, SmallVector<tt::WaitOp>> waits;
  llvm::SmallDenseSet<int64_t> followed;
};

} // namespace

/// Whether `use` takes the first row of each tile at most.
bool FirstRowUses::isOne(OpOperand &use) {
  Operation *user = use.getOwner();
  if (isa<tt::PopOp, tt::PushOp>(user))
    return true;
  if (auto eltwise = dyn_cast<tt::EltwiseOp>(user)) {
    tt::Broadcast broadcast = eltwise.getBroadcast(use.getOperandNumber());
    if (broadcast == tt::Broadcast::Row || broadcast == tt::Broadcast::Scalar)
      return true;
  } else if (!isa<tt::MoveOp>(user)) {
    return false;
  }
  // The first rows of the result come from the first rows of the operands.
  auto made = cast<tt::BlockOpInterface>(user);
  return areAll(made->getResult(0)) && areAll(made.getInto().getDefiningOp<tt::CBOp>());
}

bool FirstRowUses::areAll(Value block) {
  return llvm::all_of(block.getUses(), [&](OpOperand &use) { return isOne(use); });
}

bool FirstRowUses::areAll(tt::CBOp cb) {
  if (!followed.insert(*cb.getId()).second)
    return true;
  auto found = waits.find(*cb.getId());
  // Without a wait in sight its consumer is a kernel that is lowered already.
  if (found == waits.end())
    return false;
  SmallVector<tt::WaitOp> consumers = found->second;
  return llvm::all_of(consumers, [&](tt::WaitOp wait) { return areAll(wait.getValue()); });
}

bool tilium::usesFirstRowsOnly(ModuleOp module, tt::CBOp cb) {
  return FirstRowUses(module).areAll(cb);
}

SmallVector<TileSegment> tilium::firstRowSegments(tt::DataFormat format,
                                                  const device::Architecture &architecture) {
  if (format == tt::DataFormat::Bfp8_b || format == tt::DataFormat::Bfp4_b)
    return {};
  constexpr int64_t faceSide = tt::tileSide / 2, faceElements = faceSide * faceSide;
  int64_t elementBytes = tt::tileBytes(format) / tt::tileElements;
  // What a bank gives at a time is no less; faces start at multiples of it.
  int64_t run =
      llvm::alignTo(faceSide * elementBytes, static_cast<int64_t>(architecture.dramReadAlignment));
  int64_t secondFace = faceElements * elementBytes;
  auto cyclesOf = [&](int64_t bytes) {
    return std::max(architecture.timing.dramRequestCycles,
                    static_cast<double>(bytes) / architecture.timing.dramReadBytesPerCycle);
  };
  if (2 * cyclesOf(run) < cyclesOf(secondFace + run))
    return {{0, run}, {secondFace, run}};
  return {{0, secondFace + run}};
}
