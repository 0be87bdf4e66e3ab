//===- Buffers.cpp - Types and buffers of TIR -----------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Buffers are told apart by the variable that holds their data, never by name: names repeat, and a
// view has another name and the same data.
//
//===----------------------------------------------------------------------===//

#include "FunctionImporter.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace tilium;

FailureOr<Type> FunctionImporter::elementType(StringRef dtype) {
  auto integer = [&](unsigned width, IntegerType::SignednessSemantics signedness) -> Type {
    return IntegerType::get(builder.getContext(), width, signedness);
  };
  Type type =
      llvm::StringSwitch<Type>(dtype)
          .Case("float16", builder.getF16Type())
          .Case("bfloat16", builder.getBF16Type())
          .Case("float32", builder.getF32Type())
          .Case("float64", builder.getF64Type())
          .Cases({"float8_e4m3", "float8_e4m3fn"}, Float8E4M3FNType::get(builder.getContext()))
          .Case("float8_e5m2", Float8E5M2Type::get(builder.getContext()))
          .Case("bool", builder.getI1Type())
          .Case("int8", integer(8, IntegerType::Signless))
          .Case("int16", integer(16, IntegerType::Signless))
          .Case("int32", integer(32, IntegerType::Signless))
          .Case("int64", integer(64, IntegerType::Signless))
          .Case("uint8", integer(8, IntegerType::Unsigned))
          .Case("uint16", integer(16, IntegerType::Unsigned))
          .Case("uint32", integer(32, IntegerType::Unsigned))
          .Case("uint64", integer(64, IntegerType::Unsigned))
          .Default(Type());
  if (!type)
    return error(DiagnosticCode::UnsupportedDtype)
           << "dtype '" << dtype
           << "' has no format on the device; use float32, float16, bfloat16, int32, "
              "uint32, uint16 or uint8";
  return type;
}

/// The scope of a buffer, from the type of its data pointer.
static std::optional<tile::Scope> scopeOf(const NodeGraph &graph, NodeId data) {
  std::optional<NodeId> pointer = graph.child(data, "type_annotation");
  std::optional<StringRef> scope = pointer ? graph.string(*pointer, "storage_scope") : std::nullopt;
  if (!scope)
    return std::nullopt;
  return llvm::StringSwitch<std::optional<tile::Scope>>(*scope)
      .Cases({"", "global"}, tile::Scope::Global)
      .Cases({"shared", "shared.dyn"}, tile::Scope::Shared)
      .Cases({"local.fragment", "local.reducer"}, tile::Scope::Fragment)
      .Cases({"local", "local.var"}, tile::Scope::Local)
      .Default(std::nullopt);
}

FailureOr<MemRefType> FunctionImporter::bufferType(NodeId buffer) {
  if (graph.type(buffer) != "tirx.Buffer")
    return malformed(buffer, "is no buffer");
  std::optional<StringRef> dtype = graph.string(buffer, "dtype");
  auto dims = graph.elements(buffer, "shape");
  std::optional<NodeId> data = graph.child(buffer, "data");
  if (!dtype || !dims || !data)
    return malformed(buffer, "has no dtype, shape or data");
  std::optional<tile::Scope> scope = scopeOf(graph, *data);
  StringRef name = graph.string(buffer, "name").value_or("buffer");
  if (!scope)
    return error(DiagnosticCode::UnsupportedScope)
           << "'" << name
           << "' is in a memory scope that is not supported; use T.Tensor, "
              "T.alloc_shared or T.alloc_fragment";
  SmallVector<int64_t> shape;
  for (NodeId dim : *dims) {
    std::optional<int64_t> extent =
        graph.type(dim) == "ir.IntImm" ? graph.integer(dim, "value") : std::nullopt;
    if (extent && *extent < 0)
      return malformed(buffer, "has a negative dimension");
    shape.push_back(extent.value_or(ShapedType::kDynamic));
  }
  FailureOr<Type> element = elementType(*dtype);
  if (failed(element) || failed(checkPlain(buffer, shape)))
    return failure();
  return MemRefType::get(shape, *element, MemRefLayoutAttrInterface(),
                         tile::ScopeAttr::get(builder.getContext(), *scope));
}

