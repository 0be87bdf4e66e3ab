//===- GeneratedFiles.cpp - The files that CodegenTT emits ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Target/Metalium/GeneratedFiles.h"

#include "HostProgram.h"
#include "KernelEmitter.h"
#include "LineTable.h"
#include "Plan.h"

#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace tilium;

FailureOr<GeneratedFiles> tilium::emitProgram(ModuleOp module) {
  FailureOr<Plan> plan = collectPlan(module);
  if (failed(plan))
    return failure();
  GeneratedFiles files;
  LineTable lines;
  for (const PlanKernel &kernel : plan->kernels) {
    FailureOr<EmittedKernel> emitted = emitKernel(kernel.function);
    if (failed(emitted))
      return failure();
    std::string file = tt::stringifyKernelRole(kernel.role).str() + ".cpp";
    lines.add(file, emitted->origins);
    files.emplace_back(file, std::move(emitted->text));
  }
  files.emplace_back("main.cpp", emitHostProgram(*plan));
  files.emplace_back("CMakeLists.txt", emitCMake(*plan));
  files.emplace_back("tt.plan.json", llvm::formatv("{0:2}\n", toJson(*plan)).str());
  files.emplace_back("tt.lines.json", lines.text());
  return files;
}

void tilium::setGeneratedFiles(ModuleOp module, const GeneratedFiles &files) {
  Builder builder(module.getContext());
  SmallVector<Attribute> pairs;
  for (const auto &[name, text] : files)
    pairs.push_back(
        builder.getArrayAttr({builder.getStringAttr(name), builder.getStringAttr(text)}));
  module->setAttr(generatedFilesAttrName, builder.getArrayAttr(pairs));
}

GeneratedFiles tilium::getGeneratedFiles(ModuleOp module) {
  GeneratedFiles files;
  auto pairs = module->getAttrOfType<ArrayAttr>(generatedFilesAttrName);
  if (!pairs)
    return files;
  for (Attribute entry : pairs) {
    auto pair = dyn_cast<ArrayAttr>(entry);
    if (!pair || pair.size() != 2 || !isa<StringAttr>(pair[0]) || !isa<StringAttr>(pair[1]))
      continue;
    files.emplace_back(cast<StringAttr>(pair[0]).getValue().str(),
                       cast<StringAttr>(pair[1]).getValue().str());
  }
  return files;
}

void tilium::registerMetaliumTranslation() {
  static llvm::cl::opt<std::string> onlyFile(
      "metalium-file", llvm::cl::desc("The one file that --emit-metalium prints"));
  static TranslateFromMLIRRegistration registration(
      "emit-metalium", "prints the files that CodegenTT emitted",
      [](Operation *op, raw_ostream &output) -> LogicalResult {
        GeneratedFiles files = getGeneratedFiles(cast<ModuleOp>(op));
        if (files.empty())
          return op->emitError() << "has no '" << generatedFilesAttrName
                                 << "'; run --tt-pipeline, or --tt-codegen as the last pass";
        bool found = false;
        for (const auto &[name, text] : files) {
          if (onlyFile.empty())
            output << "//===--- " << name << " ---===//\n" << text << "\n";
          else if (onlyFile == name)
            output << text;
          found |= onlyFile.empty() || onlyFile == name;
        }
        if (!found)
          return op->emitError() << "has no generated file '" << onlyFile << "'";
        return success();
      },
      [](DialectRegistry &registry) {
        registry
            .insert<arith::ArithDialect, func::FuncDialect, memref::MemRefDialect, scf::SCFDialect,
                    tile::TileDialect, tt::TTDialect, metalium::MetaliumDialect>();
      });
}
