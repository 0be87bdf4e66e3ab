//===- SteeringScalars.h - Which integers steer a program -------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_A_LAYOUT_STEERINGSCALARS_H
#define TILIUM_LIB_TRANSFORMS_A_LAYOUT_STEERINGSCALARS_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/SetVector.h"

namespace tilium {

/// The integers in buffers that addresses, bounds and conditions of a function depend on, and that
/// processors can compute: from numbers of the program and from tensors that it does not write.
class SteeringScalars {
public:
  explicit SteeringScalars(mlir::func::FuncOp function);

  llvm::SetVector<mlir::Value> variables;      ///< Buffers of one element.
  llvm::SetVector<mlir::memref::LoadOp> loads; ///< Of tensors, and of copies of their parts.
  /// Loads and conversions among them whose numbers those of the processors, of 32 bits with a
  /// sign, do not behave like.
  llvm::SetVector<mlir::Operation *> unfit;

private:
  void addRoots(mlir::Operation *op);
  void visit(mlir::Value value);
  void mark(mlir::Value value);
  bool isComputable(mlir::Value value);
  bool isComputableLoad(mlir::memref::LoadOp load);
  bool storesComputable(mlir::Value buffer);
  void findCandidates(mlir::func::FuncOp function);

  llvm::SetVector<mlir::Value> candidates; ///< For variables.
  llvm::DenseMap<mlir::Value, bool> computable;
  llvm::DenseSet<mlir::Value> visited, marked;
};

/// The copy of a part of a tensor that alone fills the buffer that `load` loads from, and does so
/// before; null if there is none.
tile::CopyOp findOnlyFilling(mlir::memref::LoadOp load);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_A_LAYOUT_STEERINGSCALARS_H