/// Buffers are row-major without gaps.
LogicalResult FunctionImporter::checkPlain(NodeId buffer, ArrayRef<int64_t> shape) {
  StringRef name = graph.string(buffer, "name").value_or("buffer");
  std::optional<NodeId> offset = graph.child(buffer, "elem_offset");
  if (offset && graph.type(*offset) == "ir.IntImm" && graph.integer(*offset, "value") != 0)
    return error(DiagnosticCode::StridedTensor)
           << "'" << name << "' starts inside another buffer; pass the part as a tensor of its own";
  auto strides = graph.elements(buffer, "strides");
  if (!strides || strides->empty() || llvm::is_contained(shape, ShapedType::kDynamic))
    return success();
  if (strides->size() != shape.size())
    return malformed(buffer, "has another number of strides than dimensions");
  int64_t expected = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    std::optional<int64_t> stride = graph.type((*strides)[i]) == "ir.IntImm"
                                        ? graph.integer((*strides)[i], "value")
                                        : std::nullopt;
    if (shape[i] != 1 && stride != expected)
      return error(DiagnosticCode::StridedTensor)
             << "'" << name
             << "' is strided; tensors are row-major without gaps, so copy it to such a "
                "tensor before the call";
    if (shape[i] != 0 && expected > std::numeric_limits<int64_t>::max() / shape[i])
      return error(DiagnosticCode::TensorTooLarge)
             << "'" << name << "' has more elements than 64 bits count";
    expected *= shape[i];
  }
  return success();
}

LogicalResult FunctionImporter::importParameters(NodeId function, func::FuncOp &op, ModuleOp module,
                                                 StringRef name) {
  auto parameters = graph.elements(function, "params");
  auto bufferMap = graph.entries(function, "buffer_map");
  if (!parameters || !bufferMap)
    return malformed(function, "has no params or buffer_map");
  DenseMap<NodeId, NodeId> bufferOf(bufferMap->begin(), bufferMap->end());

  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attributes;
  SmallVector<Location> locations;
  for (NodeId parameter : *parameters) {
    auto buffer = bufferOf.find(parameter);
    NodeId described = buffer != bufferOf.end() ? buffer->second : parameter;
    moveTo(described);
    StringRef parameterName = graph.string(described, "name").value_or("argument");
    if (buffer != bufferOf.end()) {
      FailureOr<MemRefType> type = bufferType(buffer->second);
      if (failed(type))
        return failure();
      types.push_back(*type);
    } else {
      std::optional<StringRef> dtype = graph.string(parameter, "dtype");
      if (!dtype || *dtype == "handle")
        return error(DiagnosticCode::RawPointer)
               << "parameter '" << parameterName << "' is a raw pointer; pass a T.Tensor instead";
      FailureOr<Type> type = elementType(*dtype);
      if (failed(type))
        return failure();
      types.push_back(*type);
    }
    attributes.push_back(builder.getDictionaryAttr(
        builder.getNamedAttr("tile.name", builder.getStringAttr(parameterName))));
    locations.push_back(named(parameterName));
  }
  moveTo(function);
  builder.setInsertionPointToEnd(module.getBody());
  op = func::FuncOp::create(builder, loc, name, builder.getFunctionType(types, {}), {}, attributes);
  entry = op.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  for (auto [i, parameter] : llvm::enumerate(*parameters)) {
    BlockArgument argument = entry->getArgument(i);
    argument.setLoc(locations[i]);
    auto buffer = bufferOf.find(parameter);
    if (buffer == bufferOf.end()) {
      variables[parameter] = fromStorage(argument);
      continue;
    }
    std::optional<NodeId> data = graph.child(buffer->second, "data");
    buffers[*data] = argument;
    // A dimension that is a variable is known from the tensor that is passed.
    auto dims = graph.elements(buffer->second, "shape");
    for (auto [dim, extent] : llvm::enumerate(*dims))
      if ((graph.type(extent) == "tirx.Var" || graph.type(extent) == "tirx.SizeVar") &&
          !variables.contains(extent))
        variables[extent] =
            memref::DimOp::create(builder, argument.getLoc(), argument, constantIndex(dim));
  }
  return success();
}

