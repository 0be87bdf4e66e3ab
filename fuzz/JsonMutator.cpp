//===- JsonMutator.cpp - Changes JSON documents at random -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "JsonMutator.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <vector>

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maximum);

using Json = nlohmann::ordered_json;

namespace {

/// One change of one document.
class Mutation {
public:
  explicit Mutation(unsigned seed) : random(seed) {}

  void apply(Json &document) {
    collect(document);
    Json &chosen = *values[below(values.size())];
    switch (below(6)) {
    case 0: // Another part of the document takes its place.
      chosen = Json(*values[below(values.size())]);
      break;
    case 1:
      removeFrom(chosen);
      break;
    case 2:
      repeatIn(chosen);
      break;
    default:
      change(chosen);
    }
  }

private:
  size_t below(size_t limit) {
    return std::uniform_int_distribution<size_t>(0, std::max<size_t>(limit, 1) - 1)(random);
  }

  void collect(Json &value) {
    values.push_back(&value);
    if (value.is_structured())
      for (Json &part : value)
        collect(part);
  }

  void removeFrom(Json &value) {
    if (value.empty() || !value.is_structured())
      value = nullptr;
    else if (value.is_array())
      value.erase(below(value.size()));
    else
      value.erase(std::next(value.begin(), static_cast<std::ptrdiff_t>(below(value.size()))));
  }

  void repeatIn(Json &value) {
    if (value.is_array() && !value.empty())
      value.push_back(Json(value[below(value.size())]));
    else
      change(value);
  }

  void change(Json &value) {
    constexpr int64_t edges[] = {0,  1,  -1,      2,       31,        32,       33,
                                 64, 97, 1 << 20, INT_MAX, INT64_MIN, INT64_MAX};
    if (value.is_boolean())
      value = !value.get<bool>();
    else if (value.is_number_integer())
      value =
          below(2)
              ? edges[below(std::size(edges))]
              : static_cast<int64_t>(static_cast<uint64_t>(value.get<int64_t>()) + below(5) - 2);
    else if (value.is_number())
      value = below(2) ? std::numeric_limits<double>::infinity() : -value.get<double>();
    else if (value.is_string())
      changeText(value);
    else if (value.is_array())
      std::shuffle(value.begin(), value.end(), random);
    else
      value = edges[below(std::size(edges))];
  }

  /// Another text of the document, which may be a name that means something there, or an edit.
  void changeText(Json &value) {
    std::vector<Json *> texts;
    std::copy_if(values.begin(), values.end(), std::back_inserter(texts),
                 [](Json *other) { return other->is_string(); });
    std::string text = value.get<std::string>();
    switch (below(4)) {
    case 0:
      text.insert(below(text.size() + 1), 1, static_cast<char>(' ' + below(95)));
      break;
    case 1:
      text = std::to_string(static_cast<int64_t>(below(200)) - 100);
      break;
    default:
      text = texts[below(texts.size())]->get<std::string>();
    }
    value = text;
  }

  std::mt19937 random;
  std::vector<Json *> values;
};

} // namespace

size_t tilium::fuzz::mutateJson(uint8_t *data, size_t size, size_t maximum, unsigned seed) {
  Json document = Json::parse(data, data + size, nullptr, /*allow_exceptions=*/false);
  constexpr unsigned asBytes = 20; // One in so many changes is one of bytes, for the parsers.
  if (document.is_discarded() || seed % asBytes == 0)
    return LLVMFuzzerMutate(data, size, maximum);
  Mutation(seed).apply(document);
  std::string text = document.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > maximum)
    return LLVMFuzzerMutate(data, size, maximum);
  std::copy(text.begin(), text.end(), data);
  return text.size();
}
