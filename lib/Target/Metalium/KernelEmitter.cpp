//===- KernelEmitter.cpp - Prints a kernel as C++ -------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Prints what is there, in order: a call for each metalium operation, loops and branches,
// arithmetic inside the expression that uses it. What has no spelling is an error, never a guess.
//
//===----------------------------------------------------------------------===//

#include "KernelEmitter.h"

#include "ExpressionPrinter.h"
#include "Naming.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <set>

using namespace mlir;
using namespace tilium;

/// Columns after which an argument list is broken, as clang-format does.
static constexpr size_t lineLimit = 100;

namespace {

/// Prints one kernel.
class KernelEmitter {
public:
  explicit KernelEmitter(func::FuncOp kernel)
      : kernel(kernel),
        role(kernel->getAttrOfType<tt::KernelRoleAttr>("tt.kernel_role").getValue()) {}
  FailureOr<EmittedKernel> emit();

private:
  LogicalResult emitDeclarations();
  LogicalResult emitBlock(Block &block);
  LogicalResult emitOperation(Operation &op);
  LogicalResult emitLoop(scf::ForOp loop);
  LogicalResult emitBranch(scf::IfOp branch);
  LogicalResult emitCall(metalium::CallOpInterface call);
  LogicalResult emitStore(metalium::StoreL1Op store);
  LogicalResult emitLoad(metalium::LoadL1Op load);
  FailureOr<SmallVector<std::string>> declareVariables(Operation &op, ValueRange inits);
  LogicalResult emitYield(Block &block, ArrayRef<std::string> variables);
  FailureOr<std::string> memoryText(Value address, uint32_t bytes);
  LogicalResult emitNamed(Operation &op, StringRef type);
  FailureOr<std::string> callText(metalium::CallOpInterface call);
  void emitSourceLine(Operation *op);
  void line(const Twine &text);
  void append(const Twine &physicalLine);
  std::string header();
  StringRef sourceText(FileLineColLoc loc);

  func::FuncOp kernel;
  tt::KernelRole role;
  NameTable names;
  ExpressionPrinter expressions;
  std::set<std::string> headers;
  std::string body;
  std::vector<FileLineColLoc> origins; ///< Of each line of `body`.
  unsigned depth = 1;
  FileLineColLoc currentLine; ///< What the next lines carry out.
  FileLineColLoc shownLine;
  bool atBlockStart = true;
  std::string previousAccessor;
  llvm::StringMap<std::unique_ptr<llvm::MemoryBuffer>> sources;
};

} // namespace

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

void KernelEmitter::append(const Twine &physicalLine) {
  body += (physicalLine + "\n").str();
  origins.push_back(currentLine);
}

/// Adds a line at the current depth; calls that are too long are broken between arguments.
void KernelEmitter::line(const Twine &text) {
  std::string indent(2 * depth, ' '), content = text.str();
  atBlockStart = StringRef(content).ends_with("{");
  size_t open = content.find('(');
  if (indent.size() + content.size() <= lineLimit || open == std::string::npos ||
      StringRef(content).starts_with("//")) {
    append(indent + content);
    return;
  }
  // A value that fits a line of its own gets one.
  size_t assignment = content.find(" = ");
  if (assignment < open && indent.size() + content.size() - assignment + 1 <= lineLimit) {
    append(indent + content.substr(0, assignment + 2));
    append(indent + "    " + content.substr(assignment + 3));
    return;
  }
  std::string current = indent + content.substr(0, open + 1);
  std::string continuation(indent.size() + open + 1, ' ');
  // Arguments are separated by commas outside of nested parentheses.
  SmallVector<std::string> arguments(1);
  int nesting = 0;
  for (char c : content.substr(open + 1)) {
    nesting += (c == '(') - (c == ')');
    arguments.back() += c;
    if (c == ',' && nesting == 0)
      arguments.emplace_back();
  }
  for (StringRef argument : arguments) {
    argument = argument.ltrim();
    bool first = current.back() == '(';
    if (!first && current.size() + 1 + argument.size() > lineLimit) {
      append(current);
      current = continuation + argument.str();
    } else {
      current += (first ? "" : " ") + argument.str();
    }
  }
  append(current);
}

/// The text of a line of the user's file, if the file can be read.
StringRef KernelEmitter::sourceText(FileLineColLoc loc) {
  auto &buffer = sources[loc.getFilename().getValue()];
  if (!buffer) {
    auto file = llvm::MemoryBuffer::getFile(loc.getFilename().getValue(), /*IsText=*/true);
    buffer = file ? std::move(*file) : llvm::MemoryBuffer::getMemBuffer("");
  }
  StringRef rest = buffer->getBuffer();
  for (unsigned number = 1; number < loc.getLine() && !rest.empty(); ++number)
    rest = rest.split('\n').second;
  return rest.split('\n').first.trim();
}

