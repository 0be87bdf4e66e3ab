//===- SfpuRandom.cpp - Random numbers of the vector engine ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Each lane has a shift register of 32 bits: tt-isa-documentation, VectorUnit.md. How a seed gets
// into all of them is what the vendor's simulator does. Numbers are made of them as the vendor's
// kernels do, word by word: ckernel_sfpu_rand.h and ckernel_sfpu_dropout.h of the ttnn 0.81.1
// wheel, for each chip.
//
//===----------------------------------------------------------------------===//

#include "tensix/SfpuFunctions.h"
#include "tensix/VectorLanes.h"

#include <array>
#include <bit>

namespace tilium::device {

using tilium::Sfpu;

namespace {

constexpr uint32_t rowsOfFace = 16;

uint32_t stepped(uint32_t state) {
  auto taps = static_cast<uint32_t>(std::popcount(state & 0x80200003u));
  return ~taps << 31 | state >> 1;
}

uint32_t advance(ComputeEngine &engine, uint32_t lane) {
  uint32_t state = engine.random[lane];
  engine.random[lane] = stepped(state);
  return state;
}

bool isBlackhole(const SfpuContext &context) {
  return context.self.machine.architecture.timing.vectorGeneration == VectorGeneration::Blackhole;
}

/// What tells one lane's numbers from another's.
uint32_t saltOf(uint32_t lane, bool blackhole) {
  uint32_t number = 2 * lane + (blackhole ? 407u : ~0u - 150u);
  uint32_t half = number << (blackhole ? 14 : 20) ^ number;
  return half << (blackhole ? 6 : 5) ^ half;
}

/// A bijection of words.
uint32_t mixed(uint32_t x, bool blackhole) {
  if (!blackhole) {
    x ^= x >> 16;
    x += x << 10;
    x ^= x >> 6;
    x += x << 13;
    return x ^ x >> 16;
  }
  constexpr uint32_t low = 0x7FFFFFu, factor = 0x56594Bu;
  x ^= x >> 8;
  x ^= x >> 16;
  x = (x & ~low) | (x * factor & low);
  x ^= x << 8;
  return x ^ x >> 14;
}

/// `from` + `scale` times a number from 0 to 1, in steps of 2^-31.
void randomNumbers(const SfpuContext &context) {
  ComputeEngine &engine = context.self.core.engine;
  Tile &tile = context.tile(context.call.source0, false);
  bool blackhole = isBlackhole(context);
  auto from = std::bit_cast<float>(context.call.parameter0);
  auto scale = std::bit_cast<float>(context.call.parameter1);
  for (uint32_t face = 0; face < 4; ++face) {
    // A number more than there are rows is drawn in each face.
    for (uint32_t row = 0; row <= rowsOfFace; row += 2)
      for (uint32_t lane = 0; lane < vectorLanes; ++lane) {
        uint32_t word = mixed(advance(engine, lane) + saltOf(lane, blackhole), blackhole);
        if (row == rowsOfFace)
          continue;
        constexpr float unit = 0x1p-31f;
        float number = static_cast<float>(word & 0x7FFFFFFFu) * unit;
        LanePlace place(face * rowsOfFace + row, lane);
        tile.at(place.row, place.column) =
            storedInDst(engine, vectorAdd(vectorMultiply(number, scale), from));
      }
  }
}

/// Zero where a random number of 31 bits is no greater than the probability; else scaled.
void dropout(const SfpuContext &context) {
  ComputeEngine &engine = context.self.core.engine;
  Tile &tile = context.tile(context.call.source0);
  auto probability = static_cast<int32_t>(context.call.parameter0);
  auto scale = std::bit_cast<float>(context.call.parameter1);
  for (uint32_t row = 0; row < 4 * rowsOfFace; row += 2)
    for (uint32_t lane = 0; lane < vectorLanes; ++lane) {
      LanePlace place(row, lane);
      float &element = tile.at(place.row, place.column);
      auto number = static_cast<int32_t>(advance(engine, lane) & 0x7FFFFFFFu);
      element = number <= probability ? 0.0f : storedInDst(engine, vectorMultiply(element, scale));
    }
}

constexpr std::array functions{
    SfpuInfo{Sfpu::Random, "rand", 0, Sfpu::Random, nullptr, nullptr, randomNumbers},
    SfpuInfo{Sfpu::Dropout, "dropout", 1, Sfpu::Dropout, nullptr, nullptr, dropout},
};

} // namespace

std::span<const SfpuInfo> sfpuRandomFunctions() { return functions; }

void seedRandom(ComputeEngine &engine, uint32_t seed) {
  uint32_t state = seed;
  for (uint32_t i = 0; i < vectorLanes; ++i)
    state = stepped(state);
  for (uint32_t lane = vectorLanes; lane-- > 0;)
    engine.random[lane] = state = stepped(stepped(state));
}

} // namespace tilium::device
