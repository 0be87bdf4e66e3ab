//===- LowerCBIntrinsics.cpp - NoC and circular-buffer protocol (D3) ------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Data movement kernels become Metalium calls altogether. In the compute kernel the channels become
// calls and the operations name circular buffers again, because from here on order is the
// protocol's.
//
//===----------------------------------------------------------------------===//

#include "FirstRows.h"
#include "GatherLowering.h"
#include "LoopBuilder.h"
#include "ScalarLowering.h"
#include "TensorPages.h"
#include "TidyKernel.h"

#include "tilium/Analysis/BlockStorage.h"
#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Support/Target.h"
#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_LOWERCBINTRINSICSPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

static int64_t pagesOf(Value cb) { return cast<tt::CBType>(cb.getType()).getNumTiles(); }
static int64_t pageBytesOf(Value cb) {
  return tt::tileBytes(cast<tt::CBType>(cb.getType()).getFormat());
}
static IntegerAttr pagesAttr(OpBuilder &builder, Value cb) {
  return builder.getI32IntegerAttr(pagesOf(cb));
}

//===----------------------------------------------------------------------===//
// Batched barriers
//===----------------------------------------------------------------------===//

/// The only wait on the circular buffer `id` in the program, if there is one.
static tt::WaitOp onlyWait(ModuleOp module, int64_t id) {
  tt::WaitOp only;
  bool several = false;
  module.walk([&](tt::WaitOp wait) {
    if (wait.getCb().getDefiningOp<tt::CBOp>().getId() != id)
      return;
    several |= static_cast<bool>(only);
    only = wait;
  });
  return several ? tt::WaitOp() : only;
}

/// Whether the block in `earlier` may be pushed after room for one in `later` was found. The reader
/// then waits for room while the first block is not out yet; that is a deadlock if the consumer
/// needs the first block before it makes the room.
static bool mayPushAfterReserve(Value earlier, Value later) {
  auto first = earlier.getDefiningOp<tt::CBOp>(), second = later.getDefiningOp<tt::CBOp>();
  auto module = first->getParentOfType<ModuleOp>();
  tt::WaitOp firstWait = onlyWait(module, *first.getId());
  tt::WaitOp secondWait = onlyWait(module, *second.getId());
  if (!firstWait || !secondWait || firstWait->getBlock() != secondWait->getBlock() ||
      !firstWait->isBeforeInBlock(secondWait))
    return false;
  for (Operation *op = firstWait->getNextNode(); op != secondWait; op = op->getNextNode())
    if (!isa<tt::WaitOp>(op) && !isMemoryEffectFree(op))
      return false;
  return true;
}

/// Moves pushes behind later reads of the same straight line, so that one barrier serves them all,
/// if they are of no more than `bytesAtOnce` together.
static void batchPushes(Block &block, int64_t bytesAtOnce) {
  SmallVector<tt::PushOp> waiting;
  auto bytesOf = [](Value cb) { return pagesOf(cb) * pageBytesOf(cb); };
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (auto push = dyn_cast<tt::PushOp>(op)) {
      waiting.push_back(push);
      continue;
    }
    if (auto read = dyn_cast<tt::ReadOp>(op)) {
      int64_t bytes = bytesOf(read.getInto());
      for (tt::PushOp push : waiting)
        bytes += bytesOf(push.getCb());
      bool joins = bytes <= bytesAtOnce && llvm::all_of(waiting, [&](tt::PushOp push) {
                     return push.getCb() != read.getInto() &&
                            mayPushAfterReserve(push.getCb(), read.getInto());
                   });
      if (!joins)
        waiting.clear();
      // The pushes follow this read; its own push comes next in the block.
      for (tt::PushOp push : llvm::reverse(waiting))
        push->moveAfter(read);
      continue;
    }
    if (!isMemoryEffectFree(&op))
      waiting.clear();
  }
}

//===----------------------------------------------------------------------===//
// Data movement kernels
//===----------------------------------------------------------------------===//

namespace {

/// Lowers the reader or the writer.
class DataMovementLowering {
public:
  DataMovementLowering(func::FuncOp kernel, const device::Architecture &architecture)
      : kernel(kernel), architecture(architecture) {}
  LogicalResult run();

private:
  LogicalResult createAccessors();
  LogicalResult lowerBlock(Block &block);
  LogicalResult lowerRegions(Operation &op);
  LogicalResult lowerRead(tt::ReadOp read);
  SmallVector<TileSegment> segmentsToRead(tt::ReadOp read);
  void readTile(OpBuilder &builder, Location loc, Value page, Value accessor, Value address,
                ArrayRef<TileSegment> segments);
  LogicalResult lowerReadPatches(tt::ReadPatchesOp read);
  void lowerIota(tt::IotaOp iota);
  void lowerShiftRows(tt::ShiftRowsOp shift);
  LogicalResult lowerWrite(tt::WriteOp write);
  void writeRows(tt::WriteOp write, TensorPages &pages, Value start);
  LogicalResult checkTransfer(Operation *op, Value tensor, const TensorPages &pages, Value cb);
  int64_t bytesAtOnce() const;
  void zeroFill(OpBuilder &builder, Location loc, Value address, int64_t bytes);
  tt::LayoutDescAttr layoutOf(Value tensor);

