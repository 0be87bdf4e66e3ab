// Pads a matrix of rows in row-major order with a value, on both sides and below, on several cores.
//
// tilium-device run main.cpp
#include "../host.hpp"

using namespace example;

int main() {
  constexpr uint32_t rows = 24, columns = 40, padded_rows = 32, padded_columns = 64;
  constexpr uint32_t left = 8; // columns of padding before each row
  constexpr uint32_t row_bytes = columns * sizeof(bfloat16);
  constexpr uint32_t padded_bytes = padded_columns * sizeof(bfloat16);
  constexpr uint32_t rows_per_core = 8;
  constexpr uint16_t padding = 0x4040; // 3.0
  Host host;
  std::vector<bfloat16> numbers(rows * columns);
  for (uint32_t i = 0; i < numbers.size(); ++i)
    numbers[i] = bfloat16(static_cast<float>(i % 200));
  Tensor input = host.write(numbers, row_bytes);
  Tensor output = host.make(padded_rows * padded_bytes, padded_bytes);

  Program program = CreateProgram();
  const CoreRange cores({0, 0}, {padded_rows / rows_per_core - 1, 0});
  CreateCircularBuffer(
      program, cores,
      CircularBufferConfig(2 * padded_bytes, {{CBIndex::c_0, DataFormat::Float16_b}})
          .set_page_size(CBIndex::c_0, padded_bytes));
  CreateCircularBuffer(program, cores,
                       CircularBufferConfig(row_bytes, {{CBIndex::c_1, DataFormat::Float16_b}})
                           .set_page_size(CBIndex::c_1, row_bytes));
  std::vector<uint32_t> reader_args{rows, columns, padded_columns, left, padding};
  TensorAccessorArgs(*input).append_to(reader_args);
  auto reader = add_reader(program, "reader.cpp", cores, reader_args);
  auto writer = add_writer(program, "writer.cpp", cores, accessors({output}));
  for (uint32_t x = 0; x <= cores.end_coord.x; ++x) {
    SetRuntimeArgs(program, reader, CoreCoord(x, 0),
                   {input->address(), x * rows_per_core, rows_per_core});
    SetRuntimeArgs(program, writer, CoreCoord(x, 0),
                   {output->address(), x * rows_per_core, rows_per_core});
  }
  host.run(std::move(program));
  return report(host.read<bfloat16>(output), [&](size_t i) {
    size_t row = i / padded_columns, column = i % padded_columns;
    bool inside = row < rows && column >= left && column < left + columns;
    return inside ? static_cast<float>(numbers[row * columns + column - left]) : 3.0f;
  });
}
