//===- Diagnostics.cpp - Errors and advice with codes ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Support/Diagnostics.h"

#include "mlir/IR/Operation.h"

using namespace mlir;
using namespace tilium;

static constexpr llvm::StringRef spellings[] = {
#define TILIUM_DIAGNOSTIC(enumerator, code) code,
#include "tilium/Support/DiagnosticCodes.def"
};

llvm::StringRef tilium::spellingOf(DiagnosticCode code) {
  return spellings[static_cast<size_t>(code)];
}

llvm::ArrayRef<llvm::StringRef> tilium::allDiagnosticCodes() { return spellings; }

/// The code travels as metadata, so that the text stays what people read.
static InFlightDiagnostic withCode(InFlightDiagnostic diagnostic, DiagnosticCode code) {
  // Null once it is reported, which a diagnostic that was just made is not.
  if (Diagnostic *underlying = diagnostic.getUnderlyingDiagnostic())
    underlying->getMetadata().push_back(DiagnosticArgument(spellingOf(code)));
  return diagnostic;
}

InFlightDiagnostic tilium::refuse(Location loc, DiagnosticCode code) {
  return withCode(emitError(loc), code);
}

InFlightDiagnostic tilium::refuse(Operation *op, DiagnosticCode code) {
  return withCode(op->emitError(), code);
}

InFlightDiagnostic tilium::warn(Operation *op, DiagnosticCode code) {
  return withCode(op->emitWarning(), code);
}

InFlightDiagnostic tilium::advise(Operation *op, DiagnosticCode code) {
  // Where, and not the operation itself: people read remarks beside their program.
  return withCode(emitRemark(op->getLoc()), code);
}

static constexpr llvm::StringLiteral additionMark = "added by the compiler";

Location tilium::locationOfAddition(Location loc) {
  MLIRContext *context = loc.getContext();
  return FusedLoc::get(context, loc, StringAttr::get(context, additionMark));
}

bool tilium::isAddition(Operation *op) {
  auto fused = dyn_cast<FusedLoc>(op->getLoc());
  auto mark = fused ? dyn_cast_or_null<StringAttr>(fused.getMetadata()) : StringAttr();
  return mark && mark.getValue() == additionMark;
}

llvm::StringRef tilium::codeOf(Diagnostic &diagnostic) {
  for (const DiagnosticArgument &argument : diagnostic.getMetadata())
    if (argument.getKind() == DiagnosticArgument::DiagnosticArgumentKind::String)
      return argument.getAsString();
  return {};
}
