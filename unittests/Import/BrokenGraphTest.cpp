//===- BrokenGraphTest.cpp - Broken TIR is reported, never a crash --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Every node of real programs is broken in every way below. An import either succeeds (the change
// does not matter, or made another program) or says why not; and it ends.
//
//===----------------------------------------------------------------------===//

#include "GraphEditing.h"

#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/Signals.h"

#include <array>
#include <cstdlib>

using namespace llvm;
using namespace tilium;

namespace {

class BrokenGraph : public testing::TestWithParam<const char *> {
protected:
  /// A crash says which change led to it.
  static void SetUpTestSuite() { sys::PrintStackTraceOnErrorSignal("TiliumImportTests"); }

  void expectAnswer(const std::string &text, const Twine &change) {
    std::string what = change.str();
    PrettyStackTraceString trace(what.c_str());
    Import result = import(context, text);
    EXPECT_NE(result.succeeded, !result.errors.empty()) << what;
  }

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
};

/// Values that a field should not have: of other kinds, far out, or leading back to the root. Each
/// `place` gets the next few of them, or all with TILIUM_TEST_EXHAUSTIVE in the environment, which
/// takes minutes.
std::vector<json::Value> wrongValues(const json::Value &graph, size_t place) {
  constexpr size_t shownAtOnce = 2;
  constexpr int64_t largest = std::numeric_limits<int64_t>::max();
  int64_t root = *graph.getAsObject()->getInteger("root_index");
  std::vector<json::Value> all = {nullptr,
                                  -1,
                                  0,
                                  2,
                                  root,
                                  int64_t(1) << 40,
                                  largest,
                                  1.5,
                                  "",
                                  "?",
                                  json::Array{},
                                  json::Object{},
                                  json::Array{root, -1, "x"},
                                  true};
  if (std::getenv("TILIUM_TEST_EXHAUSTIVE"))
    return all;
  std::vector<json::Value> some;
  for (size_t i = 0; i < shownAtOnce; ++i)
    some.push_back(all[(place * shownAtOnce + i) % all.size()]);
  return some;
}

TEST_P(BrokenGraph, Truncated) {
  std::string text = readInput(GetParam());
  for (size_t length = 0; length + 2 < text.size(); length += 97) {
    Import result = import(context, text.substr(0, length));
    EXPECT_FALSE(result.succeeded) << length;
    EXPECT_FALSE(result.errors.empty()) << length;
  }
}

TEST_P(BrokenGraph, NodeOfAnotherType) {
  static constexpr std::array otherTypes = {
      "",          "ir.IntImm",       "tirx.For",     "tirx.Var", "ffi.Map",
      "tirx.Call", "tirx.BufferLoad", "tirx.SeqStmt", "ffi.Array"};
  json::Value graph = parseInput(GetParam());
  for (size_t i = 0; i < nodesOf(graph).size(); ++i) {
    json::Value original = nodesOf(graph)[i];
    for (const char *type : {"None", otherTypes[i % otherTypes.size()]}) {
      (*nodesOf(graph)[i].getAsObject())["type"] = type;
      expectAnswer(print(graph), "node " + Twine(i) + " as '" + type + "'");
    }
    nodesOf(graph)[i] = original;
  }
}

TEST_P(BrokenGraph, NodeWithoutParts) {
  json::Value graph = parseInput(GetParam());
  size_t place = 0;
  for (size_t i = 0; i < nodesOf(graph).size(); ++i) {
    json::Value original = nodesOf(graph)[i];
    for (json::Value data : wrongValues(graph, place++)) {
      (*nodesOf(graph)[i].getAsObject())["data"] = data;
      expectAnswer(print(graph), "data of node " + Twine(i) + " is " + print(data));
    }
    nodesOf(graph)[i].getAsObject()->erase("data");
    expectAnswer(print(graph), "no data in node " + Twine(i));
    nodesOf(graph)[i] = json::Object{};
    expectAnswer(print(graph), "node " + Twine(i) + " is empty");
    nodesOf(graph)[i] = original;
  }
}

TEST_P(BrokenGraph, WrongFields) {
  json::Value graph = parseInput(GetParam());
  size_t place = 0;
  for (size_t i = 0; i < nodesOf(graph).size(); ++i) {
    json::Object *data = nodesOf(graph)[i].getAsObject()->getObject("data");
    if (!data)
      continue;
    std::vector<std::string> fields;
    for (auto &[name, value] : *data)
      fields.push_back(name.str());
    for (const std::string &field : fields) {
      json::Value original = (*data)[field];
      for (json::Value value : wrongValues(graph, place++)) {
        (*data)[field] = value;
        expectAnswer(print(graph), "node " + Twine(i) + ", " + field + " is " + print(value));
      }
      data->erase(field);
      expectAnswer(print(graph), "node " + Twine(i) + " without " + field);
      (*data)[field] = original;
    }
  }
}

TEST_P(BrokenGraph, WrongElements) {
  json::Value graph = parseInput(GetParam());
  size_t place = 0;
  for (size_t i = 0; i < nodesOf(graph).size(); ++i) {
    json::Array *data = nodesOf(graph)[i].getAsObject()->getArray("data");
    for (size_t k = 0; data && k < data->size(); ++k) {
      json::Value original = (*data)[k];
      for (json::Value value : wrongValues(graph, place++)) {
        (*data)[k] = value;
        expectAnswer(print(graph), "node " + Twine(i) + ", element " + Twine(k));
      }
      (*data)[k] = original;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, BrokenGraph,
                         testing::Values("gemm", "control_flow", "elementwise", "reductions",
                                         "dynamic_shape", "outside_values"),
                         [](const auto &info) { return std::string(info.param); });

} // namespace
