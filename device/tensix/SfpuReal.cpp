//===- SfpuReal.cpp - Functions of floating-point elements ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Functions are computed in fp32, to within an ulp or two, and rounded to what DST keeps. What the
// hardware's polynomials and tables leave more is in docs/device-functions.md.
//
//===----------------------------------------------------------------------===//

#include "tensix/SfpuFunctions.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

namespace tilium::device {

using tilium::Sfpu;

namespace {

constexpr float inverseSqrt2 = 1.0f / std::numbers::sqrt2_v<float>;

float truth(bool value) { return value ? 1.0f : 0.0f; }
float squareOf(float x) { return x * x; }
float sigmoid(float x) { return 1.0f / (1.0f + std::exp(-x)); }
float softplus(float x) { return std::max(x, 0.0f) + std::log1p(std::exp(-std::fabs(x))); }

float gelu(float x) { return 0.5f * x * std::erfc(-x * inverseSqrt2); }
float geluTanh(float x) {
  constexpr float scale = 0.7978845608f; // sqrt(2 / pi)
  return 0.5f * x * (1.0f + std::tanh(scale * (x + 0.044715f * x * x * x)));
}
float geluDerivative(float x) {
  constexpr float density = 0.3989422804f; // 1 / sqrt(2 pi)
  return 0.5f * std::erfc(-x * inverseSqrt2) + x * density * std::exp(-0.5f * x * x);
}

float power(float base, uint32_t exponent) {
  float result = 1.0f;
  for (uint32_t i = 0; i < exponent; ++i)
    result *= base;
  return result;
}

/// The next number after `from` on the way to `to`, `step` apart as words; out of zero the least.
float stepTowards(float from, float to, int32_t step) {
  if (std::isnan(from) || std::isnan(to))
    return std::numeric_limits<float>::quiet_NaN();
  if (from == to)
    return from == 0 ? to : from;
  if (from == 0)
    return std::copysign(std::bit_cast<float>(step), to);
  bool grows = (from < to) == (from > 0);
  return std::bit_cast<float>(std::bit_cast<int32_t>(from) + (grows ? step : -step));
}

/// With the sign of the divisor; an exact multiple is zero.
float remainderOf(float a, float b) {
  float rest = std::fmod(a, b);
  return rest != 0 && std::signbit(rest) != std::signbit(b) ? rest + b : rest;
}

/// `mode` is the vendor's RoundingMode: none, towards zero, down.
float roundQuotient(float quotient, uint32_t mode) {
  return mode == 1 ? std::trunc(quotient) : mode == 2 ? std::floor(quotient) : quotient;
}

float roundDecimals(float x, int32_t decimals) {
  auto scale = static_cast<float>(std::pow(10.0, decimals));
  auto inverse = static_cast<float>(std::pow(10.0, -decimals));
  return inverse * std::nearbyint(x * scale);
}

/// Halley's steps from a rational first guess.
float inverseErf(float value) {
  double x = value;
  if (!(std::fabs(x) < 1))
    return x == 1    ? std::numeric_limits<float>::infinity()
           : x == -1 ? -std::numeric_limits<float>::infinity()
                     : std::numeric_limits<float>::quiet_NaN();
  double part = std::log(1 - x * x), first = 2 / (std::numbers::pi * 0.147) + part / 2;
  double guess = std::copysign(std::sqrt(std::sqrt(first * first - part / 0.147) - first), x);
  for (int step = 0; step < 3; ++step) {
    double error = std::erf(guess) - x;
    double slope = 2 * std::numbers::inv_sqrtpi * std::exp(-guess * guess);
    guess -= error / (slope + guess * error);
  }
  return static_cast<float>(guess);
}

/// The power series of the modified Bessel functions, with positive terms only.
double bessel(float value, int order) {
  double half = value / 2.0, term = order == 0 ? 1.0 : half, sum = term;
  for (int k = 1; k < 500 && std::fabs(term) > 1e-18 * std::fabs(sum); ++k) {
    term *= half * half / (k * (k + order));
    sum += term;
  }
  return sum;
}

float digamma(float value) {
  double x = value, result = 0;
  if (x <= 0) {
    if (x == std::floor(x))
      return std::numeric_limits<float>::quiet_NaN();
    result = -std::numbers::pi / std::tan(std::numbers::pi * x);
    x = 1 - x;
  }
  for (; x < 10; ++x)
    result -= 1 / x;
  double inverse = 1 / (x * x);
  result += std::log(x) - 0.5 / x -
            inverse * (1.0 / 12 - inverse * (1.0 / 120 - inverse * (1.0 / 252 - inverse / 240)));
  return static_cast<float>(result);
}

/// The fast exponential: the exponent and the first 8 bits of the mantissa are the integer nearest
/// to a line in x, so powers of two are joined by straight lines (within 4 %), and what is below
/// e^-88.5 is 0 (ckernel_sfpu_exp.h, the form that clamps).
float approximateExp(float x) {
  if (std::isnan(x))
    return x;
  constexpr float slope = 256 * std::numbers::log2e_v<float>, offset = 32500.818359375f;
  constexpr float largest = 65535, lowest = -88.5f;
  float line = std::clamp(std::max(x, lowest) * slope + offset, 0.0f, largest);
  return std::bit_cast<float>(static_cast<uint32_t>(std::lround(line)) << 15);
}

/// Parameters: relative and absolute tolerance, and whether NaN equals NaN.
bool isClose(const SfpuElement &e) {
  if (std::isnan(e.a) || std::isnan(e.b))
    return std::isnan(e.a) && std::isnan(e.b) && std::bit_cast<uint32_t>(e.p2) != 0;
  return e.a == e.b || std::fabs(e.a - e.b) <= e.p1 + e.p0 * std::fabs(e.b);
}

/// As the vendor's function is defined: of great numbers the exponential that came with them, of
/// very negative ones the number itself.
float logSigmoid(float value, float exponential) {
  if (value > 4.0f)
    return -exponential;
  return value <= -4.0f ? value : -std::log1p(std::exp(-value));
}

/// Where the gamma function is mirrored: below a half it is that of one minus the number.
float mirrored(float value) { return value < 0.5f ? 1.0f - value : value; }

/// Stirling's series with two terms; exact where the function is zero.
float lgammaStirling(float value) {
  if (value == 1.0f || value == 2.0f)
    return 0.0f;
  constexpr float halfLogTwoPi = 0.91893853f;
  float z = mirrored(value), inverse = 1.0f / z;
  float correction = inverse * (1.0f / 12 - inverse * inverse / 360);
  return (z - 0.5f) * std::log(z) - z + halfLogTwoPi + correction;
}

/// For numbers in fp32, with their logarithm: a series around one, another around two, and
/// Stirling's with four terms elsewhere.
float lgammaStirlingOfLog(float value, float logarithm) {
  constexpr float halfLogTwoPi = 0.91893853f, halfLogPi = 0.57236494f;
  float z = mirrored(value), fromOne = z - 1.0f, fromTwo = z - 2.0f;
  if (std::fabs(z - 0.5f) < 0.01f)
    return halfLogPi;
  auto series = [](float x, std::array<float, 5> factors) {
    float sum = 0;
    for (size_t i = factors.size(); i-- > 0;)
      sum = sum * x + factors[i];
    return x * sum;
  };
  if (std::fabs(fromOne) <= 0.25f)
    return series(fromOne, {-0.57721566f, 0.82246703f, -0.40068563f, 0.27058081f, -0.20738555f});
  if (std::fabs(fromTwo) <= 0.25f)
    return series(fromTwo, {0.42278434f, 0.32246703f, -0.06735230f, 0.02058081f, -0.00738555f});
  float inverse = 1.0f / z, square = inverse * inverse;
  float terms = 1.0f / 12 - square * (1.0f / 360 - square * (1.0f / 1260 - square / 1680));
  return (z - 0.5f) * logarithm - z + halfLogTwoPi + inverse * terms;
}

/// The reflection. Only in a DST of 32 bits are infinite numbers seen to.
float lgammaAdjusted(float series, float logSine, float value, bool fp32) {
  constexpr float logPi = 1.14472989f;
  if (fp32 && std::isinf(value))
    return std::numeric_limits<float>::infinity();
  return value < 0.5f ? logPi - logSine - series : series;
}

constexpr std::array functions{
    SfpuInfo{Sfpu::Identity, "identity", 1, Sfpu::Identity,
             [](const SfpuElement &e) -> float { return e.a; }},
    SfpuInfo{Sfpu::CopyDest, "copy_dest_values", 1, Sfpu::CopyDest,
             [](const SfpuElement &e) -> float { return e.a; }},
    SfpuInfo{Sfpu::Fill, "fill", 0, Sfpu::Fill, [](const SfpuElement &e) -> float { return e.p0; },
             nullptr, nullptr, true},
    SfpuInfo{Sfpu::Where, "where", 3, Sfpu::Where,
             [](const SfpuElement &e) -> float { return e.a != 0 ? e.b : e.c; }},
    // The approximate form takes its scale from the init.
    SfpuInfo{Sfpu::Exp, "exp", 1, Sfpu::Exp,
             [](const SfpuElement &e) -> float {
               float exponent = e.a * e.p0 * e.init0;
               return e.approximate ? approximateExp(exponent) : std::exp(exponent);
             }},
    SfpuInfo{Sfpu::Exp2, "exp2", 1, Sfpu::Exp2,
             [](const SfpuElement &e) -> float { return std::exp2(e.a); }},
    SfpuInfo{Sfpu::Expm1, "expm1", 1, Sfpu::Expm1,
             [](const SfpuElement &e) -> float { return std::expm1(e.a); }},
    SfpuInfo{Sfpu::Log, "log", 1, Sfpu::Log,
             [](const SfpuElement &e) -> float { return std::log(e.a); }},
    SfpuInfo{Sfpu::LogBase, "log_with_base", 1, Sfpu::LogBase,
             [](const SfpuElement &e) -> float { return std::log(e.a) * e.p0; }},
    SfpuInfo{Sfpu::Log1p, "log1p", 1, Sfpu::Log1p,
             [](const SfpuElement &e) -> float { return std::log1p(e.a); }},
    SfpuInfo{Sfpu::Reciprocal, "recip", 1, Sfpu::Reciprocal,
             [](const SfpuElement &e) -> float { return 1.0f / e.a; }},
    SfpuInfo{Sfpu::Sqrt, "sqrt", 1, Sfpu::Sqrt,
             [](const SfpuElement &e) -> float { return std::sqrt(e.a); }},
    SfpuInfo{Sfpu::Rsqrt, "rsqrt", 1, Sfpu::Rsqrt,
             [](const SfpuElement &e) -> float { return 1.0f / std::sqrt(e.a); }},
    SfpuInfo{Sfpu::CubeRoot, "cbrt", 1, Sfpu::CubeRoot,
             [](const SfpuElement &e) -> float { return std::cbrt(e.a); }},
    SfpuInfo{Sfpu::Square, "square", 1, Sfpu::Square,
             [](const SfpuElement &e) -> float { return e.a * e.a; }},
    SfpuInfo{Sfpu::Power, "power", 1, Sfpu::Power,
             [](const SfpuElement &e) -> float { return std::pow(e.a, e.p0); }},
    SfpuInfo{
        Sfpu::PowerIterative, "power_iterative", 1, Sfpu::PowerIterative,
        [](const SfpuElement &e) -> float { return power(e.a, std::bit_cast<uint32_t>(e.p0)); }},
    SfpuInfo{Sfpu::Abs, "abs", 1, Sfpu::Abs,
             [](const SfpuElement &e) -> float { return std::fabs(e.a); }},
    SfpuInfo{Sfpu::Negative, "negative", 1, Sfpu::Negative,
             [](const SfpuElement &e) -> float { return -e.a; }},
    SfpuInfo{
        Sfpu::Sign, "sign", 1, Sfpu::Sign,
        [](const SfpuElement &e) -> float { return e.a == 0 ? 0.0f : std::copysign(1.0f, e.a); }},
    SfpuInfo{Sfpu::SignBit, "signbit", 1, Sfpu::SignBit,
             [](const SfpuElement &e) -> float { return truth(std::signbit(e.a)); }},
    SfpuInfo{
        Sfpu::Heaviside, "heaviside", 1, Sfpu::Heaviside,
        [](const SfpuElement &e) -> float { return e.a == 0 ? e.p0 : truth(!std::signbit(e.a)); }},
    SfpuInfo{Sfpu::Relu, "relu", 1, Sfpu::ReluMin,
             [](const SfpuElement &e) -> float { return e.a > 0 ? e.a : 0.0f; }},
    SfpuInfo{Sfpu::ReluMin, "relu_min", 1, Sfpu::ReluMin,
             [](const SfpuElement &e) -> float { return e.a < e.p0 ? e.p0 : e.a; }},
    SfpuInfo{Sfpu::ReluMax, "relu_max", 1, Sfpu::ReluMax,
             [](const SfpuElement &e) -> float { return std::max(std::min(e.a, e.p0), 0.0f); }},
    SfpuInfo{Sfpu::LeakyRelu, "leaky_relu", 1, Sfpu::LeakyRelu,
             [](const SfpuElement &e) -> float { return e.a < 0 ? e.a * e.p0 : e.a; }},
    SfpuInfo{Sfpu::Prelu, "prelu", 1, Sfpu::Prelu,
             [](const SfpuElement &e) -> float { return e.a < 0 ? e.a * e.p0 : e.a; }},
    SfpuInfo{Sfpu::Elu, "elu", 1, Sfpu::Elu,
             [](const SfpuElement &e) -> float { return e.a < 0 ? e.p0 * std::expm1(e.a) : e.a; }},
    SfpuInfo{Sfpu::Selu, "selu", 1, Sfpu::Selu,
             [](const SfpuElement &e) -> float {
               return e.p0 * (e.a < 0 ? e.p1 * std::expm1(e.a) : e.a);
             }},
    // The second parameter is the reciprocal of the first.
    SfpuInfo{Sfpu::Celu, "celu", 1, Sfpu::Celu,
             [](const SfpuElement &e) -> float {
               return e.a < 0 ? e.p0 * std::expm1(e.a * e.p1) : e.a;
             }},
    SfpuInfo{Sfpu::Sigmoid, "sigmoid", 1, Sfpu::Sigmoid,
             [](const SfpuElement &e) -> float { return sigmoid(e.a); }},
    SfpuInfo{Sfpu::Silu, "silu", 1, Sfpu::Silu,
             [](const SfpuElement &e) -> float { return e.a * sigmoid(e.a); }},
    SfpuInfo{Sfpu::Gelu, "gelu", 1, Sfpu::Gelu,
             [](const SfpuElement &e) -> float { return gelu(e.a); }},
    SfpuInfo{Sfpu::GeluTanh, "gelu_tanh", 1, Sfpu::GeluTanh,
             [](const SfpuElement &e) -> float { return geluTanh(e.a); }},
    SfpuInfo{Sfpu::GeluDerivative, "gelu_derivative", 1, Sfpu::GeluDerivative,
             [](const SfpuElement &e) -> float { return geluDerivative(e.a); }},
    SfpuInfo{Sfpu::Tanh, "tanh", 1, Sfpu::Tanh,
             [](const SfpuElement &e) -> float { return std::tanh(e.a); }},
    SfpuInfo{Sfpu::TanhDerivative, "tanh_derivative", 1, Sfpu::TanhDerivative,
             [](const SfpuElement &e) -> float { return squareOf(1.0f / std::cosh(e.a)); }},
    SfpuInfo{Sfpu::Tanhshrink, "tanhshrink", 1, Sfpu::Tanhshrink,
             [](const SfpuElement &e) -> float { return e.a - std::tanh(e.a); }},
    SfpuInfo{
        Sfpu::Hardsigmoid, "hardsigmoid", 1, Sfpu::Hardsigmoid,
        [](const SfpuElement &e) -> float { return std::clamp(e.a / 6.0f + 0.5f, 0.0f, 1.0f); }},
    SfpuInfo{Sfpu::Hardtanh, "hardtanh", 1, Sfpu::Hardtanh,
             [](const SfpuElement &e) -> float { return std::min(std::max(e.a, e.p0), e.p1); }},
    SfpuInfo{Sfpu::Hardmish, "hardmish", 1, Sfpu::Hardmish,
             [](const SfpuElement &e) -> float {
               return e.a * std::clamp(e.a + 2.0f, 0.0f, 2.0f) * 0.5f;
             }},
    SfpuInfo{Sfpu::Mish, "mish", 1, Sfpu::Mish,
             [](const SfpuElement &e) -> float { return e.a * std::tanh(softplus(e.a)); }},
    // Parameters: beta, its reciprocal, and the threshold above which the function is linear.
    SfpuInfo{Sfpu::Softplus, "softplus", 1, Sfpu::Softplus,
             [](const SfpuElement &e) -> float {
               return e.p0 * e.a > e.p2 ? e.a : softplus(e.p0 * e.a) * e.p1;
             }},
    SfpuInfo{Sfpu::Softsign, "softsign", 1, Sfpu::Softsign,
             [](const SfpuElement &e) -> float { return e.a / (1.0f + std::fabs(e.a)); }},
    SfpuInfo{
        Sfpu::Softshrink, "softshrink", 1, Sfpu::Softshrink,
        [](const SfpuElement &e) -> float { return e.a - std::min(std::max(e.a, -e.p0), e.p0); }},
    SfpuInfo{Sfpu::Hardshrink, "hardshrink", 1, Sfpu::Hardshrink,
             [](const SfpuElement &e) -> float { return e.p0 - std::fabs(e.a) >= 0 ? 0.0f : e.a; }},
    SfpuInfo{Sfpu::Softcap, "softcap", 1, Sfpu::Softcap,
             [](const SfpuElement &e) -> float { return e.p0 * std::tanh(e.a * e.p1); }},
    SfpuInfo{Sfpu::Threshold, "threshold", 1, Sfpu::Threshold,
             [](const SfpuElement &e) -> float { return e.a <= e.p0 ? e.p1 : e.a; }},
    SfpuInfo{Sfpu::Clamp, "clamp", 1, Sfpu::Clamp,
             [](const SfpuElement &e) -> float { return std::min(std::max(e.a, e.p0), e.p1); }},
    SfpuInfo{Sfpu::Erf, "erf", 1, Sfpu::Erf,
             [](const SfpuElement &e) -> float { return std::erf(e.a); }},
    SfpuInfo{Sfpu::Erfc, "erfc", 1, Sfpu::Erfc,
             [](const SfpuElement &e) -> float { return std::erfc(e.a); }},
    SfpuInfo{Sfpu::Erfinv, "erfinv", 1, Sfpu::Erfinv,
             [](const SfpuElement &e) -> float { return inverseErf(e.a); }},
    SfpuInfo{Sfpu::BesselI0, "i0", 1, Sfpu::BesselI0,
             [](const SfpuElement &e) -> float { return static_cast<float>(bessel(e.a, 0)); }},
    SfpuInfo{Sfpu::BesselI1, "i1", 1, Sfpu::BesselI1,
             [](const SfpuElement &e) -> float { return static_cast<float>(bessel(e.a, 1)); }},
    SfpuInfo{Sfpu::Digamma, "digamma", 1, Sfpu::Digamma,
             [](const SfpuElement &e) -> float { return digamma(e.a); }},
    SfpuInfo{Sfpu::LgammaStirling, "lgamma_stirling", 1, Sfpu::LgammaStirling,
             [](const SfpuElement &e) -> float { return lgammaStirling(e.a); }},
    SfpuInfo{Sfpu::LgammaStirlingOfLog, "lgamma_stirling_float", 2, Sfpu::LgammaStirlingOfLog,
             [](const SfpuElement &e) -> float { return lgammaStirlingOfLog(e.a, e.b); }},
    SfpuInfo{Sfpu::LgammaAdjusted, "lgamma_adjusted", 3, Sfpu::LgammaAdjusted,
             [](const SfpuElement &e) -> float {
               return lgammaAdjusted(e.a, e.b, e.c, std::bit_cast<uint32_t>(e.p0) != 0);
             }},
    SfpuInfo{Sfpu::LogSigmoid, "logsigmoid", 2, Sfpu::LogSigmoid,
             [](const SfpuElement &e) -> float { return logSigmoid(e.a, e.b); }},
    SfpuInfo{Sfpu::Sin, "sin", 1, Sfpu::Sin,
             [](const SfpuElement &e) -> float { return std::sin(e.a); }},
    SfpuInfo{Sfpu::Cos, "cos", 1, Sfpu::Cos,
             [](const SfpuElement &e) -> float { return std::cos(e.a); }},
    SfpuInfo{Sfpu::Tan, "tan", 1, Sfpu::Tan,
             [](const SfpuElement &e) -> float { return std::tan(e.a); }},
    SfpuInfo{Sfpu::Asin, "asin", 1, Sfpu::Asin,
             [](const SfpuElement &e) -> float { return std::asin(e.a); }},
    SfpuInfo{Sfpu::Acos, "acos", 1, Sfpu::Acos,
             [](const SfpuElement &e) -> float { return std::acos(e.a); }},
    SfpuInfo{Sfpu::Atan, "atan", 1, Sfpu::Atan,
             [](const SfpuElement &e) -> float { return std::atan(e.a); }},
    SfpuInfo{Sfpu::Sinh, "sinh", 1, Sfpu::Sinh,
             [](const SfpuElement &e) -> float { return std::sinh(e.a); }},
    SfpuInfo{Sfpu::Cosh, "cosh", 1, Sfpu::Cosh,
             [](const SfpuElement &e) -> float { return std::cosh(e.a); }},
    SfpuInfo{Sfpu::Asinh, "asinh", 1, Sfpu::Asinh,
             [](const SfpuElement &e) -> float { return std::asinh(e.a); }},
    SfpuInfo{Sfpu::Acosh, "acosh", 1, Sfpu::Acosh,
             [](const SfpuElement &e) -> float { return std::acosh(e.a); }},
    SfpuInfo{Sfpu::Atanh, "atanh", 1, Sfpu::Atanh,
             [](const SfpuElement &e) -> float { return std::atanh(e.a); }},
    SfpuInfo{Sfpu::Floor, "floor", 1, Sfpu::Floor,
             [](const SfpuElement &e) -> float { return std::floor(e.a); }},
    SfpuInfo{Sfpu::Ceil, "ceil", 1, Sfpu::Floor,
             [](const SfpuElement &e) -> float { return std::ceil(e.a); }},
    SfpuInfo{Sfpu::Trunc, "trunc", 1, Sfpu::Floor,
             [](const SfpuElement &e) -> float { return std::trunc(e.a); }},
    SfpuInfo{Sfpu::Frac, "frac", 1, Sfpu::Floor,
             [](const SfpuElement &e) -> float { return e.a - std::trunc(e.a); }},
    SfpuInfo{Sfpu::Round, "round", 1, Sfpu::Floor,
             [](const SfpuElement &e)
                 -> float { return roundDecimals(e.a, std::bit_cast<int32_t>(e.p0)); }},
    SfpuInfo{Sfpu::IsInfinite, "isinf", 1, Sfpu::IsInfinite,
             [](const SfpuElement &e) -> float { return truth(std::isinf(e.a)); }},
    SfpuInfo{Sfpu::IsPositiveInfinite, "isposinf", 1, Sfpu::IsPositiveInfinite,
             [](const SfpuElement &e) -> float { return truth(std::isinf(e.a) && e.a > 0); }},
    SfpuInfo{Sfpu::IsNegativeInfinite, "isneginf", 1, Sfpu::IsNegativeInfinite,
             [](const SfpuElement &e) -> float { return truth(std::isinf(e.a) && e.a < 0); }},
    SfpuInfo{Sfpu::IsNan, "isnan", 1, Sfpu::IsNan,
             [](const SfpuElement &e) -> float { return truth(std::isnan(e.a)); }},
    SfpuInfo{Sfpu::IsFinite, "isfinite", 1, Sfpu::IsFinite,
             [](const SfpuElement &e) -> float { return truth(std::isfinite(e.a)); }},
    SfpuInfo{Sfpu::LogicalNot, "logical_not", 1, Sfpu::LogicalNot,
             [](const SfpuElement &e) -> float { return truth(e.a == 0); }},
    SfpuInfo{Sfpu::EqualZero, "eqz", 1, Sfpu::EqualZero,
             [](const SfpuElement &e) -> float { return truth(e.a == 0); }},
    SfpuInfo{Sfpu::NotEqualZero, "nez", 1, Sfpu::NotEqualZero,
             [](const SfpuElement &e) -> float { return truth(e.a != 0); }},
    SfpuInfo{Sfpu::LessZero, "ltz", 1, Sfpu::LessZero,
             [](const SfpuElement &e) -> float { return truth(e.a < 0); }},
    SfpuInfo{Sfpu::GreaterZero, "gtz", 1, Sfpu::GreaterZero,
             [](const SfpuElement &e) -> float { return truth(e.a > 0); }},
    SfpuInfo{Sfpu::LessEqualZero, "lez", 1, Sfpu::LessEqualZero,
             [](const SfpuElement &e) -> float { return truth(e.a <= 0); }},
    SfpuInfo{Sfpu::GreaterEqualZero, "gez", 1, Sfpu::GreaterEqualZero,
             [](const SfpuElement &e) -> float { return truth(e.a >= 0); }},
    SfpuInfo{Sfpu::AddScalar, "add_unary", 1, Sfpu::ScalarInit,
             [](const SfpuElement &e) -> float { return e.a + e.p0; }},
    SfpuInfo{Sfpu::SubScalar, "sub_unary", 1, Sfpu::ScalarInit,
             [](const SfpuElement &e) -> float { return e.a - e.p0; }},
    SfpuInfo{Sfpu::MulScalar, "mul_unary", 1, Sfpu::ScalarInit,
             [](const SfpuElement &e) -> float { return e.a * e.p0; }},
    // The parameter of a division is the reciprocal of the divisor.
    SfpuInfo{Sfpu::DivScalar, "div_unary", 1, Sfpu::ScalarInit,
             [](const SfpuElement &e) -> float { return e.a * e.p0; }},
    SfpuInfo{Sfpu::RsubScalar, "rsub_unary", 1, Sfpu::ScalarInit,
             [](const SfpuElement &e) -> float { return e.p0 - e.a; }},
    SfpuInfo{Sfpu::Rpow, "rpow", 1, Sfpu::Rpow,
             [](const SfpuElement &e) -> float { return std::pow(e.p0, e.a); }},
    SfpuInfo{Sfpu::Rdiv, "rdiv", 1, Sfpu::Rdiv,
             [](const SfpuElement &e)
                 -> float { return roundQuotient(e.p0 / e.a, std::bit_cast<uint32_t>(e.p1)); }},
    SfpuInfo{Sfpu::RemainderScalar, "remainder", 1, Sfpu::RemainderScalar,
             [](const SfpuElement &e) -> float { return remainderOf(e.a, e.init0); }},
    SfpuInfo{Sfpu::FmodScalar, "fmod", 1, Sfpu::FmodScalar,
             [](const SfpuElement &e) -> float { return std::fmod(e.a, e.init0); }},
    SfpuInfo{Sfpu::MaxScalar, "unary_max", 1, Sfpu::MaxScalar,
             [](const SfpuElement &e) -> float { return e.a < e.p0 ? e.p0 : e.a; }},
    SfpuInfo{Sfpu::MinScalar, "unary_min", 1, Sfpu::MinScalar,
             [](const SfpuElement &e) -> float { return e.p0 < e.a ? e.p0 : e.a; }},
    SfpuInfo{Sfpu::EqualScalar, "unary_eq", 1, Sfpu::EqualScalar,
             [](const SfpuElement &e) -> float { return truth(e.a == e.p0); }},
    SfpuInfo{Sfpu::NotEqualScalar, "unary_ne", 1, Sfpu::NotEqualScalar,
             [](const SfpuElement &e) -> float { return truth(e.a != e.p0); }},
    SfpuInfo{Sfpu::LessScalar, "unary_lt", 1, Sfpu::LessScalar,
             [](const SfpuElement &e) -> float { return truth(e.a < e.p0); }},
    SfpuInfo{Sfpu::GreaterScalar, "unary_gt", 1, Sfpu::GreaterScalar,
             [](const SfpuElement &e) -> float { return truth(e.a > e.p0); }},
    SfpuInfo{Sfpu::LessEqualScalar, "unary_le", 1, Sfpu::LessEqualScalar,
             [](const SfpuElement &e) -> float { return truth(e.a <= e.p0); }},
    SfpuInfo{Sfpu::GreaterEqualScalar, "unary_ge", 1, Sfpu::GreaterEqualScalar,
             [](const SfpuElement &e) -> float { return truth(e.a >= e.p0); }},
    SfpuInfo{Sfpu::AddBinary, "add_binary", 2, Sfpu::AddBinary,
             [](const SfpuElement &e) -> float { return e.a + e.b; }},
    SfpuInfo{Sfpu::SubBinary, "sub_binary", 2, Sfpu::SubBinary,
             [](const SfpuElement &e) -> float { return e.a - e.b; }},
    SfpuInfo{Sfpu::MulBinary, "mul_binary", 2, Sfpu::MulBinary,
             [](const SfpuElement &e) -> float { return e.a * e.b; }},
    SfpuInfo{Sfpu::DivBinary, "div_binary", 2, Sfpu::DivBinary,
             [](const SfpuElement &e) -> float { return e.a / e.b; }},
    SfpuInfo{Sfpu::RsubBinary, "rsub_binary", 2, Sfpu::RsubBinary,
             [](const SfpuElement &e) -> float { return e.b - e.a; }},
    SfpuInfo{Sfpu::PowerBinary, "power_binary", 2, Sfpu::PowerBinary,
             [](const SfpuElement &e) -> float { return std::pow(e.a, e.b); }},
    SfpuInfo{Sfpu::MaxBinary, "binary_max", 2, Sfpu::MaxBinary,
             [](const SfpuElement &e) -> float { return e.a < e.b ? e.b : e.a; }},
    SfpuInfo{Sfpu::MinBinary, "binary_min", 2, Sfpu::MinBinary,
             [](const SfpuElement &e) -> float { return e.b < e.a ? e.b : e.a; }},
    SfpuInfo{Sfpu::RemainderBinary, "remainder_binary", 2, Sfpu::RemainderBinary,
             [](const SfpuElement &e) -> float { return remainderOf(e.a, e.b); }},
    SfpuInfo{Sfpu::FmodBinary, "fmod_binary", 2, Sfpu::FmodBinary,
             [](const SfpuElement &e) -> float { return std::fmod(e.a, e.b); }},
    SfpuInfo{Sfpu::Atan2, "atan2_binary", 2, Sfpu::Atan2,
             [](const SfpuElement &e) -> float { return std::atan2(e.a, e.b); }},
    SfpuInfo{Sfpu::Xlogy, "xlogy_binary", 2, Sfpu::Xlogy,
             [](const SfpuElement &e)
                 -> float { return e.a == 0 && !std::isnan(e.b) ? 0.0f : e.a * std::log(e.b); }},
    SfpuInfo{Sfpu::LogAddExp, "logaddexp_binary", 2, Sfpu::LogAddExp,
             [](const SfpuElement &e) -> float {
               return std::max(e.a, e.b) + std::log1p(std::exp(-std::fabs(e.a - e.b)));
             }},
    SfpuInfo{Sfpu::LogAddExp2, "logaddexp2_binary", 2, Sfpu::LogAddExp2,
             [](const SfpuElement &e) -> float {
               return std::max(e.a, e.b) + std::log2(1.0f + std::exp2(-std::fabs(e.a - e.b)));
             }},
    SfpuInfo{Sfpu::IsClose, "isclose_binary", 2, Sfpu::IsClose,
             [](const SfpuElement &e) -> float { return truth(isClose(e)); }},
    SfpuInfo{Sfpu::EqualBinary, "eq_binary", 2, Sfpu::EqualBinary,
             [](const SfpuElement &e) -> float { return truth(e.a == e.b); }},
    SfpuInfo{Sfpu::NotEqualBinary, "ne_binary", 2, Sfpu::NotEqualBinary,
             [](const SfpuElement &e) -> float { return truth(e.a != e.b); }},
    SfpuInfo{Sfpu::LessBinary, "lt_binary", 2, Sfpu::LessBinary,
             [](const SfpuElement &e) -> float { return truth(e.a < e.b); }},
    SfpuInfo{Sfpu::GreaterBinary, "gt_binary", 2, Sfpu::GreaterBinary,
             [](const SfpuElement &e) -> float { return truth(e.a > e.b); }},
    SfpuInfo{Sfpu::LessEqualBinary, "le_binary", 2, Sfpu::LessEqualBinary,
             [](const SfpuElement &e) -> float { return truth(e.a <= e.b); }},
    SfpuInfo{Sfpu::GreaterEqualBinary, "ge_binary", 2, Sfpu::GreaterEqualBinary,
             [](const SfpuElement &e) -> float { return truth(e.a >= e.b); }},
    SfpuInfo{Sfpu::MultiplyAdd, "mac", 3, Sfpu::MultiplyAdd,
             [](const SfpuElement &e) -> float { return e.a * e.b + e.c; }},
    SfpuInfo{Sfpu::Lerp, "lerp", 3, Sfpu::Lerp,
             [](const SfpuElement &e) -> float { return e.a + e.c * (e.b - e.a); }},
    SfpuInfo{Sfpu::AddProduct, "addcmul", 3, Sfpu::AddProduct,
             [](const SfpuElement &e) -> float { return e.a + e.p0 * e.b * e.c; }},
    SfpuInfo{Sfpu::AddQuotient, "addcdiv", 3, Sfpu::AddQuotient,
             [](const SfpuElement &e) -> float { return e.a + e.p0 * e.b / e.c; }},
    SfpuInfo{
        Sfpu::SnakeBeta, "snake_beta", 3, Sfpu::SnakeBeta,
        [](const SfpuElement &e) -> float { return e.a + squareOf(std::sin(e.a * e.b)) / e.c; }},
    SfpuInfo{Sfpu::NextAfter, "nextafter_binary", 2, Sfpu::NextAfter,
             [](const SfpuElement &e) -> float { return stepTowards(e.a, e.b, 1); }},
    SfpuInfo{Sfpu::NextAfterBfloat16, "nextafter_bf16_binary", 2, Sfpu::NextAfterBfloat16,
             [](const SfpuElement &e) -> float { return stepTowards(e.a, e.b, 0x10000); }},
    // Done by pairs of formats: Typecast.cpp.
    SfpuInfo{Sfpu::Typecast, "typecast", 1, Sfpu::Typecast},
    // Only an init.
    SfpuInfo{Sfpu::ScalarInit, "binop_with_scalar", 1, Sfpu::ScalarInit},
};

} // namespace

std::span<const SfpuInfo> sfpuRealFunctions() { return functions; }

} // namespace tilium::device
