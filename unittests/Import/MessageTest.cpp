//===- MessageTest.cpp - What is said about each broken part --------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The messages that no TileLang program leads to: each by an edit of the GEMM's graph. Those of
// programs are in test/Import/refusals.test.
//
//===----------------------------------------------------------------------===//

#include "GraphEditing.h"

using namespace llvm;
using namespace tilium;

namespace {

class ImportMessages : public testing::Test {
protected:
  /// The first node of a type, from the `skip`th on.
  size_t find(StringRef type, size_t skip = 0) {
    for (size_t i = 0; i < nodesOf(graph).size(); ++i)
      if (nodesOf(graph)[i].getAsObject()->getString("type") == type && skip-- == 0)
        return i;
    ADD_FAILURE() << "no node " << type.str();
    return 0;
  }

  json::Object &data(size_t node) { return *nodesOf(graph)[node].getAsObject()->getObject("data"); }

  /// Adds a node; its number.
  int64_t add(StringRef type, json::Value data) {
    nodesOf(graph).push_back(json::Object{{"type", type}, {"data", std::move(data)}});
    return static_cast<int64_t>(nodesOf(graph).size()) - 1;
  }

  int64_t integer(int64_t value, StringRef dtype = "int32") {
    return add("ir.IntImm", json::Object{{"span", none}, {"dtype", dtype}, {"value", value}});
  }

  /// The call of a tile operation.
  size_t findCall(StringRef name) {
    for (size_t i = 0; i < nodesOf(graph).size(); ++i) {
      const json::Object &node = *nodesOf(graph)[i].getAsObject();
      if (node.getString("type") != "tirx.Call")
        continue;
      int64_t op = *node.getObject("data")->getInteger("op");
      if (nodesOf(graph)[op].getAsObject()->getString("data") == name)
        return i;
    }
    ADD_FAILURE() << "no call of " << name.str();
    return 0;
  }

  json::Array &argumentsOf(size_t call) {
    int64_t arguments = *data(call).getInteger("args");
    return *nodesOf(graph)[arguments].getAsObject()->getArray("data");
  }

