//===- GatherLowering.h - tt.gather as loops of loads and stores *- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_GATHERLOWERING_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_GATHERLOWERING_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

namespace tilium {

/// Zeroes so many bytes of L1 from an address on, with transfers that are not waited for.
using ZeroFill = llvm::function_ref<void(mlir::OpBuilder &, mlir::Value address, int64_t bytes)>;

/// Makes the calls that fill a block of `gather.getInto()`, room for it included. All transfers
/// have arrived behind them.
void lowerGather(tt::GatherOp gather, ZeroFill zeroFill);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_GATHERLOWERING_H
