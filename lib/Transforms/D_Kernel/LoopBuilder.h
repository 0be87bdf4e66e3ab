//===- LoopBuilder.h - Loops with constant trip counts ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_LOOPBUILDER_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_LOOPBUILDER_H

#include "tilium/Support/MLIR.h"

namespace tilium {

/// Index arithmetic, folded as it is made.
class IndexBuilder {
public:
  IndexBuilder(mlir::OpBuilder &builder, mlir::Location loc) : builder(builder), loc(loc) {}

  mlir::Value constant(int64_t value) {
    return mlir::arith::ConstantIndexOp::create(builder, loc, value);
  }
  mlir::Value add(mlir::Value a, mlir::Value b) {
    if (mlir::matchPattern(a, mlir::m_Zero()))
      return b;
    return builder.createOrFold<mlir::arith::AddIOp>(loc, a, b);
  }
  mlir::Value add(mlir::Value a, int64_t b) { return add(a, constant(b)); }
  mlir::Value mul(mlir::Value a, int64_t b) {
    if (mlir::matchPattern(a, mlir::m_Zero()))
      return a;
    // x * 2 * 3 is x * 6.
    llvm::APInt factor;
    auto product = a.getDefiningOp<mlir::arith::MulIOp>();
    if (product && mlir::matchPattern(product.getRhs(), mlir::m_ConstantInt(&factor)))
      return mul(product.getLhs(), factor.getSExtValue() * b);
    return builder.createOrFold<mlir::arith::MulIOp>(loc, a, constant(b));
  }

private:
  mlir::OpBuilder &builder;
  mlir::Location loc;
};

/// Calls `body` in a loop from 0 to `count`, once with 0 if `count` is 1, not at all if it is 0.
/// `name` is what the emitted code calls the loop's variable.
inline void createLoop(mlir::OpBuilder &builder, mlir::Location loc, int64_t count,
                       llvm::StringRef name,
                       llvm::function_ref<void(mlir::OpBuilder &, mlir::Value)> body) {
  if (count == 0)
    return;
  IndexBuilder index(builder, loc);
  mlir::Value zero = index.constant(0);
  if (count == 1)
    return body(builder, zero);
  auto loop =
      mlir::scf::ForOp::create(builder, loc, zero, index.constant(count), index.constant(1));
  loop.getInductionVar().setLoc(mlir::NameLoc::get(builder.getStringAttr(name), loc));
  mlir::OpBuilder inner = mlir::OpBuilder::atBlockTerminator(loop.getBody());
  body(inner, loop.getInductionVar());
}

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_LOOPBUILDER_H
