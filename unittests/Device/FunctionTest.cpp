//===- FunctionTest.cpp - Every vector function against its definition ----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "DestProgram.h"
#include "core/Error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <random>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

using Words = DestProgram::Words;

const std::string everyHeader = "#include \"api/compute/add_int_sfpu.h\"\n"
                                "#include \"api/compute/atan2.h\"\n"
                                "#include \"api/compute/binary_bitwise_sfpu.h\"\n"
                                "#include \"api/compute/binary_comp.h\"\n"
                                "#include \"api/compute/binary_fmod.h\"\n"
                                "#include \"api/compute/binary_max_min.h\"\n"
                                "#include \"api/compute/binary_remainder.h\"\n"
                                "#include \"api/compute/binary_shift.h\"\n"
                                "#include \"api/compute/compute_kernel_api.h\"\n"
                                "#include \"api/compute/copy_dest_values.h\"\n"
                                "#include \"api/compute/cumsum.h\"\n"
                                "#include \"api/compute/div_int32_floor.h\"\n"
                                "#include \"api/compute/div_int32_sfpu.h\"\n"
                                "#include \"api/compute/eltwise_binary_sfpu.h\"\n"
                                "#include \"api/compute/gcd.h\"\n"
                                "#include \"api/compute/isclose.h\"\n"
                                "#include \"api/compute/lcm.h\"\n"
                                "#include \"api/compute/logaddexp.h\"\n"
                                "#include \"api/compute/logaddexp2.h\"\n"
                                "#include \"api/compute/mask.h\"\n"
                                "#include \"api/compute/mul_int_sfpu.h\"\n"
                                "#include \"api/compute/sfpu_binary_bcast.h\"\n"
                                "#include \"api/compute/sub_int_sfpu.h\"\n"
                                "#include \"api/compute/xlogy.h\"\n"
                                "#include \"api/compute/eltwise_unary/activations.h\"\n"
                                "#include \"api/compute/eltwise_unary/addcdiv.h\"\n"
                                "#include \"api/compute/eltwise_unary/addcmul.h\"\n"
                                "#include \"api/compute/eltwise_unary/binop_with_scalar.h\"\n"
                                "#include \"api/compute/eltwise_unary/bitwise.h\"\n"
                                "#include \"api/compute/eltwise_unary/bitwise_not.h\"\n"
                                "#include \"api/compute/eltwise_unary/cbrt.h\"\n"
                                "#include \"api/compute/eltwise_unary/clamp.h\"\n"
                                "#include \"api/compute/eltwise_unary/comp.h\"\n"
                                "#include \"api/compute/eltwise_unary/digamma.h\"\n"
                                "#include \"api/compute/eltwise_unary/elu.h\"\n"
                                "#include \"api/compute/eltwise_unary/erf_erfc.h\"\n"
                                "#include \"api/compute/eltwise_unary/erfinv.h\"\n"
                                "#include \"api/compute/eltwise_unary/exp.h\"\n"
                                "#include \"api/compute/eltwise_unary/fill.h\"\n"
                                "#include \"api/compute/eltwise_unary/fmod.h\"\n"
                                "#include \"api/compute/eltwise_unary/gelu.h\"\n"
                                "#include \"api/compute/eltwise_unary/hardmish.h\"\n"
                                "#include \"api/compute/eltwise_unary/hardtanh.h\"\n"
                                "#include \"api/compute/eltwise_unary/i0.h\"\n"
                                "#include \"api/compute/eltwise_unary/i1.h\"\n"
                                "#include \"api/compute/eltwise_unary/identity.h\"\n"
                                "#include \"api/compute/eltwise_unary/isinf_isnan.h\"\n"
                                "#include \"api/compute/eltwise_unary/lerp.h\"\n"
                                "#include \"api/compute/eltwise_unary/lgamma.h\"\n"
                                "#include \"api/compute/logsigmoid.h\"\n"
                                "#include \"api/compute/eltwise_unary/log1p.h\"\n"
                                "#include \"api/compute/eltwise_unary/logical_not.h\"\n"
                                "#include \"api/compute/eltwise_unary/mac.h\"\n"
                                "#include \"api/compute/eltwise_unary/mish.h\"\n"
                                "#include \"api/compute/eltwise_unary/negative.h\"\n"
                                "#include \"api/compute/eltwise_unary/prelu.h\"\n"
                                "#include \"api/compute/eltwise_unary/rdiv.h\"\n"
                                "#include \"api/compute/eltwise_unary/recip.h\"\n"
                                "#include \"api/compute/eltwise_unary/relu.h\"\n"
                                "#include \"api/compute/eltwise_unary/remainder.h\"\n"
                                "#include \"api/compute/eltwise_unary/rounding.h\"\n"
                                "#include \"api/compute/eltwise_unary/rpow.h\"\n"
                                "#include \"api/compute/eltwise_unary/rsqrt.h\"\n"
                                "#include \"api/compute/eltwise_unary/rsub.h\"\n"
                                "#include \"api/compute/eltwise_unary/selu.h\"\n"
                                "#include \"api/compute/eltwise_unary/sfpu_int_sum.h\"\n"
                                "#include \"api/compute/eltwise_unary/shift.h\"\n"
                                "#include \"api/compute/eltwise_unary/softcap.h\"\n"
                                "#include \"api/compute/eltwise_unary/softplus.h\"\n"
                                "#include \"api/compute/eltwise_unary/sqrt.h\"\n"
                                "#include \"api/compute/eltwise_unary/tanh_derivative.h\"\n"
                                "#include \"api/compute/eltwise_unary/tanhshrink.h\"\n"
                                "#include \"api/compute/eltwise_unary/threshold.h\"\n"
                                "#include \"api/compute/eltwise_unary/trigonometry.h\"\n"
                                "#include \"api/compute/eltwise_unary/typecast.h\"\n"
                                "#include \"api/compute/eltwise_unary/where.h\"\n";

