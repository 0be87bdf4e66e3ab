//===- ElementConversion.cpp - Values of one type as another --------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Dialect/Tile/IR/ElementConversion.h"

using namespace mlir;
using namespace tilium;

Value tile::widenUnsigned(OpBuilder &builder, Location loc, Value value) {
  Type wide =
      value.getType().getIntOrFloatBitWidth() < 32 ? builder.getI32Type() : builder.getI64Type();
  return wide == value.getType() ? value
                                 : arith::ExtUIOp::create(builder, loc, wide, value).getResult();
}

Value tile::fromStorage(OpBuilder &builder, Location loc, Value value) {
  auto integer = dyn_cast<IntegerType>(value.getType());
  if (!integer || !integer.isUnsigned())
    return value;
  Type plain = builder.getIntegerType(integer.getWidth());
  return widenUnsigned(
      builder, loc,
      UnrealizedConversionCastOp::create(builder, loc, TypeRange{plain}, ValueRange{value})
          .getResult(0));
}

Value tile::convertElement(OpBuilder &builder, Location loc, Value value, Type type) {
  Type from = value.getType();
  if (from == type)
    return value;
  // Constants take the type directly.
  Attribute constant;
  if (matchPattern(value, m_Constant(&constant))) {
    if (auto integer = dyn_cast<IntegerAttr>(constant); integer && isa<FloatType>(type)) {
      double number = from.isInteger(1) ? integer.getValue().getBoolValue()
                                        : static_cast<double>(integer.getInt());
      return arith::ConstantOp::create(builder, loc, builder.getFloatAttr(type, number))
          .getResult();
    }
    auto target = dyn_cast<IntegerType>(type);
    if (auto integer = dyn_cast<IntegerAttr>(constant);
        integer && from.isIndex() && target && target.isSignless() && target.getWidth() > 1)
      return arith::ConstantOp::create(
                 builder, loc,
                 builder.getIntegerAttr(type, integer.getValue().sextOrTrunc(target.getWidth())))
          .getResult();
    if (auto number = dyn_cast<FloatAttr>(constant); number && isa<FloatType>(type))
      return arith::ConstantOp::create(builder, loc,
                                       builder.getFloatAttr(type, number.getValueAsDouble()))
          .getResult();
  }
  auto integerType = dyn_cast<IntegerType>(type);
  if (integerType && integerType.isUnsigned()) {
    Type plainType = builder.getIntegerType(integerType.getWidth());
    Value plain = isa<FloatType>(from)
                      ? arith::FPToUIOp::create(builder, loc, plainType, value).getResult()
                      : convertElement(builder, loc, value, plainType);
    if (!plain)
      return {};
    return UnrealizedConversionCastOp::create(builder, loc, TypeRange{type}, ValueRange{plain})
        .getResult(0);
  }
  bool isNumber = from.isIntOrIndexOrFloat() && type.isIntOrIndexOrFloat();
  if (type.isInteger(1) && isNumber) {
    if (isa<FloatType>(from)) {
      Value zero = arith::ConstantOp::create(builder, loc, builder.getFloatAttr(from, 0.0));
      return builder.createOrFold<arith::CmpFOp>(loc, arith::CmpFPredicate::UNE, value, zero);
    }
    Value zero = arith::ConstantOp::create(builder, loc, builder.getIntegerAttr(from, 0));
    return builder.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::ne, value, zero);
  }
  if (isa<FloatType>(from) && isa<FloatType>(type)) {
    unsigned width = from.getIntOrFloatBitWidth(), wanted = type.getIntOrFloatBitWidth();
    if (width < wanted)
      return arith::ExtFOp::create(builder, loc, type, value).getResult();
    if (width > wanted)
      return arith::TruncFOp::create(builder, loc, type, value).getResult();
    Value wide = arith::ExtFOp::create(builder, loc, builder.getF32Type(), value);
    return arith::TruncFOp::create(builder, loc, type, wide).getResult();
  }
  if (from.isIndex() && integerType)
    return arith::IndexCastOp::create(builder, loc, type, value).getResult();
  if (isa<IntegerType>(from) && type.isIndex()) {
    if (from.isInteger(1))
      return arith::IndexCastUIOp::create(builder, loc, type, value).getResult();
    return arith::IndexCastOp::create(builder, loc, type, value).getResult();
  }
  if (from.isIndex() && isa<FloatType>(type)) {
    Value narrow = arith::IndexCastOp::create(builder, loc, builder.getI32Type(), value);
    return arith::SIToFPOp::create(builder, loc, type, narrow).getResult();
  }
  if (isa<IntegerType>(from) && isa<FloatType>(type))
    return from.isInteger(1) ? arith::UIToFPOp::create(builder, loc, type, value).getResult()
                             : arith::SIToFPOp::create(builder, loc, type, value).getResult();
  if (isa<FloatType>(from) && integerType)
    return arith::FPToSIOp::create(builder, loc, type, value).getResult();
  if (isa<FloatType>(from) && type.isIndex()) {
    Value narrow = arith::FPToSIOp::create(builder, loc, builder.getI32Type(), value);
    return arith::IndexCastOp::create(builder, loc, type, narrow).getResult();
  }
  if (isa<IntegerType>(from) && integerType) {
    if (from.getIntOrFloatBitWidth() > integerType.getWidth())
      return arith::TruncIOp::create(builder, loc, type, value).getResult();
    return from.isInteger(1) ? arith::ExtUIOp::create(builder, loc, type, value).getResult()
                             : arith::ExtSIOp::create(builder, loc, type, value).getResult();
  }
  return {};
}
