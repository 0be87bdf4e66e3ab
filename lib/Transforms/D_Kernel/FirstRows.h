//===- FirstRows.h - Blocks of whose tiles one row is used ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_FIRSTROWS_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_FIRSTROWS_H

#include "tilium/Dialect/TT/IR/TTDialect.h"
#include "tilium/Support/Target.h"

namespace tilium {

/// Bytes of a tile that are transferred at once.
struct TileSegment {
  int64_t offset, bytes;
};

/// Whether all that the kernels do with blocks of `cb` depends on the first row of each of their
/// tiles alone, as for a vector that is spread down columns. For kernels in value form.
bool usesFirstRowsOnly(mlir::ModuleOp module, tt::CBOp cb);

/// The parts of a tile in `format` to read for its first row, which lies in two faces: one transfer
/// over both or one for each, whichever a bank of DRAM is done with sooner. None if the rows of
/// such tiles have no places of their own.
llvm::SmallVector<TileSegment> firstRowSegments(tt::DataFormat format,
                                                const device::Architecture &architecture);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_FIRSTROWS_H
