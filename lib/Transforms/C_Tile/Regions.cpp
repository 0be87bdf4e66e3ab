//===- Regions.cpp - Regions of tile operations and their buffers ---------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Regions.h"

#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"

using namespace mlir;
using namespace tilium;

tile::RegionOp tilium::getRegion(Value operand) { return operand.getDefiningOp<tile::RegionOp>(); }

bool tilium::isTensorRegion(tile::RegionOp region) {
  auto type = cast<MemRefType>(region.getBuffer().getType());
  return cast<tile::ScopeAttr>(type.getMemorySpace()).getValue() == tile::Scope::Global;
}

TypedValue<tt::CBType> tilium::getCircularBuffer(tile::RegionOp region) {
  auto conversion = region.getBuffer().getDefiningOp<UnrealizedConversionCastOp>();
  if (!conversion || conversion.getNumOperands() != 1)
    return {};
  return dyn_cast<TypedValue<tt::CBType>>(conversion.getOperand(0));
}

std::string tilium::getBufferName(tile::RegionOp region) {
  if (auto cb = getCircularBuffer(region))
    if (auto declaration = cb.getDefiningOp<tt::CBOp>())
      return declaration.getBufferName().str();
  if (auto alloc = region.getBuffer().getDefiningOp<tile::AllocOp>())
    return alloc.getBufferName().str();
  if (auto argument = dyn_cast<BlockArgument>(region.getBuffer()))
    if (auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()))
      if (auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), "tile.name"))
        return name.getValue().str();
  return "buffer";
}

LogicalResult tilium::requireWholeBuffer(Operation *op, tile::RegionOp region, StringRef what) {
  auto type = cast<MemRefType>(region.getBuffer().getType());
  bool whole = type.getShape() == region.getStaticExtents() &&
               llvm::all_of(region.getOffsets(), [](Value v) { return matchPattern(v, m_Zero()); });
  if (whole)
    return success();
  InFlightDiagnostic diagnostic = op->emitError()
                                  << what << " uses a part of '" << getBufferName(region)
                                  << "'; on-chip buffers are only used whole: give the part a "
                                     "buffer of its own";
  diagnostic.attachNote(region.getBuffer().getLoc())
      << "'" << getBufferName(region) << "' is allocated here as " << type;
  return diagnostic;
}

TypedValue<tt::CBType> tilium::createCircularBuffer(func::FuncOp function, Location loc,
                                                    StringRef name, int64_t rows, int64_t cols,
                                                    tt::DataFormat format, int64_t depth) {
  Block &entry = function.getBody().front();
  OpBuilder builder(function.getContext());
  auto isDeclaration = [](Operation &op) { return isa<tt::CBOp>(op); };
  builder.setInsertionPoint(&entry, llvm::find_if_not(entry, isDeclaration));
  auto descriptor =
      tt::CBDescAttr::get(function.getContext(), format, tt::tileBytes(format), rows * cols, depth);
  auto type = tt::CBType::get(function.getContext(), rows, cols, format);
  return tt::CBOp::create(builder, loc, type, builder.getStringAttr(name), descriptor,
                          IntegerAttr())
      .getCb();
}

void tilium::eraseUnusedRegions(func::FuncOp function) {
  SmallVector<Operation *> unused;
  function.walk([&](tile::RegionOp region) {
    if (region->use_empty())
      unused.push_back(region);
  });
  for (Operation *op : unused)
    op->erase();
  unused.clear();
  function.walk([&](UnrealizedConversionCastOp conversion) {
    if (conversion->use_empty())
      unused.push_back(conversion);
  });
  for (Operation *op : unused)
    op->erase();
}
