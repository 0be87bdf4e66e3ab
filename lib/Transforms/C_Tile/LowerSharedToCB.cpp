//===- LowerSharedToCB.cpp - Buffers to circular buffers, copies (C1) -----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Each tile.alloc becomes a tt.cb, each tile.copy a read, a write or a move. A copy that converts
// on its way from or to DRAM gets a staging buffer, because only compute converts.
//
//===----------------------------------------------------------------------===//

#include "Regions.h"

#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Transforms/Passes.h"

#include "llvm/Support/MathExtras.h"

namespace tilium {
#define GEN_PASS_DEF_LOWERSHAREDTOCBPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

namespace {

/// Whether a block is one row or one column of elements.
enum class VectorKind { None, Row, Column };

/// The tiles a copy moves, and their format on one side.
struct TileBlock {
  int64_t rows, cols;
  tt::DataFormat format;
  VectorKind vector = VectorKind::None;

  bool sameTiles(const TileBlock &other) const { return rows == other.rows && cols == other.cols; }
  /// Whether one is a row of elements and the other one a column.
  bool crosses(const TileBlock &other) const {
    return vector != VectorKind::None && other.vector != VectorKind::None && vector != other.vector;
  }
  TileBlock transposed() const {
    return {cols, rows, format,
            vector == VectorKind::Row      ? VectorKind::Column
            : vector == VectorKind::Column ? VectorKind::Row
                                           : VectorKind::None};
  }
};

/// Lowers the allocs and copies of one function.
class BufferLowering {
public:
  explicit BufferLowering(func::FuncOp function) : function(function) {}
  LogicalResult run();

private:
  LogicalResult lowerAlloc(tile::AllocOp alloc);
  LogicalResult lowerCopy(tile::CopyOp copy);
  LogicalResult lowerIm2Col(tile::Im2ColOp im2col);
  LogicalResult lowerRead(tile::CopyOp copy, tile::RegionOp source, tile::RegionOp destination);
  LogicalResult lowerWrite(tile::CopyOp copy, tile::RegionOp source, tile::RegionOp destination);
  LogicalResult lowerTensorToTensor(tile::CopyOp copy, tile::RegionOp source,
                                    tile::RegionOp destination);
  LogicalResult lowerMove(tile::CopyOp copy, tile::RegionOp source, tile::RegionOp destination);
  FailureOr<TileBlock> tensorBlock(tile::CopyOp copy, tile::RegionOp region);
  LogicalResult requireSameTiles(tile::CopyOp copy, const TileBlock &source,
                                 const TileBlock &destination);
  TypedValue<tt::CBType> createStaging(Location loc, const std::string &name,
                                       const TileBlock &block, int64_t depth);

