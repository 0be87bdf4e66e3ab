//===- AtomicReach.h - Which elements blocks update -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The part of a tensor that the updates of a block reach, and the axes of the grid along which
// blocks reach disjoint parts.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_A_LAYOUT_ATOMICREACH_H
#define TILIUM_LIB_TRANSFORMS_A_LAYOUT_ATOMICREACH_H

#include "tilium/Analysis/LinearIndex.h"
#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium {

/// The elements of a buffer that an update reaches: an index a dimension, over the variables of the
/// T.Parallel around it.
struct AtomicUpdate {
  mlir::memref::AtomicRMWOp op;
  tile::ParallelOp parallel;
  llvm::SmallVector<LinearIndex> indices;

  /// The buffer that it updates.
  mlir::Value buffer() const { return mlir::memref::AtomicRMWOp(op).getMemref(); }
  mlir::Location loc() const { return mlir::memref::AtomicRMWOp(op).getLoc(); }
  /// The body of its T.Parallel.
  mlir::Block *body() const { return &tile::ParallelOp(parallel).getBody().front(); }
};

/// The element indices of an update; refuses what is no block of elements.
mlir::FailureOr<AtomicUpdate> getAtomicUpdate(mlir::memref::AtomicRMWOp op);

/// Along one dimension: `base + smallest` to `base + largest`, both included, with a base that
/// stays the same while a block runs.
struct ReachedRange {
  LinearIndex base;
  int64_t smallest = 0, largest = 0;

  int64_t extent() const { return largest - smallest + 1; }
};

/// A part of a tensor, a range a dimension.
using ReachedPart = llvm::SmallVector<ReachedRange>;

/// What the updates of a launch reach.
class AtomicReach {
public:
  explicit AtomicReach(tile::LaunchOp launch) : launch(launch) {}

  /// Takes in an update of `tensor`.
  void add(mlir::Value tensor, AtomicUpdate update) { updates[tensor].push_back(update); }
  /// Finds the parts and the axes; refuses updates whose part cannot be bounded.
  mlir::LogicalResult solve();

  /// Whether blocks along this axis, in any order, never update the same element.
  bool isDisjoint(unsigned axis) const { return disjoint.test(axis); }
  /// What all updates of a tensor in one block reach together.
  const ReachedPart &partOf(mlir::Value tensor) const { return parts.find(tensor)->second; }
  /// The updates of each tensor, in program order.
  const llvm::MapVector<mlir::Value, llvm::SmallVector<AtomicUpdate>> &getUpdates() const {
    return updates;
  }

private:
  int64_t blocksAlong(unsigned axis);
  mlir::FailureOr<ReachedRange> rangeOf(const AtomicUpdate &update, const LinearIndex &index);
  mlir::FailureOr<ReachedPart> partOf(llvm::ArrayRef<AtomicUpdate> updatesOfTensor);
  llvm::SmallBitVector disjointAxesOf(const ReachedPart &part);

  tile::LaunchOp launch;
  llvm::MapVector<mlir::Value, llvm::SmallVector<AtomicUpdate>> updates;
  llvm::DenseMap<mlir::Value, ReachedPart> parts;
  llvm::SmallBitVector disjoint;
};

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_A_LAYOUT_ATOMICREACH_H
