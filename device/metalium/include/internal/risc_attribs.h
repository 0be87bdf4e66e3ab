//===- risc_attribs.h - Marks of pointers -----------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_INTERNAL_RISC_ATTRIBS_H
#define TILIUM_METALIUM_INTERNAL_RISC_ATTRIBS_H

#include "tilium/kernel_types.h"

#endif // TILIUM_METALIUM_INTERNAL_RISC_ATTRIBS_H
