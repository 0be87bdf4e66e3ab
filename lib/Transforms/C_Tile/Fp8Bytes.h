//===- Fp8Bytes.h - fp8 numbers on chips without the format -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Where the engines have no fp8, its numbers are bytes that elementwise code takes apart and puts
// together. An e4m3 number has one sign, four exponent bits with a bias of 7 and three mantissa
// bits; it has no infinities, and all ones is NaN (OCP 8-bit floating point specification).
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_FP8BYTES_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_FP8BYTES_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

namespace tilium {

/// The float32 whose e4m3 bits are the lowest ones of `byte`, an i32 from 0 to 255.
mlir::Value decodeFp8(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value byte);

/// The e4m3 bits of `number`, a float32, as an i32 from 0 to 255: the nearest number, ties to even;
/// what is too large becomes the largest, 448, as the packer of chips with the format has it.
mlir::Value encodeFp8(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value number);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_FP8BYTES_H
