//===- VendorKernel.h - Programs of ttnn's own kernels ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_UNITTESTS_DEVICE_VENDORKERNEL_H
#define TILIUM_UNITTESTS_DEVICE_VENDORKERNEL_H

#include "SingleCore.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <numeric>

namespace tilium::device::test {

inline constexpr Coordinate origin{0, 0};
inline const CoreRanges oneCore{{origin, origin}};

class VendorKernel : public testing::Test {
protected:
  void SetUp() override {
    const char *folder = std::getenv("TILIUM_TTNN_WHEEL");
    if (!folder || !std::filesystem::exists(std::string(folder) + "/ttnn/cpp"))
      GTEST_SKIP() << "TILIUM_TTNN_WHEEL names no unpacked ttnn wheel; see scripts/fetch_ttnn.py";
    root = folder;
    setenv("TILIUM_KERNEL_PATH", (root + "/ttnn/cpp:" + root + "/ttnn:" + root).c_str(), 1);
  }
  void TearDown() override { unsetenv("TILIUM_KERNEL_PATH"); }

  /// A tensor of `rows` by `columns` bfloat16 numbers in tiles, with values from `value(i)`.
  template <typename Value>
  Buffer tensor(uint32_t rows, uint32_t columns, Value value) {
    std::vector<std::byte> bytes(size_t{rows} * columns * 2);
    for (size_t i = 0; i < bytes.size() / 2; ++i) {
      uint16_t half = roundToBfloat16(value(i));
      std::memcpy(bytes.data() + i * 2, &half, 2);
    }
    Buffer buffer = device.createBuffer(BufferType::Dram, 2048, rows / 32 * columns / 32);
    device.write(buffer, tilize(bytes, rows, columns, 2));
    return buffer;
  }
  std::vector<float> values(const Buffer &buffer, uint32_t rows, uint32_t columns) {
    std::vector<std::byte> bytes(buffer.bytes());
    device.read(buffer, bytes);
    bytes = untilize(bytes, rows, columns, 2);
    std::vector<float> result(bytes.size() / 2);
    for (size_t i = 0; i < result.size(); ++i) {
      uint16_t half;
      std::memcpy(&half, bytes.data() + i * 2, 2);
      result[i] = bfloat16ToFloat(half);
    }
    return result;
  }

  KernelDescriptor &add(const std::string &path, std::vector<uint32_t> runtime,
                        std::variant<DataMovementConfig, ComputeConfig> config) {
    KernelDescriptor kernel;
    kernel.source = root + "/ttnn/cpp/ttnn/operations/" + path;
    kernel.sourceType = KernelDescriptor::SourceType::FilePath;
    kernel.coreRanges = oneCore;
    kernel.runtimeArgs = {{origin, std::move(runtime)}};
    kernel.config = config;
    program.kernels.push_back(kernel);
    return program.kernels.back();
  }
  void describe(KernelDescriptor &kernel, const Buffer &buffer) {
    for (uint32_t word : device.tensorAccessorArgs(buffer))
      kernel.compileTimeArgs.push_back(word);
  }
  using Named = std::vector<std::pair<std::string, uint32_t>>;
  /// A kernel that takes its arguments by name: those of its core, those in its text, its buffers
  /// and its tensors.
  KernelDescriptor &addNamed(const std::string &path, const Named &runtime,
                             const Named &compileTime, const Named &buffers,
                             const std::vector<std::pair<std::string, const Buffer *>> &tensors,
                             std::variant<DataMovementConfig, ComputeConfig> config) {
    std::vector<uint32_t> words;
    KernelBindings names;
    for (const auto &[name, value] : runtime) {
      names.runtimeArgs.push_back(name);
      words.push_back(value);
    }
    names.compileTimeArgs = compileTime;
    names.dataflowBuffers = buffers;
    KernelDescriptor &kernel = add(path, words, config);
    for (const auto &[name, buffer] : tensors) {
      names.tensors.push_back({name, static_cast<uint32_t>(kernel.compileTimeArgs.size()),
                               static_cast<uint32_t>(kernel.commonRuntimeArgs.size())});
      kernel.commonRuntimeArgs.push_back(buffer->address);
      describe(kernel, *buffer);
    }
    kernel.bindings = names;
    return kernel;
  }
  void buffer(uint32_t pages, const std::vector<uint32_t> &indices) {
    CBDescriptor descriptor{pages * 2048, oneCore, {}, {}};
    for (uint32_t index : indices)
      descriptor.formatDescriptors.push_back({index, DataFormat::Float16_b, 2048});
    program.cbs.push_back(descriptor);
  }

