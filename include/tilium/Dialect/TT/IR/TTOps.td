//===- TTOps.td - The tt dialect: tiles and circular buffers, no protocol --===//

#ifndef TILIUM_DIALECT_TT_IR_TTOPS_TD
#define TILIUM_DIALECT_TT_IR_TTOPS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

def TT_Dialect : Dialect {
  let name = "tt";
  let cppNamespace = "::tilium::tt";
  let summary = "Tiles, circular buffers and engines, without protocol";
  let description = [{
    What the chip works on: tensors laid out in 32x32 tiles, blocks of tiles in circular buffers,
    matrix and vector engines, a grid of cores. No barrier, no reserve, no push: those are the
    `metalium` dialect's.

    Ops on blocks exist in two forms. In *buffer form* operands are circular buffers (`!tt.cb`) and
    there is no result: the op reads and writes the buffers, in program order. In *value form*
    (from BuildTileDFGTT on) operands are block values (`!tt.block`), the op has a result, and `into`
    only says which circular buffer holds it.
  }];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let hasOperationAttrVerify = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect",
                           "::tilium::tile::TileDialect"];
  let extraClassDeclaration = [{
    void registerAttributes();
    void registerTypes();
  }];
}

//===----------------------------------------------------------------------===//
// Enums
//===----------------------------------------------------------------------===//

class TT_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::tilium::tt";
  let genSpecializedAttr = 0;
}

def TT_DataFormat : TT_Enum<"DataFormat", "a data format of the Tensix core", [
    I32EnumAttrCase<"Float32", 0>, I32EnumAttrCase<"Float16", 1>, I32EnumAttrCase<"Float16_b", 2>,
    I32EnumAttrCase<"Bfp8_b", 3>, I32EnumAttrCase<"Bfp4_b", 4>, I32EnumAttrCase<"Int32", 5>,
    I32EnumAttrCase<"UInt32", 6>, I32EnumAttrCase<"UInt16", 7>, I32EnumAttrCase<"UInt8", 8>,
    I32EnumAttrCase<"Int8", 9>, I32EnumAttrCase<"Fp8_e4m3", 10>]>;
def TT_Memory : TT_Enum<"Memory", "which memory", [
    I32EnumAttrCase<"DRAM", 0, "dram">, I32EnumAttrCase<"L1", 1, "l1">]>;
def TT_Distribution : TT_Enum<"Distribution", "how pages spread over banks or cores", [
    I32EnumAttrCase<"Interleaved", 0, "interleaved">, I32EnumAttrCase<"Sharded", 1, "sharded">,
    I32EnumAttrCase<"CoreLocal", 2, "core_local">]>;
def TT_KernelRole : TT_Enum<"KernelRole", "which of the three kernels", [
    I32EnumAttrCase<"Reader", 0, "reader">, I32EnumAttrCase<"Compute", 1, "compute">,
    I32EnumAttrCase<"Writer", 2, "writer">]>;
def TT_PartitionMode : TT_Enum<"PartitionMode", "how blocks map to cores", [
    I32EnumAttrCase<"Global", 0, "global">, I32EnumAttrCase<"LocalShard", 1, "local_shard">]>;
def TT_RuntimeArgKind : TT_Enum<"RuntimeArgKind", "what a runtime argument carries", [
    I32EnumAttrCase<"TensorAddress", 0, "tensor_address">, I32EnumAttrCase<"WorkStart", 1, "work_start">,
    I32EnumAttrCase<"WorkCount", 2, "work_count">, I32EnumAttrCase<"Scalar", 3, "scalar">,
    I32EnumAttrCase<"CoreX", 4, "core_x">, I32EnumAttrCase<"CoreY", 5, "core_y">,
    I32EnumAttrCase<"NocX", 6, "noc_x">, I32EnumAttrCase<"NocY", 7, "noc_y">]>;

def TT_MathFidelity : TT_Enum<"MathFidelity", "how many phases a product takes", [
    I32EnumAttrCase<"LoFi", 0>, I32EnumAttrCase<"HiFi2", 1>, I32EnumAttrCase<"HiFi3", 2>,
    I32EnumAttrCase<"HiFi4", 3>]>;

def TT_Broadcast : TT_Enum<"Broadcast", "how one tile is spread over a tile", [
    I32EnumAttrCase<"None", 0, "none">, I32EnumAttrCase<"Row", 1, "row">,
    I32EnumAttrCase<"Column", 2, "column">, I32EnumAttrCase<"Scalar", 3, "scalar">]>;
