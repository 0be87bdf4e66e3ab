//===- Mutations.h - Faults planted into kernels ----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A mutation changes one call of a program in the metalium dialect as a faulty compiler would: it
// leaves the call out, makes it twice, moves it or gives it other arguments. What cannot make a
// difference (a second barrier, two calls in the other order that share nothing) is no mutation.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_TOOLS_TILIUM_MUTANTS_MUTATIONS_H
#define TILIUM_TOOLS_TILIUM_MUTANTS_MUTATIONS_H

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

#include <string>
#include <vector>

namespace tilium {

/// The kinds of faults; `stringifyMutationKind` has their names.
enum class MutationKind {
  Drop,      ///< The call is left out.
  Double,    ///< The call is made twice.
  Move,      ///< The call changes places with the next one that it has to come before.
  Pages,     ///< Another number of pages.
  Buffer,    ///< Another circular buffer.
  Shape,     ///< Another number of tiles or transposition of a product.
  Binding,   ///< Another argument slot.
  Index,     ///< A tile beyond the end of its circular buffer or of DST.
  Address,   ///< An L1 address beyond the block.
  Flag,      ///< The packer adds where it has to overwrite, or the other way round.
  Number,    ///< Another number in elementwise code: no fault of protocol, but of arithmetic.
  Count,     ///< Another value of a semaphore, another number of bytes or receivers of a multicast.
  Semaphore, ///< Another semaphore.
};

llvm::StringRef stringifyMutationKind(MutationKind kind);

/// One fault in one call.
struct Mutation {
  MutationKind kind;
  unsigned operation;   ///< The call's number in a walk over the module.
  unsigned operand = 0; ///< Which operand or attribute changes.
  int64_t change = 0;   ///< By how much.
  std::string kernel;   ///< The kernel's name.
  std::string call;     ///< The operation's name.
};

/// All mutations of a program, in the order of its calls.
std::vector<Mutation> findMutations(mlir::ModuleOp module);

/// Plants a fault into a copy of the module that it was found in.
void apply(mlir::ModuleOp module, const Mutation &mutation);

} // namespace tilium

#endif // TILIUM_TOOLS_TILIUM_MUTANTS_MUTATIONS_H
