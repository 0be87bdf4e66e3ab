//===- EltwiseProgram.cpp - Expressions as calls on DST tiles -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Values are computed when they are needed, operands that take more registers first, which keeps
// few values alive at once. Calls work in place where their operand is not needed again; a value
// that is needed again is copied first, or loaded again if it came from a circular buffer.
//
//===----------------------------------------------------------------------===//

#include "EltwiseProgram.h"

#include "tilium/Dialect/Metalium/IR/VectorFunctions.h"
#include "tilium/Dialect/TT/IR/PassConfigs.h"
#include "tilium/Support/Diagnostics.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tilium;

static bool isRowOfBytes(tt::EltwiseOp eltwise, unsigned index) {
  auto format = cast<tt::CBType>(eltwise.getSources()[index].getType()).getFormat();
  return eltwise.getBroadcast(index) == tt::Broadcast::Row &&
         (format == tt::DataFormat::UInt8 || format == tt::DataFormat::Int8);
}
static bool isRowOfNumbers(tt::EltwiseOp eltwise, unsigned index) {
  return eltwise.getBroadcast(index) == tt::Broadcast::Row &&
         isa<FloatType>(eltwise.getBody().getArgument(index).getType());
}

tt::Broadcast tilium::loadedBroadcast(tt::EltwiseOp eltwise, unsigned index) {
  bool comesAsItIs = isRowOfNumbers(eltwise, index) || isRowOfBytes(eltwise, index);
  return comesAsItIs ? tt::Broadcast::None : eltwise.getBroadcast(index);
}

bool tilium::isUniformInteger(Value value, tt::EltwiseOp eltwise) {
  if (isa<FloatType>(value.getType()))
    return false;
  if (auto argument = dyn_cast<BlockArgument>(value))
    return argument.getOwner() != &eltwise.getBody().front();
  Operation *op = value.getDefiningOp();
  if (!eltwise->isProperAncestor(op) || isa<tt::TileOffsetOp>(op))
    return true;
  return op->getNumOperands() == 0 || llvm::all_of(op->getOperands(), [&](Value operand) {
           return isUniformInteger(operand, eltwise);
         });
}

/// Whether `value` is a floating-point argument of the program.
static bool isScalarArgument(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && isa<FloatType>(value.getType()) &&
         isa<func::FuncOp>(argument.getOwner()->getParentOp());
}

namespace {

/// Translates one body.
class ProgramBuilder {
public:
  explicit ProgramBuilder(tt::EltwiseOp eltwise) : eltwise(eltwise) {}
  FailureOr<EltwiseProgram> build(Value root);

private:
  // Values.
  Value skipCasts(Value value);
  TypedAttr constantOf(Value value);
  bool isTile(Value value);
  bool isRow(Value value);
  unsigned weightOf(Value value);
  void countUses(Value value);

  // Registers.
  unsigned allocate();
  void release(Value value);
  unsigned load(BlockArgument operand);
  unsigned spreadRow(BlockArgument operand);
  unsigned takeForWriting(Value value);

  // Calls.
  void call(StringRef function, ArrayRef<unsigned> registers, TypedAttr constant = {},
            Value uniform = {});
  FailureOr<unsigned> evaluate(Value value);
  LogicalResult evaluateAll(ArrayRef<Value> values);
  FailureOr<unsigned> materialize(Value value);
  FailureOr<unsigned> evaluateOperation(Operation *op);
  FailureOr<unsigned> unary(StringRef function, Value operand, TypedAttr constant = {},
                            Value uniform = {});
  FailureOr<unsigned> binary(StringRef function, Value a, Value b);
  FailureOr<unsigned> binaryWithRow(StringRef function, Value tile, Value row);
  FailureOr<unsigned> binaryOperation(Operation *op);
  FailureOr<unsigned> compareFloats(arith::CmpFOp op);
  FailureOr<unsigned> compareIntegers(arith::CmpIOp op);
  FailureOr<unsigned> select(arith::SelectOp op);
  FailureOr<unsigned> approximateExponential(Operation *op);
  FailureOr<unsigned> truth(Operation *op);

