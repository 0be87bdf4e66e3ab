//===- SfpiTest.cpp - Programs of the vector engine -----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <optional>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

/// A compute kernel with `program`, which math calls as `call` on tiles 0 and 1 of DST.
std::string kernelOf(const std::string &program, const std::string &call) {
  return "#include \"api/compute/eltwise_unary/eltwise_unary.h\"\n"
         "#ifdef TRISC_MATH\n" +
         program +
         "#endif\n"
         "void kernel_main() {\n"
         "  init_sfpu(0, 16);\n"
         "  for (uint32_t i = 0; i < 4; ++i) {\n"
         "    cb_wait_front(0, 1);\n"
         "    cb_wait_front(1, 1);\n"
         "    tile_regs_acquire();\n"
         "    copy_tile(0, 0, 0);\n"
         "    copy_tile(1, 0, 1);\n"
         "    " +
         call +
         ";\n"
         "    tile_regs_commit();\n"
         "    cb_pop_front(0, 1);\n"
         "    cb_pop_front(1, 1);\n"
         "    cb_reserve_back(16, 1);\n"
         "    tile_regs_wait();\n"
         "    pack_tile(0, 16);\n"
         "    tile_regs_release();\n"
         "    cb_push_back(16, 1);\n"
         "  }\n"
         "}\n";
}

struct Wide : SingleCore {
  Wide() : SingleCore(DataFormat::Float32, DataFormat::Float32) { config.fp32DestAccEn = true; }
};

TEST(Sfpi, ARegisterIsEveryOtherColumnOfFourRows) {
  const std::string program = "void numbers() {\n"
                              "  for (int i = 0; i < 8; ++i)\n"
                              "    dst_reg[i] = int32_to_float(vInt(vConstTileId) + 64 * i, 0);\n"
                              "}\n";
  const std::pair<const char *, int> modes[] = {
      {"RC", 0b1111}, {"R", 0b0011}, {"C", 0b0101}, {"RC_custom", 0b0001}};
  for (auto [mode, faces] : modes) {
    SingleCore core;
    core.run(goodReader,
             kernelOf(program, "MATH((_llk_math_eltwise_unary_sfpu_params_<false>(numbers, 0, "
                               "VectorMode::" +
                                   std::string(mode) + ")))"),
             goodWriter);
    std::vector<float> result = core.result();
    for (uint32_t i = 0; i < result.size(); ++i) {
      uint32_t row = i / 32 % 32, column = i % 32;
      uint32_t face = row / 16 * 2 + column / 16, lane = row % 4 * 8 + column % 16 / 2;
      uint32_t reg = row % 16 / 4 * 2 + column % 2;
      float number = static_cast<float>(2 * lane + 64 * reg);
      ASSERT_EQ(result[i], faces >> face & 1 ? number : 1.0f)
          << mode << " " << row << " " << column;
    }
  }
}

