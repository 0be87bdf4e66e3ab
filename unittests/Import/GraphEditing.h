//===- GraphEditing.h - Importing edited copies of a graph ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Tests read a checked-in graph, change it and import the result.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_UNITTESTS_IMPORT_GRAPHEDITING_H
#define TILIUM_UNITTESTS_IMPORT_GRAPHEDITING_H

#include "tilium/Import/TIRImporter.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tilium {

/// The text of test/Import/Inputs/<name>.tir.json.
inline std::string readInput(const std::string &name) {
  auto buffer =
      llvm::MemoryBuffer::getFile(std::string(TILIUM_IMPORT_INPUTS) + "/" + name + ".tir.json");
  EXPECT_TRUE(static_cast<bool>(buffer)) << name;
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

/// The graph of an input. Infinite numbers become the strings that the importer takes for them.
inline llvm::json::Value parseInput(const std::string &name) {
  std::string text = readInput(name);
  const std::string infinite = ":-Infinity";
  for (size_t at = 0; (at = text.find(infinite, at)) != std::string::npos; at += infinite.size())
    text.replace(at, infinite.size(), ":\"-Infinity\"");
  return llvm::cantFail(llvm::json::parse(text));
}

inline std::string print(const llvm::json::Value &value) {
  std::string text;
  llvm::raw_string_ostream(text) << value;
  return text;
}

/// What an import gave.
struct Import {
  bool succeeded = false;
  std::vector<std::string> errors;
};

/// Imports `text` with contexts and diagnostics of its own.
inline Import import(mlir::MLIRContext &context, const std::string &text) {
  Import result;
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error)
      result.errors.push_back(diagnostic.str());
    return mlir::success();
  });
  result.succeeded = static_cast<bool>(importTIR(text, "broken.tir.json", &context));
  return result;
}

inline llvm::json::Array &nodesOf(llvm::json::Value &graph) {
  return *graph.getAsObject()->getArray("nodes");
}

} // namespace tilium

#endif // TILIUM_UNITTESTS_IMPORT_GRAPHEDITING_H
