//===- DstPart.h - One round of DST -----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_DSTPART_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_DSTPART_H

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

namespace tilium {

using TileBody = llvm::function_ref<void(mlir::OpBuilder &)>;

/// `math` fills DST, `pack` empties it.
inline void createDstPart(mlir::OpBuilder &builder, mlir::Location loc, TileBody math,
                          TileBody pack) {
  metalium::DstAcquireOp::create(builder, loc);
  math(builder);
  metalium::DstCommitOp::create(builder, loc);
  metalium::DstWaitOp::create(builder, loc);
  pack(builder);
  metalium::DstReleaseOp::create(builder, loc);
}

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_DSTPART_H
