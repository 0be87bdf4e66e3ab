//===- EngineParts.h - What unpacker, math and packer share -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TENSIX_ENGINEPARTS_H
#define TILIUM_DEVICE_TENSIX_ENGINEPARTS_H

#include "core/Machine.h"

#include <cmath>

namespace tilium::device {

inline Cycle cyclesOf(double bytes, double bytesPerCycle) {
  return static_cast<Cycle>(std::ceil(bytes / bytesPerCycle));
}

inline bool isMatmul(tilium::Operation operation) {
  return operation == tilium::Operation::Matmul || operation == tilium::Operation::MatmulBlock;
}
/// Operations that only bring one tile to DST.
inline bool isDataCopy(tilium::Operation operation) {
  return operation == tilium::Operation::Copy || operation == tilium::Operation::Transpose ||
         operation == tilium::Operation::UnaryBroadcast || operation == tilium::Operation::Tilize;
}
/// Sums along rows put the scaler into SrcA.
inline bool reduceSwaps(const tilium::OperationCall &call) {
  return call.operation == tilium::Operation::Reduce && call.dimension == 0 && call.pool < 2;
}

/// Fails if an operation is not what the last init prepared.
void checkInit(ProcessorState &self, const tilium::OperationCall &init,
               const tilium::OperationCall &call, tilium::Site site);
/// Fails if the format of a circular buffer is not the one an engine is configured for.
void checkSource(ProcessorState &self, const char *which, DataFormat configured, uint32_t cb,
                 tilium::Site site);

/// The tiles that fidelity phases multiply: one product, and in HiFi3 a second one.
struct FidelityParts {
  Tile a, b;       ///< The main product.
  Tile aLow, bLow; ///< The third phase of HiFi3: high SrcA and low SrcB.
  bool third = false;
};
FidelityParts splitByFidelity(const Tile &a, const Tile &b, MathFidelity fidelity);

/// DST (op)= the reduction of the tile in the source registers.
void runReduce(ProcessorState &self, const tilium::OperationCall &call,
               const SourceOperands &operands, tilium::Site site);

} // namespace tilium::device

#endif // TILIUM_DEVICE_TENSIX_ENGINEPARTS_H