def TT_ReduceKind : TT_Enum<"ReduceKind", "how a reduction combines", [
    I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Max", 1, "max">, I32EnumAttrCase<"Min", 2, "min">]>;
def TT_ReduceDim : TT_Enum<"ReduceDim", "what becomes one element: a row or a column", [
    I32EnumAttrCase<"Row", 0, "row">, I32EnumAttrCase<"Column", 1, "column">]>;

def TT_BroadcastAttr : EnumAttr<TT_Dialect, TT_Broadcast, "broadcast"> {
  let assemblyFormat = "`<` $value `>`";
}
def TT_ReduceKindAttr : EnumAttr<TT_Dialect, TT_ReduceKind, "reduce_kind">;
def TT_ReduceDimAttr : EnumAttr<TT_Dialect, TT_ReduceDim, "reduce_dim">;
def TT_KernelRoleAttr : EnumAttr<TT_Dialect, TT_KernelRole, "kernel_role"> {
  let assemblyFormat = "`<` $value `>`";
}
def TT_PartitionModeAttr : EnumAttr<TT_Dialect, TT_PartitionMode, "partition_mode"> {
  let assemblyFormat = "`<` $value `>`";
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

class TT_Attr<string name, string attrMnemonic> : AttrDef<TT_Dialect, name> {
  let mnemonic = attrMnemonic;
}

def TT_LayoutDescAttr : TT_Attr<"LayoutDesc", "layout"> {
  let summary = "How a tensor or on-chip buffer lives in memory, in 32x32 tiles";
  let description = [{
    The attribute `tt.layout_desc` of a tensor argument or a `tile.alloc`. Dimensions `row_dim` and
    `col_dim` of the logical `shape` (elements) are the rows and columns of the tiles; all others are
    outer, in order, outermost first. A 1-D buffer is one row: `row_dim = -1` (or one column:
    `col_dim = -1`).

    `row_block` and `col_block` (elements) are the period at which a new tile starts: 32 for the plain
    tiling; when a program works in blocks that are not multiples of 32, the block, so that each
    block is padded to whole tiles on its own and never shares a tile with its neighbour.
    Padding elements are zero in memory.

    Tiles are numbered outer dimensions first, then tile rows, then tile columns.

    ```mlir
    #tt.layout<shape = [1000, 72], format = Float16, memory = dram, interleaved,
               row_dim = 0, col_dim = 1, row_block = 32, col_block = 32>
    ```
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$shape, "::tilium::tt::DataFormat":$format,
                        "::tilium::tt::Memory":$memory, "::tilium::tt::Distribution":$distribution,
                        "int64_t":$rowDim, "int64_t":$colDim, "int64_t":$rowBlock, "int64_t":$colBlock);
  let assemblyFormat = [{
    `<` `shape` `=` `[` $shape `]` `,` `format` `=` $format `,` `memory` `=` $memory `,` $distribution
    `,` `row_dim` `=` $rowDim `,` `col_dim` `=` $colDim `,` `row_block` `=` $rowBlock `,`
    `col_block` `=` $colBlock `>`
  }];
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Elements along the row and column dimensions (1 where there is none).
    int64_t getRows() const;
    int64_t getCols() const;
    /// Product of the outer dimensions.
    int64_t getOuterCount() const;
    /// Tiles along rows and columns of one matrix, padding included.
    int64_t getRowTiles() const;
    int64_t getColTiles() const;
    int64_t getNumTiles() const { return getOuterCount() * getRowTiles() * getColTiles(); }
    /// Dimensions that are neither rows nor columns, outermost first.
    llvm::SmallVector<int64_t> getOuterDims() const;
    /// Bytes of one tile.
    int64_t getTileBytes() const;
  }];
}

def TT_CBDescAttr : TT_Attr<"CBDesc", "cb_desc"> {
  let summary = "Geometry of a circular buffer";
  let description = [{
    `page_size` bytes a page (one tile), `block_pages` pages a block (what is pushed or popped
    together), `depth` blocks held at once.

    ```mlir
    #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 8, depth = 3>
    ```
  }];
  let parameters = (ins "::tilium::tt::DataFormat":$format, "int64_t":$pageSize,
                        "int64_t":$blockPages, "int64_t":$depth);
  let assemblyFormat = [{
    `<` `format` `=` $format `,` `page_size` `=` $pageSize `,` `block_pages` `=` $blockPages `,`
    `depth` `=` $depth `>`
  }];
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getNumPages() const { return getBlockPages() * getDepth(); }
    int64_t getTotalBytes() const { return getNumPages() * getPageSize(); }
  }];
}

def TT_TensorAccessorAttr : TT_Attr<"TensorAccessor", "tensor_accessor"> {
  let summary = "How a kernel reaches the pages of a tensor";
  let description = [{
    `page_size` in bytes. `compile_time_offset` is the index of the accessor's first compile-time
    argument and `address_arg` that of the runtime argument with the tensor's address, in the
    kernel that uses it; both are -1 until ConfigureTensorAccessorTT binds them.
  }];
  let parameters = (ins "int64_t":$pageSize, "::tilium::tt::Memory":$memory,
                        "::tilium::tt::Distribution":$distribution,
                        DefaultValuedParameter<"int64_t", "-1">:$compileTimeOffset,
                        DefaultValuedParameter<"int64_t", "-1">:$addressArg);
  let assemblyFormat = [{
    `<` `page_size` `=` $pageSize `,` `memory` `=` $memory `,` $distribution
    (`,` `compile_time_offset` `=` $compileTimeOffset^)? (`,` `address_arg` `=` $addressArg^)? `>`
  }];
  let extraClassDeclaration = [{
    bool isBound() const { return getCompileTimeOffset() >= 0 && getAddressArg() >= 0; }
  }];
}

def TT_CoreGridAttr : TT_Attr<"CoreGrid", "core_grid"> {
  let summary = "Columns and rows of cores";
  let parameters = (ins "int64_t":$cols, "int64_t":$rows);
  let assemblyFormat = "`<` `cols` `=` $cols `,` `rows` `=` $rows `>`";
}

def TT_CoreRangeAttr : TT_Attr<"CoreRange", "core_range"> {
  let summary = "A rectangle of cores, both ends included, in logical coordinates";
  let parameters = (ins "int64_t":$startX, "int64_t":$startY, "int64_t":$endX, "int64_t":$endY);
  let assemblyFormat = "`<` `(` $startX `,` $startY `)` `to` ` ` `(` $endX `,` $endY `)` `>`";
  let genVerifyDecl = 1;
}

