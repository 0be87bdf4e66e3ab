// log(1 + exp(a + b)) of tensors of tiles, dealt out to all cores: the sum by the matrix engine,
// the functions by the vector engine on the same registers.
//
// tilium-device run main.cpp
#include "../host.hpp"

using namespace example;

int main() {
  constexpr uint32_t tiles = 150;
  Host host;
  std::vector<bfloat16> a(tiles * 1024), b(tiles * 1024);
  for (uint32_t i = 0; i < a.size(); ++i) {
    a[i] = bfloat16(static_cast<float>(i % 61) / 16 - 2);
    b[i] = bfloat16(static_cast<float>(i % 53) / 32 - 1);
  }
  Tensor first = host.write(a, tile_bytes), second = host.write(b, tile_bytes);
  Tensor output = host.make(tiles * tile_bytes, tile_bytes);

  Program program = CreateProgram();
  auto [cores, all, more, fewer, more_tiles, fewer_tiles] =
      split_work_to_cores(host.device->compute_with_storage_grid_size(), tiles);
  for (CBIndex index : {CBIndex::c_0, CBIndex::c_1, CBIndex::c_16})
    add_buffer(program, all, index, 2);
  auto reader = add_reader(program, "reader.cpp", all, accessors({first, second}));
  auto writer = add_writer(program, "writer.cpp", all, accessors({output}));
  auto compute = CreateKernel(program, "compute.cpp", all,
                              ComputeConfig{.math_fidelity = MathFidelity::HiFi4,
                                            .named_compile_args = {{"one", 0x3F800000}}});
  uint32_t start = 0;
  for (const auto &[group, count] : {std::pair{more, more_tiles}, std::pair{fewer, fewer_tiles}})
    for (const CoreCoord &core : corerange_to_cores(group)) {
      SetRuntimeArgs(program, reader, core, {first->address(), second->address(), start, count});
      SetRuntimeArgs(program, writer, core, {output->address(), start, count});
      SetRuntimeArgs(program, compute, core, {count});
      start += count;
    }
  std::printf("%u cores\n", cores);
  host.run(std::move(program));
  return report(
      host.read<bfloat16>(output),
      [&](size_t i) {
        return std::log1p(std::exp(static_cast<float>(a[i]) + static_cast<float>(b[i])));
      },
      0.02f);
}
