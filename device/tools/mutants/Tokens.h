//===- Tokens.h - C++ text as tokens ----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TOOLS_MUTANTS_TOKENS_H
#define TILIUM_DEVICE_TOOLS_MUTANTS_TOKENS_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tilium::device::mutants {

/// A token of C++ text. Comments, white space and preprocessor lines are no tokens.
struct Token {
  enum class Kind { Identifier, Number, Literal, Punctuation };
  Kind kind;
  std::string_view text; ///< Points into the text.
  size_t begin;          ///< Offset in the text.
  size_t end() const { return begin + text.size(); }
  bool is(std::string_view what) const { return text == what; }
};

/// Cuts `text` into tokens. Strings (raw ones, too) and character literals are one token each; an
/// unfinished one reaches to the end. `::`, `->` and `.` are tokens of their own; all other
/// punctuation comes as single characters.
std::vector<Token> tokenize(std::string_view text);

/// The line of an offset, from 1.
int lineOf(std::string_view text, size_t offset);

} // namespace tilium::device::mutants

#endif // TILIUM_DEVICE_TOOLS_MUTANTS_TOKENS_H
