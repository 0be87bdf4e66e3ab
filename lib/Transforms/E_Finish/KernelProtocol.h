//===- KernelProtocol.h - The protocol of one kernel ------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Follows circular buffers, NoC transfers, engine set-up and DST along every path of a kernel, and
// reports what the device would refuse. Used by VerifyTTIR.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_E_FINISH_KERNELPROTOCOL_H
#define TILIUM_LIB_TRANSFORMS_E_FINISH_KERNELPROTOCOL_H

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace tilium {

/// The state of a circular buffer in one kernel.
struct CBState {
  int64_t reserved = 0, waited = 0; ///< Pages found free and not pushed; found full and not popped.
  mlir::Operation *reserve = nullptr, *wait = nullptr; ///< The last calls, for notes.
  int64_t packed = 0;                                  ///< Pages packed in order and not pushed.
  mlir::Operation *pack = nullptr;                     ///< The last pack in order, for notes.
  /// Calls whose address is still that of the first page reserved, or waited for.
  std::set<mlir::Operation *> writePointers, readPointers;
  mlir::Operation *pendingRead = nullptr;  ///< A read into the buffer since the last barrier.
  mlir::Operation *pendingCopy = nullptr;  ///< A read from it, within L1, since the last barrier.
  mlir::Operation *pendingWrite = nullptr; ///< A write from it since the last flush.
  /// A multicast of the pages that are written, since the last flush.
  mlir::Operation *pendingMulticast = nullptr;
  bool filled = false;        ///< Something is in the reserved pages.
  bool used = false;          ///< Something took from the pages waited for.
  bool storesNothing = false; ///< Pages were pushed that nothing had filled.
  /// Pages pushed and not popped, if this kernel is both ends; none if that depends on the path.
  std::optional<int64_t> stored = 0;
};

/// Who has DST.
enum class DstPhase { Free, Acquired, Committed, Packing };

/// The format that a register or the packer is set to; none if paths set different ones.
struct FormatState {
  std::optional<tt::DataFormat> format;
  mlir::Operation *call = nullptr;
};

/// What the engines were last prepared for; null where paths disagree or nothing was.
struct EngineState {
  mlir::Operation *startup = nullptr;
  mlir::Operation *operation = nullptr; ///< The last initialisation of unpack and math.
  mlir::Operation *vector = nullptr;    ///< The last initialisation of the vector engine.
  mlir::Operation *spread = nullptr;    ///< That of unary_bcast, until unary_bcast_uninit.
  FormatState sourceA, sourceB, packer;
};

/// Whether the packer adds; without a call it overwrites.
struct AccumulationState {
  mlir::Operation *call = nullptr; ///< The call that set it last.
  bool differs = false;            ///< Paths disagree.
};

/// The parts of the engines that calls prepare for later ones.
enum EnginePart : unsigned { SourceA, SourceB, Packer, UnpackAndMath, Vector, Accumulation, Parts };

/// Calls of which any may be the last one, as paths meet.
using CallSet = std::set<mlir::Operation *>;

/// Who left what a later call finds.
struct UseState {
  std::array<CallSet, EnginePart::Parts> preparations; ///< By part of the engines.
  std::map<int64_t, CallSet> tiles;                    ///< By tile of DST.
};

/// The tiles of DST that an index may be.
struct DstTiles {
  std::vector<int64_t> numbers;
  bool exact = false; ///< It is each of them at some time.
};

/// Everything that is followed through a kernel.
struct ProtocolState {
  std::map<int64_t, CBState> cbs;
  mlir::Operation *unacknowledgedWrite = nullptr; ///< A write since the last write barrier.
  /// A semaphore of another core raised since the last barrier for that.
  mlir::Operation *unacknowledgedIncrement = nullptr;
  EngineState engine;
  DstPhase dst = DstPhase::Free;
  mlir::Operation *dstCall = nullptr;
  AccumulationState accumulation;
  UseState uses;
};

/// Checks one kernel. Errors go to the operations at fault.
class KernelProtocol {
public:
  /// `dstTiles` is the capacity of DST; 0 for data movement kernels.
  KernelProtocol(mlir::func::FuncOp kernel, int64_t dstTiles)
      : kernel(kernel), dstTiles(dstTiles) {}

  /// Who may touch what, and when.
  mlir::LogicalResult check();
  /// What pages and DST hold. For kernels that pass `check`; what is wrong there shows here as
  /// well.
  mlir::LogicalResult checkContents();

private:
  void checkForm();
  void run(mlir::Block &block, ProtocolState &state);
  void runLoop(mlir::scf::ForOp loop, ProtocolState &state);
  void runBranch(mlir::scf::IfOp branch, ProtocolState &state);
  void visit(mlir::Operation *op, ProtocolState &state);
  void visitCircularBuffer(mlir::Operation *op, ProtocolState &state);
  void checkStore(metalium::StoreL1Op store, ProtocolState &state);
  void checkTileValue(metalium::ReadTileValueOp read, ProtocolState &state);
  void checkLoad(metalium::LoadL1Op load, ProtocolState &state);
  void visitNoc(mlir::Operation *op, ProtocolState &state);
  void visitSemaphore(mlir::Operation *op, ProtocolState &state);
  void checkSemaphoreAt(mlir::Operation *op, mlir::Value address);
  void checkMulticast(metalium::NocAsyncWriteMulticastOp multicast, ProtocolState &state);
  void checkMulticastTarget(metalium::NocAsyncWriteMulticastOp multicast, IndexRange bytes,
                            ProtocolState &state);
  void fillFromOtherCores(ProtocolState &state);
  void visitDst(mlir::Operation *op, ProtocolState &state);
  void visitEngine(mlir::Operation *op, ProtocolState &state);
  bool visitPreparation(mlir::Operation *op, EngineState &engine);
  void visitPack(metalium::PackTileOp pack, ProtocolState &state);
  void checkRowSpread(metalium::UnaryBcastOp bcast);
  void visitMatmul(metalium::MatmulBlockOp matmul, ProtocolState &state);
  void checkTransfer(mlir::Operation *op, mlir::Value address, std::optional<int64_t> bytes,
                     bool isPage, ProtocolState &state);
  void checkPrepared(mlir::Operation *op, const EngineState &engine);
  void checkFormat(mlir::Operation *op, llvm::StringRef engine, const FormatState &engineState,
                   mlir::Value cb);
  void checkTiles(mlir::Operation *op, mlir::Value cb, mlir::Value first, int64_t span,
                  const ProtocolState &state);
  void checkDstIndex(mlir::Operation *op, mlir::Value index, int64_t span,
                     const ProtocolState &state);
  void countPacked(mlir::scf::ForOp loop, const ProtocolState &before, const ProtocolState &after,
                   ProtocolState &entry);
  void findInner();
  void checkOverwriting(metalium::PackTileOp pack, const CBState &buffer,
                        const AccumulationState &accumulation);
  void visitFilling(mlir::Operation *op, ProtocolState &state);
  void visitStored(mlir::Operation *op, ProtocolState &state);
  void visitContents(mlir::Operation *op, ProtocolState &state);
  void visitComputeContents(mlir::Operation *op, ProtocolState &state);
  void checkAccumulation(metalium::PackTileOp pack, const ProtocolState &state);
  void visitUses(mlir::Operation *op, ProtocolState &state);
  void prepareParts(mlir::Operation *op, UseState &uses);
  bool takeTiles(mlir::Operation *op, mlir::Value index, ProtocolState &state);
  void fillTiles(mlir::Operation *op, mlir::Value index, int64_t span, UseState &uses);
  const DstTiles &tilesAt(mlir::Value index);
  void checkStartup();
  void checkUses();
  static UseState mergeUses(const UseState &a, const UseState &b);
  static void mergeBranchContents(ProtocolState &result, const ProtocolState &a,
                                  const ProtocolState &b);
  static void leaveLoopContents(mlir::scf::ForOp loop, ProtocolState &result,
                                const ProtocolState &before, const ProtocolState &after,
                                const ProtocolState &exit);
  static EngineState mergeEngines(const EngineState &a, const EngineState &b);
  ProtocolState merge(mlir::Operation *at, const ProtocolState &a, const ProtocolState &b,
                      llvm::StringRef what);
  /// An error at `op`, unless this walk only works out a loop's state.
  void report(mlir::Operation *op, const llvm::Twine &message, mlir::Operation *other = nullptr,
              const llvm::Twine &note = "");

  mlir::func::FuncOp kernel;
  int64_t dstTiles;
  unsigned quiet = 0;
  bool failed = false;
  bool followsContents = false; ///< Whether this walk is that of `checkContents`.
  llvm::DenseSet<mlir::Operation *> reported;
  /// Preparations and fillings of DST that something has used, and the calls that ended others.
  std::set<std::pair<mlir::Operation *, EnginePart>> neededParts;
  llvm::DenseSet<mlir::Operation *> takenFillings;
  llvm::DenseMap<mlir::Operation *, mlir::Operation *> replacedBy;
  llvm::DenseMap<mlir::Value, DstTiles> knownTiles;
  llvm::DenseSet<int64_t> inner; ///< Circular buffers of which this kernel is both ends.
  /// Those that it multicasts into, on other cores.
  std::optional<llvm::DenseSet<int64_t>> multicastInto;
};

/// The id of a circular buffer.
int64_t idOf(mlir::Value cb);
/// What the user calls it.
llvm::StringRef cbName(mlir::Value cb);
/// Pages that it holds.
int64_t capacityOf(mlir::Value cb);

/// An L1 address in a circular buffer: the call that gives its pointer, and the bytes added to it.
struct L1Address {
  mlir::Operation *pointer = nullptr;
  std::optional<IndexRange> offset;

  mlir::Value cb() const { return pointer->getOperand(0); }
  /// Whether `bytes` from here on surely are in the first `pages` pages of the circular buffer.
  bool isWithin(int64_t bytes, int64_t pages) const;
};

/// What `address` is computed from; without a pointer if that is no circular buffer's.
L1Address findL1Address(mlir::Value address);
/// The call that gives the pointer which `address` is computed from; null if there is none.
mlir::Operation *findPointer(mlir::Value address);

/// The semaphore whose address this is; none if it is another address.
tt::SemaphoreOp findSemaphore(mlir::Value address);
/// The L1 address in an address of one or several cores; none for other addresses of the network.
mlir::Value localAddressOf(mlir::Value nocAddress);

/// The address in a circular buffer that a read within L1 takes from; none for other reads.
mlir::Value findLocalSource(metalium::NocAsyncReadOp read);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_E_FINISH_KERNELPROTOCOL_H
