//===- NumberDescription.h - Numbers by what they come from -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_E_FINISH_NUMBERDESCRIPTION_H
#define TILIUM_LIB_TRANSFORMS_E_FINISH_NUMBERDESCRIPTION_H

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"

#include <string>

namespace tilium {

/// Describes numbers as expressions over runtime arguments, elements of tensors and loops. In the
/// kernels of one program, numbers that one object describes in the same way are the same. Each
/// part of an expression is described once, and from then on named by its number.
class NumberDescription {
public:
  std::string describe(mlir::Value value);
  /// How often a loop runs.
  std::string describeTripCount(mlir::scf::ForOp loop);

private:
  std::string describeAnew(mlir::Value value);
  std::string describeStructured(mlir::OpResult result);
  llvm::SmallVector<mlir::BlockArgument> findCarriedTogether(mlir::BlockArgument argument);
  std::string describeRounds(mlir::BlockArgument argument);
  std::string describeCarried(mlir::scf::ForOp loop, mlir::BlockArgument argument);
  std::string describeReceived(mlir::Operation *receive, mlir::Value cb);
  std::string describeLoaded(metalium::LoadL1Op load);
  std::string describeElement(tt::LoadScalarOp load);
  std::string describeArgument(mlir::BlockArgument argument);
  std::string describeArithmetic(mlir::Operation *op);

  std::string nameOf(const std::string &text);

  /// Within what a value is described: the rounds of a loop, or nothing in particular.
  struct Context {
    mlir::scf::ForOp loop;
    /// What the loop's numbers are said to be meanwhile, and which of them were asked for.
    llvm::DenseMap<mlir::Value, std::string> assumed;
    llvm::SetVector<mlir::Value> asked;
    llvm::SetVector<mlir::Value> outside; ///< Numbers of loops around it that were asked for.
    llvm::DenseMap<mlir::Value, std::string> known; ///< What is described already.
  };
  /// A carried number; its text calls the numbers of loops around its own by their place in
  /// `outside`.
  struct Carried {
    std::string text;
    llvm::SmallVector<mlir::Value> outside;
  };

  llvm::StringMap<unsigned> names; ///< The numbers of descriptions.
  llvm::DenseMap<mlir::Value, Carried> carried;
  Context everywhere;
  Context *context = &everywhere;
};

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_E_FINISH_NUMBERDESCRIPTION_H
