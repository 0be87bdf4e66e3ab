//===- transpose_wh_dest.h - Older name of a header -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_TRANSPOSE_WH_DEST_H
#define TILIUM_METALIUM_API_COMPUTE_TRANSPOSE_WH_DEST_H

#include "api/compute/transpose_dest.h"

#endif // TILIUM_METALIUM_API_COMPUTE_TRANSPOSE_WH_DEST_H
