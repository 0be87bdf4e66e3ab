//===- ProgramFile.cpp - A program and its buffers from JSON --------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "ProgramFile.h"

#include <nlohmann/json.hpp>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

namespace tilium::device::mutants {

namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string &what) { throw DeviceError(Rule::HostUsage, what); }

class Loader {
public:
  Loader(const std::string &path, const Json &root)
      : folder(std::filesystem::path(path).parent_path()), root(root),
        loaded{Device(root.at("architecture").get<std::string>()), {}, {}} {}

  LoadedProgram run() {
    uint32_t seed = 1;
    for (const auto &[name, description] : root.at("buffers").items())
      addBuffer(name, description, seed++);
    for (const Json &kernel : root.at("kernels"))
      addKernel(kernel);
    for (const Json &buffer : root.at("circular_buffers"))
      addCircularBuffer(buffer);
    for (const Json &semaphore : root.value("semaphores", Json::array()))
      loaded.program.semaphores.push_back(
          {semaphore.at("id"), ranges(semaphore.at("cores")), semaphore.value("value", 0u)});
    return std::move(loaded);
  }

private:
  static Coordinate coordinate(const Json &pair) { return {pair.at(0), pair.at(1)}; }

  static CoreRanges ranges(const Json &list) {
    CoreRanges result;
    for (const Json &range : list)
      result.push_back({{range.at(0), range.at(1)}, {range.at(2), range.at(3)}});
    return result;
  }

  static const FormatInfo &format(const Json &owner) {
    std::string name = owner.at("format");
    if (const FormatInfo *found = findFormat(std::string_view(name)))
      return *found;
    refuse("there is no data format '" + name + "'");
  }

  void addBuffer(const std::string &name, const Json &description, uint32_t seed) {
    const FormatInfo &info = format(description);
    uint32_t pages = description.at("pages");
    Buffer buffer = loaded.device.createBuffer(
        BufferType::Dram, description.value("page_size", info.tileBytes), pages);
    buffers.emplace(name, buffer);
    std::vector<std::byte> bytes(buffer.bytes());
    if (description.value("output", false))
      loaded.outputs.push_back(buffer);
    else if (description.contains("data"))
      readData(bytes, folder / description["data"].get<std::string>());
    else
      fillRandom(bytes, info.format, seed);
    loaded.device.write(buffer, bytes);
  }

  static void readData(std::vector<std::byte> &bytes, const std::filesystem::path &path) {
    std::ifstream stream(path, std::ios::binary);
    stream.read(reinterpret_cast<char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!stream || stream.peek() != std::ifstream::traits_type::eof())
      refuse("'" + path.string() + "' does not have the " + std::to_string(bytes.size()) +
             " bytes of its buffer");
  }

  /// Random values between -1 and 1; the same ones for the same buffer.
  static void fillRandom(std::vector<std::byte> &bytes, DataFormat format, uint32_t seed) {
    std::mt19937 generator(seed);
    auto next = [&] { return static_cast<float>(generator() % 2001) / 1000.0f - 1.0f; };
    if (format == DataFormat::Float32) {
      for (size_t i = 0; i + 4 <= bytes.size(); i += 4) {
        float value = next();
        std::memcpy(&bytes[i], &value, 4);
      }
      return;
    }
    if (format != DataFormat::Float16_b)
      refuse("buffers to read from are Float32 or Float16_b");
    for (size_t i = 0; i + 2 <= bytes.size(); i += 2) {
      uint16_t value = roundToBfloat16(next());
      std::memcpy(&bytes[i], &value, 2);
    }
  }

  const Buffer &bufferCalled(const std::string &name) const {
    auto found = buffers.find(name);
    if (found == buffers.end())
      refuse("there is no buffer '" + name + "'");
    return found->second;
  }

  /// A number, or an object that stands for one or more words.
  void appendWords(std::vector<uint32_t> &words, const Json &value) const {
    if (value.is_number()) {
      words.push_back(value);
    } else if (value.contains("address")) {
      words.push_back(bufferCalled(value["address"]).address);
    } else if (value.contains("accessor")) {
      for (uint32_t word : loaded.device.tensorAccessorArgs(bufferCalled(value["accessor"])))
        words.push_back(word);
    } else if (value.contains("noc_x")) {
      words.push_back(loaded.device.workerCoordinate(coordinate(value["noc_x"])).x);
    } else if (value.contains("noc_y")) {
      words.push_back(loaded.device.workerCoordinate(coordinate(value["noc_y"])).y);
    } else {
      refuse("an argument is a number or has one of address, accessor, noc_x, noc_y: " +
             value.dump());
    }
  }

