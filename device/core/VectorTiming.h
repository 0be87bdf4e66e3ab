//===- VectorTiming.h - Cycles of the vector engine -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_CORE_VECTORTIMING_H
#define TILIUM_DEVICE_CORE_VECTORTIMING_H

#include "core/Architecture.h"
#include "metalium/include/tilium/kernel_interface.h"

namespace tilium::device {

/// Cycles the vector engine takes for one tile; 0 for what is no function.
uint32_t vectorCycles(const Architecture &architecture, tilium::Sfpu function, bool approximate);

/// Cycles the vector engine takes for a step of statistics.
uint32_t statisticsCycles(const Architecture &architecture, const tilium::StatisticsCall &call);
/// Cycles the processor takes for the divisions that give a step its reciprocals.
uint32_t divisionCycles(const tilium::StatisticsCall &call);
/// Cycles the vector engine takes for the init of a function, beyond its configuration.
uint32_t vectorInitCycles(tilium::Sfpu function);

} // namespace tilium::device

#endif // TILIUM_DEVICE_CORE_VECTORTIMING_H
