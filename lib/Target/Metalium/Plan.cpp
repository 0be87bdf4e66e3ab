//===- Plan.cpp - tt.plan.json --------------------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Plan.h"

#include "tilium/Dialect/TT/IR/PassConfigs.h"
#include "tilium/Support/Target.h"

#include "llvm/Support/raw_ostream.h"

#include <map>

using namespace mlir;
using namespace tilium;

/// Grows with every change that breaks readers.
static constexpr int64_t schemaVersion = 2;

//===----------------------------------------------------------------------===//
// Gathering
//===----------------------------------------------------------------------===//

const PlanTensor &Plan::tensor(int64_t argument) const {
  return *llvm::find_if(tensors, [&](const PlanTensor &t) { return t.argument == argument; });
}

const PlanScalar &Plan::scalar(int64_t argument) const {
  return *llvm::find_if(scalars, [&](const PlanScalar &s) { return s.argument == argument; });
}

/// TileLang's name of an element type.
static std::string dtypeName(Type type) {
  if (isa<Float8E4M3FNType>(type))
    return "float8_e4m3fn";
  if (type.isBF16())
    return "bfloat16";
  if (type.isInteger(1))
    return "bool";
  std::string width = std::to_string(type.getIntOrFloatBitWidth());
  if (isa<FloatType>(type))
    return "float" + width;
  return (type.isUnsignedInteger() ? "uint" : "int") + width;
}

template <typename AttributeClass>
static LogicalResult take(func::FuncOp kernel, StringRef name, AttributeClass &attribute) {
  attribute = kernel->getAttrOfType<AttributeClass>(name);
  if (attribute)
    return success();
  return kernel.emitError() << "has no '" << name << "'; run the passes before CodegenTT";
}

static LogicalResult collectArguments(func::FuncOp kernel, Plan &plan) {
  for (BlockArgument argument : kernel.getArguments()) {
    auto type = dyn_cast<MemRefType>(argument.getType());
    unsigned number = argument.getArgNumber();
    auto name = kernel.getArgAttrOfType<StringAttr>(number, "tile.name");
    if (!type) {
      plan.scalars.push_back(
          {name ? name.getValue().str() : "scalar" + std::to_string(number),
           argument.getType().isIndex() ? "int32" : dtypeName(argument.getType()), number});
      continue;
    }
    PlanTensor tensor;
    tensor.name = name ? name.getValue().str() : "tensor" + std::to_string(number);
    tensor.dtype = dtypeName(type.getElementType());
    tensor.argument = number;
    tensor.isWorkspace = static_cast<bool>(kernel.getArgAttr(number, "tile.workspace"));
    tensor.layout = kernel.getArgAttrOfType<tt::LayoutDescAttr>(number, "tt.layout_desc");
    if (!tensor.layout)
      return kernel.emitError() << "tensor '" << tensor.name << "' has no 'tt.layout_desc'";
    if (auto shape = kernel.getArgAttrOfType<DenseI64ArrayAttr>(number, "tile.host_shape"))
      tensor.hostShape.assign(shape.asArrayRef().begin(), shape.asArrayRef().end());
    plan.tensors.push_back(tensor);
  }
  return success();
}

/// What a kernel does to the tensors it has accessors of.
static void collectAccess(func::FuncOp kernel, Plan &plan, PlanKernel &planKernel) {
  std::map<int64_t, int64_t> byOffset;
  for (auto accessor : kernel.getOps<metalium::TensorAccessorOp>()) {
    byOffset[accessor.getCompileTimeOffset()] = accessor.getArgument();
    auto tensor = llvm::find_if(plan.tensors, [&](PlanTensor &t) {
      return t.argument == static_cast<int64_t>(accessor.getArgument());
    });
    for (Operation *user : accessor->getUsers()) {
      tensor->isRead |= isa<metalium::NocAsyncReadPageOp>(user);
      tensor->isWritten |= isa<metalium::NocAsyncWritePageOp>(user);
      if (!isa<metalium::GetPageNocAddrOp>(user))
        continue;
      for (Operation *transfer : user->getUsers()) {
        tensor->isRead |= isa<metalium::NocAsyncReadOp>(transfer);
        tensor->isWritten |= isa<metalium::NocAsyncWriteOp>(transfer);
      }
    }
  }
  for (auto [offset, argument] : byOffset)
    planKernel.accessors.push_back(argument);
}

