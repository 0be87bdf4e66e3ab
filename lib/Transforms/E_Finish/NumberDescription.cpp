//===- NumberDescription.cpp - Numbers by what they come from -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Two kernels agree about how often a loop runs if they compute it from the same numbers in the
// same way. What an operation reads that may have changed is like nothing else.
//
//===----------------------------------------------------------------------===//

#include "NumberDescription.h"

#include "KernelProtocol.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tilium;

std::string NumberDescription::describeTripCount(scf::ForOp loop) {
  // The loop over blocks starts at 0 where the kernel does not need their numbers.
  Value count = loop.getUpperBound();
  if (auto sum = count.getDefiningOp<arith::AddIOp>(); sum && sum.getLhs() == loop.getLowerBound())
    return describe(sum.getRhs()) + "/" + describe(loop.getStep());
  if (matchPattern(loop.getLowerBound(), m_Zero()))
    return describe(count) + "/" + describe(loop.getStep());
  return "(" + describe(count) + "-" + describe(loop.getLowerBound()) + ")/" +
         describe(loop.getStep());
}

/// What is like no other value: `op` may give another one whenever it runs.
static std::string describeUnique(Operation *op) {
  std::string text;
  llvm::raw_string_ostream(text) << op->getName() << '@' << op;
  return text;
}

/// What loops and branches compute.
std::string NumberDescription::describeStructured(OpResult result) {
  unsigned number = result.getResultNumber();
  if (auto branch = dyn_cast<scf::IfOp>(result.getOwner()))
    return "if(" + describe(branch.getCondition()) + ',' +
           describe(branch.thenYield().getOperand(number)) + ',' +
           describe(branch.elseYield().getOperand(number)) + ')';
  auto loop = dyn_cast<scf::ForOp>(result.getOwner());
  return loop ? "last " + describe(loop.getRegionIterArg(number))
              : describeUnique(result.getOwner());
}

/// The numbers that the loop of the context carries which `argument` depends on, itself first:
/// those that are asked for while each of them is described.
SmallVector<BlockArgument> NumberDescription::findCarriedTogether(BlockArgument argument) {
  scf::ForOp loop = context->loop;
  llvm::SetVector<Value> numbers;
  numbers.insert(argument);
  for (BlockArgument carried : loop.getRegionIterArgs())
    context->assumed[carried] = "?";
  for (size_t i = 0; i < numbers.size(); ++i) {
    context->asked.clear();
    context->known.clear();
    describe(loop.getTiedLoopYieldedValue(cast<BlockArgument>(numbers[i]))->get());
    numbers.insert(context->asked.begin(), context->asked.end());
  }
  context->known.clear();
  context->outside.clear();
  return llvm::map_to_vector(numbers, llvm::CastTo<BlockArgument>);
}

/// A number that the loop of the context carries, by where it starts and what becomes of it in a
/// round, as are those that it depends on. Round for round that is said anew of all of them;
/// numbers that are told apart by this at all are told apart after two rounds for each.
std::string NumberDescription::describeRounds(BlockArgument argument) {
  scf::ForOp loop = context->loop;
  SmallVector<BlockArgument> numbers = findCarriedTogether(argument);
  context->assumed.clear();
  std::string trips = describeTripCount(loop);
  SmallVector<std::string> starts, texts;
  for (BlockArgument number : numbers)
    starts.push_back(describe(loop.getTiedLoopInit(number)->get()));
  texts = llvm::map_to_vector(starts, [](const std::string &text) { return "starts " + text; });
  for (size_t round = 0; round < 2 * numbers.size(); ++round) {
    for (auto [number, text] : llvm::zip(numbers, texts))
      context->assumed[number] = nameOf(text);
    context->known.clear();
    for (auto [i, number] : llvm::enumerate(numbers))
      texts[i] =
          "from " + starts[i] + " to " + describe(loop.getTiedLoopYieldedValue(number)->get());
  }
  return "carried with " + std::to_string(numbers.size()) + '(' + trips + ',' + texts.front() + ')';
}

/// A number that a loop carries. It is described once, whatever the loops around that one carry;
/// that is said beside it whenever it is asked for. So loops in loops take no more time than one
/// after the other.
std::string NumberDescription::describeCarried(scf::ForOp loop, BlockArgument argument) {
  if (context->loop == loop) {
    context->asked.insert(argument);
    return context->assumed.at(argument);
  }
  if (context->loop && loop->isProperAncestor(context->loop)) {
    context->outside.insert(argument);
    size_t place = llvm::find(context->outside, argument) - context->outside.begin();
    return "outside" + std::to_string(place);
  }
  auto [place, isNew] = carried.try_emplace(argument);
  if (isNew) {
    Context inner;
    inner.loop = loop;
    Context *outer = std::exchange(context, &inner);
    std::string text = describeRounds(argument);
    context = outer;
    carried[argument] = {std::move(text), inner.outside.takeVector()};
  }
  Carried found = carried[argument];
  std::string text = found.text + " of";
  for (Value outside : found.outside)
    text += ' ' + describe(outside);
  return text;
}

