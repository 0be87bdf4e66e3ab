//===- GatherBuilder.h - Puts tt.gather together ----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// What no engine reaches, the writer's processor does point by point. This class turns index
// expressions of T.Parallel, with what they load, into the processor's arithmetic, and accesses to
// elements of buffers into rows and columns of their tiles.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_GATHERBUILDER_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_GATHERBUILDER_H

#include "EltwiseBuilder.h"

#include "llvm/ADT/SetVector.h"

#include <functional>

namespace tilium {

/// Makes one tt.gather.
class GatherBuilder {
public:
  /// The buffer that a load reads.
  using BufferOf = std::function<std::optional<OnChipBuffer>(mlir::Operation *load)>;
  /// The bits of a value that the processor cannot compute, from a buffer that engines filled.
  using Compute = std::function<mlir::FailureOr<mlir::Value>(mlir::Value)>;

  /// Into `into`, for expressions in `body`, of a T.Parallel; `before` stands before that.
  GatherBuilder(mlir::OpBuilder &before, mlir::Location loc, OnChipBuffer into, mlir::Block *body,
                BufferOf bufferOf, Compute compute);

  /// Adds a loop of the processor, and gives its variable the name of `like`.
  mlir::Value addLoop(int64_t extent, mlir::Location like);
  /// Says what a variable of T.Parallel is in the loops.
  void map(mlir::Value variable, mlir::Value index) { known[variable] = index; }
  /// Builds the operations of the loops' body.
  mlir::OpBuilder &inner() { return bodyBuilder; }

  /// An expression of T.Parallel's body, of integers, at a point of the loops.
  mlir::FailureOr<mlir::Value> translate(mlir::Value value);
  /// The same as an index.
  mlir::FailureOr<mlir::Value> translateIndex(mlir::Value value);
  /// The bits of the element of `buffer` at `indices`. Outside of it, of some other element.
  mlir::Value element(OnChipBuffer buffer, llvm::ArrayRef<mlir::Value> indices);
  /// Whether `indices` are surely elements of `buffer`: a condition, null if there is no doubt.
  mlir::Value isInside(OnChipBuffer buffer, llvm::ArrayRef<mlir::Value> indices);
  /// How many elements are loaded for each point.
  int64_t loadsPerPoint() const { return loads; }

  /// Finishes the operation: `bits` go to the element at `indices`, if `condition` is null or
  /// holds. With `updates`, a buffer like the result, other elements are as they are there.
  tt::GatherOp finish(mlir::Value bits, llvm::ArrayRef<mlir::Value> indices,
                      mlir::Value condition = {}, std::optional<OnChipBuffer> updates = {});

private:
  unsigned sourceNumber(mlir::Value cb);
  std::pair<mlir::Value, mlir::Value> tilePlace(OnChipBuffer buffer,
                                                llvm::ArrayRef<mlir::Value> indices);
  mlir::FailureOr<mlir::Value> translateLoad(mlir::Operation *load);
  mlir::FailureOr<mlir::Value> translateOperation(mlir::Operation *op);
  mlir::Value fromBits(mlir::Location at, mlir::Value bits, mlir::Type type);

  mlir::OpBuilder &before;
  mlir::Location loc;
  OnChipBuffer into;
  mlir::Block *body;
  BufferOf bufferOf;
  Compute compute;
  /// Holds the loops' body while it grows, so that ranges of its variables are known. What engines
  /// compute for it comes behind, so that it gives way to another operation in the end.
  tt::GatherOp draft;
  mlir::OpBuilder bodyBuilder;
  llvm::DenseMap<mlir::Value, mlir::Value> known;
  llvm::SmallVector<mlir::Value> sources;
  llvm::SmallVector<int64_t> extents;
  int64_t loads = 0;
};

/// The variables of T.Parallel that `value` depends on, `body` being its body.
void collectVariables(mlir::Value value, mlir::Block *body,
                      llvm::SetVector<mlir::Value> &variables);

/// A buffer of its own for a value of each element of `shape`, laid out like `like`.
OnChipBuffer createBufferLike(mlir::func::FuncOp function, mlir::Location loc, llvm::StringRef name,
                              tt::LayoutDescAttr like, llvm::ArrayRef<int64_t> shape,
                              tt::DataFormat format);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_GATHERBUILDER_H
