//===- InsertComputeInitTT.cpp - Engine start-up and initialisation (D4) --===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Follows the state of the compute engines through the kernel: which operation unpacker and math
// are set up for, the formats of SrcA, SrcB and the packer. A call goes in where an operation needs
// another state than the one before left; before a loop, if the loop always starts and ends in it.
//
//===----------------------------------------------------------------------===//

#include "MatmulParts.h"

#include "tilium/Support/Target.h"
#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_INSERTCOMPUTEINITTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

namespace {

/// What an operation is set up for. Two equal setups need no call between them.
struct Setup {
  enum class Kind { Matmul, Copy, Transpose, Fill } kind;
  Value a, b;                            ///< The circular buffers unpacked.
  int64_t transpose = 0;                 ///< Of a matmul: whether it transposes B's tiles,
  int64_t cols = 0, rows = 0, inner = 0; ///< and its part.

  bool operator==(const Setup &) const = default;
};

/// The state of the engines; an empty field is unknown.
struct EngineState {
  std::optional<Setup> setup;
  Value srcA, srcB, pack; ///< Circular buffers whose formats are set.

  bool operator==(const EngineState &) const = default;
};

/// Inserts initialisation into one compute kernel.
class InitInsertion {
public:
  InitInsertion(func::FuncOp kernel, int64_t dstTiles) : kernel(kernel), dstTiles(dstTiles) {}
  void run();

private:
  void createStartup(Operation *first);
  EngineState process(Block &block, EngineState state);
  EngineState processLoop(scf::ForOp loop, EngineState state);
  EngineState requirement(Operation *op);
  void establish(OpBuilder &builder, Location loc, EngineState &state, const EngineState &needed);

  func::FuncOp kernel;
  int64_t dstTiles;
};

} // namespace

static bool isEngineOp(Operation *op) {
  return isa<tt::MatmulOp, tt::MoveOp, tt::TransposeOp, tt::FillOp>(op);
}

static tt::DataFormat formatOf(Value cb) { return cast<tt::CBType>(cb.getType()).getFormat(); }

static bool sameFormat(Value a, Value b) { return a && b && formatOf(a) == formatOf(b); }

/// What `op` needs; empty fields do not matter to it.
EngineState InitInsertion::requirement(Operation *op) {
  EngineState state;
  state.pack = cast<tt::BlockOpInterface>(op).getInto();
  if (auto matmul = dyn_cast<tt::MatmulOp>(op)) {
    MatmulPart part = chooseMatmulPart(matmul, dstTiles);
    state.setup = Setup{Setup::Kind::Matmul, matmul.getA(), matmul.getB(), matmul.getTransposeB(),
                        part.cols,           part.rows,     part.inner};
    // The matrix engine takes its second operand from SrcA.
    state.srcA = matmul.getB();
    state.srcB = matmul.getA();
  } else if (auto move = dyn_cast<tt::MoveOp>(op)) {
    state.setup = Setup{Setup::Kind::Copy, move.getSource(), Value()};
    state.srcA = move.getSource();
  } else if (auto transpose = dyn_cast<tt::TransposeOp>(op)) {
    state.setup = Setup{Setup::Kind::Transpose, transpose.getSource(), Value()};
    state.srcA = transpose.getSource();
  } else {
    state.setup = Setup{Setup::Kind::Fill, Value(), Value()};
  }
  return state;
}

static void createSetup(OpBuilder &builder, Location loc, const Setup &setup) {
  auto number = [&](int64_t value) { return builder.getI32IntegerAttr(value); };
  switch (setup.kind) {
  case Setup::Kind::Matmul:
    metalium::MatmulBlockInitOp::create(builder, loc, setup.a, setup.b, number(setup.transpose),
                                        number(setup.cols), number(setup.rows),
                                        number(setup.inner));
    return;
  case Setup::Kind::Copy:
    metalium::CopyInitOp::create(builder, loc, setup.a);
    return;
  case Setup::Kind::Transpose:
    metalium::TransposeInitOp::create(builder, loc, setup.a);
    return;
  case Setup::Kind::Fill:
    metalium::FillTileInitOp::create(builder, loc);
    return;
  }
}