  func::FuncOp kernel;
  const device::Architecture &architecture;
  DenseMap<Value, Value> accessors;
  bool readsPending = false, writesPending = false, wroteAnything = false;
};

} // namespace

tt::LayoutDescAttr DataMovementLowering::layoutOf(Value tensor) {
  return kernel.getArgAttrOfType<tt::LayoutDescAttr>(cast<BlockArgument>(tensor).getArgNumber(),
                                                     "tt.layout_desc");
}

LogicalResult DataMovementLowering::createAccessors() {
  OpBuilder builder = OpBuilder::atBlockBegin(&kernel.getBody().front());
  for (BlockArgument argument : kernel.getArguments()) {
    if (argument.use_empty() || !isa<MemRefType>(argument.getType()))
      continue;
    unsigned number = argument.getArgNumber();
    auto accessor = kernel.getArgAttrOfType<tt::TensorAccessorAttr>(number, "tt.tensor_accessor");
    if (!accessor || !accessor.isBound())
      return kernel.emitError() << "the accessor of argument " << number
                                << " is not bound; ConfigureTensorAccessorTT "
                                   "(--tt-configure-tensor-accessor) binds it";
    if (!layoutOf(argument))
      return kernel.emitError()
             << "argument " << number
             << " has no 'tt.layout_desc'; InferTTLayout (--tt-infer-layout) gives it";
    auto name = kernel.getArgAttrOfType<StringAttr>(number, "tile.name");
    std::string tensorName = name ? name.getValue().str() : ("tensor" + Twine(number)).str();
    Value address = metalium::GetArgOp::create(builder, argument.getLoc(), builder.getIndexType(),
                                               builder.getI32IntegerAttr(accessor.getAddressArg()),
                                               builder.getStringAttr(tensorName + "_address"));
    accessors[argument] = metalium::TensorAccessorOp::create(
        builder, argument.getLoc(), metalium::AccessorType::get(builder.getContext()),
        builder.getStringAttr(tensorName), builder.getI32IntegerAttr(number),
        builder.getI32IntegerAttr(accessor.getCompileTimeOffset()), address);
  }
  return success();
}

/// Zeroes `bytes` of L1 with reads from the block of zeros that the firmware keeps.
void DataMovementLowering::zeroFill(OpBuilder &builder, Location loc, Value address,
                                    int64_t bytes) {
  int64_t chunk = architecture.l1ZerosBytes;
  Value base = metalium::MemZerosBaseOp::create(builder, loc, builder.getIndexType());
  Value zeros = metalium::GetNocAddrOp::create(builder, loc, builder.getI64Type(), base);
  createLoop(builder, loc, bytes / chunk, "chunk", [&](OpBuilder &b, Value i) {
    IndexBuilder index(b, loc);
    metalium::NocAsyncReadOp::create(b, loc, zeros, index.add(address, index.mul(i, chunk)),
                                     index.constant(chunk));
  });
  IndexBuilder index(builder, loc);
  if (int64_t rest = bytes % chunk)
    metalium::NocAsyncReadOp::create(builder, loc, zeros, index.add(address, bytes - rest),
                                     index.constant(rest));
}

/// How much a core reads before it waits for it. With all of a large block requested at once by all
/// cores, requests and answers stand in each other's way on the network, and banks stay idle behind
/// them. Measured best on both chips, over the programs of docs/benchmarks.md: what a link carries
/// in 192 cycles. A core among few has the network for itself and asks for all.
int64_t DataMovementLowering::bytesAtOnce() const {
  auto partition = kernel->getAttrOfType<tt::WorkPartitionAttr>("tt.work_partition");
  if (!partition || partition.getCores().size() * 2 <= architecture.coreCount())
    return std::numeric_limits<int64_t>::max();
  constexpr int64_t cycles = 192;
  return cycles * static_cast<int64_t>(architecture.timing.linkBytesPerCycle);
}

/// Waits for what was read after each `count` tiles of a block.
static void barrierAfterEach(OpBuilder &builder, Location loc, Value tile, int64_t count) {
  Value position = builder.createOrFold<arith::RemUIOp>(
      loc, tile, arith::ConstantIndexOp::create(builder, loc, count).getResult());
  Value last = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, position,
                                     arith::ConstantIndexOp::create(builder, loc, count - 1));
  auto branch = scf::IfOp::create(builder, loc, last, /*withElseRegion=*/false);
  OpBuilder then = OpBuilder::atBlockBegin(branch.thenBlock());
  metalium::NocAsyncReadBarrierOp::create(then, loc);
}

/// Whether the region's tiles are those of a block in `cb`, one for one.
LogicalResult DataMovementLowering::checkTransfer(Operation *op, Value tensor,
                                                  const TensorPages &pages, Value cb) {
  tt::DataFormat memory = layoutOf(tensor).getFormat();
  tt::DataFormat onChip = cast<tt::CBType>(cb.getType()).getFormat();
  if (memory != onChip)
    return op->emitError() << "moves tiles between a tensor in " << tt::stringifyDataFormat(memory)
                           << " and a circular buffer in " << tt::stringifyDataFormat(onChip)
                           << "; a transfer does not convert, a tt.move in the compute kernel does";
  if (pages.getNumTiles() != pagesOf(cb))
    return op->emitError() << "the region covers " << pages.getNumTiles() << " tiles, a block of "
                           << cb.getType() << " has " << pagesOf(cb);
  return success();
}