LogicalResult FunctionImporter::importAllocation(NodeId buffer) {
  moveTo(buffer);
  FailureOr<MemRefType> type = bufferType(buffer);
  if (failed(type))
    return failure();
  StringRef name = graph.string(buffer, "name").value_or("buffer");
  std::optional<NodeId> data = graph.child(buffer, "data");
  auto scope = cast<tile::ScopeAttr>(type->getMemorySpace()).getValue();
  if (!type->hasStaticShape() || llvm::is_contained(type->getShape(), 0))
    return error(DiagnosticCode::BufferShape)
           << "'" << name << "' needs constant dimensions with at least one element each";
  if (scope == tile::Scope::Global) {
    // A workspace in device memory is a tensor that the host allocates.
    auto function = cast<func::FuncOp>(entry->getParentOp());
    unsigned number = function.getNumArguments();
    auto attributes =
        builder.getDictionaryAttr({builder.getNamedAttr("tile.name", builder.getStringAttr(name)),
                                   builder.getNamedAttr("tile.workspace", builder.getUnitAttr())});
    if (failed(function.insertArgument(number, *type, attributes, named(name))))
      return failure();
    buffers[*data] = function.getArgument(number);
    return success();
  }
  buffers[*data] = tile::AllocOp::create(builder, named(name), *type, builder.getStringAttr(name));
  return success();
}

/// A tensor that the program uses only through a view of another shape gets that shape; the host
/// passes the same elements in the same order. Whether it did so.
bool FunctionImporter::retypeUnusedTensor(Value tensor, MemRefType type) {
  auto argument = dyn_cast<BlockArgument>(tensor);
  auto declared = cast<MemRefType>(tensor.getType());
  if (!argument || !argument.use_empty() || !type.hasStaticShape() || !declared.hasStaticShape() ||
      type.getElementType() != declared.getElementType() ||
      type.getMemorySpace() != declared.getMemorySpace() ||
      type.getNumElements() != declared.getNumElements())
    return false;
  auto function = cast<func::FuncOp>(argument.getOwner()->getParentOp());
  if (!function.getArgAttr(argument.getArgNumber(), "tile.host_shape"))
    function.setArgAttr(argument.getArgNumber(), "tile.host_shape",
                        builder.getDenseI64ArrayAttr(declared.getShape()));
  argument.setType(type);
  function.setType(builder.getFunctionType(argument.getOwner()->getArgumentTypes(), {}));
  return true;
}

FailureOr<Value> FunctionImporter::lookupBuffer(NodeId buffer) {
  std::optional<NodeId> data =
      graph.type(buffer) == "tirx.Buffer" ? graph.child(buffer, "data") : std::nullopt;
  if (!data)
    return malformed(buffer, "is used as a buffer");
  auto found = buffers.find(*data);
  StringRef name = graph.string(buffer, "name").value_or("buffer");
  if (found == buffers.end())
    return error(DiagnosticCode::MalformedTIR) << "'" << name << "' is used but not allocated";
  FailureOr<MemRefType> type = bufferType(buffer);
  if (failed(type))
    return failure();
  if (*type != found->second.getType() && !retypeUnusedTensor(found->second, *type)) {
    InFlightDiagnostic diagnostic =
        error(DiagnosticCode::AliasedView)
        << "'" << name
        << "' is a view with another shape or dtype of a buffer that is used as it is "
           "declared as well; use one of the two only";
    diagnostic.attachNote(found->second.getLoc()) << "the buffer is declared here";
    return failure();
  }
  return found->second;
}
