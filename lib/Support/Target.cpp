//===- Target.cpp - The chip a module is compiled for ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Support/Target.h"

using namespace mlir;

const tilium::device::Architecture *tilium::getTargetArchitecture(Operation *op) {
  auto module = isa<ModuleOp>(op) ? cast<ModuleOp>(op) : op->getParentOfType<ModuleOp>();
  auto name = module ? module->getAttrOfType<StringAttr>(targetAttrName) : StringAttr();
  if (!name) {
    op->emitError() << "the module has no '" << targetAttrName
                    << "' attribute; InferTTLayout (--tt-infer-layout) sets it";
    return nullptr;
  }
  const device::Architecture *architecture = device::findArchitecture(name.getValue());
  if (!architecture)
    op->emitError() << "unknown target '" << name.getValue()
                    << "'; known are wormhole_b0 and blackhole";
  return architecture;
}
