//===- StageByteProducts.cpp - Products of bytes as floats -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The matrix engine multiplies floats of 16 and 32 bits. bfloat16 holds every fp8 number. The
// engine's own format for signed bytes is sign and magnitude, which host and vector engine do not
// use; bfloat16 holds every byte exactly, float32 every sum of products below 2^24: a product of
// one block of K is exact in floats, and is added to the int32 accumulator by the vector engine.
//
//===----------------------------------------------------------------------===//

#include "ParallelBuilder.h"

#include "tilium/Dialect/Tile/IR/ElementConversion.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_STAGEBYTEPRODUCTSPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

namespace {

/// Stages one product of 8-bit integers or fp8 numbers.
class ByteProduct {
public:
  explicit ByteProduct(tile::GemmOp gemm)
      : gemm(gemm), builder(gemm), loc(gemm.getLoc()), context(gemm.getContext()) {}
  LogicalResult run();

private:
  Value createBuffer(StringRef name, ArrayRef<int64_t> shape, Type element);
  Value createRegion(Value buffer);
  FailureOr<Value> convertOperand(Value operand);
  LogicalResult runOnFloats();
  void accumulate(Value product, tile::RegionOp result);

  tile::GemmOp gemm;
  OpBuilder builder;
  Location loc;
  MLIRContext *context;
};

} // namespace

static Type elementOf(Value region) {
  return cast<tile::RegionType>(region.getType()).getElementType();
}

/// The largest magnitude of a product of two elements.
static int64_t largestProduct(Type a, Type b) {
  auto largest = [](Type type) { return type.isUnsignedInteger() ? 255 : 128; };
  return largest(a) * largest(b);
}

Value ByteProduct::createBuffer(StringRef name, ArrayRef<int64_t> shape, Type element) {
  auto scope = tile::ScopeAttr::get(context, tile::Scope::Fragment);
  auto type = MemRefType::get(shape, element, MemRefLayoutAttrInterface(), scope);
  return tile::AllocOp::create(builder, NameLoc::get(builder.getStringAttr(name), loc), type,
                               builder.getStringAttr(name));
}

/// The whole buffer.
Value ByteProduct::createRegion(Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  SmallVector<Value> zeros(type.getRank(), arith::ConstantIndexOp::create(builder, loc, 0));
  return tile::RegionOp::create(
      builder, loc, tile::RegionType::get(context, type.getShape(), type.getElementType()), buffer,
      zeros, ValueRange(), builder.getDenseI64ArrayAttr(type.getShape()));
}

/// The operand's elements as bfloat16, in a buffer of their own.
FailureOr<Value> ByteProduct::convertOperand(Value operand) {
  auto region = operand.getDefiningOp<tile::RegionOp>();
  auto alloc = region ? region.getBuffer().getDefiningOp<tile::AllocOp>() : tile::AllocOp();
  if (!alloc)
    return refuse(gemm, DiagnosticCode::TensorOperand)
           << "T.gemm of 8-bit numbers works on on-chip buffers; copy tensors first";
  ArrayRef<int64_t> shape = cast<MemRefType>(region.getBuffer().getType()).getShape();
  Value floats =
      createBuffer((alloc.getBufferName() + "_float").str(), shape, builder.getBF16Type());
  OpBuilder::InsertionGuard guard(builder);
  tile::ParallelOp parallel = createParallel(builder, loc, shape);
  ValueRange indices = parallel.getBody().front().getArguments();
  Value element = memref::LoadOp::create(builder, loc, region.getBuffer(), indices);
  element = tile::convertElement(builder, loc, tile::fromStorage(builder, loc, element),
                                 builder.getBF16Type());
  memref::StoreOp::create(builder, loc, element, floats, indices);
  return floats;
}