/// What follows carries out the user's line of `op`: a comment with it, where it changes.
void KernelEmitter::emitSourceLine(Operation *op) {
  FileLineColLoc loc = fileLocation(op->getLoc());
  currentLine = loc;
  if (!loc || (shownLine && loc.getFilename() == shownLine.getFilename() &&
               loc.getLine() == shownLine.getLine()))
    return;
  shownLine = loc;
  if (!atBlockStart)
    append("");
  std::string place =
      (llvm::sys::path::filename(loc.getFilename().getValue()) + ":" + Twine(loc.getLine())).str();
  StringRef text = sourceText(loc);
  std::string comment = "// " + place + (text.empty() ? "" : ": " + text.str());
  size_t room = lineLimit - 2 * depth;
  if (comment.size() > room)
    comment = comment.substr(0, room - 3) + "...";
  line(commentText(comment));
}

//===----------------------------------------------------------------------===//
// Calls and expressions
//===----------------------------------------------------------------------===//

/// A float32 number by its bits, which is how calls take it, with the number beside it.
static std::string bitsText(const APFloat &value) {
  SmallString<16> number;
  value.toString(number, /*FormatPrecision=*/9, /*FormatMaxPadding=*/3);
  return ("0x" + llvm::utohexstr(value.bitcastToAPInt().getZExtValue(), /*LowerCase=*/true) +
          " /* " + number + " */")
      .str();
}

/// A pointer to so many bytes at an address of L1.
static std::string pointerText(StringRef address, uint32_t bytes) {
  return ("reinterpret_cast<volatile tt_l1_ptr uint" + Twine(8 * bytes) + "_t *>(" + address + ")")
      .str();
}

FailureOr<std::string> KernelEmitter::callText(metalium::CallOpInterface call) {
  std::string text = call.getCallee().str();
  SmallVector<std::string> templateArguments = call.getTemplateArguments();
  if (!templateArguments.empty())
    text += "<" + llvm::join(templateArguments, ", ") + ">";
  text += "(";
  for (auto [i, argument] : llvm::enumerate(call.getCallArguments())) {
    text += i ? ", " : "";
    if (auto value = dyn_cast<Value>(argument)) {
      auto expression = expressions.print(value);
      if (failed(expression))
        return failure();
      bool isPointer =
          i == 0 && isa<metalium::NocSemaphoreSetOp, metalium::NocSemaphoreWaitOp>(*call);
      text += isPointer ? pointerText(expression->text, /*bytes=*/4) : expression->text;
    } else if (auto number = dyn_cast<IntegerAttr>(cast<Attribute>(argument))) {
      text += std::to_string(number.getInt());
    } else if (auto number = dyn_cast<FloatAttr>(cast<Attribute>(argument))) {
      text += bitsText(number.getValue());
    } else {
      return call.emitError("has an argument that is no number");
    }
  }
  if (!call.getHeader().empty())
    headers.insert(call.getHeader().str());
  else if (role == tt::KernelRole::Compute)
    headers.insert(isa<metalium::GetArgOp>(call.getOperation()) ? "api/compute/common.h"
                                                                : "api/compute/cb_api.h");
  return text + ")";
}

LogicalResult KernelEmitter::emitCall(metalium::CallOpInterface call) {
  metalium::Processor processor = call.getProcessor();
  bool isCompute = role == tt::KernelRole::Compute;
  if ((processor == metalium::Processor::Compute && !isCompute) ||
      (processor == metalium::Processor::DataMovement && isCompute))
    return call.emitError() << "'" << call.getCallee() << "' cannot be called by the "
                            << tt::stringifyKernelRole(role) << " kernel";
  FailureOr<std::string> text = callText(call);
  if (failed(text))
    return failure();
  emitSourceLine(call);
  line(*text + ";");
  return success();
}

