//===- LineTable.h - tt.lines.json ------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Which line of the user's program each line of the kernels carries out: for profiles, which get
// the kernels' lines from the device. No host needs it to run a program, so it is no part of the
// plan. The published form is docs/reference/lines.schema.json.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TARGET_METALIUM_LINETABLE_H
#define TILIUM_LIB_TARGET_METALIUM_LINETABLE_H

#include "tilium/Support/MLIR.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/JSON.h"

#include <string>

namespace tilium {

/// The origins of the lines of a program's kernels.
class LineTable {
public:
  /// Adds a kernel; `origins` has an entry for each of its lines, null for those without one.
  void add(llvm::StringRef kernelFile, llvm::ArrayRef<mlir::FileLineColLoc> origins);
  /// The table as JSON, a line of text for each kernel.
  std::string text() const;

private:
  llvm::MapVector<mlir::StringAttr, size_t> files; ///< The user's, with their numbers.
  std::vector<std::pair<std::string, llvm::json::Array>> kernels;
};

} // namespace tilium

#endif // TILIUM_LIB_TARGET_METALIUM_LINETABLE_H