def TT_CoreRangesAttr : TT_Attr<"CoreRanges", "core_ranges"> {
  let summary = "The cores that run a program: disjoint rectangles";
  let parameters = (ins ArrayRefParameter<"::tilium::tt::CoreRangeAttr">:$ranges);
  let assemblyFormat = "`<` `[` $ranges `]` `>`";
}

def TT_CoreWorkAttr : TT_Attr<"CoreWork", "core_work"> {
  let summary = "The blocks [start, start + count) that one core runs";
  let parameters = (ins "int64_t":$x, "int64_t":$y, "int64_t":$start, "int64_t":$count);
  let assemblyFormat = "`<` `(` $x `,` $y `)` `start` `=` $start `,` `count` `=` $count `>`";
}

def TT_WorkPartitionAttr : TT_Attr<"WorkPartition", "work_partition"> {
  let summary = "Which core runs which blocks";
  let parameters = (ins ArrayRefParameter<"::tilium::tt::CoreWorkAttr">:$cores);
  let assemblyFormat = "`<` `[` $cores `]` `>`";
  let genVerifyDecl = 1;
}

def TT_RuntimeArgAttr : TT_Attr<"RuntimeArg", "runtime_arg"> {
  let summary = "One runtime argument of a kernel";
  let description = [{
    `name` is what the emitted code calls it. `source` is the index of the function argument for
    `tensor_address` and `scalar`, -1 otherwise. `core_x` and `core_y` are the column and row of the
    core in the grid. `noc_x` and `noc_y` are what the network calls the column or row `source`, or
    those of the core itself without one.
  }];
  let parameters = (ins StringRefParameter<"name">:$name, "::tilium::tt::RuntimeArgKind":$kind,
                        DefaultValuedParameter<"int64_t", "-1">:$source);
  let assemblyFormat = "`<` $name `,` $kind (`,` `source` `=` $source^)? `>`";
}

def TT_ComputeConfigAttr : TT_Attr<"ComputeConfig", "compute_config"> {
  let summary = "How the compute kernel is built: the vendor's ComputeConfig";
  let description = [{
    The attribute `tt.compute_config` of a compute kernel. `unpack_to_dest_fp32` lists the circular
    buffers (by id) that go to DST in full 32 bits, past the 19-bit source registers.
  }];
  let parameters = (ins "::tilium::tt::MathFidelity":$mathFidelity, "bool":$fp32DestAccEn,
                        "bool":$dstFullSyncEn, OptionalArrayRefParameter<"int64_t">:$unpackToDestFp32);
  let assemblyFormat = [{
    `<` `math_fidelity` `=` $mathFidelity `,` `fp32_dest_acc_en` `=` $fp32DestAccEn `,`
    `dst_full_sync_en` `=` $dstFullSyncEn `,` `unpack_to_dest_fp32` `=` `[` (`]`) : ($unpackToDestFp32^ `]`)? `>`
  }];
}

def TT_DFGNodeAttr : TT_Attr<"DFGNode", "dfg_node"> {
  let summary = "One operation of the tile dataflow graph";
  let parameters = (ins StringRefParameter<"operation">:$operation,
                        "::tilium::tt::KernelRole":$role);
  let assemblyFormat = "`<` $operation `,` $role `>`";
}

def TT_DFGEdgeAttr : TT_Attr<"DFGEdge", "dfg_edge"> {
  let summary = "Tiles that flow from one operation to another through a circular buffer";
  let description = [{
    `producer` and `consumer` index the graph's nodes; `cb` is the circular buffer's id; `tiles`
    flow at each execution; `carried` marks a value carried over a loop.
  }];
  let parameters = (ins "int64_t":$producer, "int64_t":$consumer, "int64_t":$cb, "int64_t":$tiles,
                        DefaultValuedParameter<"bool", "false">:$carried);
  let assemblyFormat = [{
    `<` $producer `to` $consumer `,` `cb` `=` $cb `,` `tiles` `=` $tiles (`,` `carried` `=` $carried^)? `>`
  }];
}

def TT_TileDFGAttr : TT_Attr<"TileDFG", "tile_dfg"> {
  let summary = "The producer-consumer graph of tiles";
  let parameters = (ins OptionalArrayRefParameter<"::tilium::tt::DFGNodeAttr">:$nodes,
                        OptionalArrayRefParameter<"::tilium::tt::DFGEdgeAttr">:$edges);
  let assemblyFormat = "`<` `nodes` `=` `[` (`]`) : ($nodes^ `]`)? `,` `edges` `=` `[` (`]`) : ($edges^ `]`)? `>`";
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

class TT_BlockLikeType<string name, string typeMnemonic> : TypeDef<TT_Dialect, name> {
  let mnemonic = typeMnemonic;
  let parameters = (ins "int64_t":$rows, "int64_t":$cols, "::tilium::tt::DataFormat":$format);
  let assemblyFormat = "`<` $rows `,` $cols `,` $format `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getNumTiles() const { return getRows() * getCols(); }
  }];
}

def TT_CBType : TT_BlockLikeType<"CB", "cb"> {
  let summary = "A circular buffer that holds blocks of rows x cols tiles";
  let description = "`!tt.cb<4, 2, Float16>`: blocks of 4 by 2 tiles, row by row, in Float16.";
}

