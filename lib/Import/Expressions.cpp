//===- Expressions.cpp - Expressions of TIR -------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Integer expressions of variables and constants are `index` arithmetic, whatever width TIR gives
// them; values loaded from integer buffers keep their width.
//
//===----------------------------------------------------------------------===//

#include "FunctionImporter.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace tilium;

static constexpr unsigned deepestNesting = 400;
static constexpr size_t mostNodes = 2'000'000;

Value FunctionImporter::constantIndex(int64_t value) {
  Value &constant = indexConstants[value];
  if (!constant) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(entry);
    constant = arith::ConstantIndexOp::create(builder, loc, value);
  }
  return constant;
}

FailureOr<Value> FunctionImporter::importIndex(NodeId node) {
  FailureOr<Value> value = importExpression(node);
  if (failed(value))
    return failure();
  return convert(*value, builder.getIndexType());
}

FailureOr<SmallVector<Value>> FunctionImporter::importIndices(NodeId node) {
  auto elements = graph.elements(node);
  if (!elements)
    return malformed(node, "is no list of indices");
  SmallVector<Value> indices;
  for (NodeId element : *elements) {
    if (graph.type(element) == "tirx.Ramp")
      return error() << "a vectorised access is thread-level code; access single elements "
                        "in T.Parallel";
    FailureOr<Value> index = importIndex(element);
    if (failed(index))
      return failure();
    indices.push_back(*index);
  }
  return indices;
}

FailureOr<Value> FunctionImporter::convert(Value value, Type type) {
  Type from = value.getType();
  if (from == type)
    return value;
  // Constants take the type directly.
  Attribute constant;
  if (matchPattern(value, m_Constant(&constant))) {
    if (auto integer = dyn_cast<IntegerAttr>(constant); integer && isa<FloatType>(type)) {
      double number = from.isInteger(1) ? integer.getValue().getBoolValue()
                                        : static_cast<double>(integer.getInt());
      return arith::ConstantOp::create(builder, loc, builder.getFloatAttr(type, number))
          .getResult();
    }
    if (auto number = dyn_cast<FloatAttr>(constant); number && isa<FloatType>(type))
      return arith::ConstantOp::create(builder, loc,
                                       builder.getFloatAttr(type, number.getValueAsDouble()))
          .getResult();
  }
  auto integerType = dyn_cast<IntegerType>(type);
  if (integerType && integerType.isUnsigned()) {
    FailureOr<Value> plain = convert(value, builder.getIntegerType(integerType.getWidth()));
    if (failed(plain))
      return failure();
    return UnrealizedConversionCastOp::create(builder, loc, TypeRange{type}, ValueRange{*plain})
        .getResult(0);
  }
  bool isNumber = from.isIntOrIndexOrFloat() && type.isIntOrIndexOrFloat();
  if (type.isInteger(1) && isNumber) {
    if (isa<FloatType>(from)) {
      Value zero = arith::ConstantOp::create(builder, loc, builder.getFloatAttr(from, 0.0));
      return builder.createOrFold<arith::CmpFOp>(loc, arith::CmpFPredicate::UNE, value, zero);
    }
    Value zero = arith::ConstantOp::create(builder, loc, builder.getIntegerAttr(from, 0));
    return builder.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::ne, value, zero);
  }
  if (isa<FloatType>(from) && isa<FloatType>(type)) {
    unsigned width = from.getIntOrFloatBitWidth(), wanted = type.getIntOrFloatBitWidth();
    if (width < wanted)
      return arith::ExtFOp::create(builder, loc, type, value).getResult();
    if (width > wanted)
      return arith::TruncFOp::create(builder, loc, type, value).getResult();
    Value wide = arith::ExtFOp::create(builder, loc, builder.getF32Type(), value);
    return arith::TruncFOp::create(builder, loc, type, wide).getResult();
  }
  if (from.isIndex() && integerType)
    return arith::IndexCastOp::create(builder, loc, type, value).getResult();
  if (isa<IntegerType>(from) && type.isIndex()) {
    if (from.isInteger(1))
      return arith::IndexCastUIOp::create(builder, loc, type, value).getResult();
    return arith::IndexCastOp::create(builder, loc, type, value).getResult();
  }
  if (from.isIndex() && isa<FloatType>(type)) {
    Value narrow = arith::IndexCastOp::create(builder, loc, builder.getI32Type(), value);
    return arith::SIToFPOp::create(builder, loc, type, narrow).getResult();
  }
  if (isa<IntegerType>(from) && isa<FloatType>(type))
    return from.isInteger(1) ? arith::UIToFPOp::create(builder, loc, type, value).getResult()
                             : arith::SIToFPOp::create(builder, loc, type, value).getResult();
  if (isa<FloatType>(from) && integerType)
    return arith::FPToSIOp::create(builder, loc, type, value).getResult();
  if (isa<FloatType>(from) && type.isIndex()) {
    Value narrow = arith::FPToSIOp::create(builder, loc, builder.getI32Type(), value);
    return arith::IndexCastOp::create(builder, loc, type, narrow).getResult();
  }
  if (isa<IntegerType>(from) && integerType) {
    if (from.getIntOrFloatBitWidth() > integerType.getWidth())
      return arith::TruncIOp::create(builder, loc, type, value).getResult();
    return from.isInteger(1) ? arith::ExtUIOp::create(builder, loc, type, value).getResult()
                             : arith::ExtSIOp::create(builder, loc, type, value).getResult();
  }
  return error() << "cannot convert " << from << " to " << type;
}

