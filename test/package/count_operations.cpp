//===- count_operations.cpp - A tool over Tilium's dialects ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Usage: count_operations FILE.mlir; prints how many operations of the tile dialect it has.
//
//===----------------------------------------------------------------------===//

#include "tilium/Dialect/Tile/IR/TileDialect.h"
#include "tilium/Transforms/Pipeline.h"

#include "mlir/Parser/Parser.h"

#include <cstdio>

int main(int argc, char **argv) {
  if (argc != 2)
    return 2;
  mlir::DialectRegistry registry;
  tilium::registerTiliumDialects(registry);
  mlir::MLIRContext context(registry);
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(argv[1], &context);
  if (!module)
    return 1;
  int count = 0;
  module->walk([&](mlir::Operation *op) {
    count += llvm::isa_and_nonnull<tilium::tile::TileDialect>(op->getDialect());
  });
  std::printf("%d operations of the tile dialect\n", count);
  return count ? 0 : 1;
}