/// What is read of each tile of the block, if that is not all of it.
SmallVector<TileSegment> DataMovementLowering::segmentsToRead(tt::ReadOp read) {
  auto cb = read.getInto().getDefiningOp<tt::CBOp>();
  if (!usesFirstRowsOnly(kernel->getParentOfType<ModuleOp>(), cb))
    return {};
  return firstRowSegments(read.getInto().getType().getFormat(), architecture);
}

/// Reads a tile, or the given parts of it, to `address`.
void DataMovementLowering::readTile(OpBuilder &builder, Location loc, Value page, Value accessor,
                                    Value address, ArrayRef<TileSegment> segments) {
  if (segments.empty())
    metalium::NocAsyncReadPageOp::create(builder, loc, page, accessor, address);
  IndexBuilder index(builder, loc);
  for (const TileSegment &segment : segments) {
    Value source = metalium::GetPageNocAddrOp::create(builder, loc, builder.getI64Type(), page,
                                                      accessor, index.constant(segment.offset));
    metalium::NocAsyncReadOp::create(builder, loc, source, index.add(address, segment.offset),
                                     index.constant(segment.bytes));
  }
}

LogicalResult DataMovementLowering::lowerRead(tt::ReadOp read) {
  OpBuilder builder(read);
  Location loc = read.getLoc();
  Value cb = read.getInto(), accessor = accessors[read.getTensor()];
  int64_t bytes = pageBytesOf(cb);
  TensorPages pages(layoutOf(read.getTensor()), read.getOffsets(), read.getExtents());
  if (failed(checkTransfer(read, read.getTensor(), pages, cb)))
    return failure();
  metalium::CBReserveBackOp::create(builder, loc, cb, pagesAttr(builder, cb));
  Value start = metalium::GetWritePtrOp::create(builder, loc, builder.getIndexType(), cb);
  auto addressOf = [&](OpBuilder &b, Value tile) {
    IndexBuilder index(b, loc);
    return index.add(start, index.mul(tile, bytes));
  };
  SmallVector<TileSegment> segments = segmentsToRead(read);
  int64_t readBytes = segments.empty() ? bytes : 0;
  for (const TileSegment &segment : segments)
    readBytes += segment.bytes;
  int64_t atOnce = std::max<int64_t>(1, bytesAtOnce() / readBytes);
  pages.forEachTile(
      builder, loc,
      [&](OpBuilder &b, Value page, Value tile) {
        readTile(b, loc, page, accessor, addressOf(b, tile), segments);
        if (pages.getNumTiles() > atOnce)
          barrierAfterEach(b, loc, tile, atOnce);
      },
      [&](OpBuilder &b, Value, Value tile) { zeroFill(b, loc, addressOf(b, tile), bytes); });
  readsPending = true;
  return success();
}

