// The Huber loss of two tensors of tiles: half the square of their difference where that is small,
// and a straight line beyond. A program of the vector engine (SFPI) computes it.
//
// tilium-device run main.cpp
#include "../host.hpp"

using namespace example;

int main() {
  constexpr uint32_t tiles = 6;
  Host host;
  std::vector<bfloat16> a(tiles * 1024), b(tiles * 1024);
  for (uint32_t i = 0; i < a.size(); ++i) {
    a[i] = bfloat16(static_cast<float>(i % 61) / 16 - 2);
    b[i] = bfloat16(static_cast<float>(i % 53) / 32 - 1);
  }
  Tensor first = host.write(a, tile_bytes), second = host.write(b, tile_bytes);
  Tensor output = host.make(tiles * tile_bytes, tile_bytes);

  Program program = CreateProgram();
  CoreCoord core{0, 0};
  for (CBIndex index : {CBIndex::c_0, CBIndex::c_1, CBIndex::c_16})
    add_buffer(program, core, index, 2);
  auto reader = add_reader(program, "reader.cpp", core, accessors({first, second}));
  auto writer = add_writer(program, "writer.cpp", core, accessors({output}));
  auto compute = CreateKernel(program, "compute.cpp", core, ComputeConfig{});
  SetRuntimeArgs(program, reader, core, {first->address(), second->address(), tiles});
  SetRuntimeArgs(program, writer, core, {output->address(), tiles});
  SetRuntimeArgs(program, compute, core, {tiles});
  host.run(std::move(program));
  return report(
      host.read<bfloat16>(output),
      [&](size_t i) {
        float difference = std::abs(static_cast<float>(a[i]) - static_cast<float>(b[i]));
        return difference <= 1 ? difference * difference / 2 : difference - 0.5f;
      },
      0.01f);
}