/// The type in which two operands of different type meet: floats over integers, index over the
/// rest.
static Type commonType(Type a, Type b) {
  if (a == b)
    return a;
  bool floatA = isa<FloatType>(a), floatB = isa<FloatType>(b);
  if (floatA != floatB)
    return floatA ? a : b;
  if (floatA)
    return a.getIntOrFloatBitWidth() >= b.getIntOrFloatBitWidth() ? a : b;
  if (a.isIndex() || b.isIndex())
    return a.isIndex() ? a : b;
  return a.getIntOrFloatBitWidth() >= b.getIntOrFloatBitWidth() ? a : b;
}

FailureOr<Value> FunctionImporter::importBinary(NodeId node, StringRef type) {
  std::optional<NodeId> left = graph.child(node, "a"), right = graph.child(node, "b");
  if (!left || !right)
    return malformed(node, "misses an operand");
  FailureOr<Value> a = importExpression(*left), b = importExpression(*right);
  if (failed(a) || failed(b))
    return failure();
  Type common = commonType(a->getType(), b->getType());
  a = convert(*a, common);
  b = convert(*b, common);
  if (failed(a) || failed(b))
    return failure();
  bool isFloat = isa<FloatType>(common);
  auto build = [&]<typename IntegerOp, typename FloatOp>() -> Value {
    return isFloat ? builder.createOrFold<FloatOp>(loc, *a, *b)
                   : builder.createOrFold<IntegerOp>(loc, *a, *b);
  };
  if (type == "tirx.Add")
    return build.operator()<arith::AddIOp, arith::AddFOp>();
  if (type == "tirx.Sub")
    return build.operator()<arith::SubIOp, arith::SubFOp>();
  if (type == "tirx.Mul")
    return build.operator()<arith::MulIOp, arith::MulFOp>();
  if (type == "tirx.Min")
    return build.operator()<arith::MinSIOp, arith::MinimumFOp>();
  if (type == "tirx.Max")
    return build.operator()<arith::MaxSIOp, arith::MaximumFOp>();
  if (type == "tirx.FloorDiv")
    return isFloat ? FailureOr<Value>(error() << "floor division of floats is not supported")
                   : build.operator()<arith::FloorDivSIOp, arith::DivFOp>();
  if (type == "tirx.Div")
    return build.operator()<arith::DivSIOp, arith::DivFOp>();
  if (type == "tirx.Mod" || type == "tirx.FloorMod") {
    if (isFloat)
      return error() << "a remainder of floats is not supported";
    Value remainder = builder.createOrFold<arith::RemSIOp>(loc, *a, *b);
    return remainder;
  }
  if (type == "tirx.And")
    return builder.createOrFold<arith::AndIOp>(loc, *a, *b);
  return builder.createOrFold<arith::OrIOp>(loc, *a, *b);
}