/// Each row of a tile is 32 channels of one pixel, in two faces: two transfers of 16 elements.
LogicalResult DataMovementLowering::lowerReadPatches(tt::ReadPatchesOp read) {
  Value cb = read.getInto(), accessor = accessors[read.getTensor()];
  tt::CBType type = read.getInto().getType();
  tt::LayoutDescAttr layout = layoutOf(read.getTensor());
  constexpr int64_t faceSide = tt::tileSide / 2, faceElements = faceSide * faceSide;
  int64_t elementBytes = pageBytesOf(cb) / tt::tileElements, runBytes = faceSide * elementBytes;
  if (layout.getRowDim() != 2 || layout.getColDim() != 3)
    return refuse(read, DiagnosticCode::Im2ColOperands)
           << "reads images whose width and channels are not the rows and columns of tiles; "
              "use the tensor as images only";
  if (runBytes % static_cast<int64_t>(architecture.dramReadAlignment) != 0)
    return refuse(read, DiagnosticCode::Im2ColOperands)
           << "T.im2col transfers " << runBytes << " bytes at a time, reads from DRAM have to "
           << "be multiples of " << architecture.dramReadAlignment
           << " on this chip; use float32, or T.copy of a matrix made by the host";
  ArrayRef<int64_t> images = layout.getShape();
  int64_t height = images[1], width = images[2], channels = images[3];
  int64_t kernelSize = read.getKernel(), stride = read.getStride(), dilation = read.getDilation();
  int64_t reach = dilation * (kernelSize - 1) + 1;
  int64_t outHeight = (height + 2 * static_cast<int64_t>(read.getPad()) - reach) / stride + 1;
  int64_t outWidth = (width + 2 * static_cast<int64_t>(read.getPad()) - reach) / stride + 1;
  if (outHeight <= 0 || outWidth <= 0)
    return refuse(read, DiagnosticCode::Im2ColOperands)
           << "T.im2col with a kernel larger than the padded image; there is no pixel of output";

  OpBuilder builder(read);
  Location loc = read.getLoc();
  metalium::CBReserveBackOp::create(builder, loc, cb, pagesAttr(builder, cb));
  Value start = metalium::GetWritePtrOp::create(builder, loc, builder.getIndexType(), cb);
  Value base = metalium::MemZerosBaseOp::create(builder, loc, builder.getIndexType());
  Value zeros = metalium::GetNocAddrOp::create(builder, loc, builder.getI64Type(), base);
  auto quotient = [&](OpBuilder &b, Value value, int64_t divisor) -> Value {
    return divisor == 1
               ? value
               : b.createOrFold<arith::DivUIOp>(
                     loc, value, arith::ConstantIndexOp::create(b, loc, divisor).getResult());
  };
  auto remainder = [&](OpBuilder &b, Value value, int64_t divisor) -> Value {
    return b.createOrFold<arith::RemUIOp>(
        loc, value, arith::ConstantIndexOp::create(b, loc, divisor).getResult());
  };
  auto below = [&](OpBuilder &b, Value value, int64_t bound) -> Value {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, value,
                                 arith::ConstantIndexOp::create(b, loc, bound));
  };
  createLoop(builder, loc, type.getRows(), "tile_row", [&](OpBuilder &b, Value tileRow) {
    createLoop(b, loc, type.getCols(), "tile_column", [&](OpBuilder &b, Value tileColumn) {
      IndexBuilder index(b, loc);
      // The kernel position and channels of this column of tiles.
      Value column = index.mul(
          index.add(index.mul(read.getColumnBlock(), type.getCols()), tileColumn), tt::tileSide);
      Value kernelRow = quotient(b, column, kernelSize * channels);
      Value kernelColumn = remainder(b, quotient(b, column, channels), kernelSize);
      Value channelTile = quotient(b, remainder(b, column, channels), tt::tileSide);
      createLoop(b, loc, tt::tileSide, "row", [&](OpBuilder &b, Value row) {
        IndexBuilder index(b, loc);
        Value pixel =
            index.add(index.mul(index.add(index.mul(read.getRowBlock(), type.getRows()), tileRow),
                                tt::tileSide),
                      row);
        Value batch = quotient(b, pixel, outHeight * outWidth);
        Value outRow = quotient(b, remainder(b, pixel, outHeight * outWidth), outWidth);
        Value outColumn = remainder(b, pixel, outWidth);
        // In unsigned numbers a place before the image is far behind it.
        auto place = [&](Value out, Value inKernel) {
          Value at = index.add(index.mul(out, stride), index.mul(inKernel, dilation));
          return read.getPad() == 0
                     ? at
                     : b.createOrFold<arith::SubIOp>(
                           loc, at, index.constant(static_cast<int64_t>(read.getPad())));
        };
        Value imageRow = place(outRow, kernelRow), imageColumn = place(outColumn, kernelColumn);
        Value inside = arith::AndIOp::create(
            b, loc,
            arith::AndIOp::create(b, loc, below(b, batch, images[0]), below(b, imageRow, height)),
            below(b, imageColumn, width));
        Value page =
            index.add(index.mul(index.add(index.mul(index.add(index.mul(batch, height), imageRow),
                                                    layout.getRowTiles()),
                                          quotient(b, imageColumn, tt::tileSide)),
                                layout.getColTiles()),
                      channelTile);
        auto offsetOf = [&](OpBuilder &b, Value rowInTile, Value half) {
          IndexBuilder index(b, loc);
          Value face = index.add(index.mul(quotient(b, rowInTile, faceSide), 2), half);
          return index.mul(index.add(index.mul(face, faceElements),
                                     index.mul(remainder(b, rowInTile, faceSide), faceSide)),
                           elementBytes);
        };
        Value inTile = remainder(b, imageColumn, tt::tileSide);
        Value tile = index.add(index.mul(tileRow, type.getCols()), tileColumn);
        Value tileStart = index.add(start, index.mul(tile, pageBytesOf(cb)));
        createLoop(b, loc, 2, "half", [&](OpBuilder &b, Value half) {
          IndexBuilder index(b, loc);
          Value target = index.add(tileStart, offsetOf(b, row, half));
          auto branch = scf::IfOp::create(b, loc, inside, /*withElseRegion=*/true);
          OpBuilder then = OpBuilder::atBlockBegin(branch.thenBlock());
          Value address = metalium::GetPageNocAddrOp::create(
              then, loc, then.getI64Type(), page, accessor, offsetOf(then, inTile, half));
          metalium::NocAsyncReadOp::create(then, loc, address, target,
                                           IndexBuilder(then, loc).constant(runBytes));
          OpBuilder otherwise = OpBuilder::atBlockBegin(branch.elseBlock());
          metalium::NocAsyncReadOp::create(otherwise, loc, zeros, target,
                                           IndexBuilder(otherwise, loc).constant(runBytes));
        });
      });
    });
  });
  readsPending = true;
  return success();
}