/// What the result of `op` is called, if nothing else has the name.
static std::string wantedName(Operation &op) {
  if (auto argument = dyn_cast<metalium::GetArgOp>(op))
    return argument.getArgName().str();
  Operation *declaration = op.getNumOperands() ? op.getOperand(0).getDefiningOp() : nullptr;
  if (auto cb = dyn_cast_or_null<tt::CBOp>(declaration);
      cb && isa<metalium::GetWritePtrOp, metalium::GetReadPtrOp>(op))
    return (cb.getBufferName() + "_l1").str();
  if (auto semaphore = dyn_cast_or_null<tt::SemaphoreOp>(declaration))
    return semaphore.getSemaphoreName().str();
  if (StringRef written = nameFromLocation(op.getLoc()); !written.empty())
    return written.str();
  if (isa<metalium::GetNocAddrOp>(op))
    return "zeros";
  if (isa<metalium::GetCoreNocAddrOp>(op))
    return "core";
  if (isa<metalium::GetNocMulticastAddrOp>(op))
    return "receivers";
  return isa<metalium::ReadTileValueOp>(op) ? "number" : "index";
}

/// Declares a constant for the result of `op`.
LogicalResult KernelEmitter::emitNamed(Operation &op, StringRef type) {
  Value result = op.getResult(0);
  std::string wanted = wantedName(op);
  std::string text;
  if (auto call = dyn_cast<metalium::CallOpInterface>(op)) {
    FailureOr<std::string> callee = callText(call);
    if (failed(callee))
      return failure();
    text = *callee;
  } else {
    auto expression = expressions.print(result);
    if (failed(expression))
      return failure();
    text = expression->text;
  }
  std::string name = names.unique(wanted);
  expressions.name(result, name);
  if (isa<metalium::GetArgOp>(op))
    currentLine = fileLocation(op.getLoc()); // The head of the kernel has no comments.
  else
    emitSourceLine(&op);
  line("const " + type + " " + name + " = " + text + ";");
  return success();
}

/// The number of so many bytes at an address of L1, as an lvalue.
FailureOr<std::string> KernelEmitter::memoryText(Value address, uint32_t bytes) {
  auto text = expressions.print(address);
  if (failed(text))
    return failure();
  return "*" + pointerText(text->text, bytes);
}

LogicalResult KernelEmitter::emitStore(metalium::StoreL1Op store) {
  auto value = expressions.print(store.getValue());
  auto memory = memoryText(store.getAddress(), store.getBytes());
  if (failed(value) || failed(memory))
    return failure();
  emitSourceLine(store);
  line(*memory + " = " + value->text + ";");
  return success();
}

LogicalResult KernelEmitter::emitLoad(metalium::LoadL1Op load) {
  auto memory = memoryText(load.getAddress(), load.getBytes());
  if (failed(memory))
    return failure();
  emitSourceLine(load);
  std::string name = names.unique("element");
  line("const uint32_t " + name + " = " + *memory + ";");
  expressions.name(load.getValue(), name);
  return success();
}

//===----------------------------------------------------------------------===//
// Structure
//===----------------------------------------------------------------------===//

/// Numbers in kernels: truth, addresses of the network, or 32 bits.
static StringRef typeText(Type type) {
  return type.isInteger(1) ? "bool" : type.isInteger(64) ? "uint64_t" : "uint32_t";
}

/// Declares a variable for each number that a loop carries or a branch gives; `inits` may be empty.
FailureOr<SmallVector<std::string>> KernelEmitter::declareVariables(Operation &op,
                                                                    ValueRange inits) {
  SmallVector<std::string> variables;
  for (auto [i, result] : llvm::enumerate(op.getResults())) {
    if (!result.getType().isIntOrIndex())
      return op.emitError() << "gives a value of type " << result.getType()
                            << ", which has no spelling in a kernel";
    std::string start;
    if (!inits.empty()) {
      auto init = expressions.print(inits[i]);
      if (failed(init))
        return failure();
      start = " = " + init->text;
    }
    auto loop = dyn_cast<scf::ForOp>(op);
    StringRef wanted = loop ? nameFromLocation(loop.getRegionIterArg(i).getLoc()) : "";
    variables.push_back(names.unique(wanted.empty() ? "number" : wanted));
    line(typeText(result.getType()) + " " + variables.back() + start + ";");
  }
  return variables;
}

/// Gives the variables what the block yields. With several of them, one may be computed from
/// another one's old value: all are computed before any changes.
LogicalResult KernelEmitter::emitYield(Block &block, ArrayRef<std::string> variables) {
  Operation *yield = block.getTerminator();
  SmallVector<std::string> values;
  for (auto [value, variable] : llvm::zip_equal(yield->getOperands(), variables)) {
    auto text = expressions.print(value);
    if (failed(text))
      return failure();
    values.push_back(text->text);
    if (variables.size() == 1)
      continue;
    std::string next = names.unique(variable + "_next");
    line("const " + typeText(value.getType()) + " " + next + " = " + values.back() + ";");
    values.back() = next;
  }
  for (auto [value, variable] : llvm::zip_equal(values, variables))
    if (value != variable)
      line(variable + " = " + value + ";");
  return success();
}

