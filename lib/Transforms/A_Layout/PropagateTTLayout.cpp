//===- PropagateTTLayout.cpp - Circular-buffer geometry (A2) --------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Support/Diagnostics.h"
#include "tilium/Support/Target.h"
#include "tilium/Transforms/Passes.h"

#include "llvm/Support/FormatVariadic.h"

namespace tilium {
#define GEN_PASS_DEF_PROPAGATETTLAYOUTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

/// Whether `op` fills `region` from a tensor.
static bool fillsFromTensor(Operation *op, tile::RegionOp region) {
  if (auto im2col = dyn_cast<tile::Im2ColOp>(op))
    return im2col.getDestination() == region.getRegion();
  auto copy = dyn_cast<tile::CopyOp>(op);
  if (!copy || copy.getDestination() != region.getRegion())
    return false;
  auto source = copy.getSource().getDefiningOp<tile::RegionOp>();
  return source && isa<BlockArgument>(source.getBuffer());
}

/// Blocks held at once: as many as the pipelined loop that fills the buffer from a tensor has
/// stages.
static int64_t chooseDepth(tile::AllocOp alloc) {
  int64_t depth = 1;
  for (Operation *user : alloc.getBuffer().getUsers()) {
    auto region = dyn_cast<tile::RegionOp>(user);
    if (!region)
      continue;
    for (Operation *regionUser : region->getUsers()) {
      if (!fillsFromTensor(regionUser, region))
        continue;
      for (auto loop = regionUser->getParentOfType<scf::ForOp>(); loop;
           loop = loop->getParentOfType<scf::ForOp>()) {
        auto pipeline = loop->getAttrOfType<tile::PipelineAttr>("tile.pipeline");
        if (!pipeline)
          continue;
        depth = std::max(depth, pipeline.getNumStages());
        break;
      }
    }
  }
  return depth;
}

/// The error that says who takes what of L1.
static LogicalResult reportOverflow(func::FuncOp function, ArrayRef<tile::AllocOp> allocs,
                                    int64_t available) {
  SmallVector<tile::AllocOp> sorted(allocs);
  auto bytesOf = [](tile::AllocOp alloc) {
    return alloc->getAttrOfType<tt::CBDescAttr>("tt.cb_desc").getTotalBytes();
  };
  // The largest first, equal ones as they stand in the program.
  llvm::sort(sorted, [&](tile::AllocOp a, tile::AllocOp b) {
    return bytesOf(a) != bytesOf(b) ? bytesOf(a) > bytesOf(b)
                                    : llvm::find(allocs, a) < llvm::find(allocs, b);
  });
  int64_t total = 0;
  std::string table;
  llvm::raw_string_ostream out(table);
  out << llvm::formatv("\n  {0,-24} {1,8} {2,-10} {3,6} {4,12}", "buffer", "tiles", "format",
                       "blocks", "bytes");
  for (tile::AllocOp alloc : sorted) {
    auto desc = alloc->getAttrOfType<tt::CBDescAttr>("tt.cb_desc");
    total += desc.getTotalBytes();
    out << llvm::formatv("\n  {0,-24} {1,8} {2,-10} {3,6} {4,12}", alloc.getBufferName(),
                         desc.getBlockPages(), tt::stringifyDataFormat(desc.getFormat()),
                         desc.getDepth(), desc.getTotalBytes());
  }
  InFlightDiagnostic diagnostic =
      refuse(function, DiagnosticCode::L1Overflow)
      << "the kernel's buffers take " << total << " bytes of L1, a core has " << available
      << "; use smaller blocks, fewer stages or a narrower dtype" << table;
  for (tile::AllocOp alloc : sorted)
    diagnostic.attachNote(alloc.getLoc())
        << "'" << alloc.getBufferName() << "' takes " << bytesOf(alloc) << " bytes";
  return diagnostic;
}

static LogicalResult propagate(func::FuncOp function, const device::Architecture &architecture) {
  SmallVector<tile::AllocOp> allocs;
  function.walk([&](tile::AllocOp alloc) { allocs.push_back(alloc); });
  int64_t total = 0;
  for (tile::AllocOp alloc : allocs) {
    auto layout = alloc->getAttrOfType<tt::LayoutDescAttr>("tt.layout_desc");
    if (!layout)
      return alloc.emitError() << "'" << alloc.getBufferName()
                               << "' has no 'tt.layout_desc'; InferTTLayout gives it";
    auto desc =
        tt::CBDescAttr::get(function.getContext(), layout.getFormat(), layout.getTileBytes(),
                            layout.getNumTiles(), chooseDepth(alloc));
    alloc->setAttr("tt.cb_desc", desc);
    total += desc.getTotalBytes();
  }
  int64_t available = architecture.l1Bytes - architecture.l1UnreservedBase;
  if (total > available)
    return reportOverflow(function, allocs, available);
  return success();
}

namespace {
class PropagateTTLayoutPass
    : public tilium::impl::PropagateTTLayoutPassBase<PropagateTTLayoutPass> {
public:
  using PropagateTTLayoutPassBase::PropagateTTLayoutPassBase;

  void runOnOperation() override {
    const device::Architecture *architecture = getTargetArchitecture(getOperation());
    if (!architecture)
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(propagate(function, *architecture)))
        return signalPassFailure();
  }
};
} // namespace
