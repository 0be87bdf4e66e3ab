//===- ValueForm.cpp - From buffer form to value form ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Classic construction of SSA over structured control flow: a forward walk keeps the block that
// each circular buffer holds; a backward walk over each region first finds which buffers are read
// later.
//
//===----------------------------------------------------------------------===//

#include "ValueForm.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "tilium/Support/Diagnostics.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace tilium;

namespace {

/// What a piece of program does to circular buffers.
struct Access {
  /// Read before anything here surely wrote them, each with an operation that reads.
  llvm::MapVector<Value, Operation *> exposed;
  llvm::SetVector<Value> mayWrite, mustWrite;

  void expose(Value cb, Operation *reader) {
    if (!mustWrite.contains(cb) && !exposed[cb])
      exposed[cb] = reader;
  }
  void append(const Access &next) {
    for (auto [cb, reader] : next.exposed)
      expose(cb, reader);
    mayWrite.insert_range(next.mayWrite);
    mustWrite.insert_range(next.mustWrite);
  }
};

using Blocks = DenseMap<Value, Value>;
using Live = llvm::SetVector<Value>;

class ValueFormConversion {
public:
  LogicalResult convertRegion(Block &block, Blocks &current, const Live &liveOut);

private:
  LogicalResult convertBlockOp(tt::BlockOpInterface op, Blocks &current);
  LogicalResult convertMatmul(tt::MatmulOp op, Blocks &current);
  LogicalResult convertLoop(scf::ForOp loop, Blocks &current, const Live &liveAfter);
  LogicalResult convertBranch(scf::IfOp branch, Blocks &current, const Live &liveAfter);
  FailureOr<Value> initialBlock(scf::ForOp loop, Value cb, const Access &body, Blocks &current);
  FailureOr<Value> read(Operation *op, Value cb, Blocks &current);
};

} // namespace

static StringRef nameOf(Value cb) { return cb.getDefiningOp<tt::CBOp>().getBufferName(); }

static Type blockTypeOf(Value cb) {
  auto type = cast<tt::CBType>(cb.getType());
  return tt::BlockType::get(type.getContext(), type.getRows(), type.getCols(), type.getFormat());
}

/// Whether a product's `clear` condition is the constant true.
static bool alwaysClears(tt::MatmulOp matmul) {
  return matmul.getClear() && matchPattern(matmul.getClear(), m_One());
}

/// Whether `reader` is a product that may clear `cb`, its accumulator, instead of reading it.
static bool mayClear(Operation *reader, Value cb) {
  auto matmul = dyn_cast<tt::MatmulOp>(reader);
  return matmul && matmul.getClear() && matmul.getInto() == cb &&
         !llvm::is_contained(matmul.getBlockOperands(), cb);
}

static bool runsAtLeastOnce(scf::ForOp loop) {
  auto lower = getConstantIntValue(loop.getLowerBound());
  auto upper = getConstantIntValue(loop.getUpperBound());
  return lower && upper && *lower < *upper;
}

//===----------------------------------------------------------------------===//
// What an operation reads and writes
//===----------------------------------------------------------------------===//

static Access accessOf(Block &block);

/// Whether `condition` is true when the loops of `first` are all in their first iteration.
static bool holdsInFirstIteration(Value condition, const llvm::SetVector<scf::ForOp> &first) {
  Operation *op = condition.getDefiningOp();
  if (auto both = dyn_cast_or_null<arith::AndIOp>(op))
    return holdsInFirstIteration(both.getLhs(), first) &&
           holdsInFirstIteration(both.getRhs(), first);
  if (auto either = dyn_cast_or_null<arith::OrIOp>(op))
    return holdsInFirstIteration(either.getLhs(), first) ||
           holdsInFirstIteration(either.getRhs(), first);
  auto compare = dyn_cast_or_null<arith::CmpIOp>(op);
  if (!compare || compare.getPredicate() != arith::CmpIPredicate::eq)
    return false;
  return llvm::any_of(first, [&](scf::ForOp loop) {
    return compare.getLhs() == loop.getInductionVar() &&
           (compare.getRhs() == loop.getLowerBound() ||
            getAsOpFoldResult(compare.getRhs()) == getAsOpFoldResult(loop.getLowerBound()));
  });
}

