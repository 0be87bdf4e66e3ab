//===- ckernel_sfpu_copy_dest_values.h - Copies from tile to tile of DST -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_CKERNEL_SFPU_COPY_DEST_VALUES_H
#define TILIUM_METALIUM_CKERNEL_SFPU_COPY_DEST_VALUES_H

#include "api/compute/copy_dest_values.h"

#endif // TILIUM_METALIUM_CKERNEL_SFPU_COPY_DEST_VALUES_H
