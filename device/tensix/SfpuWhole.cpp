//===- SfpuWhole.cpp - Functions that look at whole tiles -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Sums of floating-point numbers are made in fp32 and rounded once, when they are stored in DST.
//
//===----------------------------------------------------------------------===//

#include "tensix/SfpuFunctions.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <string>
#include <utility>

namespace tilium::device {

using tilium::Sfpu;

namespace {

uint32_t bitsOf(float value) { return std::bit_cast<uint32_t>(value); }
float wordOf(uint32_t bits) { return std::bit_cast<float>(bits); }

DataFormat formatOf(const SfpuContext &context) {
  return static_cast<DataFormat>(context.call.formatIn);
}

/// Running sums down the columns. What a column's sum has reached is kept for the next tile.
void cumulativeSum(const SfpuContext &context) {
  Tile &tile = context.tile(context.call.source0);
  auto &carry = context.self.core.engine.cumulativeSums;
  if (context.call.parameter0 != 0)
    carry.fill(0.0f);
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = 0; column < tileSide; ++column) {
      carry[column] += tile.at(row, column);
      tile.at(row, column) = carry[column];
    }
  keepInDst(context.self, tile);
}

// The two sums of integers leave partial sums, as lanes do: of the rows with the same rest by four
// in the first four rows, of the columns of each pair in the pair's first column of the left half.
void sumIntegerColumns(const SfpuContext &context) {
  Tile &tile = context.tile(context.call.source0);
  for (uint32_t row = 0; row < 4; ++row)
    for (uint32_t column = 0; column < tileSide; ++column) {
      uint32_t sum = 0;
      for (uint32_t other = row; other < tileSide; other += 4)
        sum += bitsOf(tile.at(other, column));
      tile.at(row, column) = wordOf(sum);
    }
}
void sumIntegerRows(const SfpuContext &context) {
  Tile &tile = context.tile(context.call.source0);
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = 0; column < faceSide; column += 2) {
      uint32_t sum = 0;
      for (uint32_t other : {column, column + 1, column + faceSide, column + faceSide + 1})
        sum += bitsOf(tile.at(row, other));
      tile.at(row, column) = wordOf(sum);
    }
}
void sumIntegerTiles(const SfpuContext &context) {
  Tile &sum = context.tile(context.call.source0);
  const Tile &other = context.tile(context.call.source1);
  for (uint32_t i = 0; i < tileElements; ++i)
    sum.value[i] = wordOf(bitsOf(sum.value[i]) + bitsOf(other.value[i]));
}

/// Folds two elements; `pool` is the vendor's PoolType: sum, average, max, min.
float foldReal(float a, float b, uint32_t pool) {
  return pool == 2 ? std::max(a, b) : pool == 3 ? std::min(a, b) : a + b;
}
float foldInteger(float a, float b, uint32_t pool, bool isSigned) {
  uint32_t x = bitsOf(a), y = bitsOf(b);
  if (pool < 2)
    return wordOf(x + y);
  bool smaller = isSigned ? static_cast<int32_t>(x) < static_cast<int32_t>(y) : x < y;
  return (pool == 2) == smaller ? b : a;
}

/// A line of elements: their fold, in the order of the elements.
class Reduction {
public:
  explicit Reduction(const SfpuContext &context)
      : pool(context.call.parameter0), integer(findFormat(formatOf(context))->integer),
        isSigned(formatOf(context) == DataFormat::Int32) {}

  void add(float element) {
    if (count++ == 0)
      result = element;
    else
      result =
          integer ? foldInteger(result, element, pool, isSigned) : foldReal(result, element, pool);
  }
  float value() const {
    if (pool != 1)
      return result;
    if (!integer)
      return result * (1.0f / static_cast<float>(count));
    // Averages of integers are cut towards zero.
    uint32_t sum = bitsOf(result);
    return wordOf(isSigned ? static_cast<uint32_t>(static_cast<int32_t>(sum) / count)
                           : sum / static_cast<uint32_t>(count));
  }

private:
  uint32_t pool;
  bool integer, isSigned;
  int32_t count = 0;
  float result = 0;
};

