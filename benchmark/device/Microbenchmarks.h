//===- Microbenchmarks.h - Programs that measure the model ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Each function builds a program in the manner of the published measurement, runs it without
// values, and returns cycles.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_BENCHMARK_DEVICE_MICROBENCHMARKS_H
#define TILIUM_BENCHMARK_DEVICE_MICROBENCHMARKS_H

#include "host/Device.h"

#include <vector>

namespace tilium::device::benchmark {

/// Transactions between the L1s of cores: each of `masters` with each of `subordinates` (but not
/// with itself), all on NoC 0, with one barrier. Returns the median of the masters' cycles.
struct UnicastCase {
  bool write;
  std::vector<Coordinate> masters, subordinates;
  uint32_t transactions; ///< With each subordinate.
  uint32_t bytes;
};
double unicast(Device &device, const UnicastCase &test);

/// One core sends to the rectangle from `first` to `last`.
struct MulticastCase {
  Coordinate sender, first, last;
  uint32_t transactions, bytes;
  bool linked = false; ///< All but the last.
};
double multicast(Device &device, const MulticastCase &test);

/// One core and one bank.
struct BankCase {
  bool write;
  Coordinate core;
  uint32_t bank, transactions, bytes;
};
double dramBank(Device &device, const BankCase &test);

/// Pages of an interleaved buffer. Core i takes pages i, i + `distance`, ...
struct PagesCase {
  bool write;
  std::vector<Coordinate> cores;
  uint32_t pagesPerRound, rounds, bytes, distance;
  uint32_t noc = 0;
};
/// Returns the cycles of the slowest core.
double dramPages(Device &device, const PagesCase &test);

/// Adds tiles that are in L1, one by one; cycles from the unpacker's start to the packer's end.
double addTiles(Device &device, uint32_t tiles);

/// C = A x B on the whole grid: A's blocks go along the rows of the grid, B's along its columns.
struct GemmCase {
  uint32_t M, K, N;
  DataFormat format = DataFormat::Float16_b;
  MathFidelity fidelity = MathFidelity::HiFi4;
  bool dram = false;      ///< A and C lie in DRAM, else in L1.
  uint32_t blockInner;    ///< Tiles along K in one block.
  bool timingOnly = true; ///< Else with values.
};
RunReport gemm(Device &device, const GemmCase &test);
/// The cycles of a GEMM if the matrix engines never waited.
double idealGemmCycles(const Architecture &architecture, const GemmCase &test);

/// A worker core for each DRAM bank, near to it on a network and such that no two ways from a bank
/// to its core share a link.
std::vector<Coordinate> placedReaders(const Architecture &architecture, uint32_t noc);
/// A square of cores from the origin.
std::vector<Coordinate> square(uint32_t width, uint32_t height);

} // namespace tilium::device::benchmark

#endif // TILIUM_BENCHMARK_DEVICE_MICROBENCHMARKS_H