double bessel(double order, double x) {
  return std::isinf(x) ? INFINITY : std::cyl_bessel_i(order, std::fabs(x));
}

struct RealFunction {
  const char *statements;
  double (*expected)(double a, double b, double c);
  double tolerance = 6e-7; ///< Relative, or of what cancels in the result.
};

/// Of Float32 tiles a, b and c. c is 0 or 1 to 2.
const RealFunction realFunctions[] = {
    {"exp_tile_init(); exp_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::exp(a)); }},
    {"exp_tile_init(); exp_tile<false, true>(0, VectorMode::RC, 0x4000);", [](double a, double b, double c) { (void)b; (void)c; return double(std::exp(2 * a)); }},
    {"exp_tile_init<true, 0x3F000000>(); exp_tile<true>(0);", [](double a, double b, double c) { (void)b; (void)c; return fastExp(a / 2); }},
    {"exp2_tile_init(); exp2_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::exp2(a)); }},
    {"expm1_tile_init(); expm1_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::expm1(a)); }},
    {"log_tile_init(); log_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::log(a)); }},
    {"log1p_tile_init(); log1p_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::log1p(a)); }},
    {"sqrt_tile_init(); sqrt_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::sqrt(a)); }},
    {"rsqrt_tile_init(); rsqrt_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(1 / std::sqrt(a)); }},
    {"recip_tile_init(); recip_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(1 / a); }},
    {"cbrt_tile_init(); cbrt_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::cbrt(a)); }},
    {"square_tile_init(); square_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a * a); }},
    {"abs_tile_init(); abs_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::fabs(a)); }},
    {"negative_tile_init(); negative_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(-a); }},
    {"sign_tile_init(); sign_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a > 0 ? 1 : a < 0 ? -1 : 0); }},
    {"signbit_tile_init(); signbit_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::signbit(a)); }},
    {"sigmoid_tile_init(); sigmoid_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(1 / (1 + std::exp(-a))); }},
    {"silu_tile_init(); silu_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a / (1 + std::exp(-a))); }},
    {"tanh_tile_init(); tanh_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::tanh(a)); }},
    {"relu_tile_init(); relu_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a > 0 ? a : 0); }},
    {"hardsigmoid_tile_init(); hardsigmoid_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::clamp(a / 6 + 0.5, 0.0, 1.0)); }},
    {"softsign_tile_init(); softsign_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a / (1 + std::fabs(a))); }},
    {"hardmish_tile_init(); hardmish_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a * std::clamp(a + 2, 0.0, 2.0) / 2); }},
    {"erfc_tile_init(); erfc_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::erfc(a)); }},
    {"sin_tile_init(); sin_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::sin(a)); }},
    {"cos_tile_init(); cos_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::cos(a)); }},
    {"tan_tile_init(); tan_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::tan(a)); }},
    {"asin_tile_init(); asin_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::asin(a)); }},
    {"acos_tile_init(); acos_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::acos(a)); }},
    {"atan_tile_init(); atan_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::atan(a)); }},
    {"sinh_tile_init(); sinh_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::sinh(a)); }},
    {"cosh_tile_init(); cosh_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::cosh(a)); }},
    {"asinh_tile_init(); asinh_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::asinh(a)); }},
    {"acosh_tile_init(); acosh_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::acosh(a)); }},
    {"atanh_tile_init(); atanh_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::atanh(a)); }},
    {"isinf_tile_init(); isinf_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::isinf(a)); }},
    {"isnan_tile_init(); isnan_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::isnan(a)); }},
    {"isfinite_tile_init(); isfinite_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::isfinite(a)); }},
    {"isposinf_tile_init(); isposinf_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::isinf(a) && a > 0); }},
    {"isneginf_tile_init(); isneginf_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::isinf(a) && a < 0); }},
    {"identity_tile_init(); identity_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a); }},
    {"mish_tile_init<false>(); mish_tile<false>(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a * std::tanh(std::log1p(std::exp(a)))); }, 2e-6},
    {"gelu_tile_init(); gelu_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a * 0.5 * std::erfc(-a / std::sqrt(2.0))); }, 2e-6},
    {"gelu_tanh_tile_init(); gelu_tanh_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(0.5 * a * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (a + 0.044715 * a * a * a)))); }, 2e-6},
    {"gelu_derivative_tile_init(); gelu_derivative_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(0.5 * std::erfc(-a / std::sqrt(2.0)) + a * std::exp(-a * a / 2) / std::sqrt(2 * std::numbers::pi)); }, 2e-6},
    {"tanh_derivative_tile_init(); tanh_derivative_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(1 / (std::cosh(a) * std::cosh(a))); }, 2e-6},
    {"tanhshrink_tile_init(); tanhshrink_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a - std::tanh(a)); }, 2e-6},
    {"erf_tile_init(); erf_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::erf(a)); }},
    {"i0_tile_init(); i0_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(bessel(0, a)); }},
    {"i1_tile_init(); i1_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::copysign(bessel(1, a), a)); }},
    {"erfinv_tile_init(); erfinv_tile(0); erf_tile_init(); erf_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::fabs(a) <= 1 ? a : NAN); }},
    {"rounding_op_tile_init(); floor_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::floor(a)); }},
    {"rounding_op_tile_init(); ceil_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::ceil(a)); }},
    {"rounding_op_tile_init(); trunc_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::trunc(a)); }},
    {"rounding_op_tile_init(); frac_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a - std::trunc(a)); }},
    {"rounding_op_tile_init(); round_tile(0, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::nearbyint(a)); }},
    {"rounding_op_tile_init(); round_tile(0, 1);", [](double a, double b, double c) { (void)b; (void)c; return double(std::nearbyint(a * 10) / 10); }},
    {"relu_max_tile_init(); relu_max_tile(0, 0x3FC00000u);", [](double a, double b, double c) { (void)b; (void)c; return double(std::clamp(a, 0.0, 1.5)); }},
    {"relu_min_tile_init(); relu_min_tile(0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(std::max(a, 0.5)); }},
    {"leaky_relu_tile_init(); leaky_relu_tile(0, 0x3E800000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a < 0 ? a / 4 : a); }},
    {"prelu_tile_init(); prelu_tile(0, 0x3E800000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a < 0 ? a / 4 : a); }},
    {"elu_tile_init(); elu_tile(0, 0x40000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a < 0 ? 2 * std::expm1(a) : a); }},
    {"selu_tile_init(); selu_tile(0, 0x3FC00000u, 0x40000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(1.5 * (a < 0 ? 2 * std::expm1(a) : a)); }},
    {"celu_tile_init(); celu_tile(0, 0x40000000u, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a < 0 ? 2 * std::expm1(a / 2) : a); }},
    {"hardtanh_tile_init(); hardtanh_tile(0, 0xBF000000u, 0x3FC00000u);", [](double a, double b, double c) { (void)b; (void)c; return double(std::clamp(a, -0.5, 1.5)); }},
    {"clamp_tile_init(); clamp_tile(0, 0xBF000000u, 0x3FC00000u);", [](double a, double b, double c) { (void)b; (void)c; return double(std::clamp(a, -0.5, 1.5)); }},
    {"threshold_tile_init(); threshold_tile(0, 0x3F000000u, 0x40E00000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a <= 0.5 ? 7 : a); }},
    {"softshrink_tile_init(); softshrink_tile(0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a > 0.5 ? a - 0.5 : a < -0.5 ? a + 0.5 : 0); }},
    {"hardshrink_tile_init(); hardshrink_tile(0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(std::fabs(a) <= 0.5 ? 0 : a); }},
    {"heaviside_tile_init(); heaviside_tile(0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a == 0 ? 0.5 : a > 0); }},
    {"softcap_tile_init(); softcap_tile(0, 0x40000000u, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(2 * std::tanh(a / 2)); }},
    {"softplus_tile_init(); softplus_tile(0, 0x40000000u, 0x3F000000u, 0x40C00000u);", [](double a, double b, double c) { (void)b; (void)c; return double(2 * a > 6 ? a : std::log1p(std::exp(2 * a)) / 2); }, 2e-6},
    {"power_tile_init(); power_tile(0, 0x40400000u);", [](double a, double b, double c) { (void)b; (void)c; return double(std::pow(a, 3.0)); }},
    {"power_iterative_tile_init(); power_iterative_tile(0, 3);", [](double a, double b, double c) { (void)b; (void)c; return double(std::pow(a, 3.0)); }},
    {"rpow_tile_init(); rpow_tile(0, 0x40400000u);", [](double a, double b, double c) { (void)b; (void)c; return double(std::pow(3.0, a)); }},
    {"rdiv_tile_init(); rdiv_tile(0, 0x40400000u);", [](double a, double b, double c) { (void)b; (void)c; return double(3 / a); }},
    {"rdiv_tile_init(); rdiv_tile<RoundingMode::Floor>(0, 0x40400000u);", [](double a, double b, double c) { (void)b; (void)c; return double(std::floor(float(3 / a))); }},
    {"binop_with_scalar_tile_init(); add_unary_tile(0, 0x3FC00000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a + 1.5); }},
    {"binop_with_scalar_tile_init(); sub_unary_tile(0, 0x3FC00000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a - 1.5); }},
    {"binop_with_scalar_tile_init(); mul_unary_tile(0, 0x3FC00000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a * 1.5); }},
    {"binop_with_scalar_tile_init(); div_unary_tile(0, 0x3FC00000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a * 1.5); }},
    {"binop_with_scalar_tile_init(); rsub_unary_tile(0, 0x3FC00000u);", [](double a, double b, double c) { (void)b; (void)c; return double(1.5 - a); }},
    {"rsub_tile_init(); rsub_tile(0, 0x3FC00000u);", [](double a, double b, double c) { (void)b; (void)c; return double(1.5 - a); }},
    {"unary_max_tile_init(); unary_max_tile(0, 0x3F400000u);", [](double a, double b, double c) { (void)b; (void)c; return double(std::max(a, 0.75)); }},
    {"unary_min_tile_init(); unary_min_tile(0, 0x3F400000u);", [](double a, double b, double c) { (void)b; (void)c; return double(std::min(a, 0.75)); }},
    {"fmod_tile_init(0x3F400000u, 0x3FAAAAABu); fmod_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::fmod(a, 0.75)); }},
    {"remainder_tile_init(0x3F400000u, 0x3FAAAAABu); remainder_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a - 0.75 * std::floor(a / 0.75)); }},
    {"log_with_base_tile_init(); log_with_base_tile(0, 0x3FB8AA3Bu);", [](double a, double b, double c) { (void)b; (void)c; return double(std::log2(a)); }, 1e-6},
    {"unary_eq_tile_init(); unary_eq_tile(0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a == 0.5); }},
    {"eq_binary_tile_init(); eq_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a == b); }},
    {"unary_ne_tile_init(); unary_ne_tile(0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a != 0.5); }},
    {"ne_binary_tile_init(); ne_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a != b); }},
    {"unary_lt_tile_init(); unary_lt_tile(0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a < 0.5); }},
    {"lt_binary_tile_init(); lt_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a < b); }},
    {"unary_gt_tile_init(); unary_gt_tile(0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a > 0.5); }},
    {"gt_binary_tile_init(); gt_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a > b); }},
    {"unary_le_tile_init(); unary_le_tile(0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a <= 0.5); }},
    {"le_binary_tile_init(); le_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a <= b); }},
    {"unary_ge_tile_init(); unary_ge_tile(0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a >= 0.5); }},
    {"ge_binary_tile_init(); ge_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a >= b); }},
    {"eqz_tile_init(); eqz_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a == 0); }},
    {"nez_tile_init(); nez_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a != 0); }},
    {"ltz_tile_init(); ltz_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a < 0); }},
    {"gtz_tile_init(); gtz_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a > 0); }},
    {"lez_tile_init(); lez_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a <= 0); }},
    {"gez_tile_init(); gez_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a >= 0); }},
    {"logical_not_tile_init(); logical_not_tile<DataFormat::Float32>(0);", [](double a, double b, double c) { (void)b; (void)c; return double(a == 0); }},
    {"add_binary_tile_init(); add_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a + b); }},
    {"sub_binary_tile_init(); sub_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a - b); }},
    {"mul_binary_tile_init(); mul_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a * b); }},
    {"div_binary_tile_init(); div_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a / b); }},
    {"rsub_binary_tile_init(); rsub_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(b - a); }},
    {"power_binary_tile_init(); power_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::pow(a, b)); }},
    {"remainder_binary_tile_init(); remainder_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a - b * std::floor(a / b)); }},
    {"fmod_binary_tile_init(); fmod_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::fmod(a, b)); }},
    {"atan2_binary_tile_init(); atan2_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::atan2(a, b)); }},
    {"xlogy_binary_tile_init(); xlogy_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a == 0 ? 0 : a * std::log(b)); }, 2e-6},
    {"logaddexp_binary_tile_init(); logaddexp_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::log(std::exp(a) + std::exp(b))); }, 2e-6},
    {"logaddexp2_binary_tile_init(); logaddexp2_binary_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::log2(std::exp2(a) + std::exp2(b))); }, 2e-6},
    {"isclose_binary_tile_init(); isclose_binary_tile(0, 1, 0, 0x3E000000u, 0x3E800000u);", [](double a, double b, double c) { (void)b; (void)c; return double(std::fabs(a - b) <= 0.25 + 0.125 * std::fabs(b)); }},
    {"binary_max_tile_init(); binary_max_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::max(a, b)); }},
    {"binary_min_tile_init(); binary_min_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::min(a, b)); }},
    {"where_tile_init(); where_tile<DataFormat::Float32>(2, 0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(c != 0 ? a : b); }},
    {"mac_tile_init<DataFormat::Float32>(); mac_tile<DataFormat::Float32>(0, 1, 2, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a * b + c); }, 2e-6},
    {"lerp_tile_init(); lerp_tile<DataFormat::Float32>(0, 1, 2, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(a + c * (b - a)); }, 2e-6},
    {"addcmul_tile_init(); addcmul_tile<DataFormat::Float32>(0, 1, 2, 0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a + 0.5 * b * c); }, 2e-6},
    {"addcdiv_tile_init(); addcdiv_tile<DataFormat::Float32>(0, 2, 1, 0, 0x3F000000u);", [](double a, double b, double c) { (void)b; (void)c; return double(a + 0.5 * c / b); }, 2e-6},
    {"logsigmoid_tile_init(); logsigmoid_tile(0, 1, 0);", [](double a, double b, double c) { (void)c; return double(a > 4 ? -b : a <= -4 ? a : -std::log1p(std::exp(-a))); }, 2e-6},
    {"lgamma_stirling_tile_init(); lgamma_stirling_tile(0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::isinf(a) ? NAN : std::lgamma(a < 0.5 ? 1 - a : a)); }, 2e-2},
    {"abs_tile_init(); abs_tile(0); binop_with_scalar_tile_init(); add_unary_tile(0, 0x3F800000u); copy_dest_values_init(); copy_dest_values<DataFormat::Float32>(0, 1); log_tile_init(); log_tile(1); lgamma_stirling_float_tile_init(); lgamma_stirling_float_tile(0, 1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(std::isinf(a) ? NAN : std::lgamma(std::fabs(a) + 1)); }, 2e-4},
    {"lgamma_adjusted_tile_init(); lgamma_adjusted_tile(0, 1, 2, 0);", [](double a, double b, double c) { (void)c; return double(c < 0.5 ? std::log(std::numbers::pi) - b - a : a); }, 2e-6},
    {"fill_tile_init(); fill_tile(0, 2.5f);", [](double a, double b, double c) { (void)b; (void)c; return double(2.5); }},
    {"square_tile_init(); fill_tile_bitcast(0, 0x40200000u);", [](double a, double b, double c) { (void)b; (void)c; return double(2.5); }},
    {"copy_dest_values_init(); copy_dest_values<DataFormat::Float32>(1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(b); }},
    {"mask_tile_init(); mask_tile(1, 2); copy_dest_values_init(); copy_dest_values<DataFormat::Float32>(1, 0);", [](double a, double b, double c) { (void)b; (void)c; return double(c == 0 ? 0 : b); }},
};

/// Numbers of all sizes, whole ones, and the special ones.
Words realTile(uint32_t seed, bool special) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> near(-4.0f, 4.0f), unit(-1.0f, 1.0f);
  Words words(1024);
  for (size_t i = 0; i < 1024; ++i)
    words[i] = std::bit_cast<uint32_t>(i % 3 == 0    ? unit(random)
                                       : i % 17 == 0 ? std::round(near(random))
                                                     : near(random));
  if (special) {
    float values[] = {0.0f,
                      -0.0f,
                      1.0f,
                      -1.0f,
                      0.5f,
                      std::numeric_limits<float>::infinity(),
                      -std::numeric_limits<float>::infinity()};
    for (size_t i = 0; i < std::size(values); ++i)
      words[100 * i] = std::bit_cast<uint32_t>(values[i]);
  }
  return words;
}

TEST(VectorFunctions, OfNumbersFollowTheirDefinitions) {
  std::vector<Words> inputs{realTile(1, true), realTile(2, false), realTile(3, false)};
  for (size_t i = 0; i < 1024; ++i)
    inputs[2][i] = i % 2 ? std::bit_cast<uint32_t>(1.0f + static_cast<float>(i) / 1024) : 0;
  std::vector<std::string> steps;
  for (const RealFunction &function : realFunctions)
    steps.push_back(function.statements);
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  std::vector<Words> outputs = program.run(everyHeader, steps, inputs);
  for (size_t step = 0; step < steps.size(); ++step)
    for (size_t i = 0; i < 1024; ++i) {
      auto of = [&](size_t tile) { return double{std::bit_cast<float>(inputs[tile][i])}; };
      double a = of(0), b = of(1), c = of(2);
      double expected = realFunctions[step].expected(a, b, c);
      auto result = double{std::bit_cast<float>(outputs[step][i])};
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(result)) << steps[step] << " of " << a << ", " << b << ", " << c;
      } else if (std::isinf(expected)) {
        EXPECT_EQ(result, expected) << steps[step] << " of " << a << ", " << b << ", " << c;
      } else {
        double size = std::max(std::fabs(expected), 1e-3);
        EXPECT_NEAR(result, expected,
                    realFunctions[step].tolerance * std::max(size, 1.0) + 6e-7 * size)
            << steps[step] << " of " << a << ", " << b << ", " << c;
      }
    }
}

struct IntegerFunction {
  const char *statements;
  int64_t (*expected)(int64_t a, int64_t b);
};

/// Of Int32 tiles a and b; results are compared as words.
const IntegerFunction integerFunctions[] = {
    {"add_int_tile_init(); add_int_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a + b);
     }},
    {"sub_int_tile_init(); sub_int_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a - b);
     }},
    {"rsub_int_tile_init(); rsub_int_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(b - a);
     }},
    {"mul_int_tile_init<DataFormat::Int32>(); mul_int_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a * b);
     }},
    {"binary_bitwise_tile_init(); bitwise_and_binary_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a & b);
     }},
    {"bitwise_and_tile_init(); bitwise_and_tile<DataFormat::Int32>(0, 0x5A);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a & 0x5A);
     }},
    {"binary_bitwise_tile_init(); bitwise_or_binary_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a | b);
     }},
    {"bitwise_or_tile_init(); bitwise_or_tile<DataFormat::Int32>(0, 0x5A);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a | 0x5A);
     }},
    {"binary_bitwise_tile_init(); bitwise_xor_binary_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a ^ b);
     }},
    {"bitwise_xor_tile_init(); bitwise_xor_tile<DataFormat::Int32>(0, 0x5A);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a ^ 0x5A);
     }},
    {"bitwise_not_tile_init(); bitwise_not_tile(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(~a);
     }},
    {"binary_shift_tile_init(); binary_left_shift_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(b < 0 || b > 31 ? 0 : a << b);
     }},
    {"binary_shift_tile_init(); binary_right_shift_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(b < 0 || b > 31 ? 0 : a >> b);
     }},
    {"binary_shift_tile_init(); binary_logical_right_shift_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(b < 0 || b > 31 ? 0 : uint32_t(a) >> b);
     }},
    {"left_shift_tile_init(); left_shift_tile<DataFormat::Int32>(0, 3);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a << 3);
     }},
    {"right_shift_tile_init(); right_shift_tile<DataFormat::Int32>(0, 3);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a >> 3);
     }},
    {"eq_int_tile_init<DataFormat::Int32>(); eq_int_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a == b);
     }},
    {"unary_eq_tile_init(); unary_eq_tile_int32(0, 5);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a == 5);
     }},
    {"ne_int_tile_init<DataFormat::Int32>(); ne_int_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a != b);
     }},
    {"unary_ne_tile_init(); unary_ne_tile_int32(0, 5);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a != 5);
     }},
    {"lt_int_tile_init<DataFormat::Int32>(); lt_int_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a < b);
     }},
    {"unary_lt_tile_init(); unary_lt_tile_int32(0, 5);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a < 5);
     }},
    {"gt_int_tile_init<DataFormat::Int32>(); gt_int_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a > b);
     }},
    {"unary_gt_tile_init(); unary_gt_tile_int32(0, 5);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a > 5);
     }},
    {"le_int_tile_init<DataFormat::Int32>(); le_int_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a <= b);
     }},
    {"unary_le_tile_init(); unary_le_tile_int32(0, 5);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a <= 5);
     }},
    {"ge_int_tile_init<DataFormat::Int32>(); ge_int_tile<DataFormat::Int32>(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a >= b);
     }},
    {"unary_ge_tile_init(); unary_ge_tile_int32(0, 5);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a >= 5);
     }},
    {"eqz_tile_init(); eqz_tile_int32(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a == 0);
     }},
    {"nez_tile_init(); nez_tile_int32(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a != 0);
     }},
    {"ltz_tile_init(); ltz_tile_int32(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a < 0);
     }},
    {"gtz_tile_init(); gtz_tile_int32(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a > 0);
     }},
    {"lez_tile_init(); lez_tile_int32(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a <= 0);
     }},
    {"gez_tile_init(); gez_tile_int32(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a >= 0);
     }},
    {"binary_max_int32_tile_init(); binary_max_int32_tile(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::max(a, b));
     }},
    {"unary_max_int32_tile_init(); unary_max_int32_tile(0, 5);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::max(a, int64_t(5)));
     }},
    {"binary_max_uint32_tile_init(); binary_max_uint32_tile(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::max(uint32_t(a), uint32_t(b)));
     }},
    {"binary_min_int32_tile_init(); binary_min_int32_tile(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::min(a, b));
     }},
    {"unary_min_int32_tile_init(); unary_min_int32_tile(0, 5);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::min(a, int64_t(5)));
     }},
    {"binary_min_uint32_tile_init(); binary_min_uint32_tile(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::min(uint32_t(a), uint32_t(b)));
     }},
    {"remainder_int32_tile_init(); remainder_int32_tile(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(b == 0 ? a : ((a % b) + b) % b);
     }},
    {"fmod_int32_tile_init(); fmod_int32_tile(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(b == 0 ? a : a % b);
     }},
    {"remainder_uint32_tile_init(); remainder_uint32_tile(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(b == 0 ? a : uint32_t(a) % uint32_t(b));
     }},
    {"remainder_tile_uint32_init(); remainder_tile_uint32(0, 7);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(uint32_t(a) % 7);
     }},
    {"div_int32_floor_tile_init(); div_int32_floor_tile(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(b == 0 ? -1 : std::floor(double(a) / double(b)));
     }},
    {"div_int32_trunc_tile_init(); div_int32_trunc_tile(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(b == 0 ? -1 : a / b);
     }},
    {"gcd_tile_init(); gcd_tile(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::gcd(a, b));
     }},
    {"lcm_tile_init(); lcm_tile(0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::lcm(a, b));
     }},
    {"binop_with_scalar_tile_init(); add_unary_tile_int32(0, 9);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a + 9);
     }},
    {"binop_with_scalar_tile_init(); sub_unary_tile_int32(0, 9);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a - 9);
     }},
    {"rsub_unary_int32_tile_init(); rsub_unary_int32_tile(0, 9);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(9 - a);
     }},
    {"abs_tile_init(); abs_tile_int32(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::abs(a));
     }},
    {"negative_tile_init(); negative_tile_int32(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(-a);
     }},
    {"signbit_tile_int32_init(); signbit_tile_int32(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a < 0);
     }},
    {"relu_tile_init(); relu_tile_int32(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::max(a, int64_t(0)));
     }},
    {"relu_max_tile_init(); relu_max_tile_int32(0, 6);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::clamp(a, int64_t(0), int64_t(6)));
     }},
    {"relu_min_tile_init(); relu_min_tile_int32(0, 6);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::max(a, int64_t(6)));
     }},
    {"clamp_tile_init(); clamp_tile_int32(0, uint32_t(-3), 6);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(std::clamp(a, int64_t(-3), int64_t(6)));
     }},
    {"logical_not_tile_init(); logical_not_tile<DataFormat::Int32>(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a == 0);
     }},
    {"fill_tile_init(); fill_tile_int<DataFormat::Int32>(0, 77);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(77);
     }},
    {"where_tile_init(); where_tile<DataFormat::Int32>(1, 0, 1, 0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(b != 0 ? a : b);
     }},
    {"sfpu_sum_int_init(); sfpu_add_int(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a + b);
     }},
    {"identity_tile_init(); identity_tile_uint32(0);",
     [](int64_t a, int64_t b) {
       (void)b;
       return int64_t(a);
     }},
};

Words integerTile(uint32_t seed) {
  std::mt19937 random(seed);
  Words words(1024);
  for (size_t i = 0; i < 1024; ++i)
    words[i] = i % 4 == 0   ? random() % 64 - 16
               : i % 4 == 1 ? random() % 2000 - 1000
               : i % 4 == 2 ? random() % 33
                            : random() >> (random() % 20);
  return words;
}

TEST(VectorFunctions, OfIntegersFollowTheirDefinitions) {
  std::vector<Words> inputs{integerTile(1), integerTile(2)};
  std::shuffle(inputs[1].begin(), inputs[1].end(), std::mt19937(3));
  std::vector<std::string> steps;
  for (const IntegerFunction &function : integerFunctions)
    steps.push_back(function.statements);
  DestProgram program(DataFormat::Int32, DataFormat::Int32);
  std::vector<Words> outputs = program.run(everyHeader, steps, inputs);
  for (size_t step = 0; step < steps.size(); ++step)
    for (size_t i = 0; i < 1024; ++i) {
      int64_t a = static_cast<int32_t>(inputs[0][i]), b = static_cast<int32_t>(inputs[1][i]);
      EXPECT_EQ(outputs[step][i], static_cast<uint32_t>(integerFunctions[step].expected(a, b)))
          << steps[step] << " of " << a << ", " << b;
    }
}

TEST(VectorFunctions, QuotientOfIntegersIsANumber) {
  std::vector<Words> inputs{integerTile(4), integerTile(5)};
  DestProgram program(DataFormat::Int32, DataFormat::Float32);
  Words result = program.run(
      everyHeader,
      {"pack_reconfig_data_format(16); div_int32_tile_init(); div_int32_tile(0, 1, 0);"},
      inputs)[0];
  for (size_t i = 0; i < 1024; ++i) {
    auto a = static_cast<float>(static_cast<int32_t>(inputs[0][i]));
    auto b = static_cast<float>(static_cast<int32_t>(inputs[1][i]));
    float quotient = std::bit_cast<float>(result[i]);
    if (a == 0 && b == 0)
      EXPECT_TRUE(std::isnan(quotient));
    else
      EXPECT_EQ(quotient, a / b);
  }
}

// Words of 16 bits wrap around, and their comparisons are unsigned.
TEST(VectorFunctions, KeepShortIntegersShort) {
  Words a(1024), b(1024);
  for (uint32_t i = 0; i < 1024; ++i) {
    a[i] = i * 977 & 0xFFFF;
    b[i] = i * 31337 & 0xFFFF;
  }
  DestProgram program(DataFormat::UInt16, DataFormat::UInt16);
  program.config.fp32DestAccEn = false;
  std::vector<Words> out = program.run(
      everyHeader,
      {"add_int_tile_init(); add_int_tile<DataFormat::UInt16>(0, 1, 0);",
       "sub_int_tile_init(); sub_int_tile<DataFormat::UInt16>(0, 1, 0);",
       "mul_int_tile_init<DataFormat::UInt16>(); mul_int_tile<DataFormat::UInt16>(0, 1, 0);",
       "lt_int_tile_init<DataFormat::UInt16>(); lt_int_tile<DataFormat::UInt16>(0, 1, 0);",
       "relu_max_tile_init(); relu_max_tile_uint16(0, 1000);",
       "fill_tile_init(); fill_tile_int<DataFormat::UInt16>(0, 40000);"},
      {a, b});
  for (size_t i = 0; i < 1024; ++i) {
    EXPECT_EQ(out[0][i], (a[i] + b[i]) & 0xFFFF);
    EXPECT_EQ(out[1][i], (a[i] - b[i]) & 0xFFFF);
    EXPECT_EQ(out[2][i], (a[i] * b[i]) & 0xFFFF);
    EXPECT_EQ(out[3][i], a[i] < b[i] ? 1u : 0u);
    EXPECT_EQ(out[4][i], std::min(a[i], 1000u));
    EXPECT_EQ(out[5][i], 40000u);
  }
}

TEST(VectorFunctions, NeedAWideDestForWords) {
  DestProgram program(DataFormat::Int32, DataFormat::Int32);
  program.config.fp32DestAccEn = false;
  try {
    program.run(everyHeader, {"add_int_tile_init(); add_int_tile<DataFormat::Int32>(0, 1, 0);"},
                {integerTile(1), integerTile(2)});
    FAIL() << "32-bit integers were taken by a 16-bit DST";
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::FormatMismatch);
    EXPECT_NE(error.message().find("fp32_dest_acc_en"), std::string::npos) << error.what();
  }
}

// The sums go on from tile to tile until a call says that it is the first.
TEST(VectorFunctions, RunningSumsGoDownTheRows) {
  Words a = realTile(6, false);
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  std::vector<Words> out = program.run(
      everyHeader,
      {"cumsum_tile_init(); cumsum_tile(0);", "cumsum_tile_init(); cumsum_tile(0, false);"}, {a});
  for (size_t column = 0; column < 32; ++column) {
    float sum = 0;
    for (size_t row = 0; row < 64; ++row) {
      sum += std::bit_cast<float>(a[row % 32 * 32 + column]);
      EXPECT_EQ(std::bit_cast<float>(out[row / 32][row % 32 * 32 + column]), sum);
    }
  }
}

TEST(VectorFunctions, ReduceWithinDest) {
  std::vector<Words> in{realTile(7, false), realTile(8, false)};
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  std::string format = "DataFormat::Float32";
  auto step = [&](const char *pool, const char *dimension, const char *tiles) {
    return "sfpu_reduce_init<PoolType::" + std::string(pool) + ", " + format +
           ">(); sfpu_reduce<PoolType::" + pool + ", " + format + ", ReduceDim::" + dimension +
           ">(0" + tiles + ");";
  };
  std::vector<Words> out =
      program.run(everyHeader,
                  {step("SUM", "REDUCE_COL", ""), step("AVG", "REDUCE_COL", ""),
                   step("MAX", "REDUCE_COL", ""), step("MIN", "REDUCE_ROW", ""),
                   step("SUM", "REDUCE_ROW", ", 2, 1"), step("MAX", "REDUCE_ROW", ", 2, 1")},
                  in);
  auto at = [&](const Words &tile, size_t row, size_t column) {
    return double{std::bit_cast<float>(tile[row * 32 + column])};
  };
  for (size_t line = 0; line < 32; ++line) {
    double sum = 0, most = -1e9, least = 1e9, both = 0, greatest = -1e9;
    for (size_t i = 0; i < 32; ++i) {
      sum += at(in[0], i, line);
      most = std::max(most, at(in[0], i, line));
      least = std::min(least, at(in[0], line, i));
      both += at(in[0], line, i) + at(in[1], line, i);
      greatest = std::max({greatest, at(in[0], line, i), at(in[1], line, i)});
    }
    EXPECT_NEAR(at(out[0], 0, line), sum, 1e-5);
    EXPECT_NEAR(at(out[1], 0, line), sum / 32, 1e-6);
    EXPECT_EQ(at(out[2], 0, line), most);
    EXPECT_EQ(at(out[3], line, 0), least);
    EXPECT_NEAR(at(out[4], line, 0), both, 1e-5);
    EXPECT_EQ(at(out[5], line, 0), greatest);
  }
}

TEST(VectorFunctions, SpreadARowOrAColumnOfAnotherTile) {
  std::vector<Words> in{realTile(11, false), realTile(12, false)};
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  std::vector<Words> out =
      program.run(everyHeader,
                  {"sfpu_bcast_row_init(); sfpu_add_bcast_row(0, 1);", "sfpu_sub_bcast_row(0, 1);",
                   "sfpu_bcast<BroadcastType::ROW, EltwiseBinaryType::ELWMUL>(0, 1);",
                   "sfpu_bcast_init<BroadcastType::COL>(); sfpu_add_bcast_col(0, 1);",
                   "sfpu_sub_bcast_col(0, 1);", "sfpu_mul_bcast_col(0, 1);"},
                  in);
  auto at = [&](const Words &tile, size_t i) { return std::bit_cast<float>(tile[i]); };
  for (size_t i = 0; i < 1024; ++i) {
    float a = at(in[0], i), row = at(in[1], i % 32), column = at(in[1], i / 32 * 32);
    EXPECT_EQ(at(out[0], i), a + row);
    EXPECT_EQ(at(out[1], i), a - row);
    EXPECT_EQ(at(out[2], i), a * row);
    EXPECT_EQ(at(out[3], i), a + column);
    EXPECT_EQ(at(out[4], i), a - column);
    EXPECT_EQ(at(out[5], i), a * column);
  }
}

// The vendor's call masks the next seven columns by a product with zero, which an infinity
// survives.
TEST(VectorFunctions, SpreadColumnsSeeInfinitiesBesideThem) {
  std::vector<Words> in{realTile(11, false), realTile(12, false)};
  in[1][5] = 0x7F800000;      // Row 0, column 5.
  in[1][32 + 9] = 0x7F800000; // Row 1, column 9: not among the first eight.
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  Words out = program.run(everyHeader, {"sfpu_bcast_col_init(); sfpu_add_bcast_col(0, 1);"}, in)[0];
  EXPECT_TRUE(std::isnan(std::bit_cast<float>(out[0])));
  EXPECT_FALSE(std::isnan(std::bit_cast<float>(out[32])));
}

TEST(VectorFunctions, SpreadingNeedsDestOf32Bits) {
  DestProgram program(DataFormat::Float16_b, DataFormat::Float16_b);
  program.config.fp32DestAccEn = false;
  std::string step = "sfpu_bcast_row_init(); sfpu_add_bcast_row(0, 1);";
  std::vector<Words> in(2, Words(1024, 0x3F80));
  try {
    program.run(everyHeader, {step}, in);
    FAIL();
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::FormatMismatch) << error.what();
  }
}

// Without a mode for all faces the other elements stay.
TEST(VectorFunctions, WorkOnTheFacesOfTheirMode) {
  Words a = realTile(9, false);
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  std::vector<Words> out = program.run(
      everyHeader,
      {"exp_tile_init(); exp_tile(0, VectorMode::C);",
       "exp_tile_init(); exp_tile(0, VectorMode::R);",
       "exp_tile_init(); exp_tile<false, false, InputClamping::ClampToNegative, 4>(0);"},
      {a});
  for (size_t i = 0; i < 1024; ++i) {
    size_t row = i / 32, column = i % 32;
    float before = std::bit_cast<float>(a[i]), after = std::exp(before);
    EXPECT_EQ(std::bit_cast<float>(out[0][i]), column < 16 ? after : before);
    EXPECT_EQ(std::bit_cast<float>(out[1][i]), row < 16 ? after : before);
    EXPECT_EQ(std::bit_cast<float>(out[2][i]), row % 16 < 8 ? after : before);
  }
}

struct Conversion {
  const char *from, *to;
  uint32_t in, out;
};

/// Of one word; Float16_b is kept in the upper half of a Float32.
const Conversion conversions[] = {
    {"Float32", "Int32", 0x40200000, 2},            // 2.5 is cut
    {"Float32", "Int32", 0xC0200000, uint32_t(-2)}, // -2.5
    {"Float32", "Int32", 0x4F800000, 0x7FFFFFFF},   // 2^32
    {"Float32", "Int32", 0xFF800000, 0x80000000},   // -infinity
    {"Float32", "UInt32", 0xC0200000, 0},           // negative
    {"Float32", "UInt32", 0x4F7FFFFF, 0xFFFFFF00},  // below 2^32
    {"Float32", "UInt32", 0x7F800000, 0xFFFFFFFF},  // infinity
    {"Float32", "UInt16", 0x40200000, 3},           // 2.5 rounds up
    {"Float32", "UInt16", 0x40600000, 4},           // 3.5 too
    {"Float32", "UInt16", 0x47C35000, 65535},       // 100000
    {"Float32", "UInt8", 0x43808000, 1},            // 257 is cut to its low byte
    {"Float32", "UInt8", 0xBF800000, 255},          // -1
    {"Int32", "Float32", uint32_t(-3), 0xC0400000},
    {"Int32", "Float32", 16777217, 0x4B800000}, // ties to even
    {"Int32", "Float16_b", 257, 0x43810000},    // ties away from zero
    {"UInt32", "Float32", 0xFFFFFFFF, 0x4F800000},
    {"UInt32", "UInt16", 70000, 65535},
    {"Int32", "UInt16", uint32_t(-5), 0},
    {"Int32", "UInt8", 0x1FE, 0xFE},
    {"Float32", "Float16_b", 0x3F808000, 0x3F800000}, // ties to even
    {"Float32", "Float16_b", 0x3F818000, 0x3F820000},
};

// The vendor's conversions round in different ways.
TEST(VectorFunctions, ConvertAsTheVendorDoes) {
  for (const char *from : {"Float32", "Int32", "UInt32"}) {
    Words words(1024);
    std::vector<std::string> steps;
    std::vector<const Conversion *> chosen;
    for (const Conversion &conversion : conversions)
      if (from == std::string(conversion.from)) {
        words[chosen.size()] = conversion.in;
        std::string formats = "<static_cast<uint32_t>(DataFormat::" + std::string(conversion.from) +
                              "), static_cast<uint32_t>(DataFormat::" + conversion.to + ")>";
        steps.push_back("typecast_tile_init" + formats + "(); typecast_tile" + formats + "(0);");
        chosen.push_back(&conversion);
      }
    // Words leave DST as they are.
    DestProgram program(from == std::string("Float32") ? DataFormat::Float32 : DataFormat::UInt32,
                        DataFormat::UInt32);
    std::vector<Words> out = program.run(everyHeader, steps, {words});
    for (size_t i = 0; i < chosen.size(); ++i)
      EXPECT_EQ(out[i][i], chosen[i]->out)
          << chosen[i]->from << " to " << chosen[i]->to << " of " << chosen[i]->in;
  }
}

TEST(VectorFunctions, RefuseConversionsTheVendorLacks) {
  DestProgram program(DataFormat::Float16, DataFormat::Int32);
  std::string formats = "<1, 8>"; // Float16 to Int32.
  try {
    program.run(everyHeader,
                {"typecast_tile_init" + formats + "(); typecast_tile" + formats + "(0);"},
                {Words(1024)});
    FAIL() << "an impossible conversion ran";
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::FormatMismatch);
    EXPECT_NE(error.message().find("from Float16 to Int32"), std::string::npos) << error.what();
  }
}

} // namespace
