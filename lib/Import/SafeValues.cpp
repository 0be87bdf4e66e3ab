//===- SafeValues.cpp - T.annotate_safe_value -----------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// What lies outside of a tensor reads as zero. Where the program names another value, its loads and
// copies choose between element and value, which elementwise code does.
//
//===----------------------------------------------------------------------===//

#include "FunctionImporter.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tilium;

/// What T.annotate_safe_value attaches to a block: a value for each tensor, by its data variable.
LogicalResult FunctionImporter::noteSafeValues(NodeId annotation) {
  auto values = graph.entries(annotation);
  if (!values)
    return malformed(annotation, "is no map of safe values");
  for (auto [data, value] : *values) {
    auto tensor = buffers.find(data);
    if (tensor == buffers.end() || !isa<BlockArgument>(tensor->second))
      return error(DiagnosticCode::UnsupportedStatement)
             << "T.annotate_safe_value of a buffer that is no tensor: nothing reads outside of it";
    safeValues[tensor->second] = value;
  }
  return success();
}

/// The value outside of `tensor`, as its elements are computed with.
FailureOr<Value> FunctionImporter::importSafeValue(Value tensor) {
  Type type = cast<MemRefType>(tensor.getType()).getElementType();
  NodeId node = safeValues.lookup(tensor);
  // A number of Python is written as it is.
  std::optional<double> number = graph.number(node);
  if (!number)
    return importExpression(node);
  if (auto floating = dyn_cast<FloatType>(type))
    return arith::ConstantOp::create(builder, loc, builder.getFloatAttr(floating, *number))
        .getResult();
  unsigned width = type.getIntOrFloatBitWidth();
  return arith::ConstantOp::create(
             builder, loc,
             builder.getIntegerAttr(builder.getIntegerType(width), static_cast<int64_t>(*number)))
      .getResult();
}

/// Whether `index` may be outside of a dimension of `size` elements, as far as it shows.
static bool mayBeOutside(Value index, int64_t size) {
  if (auto constant = getConstantIntValue(index))
    return *constant < 0 || *constant >= size;
  auto argument = dyn_cast<BlockArgument>(index);
  auto parallel = argument ? dyn_cast<tile::ParallelOp>(argument.getOwner()->getParentOp())
                           : tile::ParallelOp();
  auto extent =
      parallel ? getConstantIntValue(parallel.getExtents()[argument.getArgNumber()]) : std::nullopt;
  return !extent || *extent > size;
}

/// The element of `tensor` at `indices`, or what the program names where that is outside.
FailureOr<Value> FunctionImporter::loadSafely(Value tensor, ArrayRef<Value> indices) {
  Value element = fromStorage(memref::LoadOp::create(builder, loc, tensor, indices));
  if (!safeValues.contains(tensor))
    return element;
  Value isInside;
  auto require = [&](arith::CmpIPredicate predicate, Value index, int64_t bound) {
    Value holds = arith::CmpIOp::create(builder, loc, predicate, index, constantIndex(bound));
    isInside = isInside ? arith::AndIOp::create(builder, loc, isInside, holds).getResult() : holds;
  };
  for (auto [index, size] :
       llvm::zip_equal(indices, cast<MemRefType>(tensor.getType()).getShape())) {
    if (!mayBeOutside(index, size))
      continue;
    require(arith::CmpIPredicate::sge, index, 0);
    require(arith::CmpIPredicate::slt, index, size);
  }
  if (!isInside)
    return element;
  FailureOr<Value> value = importSafeValue(tensor);
  if (succeeded(value))
    value = convert(*value, element.getType());
  if (failed(value))
    return failure();
  return arith::SelectOp::create(builder, loc, isInside, element, *value).getResult();
}

/// A copy out of a tensor with a safe value, as elementwise code.
LogicalResult FunctionImporter::importSafeCopy(tile::RegionOp source, tile::RegionOp destination) {
  if (!destination.getExtents().empty() || !source.getExtents().empty())
    return error(DiagnosticCode::RunTimeSize)
           << "copies a part whose size is known only at run time from a tensor with a safe value; "
              "give it a constant size";
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Value> variables;
  FailureOr<SmallVector<Value>> to = enterRegion(destination, variables);
  if (failed(to))
    return failure();
  SmallVector<Value> from(source.getOffsets());
  ArrayRef<Value> rest = variables;
  for (auto [index, extent] : llvm::zip_equal(from, source.getStaticExtents()))
    if (extent != 1) {
      index = builder.createOrFold<arith::AddIOp>(loc, index, rest.front());
      rest = rest.drop_front();
    }
  FailureOr<Value> element = loadSafely(source.getBuffer(), from);
  if (failed(element))
    return failure();
  Value buffer = destination.getBuffer();
  FailureOr<Value> converted =
      convert(*element, cast<MemRefType>(buffer.getType()).getElementType());
  if (failed(converted))
    return failure();
  memref::StoreOp::create(builder, loc, *converted, buffer, *to);
  source.erase(); // The regions said where; now elements do.
  destination.erase();
  return success();
}
