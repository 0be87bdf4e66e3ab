//===- ContentHashTest.cpp - The examples of the standard -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "host/ContentHash.h"

#include <gtest/gtest.h>

using namespace tilium::device;

namespace {

TEST(ContentHash, IsTheStandardsSha256) {
  EXPECT_EQ(contentHash(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(contentHash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(contentHash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(contentHash(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(ContentHash, PadsTextsOfAllLengths) {
  std::string previous;
  for (size_t length = 54; length < 67; ++length) {
    std::string hash = contentHash(std::string(length, '\0'));
    EXPECT_EQ(hash.size(), 64u);
    EXPECT_NE(hash, previous);
    previous = hash;
  }
}

} // namespace
