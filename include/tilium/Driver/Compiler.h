//===- Compiler.h - The compiler for hosts without MLIR ---------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A module and the passes on it, as the Python package sees them: standard types only, so that a
// user of this header needs neither MLIR's headers nor its compile flags.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DRIVER_COMPILER_H
#define TILIUM_DRIVER_COMPILER_H

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tilium::driver {

/// One message of the compiler and where it points. `line` is 0 if there is no place.
struct Diagnostic {
  std::string severity; ///< "error", "warning", "remark" or "note".
  std::string message, file;
  std::string code; ///< Of DiagnosticCodes.def; empty for notes and for faults of IR.
  int line = 0, column = 0;
  std::vector<Diagnostic> notes;
};

/// A function of a module.
struct Function {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes; ///< As IR text.
  std::string text;
};

/// Whether something worked, and what the compiler said on the way.
struct Outcome {
  bool success = false;
  std::vector<Diagnostic> diagnostics;
};

/// What the passes are told: the chip, and what the program trades of accuracy for speed.
struct PassOptions {
  std::string target;
  std::string mathFidelity = "HiFi4";
  bool reciprocalDivision = false, approximateExponentials = false;
};

/// A program at some stage of the pipeline. Not for use from several threads at once.
class Module {
public:
  Module(const Module &) = delete;
  ~Module();

  /// Imports TIR JSON; null with an error in `outcome` if that fails.
  static std::shared_ptr<Module> importTIR(const std::string &json, const std::string &name,
                                           Outcome &outcome);
  /// Parses IR of any stage.
  static std::shared_ptr<Module> parse(const std::string &text, const std::string &name,
                                       Outcome &outcome);

  std::shared_ptr<Module> clone() const;
  /// One module for each T.Kernel of an imported program, in the order they run.
  std::vector<std::shared_ptr<Module>> splitLaunches() const;

  /// Runs one pass, by its class name ("SplitDeviceKernel").
  Outcome runPass(const std::string &name, const PassOptions &options);

  std::string print() const;
  std::vector<Function> functions() const;
  /// The emitted files by name; empty before CodegenTT.
  std::vector<std::pair<std::string, std::string>> generatedFiles() const;

private:
  struct State;
  explicit Module(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

/// The names of the passes, in pipeline order.
std::vector<std::string> passNames();

/// The codes that diagnostics can have, in the order of DiagnosticCodes.def.
std::vector<std::string> diagnosticCodes();

} // namespace tilium::driver

#endif // TILIUM_DRIVER_COMPILER_H