/// Whether `reader` surely clears `cb` in the first iteration of `loop`, so that nothing from
/// before the loop is read.
static bool clearsInFirstIteration(Operation *reader, Value cb, scf::ForOp loop) {
  if (!mayClear(reader, cb))
    return false;
  llvm::SetVector<scf::ForOp> first;
  for (Operation *parent = reader->getParentOp();; parent = parent->getParentOp()) {
    auto around = dyn_cast<scf::ForOp>(parent);
    if (!around || !runsAtLeastOnce(around))
      return false;
    first.insert(around);
    if (around == loop)
      return holdsInFirstIteration(cast<tt::MatmulOp>(reader).getClear(), first);
  }
}

static Access accessOf(Operation *op) {
  Access access;
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    access = accessOf(*loop.getBody());
    access.exposed.remove_if(
        [&](auto &entry) { return clearsInFirstIteration(entry.second, entry.first, loop); });
    if (!runsAtLeastOnce(loop))
      access.mustWrite.clear();
    return access;
  }
  if (auto branch = dyn_cast<scf::IfOp>(op)) {
    access = accessOf(*branch.thenBlock());
    Access other = branch.elseBlock() ? accessOf(*branch.elseBlock()) : Access();
    access.mustWrite.remove_if([&](Value cb) { return !other.mustWrite.contains(cb); });
    for (auto [cb, reader] : other.exposed)
      if (Operation *&known = access.exposed[cb]; !known || mayClear(known, cb))
        known = reader;
    access.mayWrite.insert_range(other.mayWrite);
    return access;
  }
  if (auto write = dyn_cast<tt::WriteOp>(op))
    access.expose(write.getSource(), op);
  auto producer = dyn_cast<tt::BlockOpInterface>(op);
  if (!producer)
    return access;
  for (Value operand : producer.getBlockOperands())
    access.expose(operand, op);
  if (auto matmul = dyn_cast<tt::MatmulOp>(op); matmul && !alwaysClears(matmul))
    access.expose(matmul.getInto(), op);
  access.mayWrite.insert(producer.getInto());
  access.mustWrite.insert(producer.getInto());
  return access;
}

static Access accessOf(Block &block) {
  Access access;
  for (Operation &op : block)
    access.append(accessOf(&op));
  return access;
}

