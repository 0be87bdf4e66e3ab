//===- tilium-lsp-server.cpp - The dialects in an editor ------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// MLIR's language server over Tilium's dialects: an editor that opens IR of any stage shows the
// verifiers' messages while it is typed, and finds definitions and uses.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Pipeline.h"

#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  tilium::registerTiliumDialects(registry);
  return mlir::failed(mlir::MlirLspServerMain(argc, argv, registry));
}
