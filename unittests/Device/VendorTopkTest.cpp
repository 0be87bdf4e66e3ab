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

TEST_F(VendorTopk, TheLargest) { find({}); }
TEST_F(VendorTopk, TheSmallest) { find({.largest = false}); }
TEST_F(VendorTopk, MoreThanATile) { find({.tiles = 2}); }
TEST_F(VendorTopk, TiesInOrder) { find({.tiles = 2, .stable = true, .different = 24}); }
TEST_F(VendorTopk, TiesOfTheSmallestInOrder) {
  find({.largest = false, .stable = true, .different = 24});
}

} // namespace
