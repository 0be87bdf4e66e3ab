//===- tilium-mutants.cpp - Does VerifyTTIR see planted faults? -----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// tilium-mutants [--survivors FOLDER] FILE...
//
// Reads programs as they are in front of VerifyTTIR, plants one fault at a time and runs the
// verifier. Prints a line of JSON for each mutant: program, kernel, call, kind, whether the
// verifier refused it and what it said. The IR of those that pass goes to FOLDER.
//
//===----------------------------------------------------------------------===//

#include "Mutations.h"

#include "tilium/Transforms/Passes.h"
#include "tilium/Transforms/Pipeline.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace tilium;
namespace cl = llvm::cl;

static cl::list<std::string> inputs(cl::Positional, cl::OneOrMore, cl::desc("FILE..."));
static cl::opt<std::string> survivors("survivors", cl::desc("Where the IR of survivors goes"));

namespace {

/// What the verifiers say; empty if they accept.
class Verdict {
public:
  explicit Verdict(ModuleOp module)
      : handler(module.getContext(), [this](Diagnostic &diagnostic) {
          if (message.empty() && diagnostic.getSeverity() == DiagnosticSeverity::Error)
            message = diagnostic.str();
          return success();
        }) {
    PassManager manager(module.getContext());
    manager.addPass(createVerifyTTIRPass());
    if ((failed(verify(module)) || failed(manager.run(module))) && message.empty())
      message = "refused without a message";
  }

  std::string message;

private:
  ScopedDiagnosticHandler handler;
};

} // namespace

/// Writes the IR of a mutant that was accepted. Returns false if that fails.
static bool keep(ModuleOp module, StringRef name) {
  if (survivors.empty())
    return true;
  llvm::SmallString<128> path(survivors);
  llvm::sys::path::append(path, name + ".mlir");
  std::error_code error;
  llvm::raw_fd_ostream out(path, error);
  if (error) {
    llvm::errs() << "error: cannot write " << path << ": " << error.message() << '\n';
    return false;
  }
  out << module;
  return true;
}

/// Tries all mutants of one file.
static bool run(const std::string &path, MLIRContext &context) {
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(path, &context);
  if (!module)
    return false;
  std::string program = llvm::sys::path::filename(llvm::sys::path::parent_path(path)).str();
  OwningOpRef<ModuleOp> untouched(module->clone());
  if (std::string message = Verdict(*untouched).message; !message.empty()) {
    llvm::errs() << "error: " << path << " is refused as it stands: " << message << '\n';
    return false;
  }
  unsigned number = 0;
  for (const Mutation &mutation : findMutations(*module)) {
    OwningOpRef<ModuleOp> mutant(module->clone());
    apply(*mutant, mutation);
    std::string message = Verdict(*mutant).message;
    std::string name = program + "." + std::to_string(number++);
    llvm::json::Object line{{"program", program},
                            {"mutant", name},
                            {"kernel", mutation.kernel},
                            {"call", mutation.call},
                            {"kind", stringifyMutationKind(mutation.kind)},
                            {"change", mutation.change},
                            {"operand", mutation.operand},
                            {"message", message}};
    llvm::outs() << llvm::json::Value(std::move(line)) << '\n';
    if (message.empty() && !keep(*mutant, name))
      return false;
  }
  return true;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::ParseCommandLineOptions(argc, argv, "Plants faults into kernels and runs VerifyTTIR\n");
  if (!survivors.empty())
    if (std::error_code error = llvm::sys::fs::create_directories(survivors)) {
      llvm::errs() << "error: cannot make " << survivors << ": " << error.message() << '\n';
      return 1;
    }
  DialectRegistry registry;
  registerTiliumDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  for (const std::string &path : inputs)
    if (!run(path, context))
      return 1;
  return 0;
}
