//===- Evaluation.h - Values of index expressions ---------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_ANALYSIS_EVALUATION_H
#define TILIUM_ANALYSIS_EVALUATION_H

#include "tilium/Support/MLIR.h"

#include <optional>
#include <vector>

namespace tilium {

/// The value of an expression, of which `known` gives the values of arguments and of operations
/// that do not fold; null if one of them is not known.
mlir::Attribute evaluate(mlir::Value value, llvm::function_ref<mlir::Attribute(mlir::Value)> known);

/// All values that an index takes in the loops around it, each once, in order; none if that depends
/// on more than constants and variables of loops with constant bounds, or if the loops have more
/// than `most` rounds.
std::optional<std::vector<int64_t>> enumerateValues(mlir::Value index, int64_t most);

} // namespace tilium

#endif // TILIUM_ANALYSIS_EVALUATION_H
