//===- InsertComputeInitTT.cpp - Engine start-up and preparation (D4) -----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The engines are started once, for the kernel's first operation. After that their state (formats
// of the source registers and the packer, what unpack and math are prepared for, what the vector
// engine is prepared for) is set where an operation needs another one.
//
//===----------------------------------------------------------------------===//

#include "EltwiseProgram.h"
#include "MatmulParts.h"
#include "StatePlacement.h"

#include "tilium/Dialect/TT/IR/PassConfigs.h"
#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Support/Target.h"
#include "tilium/Transforms/Passes.h"

#include "llvm/ADT/SmallSet.h"

namespace tilium {
#define GEN_PASS_DEF_INSERTCOMPUTEINITTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

//===----------------------------------------------------------------------===//
// Formats
//===----------------------------------------------------------------------===//

static tt::DataFormat formatOf(Value cb) { return cast<tt::CBType>(cb.getType()).getFormat(); }

static bool is32Bit(tt::DataFormat format) {
  return format == tt::DataFormat::Float32 || format == tt::DataFormat::Int32 ||
         format == tt::DataFormat::UInt32;
}

/// Formats that the engines compute in.
static bool isEngineFloat(tt::DataFormat format) {
  return format == tt::DataFormat::Float16 || format == tt::DataFormat::Float16_b ||
         format == tt::DataFormat::Float32;
}

static LogicalResult checkMatmul(tt::MatmulOp matmul) {
  for (Value cb : {matmul.getA(), matmul.getB(), Value(matmul.getInto())})
    if (!isEngineFloat(formatOf(cb)))
      return refuse(matmul, DiagnosticCode::GemmDtypes)
             << "the matrix engine multiplies Float16, Float16_b and Float32, not "
             << tt::stringifyDataFormat(formatOf(cb));
  return success();
}

static LogicalResult checkFill(tt::FillOp fill) {
  if (!isEngineFloat(formatOf(fill.getInto())))
    return fill.emitError() << "the vector engine fills Float16, Float16_b and Float32, not "
                            << tt::stringifyDataFormat(formatOf(fill.getInto()));
  if (!fill.getValue().getType().isF32())
    return fill.emitError() << "the vector engine takes the value to fill with as f32, not "
                            << fill.getValue().getType();
  return success();
}

static LogicalResult checkFormats(tt::BlockOpInterface op) {
  if (auto matmul = dyn_cast<tt::MatmulOp>(op.getOperation()))
    return checkMatmul(matmul);
  if (auto fill = dyn_cast<tt::FillOp>(op.getOperation()))
    return checkFill(fill);
  // Expressions and reductions convert by themselves.
  if (isa<tt::EltwiseOp, tt::ReduceOp, tt::CumsumOp>(op.getOperation()))
    return success();
  tt::DataFormat into = formatOf(op.getInto());
  for (Value operand : op.getBlockOperands()) {
    tt::DataFormat from = formatOf(operand);
    if (from != into && (tt::isInteger(from) || tt::isInteger(into)))
      return op.emitError() << "the packer converts between floating-point formats only, not from "
                            << tt::stringifyDataFormat(from) << " to "
                            << tt::stringifyDataFormat(into) << "; cast the elements in T.Parallel";
  }
  return success();
}

//===----------------------------------------------------------------------===//
// How the kernel is built
//===----------------------------------------------------------------------===//

static int64_t idOf(Value cb) { return *cb.getDefiningOp<tt::CBOp>().getId(); }

/// Circular buffers of 32-bit formats that go to DST in all 32 bits: those that no product reads.
/// Products read through the source registers, which keep 19 bits.
static SmallVector<int64_t> findUnpackToDest(ArrayRef<tt::BlockOpInterface> operations) {
  llvm::SmallSet<int64_t, 8> whole, throughSource;
  for (tt::BlockOpInterface op : operations)
    for (Value operand : op.getBlockOperands()) {
      bool straight = !isa<tt::MatmulOp>(op.getOperation()) && is32Bit(formatOf(operand));
      (straight ? whole : throughSource).insert(idOf(operand));
    }
  SmallVector<int64_t> ids;
  for (int64_t id : whole)
    if (!throughSource.contains(id))
      ids.push_back(id);
  llvm::sort(ids);
  return ids;
}

/// Warns of blocks of 32 bits that an expression or a reduction reads in 19.
static void warnOfLostBits(ArrayRef<tt::BlockOpInterface> operations, ArrayRef<int64_t> whole) {
  for (tt::BlockOpInterface op : operations) {
    if (!isa<tt::EltwiseOp, tt::ReduceOp, tt::CumsumOp>(op.getOperation()))
      continue;
    llvm::SmallSet<int64_t, 4> reported;
    for (Value operand : op.getBlockOperands())
      if (is32Bit(formatOf(operand)) && !llvm::is_contained(whole, idOf(operand)) &&
          reported.insert(idOf(operand)).second)
        warn(op, DiagnosticCode::ReducedPrecision)
            << "'" << operand.getDefiningOp<tt::CBOp>().getBufferName()
            << "' is an operand of a product as well, so the vector engine gets it "
               "in 19 bits (TF32); copy it to a buffer of its own for all 32";
  }
}

/// The most accurate configuration: four phases a product unless the program trades them, and DST
/// in 32 bits wherever a 32-bit block or an expression takes part. 16-bit programs of copies and
/// products keep 16-bit DST, which holds twice the tiles. DST is used in halves, which lets the
/// packer overlap with math, unless an expression needs more tiles at once than a half has.
static FailureOr<tt::ComputeConfigAttr>
makeComputeConfig(func::FuncOp kernel, const device::Architecture &architecture,
                  ArrayRef<tt::BlockOpInterface> operations) {
  bool wide = false, whole = false;
  for (tt::BlockOpInterface op : operations) {
    wide |= isa<tt::EltwiseOp, tt::ReduceOp, tt::CumsumOp>(op.getOperation());
    if (auto eltwise = dyn_cast<tt::EltwiseOp>(op.getOperation())) {
      FailureOr<EltwiseProgram> program = buildEltwiseProgram(eltwise);
      if (failed(program))
        return failure();
      whole |= program->registers > architecture.dstTiles(/*fp32=*/true, /*fullSync=*/false);
    }
    wide |= is32Bit(formatOf(op.getInto()));
    for (Value operand : op.getBlockOperands())
      wide |= is32Bit(formatOf(operand));
  }
  SmallVector<int64_t> unpackToDest = findUnpackToDest(operations);
  warnOfLostBits(operations, unpackToDest);
  return tt::ComputeConfigAttr::get(kernel.getContext(), getMathFidelity(kernel), wide,
                                    /*dstFullSyncEn=*/whole, unpackToDest);
}

//===----------------------------------------------------------------------===//
// Engine state
//===----------------------------------------------------------------------===//

namespace {

/// The parts of the state, in the order in which they are set: an engine is prepared for an
/// operation after its formats are known.
enum EnginePart : unsigned { SourceA, SourceB, Pack, UnpackAndMath, Vector, PartCount };

/// What unpack and math are prepared for; the first element of that part's value.
enum EngineOperation : int64_t { Copy, Transpose, Matmul };

/// Knows what operations on blocks need of the engines, and the calls that provide it.
class EngineSetup {
public:
  EngineSetup(func::FuncOp kernel, tt::ComputeConfigAttr config, int64_t dstCapacity)
      : kernel(kernel), config(config), dstCapacity(dstCapacity) {}