  /// A reader of ours that brings pages of 2048 bytes: of each feed in turn `group` pages, until
  /// none has any left.
  struct Feed {
    const Buffer *tensor;
    uint32_t cb;
    std::vector<uint32_t> pages;
    uint32_t group = 1;
  };
  void addFeeds(const std::vector<Feed> &feeds) {
    KernelDescriptor reader;
    reader.name = "reader.cpp";
    std::string args, steps;
    size_t rounds = 0;
    for (size_t i = 0; i < feeds.size(); ++i) {
      const Feed &feed = feeds[i];
      std::string number = std::to_string(i), pages, group = std::to_string(feed.group);
      for (uint32_t page : feed.pages)
        pages += std::to_string(page) + ", ";
      args += "  constexpr auto args" + number + " = TensorAccessorArgs<" +
              (i ? "args" + std::to_string(i - 1) + ".next_compile_time_args_offset()" : "0") +
              ">();\n  const auto tensor" + number + " = TensorAccessor(args" + number +
              ", get_arg_val<uint32_t>(" + number + "));\n  const uint32_t pages" + number +
              "[] = {" + pages + "};\n";
      steps += "    if (round * " + group + " < sizeof pages" + number +
               " / 4)\n      bring(tensor" + number + ", " + std::to_string(feed.cb) + ", pages" +
               number + " + round * " + group + ", " + group + ");\n";
      rounds = std::max(rounds, feed.pages.size() / feed.group);
    }
    reader.source = "#include \"api/dataflow/dataflow_api.h\"\n"
                    "template <typename Tensor>\n"
                    "void bring(const Tensor &tensor, uint32_t cb, const uint32_t *pages, "
                    "uint32_t count) {\n  cb_reserve_back(cb, count);\n"
                    "  for (uint32_t i = 0; i < count; ++i)\n"
                    "    noc_async_read_page(pages[i], tensor, get_write_ptr(cb) + i * 2048);\n"
                    "  noc_async_read_barrier();\n  cb_push_back(cb, count);\n}\n"
                    "void kernel_main() {\n" +
                    args + "  for (uint32_t round = 0; round < " + std::to_string(rounds) +
                    "; ++round) {\n" + steps + "  }\n}\n";
    reader.coreRanges = oneCore;
    std::vector<uint32_t> addresses;
    for (const Feed &feed : feeds)
      addresses.push_back(feed.tensor->address);
    reader.runtimeArgs = {{origin, addresses}};
    reader.config = DataMovementConfig::reader();
    for (const Feed &feed : feeds)
      describe(reader, *feed.tensor);
    program.kernels.push_back(reader);
  }
  void addWriter(const Buffer &out, uint32_t cb, uint32_t tiles) {
    KernelDescriptor &writer =
        add("eltwise/unary/device/kernels/dataflow/writer_unary_interleaved_start_id.cpp",
            {out.address, tiles, 0}, DataMovementConfig::writer());
    writer.compileTimeArgs = {cb};
    describe(writer, out);
  }
  static std::vector<uint32_t> upTo(uint32_t count) {
    std::vector<uint32_t> pages(count);
    std::iota(pages.begin(), pages.end(), 0u);
    return pages;
  }
  static float bfloat(float value) { return bfloat16ToFloat(roundToBfloat16(value)); }

  std::string root;
  Device device{"wormhole_b0"};
  ProgramDescriptor program;
};

inline float wave(size_t i) {
  return static_cast<float>(static_cast<int>(i * 37 % 101) - 50) / 32.0f;
}
inline float otherWave(size_t i) {
  return static_cast<float>(static_cast<int>(i * 53 % 97) - 48) / 64.0f;
}

} // namespace tilium::device::test

#endif // TILIUM_UNITTESTS_DEVICE_VENDORKERNEL_H