FailureOr<Value> FunctionImporter::importCompare(NodeId node, StringRef type) {
  std::optional<NodeId> left = graph.child(node, "a"), right = graph.child(node, "b");
  if (!left || !right)
    return malformed(node, "misses an operand");
  FailureOr<Value> a = importExpression(*left), b = importExpression(*right);
  if (failed(a) || failed(b))
    return failure();
  Type common = commonType(a->getType(), b->getType());
  a = convert(*a, common);
  b = convert(*b, common);
  if (failed(a) || failed(b))
    return failure();
  using Integer = arith::CmpIPredicate;
  using Float = arith::CmpFPredicate;
  auto [integer, number] = llvm::StringSwitch<std::pair<Integer, Float>>(type)
                               .Case("tirx.EQ", {Integer::eq, Float::OEQ})
                               .Case("tirx.NE", {Integer::ne, Float::UNE})
                               .Case("tirx.LT", {Integer::slt, Float::OLT})
                               .Case("tirx.LE", {Integer::sle, Float::OLE})
                               .Case("tirx.GT", {Integer::sgt, Float::OGT})
                               .Default({Integer::sge, Float::OGE});
  if (isa<FloatType>(common))
    return builder.createOrFold<arith::CmpFOp>(loc, number, *a, *b);
  return builder.createOrFold<arith::CmpIOp>(loc, integer, *a, *b);
}

FailureOr<Value> FunctionImporter::importCast(NodeId node) {
  std::optional<NodeId> operand = graph.child(node, "value");
  std::optional<StringRef> dtype = graph.string(node, "dtype");
  if (!operand || !dtype)
    return malformed(node, "misses its operand or dtype");
  FailureOr<Value> value = importExpression(*operand);
  if (failed(value))
    return failure();
  // Casts between integer widths do not change an index.
  if (value->getType().isIndex() && (dtype->starts_with("int") || dtype->starts_with("uint")))
    return value;
  FailureOr<Type> type = elementType(*dtype);
  if (failed(type))
    return failure();
  if (auto integer = dyn_cast<IntegerType>(*type); integer && integer.isUnsigned())
    type = builder.getIntegerType(integer.getWidth());
  return convert(*value, *type);
}

FailureOr<Value> FunctionImporter::importLoad(NodeId node) {
  std::optional<NodeId> buffer = graph.child(node, "buffer"),
                        indices = graph.child(node, "indices");
  if (!buffer || !indices)
    return malformed(node, "misses its buffer or indices");
  FailureOr<Value> source = lookupBuffer(*buffer);
  FailureOr<SmallVector<Value>> at = importIndices(*indices);
  if (failed(source) || failed(at))
    return failure();
  auto type = cast<MemRefType>(source->getType());
  if (static_cast<int64_t>(at->size()) != type.getRank())
    return malformed(node, "has another number of indices than its buffer has dimensions");
  Value loaded = memref::LoadOp::create(builder, loc, *source, *at);
  if (auto integer = dyn_cast<IntegerType>(type.getElementType()); integer && integer.isUnsigned())
    loaded =
        UnrealizedConversionCastOp::create(
            builder, loc, TypeRange{builder.getIntegerType(integer.getWidth())}, ValueRange{loaded})
            .getResult(0);
  return loaded;
}

FailureOr<Value> FunctionImporter::importSelect(NodeId node) {
  std::optional<NodeId> condition = graph.child(node, "condition"),
                        yes = graph.child(node, "true_value"),
                        no = graph.child(node, "false_value");
  if (!condition || !yes || !no)
    return malformed(node, "misses an operand");
  FailureOr<Value> test = importExpression(*condition), a = importExpression(*yes),
                   b = importExpression(*no);
  if (failed(test) || failed(a) || failed(b))
    return failure();
  test = convert(*test, builder.getI1Type());
  Type common = commonType(a->getType(), b->getType());
  a = convert(*a, common);
  b = convert(*b, common);
  if (failed(test) || failed(a) || failed(b))
    return failure();
  return builder.createOrFold<arith::SelectOp>(loc, *test, *a, *b);
}

