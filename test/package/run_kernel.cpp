//===- run_kernel.cpp - A kernel on the mock device, and nothing else -----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Copies a page from one place in DRAM to another with one data movement kernel. Exits with 0 if it
// arrives.
//
//===----------------------------------------------------------------------===//

#include "host/Device.h"

#include <cstdint>
#include <cstdio>
#include <vector>

using namespace tilium::device;

static const char *const kernelSource = R"(
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t bytes = 2048;
  constexpr auto from_args = TensorAccessorArgs<0>();
  constexpr auto to_args = TensorAccessorArgs<from_args.next_compile_time_args_offset()>();
  const auto from = TensorAccessor(from_args, get_arg_val<uint32_t>(0));
  const auto to = TensorAccessor(to_args, get_arg_val<uint32_t>(1));
  cb_reserve_back(0, 1);
  noc_async_read_page(0, from, get_write_ptr(0));
  noc_async_read_barrier();
  cb_push_back(0, 1);
  cb_wait_front(0, 1);
  noc_async_write_page(0, to, get_read_ptr(0));
  noc_async_write_barrier();
  cb_pop_front(0, 1);
}
)";

int main() {
  try {
    constexpr uint32_t bytes = 2048;
    Device device("wormhole_b0");
    Buffer from = device.createBuffer(BufferType::Dram, bytes, 1);
    Buffer to = device.createBuffer(BufferType::Dram, bytes, 1);
    std::vector<std::byte> sent(bytes), received(bytes);
    for (uint32_t i = 0; i < bytes; ++i)
      sent[i] = static_cast<std::byte>(i * 7);
    device.write(from, sent);

    const CoreRanges core{{{0, 0}, {0, 0}}};
    KernelDescriptor kernel;
    kernel.source = kernelSource;
    kernel.name = "copy.cpp";
    kernel.coreRanges = core;
    kernel.config = DataMovementConfig::reader();
    for (const Buffer &buffer : {from, to})
      for (uint32_t word : device.tensorAccessorArgs(buffer))
        kernel.compileTimeArgs.push_back(word);
    kernel.runtimeArgs.push_back({{0, 0}, {from.address, to.address}});
    CBDescriptor buffer;
    buffer.totalSize = bytes;
    buffer.coreRanges = core;
    buffer.formatDescriptors.push_back({0, DataFormat::Float16_b, bytes});
    ProgramDescriptor program;
    program.kernels.push_back(kernel);
    program.cbs.push_back(buffer);

    RunReport report = device.run(program);
    device.read(to, received);
    std::printf("%llu cycles, the page %s\n", static_cast<unsigned long long>(report.totalCycles),
                received == sent ? "arrived" : "did not arrive");
    return received == sent ? 0 : 1;
  } catch (const DeviceError &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
