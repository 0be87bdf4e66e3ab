// One core reads a tile and multicasts it to the others, which each write a copy of it.
//
// tilium-device run main.cpp
#include "../host.hpp"

using namespace example;

int main() {
  constexpr uint32_t across = 4, down = 2, receivers = across * down - 1;
  Host host;
  std::vector<bfloat16> numbers(1024);
  for (uint32_t i = 0; i < numbers.size(); ++i)
    numbers[i] = bfloat16(static_cast<float>(i % 256));
  Tensor input = host.write(numbers, tile_bytes);
  Tensor output = host.make(receivers * tile_bytes, tile_bytes);

  Program program = CreateProgram();
  const CoreRange all({0, 0}, {across - 1, down - 1});
  const CoreCoord sender{0, 0};
  const CoreRangeSet others(
      std::vector<CoreRange>{{{1, 0}, {across - 1, 0}}, {{0, 1}, {across - 1, down - 1}}});
  add_buffer(program, all, CBIndex::c_0, 1);
  const uint32_t ready = CreateSemaphore(program, all, INVALID);
  const uint32_t valid = CreateSemaphore(program, all, INVALID);
  auto send = add_writer(program, "sender.cpp", sender, accessors({input}));
  auto receive = add_writer(program, "receiver.cpp", others, accessors({output}));

  // The network's coordinates of the cores' corners: the sender is inside.
  const CoreCoord first = host.device->worker_core_from_logical_core(all.start_coord);
  const CoreCoord last = host.device->worker_core_from_logical_core(all.end_coord);
  auto word = [](std::size_t number) { return static_cast<uint32_t>(number); };
  SetRuntimeArgs(program, send, sender,
                 {input->address(), ready, valid, receivers, word(first.x), word(first.y),
                  word(last.x), word(last.y)});
  uint32_t copy = 0;
  for (const CoreCoord &core : corerange_to_cores(others))
    SetRuntimeArgs(program, receive, core,
                   {output->address(), ready, valid, copy++, word(first.x), word(first.y)});
  host.run(std::move(program));
  return report(host.read<bfloat16>(output),
                [&](size_t i) { return static_cast<float>(numbers[i % 1024]); });
}
