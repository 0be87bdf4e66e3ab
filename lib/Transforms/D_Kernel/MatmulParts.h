//===- MatmulParts.h - Parts of a product that fit DST ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_MATMULPARTS_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_MATMULPARTS_H

#include "tilium/Dialect/TT/IR/TTDialect.h"
#include "tilium/Support/Target.h"

#include <algorithm>

namespace tilium {

/// Tiles that DST holds under the configuration of a compute kernel.
inline int64_t getDstTiles(const device::Architecture &architecture, tt::ComputeConfigAttr config) {
  return architecture.dstTiles(config.getFp32DestAccEn(), config.getDstFullSyncEn());
}

/// The largest divisor of `count` that is at most `limit`.
inline int64_t largestDivisor(int64_t count, int64_t limit) {
  for (int64_t divisor = std::min(count, limit); divisor > 1; --divisor)
    if (count % divisor == 0)
      return divisor;
  return 1;
}

/// How a product is cut: `rows` by `cols` tiles of the result at a time, each over all of its inner
/// tiles. The names follow matmul_block: rt, ct, kt.
struct MatmulPart {
  int64_t rows, cols, inner;
};

/// The part with most tiles that fits `dstTiles` and divides the result evenly; of equal ones the
/// squarest, which unpacks the fewest operand tiles for each result tile.
inline MatmulPart chooseMatmulPart(tt::MatmulOp matmul, int64_t dstTiles) {
  auto into = matmul.getInto().getType();
  auto a = llvm::cast<tt::CBType>(matmul.getA().getType());
  MatmulPart best{1, 1, a.getCols()};
  auto better = [](const MatmulPart &x, const MatmulPart &y) {
    int64_t areaX = x.rows * x.cols, areaY = y.rows * y.cols;
    return areaX != areaY ? areaX > areaY : x.rows + x.cols < y.rows + y.cols;
  };
  // With transposed tiles of B, neighbouring columns lie `inner` tiles apart: matmul_block, which
  // steps by one, takes one column at a time unless there is one inner tile.
  int64_t mostCols = matmul.getTransposeB() && best.inner > 1 ? 1 : dstTiles;
  for (int64_t rows = 1; rows <= dstTiles; ++rows) {
    if (into.getRows() % rows != 0)
      continue;
    MatmulPart part{rows, largestDivisor(into.getCols(), std::min(mostCols, dstTiles / rows)),
                    best.inner};
    if (better(part, best))
      best = part;
  }
  return best;
}

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_MATMULPARTS_H