/// Makes the calls that bring `state` to what is `needed`.
void InitInsertion::establish(OpBuilder &builder, Location loc, EngineState &state,
                              const EngineState &needed) {
  bool changeA = needed.srcA && !sameFormat(state.srcA, needed.srcA);
  bool changeB = needed.srcB && !sameFormat(state.srcB, needed.srcB);
  if (changeB)
    metalium::ReconfigDataFormatOp::create(builder, loc, needed.srcA, needed.srcB);
  else if (changeA)
    metalium::ReconfigDataFormatSrcAOp::create(builder, loc, needed.srcA);
  if (needed.srcA)
    state.srcA = needed.srcA;
  if (needed.srcB)
    state.srcB = needed.srcB;
  if (needed.pack && !sameFormat(state.pack, needed.pack))
    metalium::PackReconfigDataFormatOp::create(builder, loc, needed.pack);
  if (needed.pack)
    state.pack = needed.pack;
  // The set-up comes last: it relies on the formats.
  if (needed.setup && state.setup != needed.setup)
    createSetup(builder, loc, *needed.setup);
  if (needed.setup)
    state.setup = needed.setup;
}

/// The state that the operations of `block` first need and the one they leave, field by field.
static void collectEnds(Block &block, function_ref<EngineState(Operation *)> requirement,
                        EngineState &first, EngineState &last) {
  block.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (!isEngineOp(op))
      return;
    EngineState needed = requirement(op);
    auto record = [](Value &firstField, Value &lastField, Value value) {
      if (!value)
        return;
      if (!firstField)
        firstField = value;
      lastField = value;
    };
    record(first.srcA, last.srcA, needed.srcA);
    record(first.srcB, last.srcB, needed.srcB);
    record(first.pack, last.pack, needed.pack);
    if (!first.setup)
      first.setup = needed.setup;
    last.setup = needed.setup;
  });
}

EngineState InitInsertion::processLoop(scf::ForOp loop, EngineState state) {
  EngineState first, last;
  collectEnds(*loop.getBody(), [&](Operation *op) { return requirement(op); }, first, last);
  // What the body starts with and comes back to is established before the loop.
  EngineState invariant;
  if (first.setup == last.setup)
    invariant.setup = first.setup;
  for (auto field : {&EngineState::srcA, &EngineState::srcB, &EngineState::pack})
    if (sameFormat(first.*field, last.*field))
      invariant.*field = first.*field;
  OpBuilder builder(loop);
  if (invariant.setup || invariant.pack) {
    // A source format alone is not worth a call before the loop; with its operation it is.
    if (!invariant.setup)
      invariant.srcA = invariant.srcB = Value();
    establish(builder, loop.getLoc(), state, invariant);
  }
  // What the body changes and does not restore is unknown when an iteration starts.
  EngineState entry = state;
  if (last.setup && !(last.setup == entry.setup))
    entry.setup.reset();
  for (auto field : {&EngineState::srcA, &EngineState::srcB, &EngineState::pack})
    if (last.*field && !sameFormat(last.*field, entry.*field))
      entry.*field = Value();
  EngineState exit = process(*loop.getBody(), entry);
  // The loop may not run: keep what holds either way.
  EngineState result = state;
  if (!(exit.setup == state.setup))
    result.setup.reset();
  for (auto field : {&EngineState::srcA, &EngineState::srcB, &EngineState::pack})
    if (!sameFormat(exit.*field, state.*field))
      result.*field = Value();
  return result;
}

