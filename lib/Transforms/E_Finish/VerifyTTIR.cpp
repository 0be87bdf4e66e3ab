//===- VerifyTTIR.cpp - Checks the whole program (F) ----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Each kernel alone (KernelProtocol), then what holds between the three: one producer and one
// consumer of each circular buffer, as many pages pushed as popped, arguments, memory, an end that
// all three come to (PipelineProtocol) or, where cores signal each other, all of the grid
// (GridProtocol). With the option `partial` it takes IR of any stage and
// checks as much of this as there is by then.
//
//===----------------------------------------------------------------------===//

#include "GridProtocol.h"
#include "KernelProtocol.h"
#include "NumberDescription.h"
#include "PipelineProtocol.h"

#include "../D_Kernel/MatmulParts.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Support/Target.h"
#include "tilium/Transforms/Passes.h"

#include "llvm/Support/FormatVariadic.h"

namespace tilium {
#define GEN_PASS_DEF_VERIFYTTIRPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

//===----------------------------------------------------------------------===//
// Traffic of circular buffers
//===----------------------------------------------------------------------===//

namespace {

/// How many pages: a sum of products of constants and of trip counts and conditions that are known
/// at run time, which are told apart by their expressions.
using PageCount = std::map<std::vector<std::string>, int64_t>;

/// One end of a circular buffer.
struct End {
  PageCount pages;
  Operation *call = nullptr;
  func::FuncOp kernel;
};

} // namespace

/// Adds `pages` for each combination of loops and conditions that hold. The else side of a branch
/// runs as often as the branch less its other side, so that both together count as the branch.
static void addPages(End &end, std::vector<std::string> unknowns, ArrayRef<std::string> denied,
                     int64_t pages) {
  if (denied.empty()) {
    llvm::sort(unknowns);
    int64_t &sum = end.pages[unknowns];
    sum += pages;
    if (sum == 0)
      end.pages.erase(unknowns);
    return;
  }
  addPages(end, unknowns, denied.drop_front(), pages);
  unknowns.push_back(denied.front());
  addPages(end, unknowns, denied.drop_front(), -pages);
}

/// The circular buffer that `op` pushes to or pops from, before or after LowerCBIntrinsics; null
/// for other operations.
static Value movedBuffer(Operation *op) {
  if (auto push = dyn_cast<tt::PushOp>(op))
    return push.getCb();
  if (auto send = dyn_cast<tt::SendScalarOp>(op))
    return send.getCb();
  if (auto receive = dyn_cast<tt::ReceiveScalarOp>(op))
    return receive.getCb();
  if (auto pop = dyn_cast<tt::PopOp>(op))
    return pop.getCb();
  return isa<metalium::CBPushBackOp, metalium::CBPopFrontOp>(op) ? op->getOperand(0) : Value();
}

/// Adds what `op` moves, once for each time that it runs. Before LowerCBIntrinsics that is a block.
static void addCall(End &end, Operation *op, func::FuncOp kernel, NumberDescription &numbers) {
  auto number = op->getAttrOfType<IntegerAttr>("pages");
  int64_t pages = number ? number.getInt() : 1;
  std::vector<std::string> unknowns, denied;
  for (Operation *child = op, *parent = op->getParentOp(); parent && parent != kernel;
       child = parent, parent = parent->getParentOp()) {
    if (auto loop = dyn_cast<scf::ForOp>(parent)) {
      if (std::optional<int64_t> count = getTripCount(loop))
        pages *= *count;
      else
        unknowns.push_back(numbers.describeTripCount(loop));
    } else if (auto branch = dyn_cast<scf::IfOp>(parent)) {
      bool inElse = child->getParentRegion() == &branch.getElseRegion();
      (inElse ? denied : unknowns).push_back("if " + numbers.describe(branch.getCondition()));
    }
  }
  addPages(end, unknowns, denied, pages);
  end.call = end.call ? end.call : op;
  end.kernel = kernel;
}

/// Checks that each circular buffer has one producer and one consumer that agree on the pages.
static LogicalResult checkTraffic(ModuleOp module) {
  std::map<int64_t, End> producers, consumers;
  std::map<int64_t, Value> buffers;
  NumberDescription numbers;
  bool failed = false;
  for (auto kernel : module.getOps<func::FuncOp>())
    kernel.walk([&](Operation *op) {
      Value cb = movedBuffer(op);
      if (!cb)
        return;
      bool pushes = isa<metalium::CBPushBackOp, tt::PushOp, tt::SendScalarOp>(op);
      int64_t id = idOf(cb);
      buffers[id] = cb;
      End &end = (pushes ? producers : consumers)[id];
      if (end.kernel && end.kernel != kernel) {
        InFlightDiagnostic diagnostic = op->emitError()
                                        << "'" << cbName(cb) << "' has a second "
                                        << (pushes ? "producing" : "consuming") << " kernel";
        diagnostic.attachNote(end.call->getLoc()) << "the first one is here";
        failed = true;
        return;
      }
      addCall(end, op, kernel, numbers);
    });
  for (auto [id, cb] : buffers) {
    End &producer = producers[id], &consumer = consumers[id];
    if (producer.pages == consumer.pages)
      continue;
    failed = true;
    Operation *at = producer.call ? producer.call : consumer.call;
    InFlightDiagnostic diagnostic = at->emitError()
                                    << "as many pages of '" << cbName(cb)
                                    << "' have to be pushed as popped, and the counts differ";
    if (consumer.call && consumer.call != at)
      diagnostic.attachNote(consumer.call->getLoc()) << "popped here";
    else if (!consumer.call)
      diagnostic.attachNote(cb.getLoc()) << "nothing pops them";
  }
  return failure(failed);
}

//===----------------------------------------------------------------------===//
// Arguments and memory
//===----------------------------------------------------------------------===//

/// Checks that runtime argument `argument` is in the list, under its name.
static LogicalResult checkRead(metalium::GetArgOp argument, ArrayAttr listed, func::FuncOp kernel) {
  if (argument.getArg() >= listed.size()) {
    InFlightDiagnostic diagnostic = argument.emitError()
                                    << "reads runtime argument " << argument.getArg()
                                    << ", but the kernel has " << listed.size();
    diagnostic.attachNote(kernel.getLoc()) << "the kernel is here";
    return diagnostic;
  }
  auto slot = dyn_cast<tt::RuntimeArgAttr>(listed[argument.getArg()]);
  if (slot && slot.getName() == argument.getArgName())
    return success();
  InFlightDiagnostic diagnostic = argument.emitError()
                                  << "reads '" << argument.getArgName() << "' from slot "
                                  << argument.getArg() << ", which holds another argument";
  diagnostic.attachNote(kernel.getLoc()) << "the kernel is here";
  return diagnostic;
}

/// Checks that an accessor takes the arguments that the host passes for its tensor.
static LogicalResult checkAccessor(metalium::TensorAccessorOp accessor, ArrayAttr listed,
                                   func::FuncOp kernel) {
  unsigned number = accessor.getArgument();
  auto bound = number < kernel.getNumArguments()
                   ? kernel.getArgAttrOfType<tt::TensorAccessorAttr>(number, "tt.tensor_accessor")
                   : tt::TensorAccessorAttr();
  if (!bound ||
      bound.getCompileTimeOffset() != static_cast<int64_t>(accessor.getCompileTimeOffset())) {
    InFlightDiagnostic diagnostic = accessor.emitError()
                                    << "the accessor of '" << accessor.getTensorName()
                                    << "' is bound to other compile-time arguments than it uses";
    diagnostic.attachNote(kernel.getLoc()) << "the kernel is here";
    return diagnostic;
  }
  auto address = accessor.getAddress().getDefiningOp<metalium::GetArgOp>();
  auto slot = address && address.getArg() < listed.size()
                  ? dyn_cast<tt::RuntimeArgAttr>(listed[address.getArg()])
                  : tt::RuntimeArgAttr();
  if (slot && slot.getKind() == tt::RuntimeArgKind::TensorAddress && slot.getSource() == number &&
      bound.getAddressArg() == static_cast<int64_t>(address.getArg()))
    return success();
  InFlightDiagnostic diagnostic = accessor.emitError()
                                  << "the accessor of '" << accessor.getTensorName()
                                  << "' is given another address than that of its tensor";
  diagnostic.attachNote(accessor.getAddress().getLoc()) << "the address is from here";
  return diagnostic;
}

/// Checks that bound accessors take their compile-time arguments one after the other, as the host
/// passes them: two words each, in the order of the signature.
static LogicalResult checkOffsets(func::FuncOp kernel) {
  int64_t next = 0;
  for (BlockArgument argument : kernel.getArguments()) {
    auto bound = kernel.getArgAttrOfType<tt::TensorAccessorAttr>(argument.getArgNumber(),
                                                                 "tt.tensor_accessor");
    if (!bound || !bound.isBound())
      continue;
    if (bound.getCompileTimeOffset() != next) {
      InFlightDiagnostic diagnostic = emitError(argument.getLoc())
                                      << "the accessor of argument " << argument.getArgNumber()
                                      << " starts at compile-time argument "
                                      << bound.getCompileTimeOffset()
                                      << ", and the host passes it at " << next;
      diagnostic.attachNote(kernel.getLoc()) << "the kernel is here";
      return diagnostic;
    }
    next += 2;
  }
  return success();
}

/// Checks that coordinates of the network are those of columns and rows that the grid has.
static LogicalResult checkGridLines(func::FuncOp kernel, ArrayAttr listed) {
  auto grid = kernel->getAttrOfType<tt::CoreGridAttr>("tt.core_grid");
  for (auto argument : listed.getAsRange<tt::RuntimeArgAttr>()) {
    bool isColumn = argument.getKind() == tt::RuntimeArgKind::NocX;
    if (!grid || (!isColumn && argument.getKind() != tt::RuntimeArgKind::NocY))
      continue;
    int64_t extent = isColumn ? grid.getCols() : grid.getRows();
    if (argument.getSource() >= extent)
      return kernel.emitError() << "takes the network's coordinate of "
                                << (isColumn ? "column " : "row ") << argument.getSource()
                                << " as '" << argument.getName() << "', and the grid has "
                                << extent;
  }
  return success();
}

static LogicalResult checkArguments(func::FuncOp kernel, const device::Architecture &architecture) {
  auto listed = kernel->getAttrOfType<ArrayAttr>("tt.runtime_args");
  if (!listed)
    return kernel.emitError("has no 'tt.runtime_args'; ConfigureTensorAccessorTT lists them");
  if (listed.size() > architecture.runtimeArguments)
    return kernel.emitError() << "takes " << listed.size() << " runtime arguments, the target has "
                              << architecture.runtimeArguments;
  bool sound = succeeded(checkOffsets(kernel)) && succeeded(checkGridLines(kernel, listed));
  kernel.walk([&](Operation *op) {
    if (auto argument = dyn_cast<metalium::GetArgOp>(op))
      sound &= succeeded(checkRead(argument, listed, kernel));
    else if (auto accessor = dyn_cast<metalium::TensorAccessorOp>(op))
      sound &= succeeded(checkAccessor(accessor, listed, kernel));
  });
  return success(sound);
}

/// Checks that the circular buffers fit L1; those that share an id share memory.
static LogicalResult checkMemory(ModuleOp module, const device::Architecture &architecture) {
  std::map<int64_t, tt::CBOp> buffers;
  for (auto kernel : module.getOps<func::FuncOp>())
    for (auto cb : kernel.getOps<tt::CBOp>()) {
      tt::CBOp first = buffers.try_emplace(idOf(cb.getCb()), cb).first->second;
      if (first.getCbDesc() == cb.getCbDesc())
        continue;
      InFlightDiagnostic diagnostic = cb.emitError()
                                      << "has the id of '" << first.getBufferName()
                                      << "', and another size or format; what shares an id shares "
                                         "its pages";
      diagnostic.attachNote(first.getLoc()) << "'" << first.getBufferName() << "' is declared here";
      return diagnostic;
    }
  int64_t total = 0, available = architecture.l1Bytes - architecture.l1UnreservedBase;
  std::string table;
  llvm::raw_string_ostream out(table);
  for (auto &[id, cb] : buffers) {
    if (id < 0 || id >= static_cast<int64_t>(architecture.circularBuffers))
      return cb.emitError() << "has the id " << id << "; the target has circular buffers 0 to "
                            << architecture.circularBuffers - 1;
    int64_t bytes = cb.getCbDesc().getTotalBytes();
    if (cb.getCbDesc().getPageSize() % architecture.l1Alignment != 0)
      return cb.emitError() << "has pages of " << cb.getCbDesc().getPageSize()
                            << " bytes, which is no multiple of the alignment of L1, "
                            << architecture.l1Alignment;
    total += bytes;
    out << llvm::formatv("\n  {0,-24} {1,12}", cb.getBufferName(), bytes);
  }
  if (total <= available)
    return success();
  InFlightDiagnostic diagnostic =
      refuse(*module.getOps<func::FuncOp>().begin(), DiagnosticCode::L1Overflow)
      << "the program's circular buffers take " << total << " bytes of L1, a core has " << available
      << "; use smaller blocks, fewer stages or a narrower dtype" << table;
  for (auto &[id, cb] : buffers)
    diagnostic.attachNote(cb.getLoc())
        << "'" << cb.getBufferName() << "' takes " << cb.getCbDesc().getTotalBytes() << " bytes";
  return diagnostic;
}

//===----------------------------------------------------------------------===//
// Stages
//===----------------------------------------------------------------------===//

namespace {

/// How far IR has come; each of these holds from some pass on.
struct Stage {
  bool numbered = true;  ///< Circular buffers have ids.
  bool split = false;    ///< There are kernels.
  bool protocol = true;  ///< They call circular buffers and the network.
  bool engines = true;   ///< They call the engines.
  bool signature = true; ///< They read runtime arguments.

