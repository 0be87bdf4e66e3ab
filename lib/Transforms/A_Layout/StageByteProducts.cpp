//===- StageByteProducts.cpp - Products of bytes as floats -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The matrix engine multiplies floats of 16 and 32 bits. bfloat16 holds every fp8 number. The
// engine's own format for signed bytes is sign and magnitude, which host and vector engine do not
// use; bfloat16 holds every byte exactly, float32 every sum of products below 2^24. But the engine
// rounds products to 10 bits below the power of two of the largest one that it adds at a time. So
// one operand is cut into halves of four bits: products of a byte and a half are below 2^12, with
// powers of two up to 2^10, and nothing is lost. The two products of a block of K are exact in
// floats, and are added to the int32 accumulator by the vector engine.
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
  FailureOr<Value> convertOperand(Value operand, StringRef suffix,
                                  function_ref<Value(Value)> part = nullptr);
  FailureOr<Value> multiply(Value floatA, StringRef half, function_ref<Value(Value)> part);
  LogicalResult runOnFloats();
  void accumulate(Value low, Value high, tile::RegionOp result);

  tile::GemmOp gemm;
  OpBuilder builder;
  Location loc;
  MLIRContext *context;
};

} // namespace

static constexpr int64_t bitsOfHalf = 4;

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

/// The operand's elements as bfloat16, or a part of each, an integer of 32 bits, in a buffer of
/// their own.
FailureOr<Value> ByteProduct::convertOperand(Value operand, StringRef suffix,
                                             function_ref<Value(Value)> part) {
  auto region = operand.getDefiningOp<tile::RegionOp>();
  auto alloc = region ? region.getBuffer().getDefiningOp<tile::AllocOp>() : tile::AllocOp();
  if (!alloc)
    return refuse(gemm, DiagnosticCode::TensorOperand)
           << "T.gemm of 8-bit numbers works on on-chip buffers; copy tensors first";
  ArrayRef<int64_t> shape = cast<MemRefType>(region.getBuffer().getType()).getShape();
  Value floats = createBuffer((alloc.getBufferName() + suffix).str(), shape, builder.getBF16Type());
  OpBuilder::InsertionGuard guard(builder);
  tile::ParallelOp parallel = createParallel(builder, loc, shape);
  ValueRange indices = parallel.getBody().front().getArguments();
  Value element = memref::LoadOp::create(builder, loc, region.getBuffer(), indices);
  element = tile::fromStorage(builder, loc, element);
  if (part)
    element = part(tile::convertElement(builder, loc, element, builder.getI32Type()));
  element = tile::convertElement(builder, loc, element, builder.getBF16Type());
  memref::StoreOp::create(builder, loc, element, floats, indices);
  return floats;
}

/// The product with `part` of each element of B, in float32.
FailureOr<Value> ByteProduct::multiply(Value floatA, StringRef half,
                                       function_ref<Value(Value)> part) {
  FailureOr<Value> floatB = convertOperand(gemm.getB(), half, part);
  if (failed(floatB))
    return failure();
  ArrayRef<int64_t> shape = cast<tile::RegionType>(gemm.getC().getType()).getShape();
  Value product = createBuffer(("product" + half).str(), shape, builder.getF32Type());
  Value always = arith::ConstantIntOp::create(builder, loc, 1, 1);
  auto exact = tile::GemmOp::create(builder, loc, createRegion(floatA), createRegion(*floatB),
                                    createRegion(product), always, gemm.getTransposeAAttr(),
                                    gemm.getTransposeBAttr());
  exact->setAttr("tile.of_bytes", builder.getUnitAttr());
  return product;
}

/// Adds the elements of the products with both halves to the result, or puts them in its place.
void ByteProduct::accumulate(Value low, Value high, tile::RegionOp result) {
  OpBuilder::InsertionGuard guard(builder);
  tile::ParallelOp parallel =
      createParallel(builder, loc, cast<MemRefType>(low.getType()).getShape());
  ValueRange indices = parallel.getBody().front().getArguments();
  auto load = [&](Value product) -> Value {
    Value element = memref::LoadOp::create(builder, loc, product, indices);
    return arith::FPToSIOp::create(builder, loc, builder.getI32Type(), element);
  };
  Value bits = arith::ConstantIntOp::create(builder, loc, bitsOfHalf, 32);
  Value sum = arith::AddIOp::create(
      builder, loc, load(low), arith::ShLIOp::create(builder, loc, load(high), bits).getResult());
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
  FailureOr<Value> floatA = convertOperand(gemm.getA(), "_float"),
                   floatB = convertOperand(gemm.getB(), "_float");
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
  // The lower half has no sign, the upper one that of the byte.
  auto constant = [&](int64_t value) {
    return arith::ConstantIntOp::create(builder, loc, value, 32).getResult();
  };
  FailureOr<Value> floatA = convertOperand(gemm.getA(), "_float");
  if (failed(floatA))
    return failure();
  FailureOr<Value> low = multiply(*floatA, "_low", [&](Value byte) -> Value {
    return arith::AndIOp::create(builder, loc, byte, constant((1 << bitsOfHalf) - 1));
  });
  FailureOr<Value> high = multiply(*floatA, "_high", [&](Value byte) -> Value {
    return arith::ShRSIOp::create(builder, loc, byte, constant(bitsOfHalf));
  });
  if (failed(low) || failed(high))
    return failure();
  accumulate(*low, *high, result);
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
