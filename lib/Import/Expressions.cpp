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
      return error(DiagnosticCode::ThreadLevelCode)
             << "a vectorised access is thread-level code; access single elements "
                "in T.Parallel";
    FailureOr<Value> index = importIndex(element);
    if (failed(index))
      return failure();
    indices.push_back(*index);
  }
  return indices;
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

/// Two operands of one type.
FailureOr<std::pair<Value, Value>> FunctionImporter::importPair(NodeId left, NodeId right) {
  FailureOr<Value> a = importExpression(left);
  if (failed(a))
    return failure();
  FailureOr<Value> b = importExpression(right);
  if (failed(b))
    return failure();
  Type common = commonType(a->getType(), b->getType());
  a = convert(*a, common);
  b = convert(*b, common);
  if (failed(a) || failed(b))
    return failure();
  return std::pair(*a, *b);
}

/// Never below zero: what block numbers, loop variables from zero and sizes are made of.
static bool isNonNegative(Value value, unsigned depth = 0) {
  if (depth > 16)
    return false;
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return !constant.isNegative();
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    Operation *parent = argument.getOwner()->getParentOp();
    if (auto loop = dyn_cast<scf::ForOp>(parent))
      return isNonNegative(loop.getLowerBound(), depth + 1);
    return isa<tile::LaunchOp, tile::ParallelOp>(parent);
  }
  Operation *op = value.getDefiningOp();
  if (isa<memref::DimOp>(op))
    return true;
  if (!isa<arith::AddIOp, arith::MulIOp, arith::DivSIOp, arith::FloorDivSIOp, arith::RemSIOp,
           arith::MinSIOp, arith::MaxSIOp>(op))
    return false;
  return llvm::all_of(op->getOperands(),
                      [&](Value operand) { return isNonNegative(operand, depth + 1); });
}

/// The remainder with the sign of the divisor, as Python has it.
Value FunctionImporter::remainder(Value a, Value b) {
  Value truncated = builder.createOrFold<arith::RemSIOp>(loc, a, b);
  if (isNonNegative(a) && isNonNegative(b))
    return truncated;
  Value zero = arith::ConstantOp::create(builder, loc, builder.getIntegerAttr(a.getType(), 0));
  auto compare = [&](arith::CmpIPredicate predicate, Value x, Value y) {
    return builder.createOrFold<arith::CmpIOp>(loc, predicate, x, y);
  };
  Value signs = builder.createOrFold<arith::XOrIOp>(loc, truncated, b);
  Value differ = compare(arith::CmpIPredicate::slt, signs, zero);
  Value rest = compare(arith::CmpIPredicate::ne, truncated, zero);
  Value moved = builder.createOrFold<arith::AddIOp>(loc, truncated, b);
  Value needed = builder.createOrFold<arith::AndIOp>(loc, differ, rest);
  return builder.createOrFold<arith::SelectOp>(loc, needed, moved, truncated);
}

