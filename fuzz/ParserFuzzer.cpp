//===- ParserFuzzer.cpp - Texts of the dialects ---------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Changed texts of IR go through the parsers and verifiers of the dialects, and have to read back
// as they print.
//
//===----------------------------------------------------------------------===//

#include "Compilation.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static tilium::fuzz::Compilation compilation;
  // MLIR's lexer looks for the zero at the end.
  compilation.runRoundTrip(std::string(reinterpret_cast<const char *>(data), size));
  return 0;
}
