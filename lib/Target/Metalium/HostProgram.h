//===- HostProgram.h - The host program and its build -----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TARGET_METALIUM_HOSTPROGRAM_H
#define TILIUM_LIB_TARGET_METALIUM_HOSTPROGRAM_H

#include "Plan.h"

namespace tilium {

/// main.cpp: runs the program with TT-Metalium's host API.
std::string emitHostProgram(const Plan &plan);

/// CMakeLists.txt: builds main.cpp against TT-Metalium's package.
std::string emitCMake(const Plan &plan);

} // namespace tilium

#endif // TILIUM_LIB_TARGET_METALIUM_HOSTPROGRAM_H