/// The circular buffers whose contents are read after each operation of `block`.
static DenseMap<Operation *, Live> liveAfterEach(Block &block, const Live &liveOut) {
  DenseMap<Operation *, Live> result;
  Live live = liveOut;
  for (Operation &op : llvm::reverse(block)) {
    if (isa<scf::ForOp, scf::IfOp>(op))
      result[&op] = live;
    Access access = accessOf(&op);
    live.remove_if([&](Value cb) { return access.mustWrite.contains(cb); });
    for (auto [cb, reader] : access.exposed)
      live.insert(cb);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// The forward walk
//===----------------------------------------------------------------------===//

/// An operation that writes `cb` and comes before `op` in the text; null if there is none.
static Operation *findWriterBefore(Operation *op, Value cb) {
  Operation *writer = nullptr;
  op->getParentOfType<func::FuncOp>().walk<WalkOrder::PreOrder>([&](Operation *other) {
    if (other == op)
      return WalkResult::interrupt();
    auto block = dyn_cast<tt::BlockOpInterface>(other);
    if (block && block.getInto() == cb)
      writer = other;
    return WalkResult::advance();
  });
  return writer;
}

FailureOr<Value> ValueFormConversion::read(Operation *op, Value cb, Blocks &current) {
  if (Value block = current.lookup(cb))
    return block;
  Operation *writer = findWriterBefore(op, cb);
  InFlightDiagnostic diagnostic =
      refuse(op, writer ? DiagnosticCode::MayStayUnwritten : DiagnosticCode::ReadBeforeWrite);
  diagnostic << "'" << nameOf(cb) << "' is read here "
             << (writer ? "but may not be written before: what writes it is in a loop or a branch "
                          "that may not run; write it before that"
                        : "before anything is written to it");
  if (writer)
    diagnostic.attachNote(writer->getLoc()) << "written here";
  else if (isa<tt::MatmulOp>(op))
    diagnostic << "; clear it first with T.clear, or pass clear_accum=True";
  diagnostic.attachNote(cb.getLoc()) << "'" << nameOf(cb) << "' is allocated here";
  return failure();
}

LogicalResult ValueFormConversion::convertMatmul(tt::MatmulOp op, Blocks &current) {
  FailureOr<Value> a = read(op, op.getA(), current);
  FailureOr<Value> b = read(op, op.getB(), current);
  if (failed(a) || failed(b))
    return failure();
  OpBuilder builder(op);
  Value into = op.getInto(), clear = op.getClear(), acc;
  if (alwaysClears(op)) {
    clear = {};
  } else if (clear && !current.lookup(into)) {
    acc = tt::EmptyOp::create(builder, op.getLoc(), blockTypeOf(into), into).getResult();
  } else {
    FailureOr<Value> accumulator = read(op, into, current);
    if (failed(accumulator))
      return failure();
    acc = *accumulator;
  }
  current[into] = tt::MatmulOp::create(builder, op.getLoc(), blockTypeOf(into), *a, *b, acc, clear,
                                       into, op.getTransposeBAttr())
                      .getResult();
  op.erase();
  return success();
}

LogicalResult ValueFormConversion::convertBlockOp(tt::BlockOpInterface op, Blocks &current) {
  Operation *operation = op.getOperation();
  if (auto matmul = dyn_cast<tt::MatmulOp>(operation))
    return convertMatmul(matmul, current);
  Value into = op.getInto();
  SmallVector<Value> operands(operation->getOperands());
  for (Value &operand : MutableArrayRef(operands).drop_back()) { // The last one is `into`.
    if (!isa<tt::CBType>(operand.getType()))
      continue;
    FailureOr<Value> block = read(operation, operand, current);
    if (failed(block))
      return failure();
    operand = *block;
  }
  OperationState state(operation->getLoc(), operation->getName(), operands,
                       TypeRange{blockTypeOf(into)}, operation->getAttrs());
  state.propertiesAttr = operation->getPropertiesAsAttribute();
  for (Region &region : operation->getRegions())
    state.addRegion()->takeBody(region);
  OpBuilder builder(operation);
  current[into] = builder.create(state)->getResult(0);
  operation->erase();
  return success();
}

/// The block that a loop starts with in `cb`.
FailureOr<Value> ValueFormConversion::initialBlock(scf::ForOp loop, Value cb, const Access &body,
                                                   Blocks &current) {
  if (Value block = current.lookup(cb))
    return block;
  auto exposed = body.exposed.find(cb);
  if (exposed != body.exposed.end() && !mayClear(exposed->second, cb))
    return read(exposed->second, cb, current);
  if (exposed == body.exposed.end() && !(runsAtLeastOnce(loop) && body.mustWrite.contains(cb))) {
    InFlightDiagnostic diagnostic =
        refuse(loop, DiagnosticCode::MayStayUnwritten)
        << "'" << nameOf(cb)
        << "' is read after this loop, which may never write it; write it before "
           "the loop";
    diagnostic.attachNote(cb.getLoc()) << "'" << nameOf(cb) << "' is allocated here";
    return failure();
  }
  OpBuilder builder(loop);
  return tt::EmptyOp::create(builder, cb.getLoc(), blockTypeOf(cb), cb).getResult();
}

LogicalResult ValueFormConversion::convertLoop(scf::ForOp loop, Blocks &current,
                                               const Live &liveAfter) {
  Access body = accessOf(*loop.getBody());
  SmallVector<Value> carried, inits(loop.getInitArgs());
  for (Value cb : body.mayWrite) {
    if (!body.exposed.contains(cb) && !liveAfter.contains(cb))
      continue;
    FailureOr<Value> init = initialBlock(loop, cb, body, current);
    if (failed(init))
      return failure();
    carried.push_back(cb);
    inits.push_back(*init);
  }

  OpBuilder builder(loop);
  auto newLoop = scf::ForOp::create(builder, loop.getLoc(), loop.getLowerBound(),
                                    loop.getUpperBound(), loop.getStep(), inits);
  newLoop->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  size_t oldArguments = loop.getBody()->getNumArguments();
  Block &newBody = *newLoop.getBody();
  newBody.getArgument(0).setLoc(loop.getInductionVar().getLoc());
  if (!newBody.empty())
    newBody.back().erase(); // The yield that the builder makes for loops without inits.
  newBody.getOperations().splice(newBody.end(), loop.getBody()->getOperations());
  for (size_t i = 0; i < oldArguments; ++i) {
    newBody.getArgument(i).setLoc(loop.getBody()->getArgument(i).getLoc());
    loop.getBody()->getArgument(i).replaceAllUsesWith(newBody.getArgument(i));
  }
  size_t oldResults = loop.getNumResults();
  for (size_t i = 0; i < oldResults; ++i)
    loop.getResult(i).replaceAllUsesWith(newLoop.getResult(i));
  loop.erase();

  Blocks inner = current;
  Live liveOut = liveAfter;
  for (auto [cb, reader] : body.exposed)
    liveOut.insert(cb);
  for (auto [i, cb] : llvm::enumerate(carried))
    inner[cb] = newBody.getArgument(oldArguments + i);
  // What the body writes without carrying is not there when the next iteration starts.
  for (Value cb : body.mayWrite)
    if (!llvm::is_contained(carried, cb))
      inner.erase(cb);
  if (failed(convertRegion(newBody, inner, liveOut)))
    return failure();

  Operation *yield = newBody.getTerminator();
  SmallVector<Value> yielded(yield->getOperands());
  for (Value cb : carried)
    yielded.push_back(inner.lookup(cb));
  yield->setOperands(yielded);
  for (Value cb : body.mayWrite)
    current.erase(cb);
  for (auto [i, cb] : llvm::enumerate(carried))
    current[cb] = newLoop.getResult(oldResults + i);
  return success();
}

LogicalResult ValueFormConversion::convertBranch(scf::IfOp branch, Blocks &current,
                                                 const Live &liveAfter) {
  Access access = accessOf(branch.getOperation());
  SmallVector<Value> carried;
  for (Value cb : access.mayWrite)
    if (liveAfter.contains(cb))
      carried.push_back(cb);
  SmallVector<Type> types(branch.getResultTypes());
  for (Value cb : carried) {
    if (!current.lookup(cb) && !access.mustWrite.contains(cb)) {
      return refuse(branch, DiagnosticCode::MayStayUnwritten)
             << "'" << nameOf(cb)
             << "' is read after this branch, which may not write it; write it "
                "before the branch";
    }
    types.push_back(blockTypeOf(cb));
  }
  OpBuilder builder(branch);
  auto newBranch = scf::IfOp::create(builder, branch.getLoc(), types, branch.getCondition(),
                                     /*addThenBlock=*/true, /*addElseBlock=*/true);
  auto convertSide = [&](Block *from, Block *to) -> LogicalResult {
    if (from) {
      to->clear();
      to->getOperations().splice(to->end(), from->getOperations());
    }
    if (to->empty() || !to->back().hasTrait<OpTrait::IsTerminator>()) {
      OpBuilder end = OpBuilder::atBlockEnd(to);
      scf::YieldOp::create(end, branch.getLoc());
    }
    Blocks inner = current;
    if (failed(convertRegion(*to, inner, liveAfter)))
      return failure();
    SmallVector<Value> yielded(to->getTerminator()->getOperands());
    for (Value cb : carried)
      yielded.push_back(inner.lookup(cb));
    to->getTerminator()->setOperands(yielded);
    return success();
  };
  if (failed(convertSide(branch.thenBlock(), newBranch.thenBlock())) ||
      failed(convertSide(branch.elseBlock(), newBranch.elseBlock())))
    return failure();
  size_t oldResults = branch.getNumResults();
  for (size_t i = 0; i < oldResults; ++i)
    branch.getResult(i).replaceAllUsesWith(newBranch.getResult(i));
  branch.erase();
  for (Value cb : access.mayWrite)
    current.erase(cb);
  for (auto [i, cb] : llvm::enumerate(carried))
    current[cb] = newBranch.getResult(oldResults + i);
  return success();
}

LogicalResult ValueFormConversion::convertRegion(Block &block, Blocks &current,
                                                 const Live &liveOut) {
  DenseMap<Operation *, Live> liveAfter = liveAfterEach(block, liveOut);
  for (Operation &op : llvm::make_early_inc_range(block)) {
    LogicalResult result = success();
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      result = convertLoop(loop, current, liveAfter[&op]);
    } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
      result = convertBranch(branch, current, liveAfter[&op]);
    } else if (auto write = dyn_cast<tt::WriteOp>(op)) {
      FailureOr<Value> source = read(write, write.getSource(), current);
      if (failed(source))
        return failure();
      write.getSourceMutable().assign(*source);
    } else if (auto producer = dyn_cast<tt::BlockOpInterface>(op)) {
      result = convertBlockOp(producer, current);
    }
    if (failed(result))
      return failure();
  }
  return success();
}

LogicalResult tilium::convertToValueForm(func::FuncOp function) {
  Blocks current;
  return ValueFormConversion().convertRegion(function.getBody().front(), current, Live());
}
