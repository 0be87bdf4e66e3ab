//===- TileOperations.cpp - TileLang's tile operations --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "FunctionImporter.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace tilium;

/// Operations that only exist where threads do.
static bool isThreadLevel(StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases({"tirx.tvm_storage_sync", "tl.sync_threads", "tl.sync_warp", "tl.sync_grid",
              "tl.ptx_mma", "tl.ptx_ldmatrix"},
             true)
      .StartsWith("tl.ptx_", true)
      .StartsWith("tirx.ptx_", true)
      .StartsWith("tl.tma_", true)
      .StartsWith("tl.mbarrier", true)
      .StartsWith("tl.warp", true)
      .StartsWith("tl.shfl", true)
      .Default(false);
}

LogicalResult FunctionImporter::importTileOperation(StringRef name, ArrayRef<NodeId> arguments) {
  // A statement that reads what an asynchronous copy brings waits for it, as for any other.
  if (name == "tl.tileop.copy" || name == "tl.tileop.async_copy")
    return importCopy(arguments);
  if (name == "tl.tileop.fill")
    return importFill(arguments);
  if (name == "tl.tileop.gemm" || name == "tl.tileop.gemm_py")
    return importGemm(arguments);
  if (name == "tl.tileop.reduce")
    return importReduce(arguments);
  if (name == "tl.tileop.im2col" || name == "tl.tileop.c2d_im2col")
    return importIm2Col(arguments);
  if (name == "tl.tileop.cumsum")
    return importScan(tile::ScanKind::Sum, arguments);
  if (name == "tl.tileop.cummax")
    return importScan(tile::ScanKind::Max, arguments);
  if (name == "tl.tileop.transpose")
    return importTranspose(arguments);
  if (name == "tl.no_set_max_nreg" || name == "tl.set_max_nreg")
    return success(); // Registers of a GPU's threads.
  if (name == "tl.pdl_trigger" || name == "tl.pdl_sync")
    return success(); // A GPU's kernels may overlap; programs here run one after the other.
  if (name == "tirx.ptx_commit_group" || name == "tirx.ptx_wait_group")
    return success(); // Waits for asynchronous copies.
  if (name == "tl.assume" || name == "tirx.assume")
    return success(); // What the author promises; nothing here depends on it.
  FailureOr<bool> isUpdate = importUpdate(name, arguments);
  if (failed(isUpdate) || *isUpdate)
    return failed(isUpdate) ? failure() : success();
  if (isThreadLevel(name))
    return error(DiagnosticCode::ThreadLevelCode)
           << "'" << name
           << "' is thread-level code, which has no meaning on Tenstorrent; write it with "
              "tile operations (T.copy, T.gemm, T.Parallel)";
  StringRef shortName = name;
  if (shortName.consume_front("tl.tileop."))
    return error(DiagnosticCode::UnsupportedTileOperation)
           << "tile operation T." << shortName
           << " is not supported; T.copy, T.fill, T.clear, T.gemm, T.reduce_*, T.cumsum, "
              "T.cummax, T.im2col and T.transpose are";
  if (!shortName.consume_front("tirx."))
    shortName.consume_front("tl.");
  return error(DiagnosticCode::UnsupportedStatement)
         << "T." << shortName
         << " is not supported as a statement; tile operations, stores, loops and branches "
            "are";
}

/// `tl.region(BufferLoad(buffer, mins), mask, extents...)`. The mask says how the region is used,
/// but not reliably: it is not read.
FailureOr<tile::RegionOp> FunctionImporter::importRegion(NodeId node) {
  std::optional<NodeId> op =
      graph.type(node) == "tirx.Call" ? graph.child(node, "op") : std::nullopt;
  auto arguments = graph.elements(node, "args");
  if (!op || graph.text(*op) != "tl.region" || !arguments || arguments->size() < 2)
    return malformed(node, "is used as a region of a buffer");
  NodeId load = arguments->front();
  std::optional<NodeId> buffer =
      graph.type(load) == "tirx.BufferLoad" ? graph.child(load, "buffer") : std::nullopt;
  std::optional<NodeId> mins = graph.child(load, "indices");
  if (!buffer || !mins)
    return malformed(load, "is used as the start of a region");
  FailureOr<Value> source = lookupBuffer(*buffer);
  FailureOr<SmallVector<Value>> offsets = importIndices(*mins);
  if (failed(source) || failed(offsets))
    return failure();
  auto type = cast<MemRefType>(source->getType());
  size_t rank = type.getRank();
  if (offsets->size() != rank || arguments->size() != rank + 2)
    return malformed(node, "has another number of offsets or extents than its buffer dimensions");
  SmallVector<Value> dynamicExtents;
  SmallVector<int64_t> extents;
  for (NodeId extent : ArrayRef(*arguments).drop_front(2)) {
    FailureOr<Value> value = importIndex(extent);
    if (failed(value))
      return failure();
    APInt constant;
    if (!matchPattern(*value, m_ConstantInt(&constant))) {
      dynamicExtents.push_back(*value);
      extents.push_back(ShapedType::kDynamic);
    } else if (constant.getSExtValue() <= 0) {
      return error(DiagnosticCode::EmptyAccess)
             << "accesses " << constant.getSExtValue() << " elements of a buffer; an "
             << "access needs at least one";
    } else {
      extents.push_back(constant.getSExtValue());
    }
  }
  auto regionType = tile::RegionType::get(builder.getContext(), extents, type.getElementType());
  return tile::RegionOp::create(builder, loc, regionType, *source, *offsets, dynamicExtents,
                                builder.getDenseI64ArrayAttr(extents));
}

