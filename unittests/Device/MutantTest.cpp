//===- MutantTest.cpp - Tokens and mutations of kernels -------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Mutations.h"
#include "Tokens.h"

#include <gtest/gtest.h>

using namespace tilium::device::mutants;

namespace {

std::string joined(std::string_view text) {
  std::string result;
  for (const Token &token : tokenize(text))
    result += (result.empty() ? "" : " ") + std::string(token.text);
  return result;
}

/// "kind line" of each mutation that is not equivalent.
std::string listed(std::string_view text, bool compute = false) {
  std::string result;
  for (const Mutation &mutation : mutationsOf(text, compute))
    if (mutation.equivalent.empty())
      result += (result.empty() ? "" : ", ") + mutation.kind + " " + std::to_string(mutation.line);
  return result;
}

TEST(Tokens, CommentsAndDirectivesAreNone) {
  EXPECT_EQ(joined("a /* b ; */ c // d\n#define e \\\n f\n  #if g /* h\n i */\nj"), "a c j");
}

TEST(Tokens, LiteralsAreOneToken) {
  EXPECT_EQ(joined(R"x(f("a;\"b", ';', '\''))x"), R"x(f ( "a;\"b" , ';' , '\'' ))x");
  EXPECT_EQ(joined("R\"y(a)\" )y\" u8\"b\" L'c'"), "R\"y(a)\" )y\" u8\"b\" L'c'");
}

TEST(Tokens, Numbers) {
  EXPECT_EQ(joined("1'000u+0xFFu -1e-3f .5 0x1p+3 0xe+1"),
            "1'000u + 0xFFu - 1e-3f .5 0x1p+3 0xe + 1");
}

TEST(Tokens, Lines) { EXPECT_EQ(lineOf("a\nb\nc", 4), 3); }

TEST(Mutations, OnlyStatementsThatCall) {
  EXPECT_EQ(listed("void cb_push_back(int, int);\n"
                   "// cb_push_back(0, 1);\n"
                   "const char *text = \"cb_push_back(0, 1);\";\n"
                   "#define PUSH cb_push_back(0, 1);\n"
                   "auto f = cb_push_back;\n"
                   "int cb_push_back;\n"),
            "");
}

TEST(Mutations, EachKind) {
  EXPECT_EQ(listed("void f() {\n  cb_push_back(0, n);\n}\n"),
            "drop 2, double 2, plus one 2, minus one 2");
  EXPECT_EQ(listed("void f() {\n  noc_async_write_barrier();\n  g();\n}\n"),
            "drop 2, weaken 2, move 2");
  EXPECT_EQ(
      listed("void f() {\n  if (a) noc.async_read_barrier();\n  for (;;) cb.push_back(2);\n}\n"),
      "drop 2, drop 3, double 3, plus one 3, minus one 3");
}

TEST(Mutations, TheTextKeepsItsLines) {
  std::string text = "void f() {\n  cb_push_back(\n    0,\n    g(1, 2));\n  h();\n}\n";
  for (const Mutation &mutation : mutationsOf(text, false)) {
    EXPECT_EQ(std::count(mutation.text.begin(), mutation.text.end(), '\n'), 6) << mutation.kind;
    if (mutation.kind == "plus one") {
      EXPECT_NE(mutation.text.find("(g(1, 2)) + 1"), std::string::npos) << mutation.text;
    }
    EXPECT_EQ(mutation.call, "cb_push_back( 0, g(1, 2));");
  }
}

TEST(Mutations, OrderOnOtherProcessorsDoesNotMatter) {
  std::string text = "void f() {\n  tile_regs_commit();\n  cb_pop_front(0, 1);\n}\n";
  EXPECT_EQ(listed(text, true), "drop 2, double 2, drop 3, double 3, plus one 3, minus one 3");
}

TEST(Mutations, NothingMovesAcrossDirectives) {
  EXPECT_EQ(listed("void f() {\n  noc_async_read_barrier();\n#ifdef X\n  g();\n#endif\n}\n"),
            "drop 2");
}

TEST(Mutations, OrderOfWaitAndSignalMatters) {
  EXPECT_EQ(listed("void f() {\n  noc_async_read_barrier();\n  cb_push_back(0, 1);\n}\n"),
            "drop 2, move 2, drop 3, double 3, plus one 3, minus one 3");
}

} // namespace
