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
    VectorCost{Sfpu::Fill, {32, 32}, {32, 32}},        // [est]
    VectorCost{Sfpu::FillInteger, {32, 32}, {32, 32}}, // [est]
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
    // [llk] Eight bands of four rows, each 14 instructions for a row, 31 for a column, which is
    // summed over lanes (ckernel_sfpu_binary_bcast.h); 15 and 32 with the loop's own.
    VectorCost{Sfpu::AddRow, {120, 120}, {120, 120}},
    VectorCost{Sfpu::SubRow, {120, 120}, {120, 120}},
    VectorCost{Sfpu::MulRow, {120, 120}, {120, 120}},
    VectorCost{Sfpu::AddColumn, {256, 256}, {256, 256}},
    VectorCost{Sfpu::SubColumn, {264, 264}, {264, 264}},
    VectorCost{Sfpu::MulColumn, {256, 256}, {256, 256}},
    // [llk] Eight bands of 55, 71 and 67 instructions (ckernel_sfpu_binary_bcast.h); of a scalar 29
    // for each of the two, then 16 a band.
    VectorCost{Sfpu::NormalizeColumn, {440, 440}, {440, 440}},
    VectorCost{Sfpu::NormalizeColumnOfTwo, {568, 568}, {568, 568}},
    VectorCost{Sfpu::NormalizeColumnOfSum, {536, 536}, {536, 536}},
    VectorCost{Sfpu::NormalizeScalar, {186, 186}, {186, 186}},
    VectorCost{Sfpu::CopyDest, {64, 64}, {64, 64}},           // [est]
    VectorCost{Sfpu::LogicalNot, {128, 128}, {128, 128}},     // [est]
    VectorCost{Sfpu::Floor, {160, 160}, {160, 160}},          // [est]
    VectorCost{Sfpu::Ceil, {160, 160}, {160, 160}},           // [est]
    VectorCost{Sfpu::Identity, {64, 64}, {64, 64}},           // [est]
    VectorCost{Sfpu::Log1p, {1000, 1000}, {1000, 1000}},      // [est]
    VectorCost{Sfpu::CubeRoot, {1100, 1100}, {1100, 1100}},   // [est]
    VectorCost{Sfpu::PowerIterative, {400, 400}, {400, 400}}, // [est]
    VectorCost{Sfpu::SignBit, {96, 96}, {96, 96}},            // [est]
    VectorCost{Sfpu::Heaviside, {160, 160}, {160, 160}},      // [est]
    VectorCost{Sfpu::Prelu, {160, 160}, {160, 160}},          // [est]
    VectorCost{Sfpu::Elu, {850, 850}, {850, 850}},            // [est]
    VectorCost{Sfpu::Selu, {900, 900}, {900, 900}},           // [est]
    VectorCost{Sfpu::Celu, {900, 900}, {900, 900}},           // [est]
    // [llk] 2013.8, and 3808.9 of the derivative (#52407, BH)
    VectorCost{Sfpu::GeluTanh, {2014, 223}, {2014, 223}},
    VectorCost{Sfpu::GeluDerivative, {3809, 3809}, {3809, 3809}},
    VectorCost{Sfpu::TanhDerivative, {1500, 1500}, {1500, 1500}},  // [est]
    VectorCost{Sfpu::Tanhshrink, {1450, 1450}, {1450, 1450}},      // [est]
    VectorCost{Sfpu::Hardsigmoid, {160, 160}, {160, 160}},         // [est]
    VectorCost{Sfpu::Hardtanh, {160, 160}, {160, 160}},            // [est]
    VectorCost{Sfpu::Hardmish, {192, 192}, {192, 192}},            // [est]
    VectorCost{Sfpu::Mish, {2200, 2200}, {2200, 2200}},            // [est]
    VectorCost{Sfpu::Softsign, {800, 800}, {800, 800}},            // [est]
    VectorCost{Sfpu::Softshrink, {160, 160}, {160, 160}},          // [est]
    VectorCost{Sfpu::Hardshrink, {160, 160}, {160, 160}},          // [est]
    VectorCost{Sfpu::Softcap, {1500, 1500}, {1500, 1500}},         // [est]
    VectorCost{Sfpu::Threshold, {160, 160}, {160, 160}},           // [est]
    VectorCost{Sfpu::Clamp, {160, 160}, {160, 160}},               // [est]
    VectorCost{Sfpu::Erfc, {2900, 2900}, {2900, 2900}},            // [est]
    VectorCost{Sfpu::Erfinv, {2600, 2600}, {2600, 2600}},          // [est]
    VectorCost{Sfpu::BesselI1, {1081, 1081}, {1081, 1081}},        // [est]
    VectorCost{Sfpu::Digamma, {2400, 2400}, {2400, 2400}},         // [est]
    VectorCost{Sfpu::Tan, {1900, 1900}, {1900, 1900}},             // [est]
    VectorCost{Sfpu::Asin, {1800, 1800}, {1800, 1800}},            // [est]
    VectorCost{Sfpu::Acos, {1850, 1850}, {1850, 1850}},            // [est]
    VectorCost{Sfpu::Sinh, {1600, 1600}, {1600, 1600}},            // [est]
    VectorCost{Sfpu::Cosh, {1600, 1600}, {1600, 1600}},            // [est]
    VectorCost{Sfpu::Asinh, {2100, 2100}, {2100, 2100}},           // [est]
    VectorCost{Sfpu::Acosh, {2100, 2100}, {2100, 2100}},           // [est]
    VectorCost{Sfpu::Atanh, {2000, 2000}, {2000, 2000}},           // [est]
    VectorCost{Sfpu::Trunc, {160, 160}, {160, 160}},               // [est]
    VectorCost{Sfpu::Frac, {192, 192}, {192, 192}},                // [est]
    VectorCost{Sfpu::Round, {224, 224}, {224, 224}},               // [est]
    VectorCost{Sfpu::IsInfinite, {160, 160}, {160, 160}},          // [est]
    VectorCost{Sfpu::IsPositiveInfinite, {128, 128}, {128, 128}},  // [est]
    VectorCost{Sfpu::IsNegativeInfinite, {128, 128}, {128, 128}},  // [est]
    VectorCost{Sfpu::IsNan, {160, 160}, {160, 160}},               // [est]
    VectorCost{Sfpu::IsFinite, {160, 160}, {160, 160}},            // [est]
    VectorCost{Sfpu::Rpow, {2000, 2000}, {2000, 2000}},            // [est]
    VectorCost{Sfpu::Rdiv, {700, 700}, {700, 700}},                // [est]
    VectorCost{Sfpu::RemainderScalar, {900, 900}, {900, 900}},     // [est]
    VectorCost{Sfpu::FmodScalar, {900, 900}, {900, 900}},          // [est]
    VectorCost{Sfpu::MaxScalar, {128, 128}, {128, 128}},           // [est]
    VectorCost{Sfpu::MinScalar, {128, 128}, {128, 128}},           // [est]
    VectorCost{Sfpu::RemainderBinary, {1600, 1600}, {1600, 1600}}, // [est]
    VectorCost{Sfpu::FmodBinary, {1600, 1600}, {1600, 1600}},      // [est]
    VectorCost{Sfpu::Atan2, {2600, 2600}, {2600, 2600}},           // [est]
    VectorCost{Sfpu::Xlogy, {1200, 1200}, {1200, 1200}},           // [est]
    VectorCost{Sfpu::LogAddExp, {2000, 2000}, {2000, 2000}},       // [est]
    VectorCost{Sfpu::LogAddExp2, {2000, 2000}, {2000, 2000}},      // [est]
    VectorCost{Sfpu::IsClose, {320, 320}, {320, 320}},             // [est]
    VectorCost{Sfpu::LogSigmoid, {640, 640}, {640, 640}},          // [est]
    VectorCost{Sfpu::LgammaStirling, {1900, 1900}, {1500, 1500}}, // [est] a logarithm, a reciprocal
    VectorCost{Sfpu::LgammaStirlingOfLog, {1300, 1300}, {900, 900}}, // [est]
    VectorCost{Sfpu::LgammaAdjusted, {256, 256}, {256, 256}},        // [est]
    // [est] 21 steps of the network over 64 rows, each with its loads and stores
    VectorCost{Sfpu::TopkSort, {2688, 2688}, {2688, 2688}},
    // [llk] 32 groups of eight rows: four loads, an exchange of two cycles, four stores
    // (ckernel_sfpu_topk.h); stable ones take longer
    VectorCost{Sfpu::TopkMerge, {320, 320}, {320, 320}},
    // [est] the last of the six phases of topk_local_sort: two passes of 16 groups
    VectorCost{Sfpu::TopkRebuild, {1088, 1088}, {1088, 1088}},
    VectorCost{Sfpu::TopkZeros, {256, 256}, {256, 256}},   // [est]
    VectorCost{Sfpu::MultiplyAdd, {160, 160}, {160, 160}}, // [est]
    VectorCost{Sfpu::Lerp, {192, 192}, {192, 192}},        // [est]
    // [est] 32 registers of a sine's and a reciprocal's polynomial: some 45 instructions
    VectorCost{Sfpu::SnakeBeta, {1440, 1440}, {1440, 1440}},
    // [est] ten comparisons for each of 32 registers: some 45 instructions
    VectorCost{Sfpu::NextAfter, {1440, 1440}, {1440, 1440}},
    VectorCost{Sfpu::NextAfterBfloat16, {1440, 1440}, {1440, 1440}},
    // [llk] 16 instructions for each of 32 registers, and for each face 20 or 14 before them
    // (ckernel_sfpu_rand.h)
    VectorCost{Sfpu::Random, {592, 592}, {568, 568}},
    // [llk] ten for each register, and four constants for each face (ckernel_sfpu_dropout.h)
    VectorCost{Sfpu::Dropout, {336, 336}, {336, 336}},
    VectorCost{Sfpu::AddProduct, {192, 192}, {192, 192}},      // [est]
    VectorCost{Sfpu::AddQuotient, {1000, 1000}, {1000, 1000}}, // [est]
    // [llk] 1081 (PR#54938)
    VectorCost{Sfpu::BesselI0, {1081, 1081}, {1081, 1081}},
    // [llk] 1672 (PR#57292, BH)
    VectorCost{Sfpu::Atan, {1672, 1672}, {1672, 1672}},
    // [llk] 1450 (PR#54938)
    VectorCost{Sfpu::Softplus, {1450, 1450}, {1450, 1450}},
    // [llk] 12 cycles a row of 32 (WH), 3 at most (BH)
    VectorCost{Sfpu::MulInteger, {384, 384}, {96, 96}},
    VectorCost{Sfpu::AddInteger, {128, 128}, {128, 128}},                 // [est]
    VectorCost{Sfpu::SubInteger, {128, 128}, {128, 128}},                 // [est]
    VectorCost{Sfpu::RsubInteger, {128, 128}, {128, 128}},                // [est]
    VectorCost{Sfpu::DivInteger, {1100, 1100}, {1100, 1100}},             // [est]
    VectorCost{Sfpu::DivIntegerFloor, {1900, 1900}, {1900, 1900}},        // [est]
    VectorCost{Sfpu::DivIntegerTrunc, {1800, 1800}, {1800, 1800}},        // [est]
    VectorCost{Sfpu::RemainderInteger, {2000, 2000}, {2000, 2000}},       // [est]
    VectorCost{Sfpu::FmodInteger, {2000, 2000}, {2000, 2000}},            // [est]
    VectorCost{Sfpu::Gcd, {4600, 4600}, {4600, 4600}},                    // [est]
    VectorCost{Sfpu::Lcm, {6000, 6000}, {6000, 6000}},                    // [est]
    VectorCost{Sfpu::MaxInteger, {160, 160}, {160, 160}},                 // [est]
    VectorCost{Sfpu::MinInteger, {160, 160}, {160, 160}},                 // [est]
    VectorCost{Sfpu::AndInteger, {128, 128}, {128, 128}},                 // [est]
    VectorCost{Sfpu::OrInteger, {128, 128}, {128, 128}},                  // [est]
    VectorCost{Sfpu::XorInteger, {128, 128}, {128, 128}},                 // [est]
    VectorCost{Sfpu::NotInteger, {96, 96}, {96, 96}},                     // [est]
    VectorCost{Sfpu::ShiftLeft, {256, 256}, {256, 256}},                  // [est]
    VectorCost{Sfpu::ShiftRight, {352, 352}, {352, 352}},                 // [est]
    VectorCost{Sfpu::ShiftRightLogical, {256, 256}, {256, 256}},          // [est]
    VectorCost{Sfpu::EqualInteger, {192, 192}, {192, 192}},               // [est]
    VectorCost{Sfpu::NotEqualInteger, {192, 192}, {192, 192}},            // [est]
    VectorCost{Sfpu::LessInteger, {224, 224}, {224, 224}},                // [est]
    VectorCost{Sfpu::GreaterInteger, {224, 224}, {224, 224}},             // [est]
    VectorCost{Sfpu::LessEqualInteger, {224, 224}, {224, 224}},           // [est]
    VectorCost{Sfpu::GreaterEqualInteger, {224, 224}, {224, 224}},        // [est]
    VectorCost{Sfpu::AddScalarInteger, {96, 96}, {96, 96}},               // [est]
    VectorCost{Sfpu::SubScalarInteger, {96, 96}, {96, 96}},               // [est]
    VectorCost{Sfpu::RsubScalarInteger, {96, 96}, {96, 96}},              // [est]
    VectorCost{Sfpu::RemainderScalarInteger, {1400, 1400}, {1400, 1400}}, // [est]
    VectorCost{Sfpu::MaxScalarInteger, {160, 160}, {160, 160}},           // [est]
    VectorCost{Sfpu::MinScalarInteger, {160, 160}, {160, 160}},           // [est]
    VectorCost{Sfpu::AndScalar, {96, 96}, {96, 96}},                      // [est]
    VectorCost{Sfpu::OrScalar, {96, 96}, {96, 96}},                       // [est]
    VectorCost{Sfpu::XorScalar, {96, 96}, {96, 96}},                      // [est]
    VectorCost{Sfpu::ShiftLeftScalar, {96, 96}, {96, 96}},                // [est]
    VectorCost{Sfpu::ShiftRightScalar, {160, 160}, {160, 160}},           // [est]
    VectorCost{Sfpu::AbsInteger, {96, 96}, {96, 96}},                     // [est]
    VectorCost{Sfpu::NegativeInteger, {96, 96}, {96, 96}},                // [est]
    VectorCost{Sfpu::SignBitInteger, {96, 96}, {96, 96}},                 // [est]
    VectorCost{Sfpu::ReluMinInteger, {160, 160}, {160, 160}},             // [est]
    VectorCost{Sfpu::ReluMaxInteger, {192, 192}, {192, 192}},             // [est]
    VectorCost{Sfpu::ClampInteger, {224, 224}, {224, 224}},               // [est]
    VectorCost{Sfpu::LogicalNotInteger, {128, 128}, {128, 128}},          // [est]
    VectorCost{Sfpu::EqualZeroInteger, {128, 128}, {128, 128}},           // [est]
    VectorCost{Sfpu::NotEqualZeroInteger, {128, 128}, {128, 128}},        // [est]
    VectorCost{Sfpu::LessZeroInteger, {128, 128}, {128, 128}},            // [est]
    VectorCost{Sfpu::GreaterZeroInteger, {128, 128}, {128, 128}},         // [est]
    VectorCost{Sfpu::LessEqualZeroInteger, {128, 128}, {128, 128}},       // [est]
    VectorCost{Sfpu::GreaterEqualZeroInteger, {128, 128}, {128, 128}},    // [est]
    VectorCost{Sfpu::EqualScalarInteger, {160, 160}, {160, 160}},         // [est]
    VectorCost{Sfpu::NotEqualScalarInteger, {160, 160}, {160, 160}},      // [est]
    VectorCost{Sfpu::LessScalarInteger, {160, 160}, {160, 160}},          // [est]
    VectorCost{Sfpu::GreaterScalarInteger, {160, 160}, {160, 160}},       // [est]
    VectorCost{Sfpu::LessEqualScalarInteger, {160, 160}, {160, 160}},     // [est]
    VectorCost{Sfpu::GreaterEqualScalarInteger, {160, 160}, {160, 160}},  // [est]
    VectorCost{Sfpu::CumulativeSum, {176, 176}, {176, 176}},              // [est]
    VectorCost{Sfpu::SumIntegerColumns, {120, 120}, {120, 120}},          // [est]
    VectorCost{Sfpu::SumIntegerRows, {120, 120}, {120, 120}},             // [est]
    VectorCost{Sfpu::SumIntegerTiles, {192, 192}, {192, 192}},            // [est]
    VectorCost{Sfpu::ReduceInDest, {200, 200}, {200, 200}},               // [est]
    VectorCost{Sfpu::Mask, {128, 128}, {128, 128}},                       // [est]
    VectorCost{Sfpu::MaskInfinity, {128, 128}, {128, 128}},               // [est]
};

} // namespace

