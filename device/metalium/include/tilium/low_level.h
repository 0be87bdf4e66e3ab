//===- low_level.h - The low-level calls that kernels make themselves ---*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_LOW_LEVEL_H
#define TILIUM_METALIUM_TILIUM_LOW_LEVEL_H

#include "api/compute/reconfig_data_format.h"
#include "tilium/operations.h"

// ttnn's helpers call these below the compute API, each on its own processor by UNPACK, MATH or
// PACK; every one does that processor's part of an init.
#define MATH_FIDELITY (::tilium::mathFidelity)

namespace tilium {
inline constexpr ckernel::MathFidelity mathFidelity =
    MATH_FIDELITY_LEVEL == 0   ? ckernel::MathFidelity::LoFi
    : MATH_FIDELITY_LEVEL == 1 ? ckernel::MathFidelity::HiFi2
    : MATH_FIDELITY_LEVEL == 2 ? ckernel::MathFidelity::HiFi3
                               : ckernel::MathFidelity::HiFi4;

template <ckernel::PoolType pool, ckernel::ReduceDim dimension>
ALWI OperationCall reduction(std::uint32_t buffer, std::uint32_t scaler, std::uint32_t tile,
                             std::uint32_t scalerTile, std::uint32_t dst) {
  static_assert(pool != ckernel::PoolType::MIN,
                "the matrix engine has no minimum: use sfpu_reduce, or the maximum of the negated");
  OperationCall call = tiles(Operation::Reduce, buffer, scaler, tile, scalerTile, dst);
  call.pool = static_cast<std::uint8_t>(pool);
  call.dimension = static_cast<std::uint8_t>(dimension);
  return call;
}
} // namespace tilium

namespace ckernel {
enum class PackMode : std::uint8_t { Default, Untilize, Tilize };
enum class p_dim_stride_target : std::uint8_t { IGNORE, FACE_ROW_MAJOR };

template <bool is_fp32_dest_acc_en, p_dim_stride_target dim_stride_target>
ALWI void llk_unpack_reconfig_data_format_srca(std::uint32_t, std::uint32_t new_operand,
                                               TILIUM_SITE) {
  tilium::device->engineReconfigure(1, new_operand, new_operand, site);
}
template <bool is_fp32_dest_acc_en>
ALWI void llk_math_reconfig_data_format_srca(std::uint32_t, std::uint32_t new_operand,
                                             TILIUM_SITE) {
  tilium::device->engineReconfigure(1, new_operand, new_operand, site);
}
template <PoolType type, ReduceDim dim>
ALWI void llk_unpack_AB_reduce_init(std::uint32_t operand, std::uint32_t scaler, TILIUM_SITE) {
  tilium::device->engineInit(tilium::reduction<type, dim>(operand, scaler, 0, 0, 0), site);
}
template <PoolType type, ReduceDim dim, bool is_fp32_dest_acc_en, MathFidelity fidelity>
ALWI void llk_math_reduce_init(std::uint32_t operand, std::uint32_t scaler, TILIUM_SITE) {
  tilium::device->engineInit(tilium::reduction<type, dim>(operand, scaler, 0, 0, 0), site);
}
template <EltwiseBinaryType type, BroadcastType broadcast, MathFidelity fidelity>
ALWI void llk_math_eltwise_binary_init(std::uint32_t a, std::uint32_t b, bool acc_to_dest,
                                       TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::elementwise(type), a, b, 0, 0, 0,
                                             static_cast<tilium::Broadcast>(broadcast));
  call.accumulate = acc_to_dest;
  tilium::device->engineInit(call, site);
}
/// The unpacker does the same for sums, differences and products.
template <BroadcastType broadcast>
ALWI void llk_unpack_AB_init(std::uint32_t a, std::uint32_t b, TILIUM_SITE) {
  tilium::device->engineInit(tilium::tiles(tilium::Operation::Add, a, b, 0, 0, 0,
                                           static_cast<tilium::Broadcast>(broadcast)),
                             site);
}
template <ReduceDim dim, PackMode mode>
ALWI void llk_pack_reduce_mask_config(std::uint32_t, TILIUM_SITE) {
  tilium::device->packMask(1 + static_cast<std::uint32_t>(dim), site);
}
ALWI void llk_pack_reduce_mask_clear(TILIUM_SITE) { tilium::device->packMask(0, site); }
} // namespace ckernel

#endif // TILIUM_METALIUM_TILIUM_LOW_LEVEL_H
