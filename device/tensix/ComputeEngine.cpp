//===- ComputeEngine.cpp - Unpack, math and pack --------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// All three compute processors run the same kernel; each call does the part of the processor that
// runs it. Operands go from unpack (Unpack.cpp) to math through a queue of two banks, results
// through DST to the packer (Pack.cpp).
//
//===----------------------------------------------------------------------===//

#include "tensix/ComputeEngine.h"

#include "core/KernelInterface.h"
#include "tensix/EngineParts.h"

#include <algorithm>

namespace tilium::device {

using tilium::Operation;
using tilium::OperationCall;
using tilium::Site;

const char *operationName(Operation operation) {
  switch (operation) {
  case Operation::None:
    return "none";
  case Operation::Copy:
    return "copy";
  case Operation::Transpose:
    return "transpose";
  case Operation::Matmul:
    return "matmul";
  case Operation::MatmulBlock:
    return "matmul_block";
  case Operation::Add:
    return "add";
  case Operation::Subtract:
    return "sub";
  case Operation::Multiply:
    return "mul";
  case Operation::Reduce:
    return "reduce";
  case Operation::UnaryBroadcast:
    return "unary_bcast";
  case Operation::Tilize:
    return "tilize";
  case Operation::TransposeDest:
    return "transpose_dest";
  case Operation::SubtractSplitMean:
    return "sub_bcast_cols_compensated";
  }
  return "?";
}

void ComputeEngine::configure(const ComputeConfig &compute, uint32_t capacity, bool withValues) {
  config = &compute;
  sections.assign(compute.dstFullSyncEn ? 1 : 2, {});
  for (DstSection &section : sections) {
    section.tiles.resize(withValues ? capacity : 1);
    section.written.assign(capacity, false);
  }
  freeSections = static_cast<uint32_t>(sections.size());
}

namespace {

bool isElementwise(Operation operation) {
  return operation == Operation::Add || operation == Operation::Subtract ||
         operation == Operation::Multiply;
}

/// The unpacker brings the operands of sums, differences and products alike.
bool sameInit(const OperationCall &init, const OperationCall &call, bool unpacks) {
  bool alike = unpacks && isElementwise(init.operation) && isElementwise(call.operation);
  if ((init.operation != call.operation && !alike) || init.broadcast != call.broadcast ||
      init.reuse != call.reuse)
    return false;
  switch (call.operation) {
  case Operation::Reduce:
    return init.pool == call.pool && init.dimension == call.dimension &&
           init.transpose == call.transpose && init.columns == call.columns;
  case Operation::MatmulBlock:
    return init.transpose == call.transpose && init.columns == call.columns &&
           init.rows == call.rows && init.inner == call.inner;
  case Operation::Tilize:
    return init.columns == call.columns;
  case Operation::TransposeDest:
    return init.transpose == call.transpose;
  default:
    return true;
  }
}

} // namespace

void checkInit(ProcessorState &self, const OperationCall &init, const OperationCall &call,
               Site site) {
  if (sameInit(init, call, self.kind == tilium::Processor::Unpack))
    return;
  std::string name = operationName(call.operation);
  if (init.operation == call.operation)
    return self.violate(
        Rule::MissingInit,
        name + " is called with other parameters (transpose, block sizes, broadcast or "
               "reduction) than its last init",
        site);
  self.violate(Rule::MissingInit,
               name + " is called, but the last init is for " + operationName(init.operation) +
                   "; call the init of " + name + " first",
               site);
}

void checkHoldsDst(ProcessorState &self, Site site) {
  const ComputeEngine &engine = self.core.engine;
  if (self.kind == tilium::Processor::Pack ? engine.packHolds : engine.mathHolds)
    return;
  self.violate(Rule::DstOutsideAcquire,
               self.kind == tilium::Processor::Pack
                   ? "DST is used outside tile_regs_wait() and tile_regs_release()"
                   : "DST is used outside tile_regs_acquire() and tile_regs_commit()",
               site);
}

Tile &dstTile(ProcessorState &self, uint32_t index, bool read, Site site) {
  ComputeEngine &engine = self.core.engine;
  checkHoldsDst(self, site);
  if (index >= engine.capacity())
    self.fail(Rule::DstOutOfRange,
              "DST tile " + std::to_string(index) + " is used, but DST holds " +
                  std::to_string(engine.capacity()) + " tiles (" +
                  (engine.config->fp32DestAccEn ? "fp32" : "16 bit") + ", " +
                  (engine.config->dstFullSyncEn ? "full" : "half") + " sync)",
              site);
  bool packs = self.kind == tilium::Processor::Pack;
  DstSection &section = engine.sections[packs ? engine.packSection : engine.mathSection];
  if (read && !section.written[index])
    self.violate(Rule::UninitialisedRead,
                 "DST tile " + std::to_string(index) + " is read, but nothing was written to it",
                 site);
  section.written[index] = true;
  return section.tile(index);
}

void keepInDst(const ProcessorState &self, Tile &tile) {
  const ComputeEngine &engine = self.core.engine;
  if (engine.config->fp32DestAccEn)
    return;
  if (engine.dstFormat == DataFormat::Float16) {
    for (float &value : tile.value)
      value = keepFloat16(value);
  } else if (engine.dstFormat == DataFormat::Float16_b) {
    for (float &value : tile.value)
      value = keepBfloat16(value);
  }
}

namespace {

/// Whether the operands are integers of 8 bits: all phases are needed for all of their bits.
bool takesIntegers(ProcessorState &self, const OperationCall &call, Site site) {
  if (isDataCopy(call.operation) || !findFormat(bufferOf(self, call.buffer0, site).format)->integer)
    return false;
  bool multiplies = isMatmul(call.operation) || call.operation == Operation::Multiply;
  if (multiplies && self.core.engine.config->mathFidelity != MathFidelity::HiFi4)
    self.fail(Rule::Unsupported,
              "products of integers of 8 bits are modelled at HiFi4 only: fewer phases leave out "
              "some of their bits",
              site);
  if (call.operation == Operation::Reduce)
    self.fail(Rule::Unsupported, "reductions of integers of 8 bits are not modelled", site);
  return true;
}

/// DST += in0 x in1, for each pair of tiles; in0 is in SrcB, in1 in SrcA.
void runMatmul(ProcessorState &self, const OperationCall &call, SourceOperands &operands,
               Site site) {
  if (takesIntegers(self, call, site)) {
    for (uint32_t row = 0; row < operands.b.size(); ++row)
      for (uint32_t column = 0; column < operands.a.size(); ++column)
        multiplyAccumulateIntegers(
            dstTile(self, call.dst + row * static_cast<uint32_t>(operands.a.size()) + column, false,
                    site),
            operands.b[row], operands.a[column]);
    return;
  }
  const MatrixMode mode = matrixMode(self);
  auto columns = static_cast<uint32_t>(operands.a.size());
  auto rows = static_cast<uint32_t>(operands.b.size());
  auto a = std::make_unique_for_overwrite<MatrixOperand[]>(columns);
  auto b = std::make_unique_for_overwrite<MatrixOperand[]>(rows);
  for (uint32_t column = 0; column < columns; ++column)
    asSourceA(a[column], operands.a[column], mode);
  for (uint32_t row = 0; row < rows; ++row)
    asSourceB(b[row], operands.b[row], mode);
  for (uint32_t row = 0; row < rows; ++row)
    for (uint32_t column = 0; column < columns; ++column)
      multiplyMatrices(dstTile(self, call.dst + row * columns + column, false, site), b[row],
                       a[column], mode);
}

/// Element-wise operations of integers; all are in sign and magnitude.
void combineIntegers(Operation operation, bool accumulate, const Tile &a, const Tile &b,
                     Tile &dst) {
  for (uint32_t i = 0; i < tileElements; ++i) {
    int64_t x = fromSignMagnitude(a.value[i]), y = fromSignMagnitude(b.value[i]);
    int64_t result = operation == Operation::Multiply ? x * y
                     : operation == Operation::Add    ? x + y
                                                      : x - y;
    dst.value[i] = toSignMagnitude(accumulate ? result + fromSignMagnitude(dst.value[i]) : result);
  }
}

void runElementwise(ProcessorState &self, const OperationCall &call, SourceOperands &operands,
                    Site site) {
  Tile &dst = dstTile(self, call.dst, call.reuse != 0, site);
  bool accumulate = self.core.engine.mathInit.accumulate && call.reuse == 0 &&
                    call.operation != Operation::Multiply;
  // A product adds into DST when its init asked for it, as the hardware does.
  if (call.operation == Operation::Multiply && call.reuse == 0 &&
      self.core.engine.mathInit.accumulate)
    accumulate = true;
  Tile a = operands.a[0];
  Tile b = call.reuse ? operands.a[0] : operands.b[0];
  if (call.reuse == 1)
    a = dst;
  else if (call.reuse == 2)
    b = dst;
  if (takesIntegers(self, call, site))
    return combineIntegers(call.operation, accumulate, a, b, dst);
  const MatrixMode mode = matrixMode(self);
  if (call.operation == Operation::Multiply) {
    Tile result = accumulate ? dst : Tile{};
    multiplyElements(result, asSourceA(a, mode), asSourceB(b, mode), mode);
    dst = result;
    return;
  }
  if (call.operation == Operation::Subtract)
    for (float &value : b.value)
      value = -value;
  addElements(dst, a, b, accumulate, mode);
}

Cycle mathCycles(const ProcessorState &self, const OperationCall &call,
                 const SourceOperands &operands) {
  const TimingTable &timing = self.machine.architecture.timing;
  auto fidelity = static_cast<size_t>(self.core.engine.config->mathFidelity);
  switch (call.operation) {
  case Operation::Matmul:
  case Operation::MatmulBlock:
    return cyclesOf(timing.matmulInefficiency * timing.matmulTile[fidelity] * operands.countA *
                        operands.countB,
                    1.0);
  case Operation::Multiply:
    return Cycle{timing.multiplyTilePhase} * (fidelity + 1);
  case Operation::Add:
  case Operation::Subtract:
    return timing.addTile;
  case Operation::Reduce:
    return call.pool >= 2 ? timing.maxReduceTile : timing.reduceTile[fidelity];
  case Operation::Transpose:
    return timing.transposeTile;
  case Operation::SubtractSplitMean:
    return Cycle{timing.copyTile} + timing.addTile;
  default:
    return timing.copyTile;
  }
}

/// (a - anchor) + (anchor - mean): the anchor is in the first column of `b`, the difference, which
/// is brought to DST first, in the first of its right faces.
void runSplitMean(ProcessorState &self, const OperationCall &call, const SourceOperands &operands,
                  Site site) {
  const Tile &b = operands.b[0];
  Tile anchor, result;
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = 0; column < tileSide; ++column) {
      anchor.at(row, column) = -b.at(row, 0);
      result.at(row, column) = b.at(row, faceSide);
    }
  keepInDst(self, result);
  addElements(result, operands.a[0], anchor, true, matrixMode(self));
  dstTile(self, call.dst, false, site) = result;
}

/// The checks of an operation in a run without values.
void touchDst(ProcessorState &self, const OperationCall &call, const SourceOperands &operands,
              Site site) {
  uint32_t tiles = isMatmul(call.operation) ? operands.countA * operands.countB : 1;
  for (uint32_t index = 0; index < tiles; ++index)
    dstTile(self, call.dst + index, call.reuse != 0, site);
}

/// Brings a tile to DST. Where DST has 32 bits, numbers go through the adder, with zero: it makes
/// NaN infinity and subnormal numbers zero. What is unpacked to DST itself stays as it is.
void runCopy(ProcessorState &self, const OperationCall &call, const Tile &tile, Site site) {
  const ComputeConfig &config = *self.core.engine.config;
  Tile &dst = dstTile(self, call.dst, false, site);
  if (!config.fp32DestAccEn || unpacksToDst(config, call.buffer0) ||
      call.operation == Operation::UnaryBroadcast ||
      findFormat(bufferOf(self, call.buffer0, site).format)->integer) {
    dst = tile;
    return;
  }
  addElements(dst, tile, Tile{}, false, matrixMode(self));
}

void runOperands(ProcessorState &self, const OperationCall &call, SourceOperands &operands,
                 Site site) {
  if (self.machine.options.timingOnly)
    return touchDst(self, call, operands, site);
  switch (call.operation) {
  case Operation::Matmul:
  case Operation::MatmulBlock:
    return runMatmul(self, call, operands, site);
  case Operation::Add:
  case Operation::Subtract:
  case Operation::Multiply:
    return runElementwise(self, call, operands, site);
  case Operation::Reduce:
    return runReduce(self, call, operands, site);
  case Operation::SubtractSplitMean:
    return runSplitMean(self, call, operands, site);
  default: {
    runCopy(self, call, operands.a[0], site);
  }
  }
}

} // namespace

