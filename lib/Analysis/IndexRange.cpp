//===- IndexRange.cpp - Ranges and divisibility of index values -----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Analysis/IndexRange.h"

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"
#include "tilium/Dialect/TT/IR/TTDialect.h"
#include "tilium/Dialect/Tile/IR/TileDialect.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <limits>

using namespace mlir;
using namespace tilium;

/// Blocks of the grid of the function around `op`; none without `tt.grid_tiles`.
static std::optional<int64_t> getBlockCount(Operation *op) {
  auto function = op->getParentOfType<func::FuncOp>();
  auto grid =
      function ? function->getAttrOfType<DenseI64ArrayAttr>("tt.grid_tiles") : DenseI64ArrayAttr();
  if (!grid)
    return std::nullopt;
  int64_t count = 1;
  for (int64_t extent : grid.asArrayRef())
    count *= extent;
  return count;
}

static std::optional<IndexRange> rangeOfLoopVariable(scf::ForOp loop) {
  // The loop over a core's blocks stays within the grid on every core.
  if (loop.getLowerBound().getDefiningOp<tt::WorkStartOp>()) {
    if (auto count = getBlockCount(loop))
      return IndexRange{0, std::max<int64_t>(0, *count - 1)};
    return std::nullopt;
  }
  auto lower = getIndexRange(loop.getLowerBound()), upper = getIndexRange(loop.getUpperBound());
  auto step = getConstantIntValue(loop.getStep());
  if (!lower || !upper || !step || *step <= 0)
    return std::nullopt;
  int64_t last = upper->largest - 1;
  if (lower->smallest == lower->largest && last >= lower->smallest)
    last = lower->smallest + (last - lower->smallest) / *step * *step;
  return IndexRange{lower->smallest, std::max(lower->smallest, last)};
}

static std::optional<IndexRange> rangeOfArgument(BlockArgument argument) {
  Operation *parent = argument.getOwner()->getParentOp();
  if (auto loop = dyn_cast<scf::ForOp>(parent))
    return argument == loop.getInductionVar() ? rangeOfLoopVariable(loop) : std::nullopt;
  if (auto launch = dyn_cast<tile::LaunchOp>(parent))
    if (auto extent = getConstantIntValue(launch.getGrid()[argument.getArgNumber()]))
      return IndexRange{0, std::max<int64_t>(0, *extent - 1)};
  if (auto parallel = dyn_cast<tile::ParallelOp>(parent))
    if (auto extent = getConstantIntValue(parallel.getExtents()[argument.getArgNumber()]))
      return IndexRange{0, std::max<int64_t>(0, *extent - 1)};
  if (auto gather = dyn_cast<tt::GatherOp>(parent))
    return IndexRange{0, gather.getExtents()[argument.getArgNumber()] - 1};
  return std::nullopt;
}

static std::optional<IndexRange> rangeOfBinary(Operation *op, IndexRange a, IndexRange b) {
  if (isa<arith::AddIOp>(op))
    return IndexRange{a.smallest + b.smallest, a.largest + b.largest};
  if (isa<arith::SubIOp>(op))
    return IndexRange{a.smallest - b.largest, a.largest - b.smallest};
  if (isa<arith::MulIOp>(op)) {
    auto [least, most] = std::minmax({a.smallest * b.smallest, a.smallest * b.largest,
                                      a.largest * b.smallest, a.largest * b.largest});
    return IndexRange{least, most};
  }
  if (isa<arith::ShRSIOp>(op) && b.smallest == b.largest && b.smallest >= 0 && b.smallest < 32)
    return IndexRange{a.smallest >> b.smallest, a.largest >> b.smallest};
  // Unsigned operations see a negative value as a large one.
  bool natural = a.smallest >= 0 && b.smallest >= 0;
  if (isa<arith::MinSIOp>(op) || (isa<arith::MinUIOp>(op) && natural))
    return IndexRange{std::min(a.smallest, b.smallest), std::min(a.largest, b.largest)};
  if (isa<arith::MaxSIOp>(op) || (isa<arith::MaxUIOp>(op) && natural))
    return IndexRange{std::max(a.smallest, b.smallest), std::max(a.largest, b.largest)};
  bool positive = a.smallest >= 0 && b.smallest > 0;
  if (isa<arith::DivUIOp, arith::DivSIOp, arith::FloorDivSIOp>(op) && positive)
    return IndexRange{a.smallest / b.largest, a.largest / b.smallest};
  if (isa<arith::CeilDivSIOp, arith::CeilDivUIOp>(op) && positive)
    return IndexRange{static_cast<int64_t>(llvm::divideCeil(a.smallest, b.largest)),
                      static_cast<int64_t>(llvm::divideCeil(a.largest, b.smallest))};
  if (isa<arith::RemUIOp, arith::RemSIOp>(op) && positive)
    return IndexRange{0, std::min(a.largest, b.largest - 1)};
  return std::nullopt;
}

