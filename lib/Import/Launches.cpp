//===- Launches.cpp - Programs with several T.Kernel ----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Each T.Kernel becomes a program of its own. They run one after the other, so what one writes to a
// tensor or a workspace the next one reads.
//
//===----------------------------------------------------------------------===//

#include "tilium/Import/Launches.h"

#include "tilium/Dialect/Tile/IR/TileDialect.h"

using namespace mlir;
using namespace tilium;

/// The T.Kernels directly in the only function; none if one is nested.
static SmallVector<tile::LaunchOp> launchesOf(ModuleOp module) {
  auto functions = llvm::to_vector(module.getOps<func::FuncOp>());
  if (functions.size() != 1)
    return {};
  SmallVector<tile::LaunchOp> all;
  functions.front().walk([&](tile::LaunchOp launch) { all.push_back(launch); });
  bool nested = llvm::any_of(
      all, [&](tile::LaunchOp launch) { return launch->getParentOp() != functions.front(); });
  return nested ? SmallVector<tile::LaunchOp>() : all;
}

SmallVector<OwningOpRef<ModuleOp>> tilium::splitLaunches(ModuleOp module) {
  SmallVector<OwningOpRef<ModuleOp>> programs;
  size_t count = std::max<size_t>(launchesOf(module).size(), 1);
  for (size_t kept = 0; kept < count; ++kept) {
    OwningOpRef<ModuleOp> program(module.clone());
    for (auto [number, launch] : llvm::enumerate(launchesOf(*program)))
      if (number != kept)
        launch.erase();
    programs.push_back(std::move(program));
  }
  return programs;
}
