//===- KernelInterface.h - The device's side of the kernel table -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_CORE_KERNELINTERFACE_H
#define TILIUM_DEVICE_CORE_KERNELINTERFACE_H

#include "metalium/include/tilium/kernel_interface.h"

namespace tilium::device {

struct ProcessorState;
struct CircularBuffer;

/// The table given to every kernel when it is loaded.
const tilium::KernelInterface &kernelInterface();

/// A configured circular buffer of the processor's core, or a CbUnknown error.
CircularBuffer &bufferOf(ProcessorState &self, uint32_t cb, tilium::Site site);
/// Refuses to use [offset, offset + bytes) of local memory while a read into it is unfinished.
/// Whether it was not, in a lenient run.
bool checkNoReadUnderWay(ProcessorState &self, uint32_t offset, uint32_t bytes, const char *what,
                         tilium::Site site);
/// The same while a write of any core is on its way there.
bool checkNoWriteArrives(ProcessorState &self, uint32_t offset, uint32_t bytes, const char *what,
                         tilium::Site site);

namespace interface {
// Each fills its part of the table.
void addCircularBuffers(tilium::KernelInterface &table);
void addDataMovement(tilium::KernelInterface &table);
void addCompute(tilium::KernelInterface &table);
void addVectorPrograms(tilium::KernelInterface &table);
void addMailboxes(tilium::KernelInterface &table);
void addPointers(tilium::KernelInterface &table);
void addPrint(tilium::KernelInterface &table);
} // namespace interface

} // namespace tilium::device

#endif // TILIUM_DEVICE_CORE_KERNELINTERFACE_H