/// Writes the tile word by word: faces of 16 by 16 elements, row by row.
void DataMovementLowering::lowerIota(tt::IotaOp iota) {
  OpBuilder builder(iota);
  Location loc = iota.getLoc();
  Value cb = iota.getInto();
  constexpr int64_t faceSide = tt::tileSide / 2, wordBytes = 4;
  metalium::CBReserveBackOp::create(builder, loc, cb, pagesAttr(builder, cb));
  Value start = metalium::GetWritePtrOp::create(builder, loc, builder.getIndexType(), cb);
  int64_t rowFactor = static_cast<int32_t>(iota.getRowCoefficient());
  int64_t columnFactor = static_cast<int32_t>(iota.getColumnCoefficient());
  createLoop(builder, loc, 4, "face", [&](OpBuilder &b, Value face) {
    createLoop(b, loc, faceSide, "row", [&](OpBuilder &b, Value row) {
      createLoop(b, loc, faceSide, "column", [&](OpBuilder &b, Value column) {
        IndexBuilder index(b, loc);
        Value two = index.constant(2);
        Value tileRow =
            index.add(index.mul(arith::DivUIOp::create(b, loc, face, two), faceSide), row);
        Value tileColumn =
            index.add(index.mul(arith::RemUIOp::create(b, loc, face, two), faceSide), column);
        Value value = index.add(index.mul(tileRow, rowFactor), index.mul(tileColumn, columnFactor));
        Value word =
            index.add(index.mul(index.add(index.mul(face, faceSide), row), faceSide), column);
        metalium::StoreL1Op::create(b, loc, value, index.add(start, index.mul(word, wordBytes)),
                                    b.getI32IntegerAttr(wordBytes));
      });
    });
  });
}

/// Rows of a face lie one after the other, so a face takes one run of rows from the face that is
/// the whole faces of the way off and one from the face beyond it.
void DataMovementLowering::lowerShiftRows(tt::ShiftRowsOp shift) {
  OpBuilder builder(shift);
  Location loc = shift.getLoc();
  Value cb = shift.getInto();
  tt::CBType type = shift.getInto().getType();
  constexpr int64_t faceSide = tt::tileSide / 2, faces = 2;
  int64_t rowBytes = pageBytesOf(cb) / tt::tileElements * faceSide;
  int64_t groups = shift.getGroups(), by = shift.getBy();
  int64_t groupTiles = type.getRows() / groups, groupFaces = groupTiles * faces;
  int64_t wholeFaces = by / faceSide, restRows = by % faceSide;
  metalium::CBReserveBackOp::create(builder, loc, cb, pagesAttr(builder, cb));
  Value from = metalium::GetReadPtrOp::create(builder, loc, builder.getIndexType(),
                                              getStorage(shift.getSource()));
  Value to = metalium::GetWritePtrOp::create(builder, loc, builder.getIndexType(), cb);

  // The bytes of a block before a row of a face.
  auto offsetOf = [&](OpBuilder &b, Value group, Value face, Value column, Value half) {
    IndexBuilder index(b, loc);
    Value two = index.constant(faces);
    Value tileRow =
        index.add(index.mul(group, groupTiles), arith::DivUIOp::create(b, loc, face, two));
    Value tile = index.add(index.mul(tileRow, type.getCols()), column);
    Value faceInTile = index.add(index.mul(arith::RemUIOp::create(b, loc, face, two), faces), half);
    return index.add(index.mul(tile, pageBytesOf(cb)), index.mul(faceInTile, faceSide * rowBytes));
  };
  createLoop(builder, loc, groups, "group", [&](OpBuilder &b, Value group) {
    createLoop(b, loc, groupFaces, "face", [&](OpBuilder &b, Value face) {
      createLoop(b, loc, type.getCols(), "column", [&](OpBuilder &b, Value column) {
        createLoop(b, loc, faces, "half", [&](OpBuilder &b, Value half) {
          auto copyRun = [&](int64_t facesAway, int64_t sourceRow, int64_t targetRow,
                             int64_t rows) {
            if (rows == 0)
              return;
            IndexBuilder index(b, loc);
            // Outside of the group a face gives its own rows.
            Value away = index.constant(facesAway), inside, other;
            if (shift.getUp()) {
              Value end = index.constant(std::max<int64_t>(groupFaces - facesAway, 0));
              inside = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, face, end);
              other = arith::MinUIOp::create(b, loc, index.add(face, facesAway),
                                             index.constant(groupFaces - 1));
            } else {
              inside = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, face, away);
              other =
                  arith::SubIOp::create(b, loc, arith::MaxUIOp::create(b, loc, face, away), away);
            }
            Value sourceFace = face, row = index.constant(sourceRow);
            if (facesAway != 0) {
              sourceFace = arith::SelectOp::create(b, loc, inside, other, face);
              row = arith::SelectOp::create(b, loc, inside, row, index.constant(targetRow));
            }
            Value source = index.add(index.add(from, offsetOf(b, group, sourceFace, column, half)),
                                     index.mul(row, rowBytes));
            Value target = index.add(index.add(to, offsetOf(b, group, face, column, half)),
                                     targetRow * rowBytes);
            Value address = metalium::GetNocAddrOp::create(b, loc, b.getI64Type(), source);
            metalium::NocAsyncReadOp::create(b, loc, address, target,
                                             index.constant(rows * rowBytes));
          };
          int64_t near = wholeFaces, far = wholeFaces + 1, whole = faceSide - restRows;
          if (shift.getUp()) {
            copyRun(near, restRows, 0, whole);
            copyRun(far, 0, whole, restRows);
          } else {
            copyRun(far, whole, 0, restRows);
            copyRun(near, 0, restRows, whole);
          }
        });
      });
    });
  });
  // The source is given back next: it has to be read by then.
  metalium::NocAsyncReadBarrierOp::create(builder, loc);
  readsPending = false;
}