/// What the compute kernel receives is what the reader sends: in one order, and as many numbers,
/// which is checked like all traffic.
std::string NumberDescription::describeReceived(Operation *receive, Value cb) {
  Value sent;
  int64_t count = 0;
  receive->getParentOfType<ModuleOp>().walk([&](Operation *op) {
    auto send = dyn_cast<tt::SendScalarOp>(op);
    auto store = dyn_cast<metalium::StoreL1Op>(op);
    Operation *pointer = store ? findPointer(store.getAddress()) : nullptr;
    bool isSent = (send && idOf(send.getCb()) == idOf(cb)) ||
                  (pointer && idOf(pointer->getOperand(0)) == idOf(cb));
    if (!isSent)
      return;
    sent = send ? send.getScalar() : store.getValue();
    ++count;
  });
  return count == 1 ? describe(sent) : describeUnique(receive);
}

/// What the processor loads of the bytes that it has read into the same page just before.
std::string NumberDescription::describeLoaded(metalium::LoadL1Op load) {
  Operation *pointer = findPointer(load.getAddress());
  for (Operation *op = load->getPrevNode(); op && pointer; op = op->getPrevNode()) {
    auto read = dyn_cast<metalium::NocAsyncReadOp>(op);
    Operation *into = read ? findPointer(read.getL1Address()) : nullptr;
    if (!into || idOf(into->getOperand(0)) != idOf(pointer->getOperand(0)))
      continue;
    auto address = load.getAddress().getDefiningOp<arith::AddIOp>();
    return "loaded(" + describe(read.getNocAddress()) + ',' +
           (address ? describe(address.getRhs()) : "0") + ')';
  }
  return describeUnique(load);
}

std::string NumberDescription::describeElement(tt::LoadScalarOp load) {
  std::string text = "element(" + describe(load.getTensor());
  for (Value index : load.getIndices())
    text += ',' + describe(index);
  return text + ')';
}

/// How many loops are around `loop`: of those that run equally often, it says which one is meant.
static unsigned depthOf(scf::ForOp loop) {
  unsigned depth = 0;
  for (auto outer = loop->getParentOfType<scf::ForOp>(); outer;
       outer = outer->getParentOfType<scf::ForOp>())
    ++depth;
  return depth;
}

std::string NumberDescription::describeArgument(BlockArgument argument) {
  auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
  if (!loop)
    return "argument" + std::to_string(argument.getArgNumber());
  if (argument == loop.getInductionVar())
    return "index" + std::to_string(depthOf(loop)) + '(' + describeTripCount(loop) + ',' +
           describe(loop.getLowerBound()) + ')';
  return describeCarried(loop, argument);
}

std::string NumberDescription::describeArithmetic(Operation *op) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << op->getName() << op->getPropertiesAsAttribute() << '(';
  for (Value operand : op->getOperands())
    out << describe(operand) << ',';
  out << ')';
  return text;
}

/// A short name for a description. What is only passed on, to a kernel or to another width, has its
/// name already.
std::string NumberDescription::nameOf(const std::string &text) {
  if (StringRef(text).starts_with("#"))
    return text;
  unsigned next = names.size();
  return "#" + std::to_string(names.try_emplace(text, next).first->second);
}

std::string NumberDescription::describe(Value value) {
  if (auto described = context->known.find(value); described != context->known.end())
    return described->second;
  std::string name = nameOf(describeAnew(value));
  return context->known[value] = name;
}

std::string NumberDescription::describeAnew(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return describeArgument(argument);
  Attribute constant;
  if (matchPattern(value, m_Constant(&constant))) {
    std::string text;
    llvm::raw_string_ostream(text) << constant;
    return text;
  }
  Operation *op = value.getDefiningOp();
  if (op->getNumRegions() != 0)
    return describeStructured(cast<OpResult>(value));
  if (auto argument = dyn_cast<metalium::GetArgOp>(op))
    return argument.getArgName().str();
  if (isa<tt::ReceiveScalarOp, metalium::ReadTileValueOp>(op))
    return describeReceived(op, op->getOperand(0));
  if (auto load = dyn_cast<metalium::LoadL1Op>(op))
    return describeLoaded(load);
  if (auto load = dyn_cast<tt::LoadScalarOp>(op))
    return describeElement(load);
  if (auto accessor = dyn_cast<metalium::TensorAccessorOp>(op))
    return "tensor" + std::to_string(accessor.getArgument());
  // Numbers of the processors have the same 32 bits as indices.
  if (auto width = dyn_cast<arith::IndexCastOp>(op))
    return describe(width.getIn());
  return isMemoryEffectFree(op) ? describeArithmetic(op) : describeUnique(op);
}
