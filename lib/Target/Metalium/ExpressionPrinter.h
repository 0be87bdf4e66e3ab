//===- ExpressionPrinter.h - Index arithmetic as C++ expressions -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TARGET_METALIUM_EXPRESSIONPRINTER_H
#define TILIUM_LIB_TARGET_METALIUM_EXPRESSIONPRINTER_H

#include "tilium/Support/MLIR.h"

#include <string>

namespace tilium {

/// C++ text of an expression and how tightly it binds.
struct Expression {
  enum Precedence {
    Ternary,
    Or,
    And,
    BitOr,
    BitXor,
    BitAnd,
    Equality,
    Relation,
    Shift,
    Sum,
    Product,
    Unary,
    Primary
  };
  std::string text;
  Precedence precedence = Primary;
};

/// Prints arithmetic as C++. Values that have a name print as it, others as their expression.
class ExpressionPrinter {
public:
  /// Sets the text of a value.
  void name(mlir::Value value, llvm::StringRef text) { names[value] = text.str(); }
  bool hasName(mlir::Value value) const { return names.contains(value); }

  /// The expression of `value`; an error at its operation if it has none.
  mlir::FailureOr<Expression> print(mlir::Value value);

  /// Whether the operation is arithmetic that can be printed inside a larger expression.
  static bool isInlinable(mlir::Operation *op);

private:
  mlir::FailureOr<Expression> printConstant(mlir::arith::ConstantOp op);
  mlir::FailureOr<Expression> printBinary(mlir::Operation *op, llvm::StringRef sign,
                                          Expression::Precedence precedence, bool associative);
  mlir::FailureOr<Expression> printSignedBinary(mlir::Operation *op, llvm::StringRef sign,
                                                Expression::Precedence precedence);
  mlir::FailureOr<Expression> printCompare(mlir::arith::CmpIOp op);
  mlir::FailureOr<Expression> printBits(mlir::Operation *op);
  mlir::FailureOr<Expression> printSignedDivision(mlir::Operation *op);
  mlir::FailureOr<Expression> printFloorDivision(mlir::Operation *op);
  mlir::FailureOr<Expression> printWidthChange(mlir::Operation *op);
  mlir::FailureOr<Expression> printCall(mlir::Operation *op, llvm::StringRef callee);

  llvm::DenseMap<mlir::Value, std::string> names;
};

} // namespace tilium

#endif // TILIUM_LIB_TARGET_METALIUM_EXPRESSIONPRINTER_H
