//===- Tokens.cpp - C++ text as tokens ------------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Tokens.h"

#include <algorithm>
#include <cctype>

namespace tilium::device::mutants {

namespace {

bool startsWord(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool inWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

class Tokenizer {
public:
  explicit Tokenizer(std::string_view text) : text(text) {}

  std::vector<Token> run() {
    while (at < text.size()) {
      if (!skipSpace())
        takeToken();
    }
    return std::move(tokens);
  }

private:
  bool follows(std::string_view what) const { return text.substr(at).starts_with(what); }

  void skipTo(size_t end) { at = std::min(end, text.size()); }

  /// White space, comments and preprocessor lines.
  bool skipSpace() {
    char c = text[at];
    if (c == '\n') {
      lineStart = true;
      ++at;
      return true;
    }
    if (std::isspace(static_cast<unsigned char>(c))) {
      ++at;
      return true;
    }
    if (follows("//")) {
      skipTo(text.find('\n', at));
      return true;
    }
    if (follows("/*")) {
      size_t end = text.find("*/", at + 2);
      skipTo(end == std::string_view::npos ? end : end + 2);
      return true;
    }
    if (c == '#' && lineStart) {
      skipDirective();
      return true;
    }
    return false;
  }

  /// A directive ends with its line, unless a backslash or a comment goes on.
  void skipDirective() {
    while (at < text.size() && text[at] != '\n') {
      if (follows("/*")) {
        size_t end = text.find("*/", at + 2);
        skipTo(end == std::string_view::npos ? end : end + 2);
      } else {
        skipTo(at + (text[at] == '\\' ? 2 : 1));
      }
    }
  }

  void add(Token::Kind kind, size_t end) {
    end = std::min(end, text.size());
    tokens.push_back({kind, text.substr(at, end - at), at});
    at = end;
    lineStart = false;
  }

  size_t literalEnd(size_t from, char quote) const {
    for (size_t i = from + 1; i < text.size(); ++i) {
      if (text[i] == '\\')
        ++i;
      else if (text[i] == quote)
        return i + 1;
    }
    return text.size();
  }

  /// A raw string ends with its own delimiter.
  size_t rawEnd(size_t quote) const {
    size_t open = text.find('(', quote);
    if (open == std::string_view::npos)
      return text.size();
    std::string close = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
    size_t end = text.find(close, open);
    return end == std::string_view::npos ? text.size() : end + close.size();
  }

  void takeToken() {
    char c = text[at];
    if (startsWord(c))
      return takeWord();
    bool number = std::isdigit(static_cast<unsigned char>(c)) ||
                  (c == '.' && at + 1 < text.size() &&
                   std::isdigit(static_cast<unsigned char>(text[at + 1])));
    if (number)
      return takeNumber();
    if (c == '"' || c == '\'')
      return add(Token::Kind::Literal, literalEnd(at, c));
    if (follows("::") || follows("->"))
      return add(Token::Kind::Punctuation, at + 2);
    add(Token::Kind::Punctuation, at + 1);
  }

  void takeWord() {
    size_t end = at;
    while (end < text.size() && inWord(text[end]))
      ++end;
    std::string_view word = text.substr(at, end - at);
    bool prefix = word == "R" || word == "LR" || word == "uR" || word == "UR" || word == "u8R";
    if (prefix && end < text.size() && text[end] == '"')
      return add(Token::Kind::Literal, rawEnd(end));
    bool plain = word == "L" || word == "u" || word == "U" || word == "u8";
    if (plain && end < text.size() && (text[end] == '"' || text[end] == '\''))
      return add(Token::Kind::Literal, literalEnd(end, text[end]));
    add(Token::Kind::Identifier, end);
  }

  /// With digit separators and signs of exponents.
  void takeNumber() {
    size_t end = at + 1;
    while (end < text.size()) {
      char c = text[end], before = text[end - 1];
      bool sign = (c == '+' || c == '-') &&
                  (before == 'e' || before == 'E' || before == 'p' || before == 'P');
      bool separator = c == '\'' && end + 1 < text.size() && inWord(text[end + 1]);
      if (!inWord(c) && c != '.' && !sign && !separator)
        break;
      ++end;
    }
    // In hexadecimal, e is a digit and no exponent.
    std::string_view number = text.substr(at, end - at);
    if (number.starts_with("0x") || number.starts_with("0X")) {
      size_t sign = number.find_first_of("+-");
      if (sign != std::string_view::npos && number.find_first_of("pP") > sign)
        end = at + sign;
    }
    add(Token::Kind::Number, end);
  }

  std::string_view text;
  size_t at = 0;
  bool lineStart = true;
  std::vector<Token> tokens;
};

} // namespace

std::vector<Token> tokenize(std::string_view text) { return Tokenizer(text).run(); }

int lineOf(std::string_view text, size_t offset) {
  return 1 +
         static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(offset), '\n'));
}

} // namespace tilium::device::mutants
