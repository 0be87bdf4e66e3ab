//===- TileOps.cpp - Verifiers and syntax of the tile ops -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Dialect/Tile/IR/TileDialect.h"
#include "tilium/Support/Diagnostics.h"

#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::tile;

#define GET_OP_CLASSES
#include "tilium/Dialect/Tile/IR/TileOps.cpp.inc"

//===----------------------------------------------------------------------===//
// Ops with a body: tile.launch, tile.parallel
//===----------------------------------------------------------------------===//

/// Parses `(%i, %j) in (%n, %m)`.
static ParseResult parseSpace(OpAsmParser &parser, OperationState &result,
                              SmallVectorImpl<OpAsmParser::Argument> &arguments) {
  SmallVector<OpAsmParser::UnresolvedOperand> extents;
  Type index = parser.getBuilder().getIndexType();
  SMLoc location = parser.getCurrentLocation();
  if (parser.parseArgumentList(arguments, OpAsmParser::Delimiter::Paren) ||
      parser.parseKeyword("in") ||
      parser.parseOperandList(extents, OpAsmParser::Delimiter::Paren) ||
      parser.resolveOperands(extents, SmallVector<Type>(extents.size(), index), location,
                             result.operands))
    return failure();
  for (OpAsmParser::Argument &argument : arguments)
    argument.type = index;
  return success();
}

static void printSpace(OpAsmPrinter &printer, Region &body, OperandRange extents) {
  printer << " (";
  llvm::interleaveComma(body.getArguments(), printer);
  printer << ") in (" << extents << ")";
}

static LogicalResult verifySpace(Operation *op, Region &body, OperandRange extents) {
  if (body.getNumArguments() != extents.size())
    return op->emitOpError("has ") << extents.size() << " extents but its body takes "
                                   << body.getNumArguments() << " indices";
  for (BlockArgument argument : body.getArguments())
    if (!argument.getType().isIndex())
      return op->emitOpError("body arguments must have type index");
  return success();
}

ParseResult LaunchOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<OpAsmParser::Argument> arguments;
  if (parseSpace(parser, result, arguments))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("threads"))) {
    SmallVector<int64_t> threads;
    auto parseThread = [&] { return parser.parseInteger(threads.emplace_back()); };
    if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseThread))
      return failure();
    result.addAttribute(getThreadsAttrName(result.name),
                        parser.getBuilder().getDenseI64ArrayAttr(threads));
  }
  Region *body = result.addRegion();
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes) ||
      parser.parseRegion(*body, arguments))
    return failure();
  ensureTerminator(*body, parser.getBuilder(), result.location);
  return success();
}

void LaunchOp::print(OpAsmPrinter &printer) {
  printSpace(printer, getBody(), getGrid());
  if (auto threads = getThreads()) {
    printer << " threads [";
    llvm::interleaveComma(*threads, printer);
    printer << "]";
  }
  printer.printOptionalAttrDictWithKeyword((*this)->getAttrs(), {getThreadsAttrName()});
  printer << ' ';
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false, /*printBlockTerminators=*/false);
}

LogicalResult LaunchOp::verify() {
  if (getGrid().empty() || getGrid().size() > 3)
    return emitOpError("has ") << getGrid().size() << " grid axes; 1 to 3 are possible";
  return verifySpace(*this, getBody(), getGrid());
}

ParseResult ParallelOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<OpAsmParser::Argument> arguments;
  if (parseSpace(parser, result, arguments))
    return failure();
  Region *body = result.addRegion();
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes) ||
      parser.parseRegion(*body, arguments))
    return failure();
  ensureTerminator(*body, parser.getBuilder(), result.location);
  return success();
}

void ParallelOp::print(OpAsmPrinter &printer) {
  printSpace(printer, getBody(), getExtents());
  printer.printOptionalAttrDictWithKeyword((*this)->getAttrs());
  printer << ' ';
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false, /*printBlockTerminators=*/false);
}

LogicalResult ParallelOp::verify() {
  if (getExtents().empty())
    return emitOpError("has no extents");
  return verifySpace(*this, getBody(), getExtents());
}

//===----------------------------------------------------------------------===//
// Buffers and regions
//===----------------------------------------------------------------------===//

LogicalResult AllocOp::verify() {
  auto type = cast<MemRefType>(getBuffer().getType());
  auto scope = dyn_cast_or_null<ScopeAttr>(type.getMemorySpace());
  if (!scope || scope.getValue() == Scope::Global)
    return emitOpError("allocates on-chip memory; its memory space must be #tile.scope<shared>, "
                       "<fragment> or <local>");
  if (!type.hasStaticShape() || llvm::is_contained(type.getShape(), 0))
    return emitOpError("needs a static shape without empty dimensions, got ") << type;
  return success();
}

LogicalResult RegionOp::verify() {
  auto buffer = cast<MemRefType>(getBuffer().getType());
  RegionType region = getRegion().getType();
  if (!isa_and_nonnull<ScopeAttr>(buffer.getMemorySpace()))
    return emitOpError("buffer needs a #tile.scope memory space, got ") << buffer;
  size_t rank = buffer.getRank();
  if (getOffsets().size() != rank || getStaticExtents().size() != rank)
    return emitOpError("needs one offset and one extent for each of the buffer's ")
           << rank << " dimensions, got " << getOffsets().size() << " and "
           << getStaticExtents().size();
  size_t dynamic = llvm::count(getStaticExtents(), ShapedType::kDynamic);
  if (dynamic != getExtents().size())
    return emitOpError("has ") << dynamic << " dynamic extents but " << getExtents().size()
                               << " extent operands";
  if (llvm::any_of(getStaticExtents(),
                   [](int64_t extent) { return extent != ShapedType::kDynamic && extent <= 0; }))
    return emitOpError("extents must be positive");
  if (region.getShape() != getStaticExtents() || region.getElementType() != buffer.getElementType())
    return emitOpError("result ") << region << " does not match the extents and the element type "
                                  << buffer.getElementType();
  return success();
}

