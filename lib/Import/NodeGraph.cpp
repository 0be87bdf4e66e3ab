//===- NodeGraph.cpp - The nodes of a TVM object graph in JSON ------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "NodeGraph.h"

#include "llvm/ADT/StringSwitch.h"

#include <limits>

using namespace llvm;
using namespace tilium;

static Error malformed(const Twine &what) {
  return createStringError(inconvertibleErrorCode(), what);
}

/// Deepest nesting that a graph has; llvm::json recurses, so deeper text is refused first.
static constexpr int deepestNesting = 32;

static bool nestsTooDeep(StringRef text) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        quoted = false;
      continue;
    }
    if (c == '"')
      quoted = true;
    else if (c == '[' || c == '{')
      ++depth;
    else if (c == ']' || c == '}')
      --depth;
    if (depth > deepestNesting)
      return true;
  }
  return false;
}

/// TVM writes numbers that JSON has no spelling for as JavaScript does. They become strings, which
/// `asNumber` reads.
static std::string quoteSpecialNumbers(StringRef text) {
  constexpr StringRef spellings[] = {"-Infinity", "Infinity", "NaN"};
  std::string result;
  result.reserve(text.size());
  bool inString = false;
  while (!text.empty()) {
    const StringRef *special = inString ? nullptr : find_if(spellings, [&](StringRef spelling) {
      return text.starts_with(spelling);
    });
    if (special && special != std::end(spellings)) {
      result += ("\"" + *special + "\"").str();
      text = text.drop_front(special->size());
      continue;
    }
    size_t length = inString && text.front() == '\\' && text.size() > 1 ? 2 : 1;
    inString ^= text.front() == '"';
    result += text.take_front(length);
    text = text.drop_front(length);
  }
  return result;
}

/// The number that a value is, infinite ones included.
static std::optional<double> asNumber(const json::Value &value) {
  std::optional<StringRef> special = value.getAsString();
  if (!special)
    return value.getAsNumber();
  return StringSwitch<std::optional<double>>(*special)
      .Case("Infinity", std::numeric_limits<double>::infinity())
      .Case("-Infinity", -std::numeric_limits<double>::infinity())
      .Case("NaN", std::numeric_limits<double>::quiet_NaN())
      .Default(std::nullopt);
}

Expected<NodeGraph> NodeGraph::parse(StringRef text) {
  if (nestsTooDeep(text))
    return malformed("JSON nests deeper than an object graph does");
  Expected<json::Value> parsed = json::parse(quoteSpecialNumbers(text));
  if (!parsed)
    return parsed.takeError();
  NodeGraph graph;
  graph.document = std::make_shared<json::Value>(std::move(*parsed));
  const json::Object *top = graph.document->getAsObject();
  const json::Array *nodes = top ? top->getArray("nodes") : nullptr;
  std::optional<int64_t> root = top ? top->getInteger("root_index") : std::nullopt;
  if (!nodes || !root)
    return malformed("not an object graph: 'nodes' and 'root_index' are missing; write it with "
                     "tvm.ir.save_json");
  for (auto [i, value] : enumerate(*nodes)) {
    const json::Object *object = value.getAsObject();
    std::optional<StringRef> type = object ? object->getString("type") : std::nullopt;
    if (!type)
      return malformed("node " + Twine(i) + " has no type");
    graph.nodes.push_back({*type, object->get("data")});
  }
  if (*root < 0 || static_cast<size_t>(*root) >= graph.nodes.size())
    return malformed("root_index " + Twine(*root) + " is no node");
  graph.root = static_cast<NodeId>(*root);
  if (const json::Object *metadata = top->getObject("metadata"))
    if (std::optional<StringRef> version = metadata->getString("tvm_version"))
      graph.version = version->str();
  return graph;
}

const json::Value *NodeGraph::field(NodeId node, StringRef name) const {
  const json::Object *object = nodes[node].data ? nodes[node].data->getAsObject() : nullptr;
  return object ? object->get(name) : nullptr;
}

std::optional<NodeId> NodeGraph::nodeId(const json::Value *value) const {
  std::optional<int64_t> id = value ? value->getAsInteger() : std::nullopt;
  if (!id || *id < 0 || static_cast<size_t>(*id) >= nodes.size() || nodes[*id].type == "None")
    return std::nullopt;
  return static_cast<NodeId>(*id);
}

std::optional<NodeId> NodeGraph::child(NodeId node, StringRef name) const {
  return nodeId(field(node, name));
}

std::optional<int64_t> NodeGraph::integer(NodeId node, StringRef name) const {
  const json::Value *value = field(node, name);
  if (!value)
    return std::nullopt;
  if (std::optional<bool> boolean = value->getAsBoolean())
    return *boolean;
  return value->getAsInteger();
}

std::optional<double> NodeGraph::number(NodeId node, StringRef name) const {
  const json::Value *value = field(node, name);
  return value ? asNumber(*value) : std::nullopt;
}

std::optional<StringRef> NodeGraph::string(NodeId node, StringRef name) const {
  const json::Value *value = field(node, name);
  if (!value)
    return std::nullopt;
  if (std::optional<StringRef> direct = value->getAsString())
    return direct;
  std::optional<NodeId> id = nodeId(value);
  return id ? text(*id) : std::nullopt;
}

std::optional<double> NodeGraph::number(NodeId node) const {
  const json::Value *data = nodes[node].data;
  return data ? asNumber(*data) : std::nullopt;
}

std::optional<StringRef> NodeGraph::text(NodeId node) const {
  const json::Value *data = nodes[node].data;
  return data ? data->getAsString() : std::nullopt;
}

std::optional<std::vector<NodeId>> NodeGraph::elements(NodeId node) const {
  const json::Array *array = nodes[node].data ? nodes[node].data->getAsArray() : nullptr;
  if (!array || nodes[node].type != "ffi.Array")
    return std::nullopt;
  std::vector<NodeId> result;
  for (const json::Value &value : *array) {
    std::optional<NodeId> id = nodeId(&value);
    if (!id)
      return std::nullopt;
    result.push_back(*id);
  }
  return result;
}

std::optional<std::vector<NodeId>> NodeGraph::elements(NodeId node, StringRef name) const {
  std::optional<NodeId> id = child(node, name);
  return id ? elements(*id) : std::nullopt;
}

std::optional<std::vector<std::pair<NodeId, NodeId>>> NodeGraph::entries(NodeId node,
                                                                         StringRef name) const {
  std::optional<NodeId> id = child(node, name);
  return id ? entries(*id) : std::nullopt;
}

std::optional<std::vector<std::pair<NodeId, NodeId>>> NodeGraph::entries(NodeId node) const {
  if (type(node) != "ffi.Map")
    return std::nullopt;
  const json::Array *array = nodes[node].data ? nodes[node].data->getAsArray() : nullptr;
  if (!array || array->size() % 2 != 0)
    return std::nullopt;
  std::vector<std::pair<NodeId, NodeId>> result;
  for (size_t i = 0; i < array->size(); i += 2) {
    std::optional<NodeId> key = nodeId(&(*array)[i]), value = nodeId(&(*array)[i + 1]);
    if (!key || !value)
      return std::nullopt;
    result.emplace_back(*key, *value);
  }
  return result;
}