  tt::EltwiseOp eltwise;
  EltwiseProgram program;
  DenseMap<Value, unsigned> registerOf, uses, weights;
  SmallVector<bool> taken;
};

} // namespace

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// Conversions between widths of floats say nothing to registers of 32 bits.
Value ProgramBuilder::skipCasts(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    bool fromTruth = isa<arith::UIToFPOp>(op) && op->getOperand(0).getType().isInteger(1);
    if (!fromTruth && !isa<arith::ExtFOp, arith::TruncFOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

/// The number that `value` is, with operations on constants carried out; null if it is none.
TypedAttr ProgramBuilder::constantOf(Value value) {
  value = skipCasts(value);
  TypedAttr constant;
  if (matchPattern(value, m_Constant(&constant)))
    return constant;
  Operation *op = value.getDefiningOp();
  if (!op || !eltwise->isProperAncestor(op) || op->getNumOperands() == 0)
    return {};
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands()) {
    TypedAttr known = constantOf(operand);
    if (!known)
      return {};
    operands.push_back(known);
  }
  SmallVector<OpFoldResult> results;
  if (failed(op->fold(operands, results)) || results.size() != 1)
    return {};
  return dyn_cast_or_null<TypedAttr>(dyn_cast<Attribute>(results.front()));
}

/// Whether `value` differs between elements of a tile, or has to be computed as if it did.
bool ProgramBuilder::isTile(Value value) {
  value = skipCasts(value);
  return !constantOf(value) && !isScalarArgument(value) && !isUniformInteger(value, eltwise);
}

/// Whether `value` is a row that is spread over tiles within DST.
bool ProgramBuilder::isRow(Value value) {
  auto operand = dyn_cast<BlockArgument>(skipCasts(value));
  return operand && operand.getOwner() == &eltwise.getBody().front() &&
         eltwise.getBroadcast(operand.getArgNumber()) !=
             loadedBroadcast(eltwise, operand.getArgNumber());
}

/// About how many registers `value` takes to compute.
unsigned ProgramBuilder::weightOf(Value value) {
  value = skipCasts(value);
  if (isRow(value))
    return 2; // The row, and what it is spread to.
  if (!isTile(value) || isa<BlockArgument>(value))
    return 1;
  if (auto known = weights.find(value); known != weights.end())
    return known->second;
  SmallVector<unsigned> operands;
  for (Value operand : value.getDefiningOp()->getOperands())
    if (isTile(operand))
      operands.push_back(weightOf(operand));
  llvm::sort(operands, std::greater<>());
  unsigned weight = 1;
  for (auto [i, operand] : llvm::enumerate(operands))
    weight = std::max<unsigned>(weight, operand + i);
  return weights[value] = weight;
}

/// Counts how often each value is an operand of a call.
void ProgramBuilder::countUses(Value value) {
  value = skipCasts(value);
  if (!isTile(value) || uses[value]++ > 0)
    return;
  if (Operation *op = value.getDefiningOp())
    for (Value operand : op->getOperands())
      countUses(operand);
}

//===----------------------------------------------------------------------===//
// Registers
//===----------------------------------------------------------------------===//

unsigned ProgramBuilder::allocate() {
  auto free = llvm::find(taken, false);
  unsigned number = free - taken.begin();
  if (free == taken.end())
    taken.push_back(true);
  else
    *free = true;
  program.registers = std::max<unsigned>(program.registers, taken.size());
  return number;
}

/// One use of `value` is done; its register is free after the last one.
void ProgramBuilder::release(Value value) {
  value = skipCasts(value);
  auto known = registerOf.find(value);
  if (known == registerOf.end())
    return;
  if (uses.lookup(value) > 1) {
    --uses[value];
    return;
  }
  taken[known->second] = false;
  registerOf.erase(known);
}

/// A register with `value` that a call may overwrite; it counts as a use.
unsigned ProgramBuilder::takeForWriting(Value value) {
  value = skipCasts(value);
  unsigned source = registerOf.lookup(value);
  if (uses.lookup(value) <= 1) {
    registerOf.erase(value);
    return source; // Stays taken, for the result.
  }
  --uses[value];
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    // What a circular buffer has is loaded again when it is needed next.
    registerOf.erase(value);
    return source;
  }
  unsigned copy = allocate();
  call(isa<FloatType>(value.getType()) || value.getType().isInteger(1) ? "copy" : "copy_int32",
       {source, copy});
  return copy;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// Brings an operand to a register, which the caller frees or keeps.
unsigned ProgramBuilder::load(BlockArgument operand) {
  EltwiseStep step;
  step.operand = operand.getArgNumber();
  step.registers = {allocate()};
  program.steps.push_back(step);
  return step.registers.front();
}

/// Spreads a row over zeroes. Bytes are numbers meanwhile, which hold them exactly.
unsigned ProgramBuilder::spreadRow(BlockArgument operand) {
  bool isBytes = isRowOfBytes(eltwise, operand.getArgNumber());
  unsigned target = allocate();
  call("fill", {target}, Builder(eltwise.getContext()).getF32FloatAttr(0.0f));
  unsigned row = load(operand);
  if (isBytes)
    call("int32_to_float32", {row});
  call("add_row", {target, row});
  taken[row] = false;
  if (isBytes)
    call("float32_to_int32", {target});
  return target;
}

void ProgramBuilder::call(StringRef function, ArrayRef<unsigned> registers, TypedAttr constant,
                          Value uniform) {
  EltwiseStep step;
  step.function = function.str();
  step.registers.assign(registers.begin(), registers.end());
  step.constant = constant;
  step.uniform = uniform;
  program.steps.push_back(std::move(step));
}

/// A number as a tile. Truth is 1.0 and 0.0.
FailureOr<unsigned> ProgramBuilder::materialize(Value value) {
  value = skipCasts(value);
  Builder builder(eltwise.getContext());
  unsigned target = allocate();
  TypedAttr constant = constantOf(value);
  if (auto integer = dyn_cast_or_null<IntegerAttr>(constant)) {
    if (integer.getType().isInteger(1))
      constant = builder.getF32FloatAttr(integer.getValue().isZero() ? 0.0f : 1.0f);
    else
      constant = builder.getI32IntegerAttr(integer.getValue().getSExtValue());
  }
  Type type = constant ? constant.getType() : value.getType();
  bool isInteger = !isa<FloatType>(type) && !type.isInteger(1);
  call(isInteger ? "fill_int32" : "fill", {target}, constant, constant ? Value() : value);
  return target;
}

/// The register with `value`, which is computed now if it was not before.
FailureOr<unsigned> ProgramBuilder::evaluate(Value value) {
  value = skipCasts(value);
  if (auto known = registerOf.find(value); known != registerOf.end())
    return known->second;
  FailureOr<unsigned> result;
  if (!isTile(value)) {
    result = materialize(value);
    uses[value] = 1;
  } else if (auto argument = dyn_cast<BlockArgument>(value)) {
    if (argument.getOwner() != &eltwise.getBody().front())
      return eltwise.emitError()
             << "a floating-point number that a loop carries is not supported in elementwise code; "
                "keep "
                "it in a fragment of one element";
    result = isRow(argument) ? spreadRow(argument) : load(argument);
  } else {
    result = evaluateOperation(value.getDefiningOp());
  }
  if (succeeded(result))
    registerOf[value] = *result;
  return result;
}

/// Computes several values, so that all are in registers at the end.
LogicalResult ProgramBuilder::evaluateAll(ArrayRef<Value> values) {
  SmallVector<Value> order(values);
  // Few values: insertion keeps equal ones in order.
  for (size_t i = 1; i < order.size(); ++i)
    for (size_t j = i; j > 0 && weightOf(order[j - 1]) < weightOf(order[j]); --j)
      std::swap(order[j - 1], order[j]);
  for (Value value : order)
    if (failed(evaluate(value)))
      return failure();
  // Computing a later one may have used up an operand that was loaded for an earlier one.
  for (Value value : order)
    if (failed(evaluate(value)))
      return failure();
  return success();
}

FailureOr<unsigned> ProgramBuilder::unary(StringRef function, Value operand, TypedAttr constant,
                                          Value uniform) {
  if (failed(evaluate(operand)))
    return failure();
  unsigned target = takeForWriting(operand);
  call(function, {target}, constant, uniform);
  return target;
}

FailureOr<unsigned> ProgramBuilder::binary(StringRef function, Value a, Value b) {
  a = skipCasts(a);
  b = skipCasts(b);
  if (failed(evaluateAll({a, b})))
    return failure();
  unsigned first = registerOf.lookup(a), second = registerOf.lookup(b);
  // The operands' registers are free for the result where this is their last use.
  release(a);
  release(b);
  unsigned target = allocate();
  call(function, {first, second, target});
  return target;
}

/// A tile and a row that is spread on the way.
FailureOr<unsigned> ProgramBuilder::binaryWithRow(StringRef function, Value tile, Value row) {
  row = skipCasts(row);
  if (failed(evaluate(tile)))
    return failure();
  unsigned target = takeForWriting(tile);
  unsigned loaded = load(cast<BlockArgument>(row));
  call(function, {target, loaded});
  taken[loaded] = false;
  release(row);
  return target;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

namespace {

/// How a binary operation is called.
struct BinaryCalls {
  StringRef tiles;            ///< Two tiles.
  StringRef scalar;           ///< A tile and a number; empty if there is no such call.
  StringRef reversedScalar;   ///< A number and a tile.
  StringRef row = "";         ///< A tile and a row.
  StringRef reversedRow = ""; ///< A row and a tile.
};

} // namespace

static std::optional<BinaryCalls> binaryCalls(Operation *op) {
  using Result = std::optional<BinaryCalls>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case([](arith::AddFOp) {
        return BinaryCalls{"add", "add_scalar", "add_scalar", "add_row", "add_row"};
      })
      .Case(
          [](arith::SubFOp) { return BinaryCalls{"sub", "sub_scalar", "rsub_scalar", "sub_row"}; })
      .Case([](arith::MulFOp) {
        return BinaryCalls{"mul", "mul_scalar", "mul_scalar", "mul_row", "mul_row"};
      })
      .Case([](arith::DivFOp) { return BinaryCalls{"div", "", ""}; })
      .Case<arith::MaximumFOp, arith::MaxNumFOp>(
          [](auto) { return BinaryCalls{"max", "max_scalar", "max_scalar"}; })
      .Case<arith::MinimumFOp, arith::MinNumFOp>(
          [](auto) { return BinaryCalls{"min", "min_scalar", "min_scalar"}; })
      .Case([](math::PowFOp) { return BinaryCalls{"power", "power_scalar", ""}; })
      .Case([](arith::AddIOp) {
        return BinaryCalls{"add_int32", "add_scalar_int32", "add_scalar_int32"};
      })
      .Case([](arith::SubIOp) { return BinaryCalls{"sub_int32", "sub_scalar_int32", ""}; })
      .Case([](arith::MulIOp) { return BinaryCalls{"mul_int32", "", ""}; })
      .Case([](arith::MaxSIOp) {
        return BinaryCalls{"max_int32", "max_scalar_int32", "max_scalar_int32"};
      })
      .Case([](arith::MinSIOp) {
        return BinaryCalls{"min_int32", "min_scalar_int32", "min_scalar_int32"};
      })
      .Case([](arith::AndIOp) { return BinaryCalls{"and_int32", "", ""}; })
      .Case([](arith::OrIOp) { return BinaryCalls{"or_int32", "", ""}; })
      .Case([](arith::XOrIOp) { return BinaryCalls{"xor_int32", "", ""}; })
      .Case([](arith::ShLIOp) { return BinaryCalls{"shift_left_int32", "", ""}; })
      .Case([](arith::ShRSIOp) { return BinaryCalls{"shift_right_int32", "", ""}; })
      .Case([](arith::ShRUIOp) { return BinaryCalls{"shift_right_logical_int32", "", ""}; })
      .Default([](Operation *) { return std::nullopt; });
}

/// Whether a value is an IEEE power of two, by whose inverse a product is exact.
static bool isPowerOfTwo(APFloat value) {
  APFloat inverse(value.getSemantics());
  return value.getExactInverse(&inverse);
}

FailureOr<unsigned> ProgramBuilder::binaryOperation(Operation *op) {
  Value a = op->getOperand(0), b = op->getOperand(1);
  Builder builder(eltwise.getContext());
  BinaryCalls calls = *binaryCalls(op);
  auto number = [&](Value value) { return std::pair(constantOf(value), !isTile(value)); };
  auto [constantA, scalarA] = number(a);
  auto [constantB, scalarB] = number(b);
  if (isa<arith::DivFOp>(op)) {
    auto divisor = dyn_cast_or_null<FloatAttr>(constantB);
    if (divisor && isPowerOfTwo(divisor.getValue()))
      return unary("mul_scalar", a,
                   builder.getF32FloatAttr(1.0f / divisor.getValue().convertToFloat()));
    auto dividend = dyn_cast_or_null<FloatAttr>(constantA);
    if (dividend && dividend.getValue().isExactlyValue(1.0))
      return unary("recip", b);
  }
  if (auto exponent = dyn_cast_or_null<FloatAttr>(constantB); exponent && isa<math::PowFOp>(op))
    if (exponent.getValue().isExactlyValue(2.0))
      return binary("mul", a, a);
  if (scalarB && !calls.scalar.empty())
    return unary(calls.scalar, a, constantB, constantB ? Value() : skipCasts(b));
  if (scalarA && !calls.reversedScalar.empty())
    return unary(calls.reversedScalar, b, constantA, constantA ? Value() : skipCasts(a));
  // A row that is spread in a register already is a tile as others.
  auto comesAsRow = [&](Value value) {
    return isRow(value) && !registerOf.contains(skipCasts(value));
  };
  if (!calls.row.empty() && comesAsRow(b))
    return binaryWithRow(calls.row, a, b);
  if (!calls.reversedRow.empty() && comesAsRow(a))
    return binaryWithRow(calls.reversedRow, b, a);
  return binary(calls.tiles, a, b);
}

FailureOr<unsigned> ProgramBuilder::compareFloats(arith::CmpFOp op) {
  StringRef name;
  StringRef reversed;
  switch (op.getPredicate()) {
  case arith::CmpFPredicate::OEQ:
  case arith::CmpFPredicate::UEQ:
    name = reversed = "eq";
    break;
  case arith::CmpFPredicate::ONE:
  case arith::CmpFPredicate::UNE:
    name = reversed = "ne";
    break;
  case arith::CmpFPredicate::OLT:
  case arith::CmpFPredicate::ULT:
    name = "lt", reversed = "gt";
    break;
  case arith::CmpFPredicate::OLE:
  case arith::CmpFPredicate::ULE:
    name = "le", reversed = "ge";
    break;
  case arith::CmpFPredicate::OGT:
  case arith::CmpFPredicate::UGT:
    name = "gt", reversed = "lt";
    break;
  case arith::CmpFPredicate::OGE:
  case arith::CmpFPredicate::UGE:
    name = "ge", reversed = "le";
    break;
  default:
    return refuse(op, DiagnosticCode::UnsupportedExpression)
           << "the vector engine compares floats by ==, !=, <, <=, > and >=";
  }
  auto scalar = [&](StringRef function, Value tile, Value number) {
    TypedAttr constant = constantOf(number);
    return unary((function + "_scalar").str(), tile, constant,
                 constant ? Value() : skipCasts(number));
  };
  if (!isTile(op.getRhs()))
    return scalar(name, op.getLhs(), op.getRhs());
  if (!isTile(op.getLhs()))
    return scalar(reversed, op.getRhs(), op.getLhs());
  return binary(name, op.getLhs(), op.getRhs());
}

/// Comparisons of integers give integers; truth is a float.
FailureOr<unsigned> ProgramBuilder::compareIntegers(arith::CmpIOp op) {
  StringRef name;
  StringRef reversed;
  switch (op.getPredicate()) {
  case arith::CmpIPredicate::eq:
    name = reversed = "eq";
    break;
  case arith::CmpIPredicate::ne:
    name = reversed = "ne";
    break;
  case arith::CmpIPredicate::slt:
    name = "lt", reversed = "gt";
    break;
  case arith::CmpIPredicate::sle:
    name = "le", reversed = "ge";
    break;
  case arith::CmpIPredicate::sgt:
    name = "gt", reversed = "lt";
    break;
  case arith::CmpIPredicate::sge:
    name = "ge", reversed = "le";
    break;
  default:
    return op.emitError() << "the vector engine compares signed integers only; cast to int32";
  }
  FailureOr<unsigned> result;
  if (op.getLhs().getType().isInteger(1)) { // Truth, which is a float already.
    return binary(name, op.getLhs(), op.getRhs());
  }
  auto scalar = [&](StringRef function, Value tile, Value number) {
    TypedAttr constant = constantOf(number);
    return unary((function + "_scalar_int32").str(), tile, constant, constant ? Value() : number);
  };
  if (!isTile(op.getRhs()))
    result = scalar(name, op.getLhs(), op.getRhs());
  else if (!isTile(op.getLhs()))
    result = scalar(reversed, op.getRhs(), op.getLhs());
  else
    result = binary((name + "_int32").str(), op.getLhs(), op.getRhs());
  if (succeeded(result))
    call("int32_to_float32", {*result});
  return result;
}

FailureOr<unsigned> ProgramBuilder::select(arith::SelectOp op) {
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(skipCasts(operand));
  if (failed(evaluateAll(operands)))
    return failure();
  SmallVector<unsigned, 4> registers;
  for (Value operand : operands)
    registers.push_back(registerOf.lookup(operand));
  for (Value operand : operands)
    release(operand);
  registers.push_back(allocate());
  bool isInteger = op.getType().isInteger() && !op.getType().isInteger(1);
  call(isInteger ? "where_int32" : "where", registers);
  return registers.back();
}

/// Operations on truth, which is 1.0 and 0.0.
FailureOr<unsigned> ProgramBuilder::truth(Operation *op) {
  Value a = op->getOperand(0), b = op->getOperand(1);
  if (isa<arith::AndIOp>(op))
    return binary("mul", a, b);
  if (isa<arith::OrIOp>(op))
    return binary("max", a, b);
  Builder builder(eltwise.getContext());
  for (auto [tile, number] : {std::pair(a, b), std::pair(b, a)})
    if (auto constant = dyn_cast_or_null<IntegerAttr>(constantOf(number));
        constant && !constant.getValue().isZero())
      return unary("rsub_scalar", tile, builder.getF32FloatAttr(1.0f));
  return binary("ne", a, b);
}

static StringRef unaryFunctionOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, StringRef>(op)
      .Case([](math::ExpOp) { return "exp"; })
      .Case([](math::Exp2Op) { return "exp2"; })
      .Case([](math::ExpM1Op) { return "expm1"; })
      .Case([](math::LogOp) { return "log"; })
      .Case([](math::Log1pOp) { return "log1p"; })
      .Case([](math::SqrtOp) { return "sqrt"; })
      .Case([](math::RsqrtOp) { return "rsqrt"; })
      .Case([](math::SinOp) { return "sin"; })
      .Case([](math::CosOp) { return "cos"; })
      .Case([](math::TanOp) { return "tan"; })
      .Case([](math::TanhOp) { return "tanh"; })
      .Case([](math::ErfOp) { return "erf"; })
      .Case([](math::FloorOp) { return "floor"; })
      .Case([](math::CeilOp) { return "ceil"; })
      .Case([](math::TruncOp) { return "trunc"; })
      .Case([](math::AbsFOp) { return "abs"; })
      .Case([](math::AbsIOp) { return "abs_int32"; })
      .Case([](arith::NegFOp) { return "negative"; })
      .Case([](arith::SIToFPOp) { return "int32_to_float32"; })
      .Case<arith::FPToSIOp, arith::FPToUIOp>([](auto) { return "float32_to_int32"; })
      .Case([](arith::ExtUIOp) { return "float32_to_int32"; }) // Of truth.
      .Default([](Operation *) { return ""; });
}

/// The fast exponential has base e only.
FailureOr<unsigned> ProgramBuilder::approximateExponential(Operation *op) {
  Builder builder(eltwise.getContext());
  if (isa<math::ExpOp>(op))
    return unary("exp_approximate", op->getOperand(0));
  FailureOr<unsigned> result =
      unary("mul_scalar", op->getOperand(0), builder.getF32FloatAttr(0.693147181f));
  if (succeeded(result))
    call("exp_approximate", {*result});
  return result;
}

FailureOr<unsigned> ProgramBuilder::evaluateOperation(Operation *op) {
  Builder builder(eltwise.getContext());
  if (auto compare = dyn_cast<arith::CmpFOp>(op))
    return compareFloats(compare);
  if (auto compare = dyn_cast<arith::CmpIOp>(op))
    return compareIntegers(compare);
  if (auto choice = dyn_cast<arith::SelectOp>(op))
    return select(choice);
  if (isa<arith::AndIOp, arith::OrIOp, arith::XOrIOp>(op) &&
      op->getResult(0).getType().isInteger(1))
    return truth(op);
  if (binaryCalls(op))
    return binaryOperation(op);
  if (isa<math::ExpOp, math::Exp2Op>(op) && hasPassConfig(eltwise, approximateExponentialsAttrName))
    return approximateExponential(op);
  if (StringRef function = unaryFunctionOf(op); !function.empty())
    return unary(function, op->getOperand(0));
  if (isa<arith::BitcastOp>(op)) { // Registers hold bits.
    Value operand = op->getOperand(0);
    return failed(evaluate(operand)) ? FailureOr<unsigned>(failure()) : takeForWriting(operand);
  }
  // Logarithms to other bases are scaled ones.
  if (isa<math::Log2Op, math::Log10Op>(op)) {
    FailureOr<unsigned> result = unary("log", op->getOperand(0));
    if (succeeded(result))
      call("mul_scalar", {*result},
           builder.getF32FloatAttr(isa<math::Log2Op>(op) ? 1.44269504f : 0.434294482f));
    return result;
  }
  if (isa<math::RoundEvenOp, math::RoundOp>(op))
    return unary("round", op->getOperand(0), builder.getI32IntegerAttr(0));
  return refuse(op, DiagnosticCode::UnsupportedExpression)
         << "the vector engine has no call for '" << op->getName()
         << "'; compute it from functions that it has (docs/language.md lists them)";
}

FailureOr<EltwiseProgram> ProgramBuilder::build(Value root) {
  countUses(root);
  FailureOr<unsigned> result = evaluate(root);
  if (failed(result))
    return failure();
  program.result = *result;
  return program;
}

FailureOr<EltwiseProgram> tilium::buildEltwiseProgram(tt::EltwiseOp eltwise) {
  auto yield = cast<tt::YieldOp>(eltwise.getBody().front().getTerminator());
  return buildEltwiseProgram(eltwise, yield.getValue());
}

FailureOr<EltwiseProgram> tilium::buildEltwiseProgram(tt::EltwiseOp eltwise, Value value) {
  return ProgramBuilder(eltwise).build(value);
}
