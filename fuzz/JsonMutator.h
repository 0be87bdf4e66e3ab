//===- JsonMutator.h - Changes JSON documents at random ---------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Random bytes are hardly ever JSON, so the fuzzers of readers of JSON change values of a document
// instead: numbers, strings, elements and members, and whole parts that go elsewhere.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_FUZZ_JSONMUTATOR_H
#define TILIUM_FUZZ_JSONMUTATOR_H

#include <cstddef>
#include <cstdint>

namespace tilium::fuzz {

/// Changes the JSON document in `data`, of `size` bytes, in place, which has room for `maximum`.
/// Returns its new size. Data that is no JSON is changed as bytes.
size_t mutateJson(uint8_t *data, size_t size, size_t maximum, unsigned seed);

} // namespace tilium::fuzz

#endif // TILIUM_FUZZ_JSONMUTATOR_H
