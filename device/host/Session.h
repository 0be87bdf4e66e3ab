//===- Session.h - How the environment asks a host program to run -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A host program in the vendor's API has no place for the device's own options. They come from the
// environment, which `tilium-device run` sets:
//
//   TILIUM_ARCH          the chip, wormhole_b0 by default
//   TILIUM_CYCLE_LIMIT   cycles after which a run is stopped
//   TILIUM_LENIENT       1: report faults and go on
//   TILIUM_TIMING_ONLY   1: leave out the arithmetic
//   TILIUM_DELAY_SEED    a number: random delays
//   TILIUM_RUN_OUTPUT    a folder for reports: run-<n>.json and faults.jsonl
//   TILIUM_RUN_TRACE     1: also run-<n>.trace.json there
//   TILIUM_PROGRAM_DIRECTORY  the host program's folder: kernels are looked for there, too
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_HOST_SESSION_H
#define TILIUM_DEVICE_HOST_SESSION_H

#include "host/Device.h"

#include <string>

namespace tilium::device {

/// The architecture that the environment names.
std::string sessionArchitecture();

/// The options that the environment asks for. Throws HostUsage for what is no number.
RunOptions sessionOptions();

/// Runs a program as the environment asks and leaves the reports it asks for.
RunReport runInSession(Device &device, const ProgramDescriptor &program);

/// A kernel's file: as given, below the current folder, $TT_METAL_HOME, or the host program's
/// folder and those above it. Throws HostUsage, with all places, if there is none.
std::string findKernelFile(const std::string &path);

} // namespace tilium::device

#endif // TILIUM_DEVICE_HOST_SESSION_H
