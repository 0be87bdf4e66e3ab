//===- ExpressionPrinter.cpp - Index arithmetic as C++ expressions --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Indices print as uint32_t. Operations that differ between signed and unsigned print plainly where
// the operands are known not to be negative, with casts otherwise.
//
//===----------------------------------------------------------------------===//

#include "ExpressionPrinter.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/SmallString.h"

using namespace mlir;
using namespace tilium;

static std::string parenthesize(const Expression &expression, bool needed) {
  return needed ? "(" + expression.text + ")" : expression.text;
}

bool ExpressionPrinter::isInlinable(Operation *op) {
  return isa<arith::ConstantOp, arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::DivUIOp,
             arith::DivSIOp, arith::FloorDivSIOp, arith::CeilDivUIOp, arith::CeilDivSIOp,
             arith::RemUIOp, arith::RemSIOp, arith::MinSIOp, arith::MinUIOp, arith::MaxSIOp,
             arith::MaxUIOp, arith::AndIOp, arith::OrIOp, arith::XOrIOp, arith::CmpIOp,
             arith::ShLIOp, arith::ShRSIOp, arith::ShRUIOp, arith::TruncIOp, arith::ExtSIOp,
             arith::ExtUIOp, UnrealizedConversionCastOp, arith::SelectOp, arith::IndexCastOp,
             arith::IndexCastUIOp, metalium::GetNocAddrOp, metalium::GetPageNocAddrOp,
             metalium::MemZerosBaseOp>(op);
}

FailureOr<Expression> ExpressionPrinter::printConstant(arith::ConstantOp op) {
  if (auto integer = dyn_cast<IntegerAttr>(op.getValue())) {
    if (op.getType().isInteger(1))
      return Expression{integer.getValue().isZero() ? "false" : "true"};
    int64_t value = integer.getInt();
    return Expression{std::to_string(value), value < 0 ? Expression::Unary : Expression::Primary};
  }
  if (auto number = dyn_cast<FloatAttr>(op.getValue()); number && op.getType().isF32()) {
    APFloat value = number.getValue();
    if (value.isInfinity())
      return Expression{value.isNegative() ? "-__builtin_inff()" : "__builtin_inff()",
                        value.isNegative() ? Expression::Unary : Expression::Primary};
    if (value.isNaN())
      return Expression{"__builtin_nanf(\"\")"};
    SmallString<32> digits;
    value.toString(digits, /*FormatPrecision=*/9, /*FormatMaxPadding=*/3);
    // 1 and 1E+20 are no float literals; 1.0f and 1.0E+20f are.
    auto [mantissa, exponent] = StringRef(digits).split('E');
    std::string text = mantissa.str() + (mantissa.contains('.') ? "" : ".0") +
                       (exponent.empty() ? "" : "E" + exponent.str()) + "f";
    return Expression{text, value.isNegative() ? Expression::Unary : Expression::Primary};
  }
  return op.emitError("has no spelling in a kernel");
}

FailureOr<Expression> ExpressionPrinter::printBinary(Operation *op, StringRef sign,
                                                     Expression::Precedence precedence,
                                                     bool associative) {
  auto left = print(op->getOperand(0)), right = print(op->getOperand(1));
  if (failed(left) || failed(right))
    return failure();
  // Of equal precedence, the left operand binds first by itself; the right one needs parentheses
  // unless the grouping does not matter.
  Operation *rightOp = op->getOperand(1).getDefiningOp();
  bool sameOp = rightOp && rightOp->getName() == op->getName() && associative;
  bool groupRight = right->precedence < precedence || (right->precedence == precedence && !sameOp);
  return Expression{parenthesize(*left, left->precedence < precedence) + " " + sign.str() + " " +
                        parenthesize(*right, groupRight),
                    precedence};
}

static bool isSigned(arith::CmpIPredicate predicate) {
  return llvm::is_contained({arith::CmpIPredicate::slt, arith::CmpIPredicate::sle,
                             arith::CmpIPredicate::sgt, arith::CmpIPredicate::sge},
                            predicate);
}

static StringRef signOf(arith::CmpIPredicate predicate) {
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return "==";
  case arith::CmpIPredicate::ne:
    return "!=";
  case arith::CmpIPredicate::slt:
  case arith::CmpIPredicate::ult:
    return "<";
  case arith::CmpIPredicate::sle:
  case arith::CmpIPredicate::ule:
    return "<=";
  case arith::CmpIPredicate::sgt:
  case arith::CmpIPredicate::ugt:
    return ">";
  case arith::CmpIPredicate::sge:
  case arith::CmpIPredicate::uge:
    return ">=";
  }
  llvm_unreachable("unknown predicate");
}

FailureOr<Expression> ExpressionPrinter::printCompare(arith::CmpIOp op) {
  arith::CmpIPredicate predicate = op.getPredicate();
  bool equality = predicate == arith::CmpIPredicate::eq || predicate == arith::CmpIPredicate::ne;
  Expression::Precedence precedence = equality ? Expression::Equality : Expression::Relation;
  if (!isSigned(predicate) || (isNonNegative(op.getLhs()) && isNonNegative(op.getRhs())))
    return printBinary(op, signOf(predicate), precedence, /*associative=*/false);
  return printSignedBinary(op, signOf(predicate), precedence);
}

