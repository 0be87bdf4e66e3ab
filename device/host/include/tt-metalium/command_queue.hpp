//===- command_queue.hpp - Part of the vendor's host API -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_COMMAND_QUEUE_HPP
#define TILIUM_HOST_TT_METALIUM_COMMAND_QUEUE_HPP

#include <tt-metalium/tt_metal.hpp>

#endif // TILIUM_HOST_TT_METALIUM_COMMAND_QUEUE_HPP