/// Numbers that the source registers keep.
std::vector<float> numbers(uint32_t seed) {
  std::vector<float> values(size_t{SingleCore::tiles} * 1024);
  for (uint32_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(static_cast<int>((i * 37 + seed) % 1021) - 510) / 64;
  return values;
}

TEST(Sfpi, ConditionsSwitchLanesOff) {
  const std::string program = "void piecewise(uint32_t a, uint32_t b, uint32_t out) {\n"
                              "  for (int i = 0; i < 8; ++i) {\n"
                              "    vFloat x = dst_reg[a * 32], y = dst_reg[b * 32];\n"
                              "    vFloat r = 7.0f;\n"
                              "    v_if (x < 0.0f && !(y <= 1.0f)) {\n"
                              "      r = x * y;\n"
                              "      v_if (r < -4.0f) { r = -4.0f; } v_else { r -= 1; } v_endif;\n"
                              "    } v_elseif (x >= 2.0f || x == y) {\n"
                              "      v_and (y != 3.0f);\n"
                              "      r = x - y;\n"
                              "    } v_else {\n"
                              "      r += 0.5f * x + y;\n"
                              "    } v_endif;\n"
                              "    dst_reg[out * 32] = r;\n"
                              "    dst_reg++;\n"
                              "  }\n"
                              "}\n";
  Wide core;
  std::vector<float> a = numbers(0), b = numbers(400);
  core.set(core.a, a);
  core.set(core.b, b);
  core.run(
      goodReader,
      kernelOf(program,
               "MATH(_llk_math_eltwise_binary_sfpu_params_(piecewise, 0, 1, 0, VectorMode::RC))"),
      goodWriter);
  std::vector<float> result = core.result();
  for (size_t i = 0; i < a.size(); ++i) {
    float x = a[i], y = b[i], expected = 7.0f;
    if (x < 0 && y > 1)
      expected = x * y < -4 ? -4.0f : x * y - 1;
    else if ((x >= 2 || x == y) && y != 3)
      expected = x - y;
    else
      expected += 0.5f * x + y;
    ASSERT_EQ(result[i], expected) << x << " " << y;
  }
}

/// Expressions of x, y (numbers) and n, m (integers), and what they give. A register each.
struct Expression {
  const char *text;
  float (*expected)(float x, float y, int n);
};
float ofWord(uint32_t word) { return std::bit_cast<float>(word); }
uint32_t wordOf(float value) { return std::bit_cast<uint32_t>(value); }
float real(int64_t value) { return static_cast<float>(value); }

constexpr Expression expressions[] = {
    {"abs(x)", [](float x, float, int) { return std::fabs(x); }},
    {"-x", [](float x, float, int) { return -x; }},
    {"setsgn(x, 1)", [](float x, float, int) { return -std::fabs(x); }},
    {"copysgn(x, y)", [](float x, float y, int) { return std::copysign(x, y); }},
    {"number(exexp(x))", [](float x, float, int) { return std::logb(x); }},
    {"number(exexp_nodebias(x))", [](float x, float, int) { return std::logb(x) + 127; }},
    {"number(exman9(x))",
     [](float x, float, int) { return std::ldexp(std::fabs(x), 23 - std::ilogb(x)) - 8388608.0f; }},
    {"number(exman8(x))",
     [](float x, float, int) { return std::ldexp(std::fabs(x), 23 - std::ilogb(x)); }},
    {"setexp(x, 127)", [](float x, float, int) { return std::ldexp(x, -std::ilogb(x)); }},
    {"setexp(x, m + 1)", [](float x, float, int) { return std::ldexp(x, 1 - std::ilogb(x)); }},
    {"copyexp(x, y)",
     [](float x, float y, int) { return std::ldexp(x, std::ilogb(y) - std::ilogb(x)); }},
    {"setman(x, 0x400000)",
     [](float x, float, int) { return std::copysign(std::ldexp(1.5f, std::ilogb(x)), x); }},
    {"addexp(x, -3)", [](float x, float, int) { return x / 8; }},
    {"number(lz(n & 0xFF))",
     [](float, float, int n) { return real(std::countl_zero(uint32_t(n) & 0xFF)); }},
    {"number(abs(n))", [](float, float, int n) { return real(std::abs(n)); }},
    {"number((n ^ 5) & ~m)", [](float, float, int n) { return real((n ^ 5) & ~127); }},
    {"number(m - (m | 3) + (m << 4))",
     [](float, float, int) { return real(127 - (127 | 3) + (127 << 4)); }},
    {"as<vFloat>(vUInt(n) >> 3)", [](float, float, int n) { return ofWord(uint32_t(n) >> 3); }},
    {"as<vFloat>(shft(vUInt(m), -2) + shft(vUInt(m), m - 124))",
     [](float, float, int) { return ofWord((127 >> 2) + (127 << 3)); }},
    {"min(x, y)", [](float x, float y, int) { return std::min(x, y); }},
    {"max(x, 1.5f)", [](float x, float, int) { return std::max(x, 1.5f); }},
    {"float_to_fp16b(x * 1.005f, 0)", [](float x, float, int) { return keepBfloat16(x * 1.005f); }},
    {"number(vInt(float_to_uint16(x * 100.0f, 0)))",
     [](float x, float, int) { return std::min(65535.0f, std::nearbyint(std::fabs(x * 100))); }},
    {"int32_to_float(vInt(float_to_int8(x * 100.0f, 0)), 0)",
     [](float x, float, int) {
       return std::copysign(std::min(127.0f, std::nearbyint(std::fabs(x * 100))), x);
     }},
    {"vFloat(vConstFloatPrgm0) + vConst1", [](float, float, int) { return 3.5f; }},
    {"as<vFloat>(vInt(0x00400000)) + 0.0f", [](float, float, int) { return 0.0f; }},
    {"(x - x) * -1.0f", [](float, float, int) { return 0.0f; }},
    {"x * 0.0f + y", [](float, float y, int) { return y; }},
};
constexpr size_t registersOfTile = 32;
static_assert(std::size(expressions) <= registersOfTile);

TEST(Sfpi, Functions) {
  std::string program = "vFloat number(const vInt &value) {\n"
                        "  vInt size = abs(value);\n"
                        "  return int32_to_float(copysgn(size, value), 0);\n"
                        "}\n"
                        "void functions(uint32_t) {\n"
                        "  vConstFloatPrgm0 = 2.5f;\n"
                        "  vFloat x = dst_reg[0], y = dst_reg[32];\n"
                        "  vInt n = exexp(x) - 100, m = 127;\n";
  for (size_t i = 0; i < std::size(expressions); ++i)
    program += "  dst_reg[" + std::to_string(i) + "] = vFloat(" + expressions[i].text + ");\n";
  program += "}\n";
  Wide core;
  constexpr float xs[] = {1.75f, -3.5f, 100.25f, -0.15625f}, ys[] = {-2.0f, 0.75f, 9.0f, 40.0f};
  std::vector<float> a(size_t{4} * 1024), b(a.size());
  for (size_t i = 0; i < a.size(); ++i) {
    a[i] = xs[i / 1024];
    b[i] = ys[i / 1024];
  }
  core.set(core.a, a);
  core.set(core.b, b);
  core.run(goodReader,
           kernelOf(program, "MATH((_llk_math_eltwise_unary_sfpu_params_(functions, 0, "
                             "VectorMode::RC_custom, 7u)))"),
           goodWriter);
  std::vector<float> result = core.result();
  for (size_t tile = 0; tile < 4; ++tile)
    for (size_t reg = 0; reg < std::size(expressions); ++reg) {
      size_t face = reg / 8, row = face / 2 * 16 + reg % 8 / 2 * 4;
      size_t column = face % 2 * 16 + reg % 2;
      float x = xs[tile], y = ys[tile];
      float expected = expressions[reg].expected(x, y, std::ilogb(x) - 100);
      for (size_t lane = 0; lane < 32; ++lane)
        ASSERT_EQ(wordOf(result[tile * 1024 + (row + lane / 8) * 32 + column + lane % 8 * 2]),
                  wordOf(expected))
            << expressions[reg].text << " of " << x << ", " << y;
    }
}

TEST(Sfpi, TheVendorsMacrosAndSum) {
  const std::string program =
      "#include \"experimental/llk_sfpu/ckernel_sfpu_custom_add.h\"\n"
      "namespace ckernel::sfpu {\n"
      "template <int times> void grow(float by) {\n"
      "  for (int i = 0; i < 8; ++i) dst_reg[i] = dst_reg[i] * by + times;\n"
      "}\n"
      "}\n";
  Wide core;
  std::vector<float> a = numbers(0), b = numbers(400);
  core.set(core.a, a);
  core.set(core.b, b);
  core.run(goodReader,
           kernelOf(program,
                    "MATH((SFPU_BINARY_CALL_NO_TEMPLATE_ARGS(DST_SYNC_MODE, DST_ACCUM_MODE, "
                    "my_add_tile_face, 0, 1, 0, VectorMode::RC)))\n"
                    "    MATH((SFPU_UNARY_CALL(DST_SYNC_MODE, DST_ACCUM_MODE, grow, (3), 0, "
                    "VectorMode::RC, 0.5f)))"),
           goodWriter);
  std::vector<float> result = core.result();
  for (size_t i = 0; i < a.size(); ++i)
    ASSERT_EQ(result[i], (a[i] + b[i]) * 0.5f + 3);
}

const std::string scale = "template <int times> void scaled() {\n"
                          "  for (int i = 0; i < 8; ++i) {\n"
                          "    vFloat x = dst_reg[i];\n"
                          "    for (int j = 0; j < times; ++j) x *= 1.00585938f;\n"
                          "    dst_reg[i] = x;\n"
                          "  }\n"
                          "}\n";

TEST(Sfpi, StoresCutWhereDstHas16Bits) {
  SingleCore core;
  core.run(goodReader, kernelOf(scale, "MATH(_llk_math_eltwise_unary_sfpu_params_(scaled<1>, 0))"),
           goodWriter);
  // To nearest it were 1.0078125.
  EXPECT_EQ(core.result()[77], 1.0f);
}

uint64_t vectorCycles(const RunReport &report) {
  for (const ProcessorReport &line : report.processors)
    if (line.processor == "math")
      return line.workCycles[static_cast<size_t>(WorkKind::Vector)];
  return 0;
}

TEST(Sfpi, OperationsTakeTime) {
  auto cycles = [](const char *times) {
    SingleCore core;
    std::string call =
        "MATH(_llk_math_eltwise_unary_sfpu_params_(scaled<" + std::string(times) + ">, 0))";
    return vectorCycles(core.run(goodReader, kernelOf(scale, call), goodWriter));
  };
  // A load, a store; two cycles for a product, two to load its constant. 32 registers, 4 tiles.
  EXPECT_EQ(cycles("0"), 4u * 32 * 2);
  EXPECT_EQ(cycles("3"), 4u * 32 * (2 + 3 * 4));
}

std::optional<DeviceError> errorOf(const std::string &program, const std::string &call,
                                   const std::string &before = "") {
  SingleCore core;
  std::string text = before + kernelOf(program, call);
  try {
    core.run(goodReader, text, goodWriter);
  } catch (const DeviceError &error) {
    return error;
  }
  return std::nullopt;
}

TEST(Sfpi, MisuseIsReportedAtTheCall) {
  const std::string identity = "void same() { dst_reg[0] = vFloat(dst_reg[0]); }\n"
                               "void words() { dst_reg[0] = vInt(dst_reg[0]) + 1; }\n";
  struct Case {
    const char *call;
    Rule rule;
    const char *text;
  };
  for (const Case &test :
       {Case{"MATH(_llk_math_eltwise_unary_sfpu_params_(same, 3))", Rule::UninitialisedRead,
             "DST tile 3"},
        Case{"MATH(_llk_math_eltwise_unary_sfpu_params_(same, 8))", Rule::DstOutOfRange,
             "DST tile 8"},
        Case{"MATH(_llk_math_eltwise_unary_sfpu_params_(words, 0))", Rule::FormatMismatch, "vInt"},
        Case{"tile_regs_commit(); MATH(_llk_math_eltwise_unary_sfpu_params_(same, 0))",
             Rule::DstOutsideAcquire, "DST is used outside"}}) {
    std::optional<DeviceError> error = errorOf(identity, test.call);
    ASSERT_TRUE(error) << test.call;
    EXPECT_EQ(error->rule(), test.rule) << error->what();
    EXPECT_NE(error->message().find(test.text), std::string::npos) << error->what();
    EXPECT_EQ(error->processor(), "math");
    EXPECT_EQ(error->line(), 14) << error->what();
  }
  std::optional<DeviceError> other =
      errorOf("", "UNPACK((_llk_math_eltwise_unary_sfpu_params_(same, 0)))",
              "#include \"tilium/vector_programs.h\"\n" + identity);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->rule(), Rule::WrongProcessor) << other->what();
  EXPECT_EQ(other->processor(), "unpack");
}

} // namespace
