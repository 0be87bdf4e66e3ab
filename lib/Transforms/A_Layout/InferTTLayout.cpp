//===- InferTTLayout.cpp - Layouts of tensors and buffers (A1) ------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A layout follows from use: the dimensions that accesses span are the rows and columns of tiles,
// and the blocks that the program works in decide where tiles start.
//
//===----------------------------------------------------------------------===//

#include "TensorBlocks.h"
#include "VectorOrientation.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/TT/IR/PassConfigs.h"
#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Support/Target.h"
#include "tilium/Transforms/Passes.h"

#include "llvm/Support/MathExtras.h"

namespace tilium {
#define GEN_PASS_DEF_INFERTTLAYOUTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

namespace {

/// Infers the layouts of one function.
class LayoutInference {
public:
  LayoutInference(func::FuncOp function, const device::Architecture &architecture)
      : function(function), architecture(architecture) {}
  LogicalResult run();

private:
  LogicalResult infer(const AccessedBuffer &buffer);
  FailureOr<tt::DataFormat> chooseFormat(const AccessedBuffer &buffer);
  FailureOr<int64_t> chooseBlock(const AccessedBuffer &buffer, int64_t dim);
  LogicalResult checkSize(const AccessedBuffer &buffer);
  LogicalResult checkBlock(const AccessedBuffer &buffer, tile::RegionOp access, tile::RegionOp odd,
                           int64_t dim);
  LogicalResult checkDivision(const AccessedBuffer &buffer, tile::RegionOp access, int64_t dim,
                              int64_t block);

