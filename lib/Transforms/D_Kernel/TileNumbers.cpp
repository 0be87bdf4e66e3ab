//===- TileNumbers.cpp - Numbers that are the same for a tile -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "TileNumbers.h"

#include "LoopBuilder.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tilium;

Value TileNumbers::expand(AffineExpr expression, ValueRange symbols) {
  IndexBuilder index(builder, loc);
  if (auto constant = dyn_cast<AffineConstantExpr>(expression))
    return index.constant(constant.getValue());
  if (auto dim = dyn_cast<AffineDimExpr>(expression))
    return dim.getPosition() == 0 ? row : column;
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expression))
    return symbols[symbol.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expression);
  // x + y * -1 is a subtraction.
  if (binary.getKind() == AffineExprKind::Add)
    if (auto product = dyn_cast<AffineBinaryOpExpr>(binary.getRHS());
        product && product.getKind() == AffineExprKind::Mul)
      if (auto factor = dyn_cast<AffineConstantExpr>(product.getRHS());
          factor && factor.getValue() < 0)
        return builder.createOrFold<arith::SubIOp>(
            loc, expand(binary.getLHS(), symbols),
            index.mul(expand(product.getLHS(), symbols), -factor.getValue()));
  Value left = expand(binary.getLHS(), symbols);
  auto constant = dyn_cast<AffineConstantExpr>(binary.getRHS());
  switch (binary.getKind()) {
  case AffineExprKind::Add:
    return index.add(left, expand(binary.getRHS(), symbols));
  case AffineExprKind::Mul:
    return constant
               ? index.mul(left, constant.getValue())
               : builder.createOrFold<arith::MulIOp>(loc, left, expand(binary.getRHS(), symbols));
  case AffineExprKind::Mod:
    return builder.createOrFold<arith::RemUIOp>(loc, left, expand(binary.getRHS(), symbols));
  default:
    return builder.createOrFold<arith::DivUIOp>(loc, left, expand(binary.getRHS(), symbols));
  }
}

Value TileNumbers::copyIn(Value value) {
  if (Value copy = known.lookup(value))
    return copy;
  Operation *op = value.getDefiningOp();
  if (!op || !eltwise->isProperAncestor(op))
    return value;
  Value result;
  if (auto offset = dyn_cast<tt::TileOffsetOp>(op)) {
    result = arith::IndexCastOp::create(builder, loc, builder.getI32Type(),
                                        apply(offset.getMap(), offset.getSymbols()));
  } else {
    IRMapping mapping;
    for (Value operand : op->getOperands())
      mapping.map(operand, copyIn(operand));
    result = builder.clone(*op, mapping)->getResult(0);
  }
  return known[value] = result;
}

Value TileNumbers::uniform(Value value) {
  // Truth is a float: the bits of 1.0 or 0.0.
  if (value.getType().isInteger(1)) {
    IndexBuilder index(builder, loc);
    constexpr int64_t bitsOfOne = 0x3f800000;
    return arith::SelectOp::create(builder, loc, copyIn(value), index.constant(bitsOfOne),
                                   index.constant(0));
  }
  if (isa<FloatType>(value.getType()))
    return tt::ScalarBitsOp::create(builder, loc, value);
  Value copy = copyIn(value);
  if (auto cast = copy.getDefiningOp<arith::IndexCastOp>();
      cast && cast.getIn().getType().isIndex())
    return cast.getIn();
  return arith::IndexCastOp::create(builder, loc, builder.getIndexType(), copy);
}
