//===- Sfpu.cpp - The vector engine ---------------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// One table row a function: its name, the init it needs, and what it does to one element.
// Functions are computed in fp32 and rounded to what DST keeps; the error of the hardware's
// polynomials is not modelled yet.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "core/Machine.h"
#include "core/VectorTiming.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tilium::device {

using tilium::Sfpu;
using tilium::SfpuCall;
using tilium::Site;

namespace {

struct Element {
  float a, b, c; ///< The sources.
  float p0, p1;  ///< Parameters as float.
};
using Evaluate = float (*)(const Element &);

struct SfpuInfo {
  Sfpu function;
  const char *name;
  uint8_t sources; ///< 0: writes only, 1: in place, 2, 3: several tiles.
  Sfpu init;       ///< The init it needs; None if any will do.
  Evaluate evaluate;
};

float geluExact(float x) { return 0.5f * x * (1.0f + std::erf(x * 0.70710678f)); }
float truth(bool value) { return value ? 1.0f : 0.0f; }
float signOf(float x) { return x > 0 ? 1.0f : x < 0 ? -1.0f : 0.0f; }

/// One row for each function. The cycles are in core/VectorTiming.cpp.
constexpr std::array functions{
    SfpuInfo{Sfpu::Fill, "fill", 0, Sfpu::Fill, [](const Element &e) -> float { return e.p0; }},
    SfpuInfo{Sfpu::FillBits, "fill_bits", 0, Sfpu::Fill,
             [](const Element &e) -> float { return e.p0; }},
    SfpuInfo{Sfpu::Typecast, "typecast", 1, Sfpu::Typecast, nullptr},
    SfpuInfo{Sfpu::Exp, "exp", 1, Sfpu::Exp,
             [](const Element &e) -> float { return std::exp(e.a); }},
    SfpuInfo{Sfpu::Exp2, "exp2", 1, Sfpu::Exp2,
             [](const Element &e) -> float { return std::exp2(e.a); }},
    SfpuInfo{Sfpu::Expm1, "expm1", 1, Sfpu::Expm1,
             [](const Element &e) -> float { return std::expm1(e.a); }},
    SfpuInfo{Sfpu::Log, "log", 1, Sfpu::Log,
             [](const Element &e) -> float { return std::log(e.a); }},
    SfpuInfo{Sfpu::LogBase, "log_with_base", 1, Sfpu::LogBase,
             [](const Element &e) -> float { return std::log(e.a) * e.p0; }},
    SfpuInfo{Sfpu::Reciprocal, "recip", 1, Sfpu::Reciprocal,
             [](const Element &e) -> float { return 1.0f / e.a; }},
    SfpuInfo{Sfpu::Sqrt, "sqrt", 1, Sfpu::Sqrt,
             [](const Element &e) -> float { return std::sqrt(e.a); }},
    SfpuInfo{Sfpu::Rsqrt, "rsqrt", 1, Sfpu::Rsqrt,
             [](const Element &e) -> float { return 1.0f / std::sqrt(e.a); }},
    SfpuInfo{Sfpu::Relu, "relu", 1, Sfpu::ReluMin,
             [](const Element &e) -> float { return e.a > 0 ? e.a : 0.0f; }},
    SfpuInfo{Sfpu::ReluMin, "relu_min", 1, Sfpu::ReluMin,
             [](const Element &e) -> float { return e.a < e.p0 ? e.p0 : e.a; }},
    SfpuInfo{Sfpu::ReluMax, "relu_max", 1, Sfpu::ReluMax,
             [](const Element &e) -> float {
               float x = e.a < e.p0 ? e.a : e.p0;
               return x > 0 ? x : 0.0f;
             }},
    SfpuInfo{Sfpu::LeakyRelu, "leaky_relu", 1, Sfpu::LeakyRelu,
             [](const Element &e) -> float { return e.a < 0 ? e.a * e.p0 : e.a; }},
    SfpuInfo{Sfpu::Sigmoid, "sigmoid", 1, Sfpu::Sigmoid,
             [](const Element &e) -> float { return 1.0f / (1.0f + std::exp(-e.a)); }},
    SfpuInfo{Sfpu::Tanh, "tanh", 1, Sfpu::Tanh,
             [](const Element &e) -> float { return std::tanh(e.a); }},
    SfpuInfo{Sfpu::Abs, "abs", 1, Sfpu::Abs,
             [](const Element &e) -> float { return std::fabs(e.a); }},
    SfpuInfo{Sfpu::Negative, "negative", 1, Sfpu::Negative,
             [](const Element &e) -> float { return -e.a; }},
    SfpuInfo{Sfpu::Square, "square", 1, Sfpu::Square,
             [](const Element &e) -> float { return e.a * e.a; }},
    SfpuInfo{Sfpu::Gelu, "gelu", 1, Sfpu::Gelu,
             [](const Element &e) -> float { return geluExact(e.a); }},
    SfpuInfo{Sfpu::Silu, "silu", 1, Sfpu::Silu,
             [](const Element &e) -> float { return e.a / (1.0f + std::exp(-e.a)); }},
    SfpuInfo{Sfpu::Sign, "sign", 1, Sfpu::Sign,
             [](const Element &e) -> float { return signOf(e.a); }},
    SfpuInfo{Sfpu::Erf, "erf", 1, Sfpu::Erf,
             [](const Element &e) -> float { return std::erf(e.a); }},
    SfpuInfo{Sfpu::Sin, "sin", 1, Sfpu::Sin,
             [](const Element &e) -> float { return std::sin(e.a); }},
    SfpuInfo{Sfpu::Cos, "cos", 1, Sfpu::Cos,
             [](const Element &e) -> float { return std::cos(e.a); }},
    SfpuInfo{Sfpu::Power, "power", 1, Sfpu::Power,
             [](const Element &e) -> float { return std::pow(e.a, e.p0); }},
    SfpuInfo{Sfpu::AddScalar, "add_unary", 1, Sfpu::ScalarInit,
             [](const Element &e) -> float { return e.a + e.p0; }},
    SfpuInfo{Sfpu::SubScalar, "sub_unary", 1, Sfpu::ScalarInit,
             [](const Element &e) -> float { return e.a - e.p0; }},
    SfpuInfo{Sfpu::MulScalar, "mul_unary", 1, Sfpu::ScalarInit,
             [](const Element &e) -> float { return e.a * e.p0; }},
    // The parameter of a division is the reciprocal of the divisor.
    SfpuInfo{Sfpu::DivScalar, "div_unary", 1, Sfpu::ScalarInit,
             [](const Element &e) -> float { return e.a * e.p0; }},
    SfpuInfo{Sfpu::RsubScalar, "rsub_unary", 1, Sfpu::ScalarInit,
             [](const Element &e) -> float { return e.p0 - e.a; }},
    SfpuInfo{Sfpu::EqualZero, "eqz", 1, Sfpu::EqualZero,
             [](const Element &e) -> float { return truth(e.a == 0); }},
    SfpuInfo{Sfpu::NotEqualZero, "nez", 1, Sfpu::NotEqualZero,
             [](const Element &e) -> float { return truth(e.a != 0); }},
    SfpuInfo{Sfpu::LessZero, "ltz", 1, Sfpu::LessZero,
             [](const Element &e) -> float { return truth(e.a < 0); }},
    SfpuInfo{Sfpu::GreaterZero, "gtz", 1, Sfpu::GreaterZero,
             [](const Element &e) -> float { return truth(e.a > 0); }},
    SfpuInfo{Sfpu::LessEqualZero, "lez", 1, Sfpu::LessEqualZero,
             [](const Element &e) -> float { return truth(e.a <= 0); }},
    SfpuInfo{Sfpu::GreaterEqualZero, "gez", 1, Sfpu::GreaterEqualZero,
             [](const Element &e) -> float { return truth(e.a >= 0); }},
    SfpuInfo{Sfpu::EqualScalar, "unary_eq", 1, Sfpu::EqualScalar,
             [](const Element &e) -> float { return truth(e.a == e.p0); }},
    SfpuInfo{Sfpu::NotEqualScalar, "unary_ne", 1, Sfpu::NotEqualScalar,
             [](const Element &e) -> float { return truth(e.a != e.p0); }},
    SfpuInfo{Sfpu::LessScalar, "unary_lt", 1, Sfpu::LessScalar,
             [](const Element &e) -> float { return truth(e.a < e.p0); }},
    SfpuInfo{Sfpu::GreaterScalar, "unary_gt", 1, Sfpu::GreaterScalar,
             [](const Element &e) -> float { return truth(e.a > e.p0); }},
    SfpuInfo{Sfpu::LessEqualScalar, "unary_le", 1, Sfpu::LessEqualScalar,
             [](const Element &e) -> float { return truth(e.a <= e.p0); }},
    SfpuInfo{Sfpu::GreaterEqualScalar, "unary_ge", 1, Sfpu::GreaterEqualScalar,
             [](const Element &e) -> float { return truth(e.a >= e.p0); }},
    SfpuInfo{Sfpu::AddBinary, "add_binary", 2, Sfpu::AddBinary,
             [](const Element &e) -> float { return e.a + e.b; }},
    SfpuInfo{Sfpu::SubBinary, "sub_binary", 2, Sfpu::SubBinary,
             [](const Element &e) -> float { return e.a - e.b; }},
    SfpuInfo{Sfpu::MulBinary, "mul_binary", 2, Sfpu::MulBinary,
             [](const Element &e) -> float { return e.a * e.b; }},
    SfpuInfo{Sfpu::DivBinary, "div_binary", 2, Sfpu::DivBinary,
             [](const Element &e) -> float { return e.a / e.b; }},
    SfpuInfo{Sfpu::RsubBinary, "rsub_binary", 2, Sfpu::RsubBinary,
             [](const Element &e) -> float { return e.b - e.a; }},
    SfpuInfo{Sfpu::PowerBinary, "power_binary", 2, Sfpu::PowerBinary,
             [](const Element &e) -> float { return std::pow(e.a, e.b); }},
    SfpuInfo{Sfpu::MaxBinary, "binary_max", 2, Sfpu::MaxBinary,
             [](const Element &e) -> float { return e.a < e.b ? e.b : e.a; }},
    SfpuInfo{Sfpu::MinBinary, "binary_min", 2, Sfpu::MinBinary,
             [](const Element &e) -> float { return e.b < e.a ? e.b : e.a; }},
    SfpuInfo{Sfpu::EqualBinary, "eq_binary", 2, Sfpu::EqualBinary,
             [](const Element &e) -> float { return truth(e.a == e.b); }},
    SfpuInfo{Sfpu::NotEqualBinary, "ne_binary", 2, Sfpu::NotEqualBinary,
             [](const Element &e) -> float { return truth(e.a != e.b); }},
    SfpuInfo{Sfpu::LessBinary, "lt_binary", 2, Sfpu::LessBinary,
             [](const Element &e) -> float { return truth(e.a < e.b); }},
    SfpuInfo{Sfpu::GreaterBinary, "gt_binary", 2, Sfpu::GreaterBinary,
             [](const Element &e) -> float { return truth(e.a > e.b); }},
    SfpuInfo{Sfpu::LessEqualBinary, "le_binary", 2, Sfpu::LessEqualBinary,
             [](const Element &e) -> float { return truth(e.a <= e.b); }},
    SfpuInfo{Sfpu::GreaterEqualBinary, "ge_binary", 2, Sfpu::GreaterEqualBinary,
             [](const Element &e) -> float { return truth(e.a >= e.b); }},
    SfpuInfo{Sfpu::Where, "where", 3, Sfpu::Where,
             [](const Element &e) -> float { return e.a != 0 ? e.b : e.c; }},
    SfpuInfo{Sfpu::CopyDest, "copy_dest_values", 1, Sfpu::CopyDest,
             [](const Element &e) -> float { return e.a; }},
    SfpuInfo{Sfpu::LogicalNot, "logical_not", 1, Sfpu::LogicalNot,
             [](const Element &e) -> float { return truth(e.a == 0); }},
    SfpuInfo{Sfpu::Floor, "floor", 1, Sfpu::Floor,
             [](const Element &e) -> float { return std::floor(e.a); }},
    SfpuInfo{Sfpu::Ceil, "ceil", 1, Sfpu::Floor,
             [](const Element &e) -> float { return std::ceil(e.a); }},
};

const SfpuInfo &describe(Sfpu function) {
  static constexpr SfpuInfo none{Sfpu::None, "none", 0, Sfpu::None, nullptr};
  auto found = std::find_if(functions.begin(), functions.end(),
                            [&](const SfpuInfo &info) { return info.function == function; });
  return found == functions.end() ? none : *found;
}

bool isInteger(DataFormat format) {
  const FormatInfo *info = findFormat(format);
  return info && info->integer;
}

double asNumber(float value, DataFormat format) {
  auto bits = std::bit_cast<uint32_t>(value);
  if (format == DataFormat::Int32)
    return static_cast<int32_t>(bits);
  return isInteger(format) ? static_cast<double>(bits) : static_cast<double>(value);
}

/// Integers clamp to their range and round to nearest even.
float fromNumber(double value, DataFormat format) {
  if (!isInteger(format)) {
    auto single = static_cast<float>(value);
    if (format == DataFormat::Float16_b)
      return keepBfloat16(single);
    return format == DataFormat::Float16 ? keepFloat16(single) : single;
  }
  double low = 0, high = 4294967295.0;
  if (format == DataFormat::Int32) {
    low = -2147483648.0;
    high = 2147483647.0;
  } else if (format == DataFormat::UInt16) {
    high = 65535.0;
  } else if (format == DataFormat::UInt8) {
    high = 255.0;
  }
  double clamped = std::isnan(value) ? 0.0 : std::min(std::max(std::nearbyint(value), low), high);
  return std::bit_cast<float>(static_cast<uint32_t>(static_cast<int64_t>(clamped)));
}

void typecast(const SfpuCall &call, Tile &tile) {
  auto from = static_cast<DataFormat>(call.formatIn), to = static_cast<DataFormat>(call.formatOut);
  for (float &value : tile.value)
    value = fromNumber(asNumber(value, from), to);
}

void checkInit(ProcessorState &self, const SfpuCall &call, const SfpuInfo &info, Site site) {
  const SfpuCall &init = self.core.engine.sfpuInit;
  bool same = init.function == info.init;
  if (call.function == Sfpu::Typecast)
    same = same && init.formatIn == call.formatIn && init.formatOut == call.formatOut;
  if (!same)
    self.fail(Rule::MissingInit,
              std::string(info.name) + " is called, but the last SFPU init is for " +
                  describe(init.function).name +
                  (init.function == call.function ? " with other formats" : "") + "; call " +
                  info.name + "_tile_init first",
              site);
}

} // namespace

