//===- src_order.h - Order of the source registers --------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_SRC_ORDER_H
#define TILIUM_METALIUM_API_COMPUTE_SRC_ORDER_H

namespace ckernel {
enum class SrcOrder { Regular, Reverse };
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_SRC_ORDER_H