uint32_t vectorCycles(const Architecture &architecture, Sfpu function, bool approximate) {
  static const auto byFunction = [] {
    std::array<const VectorCost *, static_cast<size_t>(Sfpu::Count)> index{};
    for (const VectorCost &cost : costs)
      index[static_cast<size_t>(cost.function)] = &cost;
    return index;
  }();
  const VectorCost *found = byFunction[static_cast<size_t>(function)];
  if (!found)
    return 0;
  bool second = architecture.timing.vectorGeneration == VectorGeneration::Blackhole;
  return (second ? found->blackhole : found->wormhole)[approximate ? 1 : 0];
}

// [llk] Instructions, and the cycle that a sum or product waits for the one before
// (ckernel_sfpu_welfords_common.h of the ttnn 0.81.1 wheel): Wormhole's library has a SFPNOP there,
// Blackhole waits by itself.
namespace {

using tilium::StatisticsCall;
using tilium::StatisticsStep;

/// Four rows of which `rows` count: to load them takes two transpositions and four loads.
uint32_t blockCycles(const StatisticsCall &call, uint32_t rows) {
  constexpr uint32_t load = 6;
  switch (call.step) {
  case StatisticsStep::UpdateOnline:
    return load + rows * (2 + 8); // A reciprocal of two halves, then a mean and its squares.
  case StatisticsStep::UpdateSums:
    return load + (call.twoSums && rows == 4 ? 9 : 3 * rows + 1);
  default:
    return load + (rows < 4 ? 3 * rows + 1 : call.twoSums ? 9 : 10);
  }
}

uint32_t updateCycles(const StatisticsCall &call) {
  uint32_t cycles = call.anchor ? (call.twoSums ? 3 : 2) : 0;
  for (uint32_t block = 0; block < 32; block += 4) {
    uint32_t first = std::max(block, call.firstRow);
    uint32_t last = std::min(block + 4, call.firstRow + call.rows);
    if (first < last)
      cycles += blockCycles(call, last - first);
  }
  return call.rows == 0 ? 0 : cycles;
}

} // namespace

