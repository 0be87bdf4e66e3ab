//===- NumberDescription.h - Numbers by what they come from -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_E_FINISH_NUMBERDESCRIPTION_H
#define TILIUM_LIB_TRANSFORMS_E_FINISH_NUMBERDESCRIPTION_H

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

#include <string>

namespace tilium {

/// Describes numbers as expressions over runtime arguments, elements of tensors and loops. In the
/// kernels of one program, numbers with the same description are the same.
class NumberDescription {
public:
  std::string describe(mlir::Value value);
  /// How often a loop runs.
  std::string describeTripCount(mlir::scf::ForOp loop);

private:
  std::string describeStructured(mlir::OpResult result);
  std::string describeCarried(mlir::scf::ForOp loop, mlir::BlockArgument argument);
  std::string describeReceived(mlir::Operation *receive, mlir::Value cb);
  std::string describeLoaded(metalium::LoadL1Op load);
  std::string describeElement(tt::LoadScalarOp load);
  std::string describeArgument(mlir::BlockArgument argument);
  std::string describeArithmetic(mlir::Operation *op);

  llvm::SmallVector<mlir::Value> around; ///< Carried numbers that are being described.
};

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_E_FINISH_NUMBERDESCRIPTION_H
