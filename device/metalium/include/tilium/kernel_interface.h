//===- kernel_interface.h - Between a kernel and the device -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The one table of functions through which a kernel, compiled as a shared object, reaches the
// device. Kept free of the standard library's heavy headers: every kernel compiles it.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_KERNEL_INTERFACE_H
#define TILIUM_KERNEL_INTERFACE_H

#include <cstdint>

namespace tilium {

/// Where in the kernel a call stands. As a default argument it names the caller's line.
struct Site {
  const char *file;
  int line;
  static constexpr Site here(const char *file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

enum class Processor : uint8_t { Brisc, Ncrisc, Unpack, Math, Pack };

enum class Operation : uint8_t {
  None, Copy, Transpose, Matmul, MatmulBlock, Add, Subtract, Multiply, Reduce, UnaryBroadcast,
  Tilize, TransposeDest, SubtractSplitMean
};
enum class Broadcast : uint8_t { None, Column, Row, Scalar };

/// A matrix-engine operation or its init. Unused fields stay zero.
struct OperationCall {
  Operation operation = Operation::None;
  Broadcast broadcast = Broadcast::None;
  uint8_t pool = 0;      ///< Of a reduce: 0 sum, 1 average, 2 max, 3 min.
  uint8_t dimension = 0; ///< Of a reduce: 0 row, 1 column, 2 scalar.
  uint8_t reuse = 0;     ///< 1: DST takes the place of SrcA, 2: of SrcB.
  bool accumulate = false;
  uint32_t transpose = 0; ///< Of a reduce: the maxima before stand in the first rows of faces.
  uint32_t buffer0 = 0, buffer1 = 0, tile0 = 0, tile1 = 0, dst = 0;
  uint32_t columns = 1, rows = 1, inner = 1;
};

/// Tiles of DST that the packer writes as rows.
struct UntilizeCall {
  uint32_t buffer = 0, dst = 0;
  uint32_t tiles = 1, fullTiles = 1; ///< Of a row of tiles in this call, and of the whole row.
  uint32_t blockIndex = 0;           ///< Which part of the row: its first tile is block x tiles.
  uint32_t rowsOfTiles = 1;
  uint32_t columns = 32;             ///< Of each tile, from its left.
};

enum class Sfpu : uint8_t {
  None, Typecast, CopyDest, Identity, Fill, FillInteger, Where,
  // One tile of floating-point numbers.
  Exp, Exp2, Expm1, Log, LogBase, Log1p, Reciprocal, Sqrt, Rsqrt, CubeRoot, Square, Power,
  PowerIterative, Abs, Negative, Sign, SignBit, Heaviside,
  Relu, ReluMin, ReluMax, LeakyRelu, Prelu, Elu, Selu, Celu, Sigmoid, Silu, Gelu, GeluTanh,
  GeluDerivative, Tanh, TanhDerivative, Tanhshrink, Hardsigmoid, Hardtanh, Hardmish, Mish, Softplus,
  Softsign, Softshrink, Hardshrink, Softcap, Threshold, Clamp,
  Erf, Erfc, Erfinv, BesselI0, BesselI1, Digamma, LgammaStirling,
  Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Asinh, Acosh, Atanh,
  Floor, Ceil, Trunc, Frac, Round,
  IsInfinite, IsPositiveInfinite, IsNegativeInfinite, IsNan, IsFinite, LogicalNot,
  EqualZero, NotEqualZero, LessZero, GreaterZero, LessEqualZero, GreaterEqualZero,
  // One tile and a scalar.
  ScalarInit, AddScalar, SubScalar, MulScalar, DivScalar, RsubScalar, Rpow, Rdiv, RemainderScalar,
  FmodScalar, MaxScalar, MinScalar,
  EqualScalar, NotEqualScalar, LessScalar, GreaterScalar, LessEqualScalar, GreaterEqualScalar,
  // Two and three tiles.
  AddBinary, SubBinary, MulBinary, DivBinary, RsubBinary, PowerBinary, MaxBinary, MinBinary,
  RemainderBinary, FmodBinary, Atan2, Xlogy, LogAddExp, LogAddExp2, IsClose, LogSigmoid,
  LgammaStirlingOfLog,
  EqualBinary, NotEqualBinary, LessBinary, GreaterBinary, LessEqualBinary, GreaterEqualBinary,
  MultiplyAdd, Lerp, AddProduct, AddQuotient, LgammaAdjusted, SnakeBeta, NextAfter,
  NextAfterBfloat16,
  // Integers.
  AddInteger, SubInteger, RsubInteger, MulInteger, DivInteger, DivIntegerFloor, DivIntegerTrunc,
  RemainderInteger, FmodInteger, Gcd, Lcm, MaxInteger, MinInteger, AndInteger, OrInteger, XorInteger,
  NotInteger, ShiftLeft, ShiftRight, ShiftRightLogical,
  EqualInteger, NotEqualInteger, LessInteger, GreaterInteger, LessEqualInteger, GreaterEqualInteger,
  AddScalarInteger, SubScalarInteger, RsubScalarInteger, RemainderScalarInteger, MaxScalarInteger,
  MinScalarInteger, AndScalar, OrScalar, XorScalar, ShiftLeftScalar, ShiftRightScalar,
  AbsInteger, NegativeInteger, SignBitInteger, ReluMinInteger, ReluMaxInteger, ClampInteger,
  LogicalNotInteger,
  EqualZeroInteger, NotEqualZeroInteger, LessZeroInteger, GreaterZeroInteger, LessEqualZeroInteger,
  GreaterEqualZeroInteger,
  EqualScalarInteger, NotEqualScalarInteger, LessScalarInteger, GreaterScalarInteger,
  LessEqualScalarInteger, GreaterEqualScalarInteger,
  // Functions whose elements depend on each other, or that take tiles in another way.
  CumulativeSum, SumInteger, SumIntegerColumns, SumIntegerRows, SumIntegerTiles, ReduceInDest, Mask,
  MaskInfinity, TopkSort, TopkMerge, TopkRebuild, TopkZeros,
  RowInit, AddRow, SubRow, MulRow, ColumnInit, AddColumn, SubColumn, MulColumn, NormalizeScalar,
  NormalizeColumn, NormalizeColumnOfTwo, NormalizeColumnOfSum, Random, Dropout, TwoPassStatistics,
  OnlineStatistics, Count
};

/// A vector-engine operation on tiles of DST, or its init.
struct SfpuCall {
  Sfpu function = Sfpu::None;
  bool approximate = false;
  bool truncates = false;     ///< Cuts the result for 16-bit DST instead of rounding it.
  bool packs = false;         ///< Called by the pack processor, on the section it holds.
  bool evenColumns = false;   ///< Leaves the odd columns of each face alone.
  bool needsNoInit = false;   ///< Brings its constants itself; an init's parameters are not its.
  uint8_t faceMask = 0b1111;  ///< The faces it works on.
  uint8_t iterations = 8;     ///< On each face, of two rows each.
  uint8_t formatIn = 0, formatOut = 0;
  uint32_t source0 = 0, source1 = 0, source2 = 0, destination = 0;
  uint32_t parameter0 = 0, parameter1 = 0, parameter2 = 0;

  constexpr SfpuCall &with(uint32_t first, uint32_t second = 0, uint32_t third = 0) {
    parameter0 = first;
    parameter1 = second;
    parameter2 = third;
    return *this;
  }
  constexpr SfpuCall &of(uint32_t format, uint32_t second = 0) {
    formatIn = static_cast<uint8_t>(format);
    formatOut = static_cast<uint8_t>(second);
    return *this;
  }
  constexpr SfpuCall &on(uint8_t mask, int count = 8) {
    faceMask = mask;
    iterations = static_cast<uint8_t>(count);
    return *this;
  }
  constexpr SfpuCall &approximately(bool yes) {
    approximate = yes;
    return *this;
  }
  constexpr SfpuCall &truncating(bool yes) {
    truncates = yes;
    return *this;
  }
  constexpr SfpuCall &onPack() {
    packs = true;
    return *this;
  }
  constexpr SfpuCall &onEvenColumns() {
    evenColumns = true;
    return *this;
  }
  constexpr SfpuCall &withoutInit() {
    needsNoInit = true;
    return *this;
  }
};

/// A step of statistics down the 32 columns of tiles in DST, which registers of the vector engine
/// keep between calls: a mean or an anchor that values are taken from, two sums, the first anchor.
enum class StatisticsStep : uint8_t {
  Clear, UpdateOnline, UpdateSums, UpdateSquares, FinishMean, SaveState, RestoreState, SaveAnchor,
  RestoreAnchor, CombineBlock, FinishRow, FinishSplitRow, FinishFace, FinishCombinedFace
};
struct StatisticsCall {
  StatisticsStep step = StatisticsStep::Clear;
  bool twoSums = false;     ///< Rows go to two sums in turn; a step that ends one adds them up.
  bool anchor = false;      ///< Sums: the first row becomes the anchor. The mean: it is kept.
  bool option = true;       ///< A row: the mean is stored, too. A combined face: squares averaged.
  uint32_t tile = 0;        ///< The tile of values, or of the mean, whose squares are in the next.
  uint32_t place = 0;       ///< Which four rows of a tile: a group's state.
  uint32_t firstRow = 0, rows = 32;
  uint32_t reciprocal = 0, count = 0; ///< Bits of fp32.
  uint32_t index = 0; ///< Of the first row's reciprocal, or that of the end.
  const uint32_t *reciprocals = nullptr; ///< Of the counts from 1 on; null: it divides by each.
  uint32_t reciprocalCount = 0;          ///< 0: the processor divides, if it needs reciprocals.
  bool ofCount = false; ///< The reciprocal of an end is that of a count, in the table or divided.
};

enum class Registers : uint8_t { Acquire, Commit, Wait, Release };
/// What a barrier waits for: arrivals of reads; acknowledgements, or departures, of writes that are
/// not posted; departures of those that are; atomics; all of them.
enum class Barrier : uint8_t { Read, Write, WritesFlushed, PostedWritesFlushed, Atomic, Full };
enum class Format : uint8_t { SourceA = 1, SourceB = 2, Pack = 4 };

/// What a kernel does to memory through a pointer of its own.
enum class Access : uint8_t { Read, VolatileRead, Write };

/// 32 datums that an SFPI program loads from DST into a register of the vector engine, or stores.
struct VectorTransfer {
  uint32_t row;   ///< Of DST, in rows of 16: four rows from `row` / 4 x 4; with bit 1, odd columns.
  bool integer;   ///< Words instead of numbers.
  uint32_t lanes; ///< Those that are stored, a bit each.
  uint32_t *values;
};

/// The numbers of a tile in a circular buffer, in the order of the tile's memory.
struct PrintedTile {
  double value[1024];
  uint32_t elementBytes; ///< Of what the print's buffer holds of each.
  bool integer;
};

inline constexpr uint32_t kernelInterfaceVersion = 8;

struct KernelInterface {
  uint32_t version;
  Processor (*processor)();

  uint32_t (*argument)(int index, bool common, Site);
  uint32_t (*argumentAddress)(int index, bool common, Site);
  uint32_t (*coordinate)(int which); ///< 0, 1 logical x, y; 2, 3 relative; 4, 5 NoC.

  void (*cbReserve)(uint32_t cb, uint32_t pages, Site);
  void (*cbPush)(uint32_t cb, uint32_t pages, Site);
  void (*cbWait)(uint32_t cb, uint32_t pages, Site);
  void (*cbPop)(uint32_t cb, uint32_t pages, Site);
  bool (*cbReservable)(uint32_t cb, uint32_t pages, Site);
  bool (*cbAvailable)(uint32_t cb, uint32_t pages, Site);
  uint32_t (*cbPointer)(uint32_t cb, bool write, Site);
  uint32_t (*cbTileBytes)(uint32_t cb, Site);
  uint32_t (*cbFormat)(uint32_t cb, Site);
  uint32_t (*cbGeometry)(uint32_t cb, int which, Site); ///< 0 page bytes, 1 pages, 2 start.
  uint32_t (*cbTileAddress)(uint32_t cb, uint32_t tile, Site);
  uint32_t (*cbTileValue)(uint32_t cb, uint32_t tile, uint32_t element, Site);

  uint64_t (*pageAddress)(bool dram, uint32_t page, uint32_t base, uint32_t pageBytes,
                          uint32_t offset);
  void (*nocRead)(uint8_t noc, uint64_t source, uint32_t destination, uint32_t bytes, bool page,
                  Site);
  void (*nocWrite)(uint8_t noc, uint32_t source, uint64_t destination, uint32_t bytes, bool page,
                   bool posted, Site);
  void (*nocMulticast)(uint8_t noc, uint32_t source, uint64_t destination, uint32_t bytes,
                       uint32_t receivers, bool loopback, bool linked, Site);
  void (*nocInlineWrite)(uint8_t noc, uint64_t destination, uint32_t value, Site);
  void (*nocBarrier)(uint8_t noc, Barrier, Site);
  /// Gives further reads, or writes, on `noc` the transaction id `id` (0 to 15).
  void (*nocTransaction)(uint8_t noc, bool write, uint32_t id, Site);
  /// A barrier for the transfers with transaction id `id` alone.
  void (*nocTransactionBarrier)(uint8_t noc, Barrier, uint32_t id, Site);
  uint32_t (*semaphoreAddress)(uint32_t id);
  void (*semaphoreIncrement)(uint8_t noc, uint64_t destination, uint32_t by, Site);
  void (*semaphoreWait)(const volatile uint32_t *semaphore, uint32_t value, bool minimum, Site);
  void (*semaphoreSet)(volatile uint32_t *semaphore, uint32_t value, Site);

  void (*engineStartup)(uint32_t sourceA, uint32_t sourceB, uint32_t output, Site);
  void (*engineReconfigure)(uint32_t formats, uint32_t sourceA, uint32_t sourceB, Site);
  void (*engineInit)(const OperationCall &, Site);
  void (*engineUninit)(Operation, Site);
  void (*engineRun)(const OperationCall &, Site);
  void (*registers)(Registers, Site);
  void (*packTile)(uint32_t dst, uint32_t cb, uint32_t index, bool outOfOrder, Site);
  void (*packRows)(const UntilizeCall &, Site);
  void (*packConfigure)(uint32_t cb, Site);
  void (*packAccumulate)(uint32_t enable, Site);
  void (*packMask)(uint32_t kind, Site); ///< 0 all, 1 first column, 2 first row, 3 first element.
  void (*packRelu)(uint32_t mode, uint32_t threshold, Site);
  void (*sfpuInit)(const SfpuCall &, Site);
  void (*sfpuRun)(const SfpuCall &, Site);
  void (*mailboxWrite)(uint32_t to, uint32_t value, Site); ///< 0 BRISC, 1 to 3 unpack, math, pack.
  uint32_t (*mailboxRead)(uint32_t from, Site);
  void (*vectorStart)(Site); ///< An SFPI program on DST begins.
  void (*vectorLoad)(const VectorTransfer &);
  void (*vectorStore)(const VectorTransfer &);
  void (*vectorWork)(uint32_t cycles); ///< The vector engine has worked for so long.
  void (*statistics)(const StatisticsCall &, Site);
  /// The kernel reads, or is about to write, memory below 4 GiB through a pointer. Takes no time,
  /// but for a volatile word that is read again and again: who polls lets time pass.
  void (*access)(uintptr_t address, uint64_t bytes, Access);
  void (*pause)(uint32_t cycles, Site); ///< Spends time: polling loops call it.
  void (*print)(const char *text, uint64_t length); ///< What DPRINT says; takes no time.
  /// Reads tile `index` from the read or the write pointer of `cb`. Returns null, or a line that
  /// says why there is nothing to print. Takes no time.
  const char *(*printedTile)(uint32_t cb, int32_t index, bool fromWritePointer, PrintedTile &);
};

} // namespace tilium

#endif // TILIUM_KERNEL_INTERFACE_H
