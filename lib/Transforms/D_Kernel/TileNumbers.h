//===- TileNumbers.h - Numbers that are the same for a tile -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_TILENUMBERS_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_TILENUMBERS_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

namespace tilium {

/// Computes tile numbers and uniform integers of an expression at one tile.
class TileNumbers {
public:
  TileNumbers(mlir::OpBuilder &builder, tt::EltwiseOp eltwise, mlir::Value row, mlir::Value column)
      : builder(builder), eltwise(eltwise), loc(eltwise.getLoc()), row(row), column(column) {}

  /// The value of `map` at the tile, for `symbols`.
  mlir::Value apply(mlir::AffineMap map, mlir::ValueRange symbols) {
    return expand(map.getResult(0), symbols);
  }
  /// The uniform `value` of the body as an index; floats as their bits.
  mlir::Value uniform(mlir::Value value);
  /// `value` of the body, with its own type, computed at the builder's place.
  mlir::Value copyIn(mlir::Value value);

private:
  mlir::Value expand(mlir::AffineExpr expression, mlir::ValueRange symbols);

  mlir::OpBuilder &builder;
  tt::EltwiseOp eltwise;
  mlir::Location loc;
  mlir::Value row, column;
  llvm::DenseMap<mlir::Value, mlir::Value> known;
};

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_TILENUMBERS_H