def TT_BlockType : TT_BlockLikeType<"Block", "block"> {
  let summary = "A value: one block of rows x cols tiles";
  let description = "`!tt.block<4, 2, Float16>`: 4 by 2 tiles, row by row, in Float16.";
}

def TT_SemaphoreType : TypeDef<TT_Dialect, "Semaphore"> {
  let mnemonic = "semaphore";
  let summary = "A semaphore, one word in L1 of each core";
}

def TT_BlockOrCB : AnyTypeOf<[TT_BlockType, TT_CBType], "block value or circular buffer">;
def TT_Tensor : MemRefOf<[AnyType]>;

//===----------------------------------------------------------------------===//
// Interfaces
//===----------------------------------------------------------------------===//

def TT_RoleOpInterface : OpInterface<"RoleOpInterface"> {
  let cppNamespace = "::tilium::tt";
  let description = "An op that belongs to one of the three kernels.";
  let methods = [
    InterfaceMethod<"The kernel that executes the op.", "::tilium::tt::KernelRole", "getRole", (ins)>];
}

def TT_BlockOpInterface : OpInterface<"BlockOpInterface", [TT_RoleOpInterface]> {
  let cppNamespace = "::tilium::tt";
  let description = "An op that writes a block of tiles `into` a circular buffer, its last operand.";
  let methods = [
    InterfaceMethod<"The circular buffer written.",
                    "::mlir::TypedValue<::tilium::tt::CBType>", "getInto", (ins)>,
    InterfaceMethod<"The block values or circular buffers read (an accumulator in value form included).",
                    "::llvm::SmallVector<::mlir::Value>", "getBlockOperands", (ins)>];
}

class TT_Role<string role> {
  code roleDeclaration = "::tilium::tt::KernelRole getRole() { return ::tilium::tt::KernelRole::" # role # "; }\n";
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

class TT_Op<string mnemonic, list<Trait> traits = []> : Op<TT_Dialect, mnemonic, traits>;

def TT_CBOp : TT_Op<"cb", [MemoryEffects<[MemAlloc]>]> {
  let summary = "A circular buffer";
  let description = [{
    Declares a circular buffer. `cb_desc` is its geometry, `id` its hardware index once
    BuildTileDFGTT gave one. Several declarations may share an id when their lifetimes are apart.

    ```mlir
    %A_shared = tt.cb "A_shared" {
        cb_desc = #tt.cb_desc<format = Float16, page_size = 2048, block_pages = 8, depth = 3>, id = 0 : i32}
        : !tt.cb<4, 2, Float16>
    ```
  }];
  let arguments = (ins StrAttr:$buffer_name, TT_CBDescAttr:$cb_desc, OptionalAttr<I32Attr>:$id);
  let results = (outs TT_CBType:$cb);
  let assemblyFormat = "$buffer_name attr-dict `:` type($cb)";
  let hasVerifier = 1;
}

def TT_SemaphoreOp : TT_Op<"semaphore", [Pure, HasParent<"::mlir::func::FuncOp">]> {
  let summary = "A semaphore";
  let description = [{
    Declares semaphore `id` of the program, which is `initial_value` on each core when the program
    starts. Kernels that share one declare it alike.

    ```mlir
    %ready = tt.semaphore "ready" {id = 0 : i32}
    ```
  }];
  let arguments = (ins StrAttr:$semaphore_name, ConfinedAttr<I32Attr, [IntNonNegative]>:$id,
                       DefaultValuedAttr<ConfinedAttr<I32Attr, [IntNonNegative]>, "0">:$initial_value);
  let results = (outs TT_SemaphoreType:$semaphore);
  let assemblyFormat = "$semaphore_name attr-dict";
}

def TT_WorkStartOp : TT_Op<"work_start", [Pure]> {
  let summary = "The first block this core runs";
  let results = (outs Index:$start);
  let assemblyFormat = "attr-dict";
}
def TT_WorkCountOp : TT_Op<"work_count", [Pure]> {
  let summary = "How many blocks this core runs";
  let results = (outs Index:$count);
  let assemblyFormat = "attr-dict";
}

def TT_ScalarBitsOp : TT_Op<"scalar_bits", [Pure]> {
  let summary = "The float32 bits of a floating-point argument of the program";
  let description = [{
    The processors have no floating-point unit; they hand the number to the engines as bits. The
    host passes narrower numbers as float32 too.

    ```mlir
    %bits = tt.scalar_bits %scale : f16
    ```
  }];
  let arguments = (ins AnyFloat:$scalar);
  let results = (outs Index:$bits);
  let assemblyFormat = "$scalar attr-dict `:` type($scalar)";
}

def TT_LoadScalarOp : TT_Op<"load_scalar", [Pure, AttrSizedOperandSegments]> {
  let summary = "An integer of a tensor, for addresses, bounds and conditions";
  let description = [{
    The element at `indices` of a tensor that the program does not write, so that it is the same
    whenever and wherever it is loaded. Outside of the tensor it is some number. Reader and writer each load
    it by themselves, through a page of their own from BuildTileDFGTT on; the compute kernel gets it through
    `tt.share_scalar`.

    ```mlir
    %start = tt.load_scalar %offsets[%group] : memref<8xi32, #tile.scope<global>>
    ```
  }];
  let arguments = (ins TT_Tensor:$tensor, Variadic<Index>:$indices, Optional<TT_CBType>:$reader_page,
                       Optional<TT_CBType>:$writer_page);
  let results = (outs Index:$value);
  let builders = [OpBuilder<(ins "::mlir::Value":$tensor, "::mlir::ValueRange":$indices), [{
    build($_builder, $_state, $_builder.getIndexType(), tensor, indices, ::mlir::Value(), ::mlir::Value());
  }]>];
  let assemblyFormat = [{
    $tensor `[` $indices `]` (`reader` $reader_page^ `:` type($reader_page))?
    (`writer` $writer_page^ `:` type($writer_page))? attr-dict `:` type($tensor)
  }];
  let hasVerifier = 1;
}

def TT_ShareScalarOp : TT_Op<"share_scalar", [AllTypesMatch<["scalar", "shared"]>]> {
  let summary = "A number that the reader hands to the compute kernel";
  let description = [{
    The same number, which the compute kernel cannot load: the reader sends it through a page of
    `into`. SplitDeviceKernel makes `tt.send_scalar` and `tt.receive_scalar` of it.

    ```mlir
    %count = tt.share_scalar %loaded into %page : index, !tt.cb<1, 1, UInt8>
    ```
  }];
  let arguments = (ins AnySignlessIntegerOrIndex:$scalar, TT_CBType:$into);
  let results = (outs AnySignlessIntegerOrIndex:$shared);
  let assemblyFormat = "$scalar `into` $into attr-dict `:` type($scalar) `,` type($into)";
}

class TT_BlockOp<string mnemonic, string role, list<Trait> traits = []>
    : TT_Op<mnemonic, traits # [TT_BlockOpInterface, TT_RoleOpInterface]> {
  let results = (outs Optional<TT_BlockType>:$result);
  let extraClassDeclaration = TT_Role<role>.roleDeclaration # [{
    /// The block values or circular buffers read, an accumulator in value form included.
    ::llvm::SmallVector<::mlir::Value> getBlockOperands();
  }];
  let hasVerifier = 1;
}