  func::FuncOp function;
  const device::Architecture &architecture;
  int64_t tensorBytes = 0; ///< Of those seen so far.
};

} // namespace

/// An error at the buffer's declaration, or at its first access if it has no line of its own.
static std::string spell(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

FailureOr<tt::DataFormat> LayoutInference::chooseFormat(const AccessedBuffer &buffer) {
  Type type = buffer.type().getElementType();
  std::optional<tt::DataFormat> format = tt::dataFormatOf(type);
  // Without the format, elementwise code takes the numbers' bytes apart (Fp8Bytes).
  if (format == tt::DataFormat::Fp8_e4m3 && architecture.name == "wormhole_b0")
    return tt::DataFormat::UInt8;
  if (format)
    return *format;
  InFlightDiagnostic diagnostic =
      refuse(buffer.value.getLoc(), DiagnosticCode::UnsupportedDtype)
      << "'" << buffer.name << "' has elements of type " << spell(type) << ", which "
      << StringRef(architecture.name.data(), architecture.name.size()) << " has no format for; ";
  if (type.isF64())
    diagnostic << "use float32";
  else if (isa<FloatType>(type))
    diagnostic << "use float16 or bfloat16";
  else
    diagnostic << "use int32, uint32, uint16, int8, uint8 or bool";
  return failure();
}

/// Tile numbers are offsets divided by blocks, in the kernels' unsigned numbers.
LogicalResult LayoutInference::checkDivision(const AccessedBuffer &buffer, tile::RegionOp access,
                                             int64_t dim, int64_t block) {
  Value offset = access.getOffsets()[dim];
  std::optional<IndexRange> range = getIndexRange(offset);
  if ((range && range->smallest >= 0) || dividesIntoFactors(offset, block))
    return success();
  return refuse(access, DiagnosticCode::NegativeOffset)
         << "may access '" << buffer.name << "' before its start along dimension " << dim
         << "; write the offset as sums and products of multiples of " << block
         << ", or keep it from being negative";
}

/// Whether a copy writes the rows of `access` one by one, wherever they start.
static bool isWrittenByRows(tile::RegionOp access) {
  auto copy = access->hasOneUse() ? dyn_cast<tile::CopyOp>(*access->user_begin()) : tile::CopyOp();
  return copy && copy.getDestination() == access.getRegion() && copy.getRows();
}

/// The period at which tiles start along `dim`: 32 if all accesses take whole tiles then, else
/// their block.
FailureOr<int64_t> LayoutInference::chooseBlock(const AccessedBuffer &buffer, int64_t dim) {
  if (dim < 0 || !buffer.isTensor())
    return tt::tileSide;
  tile::RegionOp odd;
  bool isRow = dim == chooseTileDims(buffer).first;
  auto byRows = [&](tile::RegionOp access) { return isRow && isWrittenByRows(access); };
  for (tile::RegionOp access : buffer.accesses) {
    int64_t extent = access.getStaticExtents()[dim];
    if (ShapedType::isDynamic(extent))
      return refuse(access, DiagnosticCode::RunTimeSize)
             << "accesses a part of '" << buffer.name
             << "' whose size is known only at run time; blocks need constant "
                "sizes";
    if (!odd && !takesWholeTiles(access, dim) && !byRows(access))
      odd = access;
  }
  int64_t block = odd ? odd.getStaticExtents()[dim] : tt::tileSide;
  for (tile::RegionOp access : buffer.accesses) {
    if (byRows(access))
      continue;
    if (odd && failed(checkBlock(buffer, access, odd, dim)))
      return failure();
    if (failed(checkDivision(buffer, access, dim, block)))
      return failure();
  }
  return block;
}

/// Checks that `access` takes one block of those that `odd`, which is no whole tiles, asks for.
LogicalResult LayoutInference::checkBlock(const AccessedBuffer &buffer, tile::RegionOp access,
                                          tile::RegionOp odd, int64_t dim) {
  int64_t extent = access.getStaticExtents()[dim], block = odd.getStaticExtents()[dim];
  if (takesBlock(access, dim, block))
    return success();
  InFlightDiagnostic diagnostic =
      refuse(access, DiagnosticCode::PartOfTile)
      << "accesses " << extent << (extent == 1 ? " element" : " elements") << " of '" << buffer.name
      << "' along dimension " << dim
      << (isMultipleOf(access.getOffsets()[dim], extent)
              ? ""
              : " at an offset that is no multiple of that")
      << "; tiles have 32 rows and columns, so accesses need multiples of 32, "
         "or all of them the same block at multiples of it";
  if (access != odd)
    diagnostic.attachNote(odd.getLoc()) << "accessed in blocks of " << block << " here";
  return diagnostic;
}

/// Checks that the buffer has elements, and no more bytes than the chip; after this no count of
/// tiles or bytes overflows.
LogicalResult LayoutInference::checkSize(const AccessedBuffer &buffer) {
  int64_t available = architecture.dramBanks * architecture.dramBankBytes, elements = 1;
  for (int64_t extent : buffer.type().getShape()) {
    if (extent == 0)
      return refuse(buffer.value.getLoc(), DiagnosticCode::BufferShape)
             << "'" << buffer.name << "' is empty; every dimension needs an element";
    if (llvm::MulOverflow(elements, extent, elements) || elements > available)
      return refuse(buffer.value.getLoc(), DiagnosticCode::TensorTooLarge)
             << "'" << buffer.name << "' has more elements than the chip has bytes of "
             << "DRAM, " << available << "; compile the kernel for a smaller shape";
  }
  if (!buffer.isTensor())
    return success();
  // All tensors of a program are on the chip at the same time.
  int64_t bytes = llvm::divideCeil(elements * buffer.type().getElementTypeBitWidth(), 8);
  tensorBytes += bytes;
  if (tensorBytes > available)
    return refuse(buffer.value.getLoc(), DiagnosticCode::TensorTooLarge)
           << "'" << buffer.name << "' takes " << bytes << " bytes, and with the tensors before it "
           << tensorBytes << "; the chip has " << available
           << " bytes of DRAM; compile the kernel for smaller shapes";
  return success();
}

LogicalResult LayoutInference::infer(const AccessedBuffer &buffer) {
  MemRefType type = buffer.type();
  if (!type.hasStaticShape())
    return refuse(buffer.value.getLoc(), DiagnosticCode::BufferShape)
           << "'" << buffer.name << "' has a shape that is known only at run time; "
           << "compile the kernel for constant shapes";
  if (failed(checkSize(buffer)))
    return failure();
  FailureOr<tt::DataFormat> format = chooseFormat(buffer);
  if (failed(format))
    return failure();
  auto [rowDim, colDim] = chooseTileDims(buffer);
  FailureOr<int64_t> rowBlock = chooseBlock(buffer, rowDim);
  if (failed(rowBlock))
    return failure();
  FailureOr<int64_t> colBlock = chooseBlock(buffer, colDim);
  if (failed(colBlock))
    return failure();
  bool isTensor = buffer.isTensor();
  auto layout = tt::LayoutDescAttr::get(
      function.getContext(), type.getShape(), *format, isTensor ? tt::Memory::DRAM : tt::Memory::L1,
      isTensor ? tt::Distribution::Interleaved : tt::Distribution::CoreLocal, rowDim, colDim,
      *rowBlock, *colBlock);
  if (auto argument = dyn_cast<BlockArgument>(buffer.value))
    function.setArgAttr(argument.getArgNumber(), "tt.layout_desc", layout);
  else
    buffer.value.getDefiningOp()->setAttr("tt.layout_desc", layout);
  return success();
}

LogicalResult LayoutInference::run() {
  SmallVector<AccessedBuffer> buffers;
  for (BlockArgument argument : function.getArguments()) {
    auto type = dyn_cast<MemRefType>(argument.getType());
    if (!type || !isa_and_nonnull<tile::ScopeAttr>(type.getMemorySpace()))
      continue;
    auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), "tile.name");
    buffers.push_back(
        {argument,
         name ? name.getValue().str() : "argument " + std::to_string(argument.getArgNumber()),
         {}});
  }
  llvm::DenseSet<Value> columns = findColumnVectors(function);
  function.walk([&](tile::AllocOp alloc) {
    buffers.push_back(
        {alloc.getBuffer(), alloc.getBufferName().str(), {}, columns.contains(alloc.getBuffer())});
  });
  for (AccessedBuffer &buffer : buffers) {
    collectAccesses(buffer);
    if (failed(infer(buffer)))
      return failure();
  }
  return success();
}

