//===- VectorFunctions.h - What the vector engine computes ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The vector engine (SFPU) has some hundred functions of tiles in DST, all called alike. One table
// says how; metalium.vector_init and metalium.vector name its entries. Signatures: the compute API
// of TT-Metalium 0.81.1.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DIALECT_METALIUM_IR_VECTORFUNCTIONS_H
#define TILIUM_DIALECT_METALIUM_IR_VECTORFUNCTIONS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace tilium::metalium {

/// What a function does to its tiles in DST.
enum class VectorAccess {
  Usual,    ///< One tile is changed in place; of several the last one is written, the others read.
  Fills,    ///< The tile is written without being read.
  IntoFirst ///< The first tile is changed in place, the others are read.
};

/// A function of the vector engine.
struct VectorFunction {
  llvm::StringRef name;           ///< In metalium.vector.
  llvm::StringRef callee;         ///< In C++.
  llvm::StringRef calleeTemplate; ///< Its template arguments, if any.
  llvm::StringRef initCallee;     ///< The call that prepares it.
  llvm::StringRef initTemplate;   ///< Its template arguments, if any.
  llvm::StringRef header;         ///< That declares both.
  /// DST tiles among the arguments; the last is the result, of functions with a row the first.
  unsigned tiles = 1;
  bool scalar = false; ///< Whether a number follows them.
  VectorAccess access = VectorAccess::Usual;

  /// Which of the tiles the result goes to.
  unsigned resultTile() const { return access == VectorAccess::IntoFirst ? 0 : tiles - 1; }
  /// Whether tile `number` has to hold something before the call.
  bool readsTile(unsigned number) const {
    if (access == VectorAccess::Usual)
      return tiles == 1 || number + 1 < tiles;
    return access == VectorAccess::IntoFirst;
  }
};

/// All functions, in the order of their names' first use.
llvm::ArrayRef<VectorFunction> getVectorFunctions();

/// The function of that name; null if there is none.
const VectorFunction *findVectorFunction(llvm::StringRef name);

} // namespace tilium::metalium

#endif // TILIUM_DIALECT_METALIUM_IR_VECTORFUNCTIONS_H
