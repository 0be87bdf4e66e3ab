//===- Naming.cpp - C++ identifiers from users' names ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Naming.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace tilium;

/// Words of C++20 and macros and functions of the kernel API that a user's name must not be.
static constexpr StringRef reservedNames[] = {
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break",
    "case", "catch", "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return",
    "co_yield", "compl", "concept", "const", "const_cast", "consteval", "constexpr", "constinit",
    "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
    "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline",
    "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
    "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast",
    "requires", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast",
    "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef",
    "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "wchar_t",
    "while", "xor", "xor_eq",
    // The kernel API and what its headers define.
    "kernel_main", "main", "std", "uint32_t", "int32_t", "uint64_t", "uint16_t", "uint8_t",
    "SrcOrder", "MEM_ZEROS_BASE", "MEM_ZEROS_SIZE", "NULL", "MATH", "PACK", "UNPACK",
    "DST_ACCUM_MODE", "MATH_FIDELITY", "APPROX", "ALWI", "FORCE_INLINE", "TensorAccessor",
    "TensorAccessorArgs", "tilium", "ckernel", "noc_index", "my_x", "my_y", "tt_l1_ptr",
    // Macros of those headers and of kernel builds: they would replace a name of any scope.
    "ASSERT", "DEVICE_PRINT", "DPRINT", "DPRINT_DATA0", "DPRINT_DATA1", "DPRINT_MATH",
    "DPRINT_PACK", "DPRINT_UNPACK", "KERNEL_COMPILE_TIME_ARGS", "NOC_INDEX", "NOC_MODE",
    "TILE_C_DIM", "TILIUM_SITE", "TT_KERNEL", "get_compile_time_arg_val", "tt_reg_ptr"};

NameTable::NameTable() {
  for (StringRef name : reservedNames)
    reserve(name);
}

std::string NameTable::unique(StringRef wanted) {
  std::string base;
  for (char c : wanted)
    base += llvm::isAlnum(c) ? c : '_';
  // Identifiers that begin with an underscore or hold two in a row belong to the implementation.
  size_t doubled;
  while ((doubled = base.find("__")) != std::string::npos)
    base.erase(doubled, 1);
  if (base.empty() || base.front() == '_' || llvm::isDigit(base.front()))
    base = "v" + base;
  std::string name = base;
  for (unsigned number = 1; !taken.insert(name).second; ++number)
    name = base + (base.back() == '_' ? "" : "_") + std::to_string(number);
  return name;
}

std::string tilium::commentText(llvm::StringRef text) {
  std::string result;
  for (char character : text)
    result += static_cast<unsigned char>(character) < ' ' || character == '\x7f' ? ' ' : character;
  while (!result.empty() && (result.back() == '\\' || result.back() == ' '))
    result.pop_back();
  return result;
}

StringRef tilium::nameFromLocation(Location loc) {
  if (auto named = dyn_cast<NameLoc>(loc))
    return named.getName().getValue();
  if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location part : fused.getLocations())
      if (StringRef name = nameFromLocation(part); !name.empty())
        return name;
  return {};
}

FileLineColLoc tilium::fileLocation(Location loc) {
  if (auto file = dyn_cast<FileLineColLoc>(loc))
    return file;
  if (auto named = dyn_cast<NameLoc>(loc))
    return fileLocation(named.getChildLoc());
  if (auto call = dyn_cast<CallSiteLoc>(loc))
    return fileLocation(call.getCallee());
  if (auto fused = dyn_cast<FusedLoc>(loc))
    for (Location part : fused.getLocations())
      if (FileLineColLoc file = fileLocation(part))
        return file;
  return {};
}
