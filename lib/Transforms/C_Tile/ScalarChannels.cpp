//===- ScalarChannels.cpp - How kernels get integers of tensors -----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Reader and writer load integers of tensors by themselves, as often as they need them: what they
// load is the same, because the program does not write it. The compute kernel has no way to memory.
// It gets from the reader what it needs, at the place of the program where the number is made: the
// integers themselves, or what a loop or a branch that does nothing else computes from them.
//
//===----------------------------------------------------------------------===//

#include "ScalarChannels.h"

#include "Regions.h"

#include "tilium/Analysis/ScalarNeeds.h"
#include "tilium/Support/Diagnostics.h"

using namespace mlir;
using namespace tilium;

/// A page of the smallest kind; it holds one number.
static Value createPage(func::FuncOp function, Location loc, StringRef name, int64_t depth) {
  return createCircularBuffer(function, loc, name, /*rows=*/1, /*cols=*/1, tt::DataFormat::UInt8,
                              depth);
}

/// Whether the compute kernel has to get `value` from the reader.
static bool isHandedOver(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  return isa<tt::LoadScalarOp>(op) || (computesNumbersOnly(op) && dependsOnLoadedScalars(value));
}

/// Hands over what the compute kernel needs, the outermost first: what it then still needs follows
/// from that.
static void shareWithCompute(func::FuncOp function) {
  bool changed = true;
  while (changed) {
    changed = false;
    ScalarNeeds needs(function, tt::KernelRole::Compute);
    for (Value value : needs.values()) {
      if (!isHandedOver(value))
        continue;
      OpBuilder builder(function.getContext());
      builder.setInsertionPointAfter(value.getDefiningOp());
      Value page = createPage(function, value.getLoc(), "number", /*depth=*/2);
      auto share = tt::ShareScalarOp::create(builder, value.getLoc(), value.getType(), value, page);
      value.replaceAllUsesExcept(share.getShared(), share);
      changed = true;
      break;
    }
  }
}

LogicalResult tilium::createScalarChannels(func::FuncOp function) {
  SmallVector<tt::LoadScalarOp> loads;
  function.walk([&](tt::LoadScalarOp load) { loads.push_back(load); });
  if (loads.empty())
    return success();
  shareWithCompute(function);
  ScalarNeeds reader(function, tt::KernelRole::Reader), writer(function, tt::KernelRole::Writer);
  Value readerPage, writerPage;
  for (tt::LoadScalarOp load : loads) {
    advise(load, DiagnosticCode::ScalarOfTensor)
        << "a number of a tensor decides about an address, a bound or a branch: each kernel that "
           "needs it waits for memory";
    if (reader.contains(load.getValue())) {
      if (!readerPage)
        readerPage = createPage(function, load.getLoc(), "reader_number", /*depth=*/1);
      load.getReaderPageMutable().assign(readerPage);
    }
    if (writer.contains(load.getValue())) {
      if (!writerPage)
        writerPage = createPage(function, load.getLoc(), "writer_number", /*depth=*/1);
      load.getWriterPageMutable().assign(writerPage);
    }
  }
  return success();
}
