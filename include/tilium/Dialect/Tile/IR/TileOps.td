//===- TileOps.td - The tile dialect: what a TileLang program says --------===//
//
// Ops mirror TileLang's tile operations one to one. Buffers are memrefs whose
// memory space is a #tile.scope; index arithmetic, loops and branches are the
// standard arith, scf and memref dialects.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DIALECT_TILE_IR_TILEOPS_TD
#define TILIUM_DIALECT_TILE_IR_TILEOPS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

def Tile_Dialect : Dialect {
  let name = "tile";
  let cppNamespace = "::tilium::tile";
  let summary = "What a TileLang program says";
  let description = [{
    The first IR of the compiler: a TileLang `@T.prim_func` as it was written, with the user's
    file and line as locations. Buffers are `memref`s with a `#tile.scope` memory space; loops,
    branches and index arithmetic use `scf` and `arith`; a `T.Pipelined` loop is an `scf.for` with
    a `tile.pipeline` attribute.
  }];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect"];
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

def Tile_Scope : I32EnumAttr<"Scope", "where a TileLang buffer lives", [
    I32EnumAttrCase<"Global", 0, "global">,
    I32EnumAttrCase<"Shared", 1, "shared">,
    I32EnumAttrCase<"Fragment", 2, "fragment">,
    I32EnumAttrCase<"Local", 3, "local">]> {
  let cppNamespace = "::tilium::tile";
  let genSpecializedAttr = 0;
}
def Tile_ScopeAttr : EnumAttr<Tile_Dialect, Tile_Scope, "scope"> {
  let assemblyFormat = "`<` $value `>`";
}

def Tile_ReduceKind : I32EnumAttr<"ReduceKind", "how a reduction combines", [
    I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Max", 1, "max">,
    I32EnumAttrCase<"Min", 2, "min">, I32EnumAttrCase<"AbsSum", 3, "abssum">,
    I32EnumAttrCase<"AbsMax", 4, "absmax">, I32EnumAttrCase<"BitAnd", 5, "bitand">,
    I32EnumAttrCase<"BitOr", 6, "bitor">, I32EnumAttrCase<"BitXor", 7, "bitxor">]> {
  let cppNamespace = "::tilium::tile";
  let genSpecializedAttr = 0;
}
def Tile_ReduceKindAttr : EnumAttr<Tile_Dialect, Tile_ReduceKind, "reduce_kind">;

def Tile_ScanKind : I32EnumAttr<"ScanKind", "what a scan keeps of the elements so far", [
    I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Max", 1, "max">]> {
  let cppNamespace = "::tilium::tile";
  let genSpecializedAttr = 0;
}
def Tile_ScanKindAttr : EnumAttr<Tile_Dialect, Tile_ScanKind, "scan_kind">;

class Tile_Attr<string name, string attrMnemonic> : AttrDef<Tile_Dialect, name> {
  let mnemonic = attrMnemonic;
}

def Tile_PipelineAttr : Tile_Attr<"Pipeline", "pipeline"> {
  let summary = "The annotations of a T.Pipelined loop";
  let description = [{
    Attached to an `scf.for` as `tile.pipeline`. `num_stages` is TileLang's number of buffer
    versions (0: none asked for).

    ```mlir
    scf.for %ko = %c0 to %c8 step %c1 { } {tile.pipeline = #tile.pipeline<num_stages = 3>}
    ```
  }];
  let parameters = (ins "int64_t":$numStages);
  let assemblyFormat = "`<` `num_stages` `=` $numStages `>`";
  let genVerifyDecl = 1;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

def Tile_RegionType : TypeDef<Tile_Dialect, "Region"> {
  let mnemonic = "region";
  let summary = "A rectangular part of a buffer";
  let description = [{
    The extents in elements, of the buffer's rank, and the element type:
    `!tile.region<1x128x32xf16>`. A dynamic extent is `?`.
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$shape, "::mlir::Type":$elementType);
  let hasCustomAssemblyFormat = 1;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

class Tile_Op<string mnemonic, list<Trait> traits = []> : Op<Tile_Dialect, mnemonic, traits>;

def Tile_EndOp : Tile_Op<"end", [Terminator, Pure]> {
  let summary = "Ends the body of tile.launch and tile.parallel";
  let assemblyFormat = "attr-dict";
}

def Tile_LaunchOp : Tile_Op<"launch", [SingleBlockImplicitTerminator<"EndOp">, AutomaticAllocationScope]> {
  let summary = "T.Kernel: one body a block of the grid";
  let description = [{
    Runs its body once for every point of the grid (up to three axes, x first), in any order.
    `threads` is TileLang's thread count; it means nothing on Tenstorrent and is kept for messages.

    ```mlir
    tile.launch (%bx, %by) in (%c8, %c4) threads [128] { ... }
    ```
  }];
  let arguments = (ins Variadic<Index>:$grid, OptionalAttr<DenseI64ArrayAttr>:$threads);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

def Tile_AllocOp : Tile_Op<"alloc", [MemoryEffects<[MemAlloc]>]> {
  let summary = "T.alloc_shared, T.alloc_fragment, T.alloc_local";
  let description = [{
    An on-chip buffer. `buffer_name` is the user's name, for messages and emitted code only:
    nothing is inferred from it and it need not be unique.

    ```mlir
    %A_shared = tile.alloc "A_shared" : memref<128x32xf16, #tile.scope<shared>>
    ```
  }];
  let arguments = (ins StrAttr:$buffer_name);
  let results = (outs AnyMemRef:$buffer);
  let assemblyFormat = "$buffer_name attr-dict `:` type($buffer)";
  let hasVerifier = 1;
}

def Tile_RegionOp : Tile_Op<"region", [Pure, AttrSizedOperandSegments]> {
  let summary = "A rectangular part of a buffer";
  let description = [{
    Offsets and extents in elements, one each a dimension. It may reach outside the buffer:
    a copy reads zero there and drops what it would write.

    ```mlir
    %r = tile.region %A[%m, %k] [128, 32] : memref<256x256xf16, #tile.scope<global>>
    ```
  }];
  let arguments = (ins AnyMemRef:$buffer, Variadic<Index>:$offsets, Variadic<Index>:$extents,
                       DenseI64ArrayAttr:$static_extents);
  let results = (outs Tile_RegionType:$region);
  let assemblyFormat = [{
    $buffer `[` $offsets `]` custom<DynamicIndexList>($extents, $static_extents)
    attr-dict `:` type($buffer) `->` type($region)
  }];
  let hasVerifier = 1;
}

def Tile_CopyOp : Tile_Op<"copy"> {
  let summary = "T.copy";
  let description = [{
    Copies a region, converting the element type. Extents other than 1 match in order; the ranks
    may differ. Reads outside the source give zero, writes outside the destination are dropped.

    With `rows` the destination is a part of a tensor that may start and end inside of tiles, and only
    the first so many of its rows are written: rows of tiles are those of the tensor's layout.

    ```mlir
    tile.copy %src to %dst : !tile.region<128x32xf16> to !tile.region<128x32xf16>
    tile.copy %src to %dst rows %n : !tile.region<128x32xf16> to !tile.region<128x32xf16>
    ```
  }];
  let arguments = (ins Tile_RegionType:$source, Tile_RegionType:$destination, Optional<Index>:$rows);
  let builders = [OpBuilder<(ins "::mlir::Value":$source, "::mlir::Value":$destination), [{
    build($_builder, $_state, source, destination, ::mlir::Value());
  }]>];
  let assemblyFormat = [{
    $source `to` $destination (`rows` $rows^)? attr-dict `:` type($source) `to` type($destination)
  }];
  let hasVerifier = 1;
}

def Tile_FillOp : Tile_Op<"fill"> {
  let summary = "T.fill and T.clear";
  let description = [{
    Sets every element of the region to `value`, which has the region's element type.

    ```mlir
    tile.fill %region, %zero : !tile.region<128x128xf32>, f32
    ```
  }];
  let arguments = (ins Tile_RegionType:$destination, AnyType:$value);
  let assemblyFormat = "$destination `,` $value attr-dict `:` type($destination) `,` type($value)";
  let hasVerifier = 1;
}

def Tile_GemmOp : Tile_Op<"gemm"> {
  let summary = "T.gemm";
  let description = [{
    `C = (clear ? 0 : C) + op(A) @ op(B)` with `op` a transposition where the flag says so. The last
    two dimensions of the regions are the matrices (other extents are 1). Without `clear` it
    accumulates.

    ```mlir
    tile.gemm %a, %b, %c transpose_b clear(%first)
        : !tile.region<64x32xf16>, !tile.region<64x32xf16>, !tile.region<64x64xf32>
    ```
  }];
  let arguments = (ins Tile_RegionType:$a, Tile_RegionType:$b, Tile_RegionType:$c,
                       Optional<I1>:$clear, UnitAttr:$transpose_a, UnitAttr:$transpose_b);
  let assemblyFormat = [{
    $a `,` $b `,` $c (`transpose_a` $transpose_a^)? (`transpose_b` $transpose_b^)?
    (`clear` `(` $clear^ `)`)? attr-dict `:` type($a) `,` type($b) `,` type($c)
  }];
  let hasVerifier = 1;
}

def Tile_ReduceOp : Tile_Op<"reduce"> {
  let summary = "T.reduce_sum, T.reduce_max and the others";
  let description = [{
    Reduces dimension `dim` of the source; with `clear` the destination starts at the identity,
    without it the destination's value takes part.

    ```mlir
    tile.reduce max %src to %dst dim 1 clear : !tile.region<64x64xf32> to !tile.region<64xf32>
    ```
  }];
  let arguments = (ins Tile_ReduceKindAttr:$kind, Tile_RegionType:$source,
                       Tile_RegionType:$destination, I64Attr:$dim, UnitAttr:$clear);
  let assemblyFormat = [{
    $kind $source `to` $destination `dim` $dim (`clear` $clear^)? attr-dict
    `:` type($source) `to` type($destination)
  }];
  let hasVerifier = 1;
}

def Tile_Im2ColOp : Tile_Op<"im2col"> {
  let summary = "T.im2col: patches of images as rows of a matrix";
  let description = [{
    Of images (batch, height, width, channels) and a convolution with `kernel`, `stride`, `dilation` and
    `pad`, the same along both axes, fills block (`row_block`, `column_block`) of the matrix whose rows are
    output pixels and whose columns are (kernel row, kernel column, channel). Pixels outside are zero.

    ```mlir
    tile.im2col %images to %matrix block(%i, %k) kernel 3 stride 1 dilation 1 pad 1
        : !tile.region<2x16x16x64xf16> to !tile.region<64x32xf16>
    ```
  }];
  let arguments = (ins Tile_RegionType:$source, Tile_RegionType:$destination, Index:$row_block,
                       Index:$column_block, I64Attr:$kernel, I64Attr:$stride, I64Attr:$dilation,
                       I64Attr:$pad);
  let assemblyFormat = [{
    $source `to` $destination `block` `(` $row_block `,` $column_block `)` `kernel` $kernel
    `stride` $stride `dilation` $dilation `pad` $pad attr-dict `:` type($source) `to` type($destination)
  }];
  let hasVerifier = 1;
}

def Tile_ScanOp : Tile_Op<"scan"> {
  let summary = "T.cumsum, T.cummax";
  let description = [{
    Each element becomes the sum or the largest of the elements up to it along dimension `dim`; with
    `reverse`, from it on.

    ```mlir
    tile.scan sum %src to %dst dim 1 reverse : !tile.region<64x64xf32> to !tile.region<64x64xf32>
    ```
  }];
  let arguments = (ins Tile_ScanKindAttr:$kind, Tile_RegionType:$source, Tile_RegionType:$destination,
                       I64Attr:$dim, UnitAttr:$reverse);
  let assemblyFormat = [{
    $kind $source `to` $destination `dim` $dim (`reverse` $reverse^)? attr-dict
    `:` type($source) `to` type($destination)
  }];
  let hasVerifier = 1;
}

def Tile_TransposeOp : Tile_Op<"transpose"> {
  let summary = "T.transpose";
  let description = [{
    Writes the source with its last two dimensions exchanged.

    ```mlir
    tile.transpose %src to %dst : !tile.region<64x32xf16> to !tile.region<32x64xf16>
    ```
  }];
  let arguments = (ins Tile_RegionType:$source, Tile_RegionType:$destination);
  let assemblyFormat = "$source `to` $destination attr-dict `:` type($source) `to` type($destination)";
  let hasVerifier = 1;
}

def Tile_ParallelOp : Tile_Op<"parallel", [SingleBlockImplicitTerminator<"EndOp">]> {
  let summary = "T.Parallel";
  let description = [{
    Runs its body for every point of the index space, in any order. The body loads and stores
    buffers with `memref.load` and `memref.store`.

    ```mlir
    tile.parallel (%i, %j) in (%c64, %c32) { ... }
    ```
  }];
  let arguments = (ins Variadic<Index>:$extents);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

#endif // TILIUM_DIALECT_TILE_IR_TILEOPS_TD