/// Columns of one tile into its first row, or rows of a block of tiles into the first column of the
/// block's first tiles.
void reduceInDest(const SfpuContext &context) {
  const tilium::SfpuCall &call = context.call;
  bool rows = call.formatOut == 0;
  uint32_t across = call.parameter1, down = call.parameter2;
  if (across == 0 || down == 0 || (!rows && across * down != 1))
    context.self.fail(Rule::ArgumentRange,
                      "sfpu_reduce over a block of " + std::to_string(across) + " by " +
                          std::to_string(down) +
                          " tiles: columns are reduced one tile at a time, rows at least one",
                      context.site);
  for (uint32_t block = 0; block < (rows ? down : 1); ++block) {
    Tile &first = context.tile(call.source0 + block * across);
    std::array<float, tileSide> results{};
    for (uint32_t line = 0; line < tileSide; ++line) {
      Reduction reduction(context);
      for (uint32_t column = 0; column < (rows ? across : 1); ++column) {
        const Tile &tile = context.tile(call.source0 + block * across + column);
        for (uint32_t i = 0; i < tileSide; ++i)
          reduction.add(rows ? tile.at(line, i) : tile.at(i, line));
      }
      results[line] = reduction.value();
    }
    for (uint32_t line = 0; line < tileSide; ++line)
      (rows ? first.at(line, 0) : first.at(0, line)) = results[line];
    if (!findFormat(formatOf(context))->integer)
      keepInDst(context.self, first);
  }
}

/// Elements where the mask, which has to be the tile after the data, is zero.
void replaceMasked(const SfpuContext &context, float replacement) {
  const tilium::SfpuCall &call = context.call;
  if (call.source1 != call.source0 + 1)
    context.self.fail(Rule::ArgumentRange,
                      "the mask of DST tile " + std::to_string(call.source0) + " has to be tile " +
                          std::to_string(call.source0 + 1) + ", not " +
                          std::to_string(call.source1),
                      context.site);
  Tile &data = context.tile(call.source0);
  const Tile &mask = context.tile(call.source1);
  for (uint32_t i = 0; i < tileElements; ++i)
    if ((bitsOf(mask.value[i]) & 0x7FFFFFFFu) == 0)
      data.value[i] = replacement;
}

/// The network of a bitonic sort over the 64 rows of two tiles, column by column; what is in the
/// two tiles after them goes along.
class BitonicSort {
public:
  /// `options`: 1 if numbers rise, 2 if equal ones stay in the order of their indices, 4 if the
  /// first of those counts as the greater one.
  BitonicSort(const SfpuContext &context, uint32_t options)
      : values{&context.tile(context.call.source0), &context.tile(context.call.source0 + 1)},
        indices{&context.tile(context.call.source0 + 2), &context.tile(context.call.source0 + 3)},
        rises(options & 1), stable(options & 2), firstIsGreater(options & 4) {}

  /// After it, runs of 2^(phase + 1) rows are sorted, each the other way than the one before.
  void phase(uint32_t number) {
    for (uint32_t distance = 1u << number; distance != 0; distance /= 2)
      for (uint32_t row = 0; row < rows; ++row)
        if ((row & distance) == 0)
          for (uint32_t column = 0; column < tileSide; ++column)
            exchange(row, row + distance, column, ((row >> (number + 1) & 1) != 0) != rises);
  }