bool isReplayed(const ComputeEngine &engine, const OperationCall &call) {
  return call.operation == Operation::TransposeDest ||
         (call.operation == Operation::Transpose && unpacksToDst(*engine.config, call.buffer0));
}

void transposeDest(ProcessorState &self, const OperationCall &call, Site site) {
  self.enter(site, self.machine.architecture.timing.computeCall);
  checkInit(self, self.core.engine.mathInit, call, site);
  Tile &tile = dstTile(self, call.dst, true, site);
  self.engineWorks(WorkKind::Engine, self.machine.architecture.timing.transposeTile,
                   operationName(call.operation));
  if (self.machine.options.timingOnly)
    return;
  transposeParts(tile, call.transpose ? 3 : 2);
}

void computeOperation(ProcessorState &self, const OperationCall &call, Site site) {
  ComputeEngine &engine = self.core.engine;
  self.enter(site, self.machine.architecture.timing.computeCall);
  if (!engine.mathStarted)
    self.fail(Rule::MissingInit,
              "no compute_kernel_hw_startup before the first operation of the engines", site);
  checkInit(self, engine.mathInit, call, site);
  checkHoldsDst(self, site);
  self.waitUntil(
      engine.sourceFilled, WaitCause::Source, [&] { return !engine.source.empty(); },
      [] { return "operands from the unpack processor"; });
  std::unique_ptr<SourceOperands> operands = std::move(engine.source.front());
  engine.source.pop_front();
  for (auto [cb, page] : operands->packedPages)
    self.core.buffers[cb].readFor[page] = engine.sectionsFilled;
  bool alike = isElementwise(operands->call.operation) && isElementwise(call.operation);
  if (operands->call.operation != call.operation && !alike)
    self.fail(Rule::MissingInit,
              std::string("the math processor runs ") + operationName(call.operation) +
                  ", but the unpack processor sent operands of " +
                  operationName(operands->call.operation),
              site);
  Cycle begin = std::max(self.fiber.now(), operands->begin);
  Cycle cycles = mathCycles(self, call, *operands);
  Cycle perTile = std::max<Cycle>(1, cycles / std::max(1u, operands->countA));
  Cycle end = std::max(begin + cycles, operands->ready + perTile);
  runOperands(self, call, *operands, site);
  // What the math unit could not use is time spent waiting for operands.
  self.addWait(WaitCause::Source, end - self.fiber.now() - cycles);
  self.addWork(WorkKind::Engine, cycles);
  self.fiber.advance(end - self.fiber.now());
  self.slice(operationName(call.operation), begin, end, false);
  engine.sourceFreed.wakeAll(std::max(begin, operands->ready));
}

} // namespace tilium::device
