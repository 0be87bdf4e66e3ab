//===- Sfpu.cpp - The vector engine ---------------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// One table row a function: its name, its cycles for a tile, and what it does to one element.
// Functions are computed in fp32 and rounded to what DST keeps; the error of the hardware's
// polynomials is not modelled yet.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "core/Machine.h"

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
  const char *name;
  uint32_t cycles, approximateCycles; ///< [llk] where measured, else estimated from neighbours.
  uint8_t sources;                    ///< 0: writes only, 1: in place, 2, 3: several tiles.
  Sfpu init;                          ///< The init it needs; None if any will do.
  Evaluate evaluate;
};

float geluExact(float x) { return 0.5f * x * (1.0f + std::erf(x * 0.70710678f)); }
float truth(bool value) { return value ? 1.0f : 0.0f; }
float signOf(float x) { return x > 0 ? 1.0f : x < 0 ? -1.0f : 0.0f; }

#define TILIUM_ELEMENT [](const Element &e)->float
SfpuInfo describe(Sfpu function) {
  switch (function) {
  case Sfpu::Fill:
    return {"fill", 32, 32, 0, Sfpu::Fill, TILIUM_ELEMENT{return e.p0;
  }
};
case Sfpu::FillBits:
return {"fill_bits", 32, 32, 0, Sfpu::Fill, TILIUM_ELEMENT{return e.p0;
} // namespace
}; // namespace tilium::device
case Sfpu::Typecast:
return {"typecast", 128, 128, 1, Sfpu::Typecast, nullptr};
case Sfpu::Exp:
return {"exp", 700, 77, 1, Sfpu::Exp, TILIUM_ELEMENT{return std::exp(e.a);
}
}
;
case Sfpu::Exp2:
return {"exp2", 700, 77, 1, Sfpu::Exp2, TILIUM_ELEMENT{return std::exp2(e.a);
}
}
;
case Sfpu::Expm1:
return {"expm1", 800, 100, 1, Sfpu::Expm1, TILIUM_ELEMENT{return std::expm1(e.a);
}
}
;
case Sfpu::Log:
return {"log", 900, 900, 1, Sfpu::Log, TILIUM_ELEMENT{return std::log(e.a);
}
}
;
case Sfpu::LogBase:
return {"log_with_base", 950, 950, 1, Sfpu::LogBase, TILIUM_ELEMENT{return std::log(e.a) * e.p0;
}
}
;
case Sfpu::Reciprocal:
return {"recip", 663, 192, 1, Sfpu::Reciprocal, TILIUM_ELEMENT{return 1.0f / e.a;
}
}
;
case Sfpu::Sqrt:
return {"sqrt", 864, 544, 1, Sfpu::Sqrt, TILIUM_ELEMENT{return std::sqrt(e.a);
}
}
;
case Sfpu::Rsqrt:
return {"rsqrt", 1000, 672, 1, Sfpu::Rsqrt, TILIUM_ELEMENT{return 1.0f / std::sqrt(e.a);
}
}
;
case Sfpu::Relu:
return {"relu", 128, 128, 1, Sfpu::ReluMin, TILIUM_ELEMENT{return e.a > 0 ? e.a : 0.0f;
}
}
;
case Sfpu::ReluMin:
return {"relu_min", 298, 298, 1, Sfpu::ReluMin, TILIUM_ELEMENT{return e.a < e.p0 ? e.p0 : e.a;
}
}
;
case Sfpu::ReluMax:
return {"relu_max", 298, 298, 1, Sfpu::ReluMax, TILIUM_ELEMENT{float x = e.a < e.p0 ? e.a : e.p0;
return x > 0 ? x : 0.0f;
}
}
;
case Sfpu::LeakyRelu:
return {"leaky_relu", 160, 160, 1, Sfpu::LeakyRelu,
        TILIUM_ELEMENT{return e.a < 0 ? e.a * e.p0 : e.a;
}
}
;
case Sfpu::Sigmoid:
return {"sigmoid", 1394, 198, 1, Sfpu::Sigmoid,
        TILIUM_ELEMENT{return 1.0f / (1.0f + std::exp(-e.a));
}
}
;
case Sfpu::Tanh:
return {"tanh", 1400, 223, 1, Sfpu::Tanh, TILIUM_ELEMENT{return std::tanh(e.a);
}
}
;
case Sfpu::Abs:
return {"abs", 146, 146, 1, Sfpu::Abs, TILIUM_ELEMENT{return std::fabs(e.a);
}
}
;
case Sfpu::Negative:
return {"negative", 146, 146, 1, Sfpu::Negative, TILIUM_ELEMENT{return -e.a;
}
}
;
case Sfpu::Square:
return {"square", 128, 128, 1, Sfpu::Square, TILIUM_ELEMENT{return e.a * e.a;
}
}
;
case Sfpu::Gelu:
return {"gelu", 2849, 223, 1, Sfpu::Gelu, TILIUM_ELEMENT{return geluExact(e.a);
}
}
;
case Sfpu::Silu:
return {"silu", 1500, 1500, 1, Sfpu::Silu, TILIUM_ELEMENT{return e.a / (1.0f + std::exp(-e.a));
}
}
;
case Sfpu::Sign:
return {"sign", 160, 160, 1, Sfpu::Sign, TILIUM_ELEMENT{return signOf(e.a);
}
}
;
case Sfpu::Erf:
return {"erf", 2800, 2800, 1, Sfpu::Erf, TILIUM_ELEMENT{return std::erf(e.a);
}
}
;
case Sfpu::Sin:
return {"sin", 1600, 1600, 1, Sfpu::Sin, TILIUM_ELEMENT{return std::sin(e.a);
}
}
;
case Sfpu::Cos:
return {"cos", 1600, 1600, 1, Sfpu::Cos, TILIUM_ELEMENT{return std::cos(e.a);
}
}
;
case Sfpu::Power:
return {"power", 2000, 2000, 1, Sfpu::Power, TILIUM_ELEMENT{return std::pow(e.a, e.p0);
}
}
;
case Sfpu::AddScalar:
return {"add_unary", 96, 96, 1, Sfpu::ScalarInit, TILIUM_ELEMENT{return e.a + e.p0;
}
}
;
case Sfpu::SubScalar:
return {"sub_unary", 96, 96, 1, Sfpu::ScalarInit, TILIUM_ELEMENT{return e.a - e.p0;
}
}
;
case Sfpu::MulScalar:
return {"mul_unary", 96, 96, 1, Sfpu::ScalarInit, TILIUM_ELEMENT{return e.a * e.p0;
}
}
;
// The parameter of a division is the reciprocal of the divisor.
case Sfpu::DivScalar:
return {"div_unary", 96, 96, 1, Sfpu::ScalarInit, TILIUM_ELEMENT{return e.a * e.p0;
}
}
;
case Sfpu::RsubScalar:
return {"rsub_unary", 96, 96, 1, Sfpu::ScalarInit, TILIUM_ELEMENT{return e.p0 - e.a;
}
}
;
case Sfpu::EqualZero:
return {"eqz", 128, 128, 1, Sfpu::EqualZero, TILIUM_ELEMENT{return truth(e.a == 0);
}
}
;
case Sfpu::NotEqualZero:
return {"nez", 128, 128, 1, Sfpu::NotEqualZero, TILIUM_ELEMENT{return truth(e.a != 0);
}
}
;
case Sfpu::LessZero:
return {"ltz", 128, 128, 1, Sfpu::LessZero, TILIUM_ELEMENT{return truth(e.a < 0);
}
}
;
case Sfpu::GreaterZero:
return {"gtz", 128, 128, 1, Sfpu::GreaterZero, TILIUM_ELEMENT{return truth(e.a > 0);
}
}
;
case Sfpu::LessEqualZero:
return {"lez", 128, 128, 1, Sfpu::LessEqualZero, TILIUM_ELEMENT{return truth(e.a <= 0);
}
}
;
case Sfpu::GreaterEqualZero:
return {"gez", 128, 128, 1, Sfpu::GreaterEqualZero, TILIUM_ELEMENT{return truth(e.a >= 0);
}
}
;
case Sfpu::EqualScalar:
return {"unary_eq", 160, 160, 1, Sfpu::EqualScalar, TILIUM_ELEMENT{return truth(e.a == e.p0);
}
}
;
case Sfpu::NotEqualScalar:
return {"unary_ne", 160, 160, 1, Sfpu::NotEqualScalar, TILIUM_ELEMENT{return truth(e.a != e.p0);
}
}
;
case Sfpu::LessScalar:
return {"unary_lt", 160, 160, 1, Sfpu::LessScalar, TILIUM_ELEMENT{return truth(e.a < e.p0);
}
}
;
case Sfpu::GreaterScalar:
return {"unary_gt", 160, 160, 1, Sfpu::GreaterScalar, TILIUM_ELEMENT{return truth(e.a > e.p0);
}
}
;
case Sfpu::LessEqualScalar:
return {"unary_le", 160, 160, 1, Sfpu::LessEqualScalar, TILIUM_ELEMENT{return truth(e.a <= e.p0);
}
}
;
case Sfpu::GreaterEqualScalar:
return {"unary_ge", 160, 160, 1, Sfpu::GreaterEqualScalar, TILIUM_ELEMENT{return truth(e.a >= e.p0);
}
}
;
case Sfpu::AddBinary:
return {"add_binary", 128, 128, 2, Sfpu::AddBinary, TILIUM_ELEMENT{return e.a + e.b;
}
}
;
case Sfpu::SubBinary:
return {"sub_binary", 128, 128, 2, Sfpu::SubBinary, TILIUM_ELEMENT{return e.a - e.b;
}
}
;
case Sfpu::MulBinary:
return {"mul_binary", 128, 128, 2, Sfpu::MulBinary, TILIUM_ELEMENT{return e.a * e.b;
}
}
;
case Sfpu::DivBinary:
return {"div_binary", 900, 900, 2, Sfpu::DivBinary, TILIUM_ELEMENT{return e.a / e.b;
}
}
;
case Sfpu::RsubBinary:
return {"rsub_binary", 128, 128, 2, Sfpu::RsubBinary, TILIUM_ELEMENT{return e.b - e.a;
}
}
;
case Sfpu::PowerBinary:
return {"power_binary", 2400, 2400, 2, Sfpu::PowerBinary, TILIUM_ELEMENT{return std::pow(e.a, e.b);
}
}
;
case Sfpu::MaxBinary:
return {"binary_max", 128, 128, 2, Sfpu::MaxBinary, TILIUM_ELEMENT{return e.a < e.b ? e.b : e.a;
}
}
;
case Sfpu::MinBinary:
return {"binary_min", 128, 128, 2, Sfpu::MinBinary, TILIUM_ELEMENT{return e.b < e.a ? e.b : e.a;
}
}
;
case Sfpu::EqualBinary:
return {"eq_binary", 160, 160, 2, Sfpu::EqualBinary, TILIUM_ELEMENT{return truth(e.a == e.b);
}
}
;
case Sfpu::NotEqualBinary:
return {"ne_binary", 160, 160, 2, Sfpu::NotEqualBinary, TILIUM_ELEMENT{return truth(e.a != e.b);
}
}
;
case Sfpu::LessBinary:
return {"lt_binary", 160, 160, 2, Sfpu::LessBinary, TILIUM_ELEMENT{return truth(e.a < e.b);
}
}
;
case Sfpu::GreaterBinary:
return {"gt_binary", 160, 160, 2, Sfpu::GreaterBinary, TILIUM_ELEMENT{return truth(e.a > e.b);
}
}
;
case Sfpu::LessEqualBinary:
return {"le_binary", 160, 160, 2, Sfpu::LessEqualBinary, TILIUM_ELEMENT{return truth(e.a <= e.b);
}
}
;
case Sfpu::GreaterEqualBinary:
return {"ge_binary", 160, 160, 2, Sfpu::GreaterEqualBinary, TILIUM_ELEMENT{return truth(e.a >= e.b);
}
}
;
case Sfpu::Where:
return {"where", 112, 112, 3, Sfpu::Where, TILIUM_ELEMENT{return e.a != 0 ? e.b : e.c;
}
}
;
case Sfpu::CopyDest:
return {"copy_dest_values", 64, 64, 1, Sfpu::CopyDest, TILIUM_ELEMENT{return e.a;
}
}
;
case Sfpu::LogicalNot:
return {"logical_not", 128, 128, 1, Sfpu::LogicalNot, TILIUM_ELEMENT{return truth(e.a == 0);
}
}
;
case Sfpu::Floor:
return {"floor", 160, 160, 1, Sfpu::Floor, TILIUM_ELEMENT{return std::floor(e.a);
}
}
;
case Sfpu::Ceil:
return {"ceil", 160, 160, 1, Sfpu::Floor, TILIUM_ELEMENT{return std::ceil(e.a);
}
}
;
default:
return {"none", 0, 0, 0, Sfpu::None, nullptr};
}
}
#undef TILIUM_ELEMENT

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
  SfpuInfo info = describe(call.function);
  if (!engine.mathStarted)
    self.fail(Rule::MissingInit, "no compute_kernel_hw_startup before the first operation", site);
  if (!engine.mathHolds)
    mathTile(self, 0, false, site);
  checkInit(self, call, info, site);
  const Tile *a = info.sources >= 1 ? &mathTile(self, call.source0, true, site) : nullptr;
  const Tile *b = info.sources >= 2 ? &mathTile(self, call.source1, true, site) : nullptr;
  const Tile *c = info.sources >= 3 ? &mathTile(self, call.source2, true, site) : nullptr;
  Tile &destination = mathTile(self, call.destination, false, site);
  self.engineWorks(WorkKind::Vector, call.approximate ? info.approximateCycles : info.cycles,
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
