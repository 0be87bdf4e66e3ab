//===- VectorOrientation.cpp - Rows or columns of tiles for vectors -------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Vectors that meet in one operation form a class; uses next to two-dimensional buffers vote for
// the class. Where a class has votes for both, columns win: reductions of rows, the commonest
// source of vectors, give columns, and a use as a row costs a transposition of that vector only.
//
//===----------------------------------------------------------------------===//

#include "VectorOrientation.h"

#include "tilium/Analysis/LinearIndex.h"
#include "tilium/Dialect/Tile/IR/TileDialect.h"

#include "llvm/ADT/EquivalenceClasses.h"

using namespace mlir;
using namespace tilium;

namespace {

class OrientationVotes {
public:
  llvm::DenseSet<Value> run(func::FuncOp function);

private:
  void visitParallel(tile::ParallelOp parallel);
  void visitReduce(tile::ReduceOp reduce);
  void visitCopy(tile::CopyOp copy);
  void visitScan(tile::ScanOp scan);
  void together(Value a, Value b);

  llvm::EquivalenceClasses<Value> classes;
  SmallVector<Value> columnVotes;
};

/// An access of elementwise code.
struct Access {
  Value buffer;
  SmallVector<Value> variables; ///< One a dimension; null where none or more than one takes part.
};

} // namespace

static bool isVector(Value buffer) {
  return buffer.getDefiningOp<tile::AllocOp>() && cast<MemRefType>(buffer.getType()).getRank() == 1;
}

static Value bufferOf(Value region) { return region.getDefiningOp<tile::RegionOp>().getBuffer(); }

/// The dimension whose elements lie along rows of tiles, and the one along columns: the last two
/// that have more than one element; -1 for one that is missing.
static std::pair<int64_t, int64_t> matrixDims(Value buffer) {
  int64_t row = -1, column = -1;
  for (auto [dim, extent] : llvm::enumerate(cast<MemRefType>(buffer.getType()).getShape()))
    if (extent != 1) {
      row = column;
      column = dim;
    }
  return {row, column};
}

void OrientationVotes::together(Value a, Value b) {
  if (isVector(a) && isVector(b))
    classes.unionSets(a, b);
}

void OrientationVotes::visitParallel(tile::ParallelOp parallel) {
  Block *body = &parallel.getBody().front();
  SmallVector<Access> accesses;
  auto add = [&](Value buffer, ValueRange indices) {
    Access access{buffer, {}};
    for (Value index : indices) {
      auto linear = getLinearIndex(index, body);
      access.variables.push_back(
          linear && linear->variables.size() == 1 ? linear->variables.front().first : Value());
    }
    accesses.push_back(std::move(access));
  };
  body->walk([&](Operation *op) {
    if (auto load = dyn_cast<memref::LoadOp>(op))
      add(load.getMemref(), load.getIndices());
    else if (auto store = dyn_cast<memref::StoreOp>(op))
      add(store.getMemref(), store.getIndices());
  });
  // The variable that runs along the rows of two-dimensional buffers.
  llvm::DenseSet<Value> rowVariables;
  for (const Access &access : accesses) {
    auto [row, column] = matrixDims(access.buffer);
    if (row >= 0 && access.variables[row] && access.variables[column])
      rowVariables.insert(access.variables[row]);
  }
  for (const Access &access : accesses) {
    if (!isVector(access.buffer) || !access.variables.front())
      continue;
    if (rowVariables.contains(access.variables.front()))
      columnVotes.push_back(access.buffer);
    for (const Access &other : accesses)
      if (isVector(other.buffer) && other.variables.front() == access.variables.front())
        together(access.buffer, other.buffer);
  }
}

void OrientationVotes::visitReduce(tile::ReduceOp reduce) {
  Value source = bufferOf(reduce.getSource()), destination = bufferOf(reduce.getDestination());
  if (isVector(destination) && matrixDims(source).second == static_cast<int64_t>(reduce.getDim()))
    columnVotes.push_back(destination);
}

void OrientationVotes::visitCopy(tile::CopyOp copy) {
  together(bufferOf(copy.getSource()), bufferOf(copy.getDestination()));
}

/// Running sums go down columns.
void OrientationVotes::visitScan(tile::ScanOp scan) {
  Value source = bufferOf(scan.getSource()), destination = bufferOf(scan.getDestination());
  together(source, destination);
  if (isVector(source))
    columnVotes.push_back(source);
}

llvm::DenseSet<Value> OrientationVotes::run(func::FuncOp function) {
  function.walk([&](Operation *op) {
    if (auto alloc = dyn_cast<tile::AllocOp>(op))
      classes.insert(alloc.getBuffer());
  });
  function.walk([&](Operation *op) {
    if (auto parallel = dyn_cast<tile::ParallelOp>(op))
      visitParallel(parallel);
    else if (auto reduce = dyn_cast<tile::ReduceOp>(op))
      visitReduce(reduce);
    else if (auto copy = dyn_cast<tile::CopyOp>(op))
      visitCopy(copy);
    else if (auto scan = dyn_cast<tile::ScanOp>(op))
      visitScan(scan);
  });
  llvm::DenseSet<Value> columns;
  for (Value vote : columnVotes)
    for (Value member : classes.members(vote))
      columns.insert(member);
  return columns;
}

llvm::DenseSet<Value> tilium::findColumnVectors(func::FuncOp function) {
  return OrientationVotes().run(function);
}
