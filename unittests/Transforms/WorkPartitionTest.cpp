//===- WorkPartitionTest.cpp - Every block is run exactly once ------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Runs LayoutAwareWorkPartitionTT and GridToCoreGrid on grids of all kinds and follows what each
// core does: the block numbers it runs, and the indices that the index arithmetic recovers.
//
//===----------------------------------------------------------------------===//

#include "tilium/Support/Target.h"
#include "tilium/Transforms/Passes.h"
#include "tilium/Transforms/Pipeline.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

using namespace mlir;
using namespace tilium;

namespace {

using Grid = std::vector<int64_t>;
using Core = std::pair<int64_t, int64_t>;

/// A program with the grid `grid`, whose body uses the indices in a sum.
std::string makeProgram(const Grid &grid, const std::string &target) {
  std::string text = "module attributes {tt.target = \"" + target + "\"} {\nfunc.func @f() {\n";
  std::string names, extents;
  for (size_t axis = 0; axis < grid.size(); ++axis) {
    std::string number = std::to_string(axis);
    text += "%e" + number + " = arith.constant " + std::to_string(grid[axis]) + " : index\n";
    names += (axis ? ", %b" : "%b") + number;
    extents += (axis ? ", %e" : "%e") + number;
  }
  text += "tile.launch (" + names + ") in (" + extents + ") {\n";
  for (size_t axis = 0; axis < grid.size(); ++axis)
    text += "%r" + std::to_string(axis) + " = \"test.use\"(%b" + std::to_string(axis) +
            ") : (index) -> index\n";
  return text + "}\nreturn\n}\n}\n";
}

/// The value of index arithmetic where the loop's variable `variable` is `block`.
int64_t evaluate(Value value, Value variable, int64_t block) {
  if (value == variable)
    return block;
  Operation *op = value.getDefiningOp();
  if (auto constant = dyn_cast<arith::ConstantIndexOp>(op))
    return constant.value();
  int64_t left = evaluate(op->getOperand(0), variable, block);
  int64_t right = evaluate(op->getOperand(1), variable, block);
  if (isa<arith::RemUIOp>(op))
    return left % right;
  if (isa<arith::DivUIOp>(op))
    return left / right;
  ADD_FAILURE() << "unexpected " << op->getName().getStringRef().str();
  return 0;
}

class WorkPartitionTest : public testing::TestWithParam<const char *> {
protected:
  WorkPartitionTest() {
    DialectRegistry registry;
    registerTiliumDialects(registry);
    context.appendDialectRegistry(registry);
    context.allowUnregisteredDialects();
    context.disableMultithreading();
  }

  void check(const Grid &grid);

  MLIRContext context;
};

/// Checks that `ranges` are disjoint, at most two, and cover exactly the cores in `used`.
void checkRanges(tt::CoreRangesAttr ranges, const std::set<Core> &used) {
  EXPECT_LE(ranges.getRanges().size(), 2u);
  std::set<Core> covered;
  for (tt::CoreRangeAttr range : ranges.getRanges())
    for (int64_t y = range.getStartY(); y <= range.getEndY(); ++y)
      for (int64_t x = range.getStartX(); x <= range.getEndX(); ++x)
        EXPECT_TRUE(covered.insert({x, y}).second) << "core " << x << ", " << y << " twice";
  EXPECT_EQ(covered, used);
}

void WorkPartitionTest::check(const Grid &grid) {
  SCOPED_TRACE(testing::PrintToString(grid));
  OwningOpRef<ModuleOp> module =
      parseSourceString<ModuleOp>(makeProgram(grid, GetParam()), ParserConfig(&context));
  ASSERT_TRUE(module);
  PassManager passes(&context);
  passes.addPass(createLayoutAwareWorkPartitionTTPass());
  passes.addPass(createGridToCoreGridPass());
  ASSERT_TRUE(succeeded(passes.run(*module)));

  auto function = *module->getOps<func::FuncOp>().begin();
  const device::Architecture *architecture = getTargetArchitecture(*module);
  auto work = function->getAttrOfType<tt::WorkPartitionAttr>("tt.work_partition");
  scf::ForOp loop = *function.getOps<scf::ForOp>().begin();
  SmallVector<Value> indices;
  for (Operation &op : *loop.getBody())
    if (op.getName().getStringRef() == "test.use")
      indices.push_back(op.getOperand(0));
  ASSERT_EQ(indices.size(), grid.size());

  int64_t total = 1;
  for (int64_t extent : grid)
    total *= extent;
  std::set<Core> used;
  std::set<Grid> ran;
  int64_t next = 0, least = total, most = 0;
  for (tt::CoreWorkAttr core : work.getCores()) {
    EXPECT_LT(core.getX(), int64_t(architecture->gridX));
    EXPECT_LT(core.getY(), int64_t(architecture->gridY));
    used.insert({core.getX(), core.getY()});
    EXPECT_EQ(core.getStart(), next) << "runs of blocks follow each other";
    next = core.getStart() + core.getCount();
    least = std::min<int64_t>(least, core.getCount());
    most = std::max<int64_t>(most, core.getCount());
    for (int64_t block = core.getStart(); block < next; ++block) {
      Grid at;
      for (auto [axis, index] : llvm::enumerate(indices)) {
        at.push_back(evaluate(index, loop.getInductionVar(), block));
        EXPECT_LT(at.back(), grid[axis]);
      }
      EXPECT_TRUE(ran.insert(at).second) << "a block runs twice";
    }
  }
  EXPECT_EQ(next, total);
  EXPECT_EQ(int64_t(ran.size()), total) << "every block runs";
  EXPECT_GE(least, 1);
  EXPECT_LE(most - least, 1);
  EXPECT_EQ(int64_t(used.size()), std::min<int64_t>(total, architecture->coreCount()));
  checkRanges(function->getAttrOfType<tt::CoreRangesAttr>("tt.core_ranges"), used);
}

TEST_P(WorkPartitionTest, AroundTheSizesOfTheCoreGrid) {
  auto module = OwningOpRef<ModuleOp>(ModuleOp::create(UnknownLoc::get(&context)));
  (*module)->setAttr("tt.target", StringAttr::get(&context, GetParam()));
  const device::Architecture *architecture = getTargetArchitecture(*module);
  int64_t cols = architecture->gridX, cores = architecture->coreCount();
  for (int64_t blocks : {int64_t(1), cols - 1, cols, cols + 1, 2 * cols, cores - cols, cores - 1,
                         cores, cores + 1, 2 * cores - 1, 2 * cores, 3 * cores + 7})
    check({blocks});
}

TEST_P(WorkPartitionTest, AxesOfOneBlock) {
  for (const Grid &grid : {Grid{1, 1, 1}, Grid{1, 5}, Grid{5, 1}, Grid{1, 1, 7}, Grid{1, 7, 1},
                           Grid{7, 1, 1}, Grid{3, 1, 5}, Grid{1, 3, 5}, Grid{3, 5, 1}})
    check(grid);
}

TEST_P(WorkPartitionTest, GridsOfAllShapes) {
  std::mt19937 random(1);
  for (int round = 0; round < 60; ++round) {
    Grid grid(1 + random() % 3);
    for (int64_t &extent : grid)
      extent = 1 + random() % (grid.size() == 1 ? 600 : grid.size() == 2 ? 24 : 9);
    check(grid);
  }
}

INSTANTIATE_TEST_SUITE_P(Chips, WorkPartitionTest, testing::Values("wormhole_b0", "blackhole"),
                         [](const auto &info) { return std::string(info.param); });

} // namespace
