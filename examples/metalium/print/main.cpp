// Kernels that print, on all five processors of a core. Run it with TT_METAL_DPRINT_CORES=0,0 set.
//
// tilium-device run main.cpp
#include "../host.hpp"

using namespace example;

int main() {
  Host host;
  constexpr CoreCoord core{0, 0};
  Program program = CreateProgram();
  add_buffer(program, core, CBIndex::c_0, 1);
  std::vector<bfloat16> numbers(1024);
  for (size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = bfloat16(static_cast<float>(i % 32) / 4);
  Tensor input = host.write(tilize_nfaces(numbers, 32, 32), tile_bytes);
  auto reader = add_reader(program, "reader.cpp", core, accessors({input}));
  add_writer(program, "writer.cpp", core);
  CreateKernel(program, "compute.cpp", core, ComputeConfig{});
  SetRuntimeArgs(program, reader, core, {input->address()});
  host.run(std::move(program));
  return 0;
}
