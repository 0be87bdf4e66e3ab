//===- KernelWalker.h - One kernel, call by call ----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_E_FINISH_KERNELWALKER_H
#define TILIUM_LIB_TRANSFORMS_E_FINISH_KERNELWALKER_H

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

#include <functional>
#include <optional>
#include <string>

namespace tilium {

/// The numbers that a kernel's loops and branches are taken with.
struct KernelNumbers {
  /// The value of a runtime argument of a kind that says it; `ofWork` tells that it decides which
  /// block of work comes next, not what happens in one. None for what is known at run time only.
  std::function<std::optional<int64_t>(tt::RuntimeArgAttr argument, bool ofWork)> argument;
  /// Called where something within a block of work depends on which block it is.
  std::function<void()> dependsOnBlock = [] {};
  /// Called where something depends on a number that is known at run time only.
  std::function<void()> dependsOnScalar = [] {};
  int64_t scalar = 0; ///< What such numbers are taken to be.
  /// Rounds of loops that are followed; what comes after them is not known.
  int64_t mostRounds = 1 << 18;
};

/// Goes through a kernel's calls of interest in the order in which they run. Loops and branches are
/// taken with the values that they have.
class KernelWalker {
public:
  /// Stands at the first call for which `isOfInterest` holds.
  KernelWalker(mlir::func::FuncOp kernel, llvm::function_ref<bool(mlir::Operation *)> isOfInterest,
               KernelNumbers numbers);

  /// The call that comes next; null at the kernel's end.
  mlir::Operation *next() const { return current; }
  /// Whether it was given up after so many rounds of loops that what follows is not known.
  bool isGivenUp() const { return rounds > numbers.mostRounds; }
  /// Goes on to the call after it.
  void advance();
  /// What `value` is for the next call.
  int64_t valueOf(mlir::Value value, bool ofWork = false);
  /// The same; none if that depends on what is known at run time only.
  std::optional<int64_t> exactValueOf(mlir::Value value);

private:
  /// A block that is being run, of a loop with the rounds that are left.
  struct Frame {
    mlir::Block *block;
    mlir::Block::iterator at;
    mlir::scf::ForOp loop;
    int64_t value = 0, end = 0, step = 0;
  };

  void enter(mlir::Block &block) { frames.push_back({&block, block.begin(), {}}); }
  void enterLoop(mlir::scf::ForOp loop);
  void leave(Frame &frame);
  void setVariables(mlir::ValueRange variables, mlir::ValueRange values);
  void enterBranch(mlir::scf::IfOp branch);
  bool startRound(Frame &frame);
  mlir::Attribute known(mlir::Value leaf, bool ofWork);

  KernelNumbers numbers;
  llvm::DenseSet<mlir::Operation *> relevant; ///< Calls of interest, and what is around them.
  llvm::DenseMap<mlir::Value, int64_t> variables;
  llvm::DenseSet<mlir::Value> blockNumbers; ///< Variables of loops over blocks of work.
  llvm::SmallVector<Frame> frames;
  mlir::Operation *current = nullptr;
  int64_t rounds = 0;      ///< Of all loops so far.
  bool usedScalar = false; ///< A number was taken that is known at run time only.
};

/// Pages that a circular buffer has seen so far.
struct PageCount {
  int64_t pushed = 0, popped = 0;
};

/// Makes a call on a circular buffer; false if it has to wait.
bool movePages(mlir::Operation *call, PageCount &count);

/// What such a call waits for: "room in 'A'".
std::string describePageWait(mlir::Operation *call);

/// What numbers that are known at run time only are tried with.
inline constexpr int64_t trialScalars[] = {0, 1, 2, 3, 70};

/// What a runtime argument is about; none if `value` is no argument. Before the signature is final
/// that is said by operations of the tt dialect.
tt::RuntimeArgAttr runtimeArgumentOf(mlir::Value value);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_E_FINISH_KERNELWALKER_H
