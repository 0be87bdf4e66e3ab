//===- TileProgram.cpp - Valid programs from random bytes -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "TileProgram.h"

#include <fuzzer/FuzzedDataProvider.h>

#include <sstream>
#include <vector>

namespace {

struct Buffer {
  std::string name; ///< Of the value.
  std::vector<int64_t> shape;
  std::string element, scope;

  std::string shapeText(const char *separator = "x") const {
    std::string text;
    for (size_t i = 0; i < shape.size(); ++i)
      text += (i ? separator : "") + std::to_string(shape[i]);
    return text;
  }
  std::string type() const {
    return "memref<" + shapeText() + "x" + element + ", #tile.scope<" + scope + ">>";
  }
  std::string region() const { return "!tile.region<" + shapeText() + "x" + element + ">"; }
};

/// Writes one program.
class Writer {
public:
  Writer(const uint8_t *data, size_t size) : bytes(data, size) {}
  std::string write();

private:
  static constexpr int64_t sizes[] = {1, 2, 31, 32, 33, 48, 64, 65, 96, 128, 1000};
  static constexpr const char *elements[] = {"f32", "f16", "bf16", "i32", "i8"};

  template <typename T, size_t n>
  T pick(const T (&from)[n]) {
    return from[bytes.ConsumeIntegralInRange<size_t>(0, n - 1)];
  }
  const Buffer &pick(const std::vector<Buffer> &from) {
    return from[bytes.ConsumeIntegralInRange<size_t>(0, from.size() - 1)];
  }
  std::string fresh() { return "%v" + std::to_string(values++); }
  std::string index(int64_t value) {
    std::string name = fresh();
    out << name << " = arith.constant " << value << " : index\n";
    return name;
  }
  std::string numberIndex();
  std::string regionOf(const Buffer &buffer);
  std::string constantOf(const std::string &element);
  std::string load(const Buffer &buffer, const std::vector<std::string> &at);
  std::string expression(const std::vector<std::string> &at, const Buffer &into, int depth);

  void declareBuffers();
  void statement(int depth);
  void fill(const Buffer &buffer);
  void copy();
  void parallel();
  void product();
  void reduce();
  void loop(int depth);
  void condition(int depth);

  FuzzedDataProvider bytes;
  std::ostringstream out;
  std::vector<Buffer> tensors, onChip;
  std::vector<std::string> indices; ///< Block numbers and loop variables in sight.
  unsigned values = 0;
};

} // namespace

constexpr int64_t Writer::sizes[];
constexpr const char *Writer::elements[];

/// Zero, a number, or a multiple of an index in sight.
std::string Writer::numberIndex() {
  if (indices.empty() || bytes.ConsumeBool())
    return index(bytes.ConsumeBool() ? 0 : pick(sizes));
  std::string factor = index(pick(sizes)), name = fresh();
  out << name << " = arith.muli "
      << indices[bytes.ConsumeIntegralInRange<size_t>(0, indices.size() - 1)] << ", " << factor
      << " : index\n";
  return name;
}

std::string Writer::regionOf(const Buffer &buffer) {
  std::string starts;
  for (size_t i = 0; i < buffer.shape.size(); ++i)
    starts += (i ? ", " : "") + (buffer.scope == "global" ? numberIndex() : index(0));
  std::string name = fresh();
  out << name << " = tile.region " << buffer.name << "[" << starts << "] ["
      << buffer.shapeText(", ") << "] : " << buffer.type() << " -> " << buffer.region() << "\n";
  return name;
}

std::string Writer::constantOf(const std::string &element) {
  static constexpr const char *numbers[] = {"0", "1", "-1", "3", "100"};
  std::string name = fresh();
  out << name << " = arith.constant " << pick(numbers)
      << (element[0] == 'i'                        ? ""
          : element[0] == 'b' || element[0] == 'f' ? ".5"
                                                   : "")
      << " : " << element << "\n";
  return name;
}

void Writer::declareBuffers() {
  static constexpr const char *scopes[] = {"shared", "fragment"};
  size_t count = bytes.ConsumeIntegralInRange<size_t>(2, 5);
  for (size_t i = 0; i < count; ++i) {
    Buffer buffer;
    buffer.name = "%b" + std::to_string(i);
    for (size_t d = bytes.ConsumeIntegralInRange<size_t>(1, 2); d > 0; --d)
      buffer.shape.push_back(pick(sizes));
    buffer.element = pick(elements);
    buffer.scope = pick(scopes);
    out << buffer.name << " = tile.alloc \"b" << i << "\" : " << buffer.type() << "\n";
    onChip.push_back(buffer);
  }
}