/// Writes rows of a block to whatever rows of tiles they are in the tensor. Rows of other blocks in
/// the same tiles are other bytes of memory.
void DataMovementLowering::writeRows(tt::WriteOp write, TensorPages &pages, Value start) {
  OpBuilder builder(write);
  Location loc = write.getLoc();
  Value cb = getStorage(write.getSource()), accessor = accessors[write.getTensor()];
  int64_t pageBytes = pageBytesOf(cb), elementBytes = pageBytes / tt::tileElements;
  // The block has no more rows than the region; those that fill its last tile up are nothing.
  int64_t most = write.getExtents()[layoutOf(write.getTensor()).getRowDim()];
  Value rows = builder.createOrFold<arith::MinSIOp>(loc, write.getRows(),
                                                    IndexBuilder(builder, loc).constant(most));
  pages.forEachRow(
      builder, loc, rows,
      [&](OpBuilder &b, Value page, Value tile) {
        IndexBuilder index(b, loc);
        metalium::NocAsyncWritePageOp::create(b, loc, page, accessor,
                                              index.add(start, index.mul(tile, pageBytes)));
      },
      [&](OpBuilder &b, const TensorPages::HalfRow &half) {
        IndexBuilder index(b, loc);
        Value from = index.add(index.add(start, index.mul(half.number, pageBytes)),
                               index.mul(half.placeInTile, elementBytes));
        Value to = metalium::GetPageNocAddrOp::create(b, loc, b.getI64Type(), half.page, accessor,
                                                      index.mul(half.placeInPage, elementBytes));
        metalium::NocAsyncWriteOp::create(b, loc, from, to,
                                          index.constant(tt::tileSide / 2 * elementBytes));
      });
}

LogicalResult DataMovementLowering::lowerWrite(tt::WriteOp write) {
  OpBuilder builder(write);
  Location loc = write.getLoc();
  Value cb = getStorage(write.getSource()), accessor = accessors[write.getTensor()];
  int64_t bytes = pageBytesOf(cb);
  TensorPages pages(layoutOf(write.getTensor()), write.getOffsets(), write.getExtents());
  if (failed(checkTransfer(write, write.getTensor(), pages, cb)))
    return failure();
  Value start = metalium::GetReadPtrOp::create(builder, loc, builder.getIndexType(), cb);
  writesPending = wroteAnything = true;
  if (write.getRows()) {
    tt::LayoutDescAttr layout = layoutOf(write.getTensor());
    if (layout.getRowDim() < 0 || layout.getRowBlock() != tt::tileSide)
      return write.emitOpError("writes rows of a tensor that is not in plain tiles");
    writeRows(write, pages, start);
    return success();
  }
  pages.forEachTile(
      builder, loc,
      [&](OpBuilder &b, Value page, Value tile) {
        IndexBuilder index(b, loc);
        metalium::NocAsyncWritePageOp::create(b, loc, page, accessor,
                                              index.add(start, index.mul(tile, bytes)));
      },
      nullptr);
  return success();
}

/// Whether writes may have been issued and not flushed at the end of `block`, which is not lowered
/// yet. A pop flushes them.
static bool leavesWritesPending(Block &block, bool pending) {
  for (Operation &op : block) {
    if (isa<tt::WriteOp>(op))
      pending = true;
    else if (isa<tt::PopOp>(op))
      pending = false;
    bool before = pending;
    for (Region &region : op.getRegions())
      for (Block &nested : region)
        pending |= leavesWritesPending(nested, before);
  }
  return pending;
}

/// Lowers what a loop or branch holds. It may not run: what was pending before may still be after
/// it. What an iteration leaves pending is so at the begin of the next one.
LogicalResult DataMovementLowering::lowerRegions(Operation &op) {
  bool readsBefore = readsPending, writesBefore = writesPending;
  bool readsAfter = readsBefore, writesAfter = writesBefore;
  for (Region &region : op.getRegions())
    for (Block &nested : region) {
      readsPending = readsBefore;
      writesPending =
          writesBefore || (isa<scf::ForOp>(op) && leavesWritesPending(nested, /*pending=*/false));
      if (failed(lowerBlock(nested)))
        return failure();
      readsAfter |= readsPending;
      writesAfter |= writesPending;
    }
  readsPending = readsAfter;
  writesPending = writesAfter;
  return success();
}