  /// Of each two runs of up to 32 rows, `distance` apart, the first gets the rows that come first.
  void merge(uint32_t run, uint32_t distance, uint32_t pairs) {
    for (uint32_t pair = 0; pair < pairs; ++pair) {
      uint32_t row = pair / run * 2 * distance + pair % run;
      for (uint32_t column = 0; column < tileSide; ++column)
        exchange(row, row + distance, column, rises);
    }
  }

private:
  static constexpr uint32_t rows = 2 * tileSide;
  /// As the swap of the vector engine orders numbers: by sign and magnitude.
  static int32_t orderOf(float value) {
    auto bits = std::bit_cast<int32_t>(value);
    return bits < 0 ? bits ^ 0x7FFFFFFF : bits;
  }
  static float &at(const std::array<Tile *, 2> &tiles, uint32_t row, uint32_t column) {
    return tiles[row / tileSide]->at(row % tileSide, column);
  }
  void exchange(uint32_t low, uint32_t high, uint32_t column, bool up) {
    float &first = at(values, low, column), &second = at(values, high, column);
    float &firstIndex = at(indices, low, column), &secondIndex = at(indices, high, column);
    bool greater = orderOf(first) > orderOf(second), less = orderOf(first) < orderOf(second);
    if (stable && !greater && !less) {
      greater = (bitsOf(firstIndex) < bitsOf(secondIndex)) == firstIsGreater;
      less = !greater;
    }
    if (up ? !greater : !less)
      return;
    std::swap(first, second);
    std::swap(firstIndex, secondIndex);
  }

  std::array<Tile *, 2> values, indices;
  bool rises, stable, firstIsGreater;
};

/// Parameters: the options, the last and the first phase; the sources after the first tile are the
/// steps of a single phase, which only a part of a sort asks for.
void topkSort(const SfpuContext &context) {
  const tilium::SfpuCall &call = context.call;
  constexpr uint32_t lastPhase = 5;
  if (call.parameter1 > lastPhase || call.parameter2 > call.parameter1)
    context.self.fail(Rule::ArgumentRange,
                      "topk_local_sort from phase " + std::to_string(call.parameter2) + " to " +
                          std::to_string(call.parameter1) + ": phases are 0 to 5",
                      context.site);
  if (call.source1 != 0 || call.source2 != 0)
    context.self.fail(Rule::Unsupported, "topk_local_sort of some steps of a phase is not modelled",
                      context.site);
  BitonicSort sort(context, call.parameter0);
  for (uint32_t phase = call.parameter2; phase <= call.parameter1; ++phase)
    sort.phase(phase);
}

/// Parameters: the options, how often runs were merged before, and a run's rows.
void topkMerge(const SfpuContext &context) {
  const tilium::SfpuCall &call = context.call;
  uint32_t before = call.parameter1, length = call.parameter2;
  constexpr uint32_t mostMerges = 9;
  if (!std::has_single_bit(length) || length < 4 || length > 2 * tileSide || before > mostMerges)
    context.self.fail(Rule::ArgumentRange,
                      "topk_merge of runs of " + std::to_string(length) + " rows after " +
                          std::to_string(before) +
                          " merges: runs have 4, 8, 16, 32 or 64 rows, and there are at most 9",
                      context.site);
  uint32_t run = std::min(length, tileSide), distance = std::min(run << before, tileSide);
  BitonicSort(context, call.parameter0).merge(run, distance, std::max(2 * run, 64u >> before) / 2);
}

/// Parameters: the options, and a run's rows as their logarithm and as they are.
void topkRebuild(const SfpuContext &context) {
  const tilium::SfpuCall &call = context.call;
  if (call.parameter1 > 6 || 1u << call.parameter1 != call.parameter2)
    context.self.fail(Rule::ArgumentRange,
                      "topk_rebuild of runs of " + std::to_string(call.parameter2) +
                          " rows, whose logarithm is said to be " + std::to_string(call.parameter1),
                      context.site);
  if (call.parameter2 < tileSide)
    context.self.fail(Rule::Unsupported,
                      "topk_rebuild of runs of less than 32 rows is not modelled", context.site);
  BitonicSort(context, call.parameter0).phase(call.parameter1 - 1);
}

/// Minus zero becomes zero in two tiles of values, where DST has 32 bits.
void topkZeros(const SfpuContext &context) {
  for (uint32_t tile = 0; tile < 2; ++tile)
    for (float &value : context.tile(context.call.source0 + tile).value)
      if (value == 0.0f && context.self.core.engine.config->fp32DestAccEn)
        value = 0.0f;
}

/// Spreading works on words of DST.
void checkSpread(const SfpuContext &context, const char *what) {
  if (!context.self.core.engine.config->fp32DestAccEn)
    context.self.fail(Rule::FormatMismatch,
                      std::string(what) +
                          " are spread over DST tiles of 32 bits only, but DST has 16: set "
                          "fp32_dest_acc_en, or use unary_bcast",
                      context.site);
}