  void run(tt::BlockOpInterface first);

private:
  Value sourceOf(Operation *op, EnginePart part);
  StateNeed needOf(Operation *op, unsigned part);
  StateNeed operationNeed(Operation *op);
  void set(OpBuilder &builder, ArrayRef<StateChange> changes);
  void prepare(OpBuilder &builder, Operation *user);
  StatePlacement::State start(tt::BlockOpInterface first);

  func::FuncOp kernel;
  tt::ComputeConfigAttr config;
  int64_t dstCapacity;
};

} // namespace

/// What an operation brings to SrcA first; null if nothing.
static Value firstLoaded(tt::BlockOpInterface op) {
  auto eltwise = dyn_cast<tt::EltwiseOp>(op.getOperation());
  if (!eltwise)
    return op.getBlockOperands().empty() ? Value() : op.getBlockOperands().front();
  FailureOr<EltwiseProgram> program = buildEltwiseProgram(eltwise);
  if (succeeded(program))
    for (const EltwiseStep &step : program->steps)
      if (step.operand >= 0)
        return eltwise.getSources()[step.operand];
  return {};
}

/// Whether an expression spreads rows, columns or elements over tiles, for which the matrix engine
/// reads SrcB; copies go through SrcA alone.
static bool spreadsTiles(tt::EltwiseOp eltwise) {
  for (unsigned i = 0; i < eltwise.getSources().size(); ++i)
    if (loadedBroadcast(eltwise, i) != tt::Broadcast::None)
      return true;
  return false;
}

/// The circular buffer whose format a source register needs for `op`, null if it does not care.
Value EngineSetup::sourceOf(Operation *op, EnginePart part) {
  // In a product the second operand is in SrcA, the first one in SrcB.
  if (auto matmul = dyn_cast<tt::MatmulOp>(op))
    return part == SourceA ? matmul.getB() : matmul.getA();
  if (auto eltwise = dyn_cast<tt::EltwiseOp>(op))
    return eltwise.getSources().empty() || (part == SourceB && !spreadsTiles(eltwise))
               ? Value()
               : eltwise.getSources().front();
  if (part == SourceB)
    return {};
  if (isa<tt::ReduceOp, tt::CumsumOp>(op))
    return op->getOperand(0);
  if (auto move = dyn_cast<tt::MoveOp>(op))
    return move.getSource();
  if (auto transpose = dyn_cast<tt::TransposeOp>(op))
    return transpose.getSource();
  // A fill reads nothing, but DST of 16 bits takes its exponent range from SrcA's format.
  auto fill = dyn_cast<tt::FillOp>(op);
  return fill && !config.getFp32DestAccEn() ? Value(fill.getInto()) : Value();
}

/// Whether the source registers change their format between the loads of an expression.
static bool readsSeveralFormats(tt::EltwiseOp eltwise) {
  return llvm::any_of(eltwise.getSources(), [&](Value source) {
    return formatOf(source) != formatOf(eltwise.getSources().front());
  });
}

/// Preparations depend on the formats too, so that they are made again after formats changed.
StateNeed EngineSetup::operationNeed(Operation *op) {
  auto format = [](Value cb) { return static_cast<int64_t>(formatOf(cb)); };
  if (auto move = dyn_cast<tt::MoveOp>(op))
    return StateNeed::of(
        {Copy, format(move.getSource()),
         llvm::is_contained(config.getUnpackToDestFp32(), idOf(move.getSource()))});
  if (auto transpose = dyn_cast<tt::TransposeOp>(op))
    return StateNeed::of(
        {Transpose, format(transpose.getSource()),
         llvm::is_contained(config.getUnpackToDestFp32(), idOf(transpose.getSource()))});
  if (isa<tt::ReduceOp, tt::CumsumOp>(op))
    return StateNeed::of(
        {Copy, format(op->getOperand(0)),
         llvm::is_contained(config.getUnpackToDestFp32(), idOf(op->getOperand(0)))});
  if (auto eltwise = dyn_cast<tt::EltwiseOp>(op))
    return eltwise.getSources().empty() ? StateNeed() : StateNeed::setsItself();
  auto matmul = dyn_cast<tt::MatmulOp>(op);
  if (!matmul)
    return {};
  MatmulPart part = chooseMatmulPart(matmul, dstCapacity);
  return StateNeed::of({Matmul, format(matmul.getA()), format(matmul.getB()), part.rows, part.cols,
                        part.inner, matmul.getTransposeB()});
}

StateNeed EngineSetup::needOf(Operation *op, unsigned part) {
  auto block = dyn_cast<tt::BlockOpInterface>(op);
  if (!block)
    return {};
  auto formatNeed = [](Value cb) {
    return cb ? StateNeed::of({static_cast<int64_t>(formatOf(cb))}) : StateNeed();
  };
  switch (static_cast<EnginePart>(part)) {
  case SourceA:
  case SourceB:
    if (auto eltwise = dyn_cast<tt::EltwiseOp>(op); eltwise && readsSeveralFormats(eltwise))
      return part == SourceA || spreadsTiles(eltwise) ? StateNeed::setsItself() : StateNeed();
    return formatNeed(sourceOf(op, static_cast<EnginePart>(part)));
  case Pack:
    return formatNeed(block.getInto());
  case UnpackAndMath:
    return operationNeed(op);
  case Vector:
    if (isa<tt::EltwiseOp, tt::ReduceOp, tt::CumsumOp>(op))
      return StateNeed::setsItself();
    return isa<tt::FillOp>(op) ? StateNeed::of({0}) : StateNeed();
  case PartCount:
    break;
  }
  llvm_unreachable("no such part of the engines");
}

/// Makes the call that prepares unpack and math for `user`.
void EngineSetup::prepare(OpBuilder &builder, Operation *user) {
  Location loc = user->getLoc();
  if (auto move = dyn_cast<tt::MoveOp>(user)) {
    metalium::CopyInitOp::create(builder, loc, move.getSource());
  } else if (isa<tt::ReduceOp, tt::CumsumOp>(user)) {
    metalium::CopyInitOp::create(builder, loc, user->getOperand(0));
  } else if (auto transpose = dyn_cast<tt::TransposeOp>(user)) {
    metalium::TransposeInitOp::create(builder, loc, transpose.getSource());
  } else {
    auto matmul = cast<tt::MatmulOp>(user);
    MatmulPart part = chooseMatmulPart(matmul, dstCapacity);
    metalium::MatmulBlockInitOp::create(builder, loc, matmul.getA(), matmul.getB(),
                                        static_cast<uint32_t>(matmul.getTransposeB()), part.cols,
                                        part.rows, part.inner);
  }
}

void EngineSetup::set(OpBuilder &builder, ArrayRef<StateChange> changes) {
  std::array<Operation *, PartCount> users{};
  for (const StateChange &change : changes)
    users[change.part] = change.user;
  if (users[SourceA] && users[SourceB])
    metalium::ReconfigDataFormatOp::create(builder, users[SourceB]->getLoc(),
                                           sourceOf(users[SourceA], SourceA),
                                           sourceOf(users[SourceB], SourceB));
  else if (users[SourceA])
    metalium::ReconfigDataFormatSrcAOp::create(builder, users[SourceA]->getLoc(),
                                               sourceOf(users[SourceA], SourceA));
  else if (users[SourceB])
    metalium::ReconfigDataFormatSrcBOp::create(builder, users[SourceB]->getLoc(),
                                               sourceOf(users[SourceB], SourceB));
  if (users[Pack])
    metalium::PackReconfigDataFormatOp::create(builder, users[Pack]->getLoc(),
                                               cast<tt::BlockOpInterface>(users[Pack]).getInto());
  if (users[UnpackAndMath])
    prepare(builder, users[UnpackAndMath]);
  if (users[Vector])
    metalium::FillTileInitOp::create(builder, users[Vector]->getLoc());
}

/// Starts the engines for the kernel's first operation; gives the state they are in then.
StatePlacement::State EngineSetup::start(tt::BlockOpInterface first) {
  Operation *lastDeclaration = nullptr;
  for (auto declaration : kernel.getOps<tt::CBOp>())
    lastDeclaration = declaration;
  OpBuilder builder(kernel.getContext());
  builder.setInsertionPointAfter(lastDeclaration);

  auto matmul = dyn_cast<tt::MatmulOp>(first.getOperation());
  Value loaded = firstLoaded(first);
  Value a = loaded ? loaded : Value(first.getInto());
  Value b = matmul ? matmul.getB() : Value();
  metalium::ComputeKernelHwStartupOp::create(builder, first.getLoc(), a, b, first.getInto(),
                                             /*reverse=*/static_cast<bool>(matmul));
  StatePlacement::State state(PartCount);
  auto format = [](Value cb) { return StateValue{static_cast<int64_t>(formatOf(cb))}; };
  state[SourceA] = format(b ? b : a);
  state[SourceB] = format(a);
  state[Pack] = format(first.getInto());
  return state;
}

void EngineSetup::run(tt::BlockOpInterface first) {
  StatePlacement placement(
      PartCount, [this](Operation *op, unsigned part) { return needOf(op, part); },
      [this](OpBuilder &builder, ArrayRef<StateChange> changes) { set(builder, changes); });
  StatePlacement::State state = start(first);
  placement.place(kernel.getBody().front(), state);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// What the pass relies on: operations in buffer form, on numbered circular buffers that are
/// declared at the start of the kernel, in formats the engines take.
static LogicalResult checkOperation(func::FuncOp kernel, tt::BlockOpInterface op) {
  if (op->getNumResults() != 0)
    return op.emitError("is still in value form; LowerCBIntrinsics (--tt-lower-cb-intrinsics) "
                        "brings it into buffer form");
  SmallVector<Value> buffers = op.getBlockOperands();
  buffers.push_back(op.getInto());
  for (Value buffer : buffers) {
    auto declaration = buffer.getDefiningOp<tt::CBOp>();
    if (!declaration || declaration->getBlock() != &kernel.getBody().front())
      return op.emitError("uses a circular buffer that is not declared at the start of the kernel");
    if (!declaration.getId())
      return declaration.emitError(
          "has no id; BuildTileDFGTT (--tt-build-tile-dfg) numbers circular buffers");
  }
  return checkFormats(op);
}

static LogicalResult setUpKernel(func::FuncOp kernel, const device::Architecture &architecture) {
  SmallVector<tt::BlockOpInterface> operations;
  kernel.walk([&](tt::BlockOpInterface op) { operations.push_back(op); });
  for (tt::BlockOpInterface op : operations)
    if (failed(checkOperation(kernel, op)))
      return failure();
  FailureOr<tt::ComputeConfigAttr> chosen = makeComputeConfig(kernel, architecture, operations);
  if (failed(chosen))
    return failure();
  tt::ComputeConfigAttr config = *chosen;
  kernel->setAttr("tt.compute_config", config);
  if (operations.empty())
    return success();
  EngineSetup(kernel, config, getDstTiles(architecture, config)).run(operations.front());
  return success();
}

namespace {
class InsertComputeInitTTPass
    : public tilium::impl::InsertComputeInitTTPassBase<InsertComputeInitTTPass> {
public:
  using InsertComputeInitTTPassBase::InsertComputeInitTTPassBase;

  void runOnOperation() override {
    const device::Architecture *architecture = getTargetArchitecture(getOperation());
    if (!architecture)
      return signalPassFailure();
    bool found = false;
    for (auto kernel : getOperation().getOps<func::FuncOp>()) {
      auto role = kernel->getAttrOfType<tt::KernelRoleAttr>("tt.kernel_role");
      if (!role || role.getValue() != tt::KernelRole::Compute)
        continue;
      found = true;
      if (failed(setUpKernel(kernel, *architecture)))
        return signalPassFailure();
    }
    if (!found) {
      getOperation().emitError("has no compute kernel; SplitDeviceKernel "
                               "(--tt-split-device-kernel) makes it");
      signalPassFailure();
    }
  }
};
} // namespace