FailureOr<Value> FunctionImporter::importCall(NodeId node) {
  std::optional<NodeId> op = graph.child(node, "op");
  std::optional<StringRef> name = op ? graph.text(*op) : std::nullopt;
  auto arguments = graph.elements(node, "args");
  if (!name || !arguments)
    return malformed(node, "calls something without a name or arguments");
  if (*name == "tl.infinity" || *name == "tirx.infinity") {
    FailureOr<Type> type = elementType(graph.string(node, "dtype").value_or(""));
    if (failed(type))
      return failure();
    auto floatType = dyn_cast<FloatType>(*type);
    if (!floatType)
      return error() << "infinity of a type that has none";
    auto value = builder.getFloatAttr(floatType, APFloat::getInf(floatType.getFloatSemantics()));
    return arith::ConstantOp::create(builder, loc, value).getResult();
  }
  if (*name == "tirx.if_then_else" && arguments->size() == 3) {
    FailureOr<Value> test = importExpression((*arguments)[0]);
    FailureOr<Value> a = importExpression((*arguments)[1]), b = importExpression((*arguments)[2]);
    if (failed(test) || failed(a) || failed(b))
      return failure();
    test = convert(*test, builder.getI1Type());
    Type common = commonType(a->getType(), b->getType());
    a = convert(*a, common);
    b = convert(*b, common);
    if (failed(test) || failed(a) || failed(b))
      return failure();
    return builder.createOrFold<arith::SelectOp>(loc, *test, *a, *b);
  }
  if (*name == "tl.launch_thread_idx")
    return error() << "the index of a thread has no meaning on Tenstorrent, whose cores work on "
                      "whole tiles; write it with tile operations (T.copy, T.gemm)";
  StringRef shortName = *name;
  if (!shortName.consume_front("tirx."))
    shortName.consume_front("tl.");
  return error() << "T." << shortName << " has no lowering in an expression";
}

FailureOr<Value> FunctionImporter::importExpression(NodeId node) {
  if (++depth > deepestNesting || ++nodesVisited > mostNodes)
    return malformed(node, "nests too deep or repeats without end");
  llvm::scope_exit leave([&] { --depth; });
  StringRef type = graph.type(node);
  if (type == "ir.IntImm") {
    std::optional<int64_t> value = graph.integer(node, "value");
    if (!value)
      return malformed(node, "has no value");
    if (graph.string(node, "dtype") == "bool")
      return arith::ConstantIntOp::create(builder, loc, builder.getI1Type(), *value != 0)
          .getResult();
    return constantIndex(*value);
  }
  if (type == "ir.FloatImm") {
    std::optional<double> value = graph.number(node, "value");
    FailureOr<Type> dtype = elementType(graph.string(node, "dtype").value_or("float32"));
    if (!value || failed(dtype) || !isa<FloatType>(*dtype))
      return malformed(node, "has no value of a float type");
    return arith::ConstantOp::create(builder, loc, builder.getFloatAttr(*dtype, *value))
        .getResult();
  }
  if (type == "tirx.Var" || type == "tirx.SizeVar") {
    auto found = variables.find(node);
    StringRef name = graph.string(node, "name").value_or("variable");
    if (threadVariables.contains(node))
      return error() << "'" << name
                     << "' numbers threads, which do not exist on Tenstorrent; write thread-level "
                        "code with tile operations (T.copy, T.gemm, T.Parallel)";
    if (found == variables.end())
      return error() << "'" << name << "' is used but not defined";
    return found->second;
  }
  if (type == "tirx.Cast")
    return importCast(node);
  if (type == "tirx.BufferLoad")
    return importLoad(node);
  if (type == "tirx.Select")
    return importSelect(node);
  if (type == "tirx.Call")
    return importCall(node);
  if (type == "tirx.Not") {
    std::optional<NodeId> operand = graph.child(node, "a");
    if (!operand)
      return malformed(node, "misses its operand");
    FailureOr<Value> value = importExpression(*operand);
    if (failed(value))
      return failure();
    value = convert(*value, builder.getI1Type());
    if (failed(value))
      return failure();
    Value one = arith::ConstantIntOp::create(builder, loc, builder.getI1Type(), 1);
    return builder.createOrFold<arith::XOrIOp>(loc, *value, one);
  }
  bool isCompare =
      llvm::StringSwitch<bool>(type)
          .Cases({"tirx.EQ", "tirx.NE", "tirx.LT", "tirx.LE", "tirx.GT", "tirx.GE"}, true)
          .Default(false);
  if (isCompare)
    return importCompare(node, type);
  bool isBinary = llvm::StringSwitch<bool>(type)
                      .Cases({"tirx.Add", "tirx.Sub", "tirx.Mul", "tirx.Div", "tirx.Mod"}, true)
                      .Cases({"tirx.FloorDiv", "tirx.FloorMod", "tirx.Min", "tirx.Max"}, true)
                      .Cases({"tirx.And", "tirx.Or"}, true)
                      .Default(false);
  if (isBinary)
    return importBinary(node, type);
  return error() << "expression '" << type << "' is not supported";
}
