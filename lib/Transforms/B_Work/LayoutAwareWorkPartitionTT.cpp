//===- LayoutAwareWorkPartitionTT.cpp - Blocks to cores (B1) --------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Blocks are numbered x first. Each core runs a contiguous range of them, so that neighbours along
// x, which share operands, run on one core or next to each other.
//
//===----------------------------------------------------------------------===//

#include "tilium/Support/Diagnostics.h"
#include "tilium/Support/Target.h"
#include "tilium/Transforms/Passes.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/Support/MathExtras.h"

#include <limits>

namespace tilium {
#define GEN_PASS_DEF_LAYOUTAWAREWORKPARTITIONTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

/// Blocks along each axis of the grid.
static FailureOr<SmallVector<int64_t>> gridOf(tile::LaunchOp launch) {
  SmallVector<int64_t> grid;
  for (Value extent : launch.getGrid()) {
    std::optional<int64_t> constant = getConstantIntValue(extent);
    if (!constant)
      return refuse(launch, DiagnosticCode::RunTimeGrid)
             << "T.Kernel's grid is known only at run time; compile the kernel "
                "for constant shapes";
    if (*constant <= 0)
      return launch.emitError() << "T.Kernel's grid has " << *constant
                                << " blocks along an axis; it needs at least one";
    grid.push_back(*constant);
  }
  return grid;
}

/// Blocks of the whole grid. Kernels number them in 32 bits, the end of the last core's run
/// included.
static FailureOr<int64_t> countBlocks(tile::LaunchOp launch, ArrayRef<int64_t> grid) {
  constexpr int64_t most = std::numeric_limits<uint32_t>::max();
  int64_t blocks = 1;
  for (int64_t extent : grid)
    if (llvm::MulOverflow(blocks, extent, blocks) || blocks > most)
      return refuse(launch, DiagnosticCode::GridTooLarge)
             << "T.Kernel's grid has more than " << most
             << " blocks, the most that a kernel can number; use larger blocks";
  return blocks;
}

/// The first `count` cores row by row: whole rows as one rectangle, the rest as another.
static tt::CoreRangesAttr coreRanges(MLIRContext *context, int64_t count, int64_t cols) {
  SmallVector<tt::CoreRangeAttr> ranges;
  int64_t rows = count / cols, rest = count % cols;
  if (rows > 0)
    ranges.push_back(tt::CoreRangeAttr::get(context, 0, 0, cols - 1, rows - 1));
  if (rest > 0)
    ranges.push_back(tt::CoreRangeAttr::get(context, 0, rows, rest - 1, rows));
  return tt::CoreRangesAttr::get(context, ranges);
}

static LogicalResult partition(func::FuncOp function, const device::Architecture &architecture) {
  SmallVector<tile::LaunchOp> launches;
  function.walk([&](tile::LaunchOp launch) { launches.push_back(launch); });
  if (launches.empty())
    return refuse(function, DiagnosticCode::NoKernel)
           << "has no T.Kernel, or only one whose grid has no blocks; a program needs one";
  if (launches.size() > 1) {
    InFlightDiagnostic diagnostic = launches[1].emitError(
        "is a second T.Kernel of the function; a program runs one, so split the function");
    diagnostic.attachNote(launches[0].getLoc()) << "the first one is here";
    return diagnostic;
  }
  FailureOr<SmallVector<int64_t>> grid = gridOf(launches.front());
  if (failed(grid))
    return failure();

  FailureOr<int64_t> counted = countBlocks(launches.front(), *grid);
  if (failed(counted))
    return failure();

  int64_t blocks = *counted, cols = architecture.gridX;
  int64_t cores = std::min<int64_t>(blocks, architecture.coreCount());
  if (cores < architecture.coreCount())
    advise(launches.front(), DiagnosticCode::IdleCores)
        << "T.Kernel's grid has " << blocks << (blocks == 1 ? " block" : " blocks") << " for the "
        << architecture.coreCount() << " cores of the chip, and the others have nothing to do";
  MLIRContext *context = function.getContext();
  SmallVector<tt::CoreWorkAttr> work;
  int64_t start = 0;
  for (int64_t core = 0; core < cores; ++core) {
    int64_t count = blocks / cores + (core < blocks % cores);
    work.push_back(tt::CoreWorkAttr::get(context, core % cols, core / cols, start, count));
    start += count;
  }
  function->setAttr("tt.grid_tiles", DenseI64ArrayAttr::get(context, *grid));
  function->setAttr("tt.core_grid",
                    tt::CoreGridAttr::get(context, architecture.gridX, architecture.gridY));
  function->setAttr("tt.core_ranges", coreRanges(context, cores, cols));
  function->setAttr("tt.partition_mode",
                    tt::PartitionModeAttr::get(context, tt::PartitionMode::Global));
  function->setAttr("tt.work_partition", tt::WorkPartitionAttr::get(context, work));
  return success();
}

namespace {
class LayoutAwareWorkPartitionTTPass
    : public tilium::impl::LayoutAwareWorkPartitionTTPassBase<LayoutAwareWorkPartitionTTPass> {
public:
  using LayoutAwareWorkPartitionTTPassBase::LayoutAwareWorkPartitionTTPassBase;

  void runOnOperation() override {
    const device::Architecture *architecture = getTargetArchitecture(getOperation());
    if (!architecture)
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(partition(function, *architecture)))
        return signalPassFailure();
  }
};
} // namespace