/// A column reaches the other lanes by sums over the first eight columns, all but the first one
/// multiplied by zero, which an infinity or a NaN among them survives.
float spreadOfRow(const Tile &vector, uint32_t row) {
  constexpr uint32_t summedColumns = 8;
  float sum = vector.at(row, 0);
  for (uint32_t other = 1; other < summedColumns; ++other)
    sum += vector.at(row, other) * 0.0f;
  return sum;
}

/// A tile and a vector in another one: its first row or first column, spread over the tile.
template <typename Operation>
void withSpread(const SfpuContext &context, bool isRow, Operation operation) {
  const tilium::SfpuCall &call = context.call;
  checkSpread(context, isRow ? "rows" : "columns");
  if (call.source0 == call.source1)
    context.self.fail(Rule::ArgumentRange,
                      "the vector in DST tile " + std::to_string(call.source1) +
                          " would be spread over its own tile; give it another one",
                      context.site);
  const Tile &vector = context.tile(call.source1);
  Tile &data = context.tile(call.source0);
  for (uint32_t row = 0; row < tileSide; ++row) {
    float ofRow = spreadOfRow(vector, row);
    for (uint32_t column = 0; column < tileSide; ++column) {
      float &element = data.at(row, column);
      element = operation(element, isRow ? vector.at(0, column) : ofRow);
    }
  }
}

template <bool isRow>
void addSpread(const SfpuContext &context) {
  withSpread(context, isRow, [](float a, float b) { return a + b; });
}
template <bool isRow>
void subSpread(const SfpuContext &context) {
  withSpread(context, isRow, [](float a, float b) { return a - b; });
}
template <bool isRow>
void mulSpread(const SfpuContext &context) {
  withSpread(context, isRow, [](float a, float b) { return a * b; });
}

/// (data + added - mean) times a factor, the last two being the first columns of two tiles or their
/// first elements.
void normalize(const SfpuContext &context, Tile &data, const Tile *added, bool scalar) {
  const Tile &mean = context.tile(context.call.source1);
  const Tile &factor = context.tile(context.call.source2);
  for (uint32_t row = 0; row < tileSide; ++row) {
    float centre = scalar ? mean.at(0, 0) : spreadOfRow(mean, row);
    float scale = scalar ? factor.at(0, 0) : spreadOfRow(factor, row);
    for (uint32_t column = 0; column < tileSide; ++column) {
      float &element = data.at(row, column);
      float value = added ? element + added->at(row, column) : element;
      element = (value - centre) * scale;
    }
  }
}
void normalizeColumn(const SfpuContext &context) {
  checkSpread(context, "columns");
  normalize(context, context.tile(context.call.source0), nullptr, false);
}
void normalizeColumnOfTwo(const SfpuContext &context) {
  normalizeColumn(context);
  normalize(context, context.tile(context.call.parameter0), nullptr, false);
}
void normalizeColumnOfSum(const SfpuContext &context) {
  checkSpread(context, "columns");
  normalize(context, context.tile(context.call.source0), &context.tile(context.call.parameter0),
            false);
}
void normalizeScalar(const SfpuContext &context) {
  checkSpread(context, "scalars");
  normalize(context, context.tile(context.call.source0), nullptr, true);
}

