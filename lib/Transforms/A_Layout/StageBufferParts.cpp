//===- StageBufferParts.cpp - Parts of on-chip buffers by copies ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A circular buffer is produced and consumed as a whole. A tile operation on a part of an on-chip
// buffer works on a buffer of the part's size, which elementwise code fills from the whole before
// and puts back into it after.
//
//===----------------------------------------------------------------------===//

#include "ParallelBuilder.h"

#include "tilium/Support/Diagnostics.h"
#include "tilium/Transforms/Passes.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

namespace tilium {
#define GEN_PASS_DEF_STAGEBUFFERPARTSPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

namespace {

/// How a tile operation uses a region.
struct Use {
  OpOperand *operand;
  bool reads, writes;
};

} // namespace

static SmallVector<Use> usesOf(Operation *op) {
  auto operand = [&](Value value) {
    return llvm::find_if(op->getOpOperands(), [&](OpOperand &o) { return o.get() == value; });
  };
  if (auto copy = dyn_cast<tile::CopyOp>(op))
    return {{operand(copy.getSource()), true, false},
            {operand(copy.getDestination()), false, true}};
  if (auto transpose = dyn_cast<tile::TransposeOp>(op))
    return {{operand(transpose.getSource()), true, false},
            {operand(transpose.getDestination()), false, true}};
  if (auto im2col = dyn_cast<tile::Im2ColOp>(op))
    return {{operand(im2col.getDestination()), false, true}};
  if (auto scan = dyn_cast<tile::ScanOp>(op))
    return {{operand(scan.getSource()), true, false},
            {operand(scan.getDestination()), false, true}};
  if (auto fill = dyn_cast<tile::FillOp>(op))
    return {{operand(fill.getDestination()), false, true}};
  if (auto reduce = dyn_cast<tile::ReduceOp>(op))
    return {{operand(reduce.getSource()), true, false},
            {operand(reduce.getDestination()), !reduce.getClear(), true}};
  if (auto gemm = dyn_cast<tile::GemmOp>(op)) {
    bool clears = gemm.getClear() && matchPattern(gemm.getClear(), m_One());
    return {{operand(gemm.getA()), true, false},
            {operand(gemm.getB()), true, false},
            {operand(gemm.getC()), !clears, true}};
  }
  return {};
}

/// Whether the region is a part of an on-chip buffer.
static bool isPart(tile::RegionOp region) {
  if (!region.getBuffer().getDefiningOp<tile::AllocOp>())
    return false;
  auto type = cast<MemRefType>(region.getBuffer().getType());
  if (llvm::is_contained(region.getStaticExtents(), ShapedType::kDynamic))
    return false;
  return type.getShape() != region.getStaticExtents() ||
         !llvm::all_of(region.getOffsets(),
                       [](Value offset) { return matchPattern(offset, m_Zero()); });
}

/// Copies between the part and `buffer`, element by element.
static void createElementCopy(OpBuilder &builder, Location loc, tile::RegionOp part, Value buffer,
                              bool toBuffer) {
  SmallVector<int64_t> extents(
      llvm::make_filter_range(part.getStaticExtents(), [](int64_t extent) { return extent != 1; }));
  if (extents.empty())
    extents.push_back(1);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  OpBuilder inner = builder;
  Block &body = createParallel(inner, loc, extents).getBody().front();
  SmallVector<Value> inBuffer, inWhole;
  unsigned next = 0;
  for (auto [offset, extent] : llvm::zip(part.getOffsets(), part.getStaticExtents())) {
    Value variable = extent == 1 ? zero : Value(body.getArgument(next++));
    inBuffer.push_back(variable);
    inWhole.push_back(inner.createOrFold<arith::AddIOp>(loc, offset, variable));
  }
  Value whole = part.getBuffer();
  Value element = toBuffer ? memref::LoadOp::create(inner, loc, whole, inWhole)
                           : memref::LoadOp::create(inner, loc, buffer, inBuffer);
  memref::StoreOp::create(inner, loc, element, toBuffer ? buffer : whole,
                          toBuffer ? inBuffer : inWhole);
}

static void stagePart(const Use &use) {
  Operation *op = use.operand->getOwner();
  auto part = use.operand->get().getDefiningOp<tile::RegionOp>();
  auto alloc = part.getBuffer().getDefiningOp<tile::AllocOp>();
  auto wholeType = cast<MemRefType>(alloc.getBuffer().getType());
  OpBuilder builder(op);
  Location loc = op->getLoc();
  std::string name = (alloc.getBufferName() + "_part").str();
  auto type = MemRefType::get(part.getStaticExtents(), wholeType.getElementType(),
                              MemRefLayoutAttrInterface(), wholeType.getMemorySpace());
  Value buffer = tile::AllocOp::create(builder, NameLoc::get(builder.getStringAttr(name), loc),
                                       type, builder.getStringAttr(name));
  if (use.reads)
    createElementCopy(builder, loc, part, buffer, /*toBuffer=*/true);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  SmallVector<Value> zeros(type.getRank(), zero);
  Value region = tile::RegionOp::create(builder, loc, part.getRegion().getType(), buffer, zeros,
                                        ValueRange(), part.getStaticExtentsAttr());
  use.operand->set(region);
  if (use.writes) {
    builder.setInsertionPointAfter(op);
    createElementCopy(builder, loc, part, buffer, /*toBuffer=*/false);
  }
}

/// Whether a store leaves elements of its buffer as they are.
static bool storesPart(memref::StoreOp store) {
  auto parallel = store->getParentOfType<tile::ParallelOp>();
  if (!parallel)
    return false;
  if (store->getBlock() != &parallel.getBody().front())
    return true;
  auto type = cast<MemRefType>(store.getMemref().getType());
  for (auto [dim, index] : llvm::enumerate(store.getIndices())) {
    auto argument = dyn_cast<BlockArgument>(index);
    bool whole = argument && argument.getOwner()->getParentOp() == parallel
                     ? getConstantIntValue(parallel.getExtents()[argument.getArgNumber()]) ==
                           type.getDimSize(dim)
                     : type.getDimSize(dim) == 1;
    if (!whole)
      return true;
  }
  return false;
}

/// Gives buffers that are written in parts a value to start with: what a kernel never writes is
/// anything, but the parts that it keeps are read to be kept.
static void clearBuffersWrittenInParts(ModuleOp module) {
  module.walk([&](tile::AllocOp alloc) {
    bool inParts = llvm::any_of(alloc.getBuffer().getUsers(), [](Operation *user) {
      auto store = dyn_cast<memref::StoreOp>(user);
      return store && storesPart(store);
    });
    if (!inParts)
      return;
    OpBuilder builder(alloc);
    builder.setInsertionPointAfter(alloc);
    Location loc = locationOfAddition(alloc.getLoc());
    auto type = cast<MemRefType>(alloc.getBuffer().getType());
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    SmallVector<Value> zeros(type.getRank(), zero);
    auto extents = builder.getDenseI64ArrayAttr(type.getShape());
    Value region = tile::RegionOp::create(
        builder, loc,
        tile::RegionType::get(builder.getContext(), type.getShape(), type.getElementType()),
        alloc.getBuffer(), zeros, ValueRange(), extents);
    // Unsigned constants do not exist in arith.
    Type element = type.getElementType(), signless = element;
    if (element.isUnsignedInteger())
      signless = builder.getIntegerType(element.getIntOrFloatBitWidth());
    Value value = arith::ConstantOp::create(builder, loc, builder.getZeroAttr(signless));
    if (signless != element)
      value = UnrealizedConversionCastOp::create(builder, loc, element, value).getResult(0);
    tile::FillOp::create(builder, loc, region, value);
  });
}

namespace {
class StageBufferPartsPass : public tilium::impl::StageBufferPartsPassBase<StageBufferPartsPass> {
public:
  using StageBufferPartsPassBase::StageBufferPartsPassBase;

  void runOnOperation() override {
    SmallVector<Use> parts;
    getOperation().walk([&](Operation *op) {
      for (const Use &use : usesOf(op)) {
        auto region = use.operand->get().getDefiningOp<tile::RegionOp>();
        if (region && isPart(region))
          parts.push_back(use);
      }
    });
    for (const Use &use : parts)
      stagePart(use);
    clearBuffersWrittenInParts(getOperation());
  }
};
} // namespace
