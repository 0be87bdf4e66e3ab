//===- SingleCore.h - Small programs on one core ----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_UNITTESTS_DEVICE_SINGLECORE_H
#define TILIUM_UNITTESTS_DEVICE_SINGLECORE_H

#include "core/DataFormat.h"
#include "host/Device.h"
#include "host/Tilize.h"

#include <cstring>
#include <string>
#include <vector>

namespace tilium::device::test {

/// A program on core (0,0) with two input buffers and one output buffer of `tiles` tiles each,
/// given to the kernels as runtime arguments 0 to 2, and circular buffers 0, 1 (inputs) and 16
/// (output).
struct SingleCore {
  static constexpr uint32_t tiles = 4, depth = 2;

  explicit SingleCore(DataFormat in = DataFormat::Float16_b, DataFormat out = DataFormat::Float16_b)
      : inFormat(in), outFormat(out) {
    a = device.createBuffer(BufferType::Dram, findFormat(in)->tileBytes, tiles);
    b = device.createBuffer(BufferType::Dram, findFormat(in)->tileBytes, tiles);
    c = device.createBuffer(BufferType::Dram, findFormat(out)->tileBytes, tiles);
    fill(a, 1.0f);
    fill(b, 2.0f);
  }

  void fill(const Buffer &buffer, float value) {
    set(buffer, std::vector<float>(size_t{tiles} * 1024, value));
  }

  /// Values of all tiles, each row-major.
  void set(const Buffer &buffer, const std::vector<float> &values) {
    std::vector<std::byte> bytes(values.size() * findFormat(inFormat)->elementBytes);
    for (size_t i = 0; i < values.size(); ++i) {
      uint16_t half =
          inFormat == DataFormat::Float16 ? roundToFloat16(values[i]) : roundToBfloat16(values[i]);
      if (inFormat == DataFormat::Float32)
        std::memcpy(bytes.data() + i * 4, &values[i], 4);
      else
        std::memcpy(bytes.data() + i * 2, &half, 2);
    }
    device.write(buffer, tilize(bytes, tiles * 32, 32, findFormat(inFormat)->elementBytes));
  }

  std::vector<float> result() {
    std::vector<std::byte> bytes(c.bytes());
    device.read(c, bytes);
    uint32_t size = findFormat(outFormat)->elementBytes;
    bytes = untilize(bytes, tiles * 32, 32, size);
    std::vector<float> values(bytes.size() / size);
    for (size_t i = 0; i < values.size(); ++i) {
      if (size == 4) {
        std::memcpy(&values[i], bytes.data() + i * 4, 4);
        continue;
      }
      uint16_t half;
      std::memcpy(&half, bytes.data() + i * 2, 2);
      values[i] = outFormat == DataFormat::Float16 ? float16ToFloat(half) : bfloat16ToFloat(half);
    }
    return values;
  }

  static std::string readerText(const std::string &loop) {
    return "#include \"api/dataflow/dataflow_api.h\"\n"
           "void kernel_main() {\n"
           "  constexpr auto a_args = TensorAccessorArgs<0>();\n"
           "  constexpr auto b_args = "
           "TensorAccessorArgs<a_args.next_compile_time_args_offset()>();\n"
           "  constexpr auto c_args = "
           "TensorAccessorArgs<b_args.next_compile_time_args_offset()>();\n"
           "  const auto a = TensorAccessor(a_args, get_arg_val<uint32_t>(0));\n"
           "  const auto b = TensorAccessor(b_args, get_arg_val<uint32_t>(1));\n"
           "  const auto c = TensorAccessor(c_args, get_arg_val<uint32_t>(2));\n" +
           loop + "}\n";
  }

  KernelDescriptor kernel(const std::string &name, const std::string &text) const {
    KernelDescriptor result;
    result.name = name;
    result.source = text;
    result.coreRanges = {{{0, 0}, {0, 0}}};
    for (const Buffer *buffer : {&a, &b, &c})
      for (uint32_t word : device.tensorAccessorArgs(*buffer))
        result.compileTimeArgs.push_back(word);
    result.runtimeArgs = {{{0, 0}, {a.address, b.address, c.address}}};
    return result;
  }

