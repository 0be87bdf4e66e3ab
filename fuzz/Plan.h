//===- Plan.h - Reads what a fuzzer made of a plan --------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_FUZZ_PLAN_H
#define TILIUM_FUZZ_PLAN_H

#include <string>

namespace tilium::fuzz {

/// Gives the plan to the runtime, which takes it or says what is wrong; a refusal without a message
/// stops the program. Kernels are not run: what a plan may do to them is for the device's rules.
void readPlan(const std::string &plan);

} // namespace tilium::fuzz

#endif // TILIUM_FUZZ_PLAN_H