def TT_ReadOp : TT_BlockOp<"read", "Reader"> {
  let summary = "Tiles of a tensor into a circular buffer";
  let description = [{
    Reads the region at `offsets` with `extents` (elements, one each a dimension of the tensor) as a
    block of tiles. What lies outside the tensor reads as zero.

    ```mlir
    %a = tt.read %A[%m, %k] [128, 64] into %A_shared
        : memref<256x256xf16, #tile.scope<global>>, !tt.cb<4, 2, Float16> -> !tt.block<4, 2, Float16>
    ```
  }];
  let arguments = (ins TT_Tensor:$tensor, Variadic<Index>:$offsets, DenseI64ArrayAttr:$extents,
                       TT_CBType:$into);
  let assemblyFormat = [{
    $tensor `[` $offsets `]` $extents `into` $into attr-dict
    `:` type($tensor) `,` type($into) (`->` type($result)^)?
  }];
}

def TT_ReadPatchesOp : TT_BlockOp<"read_patches", "Reader"> {
  let summary = "Patches of images into a circular buffer, as rows of a matrix";
  let description = [{
    Block (`row_block`, `column_block`) of the matrix of a convolution: rows are output pixels, columns are
    (kernel row, kernel column, channel). Images are (batch, height, width, channels) with the width
    along rows of tiles and the channels along columns. Pixels outside read as zero.

    ```mlir
    %p = tt.read_patches %images block(%i, %k) kernel 3 stride 1 dilation 1 pad 1 into %matrix
        : memref<2x16x16x64xf16, #tile.scope<global>>, !tt.cb<2, 1, Float16> -> !tt.block<2, 1, Float16>
    ```
  }];
  let arguments = (ins TT_Tensor:$tensor, Index:$row_block, Index:$column_block, I64Attr:$kernel,
                       I64Attr:$stride, I64Attr:$dilation, I64Attr:$pad, TT_CBType:$into);
  let assemblyFormat = [{
    $tensor `block` `(` $row_block `,` $column_block `)` `kernel` $kernel `stride` $stride
    `dilation` $dilation `pad` $pad `into` $into attr-dict
    `:` type($tensor) `,` type($into) (`->` type($result)^)?
  }];
}

def TT_WriteOp : TT_Op<"write", [TT_RoleOpInterface, AttrSizedOperandSegments]> {
  let summary = "A block of tiles to a tensor";
  let description = [{
    Writes the block to the region at `offsets` with `extents` (elements, one each a dimension of the
    tensor). What lies outside the tensor is dropped.

    With `rows` the region may start in any row of a tile. The first so many rows of it are written one by
    one, half a row of a tile at a time; nothing else of the tiles that they lie in is touched.

    ```mlir
    tt.write %c to %C[%m, %n] [128, 128]
        : !tt.block<4, 4, Float16>, memref<256x256xf16, #tile.scope<global>>
    tt.write %c to %C[%m, %n] [128, 128] rows %count
        : !tt.block<4, 4, Float16>, memref<256x256xf16, #tile.scope<global>>
    ```
  }];
  let arguments = (ins TT_BlockOrCB:$source, TT_Tensor:$tensor, Variadic<Index>:$offsets,
                       DenseI64ArrayAttr:$extents, Optional<Index>:$rows);
  let assemblyFormat = [{
    $source `to` $tensor `[` $offsets `]` $extents (`rows` $rows^)? attr-dict
    `:` type($source) `,` type($tensor)
  }];
  let extraClassDeclaration = TT_Role<"Writer">.roleDeclaration;
  let hasVerifier = 1;
}

