//===- PositionTruth.h - Where conditions on positions hold -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A mask compares positions, which differ between the elements of a tile by no more than its sides.
// So the processor that runs the kernel can tell for most tiles that a condition holds for all of
// their elements, or for none.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_POSITIONTRUTH_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_POSITIONTRUTH_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

namespace tilium {

/// The tiles of the result that are worked on at once.
struct PartPlace {
  mlir::Value row, column; ///< Of the first one.
  int64_t tiles;
  bool alongColumns; ///< Whether they follow one another down a column, else along a row.
};

/// Booleans of the kernel. Null where positions do not tell; false does not say the contrary.
struct Truth {
  mlir::Value all;  ///< Holds for all elements.
  mlir::Value none; ///< Holds for none.
  bool isKnown() const { return all || none; }
};

/// Computes when `condition`, a truth value in the body of `eltwise`, holds for the part at
/// `place`.
Truth findTruth(mlir::OpBuilder &builder, tt::EltwiseOp eltwise, mlir::Value condition,
                const PartPlace &place);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_POSITIONTRUTH_H
