//===- GatherBuilder.cpp - Puts tt.gather together ------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "GatherBuilder.h"

#include "Regions.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Analysis/LinearIndex.h"
#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"

using namespace mlir;
using namespace tilium;

void tilium::collectVariables(Value value, Block *body, llvm::SetVector<Value> &variables) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    if (argument.getOwner() == body)
      variables.insert(value);
    return;
  }
  if (isUniform(value, body))
    return;
  for (Value operand : value.getDefiningOp()->getOperands())
    collectVariables(operand, body, variables);
}

OnChipBuffer tilium::createBufferLike(func::FuncOp function, Location loc, StringRef name,
                                      tt::LayoutDescAttr like, ArrayRef<int64_t> shape,
                                      tt::DataFormat format) {
  auto layout = tt::LayoutDescAttr::get(like.getContext(), shape, format, like.getMemory(),
                                        like.getDistribution(), like.getRowDim(), like.getColDim(),
                                        like.getRowBlock(), like.getColBlock());
  auto cb = createCircularBuffer(function, loc, name, layout.getOuterCount() * layout.getRowTiles(),
                                 layout.getColTiles(), format, /*depth=*/1);
  return {cb, layout};
}

GatherBuilder::GatherBuilder(OpBuilder &before, Location loc, OnChipBuffer into, Block *body,
                             BufferOf bufferOf, Compute compute)
    : before(before), loc(loc), into(into), body(body), bufferOf(std::move(bufferOf)),
      compute(std::move(compute)),
      draft(tt::GatherOp::create(before, loc, Type(), ValueRange(), ArrayRef<int64_t>(),
                                 /*updates=*/false, into.cb)),
      bodyBuilder(before.getContext()) {
  bodyBuilder.setInsertionPointToEnd(&draft.getBody().emplaceBlock());
}

Value GatherBuilder::addLoop(int64_t extent, Location like) {
  extents.push_back(extent);
  draft.setExtents(extents);
  return draft.getBody().addArgument(bodyBuilder.getIndexType(), like);
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

/// Whether the processor computes `op`: integer arithmetic that has a spelling in kernels.
static bool isProcessorWork(Operation *op) {
  auto isNumber = [](Type type) { return type.isIntOrIndex(); };
  return isa<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::DivUIOp, arith::DivSIOp,
             arith::RemUIOp, arith::RemSIOp, arith::MinSIOp, arith::MinUIOp, arith::MaxSIOp,
             arith::MaxUIOp, arith::AndIOp, arith::OrIOp, arith::XOrIOp, arith::CmpIOp,
             arith::ShLIOp, arith::ShRSIOp, arith::ShRUIOp, arith::TruncIOp, arith::ExtSIOp,
             arith::ExtUIOp, arith::SelectOp, arith::IndexCastOp, arith::IndexCastUIOp,
             UnrealizedConversionCastOp>(op) &&
         llvm::all_of(op->getOperandTypes(), isNumber) &&
         llvm::all_of(op->getResultTypes(), isNumber);
}

/// The number of a type whose bits these are, in the 32 bits that kernels hold it in.
Value GatherBuilder::fromBits(Location at, Value bits, Type type) {
  OpBuilder &b = bodyBuilder;
  if (type.isIndex())
    return bits;
  if (type.isInteger(1))
    return arith::CmpIOp::create(b, at, arith::CmpIPredicate::ne, bits,
                                 arith::ConstantIndexOp::create(b, at, 0));
  unsigned width = type.getIntOrFloatBitWidth();
  Value number = arith::IndexCastOp::create(b, at, b.getIntegerType(width), bits);
  if (type.isSignlessInteger() && width >= 32)
    return number;
  // The sign goes to all bits above.
  if (type.isSignlessInteger())
    number = arith::ExtSIOp::create(b, at, b.getI32Type(), number);
  return UnrealizedConversionCastOp::create(b, at, TypeRange{type}, ValueRange{number})
      .getResult(0);
}

FailureOr<Value> GatherBuilder::translateLoad(Operation *op) {
  auto load = cast<memref::LoadOp>(op);
  std::optional<OnChipBuffer> buffer = bufferOf(load);
  if (!buffer)
    return load.emitError("T.Parallel loads from a tensor; StageTensorAccesses "
                          "(--tile-stage-tensor-accesses) brings its block on chip");
  SmallVector<Value> indices;
  for (Value index : load.getIndices()) {
    FailureOr<Value> at = translateIndex(index);
    if (failed(at))
      return failure();
    indices.push_back(*at);
  }
  return fromBits(load.getLoc(), element(*buffer, indices), load.getType());
}

/// Division that rounds down: what C rounds to zero is one too large where signs differ and
/// something remains.
static Value floorDivision(OpBuilder &b, Location loc, Value number, Value divisor) {
  std::optional<IndexRange> range = getIndexRange(number), by = getIndexRange(divisor);
  if (range && range->smallest >= 0 && by && by->smallest > 0)
    return arith::DivUIOp::create(b, loc, number, divisor);
  Type type = number.getType();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(b, loc, b.getIntegerAttr(type, value));
  };
  auto compare = [&](arith::CmpIPredicate predicate, Value value) -> Value {
    return arith::CmpIOp::create(b, loc, predicate, value, constant(0));
  };
  Value quotient = arith::DivSIOp::create(b, loc, number, divisor);
  Value rest = arith::RemSIOp::create(b, loc, number, divisor);
  Value differ = arith::XOrIOp::create(b, loc, compare(arith::CmpIPredicate::slt, rest),
                                       compare(arith::CmpIPredicate::slt, divisor));
  Value tooLarge = arith::AndIOp::create(b, loc, compare(arith::CmpIPredicate::ne, rest), differ);
  Value below = arith::SubIOp::create(b, loc, quotient, constant(1));
  return arith::SelectOp::create(b, loc, tooLarge, below, quotient);
}

