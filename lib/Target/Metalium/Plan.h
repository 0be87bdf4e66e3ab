//===- Plan.h - tt.plan.json ------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Everything that a host needs to run a program, gathered from the kernels' attributes. The
// published form is docs/reference/plan.schema.json.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TARGET_METALIUM_PLAN_H
#define TILIUM_LIB_TARGET_METALIUM_PLAN_H

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

#include "llvm/Support/JSON.h"

namespace tilium {

struct PlanTensor {
  std::string name, dtype;
  int64_t argument;
  tt::LayoutDescAttr layout;
  std::vector<int64_t> hostShape; ///< The signature's, where the program uses another one.
  bool isRead = false, isWritten = false;
  bool isWorkspace = false; ///< Not of the signature; the host allocates it.
};

/// A number of the program's signature, given with each call.
struct PlanScalar {
  std::string name, dtype;
  int64_t argument;
};

struct PlanCircularBuffer {
  int64_t id;
  std::vector<std::string> names;
  tt::CBDescAttr descriptor;
};

struct PlanSemaphore {
  int64_t id;
  std::string name;
  int64_t initialValue;
  bool operator==(const PlanSemaphore &) const = default;
};

struct PlanKernel {
  tt::KernelRole role;
  mlir::func::FuncOp function;
  std::vector<int64_t> accessors;              ///< Tensors, in the order of their accessors.
  std::vector<tt::RuntimeArgAttr> runtimeArgs; ///< In the order of their slots.
};

/// A program as its host sees it.
struct Plan {
  std::string name, target;
  std::vector<PlanTensor> tensors;
  std::vector<PlanScalar> scalars;
  std::vector<PlanCircularBuffer> circularBuffers;
  std::vector<PlanSemaphore> semaphores; ///< By id, from 0 on.
  std::vector<PlanKernel> kernels;
  tt::CoreGridAttr coreGrid;
  tt::CoreRangesAttr coreRanges;
  tt::WorkPartitionAttr work;
  tt::PartitionModeAttr partitionMode;
  mlir::DenseI64ArrayAttr gridTiles;
  tt::ComputeConfigAttr computeConfig;
  bool reciprocalDivision = false, approximateExponentials = false;

  const PlanTensor &tensor(int64_t argument) const;
  const PlanScalar &scalar(int64_t argument) const;
};

/// Gathers the plan of the three kernels in `module`; an error where an attribute is missing.
mlir::FailureOr<Plan> collectPlan(mlir::ModuleOp module);

/// The plan as JSON.
llvm::json::Value toJson(const Plan &plan);

} // namespace tilium

#endif // TILIUM_LIB_TARGET_METALIUM_PLAN_H
