//===- Statements.cpp - Statements of TIR ---------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "FunctionImporter.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace tilium;

/// Statements and expressions nest at most this deep; broken files may have cycles.
static constexpr unsigned deepestNesting = 400;
/// Nodes visited at most: shared subtrees of a broken file could multiply without end.
static constexpr size_t mostNodes = 2'000'000;

/// Kinds of tirx.For.
enum ForKind : int64_t {
  Serial = 0,
  Parallel = 1,
  Vectorized = 2,
  Unrolled = 3,
  ThreadBinding = 4
};

LogicalResult FunctionImporter::importStatement(NodeId node) {
  if (++depth > deepestNesting || ++nodesVisited > mostNodes)
    return malformed(node, "nests too deep or repeats without end");
  llvm::scope_exit leave([&] { --depth; });
  moveTo(node);
  StringRef type = graph.type(node);
  if (type == "tirx.SeqStmt")
    return importSequence(node);
  if (type == "tirx.SBlockRealize" || type == "tirx.SBlock" || type == "tirx.AttrStmt")
    return importBlock(node);
  if (type == "tirx.For")
    return importFor(node);
  if (type == "tirx.IfThenElse")
    return importIf(node);
  if (type == "tirx.Evaluate")
    return importEvaluate(node);
  if (type == "tirx.BufferStore")
    return importStore(node);
  if (type == "tirx.Bind")
    return importBind(node);
  if (type == "tirx.AllocBuffer") {
    std::optional<NodeId> buffer = graph.child(node, "buffer");
    return buffer ? importAllocation(*buffer) : malformed(node, "has no buffer");
  }
  if (type == "tirx.While")
    return error(DiagnosticCode::UnsupportedLoop)
           << "a while loop is not supported; use T.serial with a constant bound";
  return error(DiagnosticCode::UnsupportedStatement)
         << "statement '" << type << "' is not supported";
}

LogicalResult FunctionImporter::importSequence(NodeId node) {
  auto statements = graph.elements(node, "seq");
  if (!statements)
    return malformed(node, "has no statements");
  for (NodeId statement : *statements)
    if (failed(importStatement(statement)))
      return failure();
  return success();
}

/// What T.annotate_* and T.Kernel attach to a block. Layouts and swizzles steer other targets.
LogicalResult FunctionImporter::importBlockAnnotations(NodeId block) {
  if (graph.child(block, "init"))
    return error(DiagnosticCode::UnsupportedStatement)
           << "a block with an initialisation (T.init) is not supported; use T.clear";
  if (auto axes = graph.elements(block, "iter_vars"); axes && !axes->empty())
    return error(DiagnosticCode::UnsupportedStatement)
           << "a block with axes (T.axis) is not supported; use T.Parallel";
  auto annotations = graph.entries(block, "annotations");
  if (!annotations)
    return success();
  for (auto [key, value] : *annotations) {
    if (graph.text(key) == "safe_value_map" && failed(noteSafeValues(value)))
      return failure();
    if (graph.text(key) == "reducer_info_v2" || graph.text(key) == "reducer_info")
      noteReducers(value, /*isLegacy=*/graph.text(key) == "reducer_info");
    auto extents = graph.elements(value);
    if (graph.text(key) != "tl.launch_threads" || !extents)
      continue;
    threads.emplace();
    for (NodeId extent : *extents)
      threads->push_back(graph.integer(extent, "value").value_or(1));
  }
  return success();
}

