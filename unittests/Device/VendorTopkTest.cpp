//===- VendorTopkTest.cpp - ttnn's search for the greatest numbers --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "VendorKernel.h"

#include <algorithm>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

/// The first of the sorted rows of a tensor, with their places: reader, sort and writer of ttnn.
class VendorTopk : public VendorKernel {
protected:
  static constexpr uint32_t rows = 32, width = 5, columns = width * 32;

  struct Search {
    uint32_t tiles = 1; ///< Of results in a row.
    bool largest = true, stable = false;
    size_t different = columns; ///< Numbers in a row; the others are equal to one of them.
  };

  void tensors(const Search &search) {
    in = tensor(rows, columns, [&](size_t i) { return numberAt(search, i); });
    sorted = tensor(rows, search.tiles * 32, [](size_t) { return 77.0f; });
    places = device.createBuffer(BufferType::Dram, 2048, search.tiles);
  }
  /// Whole numbers, the same ones in each row in other places.
  static float numberAt(const Search &search, size_t i) {
    size_t row = i / columns, place = (i + row * 7) % columns;
    return static_cast<float>(static_cast<int>(place * 63 % columns % search.different) - 60);
  }
  void queue(uint32_t index, uint32_t pages, DataFormat format) {
    program.cbs.push_back({pages * 2048, oneCore, {{index, format, 2048}}, {}});
  }
  void addKernels(const Search &search) {
    const std::string folder = "reduction/topk/device/kernels/";
    addNamed(folder + "dataflow/reader_create_index_tensor.cpp", {{"id", 0}, {"work_per_core", 1}},
             {{"Ht", 1}, {"Wt", width}, {"total_number_of_cores", 1}, {"uint16_output", 1}},
             {{"input", 0}, {"index", 1}}, {{"input", &in}}, DataMovementConfig::reader())
        .defines = {{"GENERATE_INDICES", "1"}};
    addNamed(folder + "compute/topk.cpp", {{"work_per_core", 1}},
             {{"Ht", 1},
              {"Wt", width},
              {"output_tiles", search.tiles},
              {"largest", search.largest},
              {"stable_sort", search.stable},
              {"rank_stamped", 0}},
             {{"input", 0},
              {"index", 1},
              {"transposed_val", 2},
              {"transposed_ind", 3},
              {"result_prep_val", 4},
              {"result_prep_ind", 5},
              {"output_val", 6},
              {"output_ind", 7}},
             {}, ComputeConfig{});
    addNamed(folder + "dataflow/writer_binary_interleaved.cpp", {{"id", 0}, {"work_per_core", 1}},
             {{"Ht", 1}, {"Kt", search.tiles}, {"total_number_of_cores", 1}},
             {{"values", 6}, {"indices", 7}}, {{"values", &sorted}, {"indices", &places}},
             DataMovementConfig::writer());
    for (uint32_t index : {0u, 2u, 4u, 6u}) {
      uint32_t pages = index == 2 ? 4 : index == 4 ? 2 * search.tiles : 2;
      queue(index, pages, DataFormat::Float16_b);
      queue(index + 1, pages, DataFormat::UInt16);
    }
  }
  /// The places of the `count` numbers that come first, of equal ones in rising order.
  static std::vector<size_t> firstOf(const Search &search, size_t row, size_t count) {
    std::vector<size_t> order(columns);
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      float first = numberAt(search, row * columns + a);
      float second = numberAt(search, row * columns + b);
      if (first == second)
        return a < b;
      return search.largest ? first > second : first < second;
    });
    order.resize(count);
    return order;
  }
  void find(const Search &search) {
    tensors(search);
    addKernels(search);
    device.run(program);
    size_t count = size_t{search.tiles} * 32;
    std::vector<float> numbers = values(sorted, rows, search.tiles * 32);
    std::vector<std::byte> bytes(places.bytes());
    device.read(places, bytes);
    bytes = untilize(bytes, rows, search.tiles * 32, 2);
    for (size_t row = 0; row < rows; ++row) {
      std::vector<size_t> expected = firstOf(search, row, count);
      for (size_t i = 0; i < count; ++i) {
        uint16_t place;
        std::memcpy(&place, bytes.data() + (row * count + i) * 2, 2);
        ASSERT_EQ(numbers[row * count + i], numberAt(search, row * columns + expected[i]))
            << "row " << row << ", number " << i;
        ASSERT_EQ(place, expected[i]) << "row " << row << ", number " << i;
      }
    }
  }

  Buffer in, sorted, places;
};

