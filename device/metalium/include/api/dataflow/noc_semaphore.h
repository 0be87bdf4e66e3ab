//===- noc_semaphore.h - The place semaphores are included from -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DATAFLOW_NOC_SEMAPHORE_H
#define TILIUM_METALIUM_API_DATAFLOW_NOC_SEMAPHORE_H

#include "api/semaphore.h"

#endif // TILIUM_METALIUM_API_DATAFLOW_NOC_SEMAPHORE_H
