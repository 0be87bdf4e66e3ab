//===- PlanFuzzer.cpp - Plans of programs ---------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "JsonMutator.h"
#include "Plan.h"

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maximum,
                                          unsigned seed) {
  return tilium::fuzz::mutateJson(data, size, maximum, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  tilium::fuzz::readPlan(std::string(reinterpret_cast<const char *>(data), size));
  return 0;
}
