//===- operations.h - Building matrix-engine calls --------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_OPERATIONS_H
#define TILIUM_METALIUM_TILIUM_OPERATIONS_H

#include "api/compute/common_globals.h"

namespace tilium {
/// An operation on one or two tiles.
ALWI OperationCall tiles(Operation operation, std::uint32_t buffer0, std::uint32_t buffer1,
                         std::uint32_t tile0 = 0, std::uint32_t tile1 = 0, std::uint32_t dst = 0,
                         Broadcast broadcast = Broadcast::None) {
  OperationCall call;
  call.operation = operation;
  call.broadcast = broadcast;
  call.buffer0 = buffer0;
  call.buffer1 = buffer1;
  call.tile0 = tile0;
  call.tile1 = tile1;
  call.dst = dst;
  return call;
}
/// What a copy transposes: the order of faces (1), each face for itself (2), or both, the tile (3).
constexpr std::uint32_t transposition(std::uint32_t faces, std::uint32_t withinFaces) {
  return (faces ? 1u : 0u) | (withinFaces ? 2u : 0u);
}
constexpr Operation elementwise(ckernel::EltwiseBinaryType type) {
  return type == ckernel::EltwiseBinaryType::ELWADD   ? Operation::Add
         : type == ckernel::EltwiseBinaryType::ELWSUB ? Operation::Subtract
                                                      : Operation::Multiply;
}
} // namespace tilium

#endif // TILIUM_METALIUM_TILIUM_OPERATIONS_H