/// An operation that is another one for numbers with a sign.
FailureOr<Expression> ExpressionPrinter::printSignedBinary(Operation *op, StringRef sign,
                                                           Expression::Precedence precedence) {
  auto left = print(op->getOperand(0)), right = print(op->getOperand(1));
  if (failed(left) || failed(right))
    return failure();
  return Expression{"static_cast<int32_t>(" + left->text + ") " + sign.str() +
                        " static_cast<int32_t>(" + right->text + ")",
                    precedence};
}

/// Bit operations of numbers; those of truth are logical ones.
FailureOr<Expression> ExpressionPrinter::printBits(Operation *op) {
  if (isa<arith::AndIOp>(op))
    return printBinary(op, "&", Expression::BitAnd, /*associative=*/true);
  if (isa<arith::OrIOp>(op))
    return printBinary(op, "|", Expression::BitOr, /*associative=*/true);
  if (isa<arith::XOrIOp>(op))
    return printBinary(op, "^", Expression::BitXor, /*associative=*/true);
  if (isa<arith::ShLIOp>(op))
    return printBinary(op, "<<", Expression::Shift, /*associative=*/false);
  if (isa<arith::ShRUIOp>(op) || isNonNegative(op->getOperand(0)))
    return printBinary(op, ">>", Expression::Shift, /*associative=*/false);
  auto number = print(op->getOperand(0)), distance = print(op->getOperand(1));
  if (failed(number) || failed(distance))
    return failure();
  return Expression{"static_cast<int32_t>(" + number->text + ") >> " +
                        parenthesize(*distance, distance->precedence <= Expression::Shift),
                    Expression::Shift};
}

/// Numbers have 32 bits in kernels; narrower ones lie in them with zeros or copies of their sign
/// above, as the operation that made them so says.
FailureOr<Expression> ExpressionPrinter::printWidthChange(Operation *op) {
  auto operand = print(op->getOperand(0));
  if (failed(operand) || isa<UnrealizedConversionCastOp>(op))
    return operand;
  bool truncates = isa<arith::TruncIOp>(op);
  Type narrow = truncates ? op->getResult(0).getType() : op->getOperand(0).getType();
  unsigned width = narrow.getIntOrFloatBitWidth();
  if (width == 1) {
    // Of truth: the lowest bit, and back.
    std::string text =
        truncates ? parenthesize(*operand, operand->precedence <= Expression::BitAnd) + " & 1"
                  : parenthesize(*operand, operand->precedence <= Expression::Ternary) + " ? 1 : 0";
    return Expression{truncates ? "(" + text + ") != 0" : text,
                      truncates ? Expression::Equality : Expression::Ternary};
  }
  if (width >= 32)
    return operand;
  StringRef sign = isa<arith::ExtSIOp>(op) ? "" : "u";
  return Expression{
      ("static_cast<" + sign + "int" + Twine(width) + "_t>(" + operand->text + ")").str()};
}

FailureOr<Expression> ExpressionPrinter::printCall(Operation *op, StringRef callee) {
  std::string text = callee.str() + "(";
  for (auto [i, operand] : llvm::enumerate(op->getOperands())) {
    auto argument = print(operand);
    if (failed(argument))
      return failure();
    text += (i ? ", " : "") + argument->text;
  }
  return Expression{text + ")"};
}

/// A division of numbers that may be negative, by a positive constant. C++ rounds towards zero.
FailureOr<Expression> ExpressionPrinter::printSignedDivision(Operation *op) {
  auto dividend = print(op->getOperand(0)), divisor = print(op->getOperand(1));
  if (failed(dividend) || failed(divisor))
    return failure();
  std::string a = "static_cast<int32_t>(" + dividend->text + ")";
  if (!isa<arith::FloorDivSIOp>(op))
    return Expression{a + (isa<arith::RemSIOp>(op) ? " % " : " / ") + divisor->text,
                      Expression::Product};
  return Expression{a + " < 0 ? (" + a + " + 1) / " + divisor->text + " - 1 : " + a + " / " +
                        divisor->text,
                    Expression::Ternary};
}

/// A division that rounds down, of any two numbers: one less than C++ has where the signs differ
/// and something is left over.
FailureOr<Expression> ExpressionPrinter::printFloorDivision(Operation *op) {
  auto dividend = print(op->getOperand(0)), divisor = print(op->getOperand(1));
  if (failed(dividend) || failed(divisor))
    return failure();
  std::string a = "static_cast<int32_t>(" + dividend->text + ")";
  std::string b = "static_cast<int32_t>(" + divisor->text + ")";
  return Expression{a + " / " + b + " - (" + a + " % " + b + " != 0 && (" + a + " ^ " + b +
                        ") < 0 ? 1 : 0)",
                    Expression::Sum};
}

