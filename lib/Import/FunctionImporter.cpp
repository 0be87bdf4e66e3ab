//===- FunctionImporter.cpp - One PrimFunc into tile IR -------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "FunctionImporter.h"

using namespace mlir;
using namespace tilium;

FunctionImporter::FunctionImporter(const NodeGraph &graph, OpBuilder &builder, StringRef inputName)
    : graph(graph), builder(builder),
      loc(FileLineColLoc::get(builder.getContext(), inputName, 1, 1)) {}

LogicalResult FunctionImporter::malformed(NodeId node, const Twine &what) {
  return error(DiagnosticCode::MalformedTIR)
         << "TIR node " << node << " (" << graph.type(node) << ") " << what
         << "; the file is broken or from another version of TileLang than 0.1.15";
}

std::optional<std::pair<StringRef, int64_t>> FunctionImporter::span(NodeId node) {
  std::optional<NodeId> span = graph.child(node, "span");
  if (!span)
    return std::nullopt;
  std::optional<NodeId> source = graph.child(*span, "source_name");
  std::optional<StringRef> file = source ? graph.text(*source) : std::nullopt;
  std::optional<int64_t> line = graph.integer(*span, "line");
  if (!file || !line || *line <= 0)
    return std::nullopt;
  return std::pair(*file, *line);
}

void FunctionImporter::moveTo(NodeId statement) {
  std::optional<std::pair<StringRef, int64_t>> place = span(statement);
  // Operations that TileLang's macros expand to point into TileLang: the line before is the user's.
  if (place && place->first == userFile)
    loc = FileLineColLoc::get(builder.getContext(), place->first, place->second, 1);
}

/// The name in the function's attributes, as TVM's modules know it.
static StringRef globalSymbol(const NodeGraph &graph, NodeId function) {
  std::optional<NodeId> attributes = graph.child(function, "attrs");
  if (!attributes)
    return {};
  auto entries = graph.entries(*attributes, "__dict__");
  if (!entries)
    return {};
  for (auto [key, value] : *entries)
    if (graph.text(key) == "global_symbol")
      return graph.text(value).value_or("");
  return {};
}

LogicalResult FunctionImporter::import(NodeId node, ModuleOp module) {
  if (graph.type(node) != "tirx.PrimFunc")
    return malformed(node, "is no PrimFunc");
  if (auto place = span(node)) {
    userFile = place->first.str();
    loc = FileLineColLoc::get(builder.getContext(), place->first, place->second, 1);
  }
  StringRef name = globalSymbol(graph, node);
  func::FuncOp function;
  if (failed(importParameters(node, function, module, name.empty() ? "main" : name)))
    return failure();
  std::optional<NodeId> body = graph.child(node, "body");
  if (!body)
    return malformed(node, "has no body");
  if (failed(importStatement(*body)))
    return failure();
  builder.setInsertionPointToEnd(&function.getBody().front());
  func::ReturnOp::create(builder, function.getLoc());
  return success();
}
