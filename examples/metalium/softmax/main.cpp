// The softmax of each row of a matrix, a row of tiles at a time, dealt out to all cores.
//
// tilium-device run main.cpp
#include "../host.hpp"

using namespace example;

int main() {
  constexpr uint32_t rows = 512, columns = 256, Rt = rows / 32, Ct = columns / 32;
  Host host;
  std::vector<bfloat16> numbers(rows * columns);
  for (uint32_t i = 0; i < numbers.size(); ++i)
    numbers[i] = bfloat16(static_cast<float>(i * 37 % 101) / 16 - 3);
  Tensor input = host.write(tilize_nfaces(numbers, rows, columns), tile_bytes);
  Tensor output = host.make(numbers.size() * sizeof(bfloat16), tile_bytes);

  Program program = CreateProgram();
  auto [cores, all, more, fewer, more_rows, fewer_rows] =
      split_work_to_cores(host.device->compute_with_storage_grid_size(), Rt);
  add_buffer(program, all, CBIndex::c_0, 2 * Ct);  // the input
  add_buffer(program, all, CBIndex::c_1, 1);       // the scaler of reductions
  add_buffer(program, all, CBIndex::c_16, 2 * Ct); // the output
  add_buffer(program, all, CBIndex::c_24, 1);      // a row's maximum, then 1 / its sum
  add_buffer(program, all, CBIndex::c_25, Ct);     // exp(x - maximum)
  std::vector<uint32_t> reader_args{Ct}, writer_args{Ct};
  TensorAccessorArgs(*input).append_to(reader_args);
  TensorAccessorArgs(*output).append_to(writer_args);
  auto reader = add_reader(program, "reader.cpp", all, reader_args);
  auto writer = add_writer(program, "writer.cpp", all, writer_args);
  auto compute = CreateKernel(program, "compute.cpp", all, ComputeConfig{.compile_args = {Ct}});
  uint32_t start = 0;
  for (const auto &[group, count] : {std::pair{more, more_rows}, std::pair{fewer, fewer_rows}})
    for (const CoreCoord &core : corerange_to_cores(group)) {
      SetRuntimeArgs(program, reader, core, {input->address(), start, count});
      SetRuntimeArgs(program, writer, core, {output->address(), start, count});
      SetRuntimeArgs(program, compute, core, {count});
      start += count;
    }
  std::printf("%u cores\n", cores);
  host.run(std::move(program));

  std::vector<float> expected(numbers.size());
  for (uint32_t row = 0; row < rows; ++row) {
    float sum = 0;
    for (uint32_t i = row * columns; i < (row + 1) * columns; ++i)
      sum += expected[i] = std::exp(static_cast<float>(numbers[i]));
    for (uint32_t i = row * columns; i < (row + 1) * columns; ++i)
      expected[i] /= sum;
  }
  return report(
      untilize_nfaces(host.read<bfloat16>(output), rows, columns),
      [&](size_t i) { return expected[i]; }, 0.001f);
}
