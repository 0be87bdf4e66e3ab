//===- TTOps.cpp - Verifiers of the tt ops --------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Dialect/TT/IR/TTDialect.h"

#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace tilium::tt;

#define GET_OP_CLASSES
#include "tilium/Dialect/TT/IR/TTOps.cpp.inc"

namespace {
/// Rows, columns and format of a block value or circular buffer.
struct BlockShape {
  int64_t rows, cols;
  DataFormat format;
};
} // namespace

static BlockShape shapeOf(Type type) {
  if (auto cb = dyn_cast<CBType>(type))
    return {cb.getRows(), cb.getCols(), cb.getFormat()};
  auto block = cast<BlockType>(type);
  return {block.getRows(), block.getCols(), block.getFormat()};
}

/// Constraint tt.block_c1: a result is the block that `into` holds; operands are of the same form
/// as the op (buffers without a result, values with one).
static LogicalResult verifyForm(BlockOpInterface op) {
  Operation *operation = op.getOperation();
  bool valueForm = operation->getNumResults() == 1;
  CBType into = op.getInto().getType();
  if (valueForm) {
    auto result = cast<BlockType>(operation->getResult(0).getType());
    if (result.getRows() != into.getRows() || result.getCols() != into.getCols() ||
        result.getFormat() != into.getFormat())
      return op->emitOpError("result ") << result << " is not a block of " << into;
  }
  for (Value operand : op.getBlockOperands())
    if (isa<BlockType>(operand.getType()) != valueForm)
      return op->emitOpError("mixes block values and circular buffers: with a result all operands "
                             "are values, without one all are buffers");
  return success();
}

//===----------------------------------------------------------------------===//
// Circular buffers and tensors
//===----------------------------------------------------------------------===//

LogicalResult CBOp::verify() {
  CBType type = getCb().getType();
  if (getCbDesc().getFormat() != type.getFormat())
    return emitOpError("type ") << type << " and descriptor differ in format";
  if (getCbDesc().getBlockPages() != type.getNumTiles())
    return emitOpError("descriptor has ") << getCbDesc().getBlockPages() << " pages a block, "
                                          << type << " has " << type.getNumTiles();
  return success();
}

static LogicalResult verifyTensorAccess(Operation *op, MemRefType tensor, size_t offsets,
                                        ArrayRef<int64_t> extents) {
  if (offsets != static_cast<size_t>(tensor.getRank()) || extents.size() != offsets)
    return op->emitOpError("needs one offset and one extent for each of the tensor's ")
           << tensor.getRank() << " dimensions";
  if (llvm::any_of(extents, [](int64_t extent) { return extent <= 0; }))
    return op->emitOpError("extents must be positive");
  return success();
}

LogicalResult LoadScalarOp::verify() {
  auto type = cast<MemRefType>(getTensor().getType());
  if (getIndices().size() != static_cast<size_t>(type.getRank()))
    return emitOpError("needs one index for each of the tensor's ")
           << type.getRank() << " dimensions";
  if (!isa<IntegerType>(type.getElementType()))
    return emitOpError("loads an integer, the tensor has ") << type.getElementType();
  return success();
}

SmallVector<Value> ReadOp::getBlockOperands() { return {}; }
LogicalResult ReadOp::verify() {
  if (failed(verifyTensorAccess(*this, cast<MemRefType>(getTensor().getType()), getOffsets().size(),
                                getExtents())))
    return failure();
  return verifyForm(cast<BlockOpInterface>(getOperation()));
}

SmallVector<Value> ReadPatchesOp::getBlockOperands() { return {}; }
LogicalResult ReadPatchesOp::verify() {
  if (cast<MemRefType>(getTensor().getType()).getRank() != 4)
    return emitOpError("reads images of four dimensions");
  return verifyForm(cast<BlockOpInterface>(getOperation()));
}

LogicalResult WriteOp::verify() {
  return verifyTensorAccess(*this, cast<MemRefType>(getTensor().getType()), getOffsets().size(),
                            getExtents());
}

//===----------------------------------------------------------------------===//
// Operations on blocks
//===----------------------------------------------------------------------===//

SmallVector<Value> EmptyOp::getBlockOperands() { return {}; }
LogicalResult EmptyOp::verify() { return verifyForm(cast<BlockOpInterface>(getOperation())); }

SmallVector<Value> FillOp::getBlockOperands() { return {}; }
LogicalResult FillOp::verify() { return verifyForm(cast<BlockOpInterface>(getOperation())); }