LogicalResult KernelEmitter::emitLoop(scf::ForOp loop) {
  auto lower = expressions.print(loop.getLowerBound());
  auto upper = expressions.print(loop.getUpperBound());
  auto step = expressions.print(loop.getStep());
  if (failed(lower) || failed(upper) || failed(step))
    return failure();
  StringRef wanted = nameFromLocation(loop.getInductionVar().getLoc());
  std::string name = names.unique(wanted.empty() ? "i" : wanted);
  expressions.name(loop.getInductionVar(), name);
  std::string advance = step->text == "1" ? "++" + name : name + " += " + step->text;
  emitSourceLine(loop);
  auto variables = declareVariables(*loop, loop.getInitArgs());
  if (failed(variables))
    return failure();
  for (auto [i, variable] : llvm::enumerate(*variables)) {
    expressions.name(loop.getRegionIterArg(i), variable);
    expressions.name(loop.getResult(i), variable);
  }
  std::string bound =
      upper->precedence <= Expression::Relation ? "(" + upper->text + ")" : upper->text;
  // A bound below zero would be a large number; it means no iterations.
  bool isSigned = !isNonNegative(loop.getLowerBound()) || !isNonNegative(loop.getUpperBound());
  if (isSigned)
    bound = "static_cast<int32_t>(" + upper->text + ")";
  line((isSigned ? "for (int32_t " : "for (uint32_t ") + name + " = " + lower->text + "; " + name +
       " < " + bound + "; " + advance + ") {");
  ++depth;
  if (failed(emitBlock(*loop.getBody())) || failed(emitYield(*loop.getBody(), *variables)))
    return failure();
  --depth;
  line("}");
  names.release(name);
  return success();
}

LogicalResult KernelEmitter::emitBranch(scf::IfOp branch) {
  auto condition = expressions.print(branch.getCondition());
  if (failed(condition))
    return failure();
  emitSourceLine(branch);
  auto variables = declareVariables(*branch, {});
  if (failed(variables))
    return failure();
  for (auto [result, variable] : llvm::zip_equal(branch.getResults(), *variables))
    expressions.name(result, variable);
  line("if (" + condition->text + ") {");
  ++depth;
  if (failed(emitBlock(*branch.thenBlock())) || failed(emitYield(*branch.thenBlock(), *variables)))
    return failure();
  --depth;
  bool hasElse = branch.elseBlock() &&
                 (!branch.elseBlock()->without_terminator().empty() || branch.getNumResults() != 0);
  if (hasElse) {
    line("} else {");
    ++depth;
    atBlockStart = true;
    if (failed(emitBlock(*branch.elseBlock())) ||
        failed(emitYield(*branch.elseBlock(), *variables)))
      return failure();
    --depth;
  }
  line("}");
  return success();
}

/// Whether a number has a name in the kernel, so that a cast of it, which costs nothing, needs
/// none.
static bool isNamed(Value value) {
  Operation *op = value.getDefiningOp();
  return !value.getType().isInteger(1) &&
         (!op || !ExpressionPrinter::isInlinable(op) ||
          (!value.hasOneUse() && !isa<arith::ConstantOp, arith::IndexCastOp>(op)));
}

LogicalResult KernelEmitter::emitOperation(Operation &op) {
  if (isa<tt::CBOp, tt::SemaphoreOp, metalium::TensorAccessorOp>(op) ||
      op.hasTrait<OpTrait::IsTerminator>())
    return success();
  if (isa<metalium::GetArgOp>(op))
    return success(); // Declared at the top of the kernel.
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return emitLoop(loop);
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return emitBranch(branch);
  if (ExpressionPrinter::isInlinable(&op)) {
    // Constants and what is used once go into the expression that uses them.
    bool inlined = isa<arith::ConstantOp, metalium::MemZerosBaseOp>(op) ||
                   op.getResult(0).hasOneUse() || op.use_empty();
    if (inlined || (isa<arith::IndexCastOp>(op) && isNamed(op.getOperand(0))))
      return success();
    Type type = op.getResult(0).getType();
    return emitNamed(op, typeText(type));
  }
  if (auto store = dyn_cast<metalium::StoreL1Op>(op))
    return emitStore(store);
  if (auto load = dyn_cast<metalium::LoadL1Op>(op))
    return emitLoad(load);
  if (auto call = dyn_cast<metalium::CallOpInterface>(op))
    return op.getNumResults() ? emitNamed(op, typeText(op.getResult(0).getType())) : emitCall(call);
  return op.emitError() << "'" << op.getName() << "' has no spelling in a kernel";
}