def TT_EmptyOp : TT_BlockOp<"empty", "Compute"> {
  let summary = "A block whose contents nobody may read yet";
  let description = [{
    The accumulator before the first `tt.matmul` that clears it at run time.

    ```mlir
    %c = tt.empty into %C_local : !tt.cb<4, 4, Float32> -> !tt.block<4, 4, Float32>
    ```
  }];
  let arguments = (ins TT_CBType:$into);
  let assemblyFormat = "`into` $into attr-dict `:` type($into) (`->` type($result)^)?";
}

def TT_FillOp : TT_BlockOp<"fill", "Compute"> {
  let summary = "A block with one value everywhere";
  let description = [{
    ```mlir
    %c = tt.fill %zero into %C_local : f32, !tt.cb<4, 4, Float32> -> !tt.block<4, 4, Float32>
    ```
  }];
  let arguments = (ins AnyType:$value, TT_CBType:$into);
  let assemblyFormat = "$value `into` $into attr-dict `:` type($value) `,` type($into) (`->` type($result)^)?";
}

def TT_MoveOp : TT_BlockOp<"move", "Compute"> {
  let summary = "A block into another circular buffer, converting its format";
  let description = [{
    ```mlir
    %o = tt.move %c into %C_out : !tt.block<4, 4, Float32>, !tt.cb<4, 4, Float16> -> !tt.block<4, 4, Float16>
    ```
  }];
  let arguments = (ins TT_BlockOrCB:$source, TT_CBType:$into);
  let assemblyFormat = "$source `into` $into attr-dict `:` type($source) `,` type($into) (`->` type($result)^)?";
}

def TT_TransposeOp : TT_BlockOp<"transpose", "Compute"> {
  let summary = "A block with rows and columns exchanged";
  let description = [{
    ```mlir
    %t = tt.transpose %a into %A_t : !tt.block<2, 4, Float16>, !tt.cb<4, 2, Float16> -> !tt.block<4, 2, Float16>
    ```
  }];
  let arguments = (ins TT_BlockOrCB:$source, TT_CBType:$into);
  let assemblyFormat = "$source `into` $into attr-dict `:` type($source) `,` type($into) (`->` type($result)^)?";
}

def TT_MatmulOp : TT_BlockOp<"matmul", "Compute", [AttrSizedOperandSegments]> {
  let summary = "A matrix product of two blocks, accumulating";
  let description = [{
    `into = (clear ? 0 : acc) + a @ op(b)`, `op` a transposition with `transpose_b`. In buffer form the
    accumulator is `into` itself; in value form it is the operand `acc` (absent: zero). Without
    `clear` it accumulates. A literal `clear` is folded: the accumulator is dropped.

    | a, b | acc, into | engine |
    |---|---|---|
    | Float16, Float16_b, Float32 (as TF32) | Float32, Float16, Float16_b | FPU |

    ```mlir
    %y = tt.matmul %a, %b acc(%x) into %C_local : !tt.block<4, 2, Float16>, !tt.block<2, 4, Float16>,
        !tt.cb<4, 4, Float32> -> !tt.block<4, 4, Float32>
    ```
  }];
  let arguments = (ins TT_BlockOrCB:$a, TT_BlockOrCB:$b, Optional<TT_BlockType>:$acc,
                       Optional<I1>:$clear, TT_CBType:$into, UnitAttr:$transpose_b);
  let assemblyFormat = [{
    $a `,` $b (`transpose_b` $transpose_b^)? (`acc` `(` $acc^ `)`)?
    (`clear` `(` $clear^ `)`)? `into` $into attr-dict
    `:` type($a) `,` type($b) `,` type($into) (`->` type($result)^)?  (`acc_type` type($acc)^)?
  }];
}

def TT_YieldOp : TT_Op<"yield", [Pure, Terminator, HasParent<"EltwiseOp">]> {
  let summary = "The element that the body of tt.eltwise computes";
  let arguments = (ins AnyType:$value);
  let assemblyFormat = "$value attr-dict `:` type($value)";
}

def TT_EltwiseOp : TT_BlockOp<"eltwise", "Compute",
    [AttrSizedOperandSegments, SingleBlock]> {
  let summary = "One expression for every element of a block";
  let description = [{
    Computes each element of the result from elements of the operands: the body is the expression for
    one element, over the operands' elements (f32 for floating-point formats, i32 for integer ones), in
    operations of `arith` and `math` on f32, i32 and i1. The body may use scalars from outside.

    For the result's tile in row d0 and column d1, operand n's tile is number
    `maps[n](d0, d1)[symbols]` of its block, counted row by row. `broadcasts[n]` says how the tile is
    spread: `none` element by element, `row` its row 0 to all rows, `column` its column 0 to all
    columns, `scalar` its first element everywhere. The order of operands is the order of block
    arguments; one circular buffer may be several operands. Arithmetic is in float32; the result is
    rounded once, to its format.

    `into` may be an operand as well: each tile is read before it is written.

    ```mlir
    %r = tt.eltwise (%x, %m) maps [affine_map<(d0, d1) -> (d0 * 4 + d1)>, affine_map<(d0, d1) -> (d0)>]
        broadcasts [#tt.broadcast<none>, #tt.broadcast<column>] into %P {
    ^bb0(%e: f32, %row_max: f32):
      %d = arith.subf %e, %row_max : f32
      %p = math.exp2 %d : f32
      tt.yield %p : f32
    } : (!tt.block<2, 4, Float32>, !tt.block<2, 1, Float32>), !tt.cb<2, 4, Float16> -> !tt.block<2, 4, Float16>
    ```
  }];
  let arguments = (ins Variadic<TT_BlockOrCB>:$sources, Variadic<Index>:$symbols,
                       AffineMapArrayAttr:$maps, ArrayAttr:$broadcasts, TT_CBType:$into);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    `(` $sources `)` `maps` $maps `broadcasts` $broadcasts (`symbols` `(` $symbols^ `)`)?
    `into` $into $body attr-dict `:` (`(` type($sources)^ `)` `,`)? type($into) (`->` type($result)^)?
  }];
  let extraClassDeclaration = TT_Role<"Compute">.roleDeclaration # [{
    /// The block values or circular buffers read.
    ::llvm::SmallVector<::mlir::Value> getBlockOperands();
    /// How operand `index` is spread over a tile of the result.
    ::tilium::tt::Broadcast getBroadcast(unsigned index);
    /// Which tile of operand `index` a tile of the result needs.
    ::mlir::AffineMap getTileMap(unsigned index);
  }];
}