/// Blocks allocate buffers; attributes around statements only steer other targets.
LogicalResult FunctionImporter::importBlock(NodeId node) {
  std::optional<NodeId> body =
      graph.child(node, graph.type(node) == "tirx.SBlockRealize" ? "block" : "body");
  if (!body)
    return malformed(node, "has no body");
  if (graph.type(node) == "tirx.SBlockRealize") {
    std::optional<NodeId> predicate = graph.child(node, "predicate");
    if (predicate && graph.integer(*predicate, "value") != 1)
      return error(DiagnosticCode::UnsupportedStatement)
             << "a block with a condition is not supported; use an if";
  }
  // What a block says of tensors holds in it.
  llvm::SaveAndRestore safeValuesAround(safeValues);
  if (graph.type(node) == "tirx.SBlock") {
    auto allocated = graph.elements(node, "alloc_buffers");
    if (!allocated)
      return malformed(node, "has no list of buffers");
    if (failed(importBlockAnnotations(node)))
      return failure();
    for (NodeId buffer : *allocated)
      if (failed(importAllocation(buffer)))
        return failure();
    moveTo(node);
  }
  return importStatement(*body);
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

LogicalResult FunctionImporter::importFor(NodeId node) {
  std::optional<int64_t> kind = graph.integer(node, "kind");
  if (!kind)
    return malformed(node, "has no kind");
  switch (*kind) {
  case Serial:
  case Unrolled:
    return importLoop(node);
  case Parallel:
    return importParallel(node);
  case Vectorized:
    return error(DiagnosticCode::ThreadLevelCode)
           << "T.vectorized is thread-level code; use T.Parallel, which is spread over the "
              "vector engine";
  case ThreadBinding:
    return importLaunch(node);
  default:
    return malformed(node, "is a loop of unknown kind");
  }
}

LogicalResult FunctionImporter::importLoop(NodeId node) {
  std::optional<NodeId> variable = graph.child(node, "loop_var"), min = graph.child(node, "min"),
                        extent = graph.child(node, "extent"), body = graph.child(node, "body");
  if (!variable || !min || !extent || !body)
    return malformed(node, "misses a part of a loop");
  int64_t stages = 0;
  if (auto annotations = graph.entries(node, "annotations"))
    for (auto [key, value] : *annotations)
      if (graph.text(key) == "num_stages")
        stages = graph.integer(value, "value").value_or(0);
  if (stages < 0)
    return error(DiagnosticCode::UnsupportedLoop)
           << "num_stages must not be negative, got " << stages;
  FailureOr<Value> lower = importIndex(*min), count = importIndex(*extent);
  if (failed(lower) || failed(count))
    return failure();
  Value step = constantIndex(1);
  if (std::optional<NodeId> stepNode = graph.child(node, "step")) {
    FailureOr<Value> value = importIndex(*stepNode);
    if (failed(value))
      return failure();
    if (!matchPattern(*value, m_One()))
      return error(DiagnosticCode::UnsupportedLoop)
             << "a loop with a step other than 1 is not supported; scale the variable";
  }
  Value upper = builder.createOrFold<arith::AddIOp>(loc, *lower, *count);
  auto loop = scf::ForOp::create(builder, loc, *lower, upper, step);
  loop.getInductionVar().setLoc(named(graph.string(*variable, "name").value_or("i")));
  if (stages > 0)
    loop->setAttr("tile.pipeline", tile::PipelineAttr::get(builder.getContext(), stages));
  variables[*variable] = loop.getInductionVar();
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(loop.getBody()->getTerminator());
  return importStatement(*body);
}

FailureOr<std::string> FunctionImporter::threadTag(NodeId loop) {
  std::optional<NodeId> binding = graph.child(loop, "thread_binding");
  std::optional<StringRef> tag = binding ? graph.string(*binding, "thread_tag") : std::nullopt;
  if (!tag)
    return malformed(loop, "is bound to a thread without a tag");
  return tag->str();
}

/// T.Kernel: nested loops bound to blockIdx.x, .y and .z around the body.
LogicalResult FunctionImporter::importLaunch(NodeId node) {
  SmallVector<Value> grid(3);
  SmallVector<NodeId> axisVariables(3);
  SmallVector<std::string> names(3);
  llvm::SaveAndRestore restoreDepth(depth);
  unsigned axes = 0;
  NodeId body = node;
  // The nesting order is not the axes' order: the tag says which axis a loop is.
  while (graph.type(body) == "tirx.For" && graph.integer(body, "kind") == ThreadBinding) {
    std::optional<NodeId> variable = graph.child(body, "loop_var"),
                          extent = graph.child(body, "extent"), next = graph.child(body, "body");
    FailureOr<std::string> tag = threadTag(body);
    if (failed(tag))
      return failure();
    if (!variable || !extent || !next)
      return malformed(body, "misses a part of a loop");
    StringRef axisName = *tag;
    if (axisName.consume_front("blockIdx.") && axisName.size() == 1 && axisName[0] >= 'x' &&
        axisName[0] <= 'z') {
      unsigned axis = axisName[0] - 'x';
      if (grid[axis])
        return malformed(body, "binds an axis of the grid a second time");
      FailureOr<Value> count = importIndex(*extent);
      if (failed(count))
        return failure();
      grid[axis] = *count;
      axisVariables[axis] = *variable;
      names[axis] = graph.string(*variable, "name").value_or("block").str();
      axes = std::max(axes, axis + 1);
    } else {
      threadVariables.insert(*variable);
    }
    if (++depth > deepestNesting)
      return malformed(body, "nests too deep");
    body = *next;
  }
  if (axes == 0)
    return importStatement(body);
  for (unsigned axis = 0; axis < axes; ++axis)
    if (!grid[axis])
      grid[axis] = constantIndex(1);

  OperationState state(loc, tile::LaunchOp::getOperationName());
  state.addOperands(ArrayRef(grid).take_front(axes));
  Region *region = state.addRegion();
  Block *block = new Block();
  region->push_back(block);
  for (unsigned axis = 0; axis < axes; ++axis) {
    BlockArgument argument =
        block->addArgument(builder.getIndexType(), named(names[axis].empty() ? "b" : names[axis]));
    if (!names[axis].empty())
      variables[axisVariables[axis]] = argument;
  }
  auto launch = cast<tile::LaunchOp>(builder.create(state));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(block);
  threads.reset();
  LogicalResult result = importStatement(body);
  if (threads)
    launch.setThreads(*threads);
  builder.setInsertionPointToEnd(block);
  tile::EndOp::create(builder, launch.getLoc());
  return result;
}

/// The T.Parallel that `body` is, or is after the bindings that are collected; else `body`.
NodeId FunctionImporter::skipBindings(NodeId body, SmallVectorImpl<NodeId> &bindings) {
  auto statements = graph.elements(body, "seq");
  if (graph.type(body) != "tirx.SeqStmt" || !statements || statements->empty())
    return body;
  ArrayRef<NodeId> all = *statements;
  NodeId last = all.back();
  auto isBinding = [&](NodeId statement) { return graph.type(statement) == "tirx.Bind"; };
  if (graph.type(last) != "tirx.For" || graph.integer(last, "kind") != Parallel ||
      !llvm::all_of(all.drop_back(), isBinding))
    return body;
  bindings.append(all.begin(), all.end() - 1);
  return last;
}

/// T.Parallel: one loop for each axis, directly nested, but for what is bound in between: each
/// point binds that for itself.
LogicalResult FunctionImporter::importParallel(NodeId node) {
  SmallVector<Value> extents;
  SmallVector<NodeId> indices, bindings;
  llvm::SaveAndRestore restoreDepth(depth);
  NodeId body = node;
  while (graph.type(body) == "tirx.For" && graph.integer(body, "kind") == Parallel) {
    std::optional<NodeId> variable = graph.child(body, "loop_var"), min = graph.child(body, "min"),
                          extent = graph.child(body, "extent"), next = graph.child(body, "body");
    if (!variable || !min || !extent || !next)
      return malformed(body, "misses a part of a loop");
    FailureOr<Value> lower = importIndex(*min), count = importIndex(*extent);
    if (failed(lower) || failed(count))
      return failure();
    if (!matchPattern(*lower, m_Zero()))
      return error(DiagnosticCode::UnsupportedLoop)
             << "T.Parallel that does not start at 0 is not supported";
    extents.push_back(*count);
    indices.push_back(*variable);
    if (++depth > deepestNesting)
      return malformed(body, "nests too deep");
    body = skipBindings(*next, bindings);
  }
  OperationState state(loc, tile::ParallelOp::getOperationName());
  state.addOperands(extents);
  Region *region = state.addRegion();
  Block *block = new Block();
  region->push_back(block);
  for (NodeId index : indices)
    variables[index] = block->addArgument(builder.getIndexType(),
                                          named(graph.string(index, "name").value_or("i")));
  builder.create(state);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(block);
  bindings.push_back(body);
  LogicalResult result = success(llvm::all_of(
      bindings, [&](NodeId statement) { return succeeded(importStatement(statement)); }));
  builder.setInsertionPointToEnd(block);
  tile::EndOp::create(builder, state.location);
  return result;
}

//===----------------------------------------------------------------------===//
// The other statements
//===----------------------------------------------------------------------===//

LogicalResult FunctionImporter::importIf(NodeId node) {
  std::optional<NodeId> condition = graph.child(node, "condition"),
                        thenCase = graph.child(node, "then_case"),
                        elseCase = graph.child(node, "else_case");
  if (!condition || !thenCase)
    return malformed(node, "misses a part of a branch");
  FailureOr<Value> value = importExpression(*condition);
  if (failed(value))
    return failure();
  FailureOr<Value> truth = convert(*value, builder.getI1Type());
  if (failed(truth))
    return failure();
  auto branch = scf::IfOp::create(builder, loc, *truth, /*withElseRegion=*/elseCase.has_value());
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  if (failed(importStatement(*thenCase)))
    return failure();
  if (!elseCase)
    return success();
  builder.setInsertionPointToStart(branch.elseBlock());
  return importStatement(*elseCase);
}

LogicalResult FunctionImporter::importStore(NodeId node) {
  std::optional<NodeId> buffer = graph.child(node, "buffer"), value = graph.child(node, "value"),
                        indices = graph.child(node, "indices");
  if (!buffer || !value || !indices)
    return malformed(node, "misses a part of a store");
  if (graph.child(node, "predicate"))
    return error(DiagnosticCode::UnsupportedStatement)
           << "a predicated store is not supported; use an if";
  FailureOr<bool> isUpdate = importReducerStore(*buffer, *indices, *value);
  if (failed(isUpdate) || *isUpdate)
    return isUpdate;
  FailureOr<Value> target = lookupBuffer(*buffer);
  FailureOr<SmallVector<Value>> at = importIndices(*indices);
  FailureOr<Value> stored = importExpression(*value);
  if (failed(target) || failed(at) || failed(stored))
    return failure();
  auto type = cast<MemRefType>(target->getType());
  if (static_cast<int64_t>(at->size()) != type.getRank())
    return malformed(node, "has another number of indices than its buffer has dimensions");
  FailureOr<Value> converted = convert(*stored, type.getElementType());
  if (failed(converted))
    return failure();
  memref::StoreOp::create(builder, loc, *converted, *target, *at);
  return success();
}

LogicalResult FunctionImporter::importEvaluate(NodeId node) {
  std::optional<NodeId> call = graph.child(node, "value");
  if (!call)
    return malformed(node, "has no value");
  if (graph.type(*call) != "tirx.Call")
    return success(); // A value that nobody uses.
  std::optional<NodeId> op = graph.child(*call, "op");
  std::optional<StringRef> name = op ? graph.text(*op) : std::nullopt;
  auto arguments = graph.elements(*call, "args");
  if (!name || !arguments)
    return malformed(*call, "calls something without a name or arguments");
  return importTileOperation(*name, *arguments);
}

LogicalResult FunctionImporter::importBind(NodeId node) {
  std::optional<NodeId> variable = graph.child(node, "var"), value = graph.child(node, "value");
  if (!variable || !value)
    return malformed(node, "misses a part of a binding");
  if (graph.type(*value) == "tirx.Call") {
    std::optional<NodeId> op = graph.child(*value, "op");
    if (op && graph.text(*op) == "tl.launch_thread_idx") {
      threadVariables.insert(*variable);
      return success();
    }
  }
  if (!isKnown(*value)) {
    boundLater[*variable] = *value;
    return success();
  }
  FailureOr<Value> bound = importExpression(*value);
  if (failed(bound))
    return failure();
  variables[*variable] = *bound;
  return success();
}

/// Whether all variables of an expression have values. T.Persistent binds the coordinates of a
/// block before the loop over the blocks; and what numbers threads is refused only where it is
/// used.
bool FunctionImporter::isKnown(NodeId expression) {
  SetVector<NodeId> parts;
  parts.insert(expression);
  for (size_t i = 0; i < parts.size(); ++i) {
    NodeId part = parts[i];
    bool isVariable = graph.type(part) == "tirx.Var" || graph.type(part) == "tirx.SizeVar";
    if (isVariable && !variables.contains(part))
      return false;
    // The value of a number looks like the number of a node.
    bool isNumber = graph.type(part) == "ir.IntImm" || graph.type(part) == "ir.FloatImm";
    for (StringRef field : {"a", "b", "value", "condition", "true_value", "false_value"})
      if (std::optional<NodeId> operand = isNumber ? std::nullopt : graph.child(part, field))
        parts.insert(*operand);
    for (StringRef field : {"args", "indices"})
      if (auto operands = graph.elements(part, field))
        parts.insert(operands->begin(), operands->end());
  }
  return true;
}
