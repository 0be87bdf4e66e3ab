//===- TTAttributes.cpp - Attributes and types of the tt dialect ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Dialect/TT/IR/TTDialect.h"
#include "tilium/Dialect/TT/IR/Tiles.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tilium::tt;

#define GET_ATTRDEF_CLASSES
#include "tilium/Dialect/TT/IR/TTAttributes.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "tilium/Dialect/TT/IR/TTTypes.cpp.inc"

void TTDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tilium/Dialect/TT/IR/TTAttributes.cpp.inc"
      >();
}

void TTDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "tilium/Dialect/TT/IR/TTTypes.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// Data formats
//===----------------------------------------------------------------------===//

bool tilium::tt::isInteger(DataFormat format) {
  switch (format) {
  case DataFormat::Int32:
  case DataFormat::UInt32:
  case DataFormat::UInt16:
  case DataFormat::UInt8:
  case DataFormat::Int8:
    return true;
  default:
    return false;
  }
}

int64_t tilium::tt::tileBytes(DataFormat format) {
  switch (format) {
  case DataFormat::Float32:
  case DataFormat::Int32:
  case DataFormat::UInt32:
    return 4 * tileElements;
  case DataFormat::Float16:
  case DataFormat::Float16_b:
  case DataFormat::UInt16:
    return 2 * tileElements;
  case DataFormat::UInt8:
  case DataFormat::Int8:
  case DataFormat::Fp8_e4m3:
    return tileElements;
  case DataFormat::Bfp8_b: // One exponent byte for each row of a face: 64 bytes a tile.
    return tileElements + tileElements / 16;
  case DataFormat::Bfp4_b:
    return tileElements / 2 + tileElements / 16;
  }
  llvm_unreachable("unknown data format");
}

std::optional<DataFormat> tilium::tt::dataFormatOf(Type type) {
  if (type.isF32())
    return DataFormat::Float32;
  if (type.isF16())
    return DataFormat::Float16;
  if (type.isBF16())
    return DataFormat::Float16_b;
  if (isa<Float8E4M3FNType>(type))
    return DataFormat::Fp8_e4m3;
  if (type.isSignlessInteger(32) || type.isSignedInteger(32))
    return DataFormat::Int32;
  if (type.isUnsignedInteger(32))
    return DataFormat::UInt32;
  if (type.isUnsignedInteger(16))
    return DataFormat::UInt16;
  // Signed bytes are two's complement, which the engines' Int8, sign and magnitude, is not:
  // elementwise code reads them as bytes and extends their sign. Truth is a byte of 0 or 1.
  if (type.isInteger(8) || type.isInteger(1))
    return DataFormat::UInt8;
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// #tt.layout
//===----------------------------------------------------------------------===//

LogicalResult LayoutDescAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                     ArrayRef<int64_t> shape, DataFormat, Memory, Distribution,
                                     int64_t rowDim, int64_t colDim, int64_t rowBlock,
                                     int64_t colBlock) {
  int64_t rank = shape.size();
  if (llvm::any_of(shape, [](int64_t extent) { return extent <= 0; }))
    return emitError() << "layout needs positive extents";
  for (int64_t dim : {rowDim, colDim})
    if (dim < -1 || dim >= rank)
      return emitError() << "dimension " << dim << " does not exist in a shape of rank " << rank;
  if (rowDim == colDim && rowDim != -1)
    return emitError() << "rows and columns are the same dimension " << rowDim;
  if (rowBlock <= 0 || colBlock <= 0)
    return emitError() << "row_block and col_block must be positive";
  return success();
}

int64_t LayoutDescAttr::getRows() const { return getRowDim() < 0 ? 1 : getShape()[getRowDim()]; }

int64_t LayoutDescAttr::getCols() const { return getColDim() < 0 ? 1 : getShape()[getColDim()]; }

SmallVector<int64_t> LayoutDescAttr::getOuterDims() const {
  SmallVector<int64_t> dims;
  for (int64_t dim = 0, rank = getShape().size(); dim < rank; ++dim)
    if (dim != getRowDim() && dim != getColDim())
      dims.push_back(dim);
  return dims;
}

int64_t LayoutDescAttr::getOuterCount() const {
  int64_t count = 1;
  for (int64_t dim : getOuterDims())
    count *= getShape()[dim];
  return count;
}

/// Tiles along a dimension of `extent` elements whose blocks of `block` elements start new tiles.
static int64_t tilesAlong(int64_t extent, int64_t block) {
  int64_t whole = extent / block, rest = extent % block;
  return whole * llvm::divideCeil(block, tileSide) + llvm::divideCeil(rest, tileSide);
}

int64_t LayoutDescAttr::getRowTiles() const { return tilesAlong(getRows(), getRowBlock()); }
int64_t LayoutDescAttr::getColTiles() const { return tilesAlong(getCols(), getColBlock()); }
int64_t LayoutDescAttr::getTileBytes() const { return tileBytes(getFormat()); }

//===----------------------------------------------------------------------===//
// The other attributes
//===----------------------------------------------------------------------===//

LogicalResult CBDescAttr::verify(function_ref<InFlightDiagnostic()> emitError, DataFormat format,
                                 int64_t pageSize, int64_t blockPages, int64_t depth) {
  if (pageSize != tileBytes(format))
    return emitError() << "a page is one tile: page_size must be " << tileBytes(format) << " for "
                       << stringifyDataFormat(format) << ", got " << pageSize;
  if (blockPages <= 0 || depth <= 0)
    return emitError() << "block_pages and depth must be positive";
  return success();
}

LogicalResult CoreRangeAttr::verify(function_ref<InFlightDiagnostic()> emitError, int64_t startX,
                                    int64_t startY, int64_t endX, int64_t endY) {
  if (startX < 0 || startY < 0 || endX < startX || endY < startY)
    return emitError() << "core range (" << startX << ", " << startY << ") to (" << endX << ", "
                       << endY << ") is empty or negative";
  return success();
}

LogicalResult WorkPartitionAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                        ArrayRef<CoreWorkAttr> cores) {
  llvm::SmallDenseSet<std::pair<int64_t, int64_t>> seen;
  for (CoreWorkAttr core : cores) {
    if (!seen.insert({core.getX(), core.getY()}).second)
      return emitError() << "core (" << core.getX() << ", " << core.getY() << ") appears twice";
    if (core.getStart() < 0 || core.getCount() < 0)
      return emitError() << "start and count must not be negative";
  }
  return success();
}

static LogicalResult verifyBlockShape(function_ref<InFlightDiagnostic()> emitError, int64_t rows,
                                      int64_t cols) {
  if (rows > 0 && cols > 0)
    return success();
  return emitError() << "a block has at least one tile, got " << rows << " by " << cols;
}

LogicalResult CBType::verify(function_ref<InFlightDiagnostic()> emitError, int64_t rows,
                             int64_t cols, DataFormat) {
  return verifyBlockShape(emitError, rows, cols);
}

LogicalResult BlockType::verify(function_ref<InFlightDiagnostic()> emitError, int64_t rows,
                                int64_t cols, DataFormat) {
  return verifyBlockShape(emitError, rows, cols);
}