/// ttnn.sort of rows on one core: runs of two tiles, then merges of tiles.
class VendorSort : public VendorTopk {
protected:
  void addSort(bool descending, bool stable) {
    const std::string folder = "data_movement/sort/device/kernels/";
    const Named shape = {{"Wt", tiles},
                         {"Ht", 1},
                         {"total_number_of_cores", 1},
                         {"compute_with_storage_grid_size_x", 1},
                         {"compute_with_storage_grid_size_y", 1},
                         {"W_value_bytes", tiles * 64},
                         {"W_index_bytes", tiles * 64},
                         {"is_32_bit_data", 0}};
    addNamed(folder + "dataflow/reader_single_row_single_core.cpp", {{"core_loop_count", 1}}, shape,
             {{"input_tensor", 0}, {"index_tensor_output", 7}},
             {{"input_tensor", &in}, {"index_tensor", &places}}, DataMovementConfig::reader());
    addNamed(folder + "compute/sort_single_row_single_core.cpp", {{"core_loop_count", 1}},
             {{"Wt", tiles}, {"descending", descending}, {"stable", stable}},
             {{"input_tensor", 0},
              {"index_tensor", 1},
              {"input_tensor_transposed", 2},
              {"index_tensor_transposed", 3},
              {"synchronization", 4},
              {"value_tensor", 6},
              {"index_tensor_output", 7}},
             {}, ComputeConfig{});
    addNamed(folder + "dataflow/writer_single_row_single_core.cpp", {{"core_loop_count", 1}}, shape,
             {{"value_tensor", 6}, {"index_tensor", 1}}, {{"value_tensor", &sorted}},
             DataMovementConfig::writer());
    for (uint32_t index : {0u, 2u, 6u}) {
      uint32_t pages = index == 2 ? tiles : 2;
      queue(index, pages, DataFormat::Float16_b);
      queue(index + 1, pages, DataFormat::UInt16);
    }
    queue(4, 1, DataFormat::Float16_b);
  }
  /// Rows of numbers many of which are equal.
  static float numberOf(size_t i) { return static_cast<float>(i * 37 % 1013 % 77) - 30; }

  void sort(bool descending, bool stable) {
    in = tensor(rows, tiles * 32, numberOf);
    sorted = tensor(rows, tiles * 32, [](size_t) { return 77.0f; });
    places = device.createBuffer(BufferType::Dram, 2048, tiles);
    addSort(descending, stable);
    device.run(program);
    constexpr size_t count = size_t{tiles} * 32;
    std::vector<float> numbers = values(sorted, rows, tiles * 32);
    std::vector<std::byte> bytes(places.bytes());
    device.read(places, bytes);
    bytes = untilize(bytes, rows, tiles * 32, 2);
    for (size_t row = 0; row < rows; ++row) {
      std::vector<size_t> order(count);
      std::iota(order.begin(), order.end(), size_t{0});
      std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        float first = numberOf(row * count + a), second = numberOf(row * count + b);
        return descending ? first > second : first < second;
      });
      for (size_t i = 0; i < count; ++i) {
        uint16_t place;
        std::memcpy(&place, bytes.data() + (row * count + i) * 2, 2);
        ASSERT_EQ(numbers[row * count + i], numberOf(row * count + order[i]))
            << "row " << row << ", number " << i;
        // Where equal numbers keep no order, the place must at least be of an equal one.
        ASSERT_EQ(stable ? place : numberOf(row * count + place),
                  stable ? order[i] : numbers[row * count + i])
            << "row " << row << ", number " << i;
      }
    }
  }
  static constexpr uint32_t tiles = 8;
};

TEST_F(VendorSort, Rising) { sort(false, false); }
TEST_F(VendorSort, Falling) { sort(true, false); }
TEST_F(VendorSort, RisingInOrder) { sort(false, true); }
TEST_F(VendorSort, FallingInOrder) { sort(true, true); }

TEST_F(VendorTopk, TheLargest) { find({}); }
TEST_F(VendorTopk, TheSmallest) { find({.largest = false}); }
TEST_F(VendorTopk, MoreThanATile) { find({.tiles = 2}); }
TEST_F(VendorTopk, TiesInOrder) { find({.tiles = 2, .stable = true, .different = 24}); }
TEST_F(VendorTopk, TiesOfTheSmallestInOrder) {
  find({.largest = false, .stable = true, .different = 24});
}

} // namespace
