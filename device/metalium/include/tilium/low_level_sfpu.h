//===- low_level_sfpu.h - The vector engine below the compute API -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_LOW_LEVEL_SFPU_H
#define TILIUM_METALIUM_TILIUM_LOW_LEVEL_SFPU_H

#include "tilium/instructions.h"
#include "tilium/sfpu.h"
#ifdef TRISC_MATH
#include "tilium/vector_programs.h"
#endif

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
/// Calls what stands behind a name: a function of this device on the whole tile, or an SFPI program
/// once for each face.
template <typename Function, typename... Arguments>
ALWI void callVectorFunction(Function function, const SfpuTarget &target,
                             const Arguments &...arguments) {
  if constexpr (requires { function(target, arguments...); })
    function(target, arguments...);
  else {
#ifdef TRISC_MATH
    forFaces(target.tile, target.mode, target.site, [&] { function(arguments...); });
#else
    static_assert(unmodelled<Function>, "only the math processor has SFPI programs: TRISC_MATH");
#endif
  }
}
template <bool...> struct Flags {};
} // namespace tilium

#define TILIUM_UNPARENTHESISED(...) __VA_ARGS__
/// A name of ckernel::sfpu, which may have several functions, as one object.
#define TILIUM_VECTOR_FUNCTION(...)                                                                \
  [](const auto &...arguments) -> decltype(::ckernel::sfpu::__VA_ARGS__(arguments...)) {           \
    return ::ckernel::sfpu::__VA_ARGS__(arguments...);                                             \
  }
#define TILIUM_SFPU_TARGET(TILE, MODE)                                                             \
  ::tilium::SfpuTarget{static_cast<std::uint32_t>(TILE), static_cast<::ckernel::VectorMode>(MODE),   \
                       ::tilium::Site::here()}
#define SFPU_UNARY_CALL(DST_SYNC, DST_ACCUM, FUNCTION, TEMPLATES, TILE, MODE, ...)                 \
  ::tilium::callVectorFunction(                                                                    \
      TILIUM_VECTOR_FUNCTION(FUNCTION<TILIUM_UNPARENTHESISED TEMPLATES>),                          \
      TILIUM_SFPU_TARGET(TILE, MODE) __VA_OPT__(, ) __VA_ARGS__)
#define SFPU_UNARY_CALL_NO_TEMPLATE_ARGS(DST_SYNC, DST_ACCUM, FUNCTION, TILE, MODE, ...)           \
  ::tilium::callVectorFunction(TILIUM_VECTOR_FUNCTION(FUNCTION),                                   \
                               TILIUM_SFPU_TARGET(TILE, MODE) __VA_OPT__(, ) __VA_ARGS__)
#ifdef TRISC_MATH
#define SFPU_BINARY_CALL(DST_SYNC, DST_ACCUM, FUNCTION, TEMPLATES, IN0, IN1, OUT, MODE, ...)       \
  _llk_math_eltwise_binary_sfpu_params_(                                                           \
      ::ckernel::sfpu::FUNCTION<TILIUM_UNPARENTHESISED TEMPLATES>, IN0, IN1, OUT,                  \
      MODE __VA_OPT__(, ) __VA_ARGS__)
#define SFPU_BINARY_CALL_NO_TEMPLATE_ARGS(DST_SYNC, DST_ACCUM, FUNCTION, IN0, IN1, OUT, MODE, ...) \
  _llk_math_eltwise_binary_sfpu_params_(::ckernel::sfpu::FUNCTION, IN0, IN1, OUT,                  \
                                        MODE __VA_OPT__(, ) __VA_ARGS__)
#endif
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

#endif // TILIUM_METALIUM_TILIUM_LOW_LEVEL_SFPU_H