SmallVector<Value> MoveOp::getBlockOperands() { return {getSource()}; }
LogicalResult MoveOp::verify() {
  BlockShape source = shapeOf(getSource().getType()), into = shapeOf(getInto().getType());
  if (source.rows != into.rows || source.cols != into.cols)
    return emitOpError("moves ") << source.rows << " by " << source.cols << " tiles into "
                                 << into.rows << " by " << into.cols;
  return verifyForm(cast<BlockOpInterface>(getOperation()));
}

SmallVector<Value> TransposeOp::getBlockOperands() { return {getSource()}; }
LogicalResult TransposeOp::verify() {
  BlockShape source = shapeOf(getSource().getType()), into = shapeOf(getInto().getType());
  if (source.rows != into.cols || source.cols != into.rows)
    return emitOpError("transposes ") << source.rows << " by " << source.cols << " tiles into "
                                      << into.rows << " by " << into.cols;
  return verifyForm(cast<BlockOpInterface>(getOperation()));
}

//===----------------------------------------------------------------------===//
// Elementwise operations and reductions
//===----------------------------------------------------------------------===//

SmallVector<Value> EltwiseOp::getBlockOperands() { return SmallVector<Value>(getSources()); }

Broadcast EltwiseOp::getBroadcast(unsigned index) {
  return cast<BroadcastAttr>(getBroadcasts()[index]).getValue();
}

AffineMap EltwiseOp::getTileMap(unsigned index) {
  return cast<AffineMapAttr>(getMaps()[index]).getValue();
}

/// The type that the body of tt.eltwise computes with for elements of a format.
static Type elementTypeOf(MLIRContext *context, DataFormat format) {
  switch (format) {
  case DataFormat::Int32:
  case DataFormat::UInt32:
  case DataFormat::UInt16:
  case DataFormat::UInt8:
  case DataFormat::Int8:
    return IntegerType::get(context, 32);
  default:
    return Float32Type::get(context);
  }
}

LogicalResult EltwiseOp::verify() {
  size_t count = getSources().size();
  if (getMaps().size() != count || getBroadcasts().size() != count ||
      getBody().getNumArguments() != count)
    return emitOpError("needs one map, one broadcast and one block argument for each of its ")
           << count << " operands";
  for (size_t i = 0; i < count; ++i) {
    if (!isa<BroadcastAttr>(getBroadcasts()[i]))
      return emitOpError("takes #tt.broadcast attributes as broadcasts");
    AffineMap map = getTileMap(i);
    if (map.getNumDims() != 2 || map.getNumResults() != 1 ||
        map.getNumSymbols() != getSymbols().size())
      return emitOpError("map ") << i << " has to give one tile number from a tile's row and "
                                 << "column and the operation's " << getSymbols().size()
                                 << " symbols";
    Type expected = elementTypeOf(getContext(), shapeOf(getSources()[i].getType()).format);
    if (getBody().getArgument(i).getType() != expected)
      return emitOpError("block argument ") << i << " has to be " << expected;
  }
  Block &block = getBody().front();
  auto yield = block.empty() ? YieldOp() : dyn_cast<YieldOp>(block.back());
  if (!yield)
    return emitOpError("body has to end in tt.yield");
  Type expected = elementTypeOf(getContext(), getInto().getType().getFormat());
  if (yield.getValue().getType() != expected)
    return emitOpError("has to yield ") << expected << ", not " << yield.getValue().getType();
  return verifyForm(cast<BlockOpInterface>(getOperation()));
}

LogicalResult TileOffsetOp::verify() {
  AffineMap map = getMap();
  if (map.getNumDims() != 2 || map.getNumResults() != 1 ||
      map.getNumSymbols() != getSymbols().size())
    return emitOpError("map has to give one number from a tile's row and column and ")
           << getSymbols().size() << " symbols";
  return success();
}

SmallVector<Value> IotaOp::getBlockOperands() { return {}; }
LogicalResult IotaOp::verify() {
  CBType into = getInto().getType();
  if (into.getNumTiles() != 1 || into.getFormat() != DataFormat::Int32)
    return emitOpError("makes one tile of Int32");
  return verifyForm(cast<BlockOpInterface>(getOperation()));
}