  RunReport run(const std::string &readerLoop, const std::string &compute,
                const std::string &writerLoop, const RunOptions &options = {}) {
    ProgramDescriptor program;
    auto add = [&](KernelDescriptor descriptor, auto config) {
      descriptor.config = config;
      program.kernels.push_back(std::move(descriptor));
    };
    if (!readerLoop.empty())
      add(kernel("reader.cpp", headers + readerText(readerLoop)), DataMovementConfig::reader());
    if (!compute.empty())
      add(kernel("compute.cpp", compute), config);
    if (!writerLoop.empty())
      add(kernel("writer.cpp", headers + readerText(writerLoop)), DataMovementConfig::writer());
    for (uint32_t index : buffers) {
      if (shareInputs && index == 1)
        continue;
      DataFormat format = index == 16 ? outFormat : inFormat;
      uint32_t bytes = findFormat(format)->tileBytes;
      program.cbs.push_back({depth * bytes, {{{0, 0}, {0, 0}}}, {{index, format, bytes}}, {}});
      if (shareInputs && index == 0)
        program.cbs.back().formatDescriptors.push_back({1, format, bytes});
    }
    program.semaphores = {{0, {{{0, 0}, {0, 0}}}, 0}};
    return device.run(program, options);
  }

  DataFormat inFormat, outFormat;
  Device device;
  Buffer a, b, c;
  ComputeConfig config;
  std::vector<uint32_t> buffers{0, 1, 16}; ///< The circular ones.
  bool shareInputs = false;                ///< Buffers 0 and 1 lie on the same memory.
  std::string headers;                     ///< Further includes of the data movement kernels.
};

inline const std::string goodReader = "  for (uint32_t i = 0; i < 4; ++i) {\n"
                                      "    cb_reserve_back(0, 1);\n"
                                      "    cb_reserve_back(1, 1);\n"
                                      "    noc_async_read_page(i, a, get_write_ptr(0));\n"
                                      "    noc_async_read_page(i, b, get_write_ptr(1));\n"
                                      "    noc_async_read_barrier();\n"
                                      "    cb_push_back(0, 1);\n"
                                      "    cb_push_back(1, 1);\n"
                                      "  }\n";

inline const std::string goodWriter = "  for (uint32_t i = 0; i < 4; ++i) {\n"
                                      "    cb_wait_front(16, 1);\n"
                                      "    noc_async_write_page(i, c, get_read_ptr(16));\n"
                                      "    noc_async_write_barrier();\n"
                                      "    cb_pop_front(16, 1);\n"
                                      "  }\n";

/// A compute kernel: `setup` once, then `body` between acquire and commit for each of four tiles.
inline std::string computeText(const std::string &setup, const std::string &body) {
  return "#include \"api/compute/bcast.h\"\n"
         "#include \"api/compute/binary_max_min.h\"\n"
         "#include \"api/compute/compute_kernel_api.h\"\n"
         "#include \"api/compute/eltwise_binary.h\"\n"
         "#include \"api/compute/eltwise_binary_sfpu.h\"\n"
         "#include \"api/compute/eltwise_unary/exp.h\"\n"
         "#include \"api/compute/eltwise_unary/fill.h\"\n"
         "#include \"api/compute/eltwise_unary/recip.h\"\n"
         "#include \"api/compute/eltwise_unary/relu.h\"\n"
         "#include \"api/compute/eltwise_unary/typecast.h\"\n"
         "#include \"api/compute/matmul.h\"\n"
         "#include \"api/compute/reduce.h\"\n"
         "#include \"api/compute/tile_move_copy.h\"\n"
         "#include \"api/compute/transpose.h\"\n"
         "void kernel_main() {\n" +
         setup +
         "  for (uint32_t i = 0; i < 4; ++i) {\n"
         "    cb_wait_front(0, 1);\n"
         "    cb_wait_front(1, 1);\n"
         "    tile_regs_acquire();\n" +
         body +
         "    tile_regs_commit();\n"
         "    cb_pop_front(0, 1);\n"
         "    cb_pop_front(1, 1);\n"
         "    cb_reserve_back(16, 1);\n"
         "    tile_regs_wait();\n"
         "    pack_tile(0, 16);\n"
         "    tile_regs_release();\n"
         "    cb_push_back(16, 1);\n"
         "  }\n"
         "}\n";
}

} // namespace tilium::device::test

#endif // TILIUM_UNITTESTS_DEVICE_SINGLECORE_H
