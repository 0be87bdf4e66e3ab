//===- FinalizePersistentSignatureTT.cpp - Freezes the arguments (E1) -----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The range of blocks and the program's scalars become runtime arguments. A kernel that only counts
// its blocks does not take the first one's number.
//
//===----------------------------------------------------------------------===//

#include "../D_Kernel/TidyKernel.h"

#include "tilium/Transforms/Passes.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include "tilium/Support/Diagnostics.h"

namespace tilium {
#define GEN_PASS_DEF_FINALIZEPERSISTENTSIGNATURETTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

/// Lets loops over blocks whose number is not used run from 0.
static void dropUnusedStart(func::FuncOp kernel) {
  for (auto loop : kernel.getOps<scf::ForOp>()) {
    if (!loop.getInductionVar().use_empty() ||
        !loop.getLowerBound().getDefiningOp<tt::WorkStartOp>())
      continue;
    auto end = loop.getUpperBound().getDefiningOp<arith::AddIOp>();
    if (!end || end.getLhs() != loop.getLowerBound() ||
        !end.getRhs().getDefiningOp<tt::WorkCountOp>())
      continue;
    OpBuilder builder(loop);
    loop.getLowerBoundMutable().assign(arith::ConstantIndexOp::create(builder, loop.getLoc(), 0));
    loop.getUpperBoundMutable().assign(end.getRhs());
    if (end->use_empty())
      end->erase();
  }
}

/// Replaces the scalar arguments of the program that the kernel uses by runtime arguments.
static LogicalResult bindScalars(func::FuncOp kernel, SmallVectorImpl<Attribute> &runtimeArgs) {
  OpBuilder builder = OpBuilder::atBlockBegin(&kernel.getBody().front());
  for (BlockArgument argument : kernel.getArguments()) {
    unsigned number = argument.getArgNumber();
    Type type = argument.getType();
    if (isa<MemRefType>(type) || argument.use_empty())
      continue;
    auto given = kernel.getArgAttrOfType<StringAttr>(number, "tile.name");
    std::string name = given ? given.getValue().str() : ("scalar" + Twine(number)).str();
    bool isBits = isa<FloatType>(type) && type.getIntOrFloatBitWidth() <= 32;
    if (!isBits && !type.isIndex() && !type.isSignlessInteger(32))
      return refuse(argument.getLoc(), DiagnosticCode::UnsupportedDtype)
             << "scalar argument '" << name << "' is of type " << type
             << "; kernels take signed 32-bit integers and floats of up to 32 bits at run time";
    Location loc = argument.getLoc();
    Value value = metalium::GetArgOp::create(builder, loc, builder.getIndexType(),
                                             builder.getI32IntegerAttr(runtimeArgs.size()),
                                             builder.getStringAttr(name));
    runtimeArgs.push_back(
        tt::RuntimeArgAttr::get(builder.getContext(), name, tt::RuntimeArgKind::Scalar, number));
    if (isBits) {
      for (Operation *user : llvm::make_early_inc_range(argument.getUsers())) {
        if (!isa<tt::ScalarBitsOp>(user))
          return refuse(user, DiagnosticCode::FloatArgument)
                 << "uses the floating-point argument '" << name
                 << "' outside elementwise code, where the kernel's processors have no "
                    "floating-point unit; use it in T.Parallel or pass an integer";
        user->replaceAllUsesWith(ValueRange{value});
        user->erase();
      }
      continue;
    }
    if (!type.isIndex())
      value = arith::IndexCastOp::create(builder, loc, type, value);
    argument.replaceAllUsesWith(value);
  }
  return success();
}

/// Replaces the work operations by arguments, and lists only the arguments that are used.
static LogicalResult finalizeKernel(func::FuncOp kernel) {
  auto listed = kernel->getAttrOfType<ArrayAttr>("tt.runtime_args");
  if (!listed)
    return kernel.emitError("has no 'tt.runtime_args'; ConfigureTensorAccessorTT "
                            "(--tt-configure-tensor-accessor) lists them");
  dropUnusedStart(kernel);
  SmallVector<Attribute> final;
  auto bind = [&]<typename Op>(Op op, tt::RuntimeArgAttr argument) {
    if (!op->use_empty()) {
      OpBuilder builder(op);
      Value value = metalium::GetArgOp::create(builder, op.getLoc(), builder.getIndexType(),
                                               builder.getI32IntegerAttr(final.size()),
                                               builder.getStringAttr(argument.getName()));
      op->replaceAllUsesWith(ValueRange{value});
      final.push_back(argument);
    }
    op->erase();
  };
  for (auto argument : listed.getAsRange<tt::RuntimeArgAttr>()) {
    if (argument.getKind() == tt::RuntimeArgKind::WorkStart) {
      for (auto op : llvm::make_early_inc_range(kernel.getOps<tt::WorkStartOp>()))
        bind(op, argument);
    } else if (argument.getKind() == tt::RuntimeArgKind::WorkCount) {
      for (auto op : llvm::make_early_inc_range(kernel.getOps<tt::WorkCountOp>()))
        bind(op, argument);
    } else {
      final.push_back(argument);
    }
  }
  if (failed(bindScalars(kernel, final)))
    return failure();
  kernel->setAttr("tt.runtime_args", ArrayAttr::get(kernel.getContext(), final));
  return success();
}

/// Refuses arithmetic on floats that is left in scalar code, such as of a condition.
static LogicalResult checkScalarCode(func::FuncOp kernel) {
  auto isFloat = [](Type type) { return isa<FloatType>(type); };
  WalkResult result = kernel.walk([&](Operation *op) {
    bool computes = isa_and_nonnull<arith::ArithDialect, math::MathDialect>(op->getDialect()) &&
                    !isa<arith::ConstantOp>(op) &&
                    (llvm::any_of(op->getOperandTypes(), isFloat) ||
                     llvm::any_of(op->getResultTypes(), isFloat));
    if (!computes)
      return WalkResult::advance();
    refuse(op, DiagnosticCode::FloatArgument)
        << "computes with floating-point numbers outside elementwise code, where the kernel's "
           "processors have no floating-point unit; compute in T.Parallel or with integers";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

namespace {
class FinalizePersistentSignatureTTPass
    : public tilium::impl::FinalizePersistentSignatureTTPassBase<
          FinalizePersistentSignatureTTPass> {
public:
  using FinalizePersistentSignatureTTPassBase::FinalizePersistentSignatureTTPassBase;

  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<func::FuncOp>()) {
      if (failed(finalizeKernel(kernel)))
        return signalPassFailure();
      tidyKernel(kernel);
      if (failed(checkScalarCode(kernel)))
        return signalPassFailure();
    }
  }
};
} // namespace
