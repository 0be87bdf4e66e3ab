//===- PositionTruth.cpp - Where conditions on positions hold -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "PositionTruth.h"

#include "EltwiseProgram.h"
#include "TileNumbers.h"

#include "tilium/Dialect/TT/IR/Tiles.h"

#include "mlir/IR/AffineExpr.h"

using namespace mlir;
using namespace tilium;

namespace {

/// The least and the greatest value of an integer in a part, both i32 of the kernel.
struct Bounds {
  Value least, greatest;
};

class TruthFinder {
public:
  TruthFinder(OpBuilder &builder, tt::EltwiseOp eltwise, const PartPlace &place)
      : builder(builder), eltwise(eltwise), loc(eltwise.getLoc()), place(place) {}

  Truth truthOf(Value condition);

private:
  std::optional<Bounds> boundsOf(Value integer);
  std::optional<Bounds> boundsOfPositions(BlockArgument operand);
  std::optional<Bounds> boundsOfOffset(tt::TileOffsetOp offset);
  Truth compare(arith::CmpIOp op);
  Value holds(arith::CmpIPredicate predicate, Value left, Value right);
  Value both(Value a, Value b);
  Value either(Value a, Value b);
  Value number(int64_t value) {
    return arith::ConstantIntOp::create(builder, loc, builder.getI32Type(), value);
  }
  Value atTile(Value value, int64_t tile);

  OpBuilder &builder;
  tt::EltwiseOp eltwise;
  Location loc;
  PartPlace place;
};

} // namespace

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

/// `value` of the body, which is uniform, at one tile of the part.
Value TruthFinder::atTile(Value value, int64_t tile) {
  Value distance = arith::ConstantIndexOp::create(builder, loc, tile);
  auto move = [&](Value from) {
    return tile == 0 ? from : builder.createOrFold<arith::AddIOp>(loc, from, distance);
  };
  Value row = place.alongColumns ? move(place.row) : place.row;
  Value column = place.alongColumns ? place.column : move(place.column);
  return TileNumbers(builder, eltwise, row, column).copyIn(value);
}

/// The tile of positions: a factor for its rows and one for its columns.
std::optional<Bounds> TruthFinder::boundsOfPositions(BlockArgument operand) {
  auto declaration = eltwise.getSources()[operand.getArgNumber()].getDefiningOp<tt::CBOp>();
  auto factors =
      declaration ? declaration->getAttrOfType<DenseI64ArrayAttr>("tt.positions") : nullptr;
  if (!factors || factors.size() != 2 ||
      eltwise.getBroadcast(operand.getArgNumber()) != tt::Broadcast::None)
    return std::nullopt;
  int64_t least = 0, greatest = 0;
  for (int64_t factor : factors.asArrayRef())
    (factor < 0 ? least : greatest) += factor * (tt::tileSide - 1);
  return Bounds{number(least), number(greatest)};
}

/// How much `expression` grows from one `dim` to the next; none if that is no constant.
static std::optional<int64_t> slopeAlong(AffineExpr expression, unsigned dim, unsigned symbols) {
  bool bends = false;
  expression.walk([&](AffineExpr part) {
    bool divides = part.getKind() == AffineExprKind::Mod ||
                   part.getKind() == AffineExprKind::FloorDiv ||
                   part.getKind() == AffineExprKind::CeilDiv;
    bends |= divides && part.isFunctionOfDim(dim);
  });
  if (bends)
    return std::nullopt;
  MLIRContext *context = expression.getContext();
  auto at = [&](int64_t value) {
    return expression.replace(getAffineDimExpr(dim, context),
                              getAffineConstantExpr(value, context));
  };
  AffineExpr slope = simplifyAffineExpr(at(1) - at(0), /*numDims=*/2, symbols);
  auto constant = dyn_cast<AffineConstantExpr>(slope);
  return constant ? std::optional(constant.getValue()) : std::nullopt;
}

std::optional<Bounds> TruthFinder::boundsOfOffset(tt::TileOffsetOp offset) {
  AffineMap map = offset.getMap();
  std::optional<int64_t> slope =
      slopeAlong(map.getResult(0), place.alongColumns ? 0 : 1, map.getNumSymbols());
  if (!slope)
    return std::nullopt;
  Value first = atTile(offset.getResult(), 0);
  bool isSame = *slope == 0 || place.tiles == 1;
  Value last = isSame ? first : atTile(offset.getResult(), place.tiles - 1);
  return *slope < 0 ? Bounds{last, first} : Bounds{first, last};
}

