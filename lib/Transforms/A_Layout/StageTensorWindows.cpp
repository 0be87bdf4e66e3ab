//===- StageTensorWindows.cpp - Windows of tensors through tiles ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The network moves tiles. A window that starts or ends inside of them comes on chip with the tiles
// around it, and elementwise code takes it from there. What a copy writes is no window: the tiles
// around it are other cores' as well. Its rows are written one by one, which leaves those around
// them alone.
//
//===----------------------------------------------------------------------===//

#include "ParallelBuilder.h"
#include "TensorBlocks.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Dialect/Tile/IR/ElementConversion.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Transforms/Passes.h"

#include "llvm/Support/MathExtras.h"

namespace tilium {
#define GEN_PASS_DEF_STAGETENSORWINDOWSPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

namespace {

/// The tiles around what an access takes along one dimension.
struct Cover {
  Value offset;   ///< Of their first element.
  Value shift;    ///< Of the access's first element from there.
  int64_t extent; ///< In elements.
};

} // namespace

/// The copy that reads `access`, and nothing else does; null for other accesses.
static tile::CopyOp findRead(tile::RegionOp access) {
  if (!access->hasOneUse())
    return {};
  auto copy = dyn_cast<tile::CopyOp>(*access->user_begin());
  return copy && copy.getSource() == access.getRegion() ? copy : tile::CopyOp();
}

/// The copy that writes `access`, and nothing else does; null for other accesses.
static tile::CopyOp findWrite(tile::RegionOp access) {
  if (!access->hasOneUse())
    return {};
  auto copy = dyn_cast<tile::CopyOp>(*access->user_begin());
  return copy && copy.getDestination() == access.getRegion() ? copy : tile::CopyOp();
}

/// Whether the rows of `access` can be written one by one. Of a tensor that is read as well, the
/// reader may take a row before or after it is written.
static bool canWriteRows(const AccessedBuffer &tensor, tile::RegionOp access,
                         std::pair<int64_t, int64_t> dims) {
  tile::CopyOp copy = findWrite(access);
  if (!copy || dims.first < 0 || (dims.second >= 0 && !takesWholeTiles(access, dims.second)))
    return false;
  return copy.getRows() || llvm::all_of(tensor.accesses, findWrite);
}

/// Adds the accesses along `dim` for which tiles would have to start where they do not for others.
static void findOddAccesses(const AccessedBuffer &tensor, int64_t dim,
                            llvm::SmallSetVector<tile::RegionOp, 8> &odd) {
  if (dim < 0)
    return;
  SmallVector<tile::RegionOp> found;
  for (tile::RegionOp access : tensor.accesses) {
    if (ShapedType::isDynamic(access.getStaticExtents()[dim]))
      return; // InferTTLayout refuses it.
    if (!takesWholeTiles(access, dim))
      found.push_back(access);
  }
  if (found.empty())
    return;
  int64_t block = found.front().getStaticExtents()[dim];
  bool agree = llvm::all_of(tensor.accesses,
                            [&](tile::RegionOp access) { return takesBlock(access, dim, block); });
  if (!agree)
    odd.insert(found.begin(), found.end());
}

/// The tiles that hold `extent` elements from `offset` on, wherever in a tile that is.
static Cover coverOf(OpBuilder &builder, Location loc, Value offset, int64_t extent) {
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  if (std::optional<IndexRange> range = getIndexRange(offset);
      range && range->smallest == range->largest) {
    int64_t shift = llvm::mod(range->smallest, tt::tileSide), start = range->smallest - shift;
    return {constant(start), constant(shift),
            static_cast<int64_t>(llvm::alignTo(shift + extent, tt::tileSide))};
  }
  // What the offset is surely a multiple of leaves out the last places of a tile.
  int64_t step = tt::tileSide;
  while (!isMultipleOf(offset, step))
    step /= 2;
  // A shift of bits rounds down also what is negative.
  int64_t bits = llvm::Log2_64(tt::tileSide);
  Value tile = builder.createOrFold<arith::ShRSIOp>(loc, offset, constant(bits));
  Value start = builder.createOrFold<arith::MulIOp>(loc, tile, constant(tt::tileSide));
  Value shift = builder.createOrFold<arith::AndIOp>(loc, offset, constant(tt::tileSide - 1));
  return {start, shift,
          static_cast<int64_t>(llvm::alignTo(tt::tileSide - step + extent, tt::tileSide))};
}

static std::string nameOf(tile::RegionOp access, Value tensor) {
  auto function = access->getParentOfType<func::FuncOp>();
  auto name = function.getArgAttrOfType<StringAttr>(cast<BlockArgument>(tensor).getArgNumber(),
                                                    "tile.name");
  return name ? name.getValue().str() : "tensor";
}

static tile::RegionOp createRegion(OpBuilder &builder, Location loc, Value buffer,
                                   ArrayRef<Value> offsets, ArrayRef<int64_t> extents) {
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  return tile::RegionOp::create(
      builder, loc, tile::RegionType::get(builder.getContext(), extents, element), buffer, offsets,
      ValueRange(), builder.getDenseI64ArrayAttr(extents));
}

/// The elements of the window in a T.Parallel over its extents other than 1.
static SmallVector<Value> elementsOf(OpBuilder &builder, Location loc, ArrayRef<Value> offsets,
                                     ArrayRef<int64_t> extents, ValueRange variables) {
  SmallVector<Value> indices;
  for (auto [offset, extent] : llvm::zip_equal(offsets, extents)) {
    indices.push_back(
        extent == 1 ? offset : builder.createOrFold<arith::AddIOp>(loc, variables.front(), offset));
    if (extent != 1)
      variables = variables.drop_front();
  }
  return indices;
}

/// Reads the tiles around `access` and takes what `copy` copies from there.
static LogicalResult stageWindow(tile::CopyOp copy, tile::RegionOp access,
                                 std::pair<int64_t, int64_t> dims) {
  auto destination = copy.getDestination().getDefiningOp<tile::RegionOp>();
  OpBuilder builder(copy);
  Location loc = copy.getLoc();
  ArrayRef<int64_t> extents = access.getStaticExtents();
  auto withoutOnes = [](ArrayRef<int64_t> extents) {
    return llvm::filter_to_vector(extents, [](int64_t extent) { return extent != 1; });
  };
  SmallVector<int64_t> points = withoutOnes(extents);
  if (!destination || points != withoutOnes(destination.getStaticExtents()))
    return success(); // LowerSharedToCB refuses it.

  SmallVector<Value> starts(access.getOffsets()), shifts;
  SmallVector<int64_t> covered(extents);
  int64_t elements = 1;
  for (size_t dim = 0; dim < extents.size(); ++dim) {
    shifts.push_back(arith::ConstantIndexOp::create(builder, loc, 0));
    bool isTiled = int64_t(dim) == dims.first || int64_t(dim) == dims.second;
    if (isTiled && !takesWholeTiles(access, dim)) {
      Cover cover = coverOf(builder, loc, starts[dim], extents[dim]);
      starts[dim] = cover.offset;
      shifts[dim] = cover.shift;
      covered[dim] = cover.extent;
    }
    elements *= covered[dim];
  }
  Value tensor = access.getBuffer();
  auto type = cast<MemRefType>(tensor.getType());
  std::string name = nameOf(access, tensor) + "_window";
  auto scope = tile::ScopeAttr::get(builder.getContext(), tile::Scope::Fragment);
  Value window = tile::AllocOp::create(
      builder, NameLoc::get(builder.getStringAttr(name), loc),
      MemRefType::get(covered, type.getElementType(), MemRefLayoutAttrInterface(), scope),
      builder.getStringAttr(name));
  SmallVector<Value> zeros(covered.size(), arith::ConstantIndexOp::create(builder, loc, 0));
  tile::CopyOp::create(builder, loc, createRegion(builder, loc, tensor, starts, covered),
                       createRegion(builder, loc, window, zeros, covered));
  advise(copy, DiagnosticCode::WindowOfTiles)
      << "reads a part of '" << nameOf(access, tensor)
      << "' that takes no whole tiles: the tiles around it come on chip, " << elements
      << " elements for " << ShapedType::getNumElements(extents) << ", and it is taken from there";

  if (points.empty())
    points.push_back(1);
  tile::ParallelOp parallel = createParallel(builder, loc, points);
  ValueRange variables = parallel.getBody().front().getArguments();
  Value element = memref::LoadOp::create(builder, loc, window,
                                         elementsOf(builder, loc, shifts, extents, variables));
  Type to = cast<MemRefType>(destination.getBuffer().getType()).getElementType();
  if (to != type.getElementType())
    element = tile::convertElement(builder, loc, tile::fromStorage(builder, loc, element), to);
  if (!element)
    return copy.emitError() << "T.copy from " << type.getElementType() << " to " << to
                            << " is not supported";
  memref::StoreOp::create(builder, loc, element, destination.getBuffer(),
                          elementsOf(builder, loc, SmallVector<Value>(destination.getOffsets()),
                                     destination.getStaticExtents(), variables));
  copy.erase();
  return success();
}

/// Makes a copy one of rows: of all that it has, unless it says how many.
static void writeByRows(tile::CopyOp copy, tile::RegionOp access, int64_t rowDim) {
  OpBuilder builder(copy);
  if (!copy.getRows())
    copy.getRowsMutable().assign(
        arith::ConstantIndexOp::create(builder, copy.getLoc(), access.getStaticExtents()[rowDim]));
  advise(copy, DiagnosticCode::WindowOfTiles)
      << "writes a part of '" << nameOf(access, access.getBuffer())
      << "' that need not take whole tiles: where it does not, its rows are written one by one, "
         "two transfers for each row of a tile";
}

static LogicalResult stageWindows(func::FuncOp function) {
  for (BlockArgument argument : function.getArguments()) {
    auto type = dyn_cast<MemRefType>(argument.getType());
    if (!type || !isa_and_nonnull<tile::ScopeAttr>(type.getMemorySpace()))
      continue;
    AccessedBuffer tensor{argument, {}, {}};
    collectAccesses(tensor);
    std::pair<int64_t, int64_t> dims = chooseTileDims(tensor);
    llvm::SmallSetVector<tile::RegionOp, 8> odd;
    findOddAccesses(tensor, dims.first, odd);
    findOddAccesses(tensor, dims.second, odd);
    // Other writes of parts of tiles are refused by InferTTLayout, and so are the reads beside
    // them.
    if (!llvm::all_of(odd, [&](tile::RegionOp access) {
          return findRead(access) || canWriteRows(tensor, access, dims);
        }))
      continue;
    for (tile::RegionOp access : odd) {
      if (tile::CopyOp write = findWrite(access))
        writeByRows(write, access, dims.first);
      else if (failed(stageWindow(findRead(access), access, dims)))
        return failure();
    }
    for (tile::RegionOp access : odd)
      if (access->use_empty())
        access.erase();
  }
  return success();
}

namespace {
class StageTensorWindowsPass
    : public tilium::impl::StageTensorWindowsPassBase<StageTensorWindowsPass> {
public:
  using StageTensorWindowsPassBase::StageTensorWindowsPassBase;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(stageWindows(function)))
        return signalPassFailure();
  }
};
} // namespace