LogicalResult DataMovementLowering::lowerBlock(Block &block) {
  batchPushes(block, bytesAtOnce());
  SmallVector<Operation *> obsolete;
  for (Operation &op : llvm::make_early_inc_range(block)) {
    OpBuilder builder(&op);
    Location loc = op.getLoc();
    if (auto read = dyn_cast<tt::ReadOp>(op)) {
      if (failed(lowerRead(read)))
        return failure();
    } else if (auto patches = dyn_cast<tt::ReadPatchesOp>(op)) {
      if (failed(lowerReadPatches(patches)))
        return failure();
    } else if (auto iota = dyn_cast<tt::IotaOp>(op)) {
      lowerIota(iota);
    } else if (auto shift = dyn_cast<tt::ShiftRowsOp>(op)) {
      lowerShiftRows(shift);
    } else if (auto gather = dyn_cast<tt::GatherOp>(op)) {
      lowerGather(gather, [&](OpBuilder &b, Value address, int64_t bytes) {
        zeroFill(b, loc, address, bytes);
      });
      readsPending = false;
    } else if (auto write = dyn_cast<tt::WriteOp>(op)) {
      if (failed(lowerWrite(write)))
        return failure();
    } else if (auto load = dyn_cast<tt::LoadScalarOp>(op)) {
      load.replaceAllUsesWith(
          lowerLoadScalar(load, load.getReaderPage() ? load.getReaderPage() : load.getWriterPage(),
                          layoutOf(load.getTensor()), accessors[load.getTensor()], architecture));
      readsPending = false;
    } else if (auto send = dyn_cast<tt::SendScalarOp>(op)) {
      lowerSendScalar(send);
    } else if (auto push = dyn_cast<tt::PushOp>(op)) {
      if (readsPending)
        metalium::NocAsyncReadBarrierOp::create(builder, loc);
      readsPending = false;
      metalium::CBPushBackOp::create(builder, loc, push.getCb(), pagesAttr(builder, push.getCb()),
                                     /*unfilled=*/UnitAttr());
    } else if (auto wait = dyn_cast<tt::WaitOp>(op)) {
      metalium::CBWaitFrontOp::create(builder, loc, wait.getCb(), pagesAttr(builder, wait.getCb()));
    } else if (auto pop = dyn_cast<tt::PopOp>(op)) {
      if (writesPending)
        metalium::NocAsyncWritesFlushedOp::create(builder, loc);
      writesPending = false;
      metalium::CBPopFrontOp::create(builder, loc, pop.getCb(), pagesAttr(builder, pop.getCb()),
                                     pop.getDiscardsAttr());
    } else {
      if (failed(lowerRegions(op)))
        return failure();
      continue;
    }
    obsolete.push_back(&op);
  }
  for (Operation *op : llvm::reverse(obsolete))
    op->erase();
  return success();
}

