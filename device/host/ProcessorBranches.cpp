//===- ProcessorBranches.cpp - Texts that differ by processor -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "host/ProcessorBranches.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace tilium::device {

namespace files = std::filesystem;

namespace {

/// What stands between the quotes, or the angle brackets, of an include; empty for other lines.
std::string includedName(const std::string &line) {
  size_t word = line.find_first_not_of(" \t#");
  if (word == std::string::npos || line.compare(word, 7, "include") != 0)
    return "";
  size_t begin = line.find_first_of("<\"", word + 7);
  if (begin == std::string::npos)
    return "";
  size_t end = line.find(line[begin] == '<' ? '>' : '"', begin + 1);
  return end == std::string::npos ? "" : line.substr(begin + 1, end - begin - 1);
}

class Search {
public:
  Search(const files::path &own, const std::vector<files::path> &folders)
      : own(own), folders(folders) {}

  /// `beside` is the folder of the text's file, or empty if it is not looked at.
  bool branches(std::istream &text, const files::path &beside) {
    for (std::string line; std::getline(text, line);) {
      size_t begin = line.find_first_not_of(" \t");
      if (begin == std::string::npos || line[begin] != '#')
        continue;
      line.resize(std::min(line.size(), line.find("//")));
      for (const char *processor : {"TRISC_UNPACK", "TRISC_MATH", "TRISC_PACK"})
        if (line.find(processor) != std::string::npos)
          return true;
      if (std::string name = includedName(line); !name.empty() && headerBranches(name, beside))
        return true;
    }
    return false;
  }

private:
  bool headerBranches(const std::string &name, const files::path &beside) {
    files::path found = find(name, beside);
    if (found.empty() || !seen.insert(found.lexically_normal().string()).second)
      return false;
    std::ifstream text(found);
    return branches(text, found.parent_path());
  }
  /// The header a name stands for; empty for those of the device and of the compiler.
  files::path find(const std::string &name, const files::path &beside) const {
    std::error_code failed;
    if (!beside.empty() && files::is_regular_file(beside / name, failed))
      return beside / name;
    if (files::is_regular_file(own / name, failed))
      return {};
    for (const files::path &folder : folders)
      if (files::is_regular_file(folder / name, failed))
        return folder / name;
    return {};
  }

  const files::path &own;
  const std::vector<files::path> &folders;
  std::set<std::string> seen;
};

} // namespace

bool textBranchesOnProcessor(const std::string &text, const files::path &own,
                             const std::vector<files::path> &folders) {
  std::istringstream stream(text);
  return Search(own, folders).branches(stream, {});
}

} // namespace tilium::device