  static Stage complete() { return {true, true, true, true, true}; }
};

} // namespace

static Stage stageOf(ModuleOp module) {
  Stage stage;
  for (auto kernel : module.getOps<func::FuncOp>()) {
    stage.split |= kernel->hasAttr("tt.kernel_role");
    stage.signature &= kernel->hasAttr("tt.runtime_args");
  }
  module.walk([&](Operation *op) {
    if (auto cb = dyn_cast<tt::CBOp>(op)) {
      stage.numbered &= cb.getId().has_value();
    } else if (isa<tt::PushOp, tt::WaitOp, tt::PopOp, tt::LoadScalarOp, tt::SendScalarOp,
                   tt::ReceiveScalarOp>(op)) {
      stage.protocol = false;
    } else if (isa<tt::WorkStartOp, tt::WorkCountOp, tt::ScalarBitsOp>(op)) {
      stage.signature = false;
    } else if (isa<tt::BlockOpInterface, tt::WriteOp>(op)) {
      stage.engines = false;
    }
  });
  stage.split &= stage.numbered;
  stage.protocol &= stage.split;
  stage.engines &= stage.protocol;
  stage.signature &= stage.engines;
  return stage;
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
class VerifyTTIRPass : public tilium::impl::VerifyTTIRPassBase<VerifyTTIRPass> {
public:
  using VerifyTTIRPassBase::VerifyTTIRPassBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    Stage stage = partial ? stageOf(module) : Stage::complete();
    if (!stage.numbered)
      return;
    const device::Architecture *architecture = getTargetArchitecture(module);
    if (!architecture || failed(checkMemory(module, *architecture)))
      return signalPassFailure();
    if (stage.split && failed(checkKernels(module, stage, *architecture)))
      signalPassFailure();
  }

private:
  LogicalResult checkKernels(ModuleOp module, const Stage &stage,
                             const device::Architecture &architecture) {
    auto tilesOfDst = [&](func::FuncOp kernel) -> int64_t {
      auto config = kernel->getAttrOfType<tt::ComputeConfigAttr>("tt.compute_config");
      return config ? getDstTiles(architecture, config) : 0;
    };
    bool sound = true;
    for (auto kernel : module.getOps<func::FuncOp>()) {
      if (stage.signature)
        sound &= succeeded(checkArguments(kernel, architecture));
      if (stage.protocol)
        sound &= succeeded(KernelProtocol(kernel, tilesOfDst(kernel)).check());
    }
    sound &= succeeded(checkTraffic(module));
    // The next checks would only repeat what is wrong already.
    if (sound && stage.engines)
      for (auto kernel : module.getOps<func::FuncOp>())
        sound &= succeeded(KernelProtocol(kernel, tilesOfDst(kernel)).checkContents());
    if (!sound || !stage.protocol)
      return success(sound);
    if (!reachesOtherCores(module))
      return checkDeadlock(module);
    if (failed(checkSemaphores(module, architecture)))
      return failure();
    return stage.signature ? checkGrid(module) : success();
  }
};
} // namespace