/// Numbers and counts of blocks and coordinates fit 31 bits; scalars may be any number.
static std::optional<IndexRange> rangeOfRuntimeArgument(metalium::GetArgOp argument) {
  auto function = argument->getParentOfType<func::FuncOp>();
  auto listed = function ? function->getAttrOfType<ArrayAttr>("tt.runtime_args") : ArrayAttr();
  if (!listed || argument.getArg() >= listed.size())
    return std::nullopt;
  auto entry = dyn_cast<tt::RuntimeArgAttr>(listed[argument.getArg()]);
  if (!entry || entry.getKind() == tt::RuntimeArgKind::Scalar ||
      entry.getKind() == tt::RuntimeArgKind::TensorAddress)
    return std::nullopt;
  return IndexRange{0, std::numeric_limits<int32_t>::max()};
}

std::optional<IndexRange> tilium::getIndexRange(Value value) {
  if (auto constant = getConstantIntValue(value))
    return IndexRange{*constant, *constant};
  if (auto argument = dyn_cast<BlockArgument>(value))
    return rangeOfArgument(argument);
  Operation *op = value.getDefiningOp();
  if (auto argument = dyn_cast<metalium::GetArgOp>(op))
    return rangeOfRuntimeArgument(argument);
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtSIOp, arith::ExtUIOp>(op) &&
      !op->getOperand(0).getType().isInteger(1)) {
    auto range = getIndexRange(op->getOperand(0));
    bool isUnsigned = isa<arith::IndexCastUIOp, arith::ExtUIOp>(op);
    return range && isUnsigned && range->smallest < 0 ? std::nullopt : range;
  }
  if (auto select = dyn_cast<arith::SelectOp>(op)) {
    auto a = getIndexRange(select.getTrueValue()), b = getIndexRange(select.getFalseValue());
    if (!a || !b)
      return std::nullopt;
    return IndexRange{std::min(a->smallest, b->smallest), std::max(a->largest, b->largest)};
  }
  if (op->getNumOperands() != 2 || op->getNumResults() != 1)
    return std::nullopt;
  // An operand in which nothing is known says all: of a number that uses another twice, only few
  // have to be looked at.
  bool boundsAny = isa<arith::MinUIOp, arith::RemUIOp, arith::AndIOp>(op);
  auto b = getIndexRange(op->getOperand(1));
  if (!b)
    return std::nullopt;
  bool isBounded = isa<arith::AndIOp>(op) && b->smallest >= 0;
  auto a = isBounded ? std::nullopt : getIndexRange(op->getOperand(0));
  if (!a && !boundsAny)
    return std::nullopt;
  // The smaller one of two unsigned numbers is no larger than either.
  if (isa<arith::MinUIOp>(op) && b && b->smallest >= 0 && (!a || a->smallest < 0))
    return IndexRange{0, b->largest};
  // What an unsigned division leaves is less than the divisor.
  if (isa<arith::RemUIOp>(op) && b && b->smallest > 0 && (!a || a->smallest < 0))
    return IndexRange{0, b->largest - 1};
  // And so are the bits that two numbers have in common.
  if (isa<arith::AndIOp>(op) && b && b->smallest >= 0)
    return IndexRange{0, b->largest};
  if (!a || !b)
    return std::nullopt;
  return rangeOfBinary(op, *a, *b);
}

