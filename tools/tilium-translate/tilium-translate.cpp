//===- tilium-translate.cpp - TIR in, Metalium sources out ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Import/TIRImporter.h"
#include "tilium/Target/Metalium/GeneratedFiles.h"

#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"

int main(int argc, char **argv) {
  tilium::registerImportTIRTranslation();
  tilium::registerMetaliumTranslation();
  return mlir::failed(mlir::mlirTranslateMain(argc, argv, "Tilium's translations\n"));
}