namespace {
class InferTTLayoutPass : public tilium::impl::InferTTLayoutPassBase<InferTTLayoutPass> {
public:
  using InferTTLayoutPassBase::InferTTLayoutPassBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (!module->hasAttr(targetAttrName))
      module->setAttr(targetAttrName, StringAttr::get(&getContext(), target));
    const device::Architecture *architecture = getTargetArchitecture(module);
    if (!architecture)
      return signalPassFailure();
    if (failed(setPassConfigs(module)))
      return signalPassFailure();
    for (auto function : module.getOps<func::FuncOp>())
      if (failed(LayoutInference(function, *architecture).run()))
        return signalPassFailure();
  }

private:
  /// Writes what the options trade of accuracy to the module.
  LogicalResult setPassConfigs(ModuleOp module) {
    std::optional<tt::MathFidelity> fidelity = tt::symbolizeMathFidelity(mathFidelity);
    if (!fidelity)
      return module.emitError() << "unknown math fidelity '" << mathFidelity
                                << "'; known are LoFi, HiFi2, HiFi3 and HiFi4";
    if (*fidelity != tt::MathFidelity::HiFi4) {
      module->setAttr(mathFidelityAttrName, StringAttr::get(&getContext(), mathFidelity));
      module.walk([&](tile::GemmOp gemm) { warnOfInexactBytes(gemm); });
    }
    if (reciprocalDivision)
      module->setAttr(reciprocalDivisionAttrName, UnitAttr::get(&getContext()));
    if (approximateExponentials)
      module->setAttr(approximateExponentialsAttrName, UnitAttr::get(&getContext()));
    return success();
  }

  /// Products of 8-bit integers are exact in four phases only.
  void warnOfInexactBytes(tile::GemmOp gemm) {
    if (gemm->hasAttr("tile.of_bytes"))
      warn(gemm, DiagnosticCode::ReducedPrecision)
          << "a product of 8-bit integers is exact at HiFi4 only, not at " << mathFidelity;
  }
};
} // namespace
