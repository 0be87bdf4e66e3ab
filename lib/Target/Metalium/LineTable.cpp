//===- LineTable.cpp - tt.lines.json --------------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "LineTable.h"

#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace tilium;

/// Grows with every change that breaks readers.
static constexpr int64_t schemaVersion = 1;

// A range of lines with one origin is one entry: [first line, file, user's line]. It holds up to
// the next entry. Lines without an origin start a range of their own: [first line].
void LineTable::add(StringRef kernelFile, ArrayRef<FileLineColLoc> origins) {
  llvm::json::Array ranges;
  FileLineColLoc previous;
  bool first = true;
  for (auto [index, origin] : llvm::enumerate(origins)) {
    bool same = !first && (origin ? previous && origin.getFilename() == previous.getFilename() &&
                                        origin.getLine() == previous.getLine()
                                  : !previous);
    if (same)
      continue;
    first = false;
    previous = origin;
    llvm::json::Array range{static_cast<int64_t>(index + 1)};
    if (origin) {
      size_t file = files.insert({origin.getFilename(), files.size()}).first->second;
      range.push_back(static_cast<int64_t>(file));
      range.push_back(static_cast<int64_t>(origin.getLine()));
    }
    ranges.push_back(std::move(range));
  }
  kernels.emplace_back(kernelFile.str(), std::move(ranges));
}

std::string LineTable::text() const {
  llvm::json::Array names;
  for (const auto &[file, number] : files)
    names.push_back(file.getValue());
  // Not indented by the printer, which would put each number on a line of its own.
  std::string text = llvm::formatv("{{\n  \"schema_version\": {0},\n  \"files\": {1},\n",
                                   schemaVersion, llvm::json::Value(std::move(names)))
                         .str();
  text += "  \"kernels\": {";
  for (auto [index, kernel] : llvm::enumerate(kernels))
    text += llvm::formatv("{0}\n    {1}: {2}", index ? "," : "", llvm::json::Value(kernel.first),
                          llvm::json::Value(llvm::json::Array(kernel.second)))
                .str();
  return text + "\n  }\n}\n";
}
