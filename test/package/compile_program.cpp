//===- compile_program.cpp - A program compiled and run from C++ ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Usage: compile_program GEMM.mlir DIRECTORY
//
// Compiles a 256x256x256 product in tile IR, runs it on the mock device with the identity as A, and
// writes the emitted files and the operands to DIRECTORY. Exits with 0 if the result is B.
//
//===----------------------------------------------------------------------===//

#include "mock/PlanRunner.h"
#include "tilium/Driver/Compiler.h"

#include "core/Error.h"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

using namespace tilium;

static constexpr size_t side = 256;
static constexpr uint16_t oneInFloat16 = 0x3C00;

static void writeFile(const std::string &path, std::span<const std::byte> bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char *>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

static bool report(const driver::Outcome &outcome) {
  for (const driver::Diagnostic &diagnostic : outcome.diagnostics)
    std::fprintf(stderr, "%s:%d: %s: %s\n", diagnostic.file.c_str(), diagnostic.line,
                 diagnostic.severity.c_str(), diagnostic.message.c_str());
  return outcome.success;
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  const std::string directory = argv[2];
  std::ifstream stream(argv[1]);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  driver::Outcome outcome;
  auto module = driver::Module::parse(text, argv[1], outcome);
  if (!report(outcome))
    return 1;
  for (const std::string &pass : driver::passNames())
    if (!report(module->runPass(pass, {.target = "wormhole_b0"})))
      return 1;

  std::map<std::string, std::string> files;
  for (const auto &[name, content] : module->generatedFiles()) {
    files.emplace(name, content);
    writeFile(directory + "/" + name, std::as_bytes(std::span(content)));
  }
  std::vector<uint16_t> a(side * side), b(side * side), c(side * side);
  for (size_t i = 0; i < side; ++i)
    a[i * side + i] = oneInFloat16;
  // Of B the matrix engine reads 9 of the 10 mantissa bits: even ones come through unchanged.
  for (size_t i = 0; i < b.size(); ++i)
    b[i] = static_cast<uint16_t>(oneInFloat16 + i * 38 % 1024);
  writeFile(directory + "/A.bin", std::as_bytes(std::span(a)));
  writeFile(directory + "/B.bin", std::as_bytes(std::span(b)));
  try {
    std::vector<std::span<std::byte>> tensors;
    for (std::vector<uint16_t> *tensor : {&a, &b, &c})
      tensors.push_back(std::as_writable_bytes(std::span(*tensor)));
    const device::RunReport run = runtime::PlanRunner(files.at("tt.plan.json"), files).run(tensors);
    std::printf("%llu cycles, the product is %s\n",
                static_cast<unsigned long long>(run.totalCycles), c == b ? "right" : "wrong");
    return c == b ? 0 : 1;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
