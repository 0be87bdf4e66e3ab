//===- low_level.h - The low-level calls that kernels make themselves ---*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_LOW_LEVEL_H
#define TILIUM_METALIUM_TILIUM_LOW_LEVEL_H

#include "api/compute/pack.h"
#include "api/compute/reconfig_data_format.h"
#include "tilium/instructions.h"
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
enum class DataCopyType : std::uint8_t { A2D, B2D };
inline constexpr bool UnpackToDestEn = true, UnpackToDestDis = false;
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
template <BroadcastType broadcast, bool acc_to_dest, EltwiseBinaryReuseDestType reuse,
          bool unpack_to_dest>
ALWI void llk_unpack_A_init(std::uint32_t transpose_of_faces, std::uint32_t within_face_16x16_transpose,
                            std::uint32_t operand, TILIUM_SITE) {
  static_assert(broadcast == BroadcastType::NONE && !acc_to_dest &&
                    reuse == EltwiseBinaryReuseDestType::NONE,
                "this device models llk_unpack_A_init of plain copies only");
  tilium::OperationCall call = tilium::tiles(tilium::Operation::Copy, operand, operand);
  call.transpose = tilium::transposition(transpose_of_faces, within_face_16x16_transpose);
  tilium::device->engineInit(call, site);
}
template <DataCopyType type, bool is_fp32_dest_acc_en, BroadcastType broadcast = BroadcastType::NONE,
          bool is_int_fpu_en = false, PackMode mode = PackMode::Default>
ALWI void llk_math_eltwise_unary_datacopy_init(std::uint32_t operand, TILIUM_SITE) {
  static_assert(type == DataCopyType::A2D && broadcast == BroadcastType::NONE,
                "this device models llk_math_eltwise_unary_datacopy_init of plain copies only");
  tilium::device->engineInit(tilium::tiles(tilium::Operation::Copy, operand, operand), site);
}
template <bool is_fp32_dest_acc_en, bool out_of_order, PackMode mode = PackMode::Default>
ALWI void llk_pack(std::uint32_t tile_index, std::uint32_t output,
                   std::uint32_t output_tile_index = 0, TILIUM_SITE) {
  static_assert(mode == PackMode::Default, "this device models llk_pack of tiles only");
  tilium::device->packTile(tile_index, output, output_tile_index, out_of_order, site);
}
ALWI void llk_pack_relu_config(const ReluConfig &config, TILIUM_SITE) {
  pack_relu_config(config, site);
}
ALWI void llk_pack_reconfig_l1_acc(const std::uint32_t enable, TILIUM_SITE) {
  pack_reconfig_l1_acc(enable, site);
}
template <ReduceDim dim, PackMode mode>
ALWI void llk_pack_reduce_mask_config(std::uint32_t, TILIUM_SITE) {
  tilium::device->packMask(1 + static_cast<std::uint32_t>(dim), site);
}
ALWI void llk_pack_reduce_mask_clear(TILIUM_SITE) { tilium::device->packMask(0, site); }
} // namespace ckernel

#endif // TILIUM_METALIUM_TILIUM_LOW_LEVEL_H