//===----------------------------------------------------------------------===//
// Tile operations
//===----------------------------------------------------------------------===//

/// The extents other than 1, in order.
static SmallVector<int64_t> significantExtents(RegionType region) {
  SmallVector<int64_t> extents;
  for (int64_t extent : region.getShape())
    if (extent != 1)
      extents.push_back(extent);
  return extents;
}

LogicalResult CopyOp::verify() {
  RegionType source = getSource().getType(), destination = getDestination().getType();
  if (significantExtents(source) != significantExtents(destination))
    return refuse(*this, DiagnosticCode::CopyShapes)
           << "T.copy from " << source << " to " << destination
           << ": the extents other than 1 differ";
  return success();
}

LogicalResult FillOp::verify() {
  if (getValue().getType() != getDestination().getType().getElementType())
    return emitOpError("fills ") << getDestination().getType() << " with a value of type "
                                 << getValue().getType();
  return success();
}

/// Rows and columns of a matrix operand: the last two extents, the others being 1.
static FailureOr<std::pair<int64_t, int64_t>> matrixShape(GemmOp op, RegionType region,
                                                          StringRef operand) {
  ArrayRef<int64_t> shape = region.getShape();
  if (shape.size() < 2 || llvm::any_of(shape.drop_back(2), [](int64_t e) { return e != 1; }))
    return op.emitError() << "T.gemm's operand " << operand << " is no matrix: " << region;
  return std::pair(shape[shape.size() - 2], shape.back());
}

LogicalResult GemmOp::verify() {
  auto a = matrixShape(*this, getA().getType(), "A");
  auto b = matrixShape(*this, getB().getType(), "B");
  auto c = matrixShape(*this, getC().getType(), "C");
  if (failed(a) || failed(b) || failed(c))
    return failure();
  auto [m, k] = getTransposeA() ? std::pair(a->second, a->first) : *a;
  auto [kOfB, n] = getTransposeB() ? std::pair(b->second, b->first) : *b;
  if (k != kOfB || c->first != m || c->second != n)
    return emitError() << "T.gemm's shapes do not fit: A is " << m << "x" << k << ", B is " << kOfB
                       << "x" << n << ", C is " << c->first << "x" << c->second
                       << " (after the transpositions)";
  return success();
}

/// A message about a dimension that a buffer does not have.
static LogicalResult verifyDimension(Operation *operation, uint64_t dim, ArrayRef<int64_t> shape) {
  if (dim < shape.size())
    return success();
  return operation->emitOpError() << "works over dimension " << static_cast<int64_t>(dim)
                                  << " of a buffer with " << shape.size() << " dimensions";
}

LogicalResult ReduceOp::verify() {
  ArrayRef<int64_t> source = getSource().getType().getShape();
  if (failed(verifyDimension(*this, getDim(), source)))
    return failure();
  SmallVector<int64_t> kept(source), without(source);
  kept[getDim()] = 1;
  without.erase(without.begin() + getDim());
  if (without.empty())
    without = kept;
  ArrayRef<int64_t> destination = getDestination().getType().getShape();
  if (destination == ArrayRef(kept) || destination == ArrayRef(without))
    return success();
  return emitOpError("over dimension ")
         << getDim() << " of " << getSource().getType()
         << " needs a destination of that shape without the dimension, or with 1 in its place, not "
         << getDestination().getType();
}

LogicalResult Im2ColOp::verify() {
  if (getSource().getType().getShape().size() != 4)
    return refuse(*this, DiagnosticCode::Im2ColOperands)
           << "T.im2col takes images of four dimensions: batch, height, width, channels";
  if (getDestination().getType().getShape().size() < 2)
    return refuse(*this, DiagnosticCode::Im2ColOperands)
           << "T.im2col gives a matrix; its destination needs two dimensions";
  if (getKernel() == 0 || getStride() == 0 || getDilation() == 0)
    return refuse(*this, DiagnosticCode::Im2ColOperands)
           << "T.im2col needs a kernel, stride and dilation of at least 1";
  if (getSource().getType().getElementType() != getDestination().getType().getElementType())
    return refuse(*this, DiagnosticCode::Im2ColOperands)
           << "T.im2col does not convert; give the destination the dtype of the images";
  return success();
}

LogicalResult ScanOp::verify() {
  ArrayRef<int64_t> source = getSource().getType().getShape();
  if (source != getDestination().getType().getShape())
    return emitOpError("needs a destination of the source's shape, not ")
           << getDestination().getType();
  return verifyDimension(*this, getDim(), source);
}

LogicalResult TransposeOp::verify() {
  SmallVector<int64_t> source(getSource().getType().getShape());
  SmallVector<int64_t> destination(getDestination().getType().getShape());
  if (source.size() < 2 || source.size() != destination.size())
    return refuse(*this, DiagnosticCode::TransposeShapes)
           << "T.transpose needs two buffers of the same rank, at least 2";
  std::swap(source[source.size() - 2], source.back());
  if (source != destination)
    return refuse(*this, DiagnosticCode::TransposeShapes)
           << "T.transpose's destination " << getDestination().getType()
           << " is not the transposition of " << getSource().getType();
  return success();
}
