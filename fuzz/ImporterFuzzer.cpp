//===- ImporterFuzzer.cpp - Programs of TIR JSON --------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Changed programs of TileLang go through the importer, and through all passes if it takes them.
//
//===----------------------------------------------------------------------===//

#include "Compilation.h"
#include "JsonMutator.h"

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maximum,
                                          unsigned seed) {
  return tilium::fuzz::mutateJson(data, size, maximum, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static tilium::fuzz::Compilation compilation;
  compilation.runJson(llvm::StringRef(reinterpret_cast<const char *>(data), size));
  return 0;
}
