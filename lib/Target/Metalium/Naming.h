//===- Naming.h - C++ identifiers from users' names -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TARGET_METALIUM_NAMING_H
#define TILIUM_LIB_TARGET_METALIUM_NAMING_H

#include "tilium/Support/MLIR.h"

#include "llvm/ADT/StringSet.h"

#include <string>

namespace tilium {

/// Gives out identifiers that are valid C++, unique in a kernel and no name of the kernel API.
class NameTable {
public:
  NameTable();

  /// Keeps `name` from being given out.
  void reserve(llvm::StringRef name) { taken.insert(name); }

  /// An identifier like `wanted`: characters that C++ does not allow become underscores, a number
  /// is appended where the name is taken.
  std::string unique(llvm::StringRef wanted);

  /// Gives a name back when its scope ends.
  void release(llvm::StringRef name) { taken.erase(name); }

private:
  llvm::StringSet<> taken;
};

/// A text of the user's for a comment that ends with its line: what would end the comment earlier,
/// or continue it on the next line, is left out.
std::string commentText(llvm::StringRef text);

/// The user's name in a location, or nothing.
llvm::StringRef nameFromLocation(mlir::Location loc);

/// The user's file and line in a location, or null.
mlir::FileLineColLoc fileLocation(mlir::Location loc);

} // namespace tilium

#endif // TILIUM_LIB_TARGET_METALIUM_NAMING_H