std::optional<Bounds> TruthFinder::boundsOf(Value integer) {
  Block *body = &eltwise.getBody().front();
  if (auto argument = dyn_cast<BlockArgument>(integer); argument && argument.getOwner() == body)
    return boundsOfPositions(argument);
  Operation *op = integer.getDefiningOp();
  if (auto offset = dyn_cast_or_null<tt::TileOffsetOp>(op))
    return boundsOfOffset(offset);
  if (isa_and_nonnull<arith::AddIOp, arith::SubIOp>(op) && op->getBlock() == body) {
    std::optional<Bounds> left = boundsOf(op->getOperand(0)), right = boundsOf(op->getOperand(1));
    if (!left || !right)
      return std::nullopt;
    if (isa<arith::AddIOp>(op))
      return Bounds{builder.createOrFold<arith::AddIOp>(loc, left->least, right->least),
                    builder.createOrFold<arith::AddIOp>(loc, left->greatest, right->greatest)};
    return Bounds{builder.createOrFold<arith::SubIOp>(loc, left->least, right->greatest),
                  builder.createOrFold<arith::SubIOp>(loc, left->greatest, right->least)};
  }
  // What comes from outside of the body is the same for all tiles.
  bool isOutside = !op || !eltwise->isProperAncestor(op) || op->hasTrait<OpTrait::ConstantLike>();
  if (!isOutside || !integer.getType().isInteger(32))
    return std::nullopt;
  Value same = atTile(integer, 0);
  return Bounds{same, same};
}

//===----------------------------------------------------------------------===//
// Truth
//===----------------------------------------------------------------------===//

Value TruthFinder::holds(arith::CmpIPredicate predicate, Value left, Value right) {
  return builder.createOrFold<arith::CmpIOp>(loc, predicate, left, right);
}

/// What is not known does not hold for sure.
Value TruthFinder::both(Value a, Value b) {
  return a && b ? builder.createOrFold<arith::AndIOp>(loc, a, b) : Value();
}

Value TruthFinder::either(Value a, Value b) {
  return a && b ? builder.createOrFold<arith::OrIOp>(loc, a, b) : a ? a : b;
}

Truth TruthFinder::compare(arith::CmpIOp op) {
  std::optional<Bounds> left = boundsOf(op.getLhs()), right = boundsOf(op.getRhs());
  if (!left || !right)
    return {};
  using Predicate = arith::CmpIPredicate;
  auto below = [&] { return holds(Predicate::slt, left->greatest, right->least); };
  auto above = [&] { return holds(Predicate::sgt, left->least, right->greatest); };
  auto notAbove = [&] { return holds(Predicate::sle, left->greatest, right->least); };
  auto notBelow = [&] { return holds(Predicate::sge, left->least, right->greatest); };
  switch (op.getPredicate()) {
  case Predicate::slt:
    return {below(), notBelow()};
  case Predicate::sle:
    return {notAbove(), above()};
  case Predicate::sgt:
    return {above(), notAbove()};
  case Predicate::sge:
    return {notBelow(), below()};
  case Predicate::eq:
    return {Value(), either(below(), above())};
  case Predicate::ne:
    return {either(below(), above()), Value()};
  default:
    return {};
  }
}

Truth TruthFinder::truthOf(Value condition) {
  Operation *op = condition.getDefiningOp();
  if (!op || op->getBlock() != &eltwise.getBody().front())
    return {};
  APInt constant;
  if (matchPattern(condition, m_ConstantInt(&constant))) {
    Value isTrue =
        arith::ConstantIntOp::create(builder, loc, builder.getI1Type(), constant.isZero() ? 0 : 1);
    Value isFalse =
        arith::ConstantIntOp::create(builder, loc, builder.getI1Type(), constant.isZero() ? 1 : 0);
    return {isTrue, isFalse};
  }
  if (auto comparison = dyn_cast<arith::CmpIOp>(op))
    return comparison.getLhs().getType().isInteger(32) ? compare(comparison) : Truth();
  if (!isa<arith::AndIOp, arith::OrIOp, arith::XOrIOp>(op) || !condition.getType().isInteger(1))
    return {};
  Truth left = truthOf(op->getOperand(0));
  if (isa<arith::XOrIOp>(op))
    return matchPattern(op->getOperand(1), m_One()) ? Truth{left.none, left.all} : Truth();
  Truth right = truthOf(op->getOperand(1));
  if (isa<arith::AndIOp>(op))
    return {both(left.all, right.all), either(left.none, right.none)};
  return {either(left.all, right.all), both(left.none, right.none)};
}

Truth tilium::findTruth(OpBuilder &builder, tt::EltwiseOp eltwise, Value condition,
                        const PartPlace &place) {
  return TruthFinder(builder, eltwise, place).truthOf(condition);
}