void Writer::fill(const Buffer &buffer) {
  std::string region = regionOf(buffer), value = constantOf(buffer.element);
  out << "tile.fill " << region << ", " << value << " : " << buffer.region() << ", "
      << buffer.element << "\n";
}

/// A copy between an on-chip buffer and a tensor or another buffer of its shape.
void Writer::copy() {
  Buffer chip = pick(onChip), other = bytes.ConsumeBool() ? pick(tensors) : pick(onChip);
  // The part of the tensor that is moved has the shape of what is on chip.
  if (other.scope == "global" && other.shape.size() == chip.shape.size()) {
    other.shape = chip.shape;
    Buffer whole;
    for (const Buffer &tensor : tensors)
      if (tensor.name == other.name)
        whole = tensor;
    std::string starts;
    for (size_t i = 0; i < chip.shape.size(); ++i)
      starts += (i ? ", " : "") + numberIndex();
    std::string part = fresh();
    out << part << " = tile.region " << other.name << "[" << starts << "] ["
        << other.shapeText(", ") << "] : " << whole.type() << " -> " << other.region() << "\n";
    std::string block = regionOf(chip);
    bool stores = bytes.ConsumeBool();
    out << "tile.copy " << (stores ? block : part) << " to " << (stores ? part : block) << " : "
        << (stores ? chip : other).region() << " to " << (stores ? other : chip).region() << "\n";
    return;
  }
  if (other.scope != "global" && other.shape == chip.shape) {
    std::string from = regionOf(chip), to = regionOf(other);
    out << "tile.copy " << from << " to " << to << " : " << chip.region() << " to "
        << other.region() << "\n";
  }
}

std::string Writer::load(const Buffer &buffer, const std::vector<std::string> &at) {
  std::string places, name = fresh();
  for (size_t i = 0; i < buffer.shape.size(); ++i)
    places += (i ? ", " : "") + at[bytes.ConsumeIntegralInRange<size_t>(0, at.size() - 1)];
  out << name << " = memref.load " << buffer.name << "[" << places << "] : " << buffer.type()
      << "\n";
  return name;
}

/// A value of `into`'s element type from loads of buffers of that type, numbers and positions.
std::string Writer::expression(const std::vector<std::string> &at, const Buffer &into, int depth) {
  bool isInteger = into.element[0] == 'i';
  if (depth == 0 || bytes.ConsumeIntegralInRange(0, 4) == 0) {
    for (const Buffer &buffer : onChip)
      if (buffer.element == into.element && bytes.ConsumeBool())
        return load(buffer, at);
    return constantOf(into.element);
  }
  static constexpr const char *ofNumbers[] = {"arith.addf",     "arith.subf", "arith.mulf",
                                              "arith.maximumf", "arith.divf", "arith.minimumf"};
  static constexpr const char *ofIntegers[] = {"arith.addi",  "arith.subi",  "arith.muli",
                                               "arith.maxsi", "arith.andi",  "arith.xori",
                                               "arith.divsi", "arith.remsi", "arith.shrsi"};
  static constexpr const char *functions[] = {"math.exp",  "math.exp2", "math.sqrt",
                                              "math.tanh", "math.absf", "math.log"};
  std::string a = expression(at, into, depth - 1);
  if (!isInteger && bytes.ConsumeBool()) {
    std::string name = fresh();
    out << name << " = " << pick(functions) << " " << a << " : " << into.element << "\n";
    return name;
  }
  std::string b = expression(at, into, depth - 1), name = fresh();
  if (bytes.ConsumeIntegralInRange(0, 3) == 0) {
    static constexpr const char *relations[] = {"slt", "sge", "eq"};
    out << name << " = arith.cmpi " << pick(relations) << ", " << at.front() << ", " << at.back()
        << " : index\n";
    std::string chosen = fresh();
    out << chosen << " = arith.select " << name << ", " << a << ", " << b << " : " << into.element
        << "\n";
    return chosen;
  }
  out << name << " = " << (isInteger ? pick(ofIntegers) : pick(ofNumbers)) << " " << a << ", " << b
      << " : " << into.element << "\n";
  return name;
}

void Writer::parallel() {
  const Buffer into = pick(onChip);
  std::vector<std::string> extents, at;
  for (int64_t extent : into.shape)
    extents.push_back(index(extent));
  std::string variables, limits;
  for (size_t i = 0; i < extents.size(); ++i) {
    at.push_back(fresh());
    variables += (i ? ", " : "") + at.back();
    limits += (i ? ", " : "") + extents[i];
  }
  out << "tile.parallel (" << variables << ") in (" << limits << ") {\n";
  std::string value = expression(at, into, 3);
  out << "memref.store " << value << ", " << into.name << "[" << variables << "] : " << into.type()
      << "\n}\n";
}