  func::FuncOp function;
};

} // namespace

/// How `extents` elements lie in the rows and columns of `layout`.
static VectorKind vectorKindOf(tt::LayoutDescAttr layout, ArrayRef<int64_t> extents) {
  auto count = [&](int64_t dim) { return dim < 0 ? 1 : extents[dim]; };
  int64_t rows = count(layout.getRowDim()), cols = count(layout.getColDim());
  return rows == 1 && cols > 1   ? VectorKind::Row
         : rows > 1 && cols == 1 ? VectorKind::Column
                                 : VectorKind::None;
}

/// The block that an on-chip region is, which is a whole buffer.
static TileBlock blockOf(tile::RegionOp region) {
  tt::CBType type = getCircularBuffer(region).getType();
  TileBlock block{type.getRows(), type.getCols(), type.getFormat()};
  auto layout =
      region.getBuffer().getDefiningOp()->getAttrOfType<tt::LayoutDescAttr>("tt.layout_desc");
  if (layout)
    block.vector = vectorKindOf(layout, layout.getShape());
  return block;
}

static int64_t depthOf(TypedValue<tt::CBType> cb) {
  return cb.getDefiningOp<tt::CBOp>().getCbDesc().getDepth();
}

/// Moves a block on chip, turning a row into a column or back where the two sides differ in that.
static void createMove(OpBuilder &builder, Location loc, Value source, Value into, bool crosses) {
  if (crosses)
    tt::TransposeOp::create(builder, loc, Type(), source, into);
  else
    tt::MoveOp::create(builder, loc, Type(), source, into);
}

LogicalResult BufferLowering::lowerAlloc(tile::AllocOp alloc) {
  auto layout = alloc->getAttrOfType<tt::LayoutDescAttr>("tt.layout_desc");
  auto descriptor = alloc->getAttrOfType<tt::CBDescAttr>("tt.cb_desc");
  if (!layout || !descriptor)
    return alloc.emitError() << "'" << alloc.getBufferName()
                             << "' has no tt.layout_desc and tt.cb_desc; InferTTLayout and "
                                "PropagateTTLayout give them";
  auto cb =
      createCircularBuffer(function, alloc.getLoc(), alloc.getBufferName(),
                           layout.getOuterCount() * layout.getRowTiles(), layout.getColTiles(),
                           descriptor.getFormat(), descriptor.getDepth());
  OpBuilder builder(alloc);
  auto conversion = UnrealizedConversionCastOp::create(
      builder, alloc.getLoc(), TypeRange{alloc.getBuffer().getType()}, ValueRange{cb});
  // Elementwise code indexes the buffer by element, so its layout stays reachable.
  conversion->setAttr("tt.layout_desc", layout);
  alloc.getBuffer().replaceAllUsesWith(conversion.getResult(0));
  alloc.erase();
  return success();
}

/// Rows and columns of tiles of a tensor's region, from the tensor's layout.
FailureOr<TileBlock> BufferLowering::tensorBlock(tile::CopyOp copy, tile::RegionOp region) {
  auto argument = dyn_cast<BlockArgument>(region.getBuffer());
  auto layout = argument ? function.getArgAttrOfType<tt::LayoutDescAttr>(argument.getArgNumber(),
                                                                         "tt.layout_desc")
                         : tt::LayoutDescAttr();
  if (!layout)
    return copy.emitError() << "tensor '" << getBufferName(region)
                            << "' has no tt.layout_desc; InferTTLayout gives it";
  ArrayRef<int64_t> extents = region.getStaticExtents();
  if (llvm::is_contained(extents, ShapedType::kDynamic))
    return refuse(copy, DiagnosticCode::RunTimeSize)
           << "copies a part of '" << getBufferName(region)
           << "' whose size is known only at run time; blocks need constant sizes";
  auto tiles = [&](int64_t dim) {
    return dim < 0 ? 1 : static_cast<int64_t>(llvm::divideCeil(extents[dim], tt::tileSide));
  };
  int64_t outer = 1;
  for (int64_t dim : layout.getOuterDims())
    outer *= extents[dim];
  return TileBlock{outer * tiles(layout.getRowDim()), tiles(layout.getColDim()), layout.getFormat(),
                   vectorKindOf(layout, extents)};
}

LogicalResult BufferLowering::requireSameTiles(tile::CopyOp copy, const TileBlock &source,
                                               const TileBlock &destination) {
  if (source.sameTiles(source.crosses(destination) ? destination.transposed() : destination))
    return success();
  return refuse(copy, DiagnosticCode::CopyShapes)
         << "copies " << source.rows << "x" << source.cols << " tiles to " << destination.rows
         << "x" << destination.cols
         << " tiles: source and destination are laid out differently; copy "
            "between buffers whose rows and columns match";
}

TypedValue<tt::CBType> BufferLowering::createStaging(Location loc, const std::string &name,
                                                     const TileBlock &block, int64_t depth) {
  return createCircularBuffer(function, loc, name, block.rows, block.cols, block.format, depth);
}

LogicalResult BufferLowering::lowerRead(tile::CopyOp copy, tile::RegionOp source,
                                        tile::RegionOp destination) {
  auto cb = getCircularBuffer(destination);
  FailureOr<TileBlock> block = tensorBlock(copy, source);
  if (failed(block) || failed(requireWholeBuffer(copy, destination, "T.copy")) ||
      failed(requireSameTiles(copy, *block, blockOf(destination))))
    return failure();
  OpBuilder builder(copy);
  Value into = cb;
  bool crosses = block->crosses(blockOf(destination));
  if (block->format != cb.getType().getFormat() || crosses)
    into = createStaging(copy.getLoc(), getBufferName(destination) + "_in", *block, depthOf(cb));
  tt::ReadOp::create(builder, copy.getLoc(), Type(), source.getBuffer(), source.getOffsets(),
                     source.getStaticExtents(), into);
  if (into != cb)
    createMove(builder, copy.getLoc(), into, cb, crosses);
  return success();
}

LogicalResult BufferLowering::lowerWrite(tile::CopyOp copy, tile::RegionOp source,
                                         tile::RegionOp destination) {
  auto cb = getCircularBuffer(source);
  FailureOr<TileBlock> block = tensorBlock(copy, destination);
  if (failed(block) || failed(requireWholeBuffer(copy, source, "T.copy")) ||
      failed(requireSameTiles(copy, blockOf(source), *block)))
    return failure();
  OpBuilder builder(copy);
  Value from = cb;
  bool crosses = block->crosses(blockOf(source));
  if (block->format != cb.getType().getFormat() || crosses) {
    from = createStaging(copy.getLoc(), getBufferName(source) + "_out", *block, /*depth=*/1);
    createMove(builder, copy.getLoc(), cb, from, crosses);
  }
  tt::WriteOp::create(builder, copy.getLoc(), from, destination.getBuffer(),
                      destination.getOffsets(), destination.getStaticExtents(), copy.getRows());
  return success();
}

LogicalResult BufferLowering::lowerTensorToTensor(tile::CopyOp copy, tile::RegionOp source,
                                                  tile::RegionOp destination) {
  FailureOr<TileBlock> in = tensorBlock(copy, source), out = tensorBlock(copy, destination);
  if (failed(in) || failed(out) || failed(requireSameTiles(copy, *in, *out)))
    return failure();
  OpBuilder builder(copy);
  Value staging = createStaging(copy.getLoc(), getBufferName(source) + "_in", *in, /*depth=*/2);
  tt::ReadOp::create(builder, copy.getLoc(), Type(), source.getBuffer(), source.getOffsets(),
                     source.getStaticExtents(), staging);
  bool crosses = in->crosses(*out);
  if (in->format != out->format || crosses) {
    Value converted =
        createStaging(copy.getLoc(), getBufferName(destination) + "_out", *out, /*depth=*/2);
    createMove(builder, copy.getLoc(), staging, converted, crosses);
    staging = converted;
  }
  tt::WriteOp::create(builder, copy.getLoc(), staging, destination.getBuffer(),
                      destination.getOffsets(), destination.getStaticExtents(), copy.getRows());
  return success();
}

LogicalResult BufferLowering::lowerMove(tile::CopyOp copy, tile::RegionOp source,
                                        tile::RegionOp destination) {
  auto from = getCircularBuffer(source), into = getCircularBuffer(destination);
  if (failed(requireWholeBuffer(copy, source, "T.copy")) ||
      failed(requireWholeBuffer(copy, destination, "T.copy")) ||
      failed(requireSameTiles(copy, blockOf(source), blockOf(destination))))
    return failure();
  OpBuilder builder(copy);
  createMove(builder, copy.getLoc(), from, into, blockOf(source).crosses(blockOf(destination)));
  return success();
}

static Type elementTypeOf(tile::RegionOp region) {
  return cast<MemRefType>(region.getBuffer().getType()).getElementType();
}

LogicalResult BufferLowering::lowerCopy(tile::CopyOp copy) {
  tile::RegionOp source = getRegion(copy.getSource());
  tile::RegionOp destination = getRegion(copy.getDestination());
  if (!source || !destination)
    return copy.emitError("operands must be results of tile.region");
  Type from = elementTypeOf(source), to = elementTypeOf(destination);
  if (isa<FloatType>(from) != isa<FloatType>(to))
    return copy.emitError() << "T.copy from " << from << " to " << to
                            << " is not supported; cast the elements in T.Parallel";
  // Bytes and truth have one format, but bytes are not all 0 or 1.
  if (to.isInteger(1) && !from.isInteger(1))
    return copy.emitError() << "T.copy from " << from
                            << " to bool is not supported; compare the elements in T.Parallel";
  bool fromTensor = isTensorRegion(source), toTensor = isTensorRegion(destination);
  LogicalResult result = fromTensor && toTensor ? lowerTensorToTensor(copy, source, destination)
                         : fromTensor           ? lowerRead(copy, source, destination)
                         : toTensor             ? lowerWrite(copy, source, destination)
                                                : lowerMove(copy, source, destination);
  if (succeeded(result))
    copy.erase();
  return result;
}

/// The reader gathers half rows of tiles: each row of the matrix is one pixel, 32 columns of it are
/// 32 channels next to each other.
LogicalResult BufferLowering::lowerIm2Col(tile::Im2ColOp im2col) {
  tile::RegionOp source = getRegion(im2col.getSource());
  tile::RegionOp destination = getRegion(im2col.getDestination());
  if (!source || !destination || !isTensorRegion(source) || isTensorRegion(destination))
    return refuse(im2col, DiagnosticCode::TensorOperand)
           << "T.im2col reads a tensor into an on-chip buffer";
  if (failed(requireWholeBuffer(im2col, destination, "T.im2col")))
    return failure();
  ArrayRef<int64_t> images = cast<MemRefType>(source.getBuffer().getType()).getShape();
  ArrayRef<int64_t> matrix = destination.getStaticExtents();
  int64_t channels = images.back(), rows = matrix[matrix.size() - 2], columns = matrix.back();
  if (channels % tt::tileSide != 0 || rows % tt::tileSide != 0 || columns % tt::tileSide != 0)
    return refuse(im2col, DiagnosticCode::Im2ColOperands)
           << "T.im2col of " << channels << " channels into " << rows << "x" << columns
           << ": a tile takes 32 pixels by 32 channels of one kernel position; use "
              "multiples of 32 for all three";
  advise(im2col, DiagnosticCode::Im2ColTransfers)
      << "T.im2col is done by the reader: 64 transfers of half a row for each tile";
  OpBuilder builder(im2col);
  tt::ReadPatchesOp::create(builder, im2col.getLoc(), Type(), source.getBuffer(),
                            im2col.getRowBlock(), im2col.getColumnBlock(), im2col.getKernel(),
                            im2col.getStride(), im2col.getDilation(), im2col.getPad(),
                            getCircularBuffer(destination));
  im2col.erase();
  return success();
}

LogicalResult BufferLowering::run() {
  SmallVector<tile::AllocOp> allocs;
  function.walk([&](tile::AllocOp alloc) { allocs.push_back(alloc); });
  for (tile::AllocOp alloc : allocs)
    if (failed(lowerAlloc(alloc)))
      return failure();
  SmallVector<Operation *> copies;
  function.walk([&](Operation *op) {
    if (isa<tile::CopyOp, tile::Im2ColOp>(op))
      copies.push_back(op);
  });
  for (Operation *op : copies) {
    auto copy = dyn_cast<tile::CopyOp>(op);
    if (failed(copy ? lowerCopy(copy) : lowerIm2Col(cast<tile::Im2ColOp>(op))))
      return failure();
  }
  eraseUnusedRegions(function);
  return success();
}

namespace {
class LowerSharedToCBPass : public tilium::impl::LowerSharedToCBPassBase<LowerSharedToCBPass> {
public:
  using LowerSharedToCBPassBase::LowerSharedToCBPassBase;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(BufferLowering(function).run()))
        return signalPassFailure();
  }
};
} // namespace
