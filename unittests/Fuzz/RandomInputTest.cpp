//===- RandomInputTest.cpp - What the fuzzers try, without libFuzzer ------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The corpus of the fuzzers, and random inputs of fixed seeds: one share of each, or as many as
// TILIUM_RANDOM_INPUTS says, which CI sets. A find stops the program with a message, as in the
// fuzzers (`make fuzz`), which look much further.
//
//===----------------------------------------------------------------------===//

#include "Compilation.h"
#include "JsonMutator.h"
#include "Plan.h"
#include "TileProgram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace files = std::filesystem;
using namespace tilium::fuzz;

/// What libFuzzer has for changes of bytes: one byte becomes another one.
extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t) {
  static std::mt19937 random(1);
  if (size > 0)
    data[random() % size] = static_cast<uint8_t>(random());
  return size;
}

namespace {

std::vector<std::string> readAll(const std::string &directory, const std::string &ending = "") {
  std::vector<files::path> paths;
  for (const auto &entry : files::directory_iterator(directory))
    if (entry.is_regular_file() && entry.path().string().ends_with(ending))
      paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts;
  for (const files::path &path : paths) {
    std::ifstream file(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return texts;
}

/// `text` after `changes` random changes.
std::string mutated(const std::string &text, unsigned changes, std::mt19937 &random) {
  constexpr size_t room = 1 << 18;
  std::vector<uint8_t> data(room);
  std::copy(text.begin(), text.end(), data.begin());
  size_t size = text.size();
  for (unsigned i = 0; i < changes; ++i)
    size = mutateJson(data.data(), size, room, static_cast<unsigned>(random()));
  return std::string(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size));
}

/// How many shares of random inputs to try.
unsigned shares() {
  const char *asked = std::getenv("TILIUM_RANDOM_INPUTS");
  return asked ? static_cast<unsigned>(std::max(1, std::atoi(asked))) : 1;
}

std::string randomBytes(std::mt19937 &random) {
  std::string bytes(random() % 200, '\0');
  std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random()); });
  return bytes;
}

const uint8_t *bytesOf(const std::string &text) {
  return reinterpret_cast<const uint8_t *>(text.data());
}

TEST(RandomInput, TheFuzzersCorpus) {
  Compilation compilation;
  const std::string corpus = TILIUM_FUZZ_CORPUS;
  std::vector<std::string> programs = readAll(corpus + "/pipeline");
  ASSERT_FALSE(programs.empty());
  for (const std::string &bytes : programs)
    compilation.runText(writeTileProgram(bytesOf(bytes), bytes.size()), /*mustParse=*/true);
  for (const std::string &plan : readAll(corpus + "/plan"))
    readPlan(plan);
}

TEST(RandomInput, ValidProgramsCompileOrAreRefused) {
  Compilation compilation;
  std::mt19937 random(7);
  for (unsigned i = 0; i < 1500 * shares(); ++i) {
    std::string bytes = randomBytes(random);
    compilation.runText(writeTileProgram(bytesOf(bytes), bytes.size()), /*mustParse=*/true);
  }
}

TEST(RandomInput, ChangedProgramsCompileOrAreRefused) {
  Compilation compilation;
  std::mt19937 random(8);
  std::vector<std::string> programs = readAll(TILIUM_IMPORT_INPUTS, ".tir.json");
  ASSERT_FALSE(programs.empty());
  for (const std::string &program : programs)
    for (unsigned i = 0; i < 100 * shares(); ++i)
      compilation.runJson(mutated(program, 1 + random() % 4, random));
}

TEST(RandomInput, ChangedPlansAreReadOrRefused) {
  std::mt19937 random(9);
  std::vector<std::string> plans = readAll(std::string(TILIUM_FUZZ_CORPUS) + "/plan");
  ASSERT_FALSE(plans.empty());
  for (const std::string &plan : plans)
    for (unsigned i = 0; i < 2000 * shares(); ++i)
      readPlan(mutated(plan, 1 + random() % 4, random));
}

TEST(RandomInput, IrReadsBackAsItPrints) {
  Compilation compilation;
  std::mt19937 random(10);
  for (unsigned i = 0; i < 200 * shares(); ++i) {
    std::string bytes = randomBytes(random);
    compilation.runRoundTrip(writeTileProgram(bytesOf(bytes), bytes.size()));
  }
}

} // namespace
