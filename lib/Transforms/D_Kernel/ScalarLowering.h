//===- ScalarLowering.h - Integers of tensors as calls ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_SCALARLOWERING_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_SCALARLOWERING_H

#include "tilium/Dialect/TT/IR/TTDialect.h"
#include "tilium/Support/Target.h"

namespace tilium {

/// Makes the calls that bring the element of a tensor in `layout` through `page` to the processor,
/// after a barrier for all reads. Returns the number.
mlir::Value lowerLoadScalar(tt::LoadScalarOp load, mlir::Value page, tt::LayoutDescAttr layout,
                            mlir::Value accessor, const device::Architecture &architecture);

/// Puts the number in a page for the compute kernel.
void lowerSendScalar(tt::SendScalarOp send);

/// Takes the number from its page, on all processors of the compute kernel, and erases `receive`.
void lowerReceiveScalar(tt::ReceiveScalarOp receive);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_SCALARLOWERING_H