FailureOr<Expression> ExpressionPrinter::print(Value value) {
  if (auto named = names.find(value); named != names.end())
    return Expression{named->second};
  Operation *op = value.getDefiningOp();
  if (!op)
    return emitError(value.getLoc(), "a value without a name reached the emitter");
  bool isBool = value.getType().isInteger(1);
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return printConstant(constant);
  if (isa<arith::AddIOp>(op))
    return printBinary(op, "+", Expression::Sum, /*associative=*/true);
  if (isa<arith::SubIOp>(op))
    return printBinary(op, "-", Expression::Sum, /*associative=*/false);
  if (isa<arith::MulIOp>(op))
    return printBinary(op, "*", Expression::Product, /*associative=*/true);
  bool nonNegative = llvm::all_of(op->getOperands(), isNonNegative);
  if (isa<arith::DivUIOp>(op) || (isa<arith::DivSIOp, arith::FloorDivSIOp>(op) && nonNegative))
    return printBinary(op, "/", Expression::Product, /*associative=*/false);
  if (isa<arith::RemUIOp>(op) || (isa<arith::RemSIOp>(op) && nonNegative))
    return printBinary(op, "%", Expression::Product, /*associative=*/false);
  if (isa<arith::DivSIOp, arith::FloorDivSIOp, arith::RemSIOp>(op) &&
      getConstantIntValue(op->getOperand(1)).value_or(0) > 0)
    return printSignedDivision(op);
  if (isa<arith::DivSIOp, arith::RemSIOp>(op))
    return printSignedBinary(op, isa<arith::DivSIOp>(op) ? "/" : "%", Expression::Product);
  if (isa<arith::FloorDivSIOp>(op))
    return printFloorDivision(op);
  if (isa<arith::AndIOp>(op) && isBool)
    return printBinary(op, "&&", Expression::And, /*associative=*/true);
  if (isa<arith::OrIOp>(op) && isBool)
    return printBinary(op, "||", Expression::Or, /*associative=*/true);
  if (auto compare = dyn_cast<arith::CmpIOp>(op))
    return printCompare(compare);
  if (isa<arith::MinUIOp>(op) || (isa<arith::MinSIOp>(op) && nonNegative))
    return printCall(op, "std::min<uint32_t>");
  if (isa<arith::MaxUIOp>(op) || (isa<arith::MaxSIOp>(op) && nonNegative))
    return printCall(op, "std::max<uint32_t>");
  if (isa<arith::MinSIOp, arith::MaxSIOp>(op))
    return printCall(op, isa<arith::MinSIOp>(op) ? "std::min<int32_t>" : "std::max<int32_t>");
  if (isa<arith::AndIOp, arith::OrIOp, arith::XOrIOp, arith::ShLIOp, arith::ShRSIOp,
          arith::ShRUIOp>(op) &&
      !isBool)
    return printBits(op);
  if (isa<arith::TruncIOp, arith::ExtSIOp, arith::ExtUIOp, UnrealizedConversionCastOp>(op))
    return printWidthChange(op);
  if (isa<metalium::MemZerosBaseOp>(op))
    return Expression{"MEM_ZEROS_BASE"};
  if (isa<metalium::GetNocAddrOp>(op))
    return printCall(op, "get_noc_addr");
  if (auto address = dyn_cast<metalium::GetPageNocAddrOp>(op)) {
    // The accessor's own: the vendor has deprecated the function for accessors of this kind.
    auto accessor = print(address.getAccessor()), page = print(address.getPage()),
         offset = print(address.getOffset());
    if (failed(accessor) || failed(page) || failed(offset))
      return failure();
    return Expression{accessor->text + ".get_noc_addr(" + page->text + ", " + offset->text + ")"};
  }
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp>(op)) {
    auto operand = print(op->getOperand(0));
    // A condition as a number: C++ converts it where it is passed, arithmetic spells it out.
    bool toNumber = op->getOperand(0).getType().isInteger(1);
    bool passed = llvm::all_of(value.getUsers(), llvm::IsaPred<metalium::CallOpInterface>);
    if (failed(operand) || !toNumber || passed)
      return operand;
    return Expression{parenthesize(*operand, operand->precedence <= Expression::Ternary) +
                          " ? 1 : 0",
                      Expression::Ternary};
  }
  if (auto exclusive = dyn_cast<arith::XOrIOp>(op); exclusive && isBool) {
    if (!matchPattern(exclusive.getRhs(), m_One()))
      return printBinary(op, "!=", Expression::Equality, /*associative=*/false);
    auto operand = print(exclusive.getLhs());
    if (failed(operand))
      return failure();
    return Expression{"!" + parenthesize(*operand, operand->precedence < Expression::Unary),
                      Expression::Unary};
  }
  if (auto select = dyn_cast<arith::SelectOp>(op)) {
    auto condition = print(select.getCondition());
    auto yes = print(select.getTrueValue()), no = print(select.getFalseValue());
    if (failed(condition) || failed(yes) || failed(no))
      return failure();
    return Expression{parenthesize(*condition, condition->precedence <= Expression::Ternary) +
                          " ? " + yes->text + " : " + no->text,
                      Expression::Ternary};
  }
  return op->emitError() << "'" << op->getName() << "' has no spelling in a kernel";
}
