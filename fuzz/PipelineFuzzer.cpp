//===- PipelineFuzzer.cpp - Valid programs of the tile dialect ------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Programs that are valid by construction go through all passes, for both chips. With
// TILIUM_FUZZ_PRINT in the environment each is printed before, to look into a find.
//
//===----------------------------------------------------------------------===//

#include "Compilation.h"
#include "TileProgram.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static tilium::fuzz::Compilation compilation;
  std::string program = tilium::fuzz::writeTileProgram(data, size);
  if (std::getenv("TILIUM_FUZZ_PRINT"))
    llvm::errs() << program;
  compilation.runText(program, /*mustParse=*/true);
  return 0;
}