FailureOr<Value> FunctionImporter::importBinary(NodeId node, StringRef type) {
  std::optional<NodeId> left = graph.child(node, "a"), right = graph.child(node, "b");
  if (!left || !right)
    return malformed(node, "misses an operand");
  auto operands = importPair(*left, *right);
  if (failed(operands))
    return failure();
  auto [a, b] = *operands;
  Type common = a.getType();
  bool isFloat = isa<FloatType>(common);
  auto build = [&, a = a, b = b]<typename IntegerOp, typename FloatOp>() -> Value {
    return isFloat ? builder.createOrFold<FloatOp>(loc, a, b)
                   : builder.createOrFold<IntegerOp>(loc, a, b);
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
    return isFloat ? FailureOr<Value>(error(DiagnosticCode::UnsupportedExpression)
                                      << "floor division of floats is not supported")
                   : build.operator()<arith::FloorDivSIOp, arith::DivFOp>();
  if (type == "tirx.Div")
    return build.operator()<arith::DivSIOp, arith::DivFOp>();
  if (type == "tirx.Mod" || type == "tirx.FloorMod") {
    if (isFloat)
      return error(DiagnosticCode::UnsupportedExpression)
             << "a remainder of floats is not supported; x - T.floor(x / y) * y is rounded";
    return type == "tirx.FloorMod" ? remainder(a, b)
                                   : builder.createOrFold<arith::RemSIOp>(loc, a, b);
  }
  FailureOr<Value> first = convert(a, builder.getI1Type()),
                   second = convert(b, builder.getI1Type());
  if (failed(first) || failed(second))
    return failure();
  if (type == "tirx.And")
    return builder.createOrFold<arith::AndIOp>(loc, *first, *second);
  return builder.createOrFold<arith::OrIOp>(loc, *first, *second);
}

FailureOr<Value> FunctionImporter::importCompare(NodeId node, StringRef type) {
  std::optional<NodeId> left = graph.child(node, "a"), right = graph.child(node, "b");
  if (!left || !right)
    return malformed(node, "misses an operand");
  auto operands = importPair(*left, *right);
  if (failed(operands))
    return failure();
  auto [a, b] = *operands;
  Type common = a.getType();
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
    return builder.createOrFold<arith::CmpFOp>(loc, number, a, b);
  return builder.createOrFold<arith::CmpIOp>(loc, integer, a, b);
}

FailureOr<Value> FunctionImporter::importCast(NodeId node) {
  std::optional<NodeId> operand = graph.child(node, "value");
  std::optional<StringRef> dtype = graph.string(node, "dtype");
  if (!operand || !dtype)
    return malformed(node, "misses its operand or dtype");
  FailureOr<Value> value = importExpression(*operand);
  if (failed(value))
    return failure();
  // Casts to these widths do not change an index.
  if (value->getType().isIndex() &&
      llvm::is_contained({"int32", "int64", "uint32", "uint64"}, *dtype))
    return value;
  FailureOr<Type> type = elementType(*dtype);
  if (failed(type))
    return failure();
  auto integer = dyn_cast<IntegerType>(*type);
  if (!integer || !integer.isUnsigned())
    return convert(*value, *type);
  FailureOr<Value> stored = convert(*value, integer);
  if (failed(stored))
    return failure();
  return fromStorage(*stored);
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
  return loadSafely(*source, *at);
}

FailureOr<Value> FunctionImporter::select(NodeId condition, NodeId yes, NodeId no) {
  FailureOr<Value> test = importExpression(condition);
  if (failed(test))
    return failure();
  auto values = importPair(yes, no);
  test = convert(*test, builder.getI1Type());
  if (failed(values) || failed(test))
    return failure();
  return builder.createOrFold<arith::SelectOp>(loc, *test, values->first, values->second);
}

FailureOr<Value> FunctionImporter::importSelect(NodeId node) {
  std::optional<NodeId> condition = graph.child(node, "condition"),
                        yes = graph.child(node, "true_value"),
                        no = graph.child(node, "false_value");
  if (!condition || !yes || !no)
    return malformed(node, "misses an operand");
  return select(*condition, *yes, *no);
}

FailureOr<Value> FunctionImporter::importInfinity(NodeId node) {
  FailureOr<Type> type = elementType(graph.string(node, "dtype").value_or(""));
  if (failed(type))
    return failure();
  auto floatType = dyn_cast<FloatType>(*type);
  if (!floatType || !APFloat::semanticsHasInf(floatType.getFloatSemantics()))
    return error(DiagnosticCode::UnsupportedExpression)
           << "T.infinity of " << *type << ", which has none";
  auto value = builder.getFloatAttr(floatType, APFloat::getInf(floatType.getFloatSemantics()));
  return arith::ConstantOp::create(builder, loc, value).getResult();
}

InFlightDiagnostic FunctionImporter::threadNumber(StringRef name) {
  return error(DiagnosticCode::ThreadLevelCode)
         << "'" << name
         << "' numbers threads, which do not exist on Tenstorrent; write thread-level code "
            "with tile operations (T.copy, T.gemm, T.Parallel)";
}

FailureOr<Value> FunctionImporter::importCall(NodeId node) {
  std::optional<NodeId> op = graph.child(node, "op");
  std::optional<StringRef> name = op ? graph.text(*op) : std::nullopt;
  auto arguments = graph.elements(node, "args");
  if (!name || !arguments)
    return malformed(node, "calls something without a name or arguments");
  if (*name == "tl.infinity" || *name == "tirx.infinity")
    return importInfinity(node);
  if (*name == "tl.launch_thread_idx")
    return threadNumber("thread_idx");
  if (*name == "tirx.if_then_else" && arguments->size() == 3)
    return select((*arguments)[0], (*arguments)[1], (*arguments)[2]);
  return importIntrinsic(node, *name, *arguments);
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
      return threadNumber(name);
    if (auto bound = boundLater.find(node); bound != boundLater.end())
      return importExpression(bound->second);
    if (found == variables.end())
      return error(DiagnosticCode::MalformedTIR) << "'" << name << "' is used but not defined";
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
  return error(DiagnosticCode::UnsupportedExpression)
         << "expression '" << type << "' is not supported";
}
