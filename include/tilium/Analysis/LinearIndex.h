//===- LinearIndex.h - Indices as sums of loop variables --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Elementwise code addresses buffers by the variables of T.Parallel. An access that is a sum of
// such variables and of what they do not change is a block of tiles; anything else is not.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_ANALYSIS_LINEARINDEX_H
#define TILIUM_ANALYSIS_LINEARINDEX_H

#include "tilium/Support/MLIR.h"

#include <optional>

namespace tilium {

/// `sum of factor * variable + sum of factor * uniform + constant`. Variables are arguments of one
/// block, uniforms depend on none of them.
struct LinearIndex {
  using Term = std::pair<mlir::Value, int64_t>;
  llvm::SmallVector<Term, 2> variables;
  llvm::SmallVector<Term, 2> uniforms;
  int64_t constant = 0;

  /// The factor of `variable`, 0 if it does not take part.
  int64_t factorOf(mlir::Value variable) const;
  /// Whether no variable takes part.
  bool isUniform() const { return variables.empty(); }
  /// `this + factor * other`.
  void add(const LinearIndex &other, int64_t factor);
  /// Whether both are the same sum.
  bool operator==(const LinearIndex &other) const;
};

/// `index` over the arguments of `block`, in which it is used; none if it is no such sum.
std::optional<LinearIndex> getLinearIndex(mlir::Value index, mlir::Block *block);

/// Whether `value` depends on no argument of `block` and on nothing that memory holds.
bool isUniform(mlir::Value value, mlir::Block *block);

/// The uniforms and the constant of `index` as an index value at the builder's place, which comes
/// before `block`'s operation.
mlir::Value createUniformPart(mlir::OpBuilder &builder, mlir::Location loc,
                              const LinearIndex &index, mlir::Block *block);

/// A uniform `value` at the builder's place, which comes before `block`'s operation: what `block`
/// computes of it is computed there.
mlir::Value hoistUniform(mlir::OpBuilder &builder, mlir::Value value, mlir::Block *block);

} // namespace tilium

#endif // TILIUM_ANALYSIS_LINEARINDEX_H