FailureOr<Value> GatherBuilder::translateOperation(Operation *op) {
  auto division = dyn_cast<arith::FloorDivSIOp>(op);
  if (!division && !isProcessorWork(op)) {
    FailureOr<Value> bits = compute(op->getResult(0));
    if (failed(bits))
      return failure();
    return fromBits(op->getLoc(), *bits, op->getResult(0).getType());
  }
  IRMapping operands;
  for (Value operand : op->getOperands()) {
    FailureOr<Value> inside = translate(operand);
    if (failed(inside))
      return failure();
    operands.map(operand, *inside);
  }
  if (!division)
    return bodyBuilder.clone(*op, operands)->getResult(0);
  return floorDivision(bodyBuilder, op->getLoc(), operands.lookup(division.getLhs()),
                       operands.lookup(division.getRhs()));
}

FailureOr<Value> GatherBuilder::translate(Value value) {
  if (Value inside = known.lookup(value))
    return inside;
  FailureOr<Value> result;
  if (isUniform(value, body))
    result = hoistUniform(before, value, body);
  else if (isa_and_nonnull<memref::LoadOp>(value.getDefiningOp()) && value.getType().isIntOrIndex())
    result = translateLoad(value.getDefiningOp());
  else
    result = translateOperation(value.getDefiningOp());
  if (succeeded(result))
    known[value] = *result;
  return result;
}

FailureOr<Value> GatherBuilder::translateIndex(Value value) {
  FailureOr<Value> number = translate(value);
  if (failed(number) || number->getType().isIndex())
    return number;
  return arith::IndexCastOp::create(bodyBuilder, loc, bodyBuilder.getIndexType(), *number)
      .getResult();
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

unsigned GatherBuilder::sourceNumber(Value cb) {
  auto *found = llvm::find(sources, cb);
  unsigned number = found - sources.begin();
  if (found == sources.end())
    sources.push_back(cb);
  return number;
}

static bool isSurelyBelow(Value index, int64_t bound) {
  std::optional<IndexRange> range = getIndexRange(index);
  return range && range->smallest >= 0 && range->largest < bound;
}

/// Row and column of an element in the tiles of its buffer. The processor reaches nothing outside.
std::pair<Value, Value> GatherBuilder::tilePlace(OnChipBuffer buffer, ArrayRef<Value> indices) {
  OpBuilder &b = bodyBuilder;
  ArrayRef<int64_t> shape = buffer.layout.getShape();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, loc, value);
  };
  auto at = [&](int64_t dim) -> Value {
    if (dim < 0 || shape[dim] == 1)
      return constant(0);
    if (isSurelyBelow(indices[dim], shape[dim]))
      return indices[dim];
    return arith::MinUIOp::create(b, loc, indices[dim], constant(shape[dim] - 1));
  };
  Value matrix = constant(0);
  for (int64_t dim : buffer.layout.getOuterDims())
    matrix = b.createOrFold<arith::AddIOp>(
        loc, b.createOrFold<arith::MulIOp>(loc, matrix, constant(shape[dim])), at(dim));
  Value first = b.createOrFold<arith::MulIOp>(loc, matrix,
                                              constant(buffer.layout.getRowTiles() * tt::tileSide));
  Value row = b.createOrFold<arith::AddIOp>(loc, at(buffer.layout.getRowDim()), first);
  return {row, at(buffer.layout.getColDim())};
}

Value GatherBuilder::element(OnChipBuffer buffer, ArrayRef<Value> indices) {
  auto [row, column] = tilePlace(buffer, indices);
  ++loads;
  return tt::ElementOp::create(bodyBuilder, loc, bodyBuilder.getIndexType(),
                               sourceNumber(buffer.cb), row, column);
}

Value GatherBuilder::isInside(OnChipBuffer buffer, ArrayRef<Value> indices) {
  Value all;
  for (auto [index, extent] : llvm::zip_equal(indices, buffer.layout.getShape())) {
    if (isSurelyBelow(index, extent))
      continue;
    Value below = arith::CmpIOp::create(bodyBuilder, loc, arith::CmpIPredicate::ult, index,
                                        arith::ConstantIndexOp::create(bodyBuilder, loc, extent));
    all = all ? arith::AndIOp::create(bodyBuilder, loc, all, below).getResult() : below;
  }
  return all;
}

tt::GatherOp GatherBuilder::finish(Value bits, ArrayRef<Value> indices, Value condition,
                                   std::optional<OnChipBuffer> updates) {
  if (updates) {
    // What is updated is source 0, and changes places with the one that is.
    unsigned position = sourceNumber(updates->cb);
    std::swap(sources.front(), sources[position]);
    for (auto element : draft.getBody().getOps<tt::ElementOp>())
      if (element.getSource() == 0 || element.getSource() == position)
        element.setSource(element.getSource() == 0 ? position : 0);
  }
  auto [row, column] = tilePlace(into, indices);
  tt::PlaceOp::create(bodyBuilder, loc, bits, row, column, condition);
  auto op =
      tt::GatherOp::create(before, loc, Type(), sources, extents, updates.has_value(), into.cb);
  op.getBody().takeBody(draft.getBody());
  draft.erase();
  return op;
}
