//===- VectorTiming.cpp - Cycles of the vector engine ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Sources as in Architecture.cpp; numbers with a # are threads of tt-metal. Most are known for one
// chip only and stand for both. [est]: estimated from functions that are computed alike.
//
//===----------------------------------------------------------------------===//

#include "core/VectorTiming.h"

#include <algorithm>
#include <array>

namespace tilium::device {

using tilium::Sfpu;

namespace {

/// Cycles of one tile: accurate, approximate.
struct VectorCost {
  Sfpu function;
  std::array<uint32_t, 2> wormhole, blackhole;
};

constexpr std::array costs{
    VectorCost{Sfpu::Fill, {32, 32}, {32, 32}},     // [est]
    VectorCost{Sfpu::FillBits, {32, 32}, {32, 32}}, // [est]
    // [llk] 1 to 4 cycles a row of 32: the most
    VectorCost{Sfpu::Typecast, {128, 128}, {128, 128}},
    // [llk] accurate bf16 under 700 (tt-metal#43569); approximate 77.15 a tile (PR#57292, BH)
    VectorCost{Sfpu::Exp, {700, 77}, {700, 77}},
    VectorCost{Sfpu::Exp2, {700, 77}, {700, 77}},      // [est]
    VectorCost{Sfpu::Expm1, {800, 100}, {800, 100}},   // [est]
    VectorCost{Sfpu::Log, {900, 900}, {900, 900}},     // [est]
    VectorCost{Sfpu::LogBase, {950, 950}, {950, 950}}, // [est]
    // [llk] 663 ns at 0.9 GHz (#20317, WH); 6 cycles a row for fp32, 3 for bf16, which stands for
    // the approximate one here (#31804, BH)
    VectorCost{Sfpu::Reciprocal, {597, 597}, {192, 96}},
    // [llk] 27 or 17 slots a row of 32 (PR#54317)
    VectorCost{Sfpu::Sqrt, {864, 544}, {864, 544}},
    // [llk] 31 or 21 slots a row of 32 (PR#54317)
    VectorCost{Sfpu::Rsqrt, {992, 672}, {992, 672}},
    VectorCost{Sfpu::Relu, {128, 128}, {128, 128}}, // [est]
    // [llk] as relu_max
    VectorCost{Sfpu::ReluMin, {298, 298}, {298, 298}},
    // [llk] 38205 cycles for 128 tiles (PR#55061, WH)
    VectorCost{Sfpu::ReluMax, {298, 298}, {298, 298}},
    VectorCost{Sfpu::LeakyRelu, {160, 160}, {160, 160}}, // [est]
    // [llk] accurate 1394 (#26946); approximate 25320 cycles for 128 tiles (PR#55061, WH)
    VectorCost{Sfpu::Sigmoid, {1394, 198}, {1394, 198}},
    // [est] as sigmoid; approximate as the table of gelu
    VectorCost{Sfpu::Tanh, {1400, 223}, {1400, 223}},
    // [llk] 146 before PR#57292 (BH)
    VectorCost{Sfpu::Abs, {146, 146}, {146, 146}},
    // [est] as abs
    VectorCost{Sfpu::Negative, {146, 146}, {146, 146}},
    VectorCost{Sfpu::Square, {128, 128}, {128, 128}}, // [est]
    // [llk] accurate 2848.9, from a table 222.8 (#52407, BH)
    VectorCost{Sfpu::Gelu, {2849, 223}, {2849, 223}},
    VectorCost{Sfpu::Silu, {1500, 1500}, {1500, 1500}},           // [est]
    VectorCost{Sfpu::Sign, {160, 160}, {160, 160}},               // [est]
    VectorCost{Sfpu::Erf, {2800, 2800}, {2800, 2800}},            // [est]
    VectorCost{Sfpu::Sin, {1600, 1600}, {1600, 1600}},            // [est]
    VectorCost{Sfpu::Cos, {1600, 1600}, {1600, 1600}},            // [est]
    VectorCost{Sfpu::Power, {2000, 2000}, {2000, 2000}},          // [est]
    VectorCost{Sfpu::AddScalar, {96, 96}, {96, 96}},              // [est]
    VectorCost{Sfpu::SubScalar, {96, 96}, {96, 96}},              // [est]
    VectorCost{Sfpu::MulScalar, {96, 96}, {96, 96}},              // [est]
    VectorCost{Sfpu::DivScalar, {96, 96}, {96, 96}},              // [est]
    VectorCost{Sfpu::RsubScalar, {96, 96}, {96, 96}},             // [est]
    VectorCost{Sfpu::EqualZero, {128, 128}, {128, 128}},          // [est]
    VectorCost{Sfpu::NotEqualZero, {128, 128}, {128, 128}},       // [est]
    VectorCost{Sfpu::LessZero, {128, 128}, {128, 128}},           // [est]
    VectorCost{Sfpu::GreaterZero, {128, 128}, {128, 128}},        // [est]
    VectorCost{Sfpu::LessEqualZero, {128, 128}, {128, 128}},      // [est]
    VectorCost{Sfpu::GreaterEqualZero, {128, 128}, {128, 128}},   // [est]
    VectorCost{Sfpu::EqualScalar, {160, 160}, {160, 160}},        // [est]
    VectorCost{Sfpu::NotEqualScalar, {160, 160}, {160, 160}},     // [est]
    VectorCost{Sfpu::LessScalar, {160, 160}, {160, 160}},         // [est]
    VectorCost{Sfpu::GreaterScalar, {160, 160}, {160, 160}},      // [est]
    VectorCost{Sfpu::LessEqualScalar, {160, 160}, {160, 160}},    // [est]
    VectorCost{Sfpu::GreaterEqualScalar, {160, 160}, {160, 160}}, // [est]
    VectorCost{Sfpu::AddBinary, {128, 128}, {128, 128}},          // [est]
    VectorCost{Sfpu::SubBinary, {128, 128}, {128, 128}},          // [est]
    VectorCost{Sfpu::MulBinary, {128, 128}, {128, 128}},          // [est]
    VectorCost{Sfpu::DivBinary, {900, 900}, {900, 900}},          // [est]
    VectorCost{Sfpu::RsubBinary, {128, 128}, {128, 128}},         // [est]
    VectorCost{Sfpu::PowerBinary, {2400, 2400}, {2400, 2400}},    // [est]
    VectorCost{Sfpu::MaxBinary, {128, 128}, {128, 128}},          // [est]
    VectorCost{Sfpu::MinBinary, {128, 128}, {128, 128}},          // [est]
    VectorCost{Sfpu::EqualBinary, {160, 160}, {160, 160}},        // [est]
    VectorCost{Sfpu::NotEqualBinary, {160, 160}, {160, 160}},     // [est]
    VectorCost{Sfpu::LessBinary, {160, 160}, {160, 160}},         // [est]
    VectorCost{Sfpu::GreaterBinary, {160, 160}, {160, 160}},      // [est]
    VectorCost{Sfpu::LessEqualBinary, {160, 160}, {160, 160}},    // [est]
    VectorCost{Sfpu::GreaterEqualBinary, {160, 160}, {160, 160}}, // [est]
    // [llk] 3 to 4 cycles a row of 32
    VectorCost{Sfpu::Where, {112, 112}, {112, 112}},
    VectorCost{Sfpu::CopyDest, {64, 64}, {64, 64}},       // [est]
    VectorCost{Sfpu::LogicalNot, {128, 128}, {128, 128}}, // [est]
    VectorCost{Sfpu::Floor, {160, 160}, {160, 160}},      // [est]
    VectorCost{Sfpu::Ceil, {160, 160}, {160, 160}},       // [est]
};

} // namespace

uint32_t vectorCycles(const Architecture &architecture, Sfpu function, bool approximate) {
  auto found = std::find_if(costs.begin(), costs.end(),
                            [&](const VectorCost &cost) { return cost.function == function; });
  if (found == costs.end())
    return 0;
  bool second = architecture.timing.vectorGeneration == VectorGeneration::Blackhole;
  return (second ? found->blackhole : found->wormhole)[approximate ? 1 : 0];
}

} // namespace tilium::device