def TT_TileOffsetOp : TT_Op<"tile_offset", [Pure, HasParent<"EltwiseOp">]> {
  let summary = "An integer that is the same for all elements of a tile";
  let description = [{
    `map(d0, d1)[symbols]` for the tile in row d0 and column d1 of the result of the `tt.eltwise` around
    it. With a `tt.iota` as operand it makes positions: 64 * block + 32 * d0 + row in the tile.

    ```mlir
    %o = tt.tile_offset affine_map<(d0, d1)[s0] -> (d0 * 32 + s0)>[%start]
    ```
  }];
  let arguments = (ins Variadic<Index>:$symbols, AffineMapAttr:$map);
  let results = (outs I32:$offset);
  let assemblyFormat = "$map (`[` $symbols^ `]`)? attr-dict";
  let hasVerifier = 1;
}

def TT_IotaOp : TT_BlockOp<"iota", "Reader"> {
  let summary = "One tile of positions";
  let description = [{
    Element (r, c) of the tile is `row_coefficient * r + column_coefficient * c`, r and c from 0 to 31. A
    block of one Int32 tile, written by the reader.

    ```mlir
    %i = tt.iota row 1 column -1 into %diagonal : !tt.cb<1, 1, Int32> -> !tt.block<1, 1, Int32>
    ```
  }];
  let arguments = (ins I32Attr:$row_coefficient, I32Attr:$column_coefficient, TT_CBType:$into);
  let assemblyFormat = [{
    `row` $row_coefficient `column` $column_coefficient `into` $into attr-dict
    `:` type($into) (`->` type($result)^)?
  }];
}

def TT_ReduceOp : TT_BlockOp<"reduce", "Compute"> {
  let summary = "The rows or columns of a block to one element each";
  let description = [{
    `row` combines each row: the result has one column of tiles, the values in column 0 of each.
    `column` combines each column: the result's rows of tiles divide those of the source into as many
    equal groups, each of which gives one row of tiles, the values in row 0 of each. All elements of the
    source's tiles take part, padding too. In float32 (Int32 for Int32).

    ```mlir
    %m = tt.reduce max row %s into %row_max : !tt.block<2, 4, Float32>, !tt.cb<2, 1, Float32>
        -> !tt.block<2, 1, Float32>
    ```
  }];
  let arguments = (ins TT_ReduceKindAttr:$kind, TT_ReduceDimAttr:$dim, TT_BlockOrCB:$source,
                       TT_CBType:$into);
  let assemblyFormat = [{
    $kind $dim $source `into` $into attr-dict `:` type($source) `,` type($into) (`->` type($result)^)?
  }];
}

def TT_CumsumOp : TT_BlockOp<"cumsum", "Compute"> {
  let summary = "Running sums down the columns of a block";
  let description = [{
    Each element becomes the sum of those above it in its column and of itself, in float32. The rows of
    tiles are `groups` equal groups; sums start anew with each.

    ```mlir
    %s = tt.cumsum %x groups 1 into %X_sum : !tt.block<2, 4, Float32>, !tt.cb<2, 4, Float32>
        -> !tt.block<2, 4, Float32>
    ```
  }];
  let arguments = (ins TT_BlockOrCB:$source, ConfinedAttr<I64Attr, [IntPositive]>:$groups, TT_CBType:$into);
  let assemblyFormat = [{
    $source `groups` $groups `into` $into attr-dict `:` type($source) `,` type($into) (`->` type($result)^)?
  }];
}

def TT_ShiftRowsOp : TT_BlockOp<"shift_rows", "Writer"> {
  let summary = "Rows of a block, moved down or up";
  let description = [{
    Each row becomes the one `by` rows above it, with `up` the one below it. The rows of tiles are `groups` equal
    groups; a row that would come from outside its group stays as it is. No engine moves rows: the
    writer copies them within L1, in runs of up to 16 rows of half a tile.

    ```mlir
    %s = tt.shift_rows %x by 4 groups 1 into %X_shifted : !tt.block<2, 4, Float32>, !tt.cb<2, 4, Float32>
        -> !tt.block<2, 4, Float32>
    ```
  }];
  let arguments = (ins TT_BlockOrCB:$source, ConfinedAttr<I64Attr, [IntPositive]>:$by, UnitAttr:$up,
                       ConfinedAttr<I64Attr, [IntPositive]>:$groups, TT_CBType:$into);
  let assemblyFormat = [{
    $source `by` $by (`up` $up^)? `groups` $groups `into` $into attr-dict
    `:` type($source) `,` type($into) (`->` type($result)^)?
  }];
}