  /// Imports the graph and looks for `message` in what is said.
  void expect(StringRef message) { expect(print(graph), message); }
  void expect(const std::string &text, StringRef message) {
    Import result = import(context, text);
    EXPECT_FALSE(result.succeeded);
    bool found = any_of(result.errors, [&](StringRef error) { return error.contains(message); });
    EXPECT_TRUE(found) << "expected: " << message.str()
                       << "\ngot: " << (result.errors.empty() ? "nothing" : result.errors.front());
  }

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  json::Value graph = parseInput("gemm");
  int64_t none = static_cast<int64_t>(find("None"));
};

TEST_F(ImportMessages, TextThatIsNoGraph) {
  expect("", "cannot read TIR: ");
  expect("[]", "not an object graph: 'nodes' and 'root_index' are missing");
  expect("{\"nodes\": [1], \"root_index\": 0}", "node 0 has no type");
  expect("{\"nodes\": [], \"root_index\": 3}", "root_index 3 is no node");
  expect(std::string(100000, '['), "JSON nests deeper than an object graph does");
}

TEST_F(ImportMessages, Version) {
  (*graph.getAsObject()->getObject("metadata"))["tvm_version"] = "0.19.0";
  expect("it was written by TVM 0.19.0; TVM 0.25.dev0, which TileLang 0.1.15 has, is supported");
  graph.getAsObject()->erase("metadata");
  expect("it was written by an unknown version of TVM");
}

TEST_F(ImportMessages, Roots) {
  json::Object &top = *graph.getAsObject();
  top["root_index"] = none;
  expect("(None) is no PrimFunc");
  int64_t map = add("ffi.Map", json::Array{});
  top["root_index"] = add("ir.IRModule", json::Object{{"functions", map}});
  expect("the module has no functions");
}

TEST_F(ImportMessages, Function) {
  size_t function = find("tirx.PrimFunc");
  json::Value body = data(function)["body"], parameters = data(function)["params"];
  data(function)["body"] = none;
  expect("(tirx.PrimFunc) has no body; the file is broken or from another version of TileLang");
  data(function)["body"] = body;
  data(function)["params"] = none;
  expect("has no params or buffer_map");
}

TEST_F(ImportMessages, Buffers) {
  size_t buffer = find("tirx.Buffer");
  json::Object whole = data(buffer);
  data(buffer)["data"] = none;
  expect("has no dtype, shape or data");
  data(buffer) = whole;
  data(buffer)["shape"] = add("ffi.Array", json::Array{integer(-4), integer(8)});
  expect("has a negative dimension");
  data(buffer) = whole;
  data(buffer)["elem_offset"] = integer(16);
  expect("'A' starts inside another buffer; pass the part as a tensor of its own");
  data(buffer) = whole;
  data(buffer)["strides"] = add("ffi.Array", json::Array{integer(1)});
  expect("has another number of strides than dimensions");
  int64_t huge = integer(int64_t(1) << 40);
  data(buffer)["shape"] = add("ffi.Array", json::Array{huge, huge, huge});
  data(buffer)["strides"] = add("ffi.Array", json::Array{integer(0), huge, integer(1)});
  expect("'A' has more elements than 64 bits count");
}

TEST_F(ImportMessages, BuffersOfAnotherType) {
  size_t function = find("tirx.PrimFunc"), load = find("tirx.BufferLoad");
  json::Value map = data(function)["buffer_map"];
  int64_t parameters = *data(function).getInteger("params");
  json::Value first = (*nodesOf(graph)[parameters].getAsObject()->getArray("data"))[0];
  data(function)["buffer_map"] = add("ffi.Map", json::Array{first, integer(1)});
  expect("(ir.IntImm) is no buffer");
  data(function)["buffer_map"] = map;
  data(load)["buffer"] = integer(1);
  expect("(ir.IntImm) is used as a buffer");
}

TEST_F(ImportMessages, Scopes) {
  size_t pointer = find("ir.PointerType");
  data(pointer)["storage_scope"] = "texture";
  expect("is in a memory scope that is not supported; use T.Tensor, T.alloc_shared or "
         "T.alloc_fragment");
}

TEST_F(ImportMessages, EmptyAllocation) {
  size_t block = find("tirx.SBlock", 0);
  int64_t allocated = *data(block).getInteger("alloc_buffers");
  json::Array &buffers = *nodesOf(graph)[allocated].getAsObject()->getArray("data");
  if (buffers.empty()) {
    block = find("tirx.SBlock", 1);
    allocated = *data(block).getInteger("alloc_buffers");
  }
  int64_t buffer = *(*nodesOf(graph)[allocated].getAsObject()->getArray("data"))[0].getAsInteger();
  data(buffer)["shape"] = add("ffi.Array", json::Array{integer(0), integer(32)});
  expect("'A_shared' needs constant dimensions with at least one element each");
}

TEST_F(ImportMessages, BufferThatNobodyAllocates) {
  for (size_t skip : {0, 1}) {
    int64_t allocated = *data(find("tirx.SBlock", skip)).getInteger("alloc_buffers");
    (*nodesOf(graph)[allocated].getAsObject())["data"] = json::Array{};
  }
  expect("is used but not allocated");
}

TEST_F(ImportMessages, Blocks) {
  size_t block = find("tirx.SBlock"), realize = find("tirx.SBlockRealize");
  json::Object whole = data(block);
  data(block)["init"] = data(block)["body"];
  expect("a block with an initialisation (T.init) is not supported; use T.clear");
  data(block) = whole;
  data(block)["iter_vars"] = add("ffi.Array", json::Array{integer(1)});
  expect("a block with axes (T.axis) is not supported; use T.Parallel");
  data(block) = whole;
  data(block)["alloc_buffers"] = none;
  expect("has no list of buffers");
  data(block) = whole;
  data(block)["body"] = none;
  expect("(tirx.SBlock) has no body");
  data(block) = whole;
  data(realize)["predicate"] = integer(0, "bool");
  expect("a block with a condition is not supported; use an if");
}

TEST_F(ImportMessages, Sequences) {
  data(find("tirx.SeqStmt"))["seq"] = none;
  expect("(tirx.SeqStmt) has no statements");
}

TEST_F(ImportMessages, UnknownStatement) {
  data(find("tirx.PrimFunc"))["body"] = add("tirx.Break", json::Object{});
  expect("statement 'tirx.Break' is not supported");
  data(find("tirx.PrimFunc"))["body"] = add("tirx.AllocBuffer", json::Object{});
  expect("(tirx.AllocBuffer) has no buffer");
  data(find("tirx.PrimFunc"))["body"] = add("tirx.Bind", json::Object{});
  expect("misses a part of a binding");
  data(find("tirx.PrimFunc"))["body"] = add("tirx.IfThenElse", json::Object{});
  expect("misses a part of a branch");
  data(find("tirx.PrimFunc"))["body"] = add("tirx.BufferStore", json::Object{});
  expect("misses a part of a store");
  data(find("tirx.PrimFunc"))["body"] = add("tirx.Evaluate", json::Object{});
  expect("(tirx.Evaluate) has no value");
  data(find("tirx.PrimFunc"))["body"] = add("tirx.For", json::Object{});
  expect("(tirx.For) has no kind");
  for (int64_t kind : {0, 1, 4}) {
    data(find("tirx.PrimFunc"))["body"] = add("tirx.For", json::Object{{"kind", kind}});
    expect(kind == 4 ? "is bound to a thread without a tag" : "misses a part of a loop");
  }
  data(find("tirx.PrimFunc"))["body"] = add("tirx.For", json::Object{{"kind", 9}});
  expect("is a loop of unknown kind");
}

TEST_F(ImportMessages, Cycles) {
  size_t loop = find("tirx.SeqStmt");
  int64_t self = static_cast<int64_t>(loop);
  data(loop)["seq"] = add("ffi.Array", json::Array{self});
  expect("nests too deep or repeats without end");
}

TEST_F(ImportMessages, CyclesOfExpressions) {
  int64_t product = static_cast<int64_t>(find("tirx.Mul"));
  data(product)["a"] = product;
  expect("nests too deep or repeats without end");
}

TEST_F(ImportMessages, Loops) {
  for (size_t skip = 0; skip < 3; ++skip) {
    size_t loop = find("tirx.For", skip);
    if (data(loop).getInteger("kind") != 0)
      continue;
    json::Object whole = data(loop);
    data(loop)["step"] = integer(2);
    expect("a loop with a step other than 1 is not supported; scale the variable");
    data(loop) = whole;
    int64_t key = add("ffi.String", "num_stages"), minus = integer(-1);
    data(loop)["annotations"] = add("ffi.Map", json::Array{key, minus});
    expect("num_stages must not be negative, got -1");
    data(loop) = whole;
    data(loop)["kind"] = 1;
    data(loop)["min"] = integer(1);
    expect("T.Parallel that does not start at 0 is not supported");
    data(loop) = whole;
  }
}

TEST_F(ImportMessages, LargestInteger) {
  size_t product = find("tirx.Mul");
  for (int64_t value : {std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()}) {
    data(product)["a"] = integer(value, "int64");
    EXPECT_TRUE(import(context, print(graph)).succeeded) << value;
  }
}

TEST_F(ImportMessages, GridAxisTwice) {
  size_t first = find("tirx.IterVar", 0), second = find("tirx.IterVar", 1);
  data(first)["thread_tag"] = data(second)["thread_tag"];
  expect("binds an axis of the grid a second time");
}

TEST_F(ImportMessages, Expressions) {
  size_t product = find("tirx.Mul");
  json::Value operand = data(product)["a"];
  data(product)["a"] = none;
  expect("(tirx.Mul) misses an operand");
  data(product)["a"] = add("tirx.Let", json::Object{});
  expect("expression 'tirx.Let' is not supported");
  data(product)["a"] = add("tirx.Var", json::Object{{"name", "stranger"}});
  expect("'stranger' is used but not defined");
  data(product)["a"] = add("ir.IntImm", json::Object{{"dtype", "int32"}});
  expect("(ir.IntImm) has no value");
  data(product)["a"] = add("ir.FloatImm", json::Object{{"dtype", "int32"}, {"value", 1.0}});
  expect("has no value of a float type");
  data(product)["a"] = add("tirx.Cast", json::Object{});
  expect("misses its operand or dtype");
  data(product)["a"] = add("tirx.BufferLoad", json::Object{});
  expect("misses its buffer or indices");
  data(product)["a"] = add("tirx.Not", json::Object{});
  expect("(tirx.Not) misses its operand");
  data(product)["a"] = add("tirx.Select", json::Object{});
  expect("(tirx.Select) misses an operand");
  data(product)["a"] = add("tirx.LT", json::Object{});
  expect("(tirx.LT) misses an operand");
  data(product)["a"] = add("tirx.Call", json::Object{});
  expect("calls something without a name or arguments");
}

TEST_F(ImportMessages, FloatOperators) {
  size_t product = find("tirx.Mul");
  auto half = [&] {
    return add("ir.FloatImm", json::Object{{"dtype", "float32"}, {"value", 0.5}});
  };
  int64_t a = half(), b = half();
  data(product)["a"] = add("tirx.FloorMod", json::Object{{"a", a}, {"b", b}});
  expect("a remainder of floats is not supported");
  data(product)["a"] = add("tirx.FloorDiv", json::Object{{"a", a}, {"b", b}});
  expect("floor division of floats is not supported");
  auto call = [&](StringRef name, StringRef dtype, json::Array arguments) {
    int64_t op = add("ir.Op", name), list = add("ffi.Array", std::move(arguments));
    return add("tirx.Call", json::Object{{"op", op}, {"args", list}, {"dtype", dtype}});
  };
  data(product)["a"] = call("tirx.bitwise_and", "float32", json::Array{a, b});
  expect("a bit operation on floats is not supported");
  data(product)["a"] = call("tirx.exp", "int32", json::Array{a});
  expect("calls a function of floats that gives no float");
  data(product)["a"] = call("tl.infinity", "int32", json::Array{});
  expect("T.infinity of 'i32', which has none");
}

TEST_F(ImportMessages, Regions) {
  size_t region = findCall("tl.region");
  json::Array whole = argumentsOf(region);
  argumentsOf(region) = json::Array{whole[0]};
  expect("is used as a region of a buffer");
  argumentsOf(region) = json::Array{integer(1), whole[1], whole[2]};
  expect("is used as the start of a region");
  argumentsOf(region) = json::Array{whole[0], whole[1], whole[2]};
  expect("has another number of offsets or extents than its buffer dimensions");
  argumentsOf(region) = json::Array{whole[0], whole[1], integer(0), whole[3]};
  expect("accesses 0 elements of a buffer; an access needs at least one");
}

TEST_F(ImportMessages, Copies) {
  size_t copy = findCall("tl.tileop.copy");
  json::Array whole = argumentsOf(copy);
  argumentsOf(copy) = json::Array{whole[0]};
  expect("T.copy misses its source or destination");
  argumentsOf(copy) = whole;
  size_t region = static_cast<size_t>(*whole[0].getAsInteger());
  json::Array parts = argumentsOf(region);
  argumentsOf(region) = json::Array{parts[0], parts[1], integer(1), parts[3]};
  expect("the extents other than 1 do not match in number");
}

TEST_F(ImportMessages, TileOperationArguments) {
  size_t copy = findCall("tl.tileop.copy");
  for (auto [name, message] :
       {std::pair("tl.tileop.fill", "T.fill misses its destination or value"),
        std::pair("tl.tileop.reduce", "T.reduce misses an argument"),
        std::pair("tl.tileop.transpose", "T.transpose misses its source or destination"),
        std::pair("tl.tileop.gemm", "T.gemm has 1 arguments instead of 13")}) {
    data(copy)["op"] = add("ir.Op", name);
    argumentsOf(copy) = json::Array{integer(1)};
    expect(message);
  }
}

TEST_F(ImportMessages, GemmFlags) {
  size_t gemm = findCall("tl.tileop.gemm");
  json::Array whole = argumentsOf(gemm);
  argumentsOf(gemm)[3] = none;
  expect("calls something without a name or arguments");
  argumentsOf(gemm) = whole;
  argumentsOf(gemm)[3] = static_cast<int64_t>(find("tirx.Mul"));
  expect("transpose_A of T.gemm must be a constant");
  argumentsOf(gemm) = whole;
  argumentsOf(gemm)[4] = static_cast<int64_t>(find("tirx.Mul"));
  expect("transpose_B of T.gemm must be a constant");
  argumentsOf(gemm) = whole;
  argumentsOf(gemm)[3] = integer(1, "bool");
  expect("shapes do not fit");
}

TEST_F(ImportMessages, Reductions) {
  graph = parseInput("reductions");
  none = static_cast<int64_t>(find("None"));
  size_t reduce = findCall("tl.tileop.reduce");
  json::Array whole = argumentsOf(reduce);
  argumentsOf(reduce)[2] = add("tirx.StringImm", json::Object{{"value", "median"}});
  expect("T.reduce of kind 'median' is not supported");
  argumentsOf(reduce) = whole;
  argumentsOf(reduce)[3] = integer(2);
  expect("'tile.reduce' op works over dimension 2 of a buffer with 2 dimensions");
  argumentsOf(reduce) = whole;
  argumentsOf(reduce)[4] = static_cast<int64_t>(find("tirx.Var"));
  expect("clear of T.reduce must be a constant");
}

TEST_F(ImportMessages, Accesses) {
  graph = parseInput("elementwise");
  none = static_cast<int64_t>(find("None"));
  size_t store = find("tirx.BufferStore");
  json::Object whole = data(store);
  data(store)["predicate"] = integer(1, "bool");
  expect("a predicated store is not supported; use an if");
  data(store) = whole;
  data(store)["indices"] = add("ffi.Array", json::Array{integer(0)});
  expect("has another number of indices than its buffer has dimensions");
  data(store)["indices"] = none;
  expect("misses a part of a store");
  data(store)["indices"] = integer(0);
  expect("is no list of indices");
  data(store)["indices"] =
      add("ffi.Array", json::Array{integer(0), add("tirx.Ramp", json::Object{})});
  expect("a vectorised access is thread-level code; access single elements in T.Parallel");
}

} // namespace
