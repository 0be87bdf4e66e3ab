//===- host_api.hpp - The vendor's host calls over the mock device -------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The part of the mesh host API that a program with one device needs, in the vendor's headers. The
// device's own options come from the environment (host/Session.h). A misused call throws
// tilium::device::DeviceError of the rule host-usage, whose message names the call.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_HOST_API_HPP
#define TILIUM_HOST_TT_METALIUM_HOST_API_HPP

#include <tt-metalium/assert.hpp>
#include <tt-metalium/base_types.hpp>
#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/buffer.hpp>
#include <tt-metalium/constants.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/program.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tt_metal.hpp>
#include <tt-metalium/work_split.hpp>

// The vendor's headers bring it, and its examples rely on that.
#include <iostream>

#endif // TILIUM_HOST_TT_METALIUM_HOST_API_HPP
