//===- PlanFuzzer.cpp - Plans of programs ---------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Changed plans go to the runtime, which takes them or says what is wrong. Kernels are not run:
// what a plan may do to them is for the device's rules.
//
//===----------------------------------------------------------------------===//

#include "JsonMutator.h"

#include "mock/PlanRunner.h"

#include <cstdlib>
#include <iostream>

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maximum,
                                          unsigned seed) {
  return tilium::fuzz::mutateJson(data, size, maximum, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string plan(reinterpret_cast<const char *>(data), size);
  try {
    tilium::runtime::PlanRunner runner(
        plan, {{"reader.cpp", ""}, {"compute.cpp", ""}, {"writer.cpp", ""}});
  } catch (const tilium::runtime::PlanError &error) {
    if (!*error.what()) {
      std::cerr << "a plan was refused without a message\n";
      std::abort();
    }
  }
  return 0;
}
