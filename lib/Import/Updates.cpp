//===- Updates.cpp - Atomic updates and reducers --------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// T.atomic_add and its like, and T.reducer_update, combine a value with an element, in any order.
// Each is a memref.atomic_rmw in a tile.parallel; StageAtomicUpdates says how it is done.
//
//===----------------------------------------------------------------------===//

#include "FunctionImporter.h"

#include "tilium/Dialect/Tile/IR/ElementConversion.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace tilium;

/// How an update called `combination` combines elements of `type`.
static std::optional<arith::AtomicRMWKind> kindOf(StringRef combination, Type type) {
  using Kind = arith::AtomicRMWKind;
  using Kinds = std::array<Kind, 2>; // Of floats and of signed integers.
  auto kinds = llvm::StringSwitch<std::optional<Kinds>>(combination)
                   .Case("add", Kinds{Kind::addf, Kind::addi})
                   .Case("sum", Kinds{Kind::addf, Kind::addi})
                   .Case("max", Kinds{Kind::maximumf, Kind::maxs})
                   .Case("min", Kinds{Kind::minimumf, Kind::mins})
                   .Default(std::nullopt);
  if (!kinds || type.isInteger(1) || type.isUnsignedInteger())
    return std::nullopt;
  return (*kinds)[isa<FloatType>(type) ? 0 : 1];
}

InFlightDiagnostic FunctionImporter::refuseUpdate(StringRef combination, Type type) {
  return error(DiagnosticCode::UnsupportedTileOperation)
         << "an update by '" << combination << "' of elements of type " << type
         << " is not supported; sums, maxima and minima of floats and signed integers are";
}

LogicalResult FunctionImporter::createUpdate(StringRef combination, Value buffer,
                                             ArrayRef<Value> indices, Value value) {
  Type type = cast<MemRefType>(buffer.getType()).getElementType();
  std::optional<arith::AtomicRMWKind> kind = kindOf(combination, type);
  if (!kind)
    return refuseUpdate(combination, type);
  FailureOr<Value> converted = convert(value, type);
  if (failed(converted))
    return failure();
  memref::AtomicRMWOp::create(builder, loc, *kind, *converted, buffer, indices);
  return success();
}

/// `tl.atomic_add_elem_op(tl.access_ptr(load, ...), value, order)`. Kernels need no memory order.
LogicalResult FunctionImporter::importElementUpdate(StringRef combination,
                                                    ArrayRef<NodeId> arguments) {
  auto pointer = arguments.size() < 2 ? std::nullopt : graph.elements(arguments[0], "args");
  NodeId load = pointer && !pointer->empty() ? pointer->front() : NodeId();
  if (!pointer || pointer->empty() || graph.type(load) != "tirx.BufferLoad")
    return error(DiagnosticCode::RawPointer)
           << "T.atomic_" << combination << " updates what a pointer points to; name the element, "
           << "as in T.atomic_" << combination << "(C[i, j], value)";
  return importUpdateOf(combination, load, arguments[1]);
}

LogicalResult FunctionImporter::importUpdateOf(StringRef combination, NodeId load, NodeId value) {
  std::optional<NodeId> buffer = graph.child(load, "buffer"), at = graph.child(load, "indices");
  if (!buffer || !at)
    return malformed(load, "misses its buffer or indices");
  FailureOr<Value> target = lookupBuffer(*buffer);
  FailureOr<SmallVector<Value>> indices = importIndices(*at);
  FailureOr<Value> operand = importExpression(value);
  if (failed(target) || failed(indices) || failed(operand))
    return failure();
  return createUpdate(combination, *target, *indices, *operand);
}

/// A T.Parallel over the extents of `region` other than 1, in which the builder then stands; gives
/// the region's element at each point.
FailureOr<SmallVector<Value>> FunctionImporter::enterRegion(tile::RegionOp region,
                                                            SmallVectorImpl<Value> &variables) {
  if (!region.getExtents().empty())
    return error(DiagnosticCode::RunTimeSize)
           << "an atomic update of a part whose size is known only at run time; give it a constant "
              "size";
  OperationState state(loc, tile::ParallelOp::getOperationName());
  Block *body = new Block();
  SmallVector<Value> indices(region.getOffsets());
  SmallVector<unsigned> dimensions;
  for (auto [dimension, extent] : llvm::enumerate(region.getStaticExtents())) {
    if (extent == 1)
      continue;
    state.addOperands(constantIndex(extent));
    variables.push_back(body->addArgument(builder.getIndexType(), loc));
    dimensions.push_back(dimension);
  }
  if (variables.empty()) {
    state.addOperands(constantIndex(1));
    body->addArgument(builder.getIndexType(), loc);
  }
  state.addRegion()->push_back(body);
  builder.create(state);
  builder.setInsertionPointToEnd(body);
  builder.setInsertionPoint(tile::EndOp::create(builder, loc));
  for (auto [dimension, variable] : llvm::zip_equal(dimensions, variables))
    indices[dimension] = builder.createOrFold<arith::AddIOp>(loc, indices[dimension], variable);
  return indices;
}

