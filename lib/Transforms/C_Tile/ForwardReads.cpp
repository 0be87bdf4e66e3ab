//===- ForwardReads.cpp - Blocks used as they were read -------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A copy from a tensor of 16 bits to a buffer of 32 reads a block and moves it to another one, in
// the wider format. Expressions and reductions compute in 32 bits whatever they read, and all
// numbers of the narrower format are numbers of the wider one, but for subnormal ones, which become
// zero either way: they take the block that was read, and the move, a round through DST and L1 for
// each of its tiles, is not needed.
//
//===----------------------------------------------------------------------===//

#include "ValueForm.h"

#include "tilium/Analysis/BlockStorage.h"

using namespace mlir;
using namespace tilium;

static tt::DataFormat formatOf(Value block) {
  return cast<tt::BlockType>(block.getType()).getFormat();
}

/// Whether all numbers of the source's format are in the result's.
static bool widens(tt::MoveOp move) {
  tt::DataFormat from = formatOf(move.getSource());
  return formatOf(move.getResult()) == tt::DataFormat::Float32 &&
         (from == tt::DataFormat::Float16 || from == tt::DataFormat::Float16_b);
}

/// Whether the block of `read` stays as it is while the operations around it have not run again.
static bool staysUnchanged(tt::ReadOp read) {
  return read.getInto().hasOneUse() &&
         llvm::none_of(read.getResult().getUses(),
                       [](OpOperand &use) { return isContinuation(use); });
}

/// Whether an expression reads other blocks in the format of `block`.
static bool mixesFormats(tt::EltwiseOp eltwise, Value block) {
  return llvm::any_of(eltwise.getSources(), [&](Value source) {
    return source != block && formatOf(source) == formatOf(block);
  });
}

/// Whether the users of the moved block may take the one that was read, and it pays: an expression
/// that mixes it with others of the wider format then changes the source registers' format for each
/// part, which costs about what a move does. So at most one may.
static bool canForward(tt::MoveOp move) {
  unsigned mixing = 0;
  for (OpOperand &use : move.getResult().getUses()) {
    auto eltwise = dyn_cast<tt::EltwiseOp>(use.getOwner());
    if (!eltwise && !isa<tt::ReduceOp>(use.getOwner()))
      return false;
    mixing += eltwise && mixesFormats(eltwise, move.getResult());
  }
  return mixing <= 1;
}

void tilium::forwardReads(func::FuncOp function) {
  SmallVector<tt::MoveOp> moves;
  function.walk([&](tt::MoveOp move) { moves.push_back(move); });
  for (tt::MoveOp move : moves) {
    auto read = move.getSource().getDefiningOp<tt::ReadOp>();
    if (!read || !widens(move) || !staysUnchanged(read) || !canForward(move))
      continue;
    auto wider = move.getInto().getDefiningOp<tt::CBOp>();
    move.getResult().replaceAllUsesWith(move.getSource());
    move.erase();
    if (wider->use_empty())
      wider.erase();
  }
}