  std::vector<uint32_t> words(const Json &list) const {
    std::vector<uint32_t> result;
    for (const Json &value : list)
      appendWords(result, value);
    return result;
  }

  static MathFidelity fidelityCalled(const std::string &name) {
    static const std::map<std::string, MathFidelity> fidelities{{"LoFi", MathFidelity::LoFi},
                                                                {"HiFi2", MathFidelity::HiFi2},
                                                                {"HiFi3", MathFidelity::HiFi3},
                                                                {"HiFi4", MathFidelity::HiFi4}};
    auto found = fidelities.find(name);
    if (found == fidelities.end())
      refuse("there is no math fidelity '" + name + "'");
    return found->second;
  }

  static ComputeConfig computeConfig(const Json &description) {
    ComputeConfig config{.mathFidelity =
                             fidelityCalled(description.value("math_fidelity", "HiFi4")),
                         .fp32DestAccEn = description.value("fp32_dest_acc_en", false)};
    for (uint32_t buffer : description.value("unpack_to_dest_fp32", std::vector<uint32_t>{})) {
      if (config.unpackToDestMode.size() <= buffer)
        config.unpackToDestMode.resize(buffer + 1, UnpackToDestMode::Default);
      config.unpackToDestMode[buffer] = UnpackToDestMode::UnpackToDestFp32;
    }
    return config;
  }

  void addKernel(const Json &description) {
    KernelDescriptor kernel;
    kernel.source =
        (folder / description.at("file").get<std::string>()).lexically_normal().string();
    kernel.sourceType = KernelDescriptor::SourceType::FilePath;
    kernel.coreRanges = ranges(description.at("cores"));
    kernel.compileTimeArgs = words(description.value("compile_time_args", Json::array()));
    for (const Json &line : description.value("runtime_args", Json::array()))
      kernel.runtimeArgs.push_back({coordinate(line.at("core")), words(line.at("args"))});
    const Json defines = description.value("defines", Json::object());
    for (const auto &[name, value] : defines.items())
      kernel.defines.push_back({name, value});
    std::string kind = description.at("kind");
    if (kind == "reader")
      kernel.config =
          DataMovementConfig{DataMovementProcessor::Ncrisc, description.value("noc", 0u)};
    else if (kind == "writer")
      kernel.config =
          DataMovementConfig{DataMovementProcessor::Brisc, description.value("noc", 1u)};
    else if (kind == "compute")
      kernel.config = computeConfig(description);
    else
      refuse("the kind of a kernel is reader, writer or compute, not '" + kind + "'");
    loaded.program.kernels.push_back(std::move(kernel));
  }

  void addCircularBuffer(const Json &description) {
    const FormatInfo &info = format(description);
    CBDescriptor buffer{info.tileBytes * description.at("pages").get<uint32_t>(),
                        ranges(description.at("cores")),
                        {},
                        {}};
    for (uint32_t index : description.at("indices"))
      buffer.formatDescriptors.push_back({index, info.format, info.tileBytes});
    loaded.program.cbs.push_back(std::move(buffer));
  }

  std::filesystem::path folder;
  const Json &root;
  LoadedProgram loaded;
  std::map<std::string, Buffer> buffers;
};

} // namespace

void LoadedProgram::clearOutputs() {
  for (const Buffer &buffer : outputs)
    device.write(buffer, std::vector<std::byte>(buffer.bytes()));
}

std::vector<std::byte> LoadedProgram::result() {
  std::vector<std::byte> bytes;
  for (const Buffer &buffer : outputs) {
    size_t begin = bytes.size();
    bytes.resize(begin + buffer.bytes());
    device.read(buffer, std::span(bytes).subspan(begin));
  }
  return bytes;
}

LoadedProgram loadProgram(const std::string &path) {
  std::ifstream stream(path);
  if (!stream)
    refuse("cannot read '" + path + "'");
  try {
    Json root = Json::parse(stream);
    return Loader(path, root).run();
  } catch (const Json::exception &error) {
    refuse("'" + path + "': " + error.what());
  }
}

} // namespace tilium::device::mutants
