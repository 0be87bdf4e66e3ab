//===- GatherLowering.cpp - tt.gather as loops of loads and stores --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The processor loads each element where the layout of tiles and faces has it and stores it where
// it belongs. What the body computes is computed in the outermost loop that has its operands.
//
//===----------------------------------------------------------------------===//

#include "GatherLowering.h"

#include "LoopBuilder.h"

#include "tilium/Analysis/BlockStorage.h"
#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"
#include "tilium/Dialect/TT/IR/Tiles.h"

using namespace mlir;
using namespace tilium;

namespace {

/// A block in L1 whose elements the processor reaches.
struct LocalBlock {
  Value address; ///< Of its first byte.
  tt::CBType type;

  int64_t elementBytes() const { return tt::tileBytes(type.getFormat()) / tt::tileElements; }
  int64_t bytes() const { return type.getNumTiles() * tt::tileBytes(type.getFormat()); }
};

/// Lowers one tt.gather.
class GatherLowering {
public:
  explicit GatherLowering(tt::GatherOp gather)
      : gather(gather), body(gather.getBody().front()), loc(gather.getLoc()) {}
  void run(ZeroFill zeroFill);

private:
  void start(OpBuilder &builder, ZeroFill zeroFill);
  bool fillsEverything();
  void createLoops(OpBuilder &builder, unsigned level);
  void cloneReady(OpBuilder &builder);
  void place(OpBuilder &builder);
  Value addressOf(OpBuilder &builder, const LocalBlock &block, Value row, Value column);

  tt::GatherOp gather;
  Block &body;
  Location loc;
  SmallVector<LocalBlock> sources;
  LocalBlock into;
  IRMapping mapping;
  DenseSet<Operation *> cloned;
};

} // namespace

/// `value / divisor` or `value % divisor`, as short as the value's range allows.
static Value quotient(OpBuilder &builder, Location loc, Value value, int64_t divisor) {
  std::optional<IndexRange> range = getIndexRange(value);
  if (range && range->smallest >= 0 && range->largest < divisor)
    return arith::ConstantIndexOp::create(builder, loc, 0);
  return builder.createOrFold<arith::DivUIOp>(
      loc, value, arith::ConstantIndexOp::create(builder, loc, divisor).getResult());
}

static Value remainder(OpBuilder &builder, Location loc, Value value, int64_t divisor) {
  std::optional<IndexRange> range = getIndexRange(value);
  if (range && range->smallest >= 0 && range->largest < divisor)
    return value;
  return builder.createOrFold<arith::RemUIOp>(
      loc, value, arith::ConstantIndexOp::create(builder, loc, divisor).getResult());
}

/// Tiles lie row by row, each as four faces of 16 by 16 elements.
Value GatherLowering::addressOf(OpBuilder &builder, const LocalBlock &block, Value row,
                                Value column) {
  constexpr int64_t faceSide = tt::tileSide / 2, faceElements = faceSide * faceSide;
  IndexBuilder index(builder, loc);
  auto divide = [&](Value value, int64_t by) { return quotient(builder, loc, value, by); };
  auto rest = [&](Value value, int64_t by) { return remainder(builder, loc, value, by); };
  Value tile = index.add(index.mul(divide(row, tt::tileSide), block.type.getCols()),
                         divide(column, tt::tileSide));
  Value face = index.add(index.mul(divide(rest(row, tt::tileSide), faceSide), 2),
                         divide(rest(column, tt::tileSide), faceSide));
  Value element = index.add(index.mul(rest(row, faceSide), faceSide), rest(column, faceSide));
  Value inTile = index.add(index.mul(face, faceElements), element);
  Value offset = index.add(index.mul(tile, tt::tileElements), inTile);
  return index.add(block.address, index.mul(offset, block.elementBytes()));
}

/// Whether the loops visit each element of the block once, so that nothing of it stays as it was.
bool GatherLowering::fillsEverything() {
  auto place = cast<tt::PlaceOp>(body.getTerminator());
  if (body.getNumArguments() != 2 || place.getCondition())
    return false;
  ArrayRef<int64_t> extents = gather.getExtents();
  return place.getRow() == body.getArgument(0) && place.getColumn() == body.getArgument(1) &&
         extents[0] == into.type.getRows() * tt::tileSide &&
         extents[1] == into.type.getCols() * tt::tileSide;
}