FailureOr<bool> FunctionImporter::importFlag(NodeId node, StringRef what) {
  std::optional<int64_t> value =
      graph.type(node) == "ir.IntImm" ? graph.integer(node, "value") : std::nullopt;
  if (!value)
    return error(DiagnosticCode::ConstantNeeded) << what << " must be a constant";
  return *value != 0;
}

static SmallVector<int64_t> significant(tile::RegionOp region) {
  SmallVector<int64_t> extents;
  for (int64_t extent : region.getStaticExtents())
    if (extent != 1)
      extents.push_back(extent);
  return extents;
}

/// How near to the engines a buffer is.
static int scopeRank(tile::RegionOp region) {
  auto type = cast<MemRefType>(region.getBuffer().getType());
  return static_cast<int>(cast<tile::ScopeAttr>(type.getMemorySpace()).getValue());
}

/// `region` with its extents other than 1 replaced by those of `domain`, in order.
FailureOr<tile::RegionOp> FunctionImporter::matchExtents(tile::RegionOp region,
                                                         tile::RegionOp domain) {
  SmallVector<int64_t> wanted = significant(domain), extents(region.getStaticExtents());
  if (significant(region) == wanted)
    return region;
  if (significant(region).size() != wanted.size() || !region.getExtents().empty() ||
      !domain.getExtents().empty())
    return error(DiagnosticCode::CopyShapes)
           << "T.copy between " << region.getRegion().getType() << " and "
           << domain.getRegion().getType() << ": the extents other than 1 do not match in number";
  size_t next = 0;
  for (int64_t &extent : extents)
    if (extent != 1)
      extent = wanted[next++];
  auto type = tile::RegionType::get(builder.getContext(), extents,
                                    region.getRegion().getType().getElementType());
  auto matched = tile::RegionOp::create(builder, loc, type, region.getBuffer(), region.getOffsets(),
                                        ValueRange(), builder.getDenseI64ArrayAttr(extents));
  region.erase();
  return matched;
}

LogicalResult FunctionImporter::importCopy(ArrayRef<NodeId> arguments) {
  if (arguments.size() < 2)
    return error(DiagnosticCode::MalformedTIR) << "T.copy misses its source or destination";
  FailureOr<tile::RegionOp> source = importRegion(arguments[0]);
  FailureOr<tile::RegionOp> destination = importRegion(arguments[1]);
  if (failed(source) || failed(destination))
    return failure();
  // The side nearer to the engines says how much is copied; of equal ones the source.
  if (scopeRank(*destination) > scopeRank(*source))
    source = matchExtents(*source, *destination);
  else
    destination = matchExtents(*destination, *source);
  if (failed(source) || failed(destination))
    return failure();
  if (safeValues.contains((*source).getBuffer()))
    return importSafeCopy(*source, *destination);
  tile::CopyOp::create(builder, loc, *source, *destination);
  return success();
}

LogicalResult FunctionImporter::importFill(ArrayRef<NodeId> arguments) {
  if (arguments.size() < 2)
    return error(DiagnosticCode::MalformedTIR) << "T.fill misses its destination or value";
  FailureOr<tile::RegionOp> destination = importRegion(arguments[0]);
  if (failed(destination))
    return failure();
  FailureOr<Value> value = importExpression(arguments[1]);
  if (failed(value))
    return failure();
  FailureOr<Value> converted = convert(*value, destination->getRegion().getType().getElementType());
  if (failed(converted))
    return failure();
  tile::FillOp::create(builder, loc, *destination, *converted);
  return success();
}