/// Adds the product's elements to the result, or puts them in its place.
void ByteProduct::accumulate(Value product, tile::RegionOp result) {
  OpBuilder::InsertionGuard guard(builder);
  tile::ParallelOp parallel =
      createParallel(builder, loc, cast<MemRefType>(product.getType()).getShape());
  ValueRange indices = parallel.getBody().front().getArguments();
  Value sum = memref::LoadOp::create(builder, loc, product, indices);
  sum = arith::FPToSIOp::create(builder, loc, builder.getI32Type(), sum);
  Value clear = gemm.getClear();
  if (!clear || !matchPattern(clear, m_One())) {
    Value old = memref::LoadOp::create(builder, loc, result.getBuffer(), indices);
    if (clear)
      old = arith::SelectOp::create(builder, loc, clear,
                                    arith::ConstantIntOp::create(builder, loc, 0, 32), old);
    sum = arith::AddIOp::create(builder, loc, old, sum);
  }
  memref::StoreOp::create(builder, loc, sum, result.getBuffer(), indices);
}

/// Floats accumulate as they are.
LogicalResult ByteProduct::runOnFloats() {
  FailureOr<Value> floatA = convertOperand(gemm.getA()), floatB = convertOperand(gemm.getB());
  if (failed(floatA) || failed(floatB))
    return failure();
  gemm.getAMutable().assign(createRegion(*floatA));
  gemm.getBMutable().assign(createRegion(*floatB));
  return success();
}

LogicalResult ByteProduct::run() {
  Type a = elementOf(gemm.getA()), b = elementOf(gemm.getB()), c = elementOf(gemm.getC());
  bool ofFloats = isa<Float8E4M3FNType>(a) && isa<Float8E4M3FNType>(b);
  if (ofFloats)
    return runOnFloats();
  if (!a.isInteger(8) || !b.isInteger(8))
    return success();
  if (!c.isInteger(32))
    return refuse(gemm, DiagnosticCode::GemmDtypes)
           << "T.gemm of 8-bit integers accumulates in int32, not in " << c;
  auto result = gemm.getC().getDefiningOp<tile::RegionOp>();
  ArrayRef<int64_t> shape = cast<tile::RegionType>(gemm.getA().getType()).getShape();
  int64_t depth = gemm.getTransposeA() ? shape[shape.size() - 2] : shape.back();
  constexpr int64_t exactIntegers = int64_t(1) << 24; // Of float32.
  int64_t deepest = exactIntegers / largestProduct(a, b);
  if (depth > deepest)
    return refuse(gemm, DiagnosticCode::InexactByteProduct)
           << "T.gemm of 8-bit integers over " << depth
           << " elements may exceed what float32 adds exactly; use blocks of up to " << deepest
           << " along K";
  FailureOr<Value> floatA = convertOperand(gemm.getA()), floatB = convertOperand(gemm.getB());
  if (failed(floatA) || failed(floatB))
    return failure();
  auto resultType = cast<MemRefType>(result.getBuffer().getType());
  Value product = createBuffer("product", resultType.getShape(), builder.getF32Type());
  Value always = arith::ConstantIntOp::create(builder, loc, 1, 1);
  auto exact = tile::GemmOp::create(builder, loc, createRegion(*floatA), createRegion(*floatB),
                                    createRegion(product), always, gemm.getTransposeAAttr(),
                                    gemm.getTransposeBAttr());
  exact->setAttr("tile.of_bytes", builder.getUnitAttr());
  accumulate(product, result);
  gemm.erase();
  return success();
}

namespace {
class StageByteProductsPass
    : public tilium::impl::StageByteProductsPassBase<StageByteProductsPass> {
public:
  using StageByteProductsPassBase::StageByteProductsPassBase;

  void runOnOperation() override {
    SmallVector<tile::GemmOp> gemms;
    getOperation().walk([&](tile::GemmOp gemm) { gemms.push_back(gemm); });
    for (tile::GemmOp gemm : gemms)
      if (failed(ByteProduct(gemm).run()))
        return signalPassFailure();
  }
};
} // namespace
