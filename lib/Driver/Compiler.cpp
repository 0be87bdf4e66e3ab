//===- Compiler.cpp - The compiler for hosts without MLIR -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Driver/Compiler.h"

#include "tilium/Dialect/TT/IR/TTDialect.h"
#include "tilium/Import/Launches.h"
#include "tilium/Import/TIRImporter.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Target/Metalium/GeneratedFiles.h"
#include "tilium/Transforms/Pipeline.h"

#include "mlir/Parser/Parser.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::driver;

struct Module::State {
  std::shared_ptr<MLIRContext> context;
  OwningOpRef<ModuleOp> module;
};

//===----------------------------------------------------------------------===//
// Diagnostics
//===----------------------------------------------------------------------===//

static FileLineColLoc findFile(Location loc) {
  FileLineColLoc found;
  loc->walk([&](Location part) {
    found = dyn_cast<FileLineColLoc>(part);
    return found ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found;
}

static driver::Diagnostic convert(mlir::Diagnostic &diagnostic) {
  driver::Diagnostic result;
  switch (diagnostic.getSeverity()) {
  case DiagnosticSeverity::Error:
    result.severity = "error";
    break;
  case DiagnosticSeverity::Warning:
    result.severity = "warning";
    break;
  case DiagnosticSeverity::Remark:
    result.severity = "remark";
    break;
  case DiagnosticSeverity::Note:
    result.severity = "note";
    break;
  }
  result.message = diagnostic.str();
  result.code = codeOf(diagnostic).str();
  if (FileLineColLoc file = findFile(diagnostic.getLocation())) {
    result.file = file.getFilename().getValue().str();
    result.line = static_cast<int>(file.getLine());
    result.column = static_cast<int>(file.getColumn());
  }
  for (mlir::Diagnostic &note : diagnostic.getNotes())
    result.notes.push_back(convert(note));
  return result;
}

/// Collects what is emitted in a context into an outcome.
class DiagnosticCollector {
public:
  DiagnosticCollector(MLIRContext &context, Outcome &outcome)
      : handler(&context, [&outcome](mlir::Diagnostic &diagnostic) {
          outcome.diagnostics.push_back(convert(diagnostic));
          return success();
        }) {}

private:
  ScopedDiagnosticHandler handler;
};

//===----------------------------------------------------------------------===//
// Modules
//===----------------------------------------------------------------------===//

static std::shared_ptr<MLIRContext> createContext() {
  DialectRegistry registry;
  registerTiliumDialects(registry);
  // One program is too little work for threads.
  auto context = std::make_shared<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  context->loadAllAvailableDialects();
  // Messages are for users of TileLang: they show the program's line, not the compiler's operation.
  context->printOpOnDiagnostic(false);
  return context;
}

Module::Module(std::unique_ptr<State> state) : state(std::move(state)) {}
Module::~Module() = default;

std::shared_ptr<Module> Module::importTIR(const std::string &json, const std::string &name,
                                          Outcome &outcome) {
  auto state = std::make_unique<State>();
  state->context = createContext();
  DiagnosticCollector collector(*state->context, outcome);
  state->module = tilium::importTIR(json, name, state->context.get());
  PassManager preparation(state->context.get());
  buildPreparation(preparation);
  outcome.success = state->module && succeeded(preparation.run(*state->module));
  return outcome.success ? std::shared_ptr<Module>(new Module(std::move(state))) : nullptr;
}

std::shared_ptr<Module> Module::parse(const std::string &text, const std::string &name,
                                      Outcome &outcome) {
  auto state = std::make_unique<State>();
  state->context = createContext();
  DiagnosticCollector collector(*state->context, outcome);
  state->module = parseSourceString<ModuleOp>(text, ParserConfig(state->context.get()), name);
  outcome.success = static_cast<bool>(state->module);
  return outcome.success ? std::shared_ptr<Module>(new Module(std::move(state))) : nullptr;
}

std::shared_ptr<Module> Module::clone() const {
  auto copy = std::make_unique<State>();
  copy->context = state->context;
  copy->module = OwningOpRef<ModuleOp>(state->module->clone());
  return std::shared_ptr<Module>(new Module(std::move(copy)));
}

std::vector<std::shared_ptr<Module>> Module::splitLaunches() const {
  std::vector<std::shared_ptr<Module>> programs;
  for (OwningOpRef<ModuleOp> &program : tilium::splitLaunches(*state->module)) {
    auto part = std::make_unique<State>();
    part->context = state->context;
    part->module = std::move(program);
    programs.push_back(std::shared_ptr<Module>(new Module(std::move(part))));
  }
  return programs;
}

Outcome Module::runPass(const std::string &name, const PassOptions &options) {
  Outcome outcome;
  DiagnosticCollector collector(*state->context, outcome);
  auto entry = llvm::find_if(getPipelineEntries(),
                             [&](const PipelineEntry &known) { return name == known.name; });
  if (entry == getPipelineEntries().end()) {
    emitError(state->module->getLoc()) << "there is no pass '" << name << "'";
    return outcome;
  }
  PassManager manager(state->context.get());
  PipelineOptions pipeline;
  pipeline.target = options.target;
  pipeline.mathFidelity = options.mathFidelity;
  pipeline.reciprocalDivision = options.reciprocalDivision;
  pipeline.approximateExponentials = options.approximateExponentials;
  addPass(manager, *entry, pipeline);
  outcome.success = succeeded(manager.run(*state->module));
  return outcome;
}

std::string Module::print() const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  state->module->print(stream);
  return text;
}

std::vector<driver::Function> Module::functions() const {
  std::vector<driver::Function> result;
  for (auto op : state->module->getOps<func::FuncOp>()) {
    driver::Function function;
    function.name = op.getSymName().str();
    for (NamedAttribute attribute : op->getDiscardableAttrs()) {
      std::string text;
      llvm::raw_string_ostream stream(text);
      // The words of an enum are what a reader compares with.
      if (auto role = dyn_cast<tt::KernelRoleAttr>(attribute.getValue()))
        stream << tt::stringifyKernelRole(role.getValue());
      else if (auto string = dyn_cast<StringAttr>(attribute.getValue()))
        stream << string.getValue();
      else
        attribute.getValue().print(stream);
      function.attributes.emplace_back(attribute.getName().getValue().str(), text);
    }
    llvm::raw_string_ostream stream(function.text);
    op->print(stream);
    result.push_back(std::move(function));
  }
  return result;
}

std::vector<std::pair<std::string, std::string>> Module::generatedFiles() const {
  return getGeneratedFiles(*state->module);
}

std::vector<std::string> driver::diagnosticCodes() {
  ArrayRef<StringRef> codes = allDiagnosticCodes();
  return {codes.begin(), codes.end()};
}

std::vector<std::string> driver::passNames() {
  std::vector<std::string> names;
  for (const PipelineEntry &entry : getPipelineEntries())
    names.push_back(entry.name);
  return names;
}