const char *sfpuName(Sfpu function) { return describe(function).name; }

void runSfpu(ProcessorState &self, const SfpuCall &call, Site site) {
  ComputeEngine &engine = self.core.engine;
  self.enter(site, self.machine.architecture.timing.computeCall);
  const SfpuInfo &info = describe(call.function);
  if (!engine.mathStarted)
    self.fail(Rule::MissingInit, "no compute_kernel_hw_startup before the first operation", site);
  if (!engine.mathHolds)
    mathTile(self, 0, false, site);
  checkInit(self, call, info, site);
  const Tile *a = info.sources >= 1 ? &mathTile(self, call.source0, true, site) : nullptr;
  const Tile *b = info.sources >= 2 ? &mathTile(self, call.source1, true, site) : nullptr;
  const Tile *c = info.sources >= 3 ? &mathTile(self, call.source2, true, site) : nullptr;
  Tile &destination = mathTile(self, call.destination, false, site);
  self.engineWorks(WorkKind::Vector,
                   vectorCycles(self.machine.architecture, call.function, call.approximate),
                   info.name);
  if (self.machine.options.timingOnly)
    return;
  Tile result;
  if (call.function == Sfpu::Typecast) {
    result = *a;
    typecast(call, result);
  } else {
    Element element{0, 0, 0, std::bit_cast<float>(call.parameter0),
                    std::bit_cast<float>(call.parameter1)};
    for (uint32_t i = 0; i < tileElements; ++i) {
      element.a = a ? a->value[i] : 0;
      element.b = b ? b->value[i] : 0;
      element.c = c ? c->value[i] : 0;
      result.value[i] = info.evaluate(element);
    }
  }
  auto out = static_cast<DataFormat>(call.formatOut);
  bool bits = call.function == Sfpu::FillBits ||
              (call.function == Sfpu::Typecast && isInteger(out)) ||
              (call.function == Sfpu::CopyDest);
  if (!bits)
    keepInDst(self, result);
  destination = result;
}

} // namespace tilium::device