/// `tl.tileop.atomicadd(value or region, region)`.
LogicalResult FunctionImporter::importRegionUpdate(StringRef combination,
                                                   ArrayRef<NodeId> arguments) {
  if (arguments.size() < 2)
    return error(DiagnosticCode::MalformedTIR)
           << "T.atomic_" << combination << " misses an argument";
  std::optional<NodeId> op = graph.child(arguments[0], "op");
  bool fromRegion = op && graph.text(*op) == "tl.region";
  FailureOr<tile::RegionOp> destination = importRegion(arguments[1]), source;
  FailureOr<Value> value;
  if (fromRegion) {
    source = importRegion(arguments[0]);
    if (succeeded(source) && succeeded(destination))
      source = matchExtents(*source, *destination);
  } else {
    value = importExpression(arguments[0]);
  }
  if (failed(destination) || (fromRegion ? failed(source) : failed(value)))
    return failure();
  OpBuilder::InsertionGuard guard(builder);
  SmallVector<Value> variables;
  FailureOr<SmallVector<Value>> indices = enterRegion(*destination, variables);
  if (failed(indices))
    return failure();
  if (fromRegion) {
    SmallVector<Value> at((*source).getOffsets());
    ArrayRef<Value> rest = variables;
    for (auto [index, extent] : llvm::zip_equal(at, (*source).getStaticExtents()))
      if (extent != 1) {
        index = builder.createOrFold<arith::AddIOp>(loc, index, rest.front());
        rest = rest.drop_front();
      }
    value = fromStorage(memref::LoadOp::create(builder, loc, (*source).getBuffer(), at));
  }
  Value target = (*destination).getBuffer();
  (*destination).erase(); // The regions said where; now elements do.
  if (fromRegion)
    (*source).erase();
  return createUpdate(combination, target, *indices, *value);
}

//===----------------------------------------------------------------------===//
// Reducers
//===----------------------------------------------------------------------===//

/// What T.alloc_reducer attaches to a block: how each reducer of it combines.
void FunctionImporter::noteReducers(NodeId annotation, bool isLegacy) {
  auto reducers = graph.entries(annotation);
  if (!reducers)
    return;
  for (auto [data, description] : *reducers) {
    if (isLegacy)
      legacyReducers.insert(data);
    auto parts = graph.entries(description);
    if (!parts)
      continue;
    for (auto [key, value] : *parts)
      if (graph.text(key) == "op")
        reducerKinds[data] = graph.text(value).value_or("").str();
  }
}

/// `tl.tileop.reducer_init(region)`, with a value to start with or without.
LogicalResult FunctionImporter::importReducerInit(ArrayRef<NodeId> arguments) {
  if (arguments.empty())
    return error(DiagnosticCode::MalformedTIR) << "T.reducer_init misses its reducer";
  FailureOr<std::string> combination = combinationOf(arguments[0], "T.reducer_init");
  if (failed(combination))
    return failure();
  FailureOr<tile::RegionOp> region = importRegion(arguments[0]);
  if (failed(region))
    return failure();
  Type type = (*region).getRegion().getType().getElementType();
  Value start;
  if (arguments.size() > 1) {
    FailureOr<Value> value = importExpression(arguments[1]);
    if (succeeded(value))
      value = convert(*value, type);
    if (failed(value))
      return failure();
    start = *value;
  } else if (std::optional<arith::AtomicRMWKind> kind = kindOf(*combination, type)) {
    start = arith::getIdentityValue(*kind, type, builder, loc);
  } else {
    return refuseUpdate(*combination, type);
  }
  tile::FillOp::create(builder, loc, *region, start);
  return success();
}

/// How the reducer behind a region or a load combines.
FailureOr<std::string> FunctionImporter::combinationOf(NodeId use, StringRef what) {
  NodeId load = use;
  if (graph.type(use) == "tirx.Call")
    if (auto arguments = graph.elements(use, "args"); arguments && !arguments->empty())
      load = arguments->front();
  std::optional<NodeId> buffer = graph.child(load, "buffer");
  std::optional<NodeId> data = buffer ? graph.child(*buffer, "data") : std::nullopt;
  auto known = data ? reducerKinds.find(*data) : reducerKinds.end();
  if (known == reducerKinds.end())
    return error(DiagnosticCode::UnsupportedTileOperation)
           << what << " of a buffer that is no reducer; T.alloc_reducer makes one";
  return known->second;
}

/// `tl.reducer_update(load, value)`.
LogicalResult FunctionImporter::importReducerUpdate(ArrayRef<NodeId> arguments) {
  if (arguments.size() < 2)
    return error(DiagnosticCode::MalformedTIR) << "T.reducer_update misses an argument";
  FailureOr<std::string> combination = combinationOf(arguments[0], "T.reducer_update");
  if (failed(combination))
    return failure();
  return importUpdateOf(*combination, arguments[0], arguments[1]);
}

