//===- EltwiseBuilder.h - Puts tt.eltwise together --------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// An elementwise expression is written for one element of the result, at coordinates of the
// result's buffer. This class turns accesses and positions at such coordinates into operands and
// tile offsets, and collects them for the operation.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_ELTWISEBUILDER_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_ELTWISEBUILDER_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

#include "mlir/IR/AffineExpr.h"

#include <optional>

namespace tilium {

/// An on-chip buffer, after LowerSharedToCB: its circular buffer and the layout of its elements.
struct OnChipBuffer {
  mlir::TypedValue<tt::CBType> cb;
  tt::LayoutDescAttr layout;
};

/// The on-chip buffer that a memref stands for; none for tensors.
std::optional<OnChipBuffer> getOnChipBuffer(mlir::Value memref);

/// `sum of factor * coordinate + sum of factor * uniform + constant`: an index at the result's
/// coordinates, one a dimension of the result's buffer.
struct CoordinateIndex {
  llvm::SmallVector<int64_t> factors; ///< One a dimension of the result.
  llvm::SmallVector<std::pair<mlir::Value, int64_t>, 2> uniforms;
  int64_t constant = 0;

  /// The only dimension that takes part, with factor 1; none if there is none, -1 if it is not so
  /// simple.
  std::optional<int64_t> onlyDimension() const;

  /// Whether it is inside its buffer for all elements that are stored. Then what tiles of the
  /// result read that take part in none of them does not matter.
  bool staysInside = false;
  /// Whether it may be outside, as far as its range is known.
  bool leaves = false;
};

/// Makes one tt.eltwise into `result`.
class EltwiseBuilder {
public:
  /// `builder` stands where the operation goes. Errors are at `loc`.
  EltwiseBuilder(mlir::OpBuilder &builder, mlir::Location loc, OnChipBuffer result);
  ~EltwiseBuilder();

  tt::LayoutDescAttr resultLayout() const { return result.layout; }

  /// Builds the body's operations.
  mlir::OpBuilder &body() { return bodyBuilder; }

  /// The element of `buffer` at `indices`, one a dimension of it; none if no map of tiles says
  /// where it is.
  std::optional<mlir::Value> load(OnChipBuffer buffer, llvm::ArrayRef<CoordinateIndex> indices);
  /// The element of the result's buffer that is overwritten.
  mlir::Value loadResult();
  /// The element in the first row of tile `tile` (of the result's tile: row d0, column d1), in the
  /// element's column.
  mlir::Value loadFirstRow(mlir::Value cb, mlir::AffineExpr tile);
  /// The number of the element's row in its tile, as i32.
  mlir::Value rowInTile();
  /// The value of `index`, as i32.
  mlir::Value position(const CoordinateIndex &index);
  /// The coordinate along dimension `dim`.
  CoordinateIndex coordinate(int64_t dim) const;

  /// Finishes the operation; its elements are `value`.
  tt::EltwiseOp finish(mlir::Value value);

private:
  mlir::Value addOperand(mlir::Value cb, mlir::AffineExpr tile, tt::Broadcast broadcast);
  mlir::AffineExpr tileRow() const;
  mlir::AffineExpr outerCoordinate(int64_t dim) const;
  std::optional<mlir::AffineExpr> outerExpression(const CoordinateIndex &index);
  mlir::AffineExpr uniformExpression(const CoordinateIndex &index, int64_t divisor);
  std::optional<mlir::AffineExpr> tileIndex(const CoordinateIndex &index, int64_t extent,
                                            std::optional<int64_t> along);
  mlir::AffineExpr symbol(mlir::Value index);
  mlir::Value getIota(int64_t rowFactor, int64_t columnFactor);
  OnChipBuffer transposed(OnChipBuffer buffer);

  mlir::OpBuilder &builder;
  mlir::Location loc;
  OnChipBuffer result;
  mlir::MLIRContext *context;
  std::unique_ptr<mlir::Region> region;
  mlir::Block *block;
  mlir::OpBuilder bodyBuilder;
  llvm::SmallVector<mlir::Value> sources, symbols;
  llvm::SmallVector<mlir::AffineExpr> tiles;
  llvm::SmallVector<tt::Broadcast> broadcasts;
};

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_ELTWISEBUILDER_H
