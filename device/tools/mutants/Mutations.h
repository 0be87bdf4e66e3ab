//===- Mutations.h - One protocol call changed at a time --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TOOLS_MUTANTS_MUTATIONS_H
#define TILIUM_DEVICE_TOOLS_MUTANTS_MUTATIONS_H

#include <string>
#include <string_view>
#include <vector>

namespace tilium::device::mutants {

/// A kernel's text with one change.
struct Mutation {
  std::string kind;       ///< "drop", "double", "move", "weaken", "plus one", "minus one".
  std::string call;       ///< The statement that is changed, in one line.
  int line = 0;           ///< Of the statement, from 1.
  std::string text;       ///< The whole kernel with the change; lines keep their numbers.
  std::string trap;       ///< The kernel with a trap in the statement's place: does it run at all?
  std::string equivalent; ///< Not empty: why the change cannot matter, whatever the program.
};

/// All changes of the protocol calls in a kernel's text. A call is a statement of its own that
/// calls a function of the kernel API by its name, free or as a member; names in comments, strings,
/// declarations and preprocessor lines are none. In a compute kernel calls run on three processors,
/// and only the order on each matters.
std::vector<Mutation> mutationsOf(std::string_view text, bool compute);

} // namespace tilium::device::mutants

#endif // TILIUM_DEVICE_TOOLS_MUTANTS_MUTATIONS_H