uint32_t statisticsCycles(const Architecture &architecture, const StatisticsCall &call) {
  uint32_t both = call.twoSums ? 1 : 0;
  bool second = architecture.timing.vectorGeneration == VectorGeneration::Blackhole;
  switch (call.step) {
  case StatisticsStep::UpdateOnline:
  case StatisticsStep::UpdateSums:
  case StatisticsStep::UpdateSquares:
    return updateCycles(call);
  case StatisticsStep::Clear:
    return 2 + both;
  case StatisticsStep::FinishMean:
    return 5 + 2 * both + (call.anchor ? 2 : 0);
  case StatisticsStep::SaveState:
    return 2 + 3 * both;
  case StatisticsStep::RestoreState:
    return 2;
  case StatisticsStep::SaveAnchor:
  case StatisticsStep::RestoreAnchor:
    return 1;
  case StatisticsStep::CombineBlock:
    return 20 + both;
  case StatisticsStep::FinishRow:
    return (call.option ? 19 : 11) + both;
  case StatisticsStep::FinishSplitRow:
    return 35 + both;
  case StatisticsStep::FinishFace:
    return 6 + 2 * both;
  case StatisticsStep::FinishCombinedFace:
    // Lanes are exchanged 14 times without other work in between, which Blackhole waits for.
    return (call.option ? 145 : 143) + both + (second ? 14 : 0);
  }
  return 0;
}

uint32_t divisionCycles(const StatisticsCall &call) {
  constexpr uint32_t division = 250; // [est] a conversion and a division of fp32 in software
  if (call.step == StatisticsStep::UpdateOnline)
    return call.reciprocals ? 0 : division * call.rows;
  return call.ofCount && call.reciprocalCount == 0 ? division : 0;
}

uint32_t vectorInitCycles(Sfpu function) {
  // [llk] 600 SFPNOP after a seed (init_prng_seed in ckernel.h)
  return function == Sfpu::Random || function == Sfpu::Dropout ? 600 : 0;
}

} // namespace tilium::device