LogicalResult KernelEmitter::emitBlock(Block &block) {
  for (Operation &op : block)
    if (failed(emitOperation(op)))
      return failure();
  return success();
}

/// Circular buffers, runtime arguments and accessors: the head of the kernel.
LogicalResult KernelEmitter::emitDeclarations() {
  for (auto cb : kernel.getOps<tt::CBOp>()) {
    if (!cb.getId())
      return cb.emitError("has no id; BuildTileDFGTT gives it");
    std::string name = names.unique(("cb_" + cb.getBufferName()).str());
    expressions.name(cb.getCb(), name);
    line("constexpr uint32_t " + name + " = " + Twine(*cb.getId()) + ";");
  }
  for (auto semaphore : kernel.getOps<tt::SemaphoreOp>()) {
    std::string name = names.unique(("semaphore_" + semaphore.getSemaphoreName()).str());
    expressions.name(semaphore.getSemaphore(), name);
    line("constexpr uint32_t " + name + " = " + Twine(semaphore.getId()) + ";");
  }
  for (auto argument : kernel.getOps<metalium::GetArgOp>())
    if (failed(emitNamed(*argument, "uint32_t")))
      return failure();
  for (auto accessor : kernel.getOps<metalium::TensorAccessorOp>()) {
    std::string name = names.unique(accessor.getTensorName());
    std::string arguments = names.unique(name + "_args");
    std::string offset = previousAccessor.empty()
                             ? std::to_string(accessor.getCompileTimeOffset())
                             : previousAccessor + ".next_compile_time_args_offset()";
    auto address = expressions.print(accessor.getAddress());
    if (failed(address))
      return failure();
    line("constexpr auto " + arguments + " = TensorAccessorArgs<" + offset + ">();");
    line("const auto " + name + " = TensorAccessor(" + arguments + ", " + address->text + ");");
    expressions.name(accessor.getAccessor(), name);
    previousAccessor = arguments;
  }
  return success();
}

std::string KernelEmitter::header() {
  std::string program = "program";
  if (auto name = kernel->getAttrOfType<StringAttr>("tt.program"))
    program = name.getValue().str();
  std::string text = "// " + tt::stringifyKernelRole(role).str() + " kernel of " + program;
  if (FileLineColLoc loc = fileLocation(kernel.getLoc()))
    text += (" (" + llvm::sys::path::filename(loc.getFilename().getValue()) + ":" +
             Twine(loc.getLine()) + ")")
                .str();
  text = commentText(text) + ", generated by Tilium.\n#include <cstdint>\n";
  if (body.find("std::min") != std::string::npos || body.find("std::max") != std::string::npos)
    text += "#include <algorithm>\n";
  if (role != tt::KernelRole::Compute)
    headers.insert("api/dataflow/dataflow_api.h");
  if (role == tt::KernelRole::Compute && headers.empty())
    headers.insert("api/compute/common.h");
  if (!headers.empty())
    text += "\n";
  for (const std::string &name : headers)
    text += "#include \"" + name + "\"\n";
  return text + "\n";
}

FailureOr<EmittedKernel> KernelEmitter::emit() {
  kernel.walk([&](metalium::CallOpInterface call) { names.reserve(call.getCallee()); });
  if (failed(emitDeclarations()))
    return failure();
  atBlockStart = body.empty();
  Block &block = kernel.getBody().front();
  bool empty = llvm::all_of(block.without_terminator(), [](Operation &op) {
    return isa<tt::CBOp, metalium::GetArgOp>(op) || isMemoryEffectFree(&op);
  });
  if (empty)
    line("// Nothing to do: the program needs no " + tt::stringifyKernelRole(role) + " work.");
  else if (failed(emitBlock(block)))
    return failure();
  std::string head = header() + "void kernel_main() {\n";
  origins.insert(origins.begin(), StringRef(head).count('\n'), FileLineColLoc());
  return EmittedKernel{head + body + "}\n", std::move(origins)};
}

FailureOr<EmittedKernel> tilium::emitKernel(func::FuncOp kernel) {
  if (!kernel->hasAttrOfType<tt::KernelRoleAttr>("tt.kernel_role"))
    return kernel.emitError("is no kernel; SplitDeviceKernel makes kernels");
  return KernelEmitter(kernel).emit();
}
