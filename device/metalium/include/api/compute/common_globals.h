//===- common_globals.h - Names every compute header uses -------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_COMMON_GLOBALS_H
#define TILIUM_METALIUM_API_COMPUTE_COMMON_GLOBALS_H

#include "tilium/kernel_types.h"

// One image serves all three processors; each does its own part. In a kernel that is compiled for
// each of them, a part may name what the others do not have. Statements may lack a semicolon.
#if defined(TRISC_UNPACK)
#define UNPACK(...) { __VA_ARGS__; }
#define MATH(...)
#define PACK(...)
#elif defined(TRISC_MATH)
#define UNPACK(...)
#define MATH(...) { __VA_ARGS__; }
#define PACK(...)
#elif defined(TRISC_PACK)
#define UNPACK(...)
#define MATH(...)
#define PACK(...) { __VA_ARGS__; }
#else
#define UNPACK(...) if (::tilium::runs(::tilium::Processor::Unpack)) { __VA_ARGS__; }
#define MATH(...) if (::tilium::runs(::tilium::Processor::Math)) { __VA_ARGS__; }
#define PACK(...) if (::tilium::runs(::tilium::Processor::Pack)) { __VA_ARGS__; }
#endif

namespace ckernel {
enum DstSync : std::uint8_t { SyncHalf = 0, SyncFull = 1, SyncTile16 = 2, SyncTile2 = 3 };
enum class VectorMode : std::uint8_t { None = 0, R = 1, C = 2, RC = 4, RC_custom = 6, Invalid = 0xFF };
enum class ReduceDim : std::uint8_t { REDUCE_ROW, REDUCE_COL, REDUCE_SCALAR };
enum class PoolType : std::uint8_t { SUM, AVG, MAX, MIN };
enum class EltwiseBinaryType : std::uint8_t { ELWMUL, ELWDIV, ELWADD, ELWSUB, ELWLESS };
enum class EltwiseBinaryReuseDestType { NONE = 0, DEST_TO_SRCA = 1, DEST_TO_SRCB = 2 };
enum class BroadcastType : std::uint8_t { NONE = 0, COL = 1, ROW = 2, SCALAR = 3 };
enum class MathFidelity : std::uint8_t { LoFi = 0, HiFi2 = 2, HiFi3 = 3, HiFi4 = 4 };
enum class ReluType : std::uint8_t { NO_RELU, ZERO_RELU, MIN_THRESHOLD_RELU, MAX_THRESHOLD_RELU };

#ifdef COMPILE_FOR_TRISC
inline constexpr std::uint32_t TILE_HEIGHT = 32, TILE_WIDTH = 32;
#endif
/// How a result of 32 bits goes into a DST of 16.
enum class DstRoundingMode : std::uint8_t { Default = 0, NearestEven = 1, Truncate = 2 };
enum class RoundingMode : std::uint8_t { None = 0, Trunc = 1, Floor = 2 };
struct p_sfpu {
  static constexpr std::uint16_t kCONST_1_FP16B = 0x3F80;
};

struct ReluConfig {
  ReluType type;
  std::uint32_t threshold = 0;
  static constexpr ReluConfig none() { return {ReluType::NO_RELU}; }
  static constexpr ReluConfig zero() { return {ReluType::ZERO_RELU}; }
  static constexpr ReluConfig min_threshold(std::uint32_t t) { return {ReluType::MIN_THRESHOLD_RELU, t}; }
  static constexpr ReluConfig max_threshold(std::uint32_t t) { return {ReluType::MAX_THRESHOLD_RELU, t}; }
};
} // namespace ckernel
using namespace ckernel;

#endif // TILIUM_METALIUM_API_COMPUTE_COMMON_GLOBALS_H
