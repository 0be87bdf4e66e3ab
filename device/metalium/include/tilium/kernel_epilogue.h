//===- kernel_epilogue.h - What ends every kernel ---------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_KERNEL_EPILOGUE_H
#define TILIUM_METALIUM_TILIUM_KERNEL_EPILOGUE_H

namespace NAMESPACE {}

namespace tilium {
const KernelInterface *device;
} // namespace tilium

extern "C" __attribute__((visibility("default"))) void
tilium_kernel_bind(const tilium::KernelInterface *table) {
  tilium::device = table;
}
extern "C" __attribute__((visibility("default"))) void tilium_kernel_entry() {
  using namespace NAMESPACE;
  kernel_main();
}

#endif // TILIUM_METALIUM_TILIUM_KERNEL_EPILOGUE_H
