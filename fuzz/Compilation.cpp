//===- Compilation.cpp - Compiles what a fuzzer made ----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Compilation.h"

#include "tilium/Import/Launches.h"
#include "tilium/Import/TIRImporter.h"
#include "tilium/Transforms/Passes.h"
#include "tilium/Transforms/Pipeline.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

#include <cstdlib>

using namespace mlir;
using namespace tilium;
using namespace tilium::fuzz;

struct Compilation::State {
  std::unique_ptr<MLIRContext> context;
  unsigned inputs = 0, errors = 0;
  std::string messages;
};

Compilation::Compilation() : state(std::make_unique<State>()) {}
Compilation::~Compilation() = default;

/// What libFuzzer takes for a find.
[[noreturn]] static void stop(const Twine &message) {
  llvm::errs() << message << "\n";
  std::abort();
}

/// Types and attributes live as long as their context, so that one for all inputs would grow
/// without end; making one takes ten times as long as compiling a program.
void Compilation::renewContext() {
  constexpr unsigned inputsOfAContext = 500;
  if (state->context && ++state->inputs % inputsOfAContext != 0)
    return;
  DialectRegistry registry;
  registerTiliumDialects(registry);
  state->context = std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  state->context->loadAllAvailableDialects();
  state->context->getDiagEngine().registerHandler([this](Diagnostic &diagnostic) {
    state->errors += diagnostic.getSeverity() == DiagnosticSeverity::Error;
    state->messages += diagnostic.str() + "\n";
    return success();
  });
}

/// Runs `action`, which tells whether it worked; if not, there has to be an error message.
bool Compilation::succeedsOrSays(StringRef what, llvm::function_ref<bool()> action) {
  state->errors = 0;
  state->messages.clear();
  if (action())
    return true;
  if (std::getenv("TILIUM_FUZZ_PRINT"))
    llvm::errs() << "// " << what << ": " << state->messages;
  if (state->errors == 0)
    stop(what + " failed without an error message");
  return false;
}

OwningOpRef<ModuleOp> Compilation::attempt(StringRef what,
                                           llvm::function_ref<OwningOpRef<ModuleOp>()> action) {
  OwningOpRef<ModuleOp> module;
  succeedsOrSays(what, [&] {
    module = action();
    return static_cast<bool>(module);
  });
  return module;
}

/// Runs one pass and then the check of what it leaves; whether both went well.
bool Compilation::runPass(ModuleOp program, const PipelineEntry &entry,
                          const PipelineOptions &options) {
  auto run = [&](std::unique_ptr<Pass> pass) {
    PassManager manager(state->context.get());
    manager.addPass(std::move(pass));
    return succeeded(manager.run(program));
  };
  bool isVerifier = entry.name == StringRef("VerifyTTIR");
  bool passed = succeedsOrSays(entry.name, [&] { return run(entry.create(options)); });
  bool kept = passed && succeedsOrSays(entry.name, [&] {
                VerifyTTIRPassOptions stage;
                stage.partial = true;
                return run(createVerifyTTIRPass(stage));
              });
  // Whether everything fits L1 is known at the end only; the rest is the passes' fault.
  bool isTooLarge = StringRef(state->messages).contains("of L1, a core has");
  if ((passed ? !kept : isVerifier) && !isTooLarge) {
    if (std::getenv("TILIUM_FUZZ_PRINT"))
      program.print(llvm::errs(), OpPrintingFlags().assumeVerified());
    stop("VerifyTTIR refuses what " + Twine(entry.name) + " was given or left: " + state->messages);
  }
  return kept;
}

/// The passes one by one, as the Python package runs them, with the verifier after each.
void Compilation::compile(ModuleOp module) {
  bool prepared = succeedsOrSays("the preparation", [&] {
    PassManager manager(state->context.get());
    buildPreparation(manager);
    return succeeded(manager.run(module));
  });
  if (!prepared)
    return;
  for (const char *target : {"wormhole_b0", "blackhole"}) {
    PipelineOptions options;
    options.target = target;
    for (OwningOpRef<ModuleOp> &program : splitLaunches(module))
      for (const PipelineEntry &entry : getPipelineEntries())
        if (!runPass(*program, entry, options))
          break;
  }
}

void Compilation::runJson(StringRef json) {
  renewContext();
  OwningOpRef<ModuleOp> module =
      attempt("the importer", [&] { return importTIR(json, "fuzz", state->context.get()); });
  if (module)
    compile(*module);
}

void Compilation::runText(StringRef text, bool mustParse) {
  renewContext();
  OwningOpRef<ModuleOp> module = attempt("the parser", [&] {
    return parseSourceString<ModuleOp>(text, ParserConfig(state->context.get()), "fuzz");
  });
  if (module)
    return compile(*module);
  if (mustParse)
    stop("generated IR is not valid: " + state->messages + text);
}

static std::string printed(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream);
  return text;
}

void Compilation::runRoundTrip(StringRef text) {
  renewContext();
  ParserConfig config(state->context.get());
  auto parse = [&](StringRef source) {
    return attempt("the parser",
                   [&] { return parseSourceString<ModuleOp>(source, config, "fuzz"); });
  };
  OwningOpRef<ModuleOp> module = parse(text);
  if (!module)
    return;
  std::string first = printed(*module);
  OwningOpRef<ModuleOp> again = parse(first);
  if (!again || printed(*again) != first)
    stop("what is printed is not what was parsed: " + state->messages + first);
}