SmallVector<Value> ReduceOp::getBlockOperands() { return {getSource()}; }
LogicalResult ReduceOp::verify() {
  BlockShape source = shapeOf(getSource().getType()), into = shapeOf(getInto().getType());
  if (getDim() == ReduceDim::Row && (into.rows != source.rows || into.cols != 1))
    return emitOpError("reduces rows of ")
           << source.rows << " by " << source.cols << " tiles to " << source.rows << " by 1, not "
           << into.rows << " by " << into.cols;
  if (getDim() == ReduceDim::Column && (into.cols != source.cols || source.rows % into.rows != 0))
    return emitOpError("reduces columns of ")
           << source.rows << " by " << source.cols << " tiles to groups of rows by " << source.cols
           << ", not " << into.rows << " by " << into.cols;
  return verifyForm(cast<BlockOpInterface>(getOperation()));
}

SmallVector<Value> CumsumOp::getBlockOperands() { return {getSource()}; }
LogicalResult CumsumOp::verify() {
  BlockShape source = shapeOf(getSource().getType()), into = shapeOf(getInto().getType());
  if (source.rows != into.rows || source.cols != into.cols)
    return emitOpError("sums ") << source.rows << " by " << source.cols << " tiles into "
                                << into.rows << " by " << into.cols;
  if (source.rows % getGroups() != 0)
    return emitOpError("has ") << source.rows << " rows of tiles, which are no " << getGroups()
                               << " equal groups";
  return verifyForm(cast<BlockOpInterface>(getOperation()));
}

SmallVector<Value> ShiftRowsOp::getBlockOperands() { return {getSource()}; }
LogicalResult ShiftRowsOp::verify() {
  BlockShape source = shapeOf(getSource().getType()), into = shapeOf(getInto().getType());
  if (source.rows != into.rows || source.cols != into.cols || source.format != into.format)
    return emitOpError("copies rows of ")
           << getSource().getType() << " into another block, " << getInto().getType();
  if (source.rows % getGroups() != 0)
    return emitOpError("has ") << source.rows << " rows of tiles, which are no " << getGroups()
                               << " equal groups";
  return verifyForm(cast<BlockOpInterface>(getOperation()));
}

SmallVector<Value> GatherOp::getBlockOperands() { return SmallVector<Value>(getSources()); }
LogicalResult GatherOp::verify() {
  Block &block = getBody().front();
  if (block.getNumArguments() != getExtents().size() ||
      !llvm::all_of(block.getArgumentTypes(), llvm::IsaPred<IndexType>))
    return emitOpError("needs one index for each of its ") << getExtents().size() << " extents";
  if (!llvm::all_of(getExtents(), [](int64_t extent) { return extent > 0; }))
    return emitOpError("needs positive extents");
  if (block.empty() || !isa<PlaceOp>(block.back()))
    return emitOpError("body has to end in tt.place");
  for (auto element : block.getOps<ElementOp>())
    if (element.getSource() >= getSources().size())
      return emitOpError("takes an element of source ")
             << element.getSource() << " of " << getSources().size();
  BlockShape into = shapeOf(getInto().getType());
  if (getUpdates()) {
    BlockShape first = getSources().empty() ? BlockShape{} : shapeOf(getSources()[0].getType());
    if (first.rows != into.rows || first.cols != into.cols || first.format != into.format)
      return emitOpError("updates a block of other tiles than ") << getInto().getType();
  }
  return verifyForm(cast<BlockOpInterface>(getOperation()));
}

SmallVector<Value> MatmulOp::getBlockOperands() {
  SmallVector<Value> operands{getA(), getB()};
  if (getAcc())
    operands.push_back(getAcc());
  return operands;
}

LogicalResult MatmulOp::verify() {
  BlockShape a = shapeOf(getA().getType()), b = shapeOf(getB().getType());
  BlockShape into = shapeOf(getInto().getType());
  int64_t k = getTransposeB() ? b.cols : b.rows, n = getTransposeB() ? b.rows : b.cols;
  if (a.cols != k || into.rows != a.rows || into.cols != n)
    return emitOpError("shapes do not fit: A is ")
           << a.rows << " by " << a.cols << " tiles, B " << k << " by " << n << ", the result "
           << into.rows << " by " << into.cols;
  if (getAcc() &&
      getAcc().getType() != BlockType::get(getContext(), into.rows, into.cols, into.format))
    return emitOpError("accumulator ")
           << getAcc().getType() << " is not a block of " << getInto().getType();
  if (getClear() && getResult() && !getAcc())
    return emitOpError("has a clear condition but no accumulator");
  return verifyForm(cast<BlockOpInterface>(getOperation()));
}
