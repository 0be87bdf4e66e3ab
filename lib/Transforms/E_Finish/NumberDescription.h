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
  llvm::SmallVector<mlir::BlockArgument> findCarriedTogether(mlir::scf::ForOp loop,
                                                             mlir::BlockArgument argument);
  std::string describeCarried(mlir::scf::ForOp loop, mlir::BlockArgument argument);
  std::string describeReceived(mlir::Operation *receive, mlir::Value cb);
  std::string describeLoaded(metalium::LoadL1Op load);
  std::string describeElement(tt::LoadScalarOp load);
  std::string describeArgument(mlir::BlockArgument argument);
  std::string describeArithmetic(mlir::Operation *op);

  std::string nameOf(const std::string &text);

  llvm::StringMap<unsigned> names; ///< The numbers of descriptions.
  /// Numbers carried by the loops that are being described, and what they are said to be meanwhile.
  llvm::DenseMap<mlir::Value, std::string> assumed;
  llvm::SetVector<mlir::Value> asked; ///< Which of those a description used.
  /// What is described already: by itself, and for each assumption.
  llvm::SmallVector<llvm::DenseMap<mlir::Value, std::string>> known{1};
};

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_E_FINISH_NUMBERDESCRIPTION_H
