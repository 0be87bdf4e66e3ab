//===- kernel_profiler.hpp - Zones of the vendor's profiler -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DEBUG_KERNEL_PROFILER_HPP
#define TILIUM_METALIUM_API_DEBUG_KERNEL_PROFILER_HPP

// As on the device without its profiler: the zones are there and say nothing. The device's own trace
// tells more.
#define DeviceZoneScopedMainN(name)
#define DeviceZoneScopedMainChildN(name)
#define DeviceZoneScopedN(name)
#define DeviceZoneScopedSumN1(name)
#define DeviceZoneScopedSumN2(name)
#define DeviceZoneSetCounter(counter)
#define DeviceTimestampedData(name, data)
#define DeviceRecordEvent(event)

#endif // TILIUM_METALIUM_API_DEBUG_KERNEL_PROFILER_HPP
