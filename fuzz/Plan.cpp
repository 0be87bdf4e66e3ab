//===- Plan.cpp - Reads what a fuzzer made of a plan ----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Plan.h"

#include "mock/PlanRunner.h"

#include <cstdlib>
#include <iostream>

void tilium::fuzz::readPlan(const std::string &plan) {
  try {
    runtime::PlanRunner runner(plan, {{"reader.cpp", ""}, {"compute.cpp", ""}, {"writer.cpp", ""}});
  } catch (const runtime::PlanError &error) {
    if (*error.what())
      return;
    std::cerr << "a plan was refused without a message\n";
    std::abort();
  }
}
