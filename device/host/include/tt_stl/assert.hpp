//===- assert.hpp - Part of the vendor's host API ------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_STL_ASSERT_HPP
#define TILIUM_HOST_TT_STL_ASSERT_HPP

#include <tt-metalium/assert.hpp>

#endif // TILIUM_HOST_TT_STL_ASSERT_HPP
