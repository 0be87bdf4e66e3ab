// Adds integers on a data movement processor, through pointers to L1 buffers that the host made.
//
// tilium-device run main.cpp
#include "../host.hpp"

using namespace example;

int main() {
  constexpr uint32_t count = 256, bytes = count * sizeof(uint32_t);
  constexpr CoreCoord core{0, 0};
  Host host;
  std::vector<uint32_t> a(count), b(count);
  for (uint32_t i = 0; i < count; ++i) {
    a[i] = i;
    b[i] = 1000 * i;
  }
  Tensor first = host.write(a, bytes), second = host.write(b, bytes), sum = host.make(bytes, bytes);
  Tensor first_l1 = host.make(bytes, bytes, BufferType::L1);
  Tensor second_l1 = host.make(bytes, bytes, BufferType::L1);

  Program program = CreateProgram();
  auto kernel = add_writer(program, "add.cpp", core, accessors({first, second, sum}));
  SetRuntimeArgs(program, kernel, core,
                 {first->address(), second->address(), sum->address(), first_l1->address(),
                  second_l1->address(), count});
  host.run(std::move(program));
  return report(host.read<uint32_t>(sum), [](size_t i) { return 1001 * i; });
}
