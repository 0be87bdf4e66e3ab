//===- EngineParts.h - What unpacker, math and packer share -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TENSIX_ENGINEPARTS_H
#define TILIUM_DEVICE_TENSIX_ENGINEPARTS_H

#include "core/Machine.h"
#include "tensix/MatrixUnit.h"

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

/// Whether a buffer's tiles are unpacked to DST in all 32 bits, where the operation allows it.
inline bool unpacksToDst(const ComputeConfig &config, uint32_t cb) {
  return config.fp32DestAccEn && cb < config.unpackToDestMode.size() &&
         config.unpackToDestMode[cb] == UnpackToDestMode::UnpackToDestFp32;
}

/// Whether the init of an operation fills the math processor's buffer of instructions, from which
/// it is replayed: transpositions in DST do (llk_math_transpose_dest.h), and Welford's recurrence
/// does. Either is lost when the other one's init comes after it.
bool isReplayed(const ComputeEngine &engine, const tilium::OperationCall &call);

/// How the matrix engine of a core computes.
inline MatrixMode matrixMode(const ProcessorState &self) {
  const ComputeEngine &engine = self.core.engine;
  return {engine.config->fp32DestAccEn, engine.dstFormat == DataFormat::Float16,
          self.machine.architecture.matrixMisplacesMinusOne, phasesOf(engine.config->mathFidelity)};
}

/// DST (op)= the reduction of the tile in the source registers.
void runReduce(ProcessorState &self, const tilium::OperationCall &call,
               const SourceOperands &operands, tilium::Site site);

} // namespace tilium::device

#endif // TILIUM_DEVICE_TENSIX_ENGINEPARTS_H