EngineState InitInsertion::process(Block &block, EngineState state) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      state = processLoop(loop, state);
    } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
      EngineState afterThen = process(*branch.thenBlock(), state);
      EngineState afterElse = branch.elseBlock() ? process(*branch.elseBlock(), state) : state;
      if (!(afterThen.setup == afterElse.setup))
        afterThen.setup.reset();
      for (auto field : {&EngineState::srcA, &EngineState::srcB, &EngineState::pack})
        if (!sameFormat(afterThen.*field, afterElse.*field))
          afterThen.*field = Value();
      state = afterThen;
    } else if (isEngineOp(&op)) {
      OpBuilder builder(&op);
      establish(builder, op.getLoc(), state, requirement(&op));
    }
  }
  return state;
}

/// The one-time configuration, for the first operation of the kernel.
void InitInsertion::createStartup(Operation *first) {
  EngineState needed = requirement(first);
  OpBuilder builder(kernel.getContext());
  Block &entry = kernel.getBody().front();
  builder.setInsertionPoint(
      &entry, llvm::find_if_not(entry, [](Operation &op) { return isa<tt::CBOp>(op); }));
  Location loc = first->getLoc();
  bool isMatmul = needed.setup->kind == Setup::Kind::Matmul;
  Value a = isMatmul ? needed.setup->a : needed.srcA ? needed.srcA : needed.pack;
  Value b = isMatmul ? needed.setup->b : Value();
  metalium::ComputeKernelHwStartupOp::create(builder, loc, a, b, needed.pack,
                                             isMatmul ? builder.getUnitAttr() : UnitAttr());
}

void InitInsertion::run() {
  Operation *first = nullptr;
  kernel.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (!isEngineOp(op))
      return WalkResult::advance();
    first = op;
    return WalkResult::interrupt();
  });
  if (!first)
    return;
  createStartup(first);
  EngineState needed = requirement(first), state;
  // Start-up with one input sets both sources to its format.
  state.srcA = needed.srcA ? needed.srcA : needed.pack;
  state.srcB = needed.srcB ? needed.srcB : state.srcA;
  state.pack = needed.pack;
  process(kernel.getBody().front(), state);
}

//===----------------------------------------------------------------------===//
// Configuration
//===----------------------------------------------------------------------===//

/// How the kernel is to be built: DST in 32 bits if any result is, Float32 past the source
/// registers where only copies and transpositions read it.
static tt::ComputeConfigAttr chooseConfig(func::FuncOp kernel) {
  bool fp32 = false;
  DenseSet<Value> copied, multiplied;
  kernel.walk([&](tt::BlockOpInterface op) {
    fp32 |= llvm::is_contained({tt::DataFormat::Float32, tt::DataFormat::Int32},
                               formatOf(op.getInto()));
    for (Value operand : op.getBlockOperands()) {
      fp32 |= formatOf(operand) == tt::DataFormat::Float32 && !isa<tt::MatmulOp>(op.getOperation());
      (isa<tt::MatmulOp>(op.getOperation()) ? multiplied : copied).insert(operand);
    }
  });
  SmallVector<int64_t> unpackToDest;
  for (auto cb : kernel.getOps<tt::CBOp>())
    if (fp32 && formatOf(cb.getCb()) == tt::DataFormat::Float32 && copied.contains(cb.getCb()) &&
        !multiplied.contains(cb.getCb()))
      unpackToDest.push_back(*cb.getId());
  llvm::sort(unpackToDest);
  unpackToDest.erase(llvm::unique(unpackToDest), unpackToDest.end());
  return tt::ComputeConfigAttr::get(kernel.getContext(), tt::MathFidelity::HiFi4, fp32,
                                    /*dstFullSyncEn=*/false, unpackToDest);
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
    for (auto kernel : getOperation().getOps<func::FuncOp>()) {
      auto role = kernel->getAttrOfType<tt::KernelRoleAttr>("tt.kernel_role");
      if (!role || role.getValue() != tt::KernelRole::Compute)
        continue;
      tt::ComputeConfigAttr config = chooseConfig(kernel);
      kernel->setAttr("tt.compute_config", config);
      InitInsertion(kernel, getDstTiles(*architecture, config)).run();
    }
  }
};
} // namespace