/// A, B, C, transA, transB, M, N, K, policy, clear_accum, barrier, C's offsets: 13 arguments. Sizes
/// and offsets stand in the regions, policy and barrier steer other targets.
LogicalResult FunctionImporter::importGemm(ArrayRef<NodeId> arguments) {
  if (arguments.size() != 13)
    return error(DiagnosticCode::MalformedTIR)
           << "T.gemm has " << arguments.size() << " arguments instead of 13; TileLang "
           << "0.1.15 is supported";
  FailureOr<tile::RegionOp> a = importRegion(arguments[0]), b = importRegion(arguments[1]),
                            c = importRegion(arguments[2]);
  if (failed(a) || failed(b) || failed(c))
    return failure();
  FailureOr<bool> transposeA = importFlag(arguments[3], "transpose_A of T.gemm");
  FailureOr<bool> transposeB = importFlag(arguments[4], "transpose_B of T.gemm");
  FailureOr<Value> clearAccum = importExpression(arguments[9]);
  if (failed(transposeA) || failed(transposeB) || failed(clearAccum))
    return failure();
  FailureOr<Value> clear = convert(*clearAccum, builder.getI1Type());
  if (failed(clear))
    return failure();
  Value condition = matchPattern(*clear, m_Zero()) ? Value() : *clear;
  auto gemm = tile::GemmOp::create(builder, loc, *a, *b, *c, condition, *transposeA, *transposeB);
  // The shapes are the user's: say so before the verifier calls it a bug.
  return gemm.verify();
}

LogicalResult FunctionImporter::importReduce(ArrayRef<NodeId> arguments) {
  if (arguments.size() < 5)
    return error(DiagnosticCode::MalformedTIR) << "T.reduce misses an argument";
  FailureOr<tile::RegionOp> source = importRegion(arguments[0]);
  FailureOr<tile::RegionOp> destination = importRegion(arguments[1]);
  if (failed(source) || failed(destination))
    return failure();
  std::optional<StringRef> kindName = graph.text(arguments[2]);
  if (graph.type(arguments[2]) == "ir.StringImm" || graph.type(arguments[2]) == "tirx.StringImm")
    kindName = graph.string(arguments[2], "value");
  std::optional<tile::ReduceKind> kind =
      kindName ? tile::symbolizeReduceKind(*kindName) : std::nullopt;
  std::optional<int64_t> dim = graph.integer(arguments[3], "value");
  FailureOr<bool> clear = importFlag(arguments[4], "clear of T.reduce");
  if (!kind || !dim || failed(clear))
    return kind && dim ? failure()
                       : error(DiagnosticCode::UnsupportedTileOperation)
                             << "T.reduce of kind '" << kindName.value_or("?")
                             << "' is not supported";
  tile::ReduceOp::create(builder, loc, *kind, *source, *destination, *dim, *clear);
  return success();
}

/// images, matrix, block of rows, block of columns, kernel, stride, dilation, pad.
LogicalResult FunctionImporter::importIm2Col(ArrayRef<NodeId> arguments) {
  if (arguments.size() < 8)
    return error(DiagnosticCode::MalformedTIR) << "T.im2col misses an argument";
  FailureOr<tile::RegionOp> source = importRegion(arguments[0]);
  FailureOr<tile::RegionOp> destination = importRegion(arguments[1]);
  FailureOr<Value> rowBlock = importIndex(arguments[2]), columnBlock = importIndex(arguments[3]);
  if (failed(source) || failed(destination) || failed(rowBlock) || failed(columnBlock))
    return failure();
  SmallVector<int64_t> numbers;
  for (NodeId argument : arguments.slice(4, 4)) {
    std::optional<int64_t> number = graph.integer(argument, "value");
    if (!number || *number < 0)
      return error(DiagnosticCode::ConstantNeeded)
             << "kernel, stride, dilation and pad of T.im2col have to be constants";
    numbers.push_back(*number);
  }
  return tile::Im2ColOp::create(builder, loc, *source, *destination, *rowBlock, *columnBlock,
                                numbers[0], numbers[1], numbers[2], numbers[3])
      .verify();
}

LogicalResult FunctionImporter::importScan(tile::ScanKind kind, ArrayRef<NodeId> arguments) {
  std::string name = "T.cum" + tile::stringifyScanKind(kind).str();
  if (arguments.size() < 4)
    return error(DiagnosticCode::MalformedTIR) << name << " misses an argument";
  FailureOr<tile::RegionOp> source = importRegion(arguments[0]);
  FailureOr<tile::RegionOp> destination = importRegion(arguments[1]);
  std::optional<int64_t> dim = graph.integer(arguments[2], "value");
  FailureOr<bool> reverse = importFlag(arguments[3], "reverse of " + name);
  if (failed(source) || failed(destination) || failed(reverse))
    return failure();
  if (!dim || *dim < 0)
    return error(DiagnosticCode::ConstantNeeded) << name << " needs a constant dimension";
  return tile::ScanOp::create(builder, loc, kind, *source, *destination, *dim, *reverse).verify();
}

LogicalResult FunctionImporter::importTranspose(ArrayRef<NodeId> arguments) {
  if (arguments.size() < 2)
    return error(DiagnosticCode::MalformedTIR) << "T.transpose misses its source or destination";
  FailureOr<tile::RegionOp> source = importRegion(arguments[0]);
  FailureOr<tile::RegionOp> destination = importRegion(arguments[1]);
  if (failed(source) || failed(destination))
    return failure();
  return tile::TransposeOp::create(builder, loc, *source, *destination).verify();
}
