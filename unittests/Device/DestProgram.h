//===- DestProgram.h - Many vector functions in one kernel ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_UNITTESTS_DEVICE_DESTPROGRAM_H
#define TILIUM_UNITTESTS_DEVICE_DESTPROGRAM_H

#include "host/Device.h"
#include "host/Tilize.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>
#include <string>
#include <vector>

namespace tilium::device::test {

/// A core that holds input tiles in L1, in circular buffer 0. Each step loads them into DST from
/// tile 0 on (unless `copies` is off), runs its statements, and packs DST tile 0 as one output
/// tile. One kernel runs all steps.
class DestProgram {
public:
  using Words = std::vector<uint32_t>; ///< 1024 elements, row-major.

  explicit DestProgram(DataFormat in, DataFormat out, const char *architecture = "wormhole_b0")
      : in(in), out(out), device(architecture) {
    config.fp32DestAccEn = true;
    if (in == DataFormat::Float32)
      config.unpackToDestMode.assign(32, UnpackToDestMode::UnpackToDestFp32);
  }

  /// The outputs of all steps. Inputs and outputs are elements in their formats' encoding.
  std::vector<Words> run(const std::string &includes, const std::vector<std::string> &steps,
                         const std::vector<Words> &inputs, const RunOptions &options = {}) {
    Buffer source = store(inputs);
    auto count = static_cast<uint32_t>(steps.size());
    Buffer target = device.createBuffer(BufferType::Dram, findFormat(out)->tileBytes, count);
    ProgramDescriptor program;
    program.kernels = {kernel("reader.cpp", reader(inputs.size()), source),
                       kernel("compute.cpp", compute(includes, steps, inputs.size()), source),
                       kernel("writer.cpp", writer(count), target)};
    program.kernels[0].config = DataMovementConfig::reader();
    program.kernels[1].config = config;
    program.kernels[2].config = DataMovementConfig::writer();
    auto tiles = static_cast<uint32_t>(inputs.size());
    program.cbs = {buffer(0, in, tiles), buffer(16, out, 2)};
    report = device.run(program, options);
    return load(target, count);
  }

  DataFormat in, out;
  bool copies = true;
  Device device;
  ComputeConfig config;
  RunReport report;

private:
  static uint32_t bytesOf(DataFormat format) { return findFormat(format)->elementBytes; }

  static CBDescriptor buffer(uint32_t index, DataFormat format, uint32_t pages) {
    uint32_t bytes = findFormat(format)->tileBytes;
    return {pages * bytes, {{{0, 0}, {0, 0}}}, {{index, format, bytes}}, {}};
  }

  Buffer store(const std::vector<Words> &tiles) {
    uint32_t bytes = bytesOf(in);
    Buffer result = device.createBuffer(BufferType::Dram, findFormat(in)->tileBytes,
                                        static_cast<uint32_t>(tiles.size()));
    if (bytes == 0) { // Block formats: blocks of ones.
      device.write(result, std::vector<std::byte>(result.bytes(), std::byte{1}));
      return result;
    }
    std::vector<std::byte> all(tiles.size() * 1024 * bytes);
    for (size_t i = 0; i < tiles.size() * 1024; ++i)
      std::memcpy(all.data() + i * bytes, &tiles[i / 1024][i % 1024], bytes);
    device.write(result, tilize(all, static_cast<uint32_t>(tiles.size()) * 32, 32, bytes));
    return result;
  }

  std::vector<Words> load(const Buffer &target, uint32_t count) {
    uint32_t bytes = bytesOf(out);
    std::vector<std::byte> all(target.bytes());
    device.read(target, all);
    all = untilize(all, count * 32, 32, bytes);
    std::vector<Words> tiles(count, Words(1024));
    for (size_t i = 0; i < size_t{count} * 1024; ++i)
      std::memcpy(&tiles[i / 1024][i % 1024], all.data() + i * bytes, bytes);
    return tiles;
  }

  KernelDescriptor kernel(const std::string &name, const std::string &text,
                          const Buffer &tensor) const {
    KernelDescriptor result;
    result.name = name;
    result.source = text;
    result.coreRanges = {{{0, 0}, {0, 0}}};
    result.compileTimeArgs = device.tensorAccessorArgs(tensor);
    result.runtimeArgs = {{{0, 0}, {tensor.address}}};
    return result;
  }

  static std::string movement(const std::string &body) {
    return "#include \"api/dataflow/dataflow_api.h\"\n"
           "void kernel_main() {\n"
           "  constexpr auto args = TensorAccessorArgs<0>();\n"
           "  const auto tensor = TensorAccessor(args, get_arg_val<uint32_t>(0));\n" +
           body + "}\n";
  }
  static std::string reader(size_t tiles) {
    std::string count = std::to_string(tiles);
    return movement("  cb_reserve_back(0, " + count + ");\n  for (uint32_t i = 0; i < " + count +
                    "; ++i)\n    noc_async_read_page(i, tensor, get_write_ptr(0) + i * "
                    "get_tile_size(0));\n  noc_async_read_barrier();\n  cb_push_back(0, " +
                    count + ");\n");
  }
  static std::string writer(uint32_t steps) {
    return movement("  for (uint32_t i = 0; i < " + std::to_string(steps) +
                    "; ++i) {\n    cb_wait_front(16, 1);\n"
                    "    noc_async_write_page(i, tensor, get_read_ptr(16));\n"
                    "    noc_async_write_barrier();\n    cb_pop_front(16, 1);\n  }\n");
  }
  std::string compute(const std::string &includes, const std::vector<std::string> &steps,
                      size_t tiles) const {
    std::string count = std::to_string(tiles);
    std::string text = "#include \"api/compute/tile_move_copy.h\"\n" + includes +
                       "void kernel_main() {\n  compute_kernel_hw_startup(0, 16);\n"
                       "  cb_wait_front(0, " +
                       count + ");\n";
    std::string copy = "    copy_init(0);\n    for (uint32_t i = 0; i < " + count +
                       "; ++i)\n      copy_tile(0, i, i);\n";
    for (const std::string &step : steps)
      text += "  {\n    tile_regs_acquire();\n" + (copies ? copy : "") + "    " + step +
              "\n    tile_regs_commit();\n    cb_reserve_back(16, 1);\n    tile_regs_wait();\n"
              "    pack_tile(0, 16);\n    tile_regs_release();\n    cb_push_back(16, 1);\n  }\n";
    return text + "  cb_pop_front(0, " + count + ");\n}\n";
  }
};

/// The fast exponential joins powers of two by straight lines: an integer whose low byte is the
/// fraction, the rest the exponent.
inline double fastExp(double x) {
  float line = static_cast<float>(x) * (256 * std::numbers::log2e_v<float>)+32500.818359375f;
  long number = std::lround(std::clamp(line, 0.0f, 65535.0f)), exponent = number >> 8;
  double fraction = static_cast<double>(number & 255) / 256;
  if (exponent == 255)
    return fraction == 0 ? HUGE_VAL : NAN;
  return exponent == 0 ? 0 : std::ldexp(1 + fraction, static_cast<int>(exponent) - 127);
}

} // namespace tilium::device::test

#endif // TILIUM_UNITTESTS_DEVICE_DESTPROGRAM_H
