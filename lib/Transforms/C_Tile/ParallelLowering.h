//===- ParallelLowering.h - The lowering of one T.Parallel ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Private to ElementwiseLowering.cpp (stores and the body), ExpressionLowering.cpp (values) and
// GatherExpressions.cpp (what the processor brings or puts away one by one).
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_PARALLELLOWERING_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_PARALLELLOWERING_H

#include "EltwiseBuilder.h"
#include "GatherBuilder.h"

#include "tilium/Analysis/LinearIndex.h"
#include "tilium/Dialect/Tile/IR/TileDialect.h"

#include "llvm/ADT/MapVector.h"

namespace tilium {

class ExpressionLowering;

/// Lowers one T.Parallel.
class ParallelLowering {
public:
  explicit ParallelLowering(tile::ParallelOp parallel)
      : parallel(parallel), body(&parallel.getBody().front()), builder(parallel) {}
  mlir::LogicalResult run();

private:
  /// The conditions around a store; each with whether it has to hold or must not.
  using Conditions = llvm::SmallVector<std::pair<mlir::Value, bool>>;

  mlir::LogicalResult visit(mlir::Block &block, Conditions &conditions);
  mlir::LogicalResult lowerStore(mlir::memref::StoreOp store, const Conditions &conditions);
  mlir::LogicalResult scatter(mlir::memref::StoreOp store, const Conditions &conditions,
                              OnChipBuffer buffer);
  mlir::FailureOr<OnChipBuffer> createPointBuffer(mlir::memref::StoreOp store, llvm::StringRef name,
                                                  tt::DataFormat format);
  mlir::LogicalResult fillPoints(
      mlir::memref::StoreOp store, OnChipBuffer points,
      llvm::function_ref<mlir::FailureOr<mlir::Value>(ExpressionLowering &, EltwiseBuilder &)>
          lower);
  mlir::FailureOr<mlir::Value> lowerConditions(ExpressionLowering &expression,
                                               EltwiseBuilder &eltwise,
                                               const Conditions &conditions);
  void findSnapshots();
  void takeSnapshot(mlir::memref::LoadOp load);

  tile::ParallelOp parallel;
  mlir::Block *body;
  mlir::OpBuilder builder;
  llvm::DenseSet<mlir::Operation *> toSnapshot;
  llvm::DenseMap<mlir::Operation *, OnChipBuffer> snapshots; ///< Copies that loads read.
};

/// Translates the expression of one store into the body of its tt.eltwise.
class ExpressionLowering {
public:
  ExpressionLowering(tile::ParallelOp parallel, EltwiseBuilder &eltwise, mlir::OpBuilder &before,
                     const llvm::DenseMap<mlir::Operation *, OnChipBuffer> &snapshots)
      : parallel(parallel), body(&parallel.getBody().front()), eltwise(eltwise), before(before),
        snapshots(snapshots) {}

  /// Says at which coordinate of the result a variable of T.Parallel is.
  void place(mlir::Value variable, CoordinateIndex at) {
    variables.insert({variable, std::move(at)});
  }
  mlir::FailureOr<CoordinateIndex> coordinates(mlir::Location loc, const LinearIndex &index);
  mlir::FailureOr<mlir::Value> lower(mlir::Value value);

private:
  mlir::FailureOr<mlir::Value> lowerOperation(mlir::Operation *op);
  mlir::FailureOr<mlir::Value> lowerLoad(mlir::memref::LoadOp load);
  mlir::Value extendSign(mlir::Value value, unsigned width);
  mlir::Value wrap(mlir::Value value, mlir::Type type);
  mlir::FailureOr<mlir::Value> lowerPosition(mlir::Location loc, const LinearIndex &index);
  mlir::FailureOr<mlir::Value> lowerIndexComparison(mlir::arith::CmpIOp compare);
  mlir::FailureOr<mlir::Value> lowerQuotient(mlir::Operation *op);
  mlir::FailureOr<mlir::Value> gatherLoad(mlir::memref::LoadOp load, OnChipBuffer buffer);
  mlir::FailureOr<mlir::Value> gatherNumber(mlir::Operation *op);
  mlir::FailureOr<mlir::Value>
  gather(mlir::Operation *op, llvm::StringRef name, mlir::ValueRange dependsOn,
         tt::DataFormat format,
         llvm::function_ref<mlir::FailureOr<mlir::Value>(GatherBuilder &)> element);
  mlir::FailureOr<mlir::Value> computeBits(GatherBuilder &gather, mlir::Value value,
                                           tt::LayoutDescAttr layout,
                                           llvm::ArrayRef<mlir::Value> at);
  std::optional<OnChipBuffer> bufferOf(mlir::Operation *load);
  mlir::LogicalResult checkPlaced(mlir::Location loc, mlir::Value variable);
  mlir::FailureOr<mlir::Value> lowerUniform(mlir::Value value);
  mlir::Value lowerUnsigned(mlir::Operation *op, llvm::ArrayRef<mlir::Value> operands);
  mlir::Type elementType(mlir::Type type);

  tile::ParallelOp parallel;
  mlir::Block *body;
  EltwiseBuilder &eltwise;
  mlir::OpBuilder &before;
  const llvm::DenseMap<mlir::Operation *, OnChipBuffer> &snapshots;
  llvm::MapVector<mlir::Value, CoordinateIndex> variables;
  llvm::DenseMap<mlir::Value, mlir::Value> known;
};

mlir::Value bothHold(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value a, mlir::Value b);

/// An element as the packer takes it for a buffer of `format`.
mlir::Value asStored(mlir::OpBuilder &inner, mlir::Location loc, mlir::Value value,
                     tt::DataFormat format);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_PARALLELLOWERING_H
