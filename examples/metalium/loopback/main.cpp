// Copies a tensor through an L1 buffer, tile by tile, without a circular buffer.
//
// tilium-device run main.cpp
#include "../host.hpp"

using namespace example;

int main() {
  constexpr uint32_t tiles = 50;
  constexpr CoreCoord core{0, 0};
  Host host;
  std::vector<uint32_t> numbers(tiles * tile_bytes / sizeof(uint32_t));
  for (uint32_t i = 0; i < numbers.size(); ++i)
    numbers[i] = i;
  Tensor input = host.write(numbers, tile_bytes),
         output = host.make(tiles * tile_bytes, tile_bytes);
  Tensor room = host.make(tile_bytes, tile_bytes, BufferType::L1);

  Program program = CreateProgram();
  auto kernel = add_writer(program, "copy.cpp", core, accessors({input, output}));
  SetRuntimeArgs(program, kernel, core,
                 {room->address(), input->address(), output->address(), tiles});
  host.run(std::move(program));
  return report(host.read<uint32_t>(output), [](size_t i) { return i; });
}
