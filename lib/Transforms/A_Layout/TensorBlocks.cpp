//===- TensorBlocks.cpp - Where tiles of a tensor may start ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "TensorBlocks.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/TT/IR/Tiles.h"

using namespace mlir;
using namespace tilium;

bool AccessedBuffer::isTensor() const {
  return cast<tile::ScopeAttr>(type().getMemorySpace()).getValue() == tile::Scope::Global;
}

void tilium::collectAccesses(AccessedBuffer &buffer) {
  for (Operation *user : buffer.value.getUsers())
    if (auto access = dyn_cast<tile::RegionOp>(user))
      buffer.accesses.push_back(access);
  // Users are listed last first; messages speak of the first one.
  std::reverse(buffer.accesses.begin(), buffer.accesses.end());
}

std::pair<int64_t, int64_t> tilium::chooseTileDims(const AccessedBuffer &buffer) {
  int64_t rank = buffer.type().getRank();
  if (buffer.isColumn)
    return {0, -1};
  SmallVector<bool> spanned(rank, false);
  // On-chip buffers are used whole, by elementwise code as well.
  for (int64_t dim = 0; dim < rank && !buffer.isTensor(); ++dim)
    spanned[dim] = buffer.type().getDimSize(dim) != 1;
  for (tile::RegionOp access : buffer.accesses)
    for (int64_t dim = 0; dim < rank; ++dim)
      spanned[dim] = spanned[dim] || access.getStaticExtents()[dim] != 1;
  if (buffer.accesses.empty() && buffer.isTensor())
    spanned.assign(rank, true);
  // Dimensions of one element cost nothing as rows or columns.
  for (int64_t dim = rank - 1; dim >= 0 && llvm::count(spanned, true) < 2; --dim)
    if (buffer.type().getDimSize(dim) == 1)
      spanned[dim] = true;
  SmallVector<int64_t> dims;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (spanned[dim])
      dims.push_back(dim);
  if (dims.empty())
    return {-1, -1};
  if (dims.size() >= 2)
    return {dims[dims.size() - 2], dims.back()};
  // One dimension: a row if it is the last one, else a column.
  return dims.front() == rank - 1 ? std::pair<int64_t, int64_t>(-1, dims.front())
                                  : std::pair<int64_t, int64_t>(dims.front(), -1);
}

bool tilium::takesWholeTiles(tile::RegionOp access, int64_t dim) {
  Value offset = access.getOffsets()[dim];
  int64_t extent = access.getStaticExtents()[dim];
  int64_t size = cast<MemRefType>(access.getBuffer().getType()).getDimSize(dim);
  if (!isMultipleOf(offset, tt::tileSide))
    return false;
  std::optional<IndexRange> range = getIndexRange(offset);
  return extent % tt::tileSide == 0 || (range && range->smallest + extent >= size);
}

bool tilium::takesBlock(tile::RegionOp access, int64_t dim, int64_t extent) {
  return access.getStaticExtents()[dim] == extent && isMultipleOf(access.getOffsets()[dim], extent);
}
