//===- NodeGraph.h - The nodes of a TVM object graph in JSON ----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// tvm.ir.save_json writes a graph as a list of nodes, each with a type and data; data holds fields
// whose objects are numbers of other nodes. Every access here checks what it finds: the file may
// be broken, or come from another version.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_IMPORT_NODEGRAPH_H
#define TILIUM_LIB_IMPORT_NODEGRAPH_H

#include "tilium/Support/MLIR.h"

#include "llvm/Support/JSON.h"

#include <optional>
#include <string>
#include <vector>

namespace tilium {

/// The number of a node in its graph.
using NodeId = uint32_t;

/// A parsed graph. Accessors of a field give nothing if the node has no such field of that kind.
class NodeGraph {
public:
  /// Parses `text`; an error message if it is no object graph.
  static llvm::Expected<NodeGraph> parse(llvm::StringRef text);

  NodeId getRoot() const { return root; }
  size_t size() const { return nodes.size(); }
  /// The version of TVM that wrote the graph; empty if it does not say.
  llvm::StringRef getVersion() const { return version; }

  /// The type key of a node, such as "tirx.For".
  llvm::StringRef type(NodeId node) const { return nodes[node].type; }

  /// The node that a field names; none for a null object too.
  std::optional<NodeId> child(NodeId node, llvm::StringRef field) const;
  std::optional<int64_t> integer(NodeId node, llvm::StringRef field) const;
  std::optional<double> number(NodeId node, llvm::StringRef field) const;
  /// A string field, written in place or as a node of its own.
  std::optional<llvm::StringRef> string(NodeId node, llvm::StringRef field) const;

  /// The number that a node is, if it is one of Python.
  std::optional<double> number(NodeId node) const;
  /// The text of a string node or an operator node.
  std::optional<llvm::StringRef> text(NodeId node) const;
  /// The elements of an array node.
  std::optional<std::vector<NodeId>> elements(NodeId node) const;
  /// The elements of an array that a field names; none if there is none.
  std::optional<std::vector<NodeId>> elements(NodeId node, llvm::StringRef field) const;
  /// The pairs of a map node.
  std::optional<std::vector<std::pair<NodeId, NodeId>>> entries(NodeId node) const;
  /// The pairs of a map node that a field names.
  std::optional<std::vector<std::pair<NodeId, NodeId>>> entries(NodeId node,
                                                                llvm::StringRef field) const;

private:
  struct Node {
    llvm::StringRef type;
    const llvm::json::Value *data = nullptr;
  };
  const llvm::json::Value *field(NodeId node, llvm::StringRef name) const;
  std::optional<NodeId> nodeId(const llvm::json::Value *value) const;

  std::shared_ptr<llvm::json::Value> document; ///< Owns what the nodes point to.
  std::vector<Node> nodes;
  NodeId root = 0;
  std::string version;
};

} // namespace tilium

#endif // TILIUM_LIB_IMPORT_NODEGRAPH_H
