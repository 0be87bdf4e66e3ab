//===- TIRImporter.cpp - TileLang's TIR, as JSON, into tile IR ------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Import/TIRImporter.h"
#include "tilium/Support/Diagnostics.h"

#include "FunctionImporter.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace tilium;

/// The TVM inside TileLang 0.1.15: graphs have no other mark of their version.
static constexpr StringLiteral supportedVersion = "0.25.dev0";

/// The PrimFuncs of a graph: the root, or the functions of a module.
static std::vector<NodeId> findFunctions(const NodeGraph &graph) {
  NodeId root = graph.getRoot();
  if (graph.type(root) != "ir.IRModule")
    return {root};
  std::vector<NodeId> functions;
  if (auto entries = graph.entries(root, "functions"))
    for (auto [name, function] : *entries)
      functions.push_back(function);
  return functions;
}

OwningOpRef<ModuleOp> tilium::importTIR(StringRef json, StringRef name, MLIRContext *context) {
  context->loadDialect<arith::ArithDialect, func::FuncDialect, math::MathDialect,
                       memref::MemRefDialect, scf::SCFDialect, tile::TileDialect>();
  Location start = FileLineColLoc::get(context, name, 1, 1);
  llvm::Expected<NodeGraph> graph = NodeGraph::parse(json);
  if (!graph) {
    refuse(start, DiagnosticCode::MalformedTIR)
        << "cannot read TIR: " << llvm::toString(graph.takeError());
    return nullptr;
  }
  if (graph->getVersion() != supportedVersion) {
    refuse(start, DiagnosticCode::MalformedTIR)
        << "cannot read TIR: it was written by "
        << (graph->getVersion().empty() ? "an unknown version of TVM"
                                        : ("TVM " + graph->getVersion()).str())
        << "; TVM " << supportedVersion << ", which TileLang 0.1.15 has, is supported";
    return nullptr;
  }
  std::vector<NodeId> functions = findFunctions(*graph);
  if (functions.empty()) {
    refuse(start, DiagnosticCode::MalformedTIR) << "cannot read TIR: the module has no functions";
    return nullptr;
  }
  OwningOpRef<ModuleOp> module = ModuleOp::create(start);
  for (NodeId function : functions) {
    OpBuilder builder(context);
    if (failed(FunctionImporter(*graph, builder, name).import(function, *module)))
      return nullptr;
  }
  if (failed(verify(*module)))
    return nullptr;
  return module;
}

void tilium::registerImportTIRTranslation() {
  static TranslateToMLIRRegistration registration(
      "import-tir", "imports TileLang's TIR, as tvm.ir.save_json writes it",
      [](llvm::SourceMgr &sources, MLIRContext *context) -> OwningOpRef<Operation *> {
        const llvm::MemoryBuffer *buffer = sources.getMemoryBuffer(sources.getMainFileID());
        return importTIR(buffer->getBuffer(), buffer->getBufferIdentifier(), context);
      },
      [](DialectRegistry &registry) {
        registry.insert<arith::ArithDialect, func::FuncDialect, math::MathDialect,
                        memref::MemRefDialect, scf::SCFDialect, tile::TileDialect>();
      });
}