/// Finds room, and gives it what the loops do not write.
void GatherLowering::start(OpBuilder &builder, ZeroFill zeroFill) {
  auto cb = gather.getInto();
  auto pages = builder.getI32IntegerAttr(cb.getType().getNumTiles());
  metalium::CBReserveBackOp::create(builder, loc, cb, pages);
  for (Value source : gather.getSources()) {
    Value storage = getStorage(source);
    sources.push_back(
        {metalium::GetReadPtrOp::create(builder, loc, builder.getIndexType(), storage),
         cast<tt::CBType>(storage.getType())});
  }
  into = {metalium::GetWritePtrOp::create(builder, loc, builder.getIndexType(), cb), cb.getType()};
  if (gather.getUpdates()) {
    Value from =
        metalium::GetNocAddrOp::create(builder, loc, builder.getI64Type(), sources.front().address);
    metalium::NocAsyncReadOp::create(builder, loc, from, into.address,
                                     IndexBuilder(builder, loc).constant(into.bytes()));
  } else if (!fillsEverything()) {
    zeroFill(builder, into.address, into.bytes());
  } else {
    metalium::InvalidateL1CacheOp::create(builder, loc);
    return;
  }
  metalium::NocAsyncReadBarrierOp::create(builder, loc);
  // The processor has not seen yet what others have put into the sources.
  metalium::InvalidateL1CacheOp::create(builder, loc);
}

/// Copies the operations of the body whose operands are there.
void GatherLowering::cloneReady(OpBuilder &builder) {
  for (Operation &op : body.without_terminator()) {
    bool ready = llvm::all_of(op.getOperands(), [&](Value operand) {
      return operand.getParentBlock() != &body || mapping.contains(operand);
    });
    if (!ready || !cloned.insert(&op).second)
      continue;
    auto element = dyn_cast<tt::ElementOp>(op);
    if (!element) {
      builder.clone(op, mapping);
      continue;
    }
    const LocalBlock &source = sources[element.getSource()];
    Value address = addressOf(builder, source, mapping.lookupOrDefault(element.getRow()),
                              mapping.lookupOrDefault(element.getColumn()));
    Value bits = metalium::LoadL1Op::create(builder, op.getLoc(), builder.getIndexType(), address,
                                            builder.getI32IntegerAttr(source.elementBytes()));
    mapping.map(element.getBits(), bits);
  }
}

void GatherLowering::place(OpBuilder &builder) {
  auto place = cast<tt::PlaceOp>(body.getTerminator());
  OpBuilder inner = builder;
  if (place.getCondition()) {
    auto branch = scf::IfOp::create(builder, loc, mapping.lookupOrDefault(place.getCondition()),
                                    /*withElseRegion=*/false);
    inner = branch.getThenBodyBuilder();
  }
  Value address = addressOf(inner, into, mapping.lookupOrDefault(place.getRow()),
                            mapping.lookupOrDefault(place.getColumn()));
  metalium::StoreL1Op::create(inner, loc, mapping.lookupOrDefault(place.getBits()), address,
                              inner.getI32IntegerAttr(into.elementBytes()));
}

/// The loops over the arguments of the body from number `level` on.
void GatherLowering::createLoops(OpBuilder &builder, unsigned level) {
  cloneReady(builder);
  if (level == body.getNumArguments())
    return place(builder);
  BlockArgument argument = body.getArgument(level);
  auto named = dyn_cast<NameLoc>(argument.getLoc());
  createLoop(builder, loc, gather.getExtents()[level],
             named ? named.getName().getValue() : StringRef("i"), [&](OpBuilder &b, Value value) {
               mapping.map(argument, value);
               createLoops(b, level + 1);
             });
}

void GatherLowering::run(ZeroFill zeroFill) {
  OpBuilder builder(gather);
  start(builder, zeroFill);
  createLoops(builder, 0);
}

void tilium::lowerGather(tt::GatherOp gather, ZeroFill zeroFill) {
  GatherLowering(gather).run(zeroFill);
}