void Writer::product() {
  for (const Buffer &a : onChip)
    for (const Buffer &b : onChip)
      for (const Buffer &c : onChip) {
        bool fits = a.shape.size() == 2 && b.shape.size() == 2 && c.shape.size() == 2 &&
                    a.shape[1] == b.shape[0] && a.shape[0] == c.shape[0] &&
                    b.shape[1] == c.shape[1] && a.element == b.element;
        if (!fits || !bytes.ConsumeBool())
          continue;
        std::string left = regionOf(a), right = regionOf(b), sum = regionOf(c);
        out << "tile.gemm " << left << ", " << right << ", " << sum << " : " << a.region() << ", "
            << b.region() << ", " << c.region() << "\n";
        return;
      }
}

void Writer::reduce() {
  static constexpr const char *kinds[] = {"sum", "max", "min", "abssum", "absmax"};
  for (const Buffer &from : onChip)
    for (const Buffer &to : onChip) {
      if (from.shape.size() != 2 || to.shape.size() != 1 || from.element != to.element)
        continue;
      for (size_t dim = 0; dim < 2; ++dim)
        if (from.shape[1 - dim] == to.shape[0] && bytes.ConsumeBool()) {
          std::string source = regionOf(from), result = regionOf(to);
          out << "tile.reduce " << pick(kinds) << " " << source << " to " << result << " dim "
              << dim << (bytes.ConsumeBool() ? " clear" : "") << " : " << from.region() << " to "
              << to.region() << "\n";
          return;
        }
    }
}

void Writer::loop(int depth) {
  std::string from = index(0), to = index(bytes.ConsumeIntegralInRange<int64_t>(0, 4)),
              step = index(bytes.ConsumeIntegralInRange<int64_t>(1, 2)), variable = fresh();
  out << "scf.for " << variable << " = " << from << " to " << to << " step " << step << " {\n";
  indices.push_back(variable);
  for (size_t i = bytes.ConsumeIntegralInRange<size_t>(1, 3); i > 0; --i)
    statement(depth - 1);
  indices.pop_back();
  out << "}\n";
}

void Writer::condition(int depth) {
  if (indices.empty())
    return;
  std::string limit = index(1), truth = fresh();
  out << truth << " = arith.cmpi slt, " << indices.back() << ", " << limit << " : index\n"
      << "scf.if " << truth << " {\n";
  statement(depth - 1);
  out << "}\n";
}

void Writer::statement(int depth) {
  switch (bytes.ConsumeIntegralInRange(0, depth > 0 ? 8 : 6)) {
  case 0:
  case 1:
    return copy();
  case 2:
    return fill(pick(onChip));
  case 3:
  case 4:
    return parallel();
  case 5:
    return product();
  case 6:
    return reduce();
  case 7:
    return loop(depth);
  default:
    return condition(depth);
  }
}

std::string Writer::write() {
  size_t count = bytes.ConsumeIntegralInRange<size_t>(1, 3);
  std::string arguments;
  for (size_t i = 0; i < count; ++i) {
    Buffer tensor;
    tensor.name = "%t" + std::to_string(i);
    for (size_t d = bytes.ConsumeIntegralInRange<size_t>(1, 3); d > 0; --d)
      tensor.shape.push_back(pick(sizes));
    tensor.element = pick(elements);
    tensor.scope = "global";
    arguments += (i ? ", " : "") + tensor.name + ": " + tensor.type() + " {tile.name = \"t" +
                 std::to_string(i) + "\"}";
    tensors.push_back(tensor);
  }
  out << "module {\nfunc.func @program(" << arguments << ") {\n";
  std::string blocks = index(bytes.ConsumeIntegralInRange<int64_t>(1, 5));
  out << "tile.launch (%block) in (" << blocks << ") threads [128, 1, 1] {\n";
  indices.push_back("%block");
  declareBuffers();
  // Mostly everything is written before it is read, since the passes refuse a program otherwise.
  if (bytes.ConsumeIntegralInRange(0, 9) > 0)
    for (const Buffer &buffer : onChip)
      fill(buffer);
  for (size_t i = bytes.ConsumeIntegralInRange<size_t>(1, 8); i > 0; --i)
    statement(2);
  out << "}\nreturn\n}\n}\n";
  return out.str();
}

std::string tilium::fuzz::writeTileProgram(const uint8_t *data, size_t size) {
  return Writer(data, size).write();
}
