//===- sfpi.h - The vector engine's lanes, programmed by kernels -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Numbers in 32 lanes, DST as `dst_reg`, and blocks that only some lanes take. Integers, tables and
// the functions on parts of numbers are not modelled, and refused as names that nobody knows.
//

#ifndef TILIUM_METALIUM_SFPI_H
#define TILIUM_METALIUM_SFPI_H

#include "tilium/sfpi_lanes.h"

namespace sfpi {
using ::tilium::vFloat;
inline ::tilium::DestParts dst_reg;
} // namespace sfpi

#define v_if(condition) { ::tilium::LaneBlock tilium_lanes{condition};
#define v_elseif(condition) tilium_lanes.otherwise(condition);
#define v_else tilium_lanes.otherwise();
#define v_endif }
#define v_block { ::tilium::LaneBlock tilium_lanes{::tilium::LaneCondition{~0u}};
#define v_and(condition) tilium_lanes.narrow(condition)
#define v_endblock }

#endif // TILIUM_METALIUM_SFPI_H