bool tilium::isMultipleOf(Value value, int64_t divisor) {
  if (divisor == 1)
    return true;
  if (auto range = getIndexRange(value); range && range->smallest == range->largest)
    return range->smallest % divisor == 0;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    return loop && argument == loop.getInductionVar() &&
           isMultipleOf(loop.getLowerBound(), divisor) && isMultipleOf(loop.getStep(), divisor);
  }
  Operation *op = value.getDefiningOp();
  if (isa<arith::AddIOp, arith::SubIOp, arith::MinSIOp, arith::MaxSIOp>(op))
    return isMultipleOf(op->getOperand(0), divisor) && isMultipleOf(op->getOperand(1), divisor);
  if (isa<arith::IndexCastOp>(op))
    return isMultipleOf(op->getOperand(0), divisor);
  if (auto select = dyn_cast<arith::SelectOp>(op))
    return isMultipleOf(select.getTrueValue(), divisor) &&
           isMultipleOf(select.getFalseValue(), divisor);
  if (isa<arith::MulIOp>(op)) {
    // A constant factor may hold part of the divisor, the other factor the rest.
    for (unsigned i : {0u, 1u})
      if (auto factor = getConstantIntValue(op->getOperand(i)); factor && *factor != 0)
        if (isMultipleOf(op->getOperand(1 - i), divisor / std::gcd(divisor, *factor)))
          return true;
    return isMultipleOf(op->getOperand(0), divisor) || isMultipleOf(op->getOperand(1), divisor);
  }
  return false;
}

bool tilium::dividesIntoFactors(Value value, int64_t divisor) {
  if (divisor == 1)
    return true;
  if (auto constant = getConstantIntValue(value))
    return *constant % divisor == 0;
  Operation *op = value.getDefiningOp();
  if (isa_and_nonnull<arith::AddIOp, arith::SubIOp>(op))
    return dividesIntoFactors(op->getOperand(0), divisor) &&
           dividesIntoFactors(op->getOperand(1), divisor);
  return isa_and_nonnull<arith::MulIOp>(op) && (dividesIntoFactors(op->getOperand(0), divisor) ||
                                                dividesIntoFactors(op->getOperand(1), divisor));
}

/// The factors of `value` divided by `divisor`, if that works out without a division.
static Value tryDivide(OpBuilder &builder, Location loc, Value value, int64_t divisor) {
  if (divisor == 1)
    return value;
  if (auto constant = getConstantIntValue(value))
    return *constant % divisor == 0
               ? arith::ConstantIndexOp::create(builder, loc, *constant / divisor).getResult()
               : Value();
  Operation *op = value.getDefiningOp();
  if (!op)
    return {};
  if (isa<arith::AddIOp, arith::SubIOp>(op)) {
    Value a = tryDivide(builder, loc, op->getOperand(0), divisor);
    Value b = a ? tryDivide(builder, loc, op->getOperand(1), divisor) : Value();
    if (!b)
      return {};
    return isa<arith::AddIOp>(op) ? builder.createOrFold<arith::AddIOp>(loc, a, b)
                                  : builder.createOrFold<arith::SubIOp>(loc, a, b);
  }
  if (!isa<arith::MulIOp>(op))
    return {};
  for (unsigned i : {1u, 0u}) {
    Value divided = tryDivide(builder, loc, op->getOperand(i), divisor);
    if (!divided)
      continue;
    // The constant stays at the right, where arith folds it.
    Value other = op->getOperand(1 - i);
    if (getConstantIntValue(other))
      std::swap(other, divided);
    return builder.createOrFold<arith::MulIOp>(loc, other, divided);
  }
  return {};
}

Value tilium::createExactDivision(OpBuilder &builder, Location loc, Value value, int64_t divisor) {
  if (dividesIntoFactors(value, divisor))
    return tryDivide(builder, loc, value, divisor);
  return builder.createOrFold<arith::DivUIOp>(
      loc, value, arith::ConstantIndexOp::create(builder, loc, divisor));
}

std::optional<int64_t> tilium::getTripCount(scf::ForOp loop) {
  auto lower = getConstantIntValue(loop.getLowerBound());
  auto upper = getConstantIntValue(loop.getUpperBound());
  auto step = getConstantIntValue(loop.getStep());
  if (!lower || !upper || !step || *step <= 0)
    return std::nullopt;
  return *upper > *lower ? (*upper - *lower + *step - 1) / *step : 0;
}