constexpr std::array functions{
    SfpuInfo{Sfpu::CumulativeSum, "cumsum", 1, Sfpu::CumulativeSum, nullptr, nullptr,
             cumulativeSum},
    SfpuInfo{Sfpu::SumInteger, "sfpu_sum_int", 0, Sfpu::SumInteger}, // Only an init.
    SfpuInfo{Sfpu::SumIntegerColumns, "sfpu_sum_int_col", 1, Sfpu::SumInteger, nullptr, nullptr,
             sumIntegerColumns},
    SfpuInfo{Sfpu::SumIntegerRows, "sfpu_sum_int_row", 1, Sfpu::SumInteger, nullptr, nullptr,
             sumIntegerRows},
    SfpuInfo{Sfpu::SumIntegerTiles, "sfpu_add_int", 2, Sfpu::SumInteger, nullptr, nullptr,
             sumIntegerTiles},
    SfpuInfo{Sfpu::ReduceInDest, "sfpu_reduce", 1, Sfpu::ReduceInDest, nullptr, nullptr,
             reduceInDest},
    SfpuInfo{Sfpu::Mask, "mask", 2, Sfpu::Mask, nullptr, nullptr,
             [](const SfpuContext &context) { replaceMasked(context, 0.0f); }},
    SfpuInfo{Sfpu::MaskInfinity, "mask_posinf", 2, Sfpu::Mask, nullptr, nullptr,
             [](const SfpuContext &context) {
               replaceMasked(context, std::numeric_limits<float>::infinity());
             }},
    SfpuInfo{Sfpu::TopkSort, "topk_local_sort", 1, Sfpu::TopkSort, nullptr, nullptr, topkSort},
    SfpuInfo{Sfpu::TopkMerge, "topk_merge", 1, Sfpu::TopkSort, nullptr, nullptr, topkMerge},
    SfpuInfo{Sfpu::TopkRebuild, "topk_rebuild", 1, Sfpu::TopkSort, nullptr, nullptr, topkRebuild},
    SfpuInfo{Sfpu::TopkZeros, "topk_canonicalize_negzero_values", 1, Sfpu::TopkSort, nullptr,
             nullptr, topkZeros},
    SfpuInfo{Sfpu::RowInit, "sfpu_bcast_row", 0, Sfpu::RowInit},       // Only an init.
    SfpuInfo{Sfpu::ColumnInit, "sfpu_bcast_col", 0, Sfpu::ColumnInit}, // Only an init.
    SfpuInfo{Sfpu::AddRow, "sfpu_add_bcast_row", 2, Sfpu::RowInit, nullptr, nullptr,
             addSpread<true>},
    SfpuInfo{Sfpu::SubRow, "sfpu_sub_bcast_row", 2, Sfpu::RowInit, nullptr, nullptr,
             subSpread<true>},
    SfpuInfo{Sfpu::MulRow, "sfpu_mul_bcast_row", 2, Sfpu::RowInit, nullptr, nullptr,
             mulSpread<true>},
    SfpuInfo{Sfpu::AddColumn, "sfpu_add_bcast_col", 2, Sfpu::ColumnInit, nullptr, nullptr,
             addSpread<false>},
    SfpuInfo{Sfpu::SubColumn, "sfpu_sub_bcast_col", 2, Sfpu::ColumnInit, nullptr, nullptr,
             subSpread<false>},
    SfpuInfo{Sfpu::MulColumn, "sfpu_mul_bcast_col", 2, Sfpu::ColumnInit, nullptr, nullptr,
             mulSpread<false>},
    // The vendor's init for scalars is that for rows.
    SfpuInfo{Sfpu::NormalizeScalar, "sfpu_normalize_bcast_scalar", 3, Sfpu::RowInit, nullptr,
             nullptr, normalizeScalar},
    SfpuInfo{Sfpu::NormalizeColumn, "sfpu_normalize_bcast_col", 3, Sfpu::ColumnInit, nullptr,
             nullptr, normalizeColumn},
    SfpuInfo{Sfpu::NormalizeColumnOfTwo, "sfpu_normalize_bcast_col_two_tiles", 3, Sfpu::ColumnInit,
             nullptr, nullptr, normalizeColumnOfTwo},
    SfpuInfo{Sfpu::NormalizeColumnOfSum, "sfpu_residual_normalize_bcast_col", 3, Sfpu::ColumnInit,
             nullptr, nullptr, normalizeColumnOfSum},
    // Only inits; Statistics.cpp has the functions.
    SfpuInfo{Sfpu::TwoPassStatistics, "two_pass_stats_init_shifted", 0, Sfpu::TwoPassStatistics},
    SfpuInfo{Sfpu::OnlineStatistics, "welford_init", 0, Sfpu::OnlineStatistics},
};

} // namespace

std::span<const SfpuInfo> sfpuWholeFunctions() { return functions; }

} // namespace tilium::device
