//===- KernelPathTest.cpp - Headers of kernels from further folders -------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

namespace files = std::filesystem;

/// A folder on TILIUM_KERNEL_PATH, and a cache of its own, whose names are long enough for the
/// compiler to break the lines of its rules.
class KernelPath : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = (files::temp_directory_path() / "tilium-kernel-path-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root = files::path(pattern) / std::string(60, 'n');
    files::create_directories(root / "nested");
    if (const char *cache = std::getenv("TILIUM_CACHE"))
      cacheBefore = cache;
    setenv("TILIUM_CACHE", (root / "cache").c_str(), 1);
    setenv("TILIUM_KERNEL_PATH", root.c_str(), 1);
  }
  void TearDown() override {
    unsetenv("TILIUM_KERNEL_PATH");
    if (cacheBefore.empty())
      unsetenv("TILIUM_CACHE");
    else
      setenv("TILIUM_CACHE", cacheBefore.c_str(), 1);
    files::remove_all(root.parent_path());
  }
  void write(const std::string &name, const std::string &text) {
    std::ofstream(root / name) << text;
  }
  /// Tiles of threes times what the headers say.
  std::vector<float> run() {
    SingleCore program;
    program.fill(program.a, 3.0f);
    program.run(goodReader,
                "#include \"nested/outer.h\"\n" +
                    computeText("  compute_kernel_hw_startup(0, 1, 16);\n  copy_init(0);\n",
                                "    copy_tile(0, 0, 0);\n    scale();\n"),
                goodWriter);
    return program.result();
  }
  /// When each object of the cache was made.
  std::vector<files::file_time_type> objects() const {
    std::vector<files::file_time_type> times;
    for (const auto &entry : files::directory_iterator(root / "cache"))
      if (entry.path().extension() == ".so")
        times.push_back(files::last_write_time(entry.path()));
    std::sort(times.begin(), times.end());
    return times;
  }

  files::path root;
  std::string cacheBefore;
};

const std::string scaling = "#include \"api/compute/eltwise_unary/binop_with_scalar.h\"\n"
                            "#include \"inner.h\"\n"
                            "inline void scale() {\n  binop_with_scalar_tile_init();\n"
                            "  mul_unary_tile(0, FACTOR);\n}\n";

// The text includes a header, which includes another beside it: that one tells the processors
// apart.
TEST_F(KernelPath, HeadersThatTellTheProcessorsApart) {
  write("nested/outer.h", scaling);
  write("nested/inner.h", "#ifdef TRISC_MATH\n#define FACTOR 0x40000000\n" // 2
                          "#else\n#define FACTOR 0xBF800000\n#endif\n");   // -1
  EXPECT_EQ(run(), std::vector<float>(4096, 6.0f));
  EXPECT_EQ(objects().size(), 5u); // Three for the compute kernel.
}

/// Runs in another process, which has loaded no kernels yet.
#define EXPECT_RUN(value)                                                                          \
  EXPECT_EXIT(std::_Exit(run() == std::vector<float>(4096, value) ? 0 : 1),                        \
              testing::ExitedWithCode(0), "")

TEST_F(KernelPath, ObjectsAreMadeAgainOnlyIfAHeaderChanged) {
  write("nested/outer.h", scaling);
  write("nested/inner.h", "#define FACTOR 0x40000000\n"); // 2
  EXPECT_RUN(6.0f);
  std::vector<files::file_time_type> before = objects();
  EXPECT_EQ(before.size(), 3u);
  EXPECT_RUN(6.0f);
  EXPECT_EQ(objects(), before);
  write("nested/inner.h", "#define FACTOR 0x40400000\n"); // 3
  files::last_write_time(root / "nested/inner.h",
                         before.back() +
                             std::chrono::seconds(1)); // Later, whatever the clock's step.
  EXPECT_RUN(9.0f);
}

// What is linked to kernels is in the cache too, and may be gone when this process compiles again.
TEST_F(KernelPath, ACacheThatIsEmptiedMeanwhile) {
  write("nested/outer.h", scaling);
  write("nested/inner.h", "#define FACTOR 0x40000000\n"); // 2
  EXPECT_EQ(run(), std::vector<float>(4096, 6.0f));
  for (const auto &entry : files::directory_iterator(root / "cache"))
    files::remove(entry.path());
  setenv("TILIUM_KERNEL_FLAGS", "-DOTHER_KERNELS", 1);
  EXPECT_EQ(run(), std::vector<float>(4096, 6.0f));
  unsetenv("TILIUM_KERNEL_FLAGS");
  EXPECT_EQ(objects().size(), 3u);
}

TEST_F(KernelPath, FilesThatFlagsName) {
  unsetenv("TILIUM_KERNEL_PATH");
  write("nested/inner.h", "");
  write("nested/outer.h", scaling);
  std::string factor = (root / "factor.h").string();
  setenv("TILIUM_KERNEL_FLAGS", ("-I" + root.string() + " -include " + factor).c_str(), 1);
  write("factor.h", "#define FACTOR 0x40000000\n"); // 2
  EXPECT_RUN(6.0f);
  std::vector<files::file_time_type> before = objects();
  EXPECT_RUN(6.0f);
  EXPECT_EQ(objects(), before);
  write("factor.h", "#define FACTOR 0x40400000\n"); // 3
  files::last_write_time(factor, before.back() + std::chrono::seconds(1));
  EXPECT_RUN(9.0f);
  unsetenv("TILIUM_KERNEL_FLAGS");
}

TEST_F(KernelPath, FlagsOfTheEnvironment) {
  write("nested/outer.h", scaling);
  write("nested/inner.h", "");
  setenv("TILIUM_KERNEL_FLAGS", "-O0 -g -DFACTOR=0x40000000", 1); // 2
  EXPECT_EQ(run(), std::vector<float>(4096, 6.0f));
  setenv("TILIUM_KERNEL_FLAGS", "-DFACTOR=0xBF800000", 1); // -1
  EXPECT_EQ(run(), std::vector<float>(4096, -3.0f));
  setenv("TILIUM_KERNEL_FLAGS", "-DFACTOR=1 -fno-such-flag", 1);
  try {
    run();
    ADD_FAILURE() << "compiled with a flag that the compiler does not know";
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::KernelCompile);
    EXPECT_NE(std::string(error.what()).find("-fno-such-flag"), std::string::npos) << error.what();
  }
  unsetenv("TILIUM_KERNEL_FLAGS");
}

} // namespace
