//===- BlockStorage.h - Where block values live, and how long ---*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// In value form a block is an SSA value; this says how the values share circular-buffer storage.
//
// A use either *reads* a block or *continues* it: the accumulator of a product, the initial value
// of a loop, a yield. A block is *open* while all its uses continue it in place: its pages are
// reserved and the packer may still write them. All other blocks are *closed*: pushed, then waited
// for by their readers.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_ANALYSIS_BLOCKSTORAGE_H
#define TILIUM_ANALYSIS_BLOCKSTORAGE_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

namespace tilium {

/// Whether the value is a block of tiles.
inline bool isBlock(mlir::Value value) { return llvm::isa<tt::BlockType>(value.getType()); }

/// Whether the use continues its block instead of reading it.
bool isContinuation(mlir::OpOperand &use);

/// Whether a continuing use needs its block open: it goes on in the same reserved pages.
bool continuesOpen(mlir::OpOperand &use);

/// Whether a loop carries this block (an iter_arg) open.
bool isOpenArgument(mlir::BlockArgument argument);

/// Whether the block is still open after its definition: all uses continue it in place.
bool isOpen(mlir::Value block);

/// Whether the definition of `block` allows it to be open: compute makes it, in reserved pages.
bool canBeOpen(mlir::Value block);

/// The circular buffer that holds the block; null for blocks of malformed IR.
mlir::Value getStorage(mlir::Value block);

/// The reading uses of `block`, in no particular order.
llvm::SmallVector<mlir::OpOperand *> getReads(mlir::Value block);

/// The kernel that an operation of the tt dialect belongs to.
tt::KernelRole getRole(mlir::Operation *op);

} // namespace tilium

#endif // TILIUM_ANALYSIS_BLOCKSTORAGE_H
