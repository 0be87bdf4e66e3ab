//===- LinearIndex.cpp - Indices as sums of loop variables ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Analysis/LinearIndex.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tilium;

static void addTerm(SmallVectorImpl<LinearIndex::Term> &terms, Value value, int64_t factor) {
  auto known = llvm::find_if(terms, [&](auto &term) { return term.first == value; });
  if (known == terms.end()) {
    if (factor != 0)
      terms.push_back({value, factor});
    return;
  }
  known->second += factor;
  if (known->second == 0)
    terms.erase(known);
}

int64_t LinearIndex::factorOf(Value variable) const {
  for (auto [value, factor] : variables)
    if (value == variable)
      return factor;
  return 0;
}

void LinearIndex::add(const LinearIndex &other, int64_t factor) {
  for (auto [value, own] : other.variables)
    addTerm(variables, value, own * factor);
  for (auto [value, own] : other.uniforms)
    addTerm(uniforms, value, own * factor);
  constant += other.constant * factor;
}

bool LinearIndex::operator==(const LinearIndex &other) const {
  LinearIndex difference = *this;
  difference.add(other, -1);
  return difference.variables.empty() && difference.uniforms.empty() && difference.constant == 0;
}

/// Whether `op` lies in `block`, directly or nested.
static bool isInside(Operation *op, Block *block) {
  for (; op; op = op->getParentOp())
    if (op->getBlock() == block)
      return true;
  return false;
}

bool tilium::isUniform(Value value, Block *block) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return argument.getOwner() != block && !isInside(argument.getOwner()->getParentOp(), block);
  Operation *op = value.getDefiningOp();
  if (!isInside(op, block))
    return true;
  return op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
         llvm::all_of(op->getOperands(), [&](Value operand) { return isUniform(operand, block); });
}

std::optional<LinearIndex> tilium::getLinearIndex(Value index, Block *block) {
  LinearIndex result;
  APInt constant;
  if (matchPattern(index, m_ConstantInt(&constant))) {
    result.constant = constant.getSExtValue();
    return result;
  }
  if (auto argument = dyn_cast<BlockArgument>(index); argument && argument.getOwner() == block) {
    result.variables.push_back({index, 1});
    return result;
  }
  Operation *op = index.getDefiningOp();
  if (op && isa<arith::AddIOp, arith::SubIOp>(op)) {
    auto left = getLinearIndex(op->getOperand(0), block);
    auto right = getLinearIndex(op->getOperand(1), block);
    if (left && right) {
      left->add(*right, isa<arith::AddIOp>(op) ? 1 : -1);
      return left;
    }
  }
  if (op && isa<arith::MulIOp>(op)) {
    for (auto [value, factor] : {std::pair(op->getOperand(0), op->getOperand(1)),
                                 std::pair(op->getOperand(1), op->getOperand(0))}) {
      if (!matchPattern(factor, m_ConstantInt(&constant)))
        continue;
      if (auto inner = getLinearIndex(value, block)) {
        result.add(*inner, constant.getSExtValue());
        return result;
      }
    }
  }
  if (op && isa<arith::IndexCastOp, arith::ExtSIOp>(op))
    if (auto inner = getLinearIndex(op->getOperand(0), block))
      return inner;
  if (!isUniform(index, block))
    return std::nullopt;
  result.uniforms.push_back({index, 1});
  return result;
}

Value tilium::hoistUniform(OpBuilder &builder, Value value, Block *block) {
  Operation *op = value.getDefiningOp();
  if (!op || !isInside(op, block))
    return value;
  IRMapping mapping;
  for (Value operand : op->getOperands())
    mapping.map(operand, hoistUniform(builder, operand, block));
  return builder.clone(*op, mapping)->getResult(cast<OpResult>(value).getResultNumber());
}

Value tilium::createUniformPart(OpBuilder &builder, Location loc, const LinearIndex &index,
                                Block *block) {
  Value sum;
  auto append = [&](Value term) {
    sum = sum ? builder.createOrFold<arith::AddIOp>(loc, sum, term) : term;
  };
  for (auto [value, factor] : index.uniforms) {
    Value term = hoistUniform(builder, value, block);
    if (!term.getType().isIndex())
      term = arith::IndexCastOp::create(builder, loc, builder.getIndexType(), term);
    if (factor != 1)
      term = builder.createOrFold<arith::MulIOp>(
          loc, term, arith::ConstantIndexOp::create(builder, loc, factor).getResult());
    append(term);
  }
  if (index.constant != 0 || !sum)
    append(arith::ConstantIndexOp::create(builder, loc, index.constant));
  return sum;
}
