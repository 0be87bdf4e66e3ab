// Tiles go from DRAM to one core, from there to the next, and back to DRAM: a circular buffer whose
// producer is on another core, with semaphores in place of its counters.
//
// tilium-device run main.cpp
#include "../host.hpp"

using namespace example;

int main() {
  constexpr uint32_t tiles = 16;
  constexpr CoreCoord near{0, 0}, far{3, 2};
  Host host;
  std::vector<uint32_t> numbers(tiles * tile_bytes / sizeof(uint32_t));
  for (uint32_t i = 0; i < numbers.size(); ++i)
    numbers[i] = 7 * i;
  Tensor input = host.write(numbers, tile_bytes),
         output = host.make(tiles * tile_bytes, tile_bytes);

  Program program = CreateProgram();
  const CoreRangeSet both(std::vector<CoreRange>{CoreRange(near), CoreRange(far)});
  add_buffer(program, both, CBIndex::c_0, 2);
  const uint32_t room = CreateSemaphore(program, both, 0);
  const uint32_t arrived = CreateSemaphore(program, both, 0);
  auto send = add_writer(program, "sender.cpp", near, accessors({input}));
  auto receive = add_reader(program, "receiver.cpp", far, accessors({output}));
  auto coordinates = [&](const CoreCoord &core) {
    return host.device->worker_core_from_logical_core(core);
  };
  auto word = [](std::size_t number) { return static_cast<uint32_t>(number); };
  SetRuntimeArgs(
      program, send, near,
      {input->address(), tiles, room, arrived, word(coordinates(far).x), word(coordinates(far).y)});
  SetRuntimeArgs(program, receive, far,
                 {output->address(), tiles, room, arrived, word(coordinates(near).x),
                  word(coordinates(near).y)});
  host.run(std::move(program));
  return report(host.read<uint32_t>(output), [](size_t i) { return 7 * i; });
}
