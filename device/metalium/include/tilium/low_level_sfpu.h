//===- low_level_sfpu.h - The vector engine below the compute API -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_LOW_LEVEL_SFPU_H
#define TILIUM_METALIUM_TILIUM_LOW_LEVEL_SFPU_H

#include "tilium/instructions.h"
#include "tilium/sfpi_lanes.h"
#include "tilium/sfpu.h"

// ttnn's helpers call functions of the vector engine below the compute API, in MATH(( )).

namespace tilium {
/// The tile and the faces a function is for.
struct SfpuTarget {
  std::uint32_t tile;
  ckernel::VectorMode mode;
  Site site;
};
/// Every other column of what a mode selects: who asks for the first column alone.
ALWI SfpuCall firstColumn(Sfpu function, const SfpuTarget &target) {
  return inPlace(function, target.tile).on(faces(target.mode)).onEvenColumns();
}
/// Runs a function that a kernel wrote in lanes, once for each face, `dst_reg` at the face.
template <typename Function, typename... Arguments>
ALWI void applyToFaces(std::uint32_t tile, ckernel::VectorMode mode, Function &&function,
                       const Arguments &...arguments) {
  constexpr std::uint32_t partsOfTile = 32, partsOfFace = 8;
  bool once = mode != ckernel::VectorMode::R && mode != ckernel::VectorMode::C &&
              mode != ckernel::VectorMode::RC;
  for (std::uint32_t face = 0; face < (once ? 1u : 4u); ++face) {
    if (!once && !(faces(mode) >> face & 1))
      continue;
    destPlace = tile * partsOfTile + face * partsOfFace;
    function(arguments...);
  }
  destPlace = 0;
}
template <bool...> struct Flags {};
} // namespace tilium

#define TILIUM_UNPARENTHESISED(...) __VA_ARGS__
#define SFPU_UNARY_CALL(DST_SYNC, DST_ACCUM, FUNCTION, TEMPLATES, TILE, MODE, ...)                 \
  ::ckernel::sfpu::FUNCTION<TILIUM_UNPARENTHESISED TEMPLATES>(                                     \
      ::tilium::SfpuTarget{static_cast<std::uint32_t>(TILE), MODE, ::tilium::Site::here()}         \
          __VA_OPT__(, ) __VA_ARGS__)
#define SFPU_UNARY_INIT_FN(OPERATION, FUNCTION, TEMPLATES)                                         \
  ::ckernel::FUNCTION<TILIUM_UNPARENTHESISED TEMPLATES>()

namespace ckernel {
enum { ADD_UNARY = 0, SUB_UNARY = 1, MUL_UNARY = 2, DIV_UNARY = 3, RSUB_UNARY = 4 };

enum class SfpuType { exponential, reciprocal };
/// The state all functions have in common; none of their constants.
template <SfpuType type, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void llk_math_eltwise_unary_sfpu_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::None, site);
}

namespace sfpu {
template <bool approximate> ALWI void sfpu_reciprocal_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Reciprocal, site);
}
template <bool is_fp32_dest_acc_en>
ALWI void calculate_recip_first_column(const tilium::SfpuTarget &target) {
  tilium::sfpuRun(tilium::firstColumn(tilium::Sfpu::Reciprocal, target), target.site);
}
/// Of the product with a scale; it brings its polynomial along.
template <bool approximate, std::uint16_t scale_bf16, bool is_fp32_dest_acc_en>
ALWI void calculate_exponential_first_column(const tilium::SfpuTarget &target) {
  tilium::sfpuRun(tilium::firstColumn(tilium::Sfpu::Exp, target)
                      .approximately(false)
                      .with(std::uint32_t{scale_bf16} << 16)
                      .withoutInit(),
                  target.site);
}
template <bool is_fp32_dest_acc_en>
ALWI void calculate_softplus_first_column(const tilium::SfpuTarget &target, std::uint32_t beta,
                                          std::uint32_t beta_reciprocal, std::uint32_t threshold) {
  tilium::sfpuRun(tilium::firstColumn(tilium::Sfpu::Softplus, target)
                      .with(beta, beta_reciprocal, threshold),
                  target.site);
}
template <bool approximate, int operation, int iterations, bool is_fp32_dest_acc_en>
ALWI void calculate_binop_with_scalar(const tilium::SfpuTarget &target, std::uint32_t scalar) {
  constexpr tilium::Sfpu function = operation == ADD_UNARY   ? tilium::Sfpu::AddScalar
                                    : operation == SUB_UNARY ? tilium::Sfpu::SubScalar
                                    : operation == MUL_UNARY ? tilium::Sfpu::MulScalar
                                    : operation == DIV_UNARY ? tilium::Sfpu::DivScalar
                                                             : tilium::Sfpu::RsubScalar;
  tilium::sfpuRun(tilium::inPlace(function, target.tile)
                      .on(tilium::faces(target.mode), iterations)
                      .with(scalar)
                      .withoutInit(),
                  target.site);
}
template <bool is_fp32_dest_acc_en, bool reuse_cur_max_tile = false>
ALWI void calculate_fused_max_sub_exp_add_tile(const tilium::SfpuTarget &, int) {
  static_assert(tilium::unmodelled<tilium::Flags<is_fp32_dest_acc_en, reuse_cur_max_tile>>,
                "this device does not model calculate_fused_max_sub_exp_add_tile");
}
} // namespace sfpu
} // namespace ckernel

template <typename Function, typename... Arguments>
ALWI void _llk_math_eltwise_unary_sfpu_params_(Function &&function, std::uint32_t dst_index,
                                               VectorMode vector_mode = VectorMode::RC,
                                               Arguments &&...arguments) {
  tilium::applyToFaces(dst_index, vector_mode, function, arguments...);
}
/// The function gets the numbers of its tiles: `dst_reg` is at the faces of tile 0.
template <typename Function, typename... Arguments>
ALWI void _llk_math_eltwise_binary_sfpu_params_(Function &&function, std::uint32_t dst_index_in0,
                                                std::uint32_t dst_index_in1,
                                                std::uint32_t dst_index_out,
                                                VectorMode vector_mode = VectorMode::RC,
                                                Arguments &&...arguments) {
  tilium::applyToFaces(0, vector_mode, function, dst_index_in0, dst_index_in1, dst_index_out,
                       arguments...);
}

// Before 0.81 both said whether they approximate.
template <bool approximate, typename Function, typename... Arguments>
ALWI void _llk_math_eltwise_unary_sfpu_params_(Function &&function, std::uint32_t dst_index,
                                               VectorMode vector_mode = VectorMode::RC,
                                               Arguments &&...arguments) {
  tilium::applyToFaces(dst_index, vector_mode, function, arguments...);
}
template <bool approximate, typename Function, typename... Arguments>
ALWI void _llk_math_eltwise_binary_sfpu_params_(Function &&function, std::uint32_t dst_index_in0,
                                                std::uint32_t dst_index_in1,
                                                std::uint32_t dst_index_out,
                                                VectorMode vector_mode = VectorMode::RC,
                                                Arguments &&...arguments) {
  tilium::applyToFaces(0, vector_mode, function, dst_index_in0, dst_index_in1, dst_index_out,
                       arguments...);
}

#endif // TILIUM_METALIUM_TILIUM_LOW_LEVEL_SFPU_H