/// Whether two nodes are the same sum, difference or product of variables and numbers.
bool FunctionImporter::areEqual(NodeId a, NodeId b, unsigned nesting) {
  constexpr unsigned deepest = 16; // Broken files may have cycles.
  if (a == b)
    return true;
  if (nesting > deepest)
    return false;
  StringRef type = graph.type(a);
  if (type != graph.type(b))
    return false;
  if (type == "ir.IntImm")
    return graph.integer(a, "value") == graph.integer(b, "value");
  if (type == "ffi.Array") {
    auto left = graph.elements(a), right = graph.elements(b);
    return left && right && llvm::equal(*left, *right, [&](NodeId x, NodeId y) {
             return areEqual(x, y, nesting + 1);
           });
  }
  if (type != "tirx.Add" && type != "tirx.Sub" && type != "tirx.Mul")
    return false;
  auto part = [&](NodeId node, StringRef name) { return graph.child(node, name).value_or(node); };
  if (part(a, "a") == a || part(b, "a") == b)
    return false;
  return areEqual(part(a, "a"), part(b, "a"), nesting + 1) &&
         areEqual(part(a, "b"), part(b, "b"), nesting + 1);
}

/// A legacy reducer is a fragment to which points of a T.Parallel store what its kind makes of an
/// element and their contribution: `acc[i] = acc[i] + x` for a sum.
FailureOr<bool> FunctionImporter::importReducerStore(NodeId buffer, NodeId indices, NodeId value) {
  std::optional<NodeId> data = graph.child(buffer, "data");
  Operation *around = builder.getInsertionBlock()->getParentOp();
  bool inParallel = isa<tile::ParallelOp>(around) || around->getParentOfType<tile::ParallelOp>();
  if (!data || !legacyReducers.contains(*data) || !inParallel)
    return false;
  StringRef combination = reducerKinds[*data];
  StringRef wanted = llvm::StringSwitch<StringRef>(combination)
                         .Case("sum", "tirx.Add")
                         .Case("max", "tirx.Max")
                         .Default("tirx.Min");
  std::optional<NodeId> a = graph.child(value, "a"), b = graph.child(value, "b");
  if (graph.type(value) != wanted || !a || !b)
    return false;
  for (auto [element, contribution] : {std::pair(*a, *b), std::pair(*b, *a)}) {
    std::optional<NodeId> loaded = graph.child(element, "buffer");
    std::optional<NodeId> at = graph.child(element, "indices");
    if (graph.type(element) != "tirx.BufferLoad" || !loaded || !at ||
        graph.child(*loaded, "data") != data || !areEqual(*at, indices))
      continue;
    if (failed(importUpdateOf(combination, element, contribution)))
      return failure();
    return true;
  }
  return false;
}

/// `tl.tileop.finalize_reducer(region)`: all contributions are in where they belong.
LogicalResult FunctionImporter::importLegacyFinalize(ArrayRef<NodeId> arguments) {
  if (arguments.empty())
    return error(DiagnosticCode::MalformedTIR) << "T.finalize_reducer misses its reducer";
  if (failed(combinationOf(arguments[0], "T.finalize_reducer")))
    return failure();
  auto parts = graph.elements(arguments[0], "args");
  std::optional<NodeId> buffer =
      parts && !parts->empty() ? graph.child(parts->front(), "buffer") : std::nullopt;
  std::optional<NodeId> data = buffer ? graph.child(*buffer, "data") : std::nullopt;
  if (data && legacyReducers.contains(*data))
    return success();
  return error(DiagnosticCode::UnsupportedTileOperation)
         << "T.finalize_reducer of a reducer in place; name a fragment for the result, as in "
            "T.finalize_reducer(acc, result)";
}

FailureOr<bool> FunctionImporter::importUpdate(StringRef name, ArrayRef<NodeId> arguments) {
  StringRef rest = name;
  LogicalResult result = success();
  if (name == "tl.tileop.reducer_init")
    result = importReducerInit(arguments);
  else if (name == "tl.reducer_update")
    result = importReducerUpdate(arguments);
  else if (name == "tl.tileop.finalize_reducer")
    result = importLegacyFinalize(arguments);
  else if (name == "tl.tileop.finalize_reducer_v2")
    result = importCopy(arguments); // All contributions are in.
  else if (rest.consume_front("tl.tileop.atomic"))
    result = importRegionUpdate(rest, arguments);
  else if (rest.consume_front("tl.atomic_") &&
           (rest.consume_back("_ret_elem_op") || rest.consume_back("_elem_op")) &&
           llvm::is_contained({"add", "max", "min"}, rest)) // A result is not used here.
    result = importElementUpdate(rest, arguments);
  else
    return false;
  if (failed(result))
    return failure();
  return true;
}