LogicalResult DataMovementLowering::run() {
  if (failed(createAccessors()) || failed(lowerBlock(kernel.getBody().front())))
    return failure();
  if (wroteAnything) {
    Operation *end = kernel.getBody().front().getTerminator();
    OpBuilder builder(end);
    metalium::NocAsyncWriteBarrierOp::create(builder, end->getLoc());
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Compute kernel
//===----------------------------------------------------------------------===//

/// Rewrites an operation from value form to buffer form; where it starts a block, room is found
/// first.
static void toBufferForm(tt::BlockOpInterface op) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value into = op.getInto();
  auto matmul = dyn_cast<tt::MatmulOp>(op.getOperation());
  bool startsBlock = !matmul || !matmul.getAcc();
  if (startsBlock)
    metalium::CBReserveBackOp::create(builder, loc, into, pagesAttr(builder, into));
  if (isa<tt::EmptyOp>(op.getOperation()))
    return;
  if (matmul) {
    Value clear = matmul.getClear();
    if (!matmul.getAcc())
      clear = arith::ConstantIntOp::create(builder, loc, builder.getI1Type(), 1);
    tt::MatmulOp::create(builder, loc, Type(), getStorage(matmul.getA()), getStorage(matmul.getB()),
                         Value(), clear, into, matmul.getTransposeBAttr());
    return;
  }
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(isBlock(operand) ? getStorage(operand) : operand);
  OperationState state(loc, op->getName(), operands, TypeRange(), op->getAttrs());
  state.propertiesAttr = op->getPropertiesAsAttribute();
  for (Region &region : op->getRegions())
    state.addRegion()->takeBody(region);
  builder.create(state);
}

/// The numbers among the results of a loop or a branch.
static SmallVector<unsigned> keptResults(Operation *op) {
  SmallVector<unsigned> kept;
  for (OpResult result : op->getResults())
    if (!isBlock(result))
      kept.push_back(result.getResultNumber());
  return kept;
}

/// Erases a loop or a branch that was rebuilt. Others may still pass its blocks on, which drop them
/// when it is their turn.
static void eraseRebuilt(Operation *op) {
  op->dropAllUses();
  op->erase();
}

/// Rebuilds a loop without the blocks that it carries.
static void dropCarriedBlocks(scf::ForOp loop, ArrayRef<unsigned> kept) {
  if (kept.size() == loop.getNumResults())
    return;
  OpBuilder builder(loop);
  SmallVector<Value> inits, yielded;
  Operation *yield = loop.getBody()->getTerminator();
  for (unsigned i : kept) {
    inits.push_back(loop.getInitArgs()[i]);
    yielded.push_back(yield->getOperand(i));
  }
  yield->setOperands(yielded);
  auto clone = scf::ForOp::create(builder, loop.getLoc(), loop.getLowerBound(),
                                  loop.getUpperBound(), loop.getStep(), inits);
  clone->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  Block *body = clone.getBody();
  body->clear();
  body->getOperations().splice(body->end(), loop.getBody()->getOperations());
  body->getArgument(0).setLoc(loop.getInductionVar().getLoc());
  loop.getInductionVar().replaceAllUsesWith(body->getArgument(0));
  for (auto [position, i] : llvm::enumerate(kept)) {
    body->getArgument(position + 1).setLoc(loop.getRegionIterArg(i).getLoc());
    loop.getRegionIterArg(i).replaceAllUsesWith(body->getArgument(position + 1));
    loop.getResult(i).replaceAllUsesWith(clone.getResult(position));
  }
  eraseRebuilt(loop);
}

/// Rebuilds a branch without the blocks that it yields.
static void dropYieldedBlocks(scf::IfOp branch, ArrayRef<unsigned> kept) {
  if (kept.size() == branch.getNumResults())
    return;
  OpBuilder builder(branch);
  SmallVector<Type> types;
  for (unsigned i : kept)
    types.push_back(branch.getResult(i).getType());
  auto clone = scf::IfOp::create(builder, branch.getLoc(), types, branch.getCondition(),
                                 /*addThenBlock=*/true, /*addElseBlock=*/true);
  for (auto [from, to] : {std::pair(branch.thenBlock(), clone.thenBlock()),
                          std::pair(branch.elseBlock(), clone.elseBlock())}) {
    SmallVector<Value> yielded;
    for (unsigned i : kept)
      yielded.push_back(from->getTerminator()->getOperand(i));
    from->getTerminator()->setOperands(yielded);
    to->clear();
    to->getOperations().splice(to->end(), from->getOperations());
  }
  for (auto [position, i] : llvm::enumerate(kept))
    branch.getResult(i).replaceAllUsesWith(clone.getResult(position));
  eraseRebuilt(branch);
  if (types.empty() && clone.elseBlock()->without_terminator().empty())
    clone.getElseRegion().getBlocks().clear();
}

static void lowerChannel(Operation *op) {
  OpBuilder builder(op);
  Location loc = op->getLoc();
  if (auto push = dyn_cast<tt::PushOp>(op))
    metalium::CBPushBackOp::create(
        builder, loc, push.getCb(), pagesAttr(builder, push.getCb()),
        push.getValue().getDefiningOp<tt::EmptyOp>() ? builder.getUnitAttr() : UnitAttr());
  else if (auto wait = dyn_cast<tt::WaitOp>(op))
    metalium::CBWaitFrontOp::create(builder, loc, wait.getCb(), pagesAttr(builder, wait.getCb()));
  else if (auto pop = dyn_cast<tt::PopOp>(op))
    metalium::CBPopFrontOp::create(builder, loc, pop.getCb(), pagesAttr(builder, pop.getCb()),
                                   pop.getDiscardsAttr());
}

static void lowerCompute(func::FuncOp kernel) {
  SmallVector<Operation *> operations;
  SmallVector<std::pair<Operation *, SmallVector<unsigned>>> structured;
  SmallVector<tt::ReceiveScalarOp> received;
  kernel.walk([&](Operation *op) {
    if (isa<tt::BlockOpInterface, tt::PushOp, tt::WaitOp, tt::PopOp>(op))
      operations.push_back(op);
    if (auto receive = dyn_cast<tt::ReceiveScalarOp>(op))
      received.push_back(receive);
    if (isa<scf::ForOp, scf::IfOp>(op))
      structured.push_back({op, keptResults(op)});
  });
  for (tt::ReceiveScalarOp receive : received)
    lowerReceiveScalar(receive);
  // All new operations are made before any block value goes away: they look storage up through it.
  for (Operation *op : operations) {
    if (auto block = dyn_cast<tt::BlockOpInterface>(op))
      toBufferForm(block);
    else
      lowerChannel(op);
  }
  for (Operation *op : operations)
    op->dropAllReferences();
  for (auto &[op, kept] : structured) {
    if (auto loop = dyn_cast<scf::ForOp>(op))
      dropCarriedBlocks(loop, kept);
    else
      dropYieldedBlocks(cast<scf::IfOp>(op), kept);
  }
  for (Operation *op : operations)
    op->erase();
}

namespace {
class LowerCBIntrinsicsPass
    : public tilium::impl::LowerCBIntrinsicsPassBase<LowerCBIntrinsicsPass> {
public:
  using LowerCBIntrinsicsPassBase::LowerCBIntrinsicsPassBase;

  void runOnOperation() override {
    const device::Architecture *architecture = getTargetArchitecture(getOperation());
    if (!architecture)
      return signalPassFailure();
    // Data movement first: where barriers may be batched is seen in the compute kernel's waits.
    SmallVector<func::FuncOp> compute;
    for (auto kernel : getOperation().getOps<func::FuncOp>()) {
      auto role = kernel->getAttrOfType<tt::KernelRoleAttr>("tt.kernel_role");
      if (!role) {
        kernel.emitError(
            "is no kernel; SplitDeviceKernel (--tt-split-device-kernel) makes kernels");
        return signalPassFailure();
      }
      if (role.getValue() == tt::KernelRole::Compute)
        compute.push_back(kernel);
      else if (failed(DataMovementLowering(kernel, *architecture).run()))
        return signalPassFailure();
    }
    for (func::FuncOp kernel : compute)
      lowerCompute(kernel);
    for (auto kernel : getOperation().getOps<func::FuncOp>())
      tidyKernel(kernel);
  }
};
} // namespace