def TT_GatherOp : TT_BlockOp<"gather", "Writer", [SingleBlock]> {
  let summary = "Elements of blocks, brought to their places one by one";
  let description = [{
    What no engine does: the writer's processor runs the body for each point of `extents`, and puts the
    element that it names at the place that it names. Elements are numbers of up to 32 bits as they lie in
    memory. Places that get none are zero; with `updates` they keep what the first source holds, a block
    of the same tiles. The body may use numbers from outside.

    ```mlir
    %g = tt.gather (%x, %order) over [64, 32] into %G {
    ^bb0(%i: index, %j: index):
      %zero = arith.constant 0 : index
      %row = tt.element 1 [%zero, %i]
      %x_ij = tt.element 0 [%row, %j]
      tt.place %x_ij at [%i, %j]
    } : (!tt.block<2, 1, Float32>, !tt.block<1, 2, Int32>), !tt.cb<2, 1, Float32> -> !tt.block<2, 1, Float32>
    ```
  }];
  let arguments = (ins Variadic<TT_BlockOrCB>:$sources, DenseI64ArrayAttr:$extents, UnitAttr:$updates,
                       TT_CBType:$into);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    `(` $sources `)` `over` $extents (`updates` $updates^)? `into` $into $body attr-dict
    `:` (`(` type($sources)^ `)` `,`)? type($into) (`->` type($result)^)?
  }];
}

def TT_ElementOp : TT_Op<"element", [HasParent<"GatherOp">]> {
  let summary = "An element of a source of tt.gather";
  let description = [{
    Of source number `source`, in row and column of its elements, padding counted: the rows of tiles
    below one another. The bits of the element, with zeros above.

    ```mlir
    %e = tt.element 0 [%row, %column]
    ```
  }];
  let arguments = (ins I64Attr:$source, Index:$row, Index:$column);
  let results = (outs Index:$bits);
  let assemblyFormat = "$source `[` $row `,` $column `]` attr-dict";
}

def TT_PlaceOp : TT_Op<"place", [Terminator, HasParent<"GatherOp">]> {
  let summary = "The element that the body of tt.gather names, and its place";
  let description = [{
    In row and column of the result's elements, padding counted; with a condition only where that holds.

    ```mlir
    tt.place %e at [%row, %column] if %inside
    ```
  }];
  let arguments = (ins Index:$bits, Index:$row, Index:$column, Optional<I1>:$condition);
  let assemblyFormat = "$bits `at` `[` $row `,` $column `]` (`if` $condition^)? attr-dict";
}

//===----------------------------------------------------------------------===//
// Channels between kernels (from SplitDeviceKernel on)
//===----------------------------------------------------------------------===//

def TT_PushOp : TT_Op<"push"> {
  let summary = "Hands a block over: it is complete, its consumer may take it";
  let description = "The producer's end of a circular buffer. `cb` holds the block `value`.";
  let arguments = (ins TT_BlockType:$value, TT_CBType:$cb);
  let assemblyFormat = "$value `in` $cb attr-dict `:` type($value) `,` type($cb)";
}

def TT_WaitOp : TT_Op<"wait"> {
  let summary = "Takes the next block of a circular buffer";
  let description = "The consumer's end: blocks arrive in the order they were pushed.";
  let arguments = (ins TT_CBType:$cb);
  let results = (outs TT_BlockType:$value);
  let assemblyFormat = "$cb attr-dict `:` type($cb) `->` type($value)";
}

def TT_PopOp : TT_Op<"pop"> {
  let summary = "Gives the room of a block back to its producer";
  let description = [{
    After the last use of a value taken by `tt.wait`. With `discards` there is no use: the program
    overwrites the value unseen.
  }];
  let arguments = (ins TT_BlockType:$value, TT_CBType:$cb, UnitAttr:$discards);
  let assemblyFormat = "$value `in` $cb attr-dict `:` type($value) `,` type($cb)";
}

def TT_SendScalarOp : TT_Op<"send_scalar", [TT_RoleOpInterface]> {
  let summary = "Hands a number to the compute kernel";
  let description = "The reader's end of a circular buffer of numbers: one page a number.";
  let arguments = (ins AnySignlessIntegerOrIndex:$scalar, TT_CBType:$cb);
  let assemblyFormat = "$scalar `in` $cb attr-dict `:` type($scalar) `,` type($cb)";
  let extraClassDeclaration = TT_Role<"Reader">.roleDeclaration;
}

def TT_ReceiveScalarOp : TT_Op<"receive_scalar", [TT_RoleOpInterface]> {
  let summary = "Takes the next number from the reader";
  let description = "The compute kernel's end: numbers arrive in the order they were sent.";
  let arguments = (ins TT_CBType:$cb);
  let results = (outs AnySignlessIntegerOrIndex:$value);
  let assemblyFormat = "$cb attr-dict `:` type($cb) `->` type($value)";
  let extraClassDeclaration = TT_Role<"Compute">.roleDeclaration;
}

#endif // TILIUM_DIALECT_TT_IR_TTOPS_TD