static LogicalResult collectCircularBuffers(func::FuncOp kernel,
                                            std::map<int64_t, PlanCircularBuffer> &buffers) {
  for (auto cb : kernel.getOps<tt::CBOp>()) {
    if (!cb.getId())
      return cb.emitError("has no id; BuildTileDFGTT gives it");
    auto [entry, isNew] =
        buffers.try_emplace(*cb.getId(), PlanCircularBuffer{*cb.getId(), {}, cb.getCbDesc()});
    PlanCircularBuffer &buffer = entry->second;
    if (buffer.descriptor != cb.getCbDesc())
      return cb.emitError() << "circular buffer " << buffer.id
                            << " is declared with two geometries: " << buffer.descriptor << " and "
                            << cb.getCbDesc();
    if (!llvm::is_contained(buffer.names, cb.getBufferName()))
      buffer.names.push_back(cb.getBufferName().str());
  }
  return success();
}

static LogicalResult collectSemaphores(func::FuncOp kernel,
                                       std::map<int64_t, PlanSemaphore> &semaphores) {
  for (auto semaphore : kernel.getOps<tt::SemaphoreOp>()) {
    PlanSemaphore planned{semaphore.getId(), semaphore.getSemaphoreName().str(),
                          semaphore.getInitialValue()};
    if (semaphores.try_emplace(planned.id, planned).first->second != planned)
      return semaphore.emitError() << "semaphore " << planned.id << " is declared in two ways";
  }
  return success();
}

FailureOr<Plan> tilium::collectPlan(ModuleOp module) {
  Plan plan;
  auto target = module->getAttrOfType<StringAttr>(targetAttrName);
  if (!target)
    return module.emitError() << "has no '" << targetAttrName << "'";
  plan.target = target.getValue().str();
  plan.reciprocalDivision = module->hasAttr(reciprocalDivisionAttrName);
  plan.approximateExponentials = module->hasAttr(approximateExponentialsAttrName);
  std::map<int64_t, PlanCircularBuffer> buffers;
  std::map<int64_t, PlanSemaphore> semaphores;
  for (auto kernel : module.getOps<func::FuncOp>()) {
    tt::KernelRoleAttr role;
    ArrayAttr runtimeArgs;
    if (failed(take(kernel, "tt.kernel_role", role)) ||
        failed(take(kernel, "tt.runtime_args", runtimeArgs)))
      return failure();
    if (plan.kernels.empty()) {
      StringAttr program;
      if (failed(take(kernel, "tt.program", program)) ||
          failed(take(kernel, "tt.core_grid", plan.coreGrid)) ||
          failed(take(kernel, "tt.core_ranges", plan.coreRanges)) ||
          failed(take(kernel, "tt.work_partition", plan.work)) ||
          failed(take(kernel, "tt.partition_mode", plan.partitionMode)) ||
          failed(take(kernel, "tt.grid_tiles", plan.gridTiles)) ||
          failed(collectArguments(kernel, plan)))
        return failure();
      plan.name = program.getValue().str();
    }
    PlanKernel planKernel{role.getValue(), kernel, {}, {}};
    for (auto argument : runtimeArgs.getAsRange<tt::RuntimeArgAttr>())
      planKernel.runtimeArgs.push_back(argument);
    collectAccess(kernel, plan, planKernel);
    if (failed(collectCircularBuffers(kernel, buffers)) ||
        failed(collectSemaphores(kernel, semaphores)))
      return failure();
    if (role.getValue() == tt::KernelRole::Compute &&
        failed(take(kernel, "tt.compute_config", plan.computeConfig)))
      return failure();
    plan.kernels.push_back(planKernel);
  }
  if (plan.kernels.size() != 3 || !plan.computeConfig)
    return module.emitError() << "has " << plan.kernels.size()
                              << " kernels; a program has a reader, a compute and a writer kernel";
  for (auto &[id, buffer] : buffers)
    plan.circularBuffers.push_back(buffer);
  for (auto &[id, semaphore] : semaphores) {
    if (id != static_cast<int64_t>(plan.semaphores.size()))
      return module.emitError() << "has a semaphore " << id << " and none "
                                << plan.semaphores.size()
                                << "; the host numbers semaphores from 0 on";
    plan.semaphores.push_back(semaphore);
  }
  return plan;
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

using llvm::json::Array;
using llvm::json::Object;

static Object tensorJson(const PlanTensor &tensor) {
  tt::LayoutDescAttr layout = tensor.layout;
  StringRef access = tensor.isRead && tensor.isWritten ? "inout"
                     : tensor.isWritten                ? "out"
                     : tensor.isRead                   ? "in"
                                                       : "unused";
  Object object{
      {"name", tensor.name},
      {"argument", tensor.argument},
      {"dtype", tensor.dtype},
      {"shape", Array(layout.getShape())},
      {"access", access},
      {"page_size", layout.getTileBytes()},
      {"num_pages", layout.getNumTiles()},
      {"layout", Object{{"format", tt::stringifyDataFormat(layout.getFormat())},
                        {"memory", tt::stringifyMemory(layout.getMemory())},
                        {"distribution", tt::stringifyDistribution(layout.getDistribution())},
                        {"row_dim", layout.getRowDim()},
                        {"col_dim", layout.getColDim()},
                        {"row_block", layout.getRowBlock()},
                        {"col_block", layout.getColBlock()}}}};
  if (tensor.isWorkspace)
    object["workspace"] = true;
  if (!tensor.hostShape.empty())
    object["host_shape"] = Array(tensor.hostShape);
  return object;
}

static Object circularBufferJson(const PlanCircularBuffer &buffer) {
  return Object{{"id", buffer.id},
                {"names", Array(buffer.names)},
                {"format", tt::stringifyDataFormat(buffer.descriptor.getFormat())},
                {"page_size", buffer.descriptor.getPageSize()},
                {"num_pages", buffer.descriptor.getNumPages()},
                {"total_bytes", buffer.descriptor.getTotalBytes()}};
}

static Object runtimeArgJson(const Plan &plan, tt::RuntimeArgAttr argument) {
  Object object{{"name", argument.getName()},
                {"kind", tt::stringifyRuntimeArgKind(argument.getKind())}};
  if (argument.getKind() == tt::RuntimeArgKind::TensorAddress)
    object["tensor"] = plan.tensor(argument.getSource()).name;
  if (argument.getKind() == tt::RuntimeArgKind::Scalar)
    object["scalar"] = plan.scalar(argument.getSource()).name;
  if (argument.getKind() == tt::RuntimeArgKind::NocX && argument.getSource() >= 0)
    object["column"] = argument.getSource();
  if (argument.getKind() == tt::RuntimeArgKind::NocY && argument.getSource() >= 0)
    object["row"] = argument.getSource();
  return object;
}

/// Where the roles run. Reader and writer take the usual processor and network of each.
static void addProcessor(const Plan &plan, const PlanKernel &kernel, Object &object) {
  if (kernel.role == tt::KernelRole::Compute) {
    tt::ComputeConfigAttr config = plan.computeConfig;
    object["processor"] = "compute";
    object["config"] =
        Object{{"math_fidelity", tt::stringifyMathFidelity(config.getMathFidelity())},
               {"fp32_dest_acc_en", config.getFp32DestAccEn()},
               {"dst_full_sync_en", config.getDstFullSyncEn()},
               {"math_approx_mode", false},
               {"unpack_to_dest_fp32", Array(config.getUnpackToDestFp32())}};
    return;
  }
  bool isReader = kernel.role == tt::KernelRole::Reader;
  object["processor"] = isReader ? "ncrisc" : "brisc";
  object["noc"] = metalium::networkOf(kernel.role);
}

/// What the program trades of accuracy, by the names of `pass_configs`; empty if nothing.
static Object passConfigsJson(const Plan &plan) {
  Object configs;
  if (plan.computeConfig && plan.computeConfig.getMathFidelity() != tt::MathFidelity::HiFi4)
    configs["tilium.math_fidelity"] =
        tt::stringifyMathFidelity(plan.computeConfig.getMathFidelity());
  if (plan.reciprocalDivision)
    configs["tilium.reciprocal_division"] = true;
  if (plan.approximateExponentials)
    configs["tilium.approximate_exponentials"] = true;
  return configs;
}

static Object kernelJson(const Plan &plan, const PlanKernel &kernel) {
  Array compileTimeArgs, runtimeArgs;
  for (int64_t argument : kernel.accessors)
    compileTimeArgs.push_back(
        Object{{"kind", "tensor_accessor"}, {"tensor", plan.tensor(argument).name}});
  for (tt::RuntimeArgAttr argument : kernel.runtimeArgs)
    runtimeArgs.push_back(runtimeArgJson(plan, argument));
  StringRef role = tt::stringifyKernelRole(kernel.role);
  Object object{{"role", role},
                {"file", role.str() + ".cpp"},
                {"compile_time_args", std::move(compileTimeArgs)},
                {"runtime_args", std::move(runtimeArgs)},
                {"defines", Object{}}};
  addProcessor(plan, kernel, object);
  return object;
}

llvm::json::Value tilium::toJson(const Plan &plan) {
  Array tensors, scalars, ranges, work, buffers, kernels, semaphores;
  for (const PlanScalar &scalar : plan.scalars)
    scalars.push_back(
        Object{{"name", scalar.name}, {"argument", scalar.argument}, {"dtype", scalar.dtype}});
  for (const PlanTensor &tensor : plan.tensors)
    tensors.push_back(tensorJson(tensor));
  for (tt::CoreRangeAttr range : plan.coreRanges.getRanges())
    ranges.push_back(Object{{"start", Array{range.getStartX(), range.getStartY()}},
                            {"end", Array{range.getEndX(), range.getEndY()}}});
  for (tt::CoreWorkAttr core : plan.work.getCores())
    work.push_back(Object{{"core", Array{core.getX(), core.getY()}},
                          {"start", core.getStart()},
                          {"count", core.getCount()}});
  for (const PlanCircularBuffer &buffer : plan.circularBuffers)
    buffers.push_back(circularBufferJson(buffer));
  for (const PlanSemaphore &semaphore : plan.semaphores)
    semaphores.push_back(Object{
        {"id", semaphore.id}, {"name", semaphore.name}, {"initial_value", semaphore.initialValue}});
  for (const PlanKernel &kernel : plan.kernels)
    kernels.push_back(kernelJson(plan, kernel));
  Object object{
      {"schema_version", schemaVersion},
      {"name", plan.name},
      {"target", plan.target},
      {"tensors", std::move(tensors)},
      {"scalars", std::move(scalars)},
      {"grid_tiles", Array(plan.gridTiles.asArrayRef())},
      {"core_grid", Object{{"cols", plan.coreGrid.getCols()}, {"rows", plan.coreGrid.getRows()}}},
      {"core_ranges", std::move(ranges)},
      {"partition_mode", tt::stringifyPartitionMode(plan.partitionMode.getValue())},
      {"work", std::move(work)},
      {"circular_buffers", std::move(buffers)},
      {"kernels", std::move(kernels)},
      {"semaphores", std::move(semaphores)}};
  if (Object configs = passConfigsJson(plan); !configs.empty())
    object["pass_configs"] = std::move(configs);
  return object;
}
